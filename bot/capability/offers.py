"""A capability as the rest of the program sees it, and all that all of them offer."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.capability.anonymous import AnonymousPressOffer, AnonymousSubmitOffer
from bot.capability.by_itself import EventOffer, JobOffer, OccasionOffer, RhythmOffer
from bot.capability.programs import DownloadOffer, EndpointOffer, SecretOffer
from bot.capability.shown import (
    AgendaOffer,
    Composer,
    ExampleOffer,
    HeldBack,
    HomeOffer,
    JointComposer,
    MenuItem,
    SparedOffer,
    TourOffer,
)
from bot.capability.ways_in import (
    CommandOffer,
    FormPressOffer,
    OverheardOffer,
    PressOffer,
    SearchOffer,
    ShortcutOffer,
    SubmitOffer,
    WordsOffer,
)
from bot.chat.nearest import ALIKE, MUCH_ALIKE, nearest
from bot.chat.texts import Texts
from bot.delivery import budget
from bot.delivery.budget import Spared
from bot.due.rhythms import Planner
from bot.people.access import Actor
from bot.people.audience import Reader
from bot.people.merging import Move
from bot.people.settings import SettingSpec
from bot.ports import Manners
from bot.storage.sessions import Session

PersonExport = Callable[[Session, int], Awaitable[Mapping[str, Sequence[Mapping[str, Any]]]]]
"""All that is kept about a person (by inside id), as named tables of plain values."""

PersonErasure = Callable[[Session, int], Awaitable[None]]
"""Takes a person out of a capability's tables and leaves the counts."""

Retention = Callable[[Session, datetime], Awaitable[int]]
"""Deletes what is kept no longer, as of an instant; says how many rows went."""


Standing = Callable[[Session, datetime], Awaitable[None]]
"""Puts down the work that must always be waiting, where it is not, at every start of the process."""


T = TypeVar("T")


@dataclass(frozen=True)
class Capability:
    """One of the things that Instep does, as the rest of the program sees it; `title` where `name` is no heading."""

    name: str
    commands: tuple[CommandOffer, ...] = ()
    presses: Mapping[str, PressOffer] = field(default_factory=dict)
    submits: Mapping[str, SubmitOffer] = field(default_factory=dict)
    anonymous_presses: Mapping[str, AnonymousPressOffer] = field(default_factory=dict)
    anonymous_submits: Mapping[str, AnonymousSubmitOffer] = field(default_factory=dict)
    form_presses: Mapping[str, FormPressOffer] = field(default_factory=dict)
    shortcuts: Mapping[str, ShortcutOffer] = field(default_factory=dict)
    searches: Mapping[str, SearchOffer] = field(default_factory=dict)
    menu: tuple[MenuItem, ...] = ()
    home: HomeOffer | None = None
    words: WordsOffer | None = None
    overheard: OverheardOffer | None = None
    events: EventOffer | None = None
    composers: Mapping[str, Composer] = field(default_factory=dict)
    joint_composers: Mapping[str, JointComposer] = field(default_factory=dict)
    spared: Mapping[str, SparedOffer] = field(default_factory=dict)
    jobs: Mapping[str, JobOffer] = field(default_factory=dict)
    rhythms: Mapping[str, RhythmOffer] = field(default_factory=dict)
    agenda: Mapping[str, AgendaOffer] = field(default_factory=dict)
    occasions: Mapping[str, OccasionOffer] = field(default_factory=dict)
    settings: tuple[SettingSpec, ...] = ()
    endpoints: tuple[EndpointOffer, ...] = ()
    downloads: Mapping[str, DownloadOffer] = field(default_factory=dict)
    secrets: tuple[SecretOffer, ...] = ()
    examples: ExampleOffer | None = None
    tour: TourOffer | None = None
    export_person: PersonExport | None = None
    erase_person: PersonErasure | None = None
    merge_person: Move | None = None
    retention: Retention | None = None
    standing: Standing | None = None
    title: str = ""

    @property
    def heading(self) -> str:
        """What stands above what it offers."""
        return self.title or self.name.capitalize()


class Offers:
    """Everything that all capabilities offer, asked for by kind and never by capability.

    `names` maps a command's own word to the one that the organisation gave it (Slack's commands share one namespace).
    Raises ValueError if two capabilities offer the same name.
    """

    def __init__(self, capabilities: Sequence[Capability], names: Mapping[str, str] | None = None) -> None:
        self.capabilities = tuple(capabilities)
        self.names = dict(names or {})
        self.commands = merged({offer.words: offer for offer in each.commands} for each in capabilities)
        self.presses = merged(each.presses for each in capabilities)
        self.submits = merged(each.submits for each in capabilities)
        self.anonymous_presses = merged(each.anonymous_presses for each in capabilities)
        self.anonymous_submits = merged(each.anonymous_submits for each in capabilities)
        self.form_presses = merged(each.form_presses for each in capabilities)
        self.shortcuts = merged(each.shortcuts for each in capabilities)
        self.searches = merged(each.searches for each in capabilities)
        self.spared = merged(each.spared for each in capabilities)
        self.jobs = merged(each.jobs for each in capabilities)
        self.rhythms = merged(each.rhythms for each in capabilities)
        self.agenda = merged(each.agenda for each in capabilities)
        self.occasions = merged(each.occasions for each in capabilities)
        self.settings = merged({spec.name: spec for spec in each.settings} for each in capabilities)
        self.downloads = merged(each.downloads for each in capabilities)
        joint = ({kind: make(self) for kind, make in each.joint_composers.items()} for each in capabilities)
        self.composers = merged([*(each.composers for each in capabilities), *joint])
        _apart(self.presses, self.anonymous_presses)
        _apart(self.submits, self.anonymous_submits)
        self._own_words = {given.lower(): own for own, given in self.names.items()}

    def command(self, typed: str) -> tuple[CommandOffer, str] | None:
        """The offer whose words begin what was typed, and the rest of it; None if there is none.

        A leading `instep` is dropped unless the words themselves begin with it, so that every command also works as
        `/instep NAME …`.
        """
        words = typed.split()
        if words and words[0].lower() in self._own_words:
            words[0] = self._own_words[words[0].lower()]
        for start in (0, 1) if words and words[0].lower() == "instep" else (0,):
            for end in range(min(len(words), start + 4), start, -1):
                offer = self.commands.get(" ".join(words[start:end]).lower().rstrip("!."))
                if offer is None:
                    continue
                rest = _after(typed, end)
                # Whoever types it after a slash command wants its words, and gives no title.
                helping = self.commands.get("help") if offer.slash and rest.lower() == "help" else None
                return (helping, offer.words) if helping else (offer, rest)
        return None

    def meant(self, typed: str, actor: Actor, t: Texts, within: str = "") -> str:
        """The command that somebody may have meant who typed words that are none, with the rest of them; else nothing.

        With `within`, a command that other words may follow as well, only its own further words are looked at, and
        strictly: many words may well be meant as they are, a single one hardly.
        """
        known = [
            one.words.removeprefix(f"{within} ")
            for one in self.commands.values()
            if one.help and (not within or one.words.startswith(f"{within} ")) and one.may(actor, t) is None
        ]
        if within and len(typed.split()) == 1:
            known.append("help")
        found = nearest(typed, known, MUCH_ALIKE if within and len(typed.split()) > 1 else ALIKE)
        return " ".join([within, *found]).strip() if found else ""

    def spelled(self, name: str, manners: Manners) -> str:
        """A command as it is typed on a platform, with what follows it: `/update find` or `@Instep update find`."""
        own, _, rest = name.partition(" ")
        return f"{manners.command_prefix}{self.names.get(own, own)} {rest}".rstrip()

    async def held_back(
        self, session: Session, reader: Reader, spared: Sequence[Spared], now: datetime
    ) -> Sequence[HeldBack]:
        """What somebody is told of direct messages that they were spared, as far as a capability has words for them."""
        found: list[HeldBack] = []
        for kind in dict.fromkeys(one.subject.kind for one in spared):
            if (offer := self.spared.get(kind)) is not None:
                found += await offer(session, reader, [one for one in spared if one.subject.kind == kind], now)
        return tuple(found)

    def planners(self) -> dict[str, Planner]:
        """How each kind of rhythm is laid out."""
        return {kind: offer.plan for kind, offer in self.rhythms.items()}

    def secrets(self) -> list[SecretOffer]:
        """All addresses that nobody can guess."""
        return [offer for capability in self.capabilities for offer in capability.secrets]

    def endpoints(self) -> list[EndpointOffer]:
        """All addresses for programs."""
        return [offer for capability in self.capabilities for offer in capability.endpoints]

    def moves(self) -> list[Move]:
        """What moves with a person, where two records turn out to be one; for `bot.people.merging.merge`."""
        theirs = [capability.merge_person for capability in self.capabilities if capability.merge_person]
        return [budget.merge_person, *theirs]

    def menu(self) -> list[MenuItem]:
        """All menu items in their order."""
        return sorted((item for capability in self.capabilities for item in capability.menu), key=lambda i: i.order)


def merged(given: Iterable[Mapping[str, T]]) -> dict[str, T]:
    """All that is given, by name; raises ValueError for a name that is given twice."""
    found: dict[str, T] = {}
    for each in given:
        _apart(found, each)
        found.update(each)
    return found


def _apart(some: Mapping[str, Any], others: Mapping[str, Any]) -> None:
    if twice := some.keys() & others.keys():
        raise ValueError(f"offered twice: {', '.join(sorted(twice))}")


def _after(typed: str, words: int) -> str:
    """What follows the first `words` words, with its line breaks kept."""
    rest = typed.strip()
    for _ in range(words):
        _, rest = ([*rest.split(maxsplit=1), "", ""])[:2]
    return rest
