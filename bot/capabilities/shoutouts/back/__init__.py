"""Looking back: the walls of stories, coverage, the digest, the story of the week, and export."""
