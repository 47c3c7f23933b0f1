"""Proof that it works: the demo and the bench, which run the real bot against the stand-ins of both platforms."""
