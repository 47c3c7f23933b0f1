"""The capabilities: what Instep does for a support team, each in a folder of its own."""
