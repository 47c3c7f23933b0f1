"""Shifts of persons: brought in from a workforce tool, or said by themselves; they win over the team's hours."""
