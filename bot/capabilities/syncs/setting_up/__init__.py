"""Setting a sync up, looking at it, changing and ending it."""
