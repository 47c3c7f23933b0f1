"""Round-ups: several updates sent at once, in each channel as one message with their cards below it."""
