"""The domain of Instep: what it decides and says, free of any chat platform."""
