"""Corrections: a published update says something else from now on, or is withdrawn, in all its copies."""
