"""Reminding those who have not noted an update: on shift, once before their own deadline, and never twice."""
