"""A shoutout as it is shown: whom it names, what it says, who cheers."""

from dataclasses import dataclass

from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState
from bot.capabilities.shoutouts.values import Value
from bot.chat.inbound import Identity

Whom = tuple[int | None, int | None]
"""A person, or else a whole team, by inside id."""


@dataclass(frozen=True)
class Named:
    """Somebody whom a shoutout names, or (`whole_team`) a team.

    `naming` is how much of the name other sides may read, `alias` what customers know them as. `person_id` is None for
    teams, which alone have a `team_id`, and for somebody who was erased: then `name` is empty. `quiet`: not at work
    now, so nothing rings. `reached`: a direct message can be tried. `gone` is who has left, `paused` whose company
    gets nothing for a while.
    """

    side_id: int
    name: str
    person_id: int | None = None
    public_id: str = ""
    alias: str = ""
    side_name: str = ""
    team_name: str = ""
    naming: Naming = Naming.FULL
    identities: tuple[Identity, ...] = ()
    whole_team: bool = False
    privately: bool = False
    quiet: bool = True
    reached: bool = True
    team_id: int | None = None
    gone: bool = False
    paused: bool = False

    @property
    def whom(self) -> Whom:
        """Which person or whole team it is."""
        return self.person_id, self.team_id


@dataclass(frozen=True)
class Added:
    """A note under a story."""

    public_id: str
    by: Named
    text: str


@dataclass(frozen=True)
class Facts:
    """What a shoutout's messages are composed from.

    `story` and `quote` are as internal people read them; `partners_see_all`: nothing in them is masked for partners.
    `cheers` are the oldest first; `cheers_without_name` are those of people erased since. `told` are those
    thanked privately of whom this reader may know.
    """

    public_id: str
    giver: Named
    recipients: tuple[Named, ...]
    story: str
    quote: str = ""
    customer: str = ""
    value: Value | None = None
    ticket_url: str = ""
    notes: tuple[Added, ...] = ()
    cheers: tuple[Named, ...] = ()
    cheers_without_name: int = 0
    state: ShoutoutState = ShoutoutState.POSTED
    ended_because: str = ""
    corrected: bool = False
    partners_see_all: bool = False
    told: frozenset[Whom] = frozenset()

    @property
    def secret(self) -> tuple[Named, ...]:
        """Those who are thanked privately, and whom this reader hears nothing of."""
        return tuple(one for one in self.recipients if one.privately and one.whom not in self.told)

    @property
    def openly(self) -> tuple[Named, ...]:
        """Those who are named where others read it."""
        return tuple(one for one in self.recipients if not one.privately)
