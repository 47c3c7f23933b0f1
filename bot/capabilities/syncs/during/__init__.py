"""What happens in a meeting and what comes of it: who is there, what is decided, who does what until when."""
