"""Planning: an update goes out at a time, in each team's own morning, or at the start of each team's next shift."""
