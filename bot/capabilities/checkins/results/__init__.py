"""What came of a run, for those who may see it: figures by part, words, what changed, and the file of it."""
