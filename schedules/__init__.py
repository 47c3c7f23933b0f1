"""Time: pure rules for when something is due, and the ticker that finds it."""
