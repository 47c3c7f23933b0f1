"""Updates: a product change that reaches every channel of every side together."""
