"""Setting a check-in up: by form with a look before, by program, or from a file; and what is decided of it later."""
