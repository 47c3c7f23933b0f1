"""Updates from elsewhere than chat: files and programs. They end in the same publication."""
