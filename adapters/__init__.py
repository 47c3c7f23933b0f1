"""One folder per edge of the process: chat platforms, the web, the playground."""
