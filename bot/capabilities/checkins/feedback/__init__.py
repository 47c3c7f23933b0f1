"""Feedback: one short, actionable piece from a lead to one person, in private, and what is said back."""
