"""What is raised where something asked for is not done."""


class Refused(Exception):
    """Nothing was done; the text is one sentence that says why and what to do instead."""
