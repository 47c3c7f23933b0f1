"""Syncs in people's own calendars: as a file, and as an address that a calendar reads again and again."""
