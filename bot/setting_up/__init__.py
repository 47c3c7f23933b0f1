"""Setting something up for teams, by form with a look before or by program: what is the same whatever it is."""
