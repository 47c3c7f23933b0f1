"""A second pair of eyes: for chosen audiences another author approves an update before it goes out."""
