"""Rhythms as data and the table of due work."""
