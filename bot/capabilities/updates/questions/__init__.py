"""Questions about updates: asked once, answered by whoever has them, heard by all who may want to know."""
