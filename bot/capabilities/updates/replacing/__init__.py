"""Another channel for one that could not be reached."""
