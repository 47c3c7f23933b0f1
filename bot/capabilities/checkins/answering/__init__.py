"""How people are asked, and everything that they do with a prompt."""
