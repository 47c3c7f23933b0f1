"""The composition root: one process, put together."""
