"""The delivery log: copies, the outbox, pace, the sender, receipts and the personal-data guard."""
