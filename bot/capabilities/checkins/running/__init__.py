"""Runs of check-ins: who is asked is frozen, all are asked in their own time and reminded once, and it closes."""
