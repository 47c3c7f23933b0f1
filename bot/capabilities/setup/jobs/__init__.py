"""What set-up does by itself when its time has come."""
