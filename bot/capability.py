"""What a capability may offer, and what its handlers are given. Capabilities meet only here.

Adding a capability means one folder under `bot/capabilities/` whose `__init__` builds one `Capability`, and one line in
`bot/capabilities/__init__.py`. A handler takes a `Context` and what came in, changes rows through the session and the
outbox, and returns the answer to the person who acted; it neither commits nor sends.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel

from bot.chat.form import Form
from bot.chat.inbound import (
    Answer,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    Identity,
    InstallationChanged,
    MembersChanged,
    Origin,
    PersonChanged,
    Place,
    Press,
    Shortcut,
    Sought,
    ThreadQuestion,
)
from bot.chat.message import Button, Message, Part
from bot.chat.nearest import ALIKE, MUCH_ALIKE, nearest
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery import budget
from bot.delivery.budget import Spared
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.delivery.tokens import Tokens
from bot.due.rhythms import Planner
from bot.due.tables import ONE_OFF, Rhythm
from bot.people.access import Actor
from bot.people.audience import Reader, Resolved
from bot.people.merging import Move
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec
from bot.people.tokens import Purpose
from bot.people.viewpoint import Viewpoint
from bot.ports import ChannelFacts, ChatPlatform, Manners, MemberFacts
from bot.storage.sessions import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Acting:
    """Somebody who acts, by whatever way they came, within one transaction: `session` and `outbox` belong to it."""

    session: Session
    outbox: Outbox
    actor: Actor
    t: Texts
    clocks: Clocks
    platforms: Mapping[str, ChatPlatform]
    offers: "Offers"

    @property
    def now(self) -> datetime:
        """The calendar clock's instant, UTC."""
        return self.clocks.calendar.now()

    @property
    def zone(self) -> str:
        """The IANA zone in which dates are said to the person who acted."""
        return self.actor.zone or "UTC"


@dataclass(frozen=True)
class Context(Acting):
    """What a handler works with when somebody acts in chat."""

    origin: Origin
    manners: Manners

    def command(self, name: str) -> str:
        """A command as this person types it here, with the name that the organisation gave it."""
        return self.offers.spelled(name, self.manners)


# --- ways in ----------------------------------------------------------------------------------------------------------

Refusal = Callable[[Actor, Texts], str | None]
"""Why this person may not, in one sentence that says whom to ask; None if they may."""


def anyone(actor: Actor, t: Texts) -> str | None:
    """Everybody may."""
    return None


class CommandHandler(Protocol):
    async def __call__(self, context: Context, inbound: Command) -> Answer: ...


class PressHandler(Protocol):
    async def __call__(self, context: Context, inbound: Press) -> Answer: ...


class TogetherHandler(Protocol):
    """What many pressed at the same moment, all in one transaction; None for whom it is to be decided alone."""

    async def __call__(self, asked: Sequence[tuple[Context, Press]]) -> Sequence[Answer | None]: ...


class SubmitHandler(Protocol):
    async def __call__(self, context: Context, inbound: FormSubmitted) -> Answer: ...


class FormPressHandler(Protocol):
    async def __call__(self, context: Context, inbound: FormPressed) -> Answer: ...


class ShortcutHandler(Protocol):
    async def __call__(self, context: Context, inbound: Shortcut) -> Answer: ...


class SearchHandler(Protocol):
    async def __call__(self, context: Context, inbound: Sought) -> Answer: ...


@dataclass(frozen=True)
class SearchOffer:
    """What a `SearchField` of this source finds. It reads; its answer's `options` are shown in their order."""

    handler: SearchHandler
    may: Refusal = anyone


@dataclass(frozen=True)
class CommandOffer:
    """Words that do something: after a slash, after `@Instep`, or alone in a direct message.

    `words` is what is typed (`update`, `got it`, `instep who am i`); the longest match wins and the rest is the text.
    `slash` is true for those that exist as slash commands of their own. `usage` and `help` are templates for `Texts`.
    `also` are further usages of the same words, each with what it does: a line of help of its own.
    `reads`: writes nothing, so it takes no write lock and no inbox row. `menu` puts it into the menu under that label.
    """

    words: str
    handler: CommandHandler
    usage: str = ""
    help: str = ""
    also: tuple[tuple[str, str], ...] = ()
    slash: bool = False
    reads: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class PressOffer:
    """A button on a message. Its name (`capability.verb`) is never reused once released.

    `together` is for a button that hundreds press within seconds: it changes nothing for whom it gives no answer.
    """

    handler: PressHandler
    reads: bool = False
    may: Refusal = anyone
    together: TogetherHandler | None = None


@dataclass(frozen=True)
class SubmitOffer:
    """A form sent off."""

    handler: SubmitHandler
    reads: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class AnonymousContext:
    """What a handler works with when it is not to be known who acts, within one transaction.

    There is no actor, and no outbox, whose rows say for whom they are: whatever is to be seen goes into the answer.
    `t` speaks the language of the message whose button was pressed. `tokens` tells a token that was minted for a
    subject from a forged one, by `tokens.verify(Subject(kind, id), inbound.token)`.
    """

    session: Session
    t: Texts
    clocks: Clocks
    tokens: Tokens

    @property
    def now(self) -> datetime:
        """The calendar clock's instant, UTC."""
        return self.clocks.calendar.now()


class AnonymousPressHandler(Protocol):
    async def __call__(self, context: AnonymousContext, inbound: Press) -> Answer: ...


class AnonymousSubmitHandler(Protocol):
    async def __call__(self, context: AnonymousContext, inbound: FormSubmitted) -> Answer: ...


@dataclass(frozen=True)
class AnonymousPressOffer:
    """A button that nobody in particular presses: its message has `Button(token=True)`.

    Nobody is looked up, no row of the inbox or about a person is read or written, and no log line tells of it. What
    comes in is told without who did it, where exactly, and which copy was pressed; nothing keeps a second press of the
    same button away, so the handler makes the token count once. It verifies the token before it does anything, and
    keeps of it at most a digest.

    A form in the answer carries the token on to an `AnonymousSubmitOffer`; a `redraw` carries it in its own buttons. A
    button on the same message that is somebody's knows no token, so it can only answer beside the message.
    `reads`: writes nothing, such as to open a form or to say how anonymous an answer is.
    """

    handler: AnonymousPressHandler
    reads: bool = False


@dataclass(frozen=True)
class AnonymousSubmitOffer:
    """A form that nobody in particular sends off, with the token of the press that opened it.

    Everything said of `AnonymousPressOffer` holds; `redraw` is the message whose button opened the form. A form that
    was opened for somebody who is known can be answered this way too, if it is given a token of `tokens_of(session)`.
    """

    handler: AnonymousSubmitHandler
    reads: bool = False


@dataclass(frozen=True)
class FormPressOffer:
    """A button inside a form; redrawing a form reads."""

    handler: FormPressHandler
    reads: bool = True
    may: Refusal = anyone


@dataclass(frozen=True)
class ShortcutOffer:
    """A shortcut (Slack) or message extension (Teams), by its name in the manifest."""

    handler: ShortcutHandler
    title: str
    on_message: bool = False
    may: Refusal = anyone


WordsOffer = Callable[[Context, Command], Awaitable[Answer | None]]
"""An answer to words that are no command, by where they were written; None where the menu says more. It only reads."""


@dataclass(frozen=True)
class OverheardOffer:
    """What is made of questions that people write to others in a thread, where Instep may read them.

    `about` says by one read what the thread is about (an inside id); None ends it, before anybody is looked up.
    `answer` only reads, and gives None where there is nothing to offer. `keep` notes, in a transaction that may write,
    that this was offered; False if it was before, and then nothing is shown.
    """

    about: Callable[[Session, ChatPlatform, Place], Awaitable[int | None]]
    answer: Callable[[Context, ThreadQuestion, int], Awaitable[Answer | None]]
    keep: Callable[[Session, int, Actor, str, datetime], Awaitable[bool]]


# --- programs ---------------------------------------------------------------------------------------------------------


class Why(StrEnum):
    """Why something asked for from elsewhere than chat was not done."""

    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"


class Declined(Refused):
    """Refused, with what a program or a file needs to know beside the sentence: why, and at which field.

    `current` is what is there now, where somebody else was first.
    """

    def __init__(
        self, says: str, why: Why = Why.INVALID, field: str = "", current: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(says)
        self.why = why
        self.field = field
        self.current = dict(current or {})


@dataclass(frozen=True)
class Asked:
    """What a program asks for: `path` are the ids in the address; `query` and `body` are the models of the offer."""

    path: Mapping[str, str]
    query: BaseModel | None = None
    body: BaseModel | None = None


@dataclass(frozen=True)
class Document:
    """An answer that is no JSON; `name` is that of a file, where it is to become one."""

    media_type: str
    data: bytes
    name: str = ""


class DownloadHandler(Protocol):
    """Makes the file that somebody's own link is for, in their name; raises Refused."""

    async def __call__(self, acting: Acting, about: Mapping[str, str]) -> Document: ...


@dataclass(frozen=True)
class Elsewhere:
    """An answer that sends whoever asks on to another address."""

    url: str


@dataclass(frozen=True)
class Found:
    """What an address holds, and for how long whoever asks may keep it: everybody on the way too, if it is `shared`.

    `noted`: that it was asked for is to be written down.
    """

    document: Document
    lasts: timedelta
    shared: bool = False
    noted: bool = False


SecretHandler = Callable[[Session, Clocks, str], Awaitable[Found | Elsewhere | None]]
"""Reads what an address holds that ends with this secret; None for one that holds nothing, or no longer."""


@dataclass(frozen=True)
class SecretOffer:
    """An address for programs that cannot log in, such as calendars, which nobody can guess.

    `path` has `{secret}` in it, which matches the regular expression `pattern` wholly. `note` writes down that the
    secret was used.
    """

    path: str
    pattern: str
    handler: SecretHandler
    note: Callable[[Session, str, datetime], Awaitable[None]] | None = None


@dataclass(frozen=True)
class DownloadOffer:
    """A kind of file that a link fetches; `admins_see` who took it: those of each side that is in it."""

    fetch: DownloadHandler
    admins_see: bool = True


class EndpointHandler(Protocol):
    async def __call__(self, acting: Acting, asked: Asked) -> BaseModel | Document: ...


@dataclass(frozen=True)
class EndpointOffer:
    """An address for programs, asked with a token of one of these purposes; raises Declined and Refused.

    `path` stands below `/api`, with ids in braces. What changes something (any method but GET) is asked with a key, and
    the same key with the same body gives the same answer and does nothing twice. `keyed` is false for a program that
    cannot send one, where what is sent says by itself that it is the same. `reads`: writes nothing.
    """

    method: Literal["GET", "POST", "PATCH"]
    path: str
    summary: str
    purposes: frozenset[Purpose]
    handler: EndpointHandler
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    reads: bool = False
    documents: tuple[str, ...] = ()
    keyed: bool = True


# --- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu that `@Instep` alone opens: a button. `order` sorts, small first."""

    label: str
    action: str
    order: int
    object_id: str = ""
    opens_form: bool = False
    may: Refusal = anyone


@dataclass(frozen=True)
class HomeItem:
    """Something on a person's home. `waiting` items need an act and stand above all others (five at most)."""

    parts: tuple[Part, ...]
    order: int
    waiting: bool = False


HomeOffer = Callable[[Context], Awaitable[Sequence[HomeItem]]]


@dataclass(frozen=True)
class Example:
    """A message or form with example data, for the gallery and the contract tests."""

    name: str
    shows: Message | Form
    note: str = ""


ExampleOffer = Callable[[Texts], Sequence[Example]]


@dataclass(frozen=True)
class AgendaAsked:
    """For which copy of a sync's agenda a section is composed: who reads it, and of which time it tells.

    `resolved` is whom the sync comes to, at `until`; `viewpoint` and `team_ids` are of the copy's channel (no team: a
    message to one person). Instants are shown in `zone`.
    """

    resolved: Resolved
    viewpoint: Viewpoint
    team_ids: tuple[int, ...]
    platform: str
    t: Texts
    zone: str
    since: datetime
    until: datetime


AgendaOffer = Callable[[Session, AgendaAsked], Awaitable[Sequence[Part]]]
"""What one section of a sync's agenda says to whom it is asked for, without its heading; nothing where it is empty."""


class TourGuide(StrEnum):
    """Who acts in a step of the tour: the author, or an agent of a partner in the partner's own Microsoft Teams."""

    AUTHOR = "author"
    PARTNER = "partner"


@dataclass(frozen=True)
class TourStep:
    """A step of the playground's tour: what it shows, what to do in which person's place, and whether it was done.

    `done` is asked of the database, with the instant at which the tour began. `direct`: in the direct messages with
    Instep, else in the channel of the person's team. `do` has the names of buttons between asterisks.
    """

    id: str
    title: str
    text: str
    do: str
    who: TourGuide
    done: Callable[[Session, datetime], Awaitable[bool]]
    direct: bool = False


TourOffer = Callable[[Texts], Sequence[TourStep]]


@dataclass(frozen=True)
class HeldBack:
    """A line in somebody's catch-up for a direct message that they were spared, with the button that opens it."""

    text: str
    button: Button


SparedOffer = Callable[[Session, Reader, Sequence[Spared], datetime], Awaitable[Sequence[HeldBack]]]
"""What somebody is told of direct messages about one kind of subject that the budget held back; what is over, not."""

Composer = Callable[[Session, Subject, Copy], Awaitable[Message | None]]
"""Composes a copy of a subject anew, with present figures, for the copy's own viewpoint and locale."""

JointComposer = Callable[["Offers"], Composer]
"""Makes a composer of what all capabilities offer, such as their sections of an agenda."""


# --- what happens by itself -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """A piece of due work, handed to its job: which, for whom, and when it was due (never `now`).

    Of an occurrence of a rhythm, `owner_id` is the rhythm's and `original_date` the date that its rule yields.
    """

    kind: str
    owner_id: int
    slot: str
    for_whom: str
    due_at: datetime
    data: Mapping[str, Any]
    original_date: date = ONE_OFF


@dataclass(frozen=True)
class JobContext:
    """What a job works with. It calls platforms outside of any transaction, then writes in one of its own.

    `done` must be called with the session of that transaction, so that the work is marked done together with its
    effect; it returns False if another replica was first, and then the job changes nothing.
    """

    write: Callable[[], AbstractAsyncContextManager[Session]]
    read: Callable[[], AbstractAsyncContextManager[Session]]
    clocks: Clocks
    platforms: Mapping[str, ChatPlatform]
    offers: "Offers"
    done: Callable[[Session], Awaitable[bool]]
    outbox: Callable[[Session], Outbox]


@dataclass(frozen=True)
class JobOffer:
    """Work that becomes due. Later than `too_late` after its time it is not run but recorded as missed."""

    run: Callable[[JobContext, Work], Awaitable[None]]
    too_late: timedelta


@dataclass(frozen=True)
class RhythmOffer:
    """A kind of rhythm: how one is laid out, what it is called, and the sides that take part in it.

    Whoever sees all of these sides sees it listed; its owner, and managers of all of them, decide about it. What they
    have `decided` is told in the same transaction, where what is out already shows when it is.
    """

    plan: Planner
    title: Callable[[Session, Rhythm, Texts], Awaitable[str]]
    sides: Callable[[Session, Rhythm], Awaitable[frozenset[int]]]
    decided: Callable[[Session, Outbox, Rhythm], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Occasion:
    """Something that people were part of, such as an update that they acknowledged; `id` is its inside id."""

    id: int
    public_id: str
    title: str
    side_ids: frozenset[int]


@dataclass(frozen=True)
class OccasionOffer:
    """A kind of occasion after which others can turn to whoever was part of it: whom, and how it is chosen.

    `people` are they now, by inside id; `known` says of an inside id what it is, None where it is gone. `listed` are
    those (newest first, of these words) after which somebody may turn to everybody who was part of them, `called` is
    one of those by its public id.
    """

    people: Callable[[Session, int], Awaitable[Collection[int]]]
    known: Callable[[Session, int], Awaitable[Occasion | None]]
    listed: Callable[[Session, Actor, str], Awaitable[Sequence[Occasion]]]
    called: Callable[[Session, Actor, str], Awaitable[Occasion | None]]


PASSED = "occasion.passed"
"""The work of whoever follows occasions that come again: one of them is over.

Its owner is the occasion's inside id; its slot is the kind of occasion, a space, and which time that was.
"""

Event = ChannelChanged | MembersChanged | PersonChanged | InstallationChanged
EventOffer = Callable[["EventContext", Event], Awaitable[None]]


@dataclass(frozen=True)
class EventContext:
    """What a listener to platform events works with, in the transaction of the event.

    `facts` holds what the platform said, before the transaction, of the people and the channel concerned; whoever it
    did not tell of in time is absent, and a later reading of the channel's members makes up for it.
    """

    session: Session
    outbox: Outbox
    clocks: Clocks
    offers: "Offers"
    facts: Mapping[Identity, MemberFacts]
    channel: ChannelFacts | None


# --- people's data ----------------------------------------------------------------------------------------------------

PersonExport = Callable[[Session, int], Awaitable[Mapping[str, Sequence[Mapping[str, Any]]]]]
"""All that is kept about a person (by inside id), as named tables of plain values."""

PersonErasure = Callable[[Session, int], Awaitable[None]]
"""Takes a person out of a capability's tables and leaves the counts."""

Retention = Callable[[Session, datetime], Awaitable[int]]
"""Deletes what is kept no longer, as of an instant; says how many rows went."""


Standing = Callable[[Session, datetime], Awaitable[None]]
"""Puts down the work that must always be waiting, where it is not, at every start of the process."""


@dataclass(frozen=True)
class Capability:
    """One of the things that Instep does, as the rest of the program sees it."""

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


class Offers:
    """Everything that all capabilities offer, asked for by kind and never by capability.

    `names` maps a command's own word to the one that the organisation gave it (Slack's commands share one namespace).
    Raises ValueError if two capabilities offer the same name.
    """

    def __init__(self, capabilities: Sequence[Capability], names: Mapping[str, str] | None = None) -> None:
        self.capabilities = tuple(capabilities)
        self.names = dict(names or {})
        self.commands: dict[str, CommandOffer] = {}
        self.presses: dict[str, PressOffer] = {}
        self.submits: dict[str, SubmitOffer] = {}
        self.anonymous_presses: dict[str, AnonymousPressOffer] = {}
        self.anonymous_submits: dict[str, AnonymousSubmitOffer] = {}
        self.form_presses: dict[str, FormPressOffer] = {}
        self.shortcuts: dict[str, ShortcutOffer] = {}
        self.searches: dict[str, SearchOffer] = {}
        self.composers: dict[str, Composer] = {}
        self.spared: dict[str, SparedOffer] = {}
        self.jobs: dict[str, JobOffer] = {}
        self.rhythms: dict[str, RhythmOffer] = {}
        self.agenda: dict[str, AgendaOffer] = {}
        self.occasions: dict[str, OccasionOffer] = {}
        self.settings: dict[str, SettingSpec] = {}
        self.downloads: dict[str, DownloadOffer] = {}
        for capability in self.capabilities:
            _join(self.commands, {offer.words: offer for offer in capability.commands})
            _join(self.presses, capability.presses)
            _join(self.submits, capability.submits)
            _join(self.anonymous_presses, capability.anonymous_presses)
            _join(self.anonymous_submits, capability.anonymous_submits)
            _join(self.form_presses, capability.form_presses)
            _join(self.shortcuts, capability.shortcuts)
            _join(self.searches, capability.searches)
            _join(self.composers, capability.composers)
            _join(self.composers, {kind: make(self) for kind, make in capability.joint_composers.items()})
            _join(self.spared, capability.spared)
            _join(self.jobs, capability.jobs)
            _join(self.rhythms, capability.rhythms)
            _join(self.agenda, capability.agenda)
            _join(self.occasions, capability.occasions)
            _join(self.settings, {spec.name: spec for spec in capability.settings})
            _join(self.downloads, capability.downloads)
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


def _join(into: dict[str, T], more: Mapping[str, T]) -> None:
    _apart(into, more)
    into.update(more)


def _apart(some: Mapping[str, Any], others: Mapping[str, Any]) -> None:
    if twice := some.keys() & others.keys():
        raise ValueError(f"offered twice: {', '.join(sorted(twice))}")


def _after(typed: str, words: int) -> str:
    """What follows the first `words` words, with its line breaks kept."""
    rest = typed.strip()
    for _ in range(words):
        _, rest = ([*rest.split(maxsplit=1), "", ""])[:2]
    return rest
