"""After it was posted: cheers, notes, corrections, withdrawals, reports, and how people want to be named."""
