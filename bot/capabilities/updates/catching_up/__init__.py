"""Catching up: at the start of a shift, or on demand, one message with what changed since the last one."""
