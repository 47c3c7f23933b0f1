"""The customer's voice: praise from help desks and surveys reaches the lead of whom it praises."""
