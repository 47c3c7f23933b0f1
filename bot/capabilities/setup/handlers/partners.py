"""Partners that pause, come back and go: a preview first, then the deed."""

from collections.abc import Awaitable, Callable

from bot.capabilities.setup.handlers.answers import sentence, shown, spelled, unless_refused, wrong
