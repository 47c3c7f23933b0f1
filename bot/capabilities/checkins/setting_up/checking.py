"""What was typed of a check-in, checked: either all that it says, or what is wrong, by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.kinds import Mode, Template
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.setting_up.notation import LONGEST, Unclear, read_questions
from bot.capabilities.checkins.setting_up.rules import (
    HIGHEST_THRESHOLD,
    LONGEST_OPEN,
    MOST_TEAMS,
    SHORTEST_OPEN,
    least_threshold,
)
from bot.capabilities.checkins.setting_up.seen import Seen, visible
from bot.capabilities.checkins.setting_up.templates import USUAL
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.when import When, read_when
from bot.capabilities.checkins.setting_up.words import lasting
from bot.capabilities.checkins.store.checkins import team_ids_of
from bot.capabilities.checkins.store.tables import LONGEST_NAME
from bot.capability import Acting, Occasion
from bot.people import access, audiences
from bot.people.access import EVERYTHING
from bot.people.model import Audience
from bot.people.teams import TeamChosen, teams_chosen, teams_of


class Mistaken(Exception):
    """What was typed cannot be: each field with what to do about it."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__("; ".join(by_field.values()))
        self.by_field = dict(by_field)


class NotAllowed(Mistaken):
    """It could be, but not by whoever acts."""


@dataclass(frozen=True)
class Asks:
    """Whom a check-in asks: teams, and those of an audience; or whoever was part of an occasion of that kind."""

    team_ids: tuple[int, ...]
    audience: Audience | None
    occasion_kind: str = ""
    occasion: Occasion | None = None


@dataclass(frozen=True)
class Settled:
    """A check-in as it is to be: all that was typed, checked."""

    name: str
    template: Template
    questions: tuple[Question, ...]
    asks: Asks
    when: When
    open_minutes: int
    mode: Mode
    threshold: int
    reminds: bool


async def settled(acting: Acting, typed: Typed, present: Seen | None = None) -> Settled:
    """What was typed means this; `present` is the check-in that it changes. Raises Mistaken."""
    t, wrong = acting.t, dict[str, str]()
    if typed.template not in USUAL:
        wrong["template"] = t("Choose what it begins from.")
    if says := await _wrong_name(acting, typed.name, present):
        wrong["name"] = says
    questions = _questions(acting, typed, wrong)
    asks, refusal = await _asks(acting, typed, present, wrong)
    when = read_when(acting, typed, present.rhythm if present else None, changes=present is not None, wrong=wrong)
    open_minutes = number(typed.open_minutes, SHORTEST_OPEN, LONGEST_OPEN)
    if open_minutes is None:
        says = "Say how long it can be answered, from {least} to {most}."
        wrong["open_minutes"] = t(says, least=lasting(SHORTEST_OPEN, t), most=lasting(LONGEST_OPEN, t))
    if typed.mode not in tuple(Mode):
        wrong["mode"] = t("Choose who can see who said what: {modes}.", modes=", ".join(Mode))
    least = await least_threshold(acting.session)
    threshold = number(typed.threshold, least, HIGHEST_THRESHOLD)
    if threshold is None:
        says = "Write how many people must have answered before anything is shown, from {least} to {most}."
        wrong["threshold"] = t(says, least=least, most=HIGHEST_THRESHOLD)
    if refusal and not wrong:
        raise NotAllowed({_asks_field(typed): refusal})
    if wrong:
        raise Mistaken(wrong)
    assert when is not None and open_minutes is not None and threshold is not None
    return Settled(
        name=typed.name,
        template=typed.begins.template,
        questions=questions,
        asks=asks,
        when=when,
        open_minutes=open_minutes,
        mode=Mode(typed.mode),
        threshold=threshold,
        reminds=typed.reminds,
    )


def _asks_field(typed: Typed) -> str:
    if typed.occasion:
        return "occasion"
    return "teams" if typed.teams or not typed.audience else "audience"


async def _wrong_name(acting: Acting, name: str, present: Seen | None) -> str:
    t = acting.t
    if not name:
        return t("Give it a name, such as “Weekly pulse”. Whoever is asked reads it.")
    if len(name) > LONGEST_NAME:
        return t("A name has up to {n} characters. Shorten it.", n=LONGEST_NAME)
    for other in await visible(acting):
        same = other.checkin.name.casefold() == name.casefold()
        if same and (present is None or other.checkin.id != present.checkin.id):
            says = "There is a check-in called “{name}” already. Change that one, end it, or choose another name."
            return t(says, name=other.checkin.name)
    return ""


def _questions(acting: Acting, typed: Typed, wrong: dict[str, str]) -> tuple[Question, ...]:
    t = acting.t
    if len(typed.questions) > LONGEST:
        wrong["questions"] = t("The questions have up to {n} characters together. Shorten them.", n=LONGEST)
        return ()
    try:
        return read_questions(typed.questions, t)
    except Unclear as unclear:
        wrong["questions"] = t("Line {line}: {what}", line=unclear.line, what=str(unclear))
        return ()


async def _asks(acting: Acting, typed: Typed, present: Seen | None, wrong: dict[str, str]) -> tuple[Asks, str | None]:
    """Whom it asks, and why whoever acts may not ask them."""
    session, actor, t = acting.session, acting.actor, acting.t
    if typed.occasion:
        if typed.teams or typed.audience:
            wrong["occasion"] = t("Choose either teams and an audience, or an occasion. Take one of them out.")
        return await _of_occasion(acting, typed.occasion, present, wrong), None
    chosen = await teams_chosen(session, actor.scope, typed.teams)
    if len(chosen) < len(typed.teams):
        wrong["teams"] = t("One of these teams is no longer there. Take it out, or choose another one.")
    if len(typed.teams) > MOST_TEAMS:
        wrong["teams"] = t("Up to {n} teams are asked. Choose an audience instead.", n=MOST_TEAMS)
    audience = await _audience(acting, typed.audience, present)
    if typed.audience and audience is None:
        wrong["audience"] = t("This audience is no longer there. Choose another one.")
    own = (await team_ids_of(session, [present.checkin.id]))[present.checkin.id] if present else []
    team_ids = tuple(sorted({*(one.team_id for one in chosen), *await _unseen_teams(acting, own)}))
    if not team_ids and audience is None and not wrong.keys() & {"teams", "audience"}:
        wrong["teams"] = t("Say who is asked: choose teams, or an audience.")
    return Asks(team_ids, audience), await _refusal(acting, chosen, audience, present, own)


async def _of_occasion(acting: Acting, typed: str, present: Seen | None, wrong: dict[str, str]) -> Asks:
    """The occasion that was chosen; one that it has already stays for whoever could not choose it."""
    kind, _, public_id = typed.partition("/")
    offer = acting.offers.occasions.get(kind)
    found = await offer.called(acting.session, acting.actor, public_id) if offer is not None else None
    known = present.occasion if present is not None and present.checkin.occasion == kind else None
    if found is None and known is not None and known.public_id == public_id:
        found = known
    if found is None:
        wrong["occasion"] = acting.t("There is no such occasion after which you may ask. Choose another one, or teams.")
    return Asks((), None, kind, found)


async def _refusal(
    acting: Acting, chosen: Sequence[TeamChosen], audience: Audience | None, present: Seen | None, own: Sequence[int]
) -> str | None:
    """Why they may not ask all of these; whom it asks already is no question."""
    added = {one.team_id: one.side_id for one in chosen if one.team_id not in own}
    known = present is not None and audience is not None and present.checkin.audience_id == audience.id
    sides = await audiences.sides_of(acting.session, audience) if audience and not known else frozenset[int]()
    if present is not None and not added and not sides:
        return None
    return access.may_set_up_checkin(acting.actor, added, sides)


async def _unseen_teams(acting: Acting, own: Sequence[int]) -> set[int]:
    """The teams that are asked already and that whoever changes it does not see: they stay."""
    if acting.actor.scope == EVERYTHING:
        return set()
    seen = {one.team_id for one in await teams_of(acting.session, acting.actor.scope, own)}
    return set(own) - seen


async def _audience(acting: Acting, public_id: str, present: Seen | None) -> Audience | None:
    """The audience chosen; one that is asked already stays for whoever does not see it."""
    listed = await audiences.all_audiences(acting.session, acting.actor.scope)
    if public_id:
        return next((one.audience for one in listed if one.audience.public_id == public_id), None)
    if present is None or present.checkin.audience_id is None:
        return None
    if any(one.audience.id == present.checkin.audience_id for one in listed):
        return None
    return await acting.session.get(Audience, present.checkin.audience_id)


def number(text: str, least: int, most: int) -> int | None:
    """A whole number within bounds; None for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None
