"""What check-ins keep."""
