"""The way back to whoever acted."""

from dataclasses import dataclass, field
from enum import StrEnum

from adapters.slack.render import FormState
from bot.chat.form import Values
from bot.chat.inbound import Identity

NO_FORM = FormState("")

LONGEST_ABOUT = 64
"""Characters that a form remembers of what the button is about that opened it: more than an id has."""


class WayKind(StrEnum):
    """What the person used, which decides what can be shown to them."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    MESSAGE = "message"
    NOTE = "note"
    FORM = "form"
    SUBMISSION = "submission"
    HOME_BUTTON = "home_button"
    SHORTCUT = "shortcut"
    HOME = "home"
    OVERHEARD = "overheard"
    SEARCH = "search"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Way:
    """Everything needed to answer one request; what a kind does not have is empty.

    `trigger_id` lives three seconds; `view_id` is the modal that was used; `typed` are the words of a command, so that
    it can be asked again with a button; `fields` are the names of a form's fields with their blocks, `values` what
    stood in them when a button inside it was pressed; `token` is that of the button pressed or of the form sent off,
    which what answers it has too. `about` is of what a button is, on a message that its presser alone sees.
    """

    kind: WayKind
    who: Identity
    channel: str = ""
    direct: bool = False
    thread: str = ""
    trigger_id: str = ""
    response_url: str = ""
    view_id: str = ""
    state: FormState = NO_FORM
    typed: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    values: Values = field(default_factory=dict)
    token: str = ""
    about: str = ""

    @property
    def came_from(self) -> FormState:
        """What a form opened this way has to remember of where it was opened."""
        if self.state.generation:
            return self.state
        kind = "direct" if self.direct else "channel" if self.channel else ""
        back = self.response_url if self.kind is WayKind.MESSAGE else ""
        about = self.about[:LONGEST_ABOUT]
        return FormState("", channel=self.channel, kind=kind, thread=self.thread, back=back, about=about)
