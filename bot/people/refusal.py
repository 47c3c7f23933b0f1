"""What is raised where something asked for is not done."""


class Refused(Exception):
    """The text is one sentence that says why, and what to do instead; the transaction is to be rolled back."""
