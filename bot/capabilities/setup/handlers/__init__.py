"""What set-up does when somebody asks for it, by matter."""
