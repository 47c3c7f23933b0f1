"""The messages that answered typed words with a button: once its form is done with, they say what came of it."""

from collections import OrderedDict

from adapters.teams.parts import words
from bot.chat.inbound import Origin

LINES_KEPT = 20_000


class Lines:
    """Those that this process has posted. No other message may be settled, whatever a dialog says it was opened from.

    They are forgotten when the process ends: what is left standing then still opens its form.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def keep(self, origin: Origin, activity: str) -> None:
        """A message was posted where these words were typed."""
        self._kept[_key(origin, activity)] = None
        if len(self._kept) > LINES_KEPT:
            self._kept.popitem(last=False)

    def known(self, origin: Origin, activity: object) -> str:
        """The id of such a message in the conversation that something comes from; empty for any other."""
        return words(activity) if _key(origin, words(activity)) in self._kept else ""


def _key(origin: Origin, activity: str) -> tuple[str, str, str]:
    return origin.place.installation, origin.place.channel, activity
