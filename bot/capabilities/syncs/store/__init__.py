"""What is kept of syncs."""
