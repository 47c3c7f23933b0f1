"""What set-up says, worded apart from sending it."""

from bot.capabilities.setup.messages.companies import stranger_line

__all__ = ["stranger_line"]
