"""Giving a shoutout: the words or the form, the look before it goes out, and posting it."""
