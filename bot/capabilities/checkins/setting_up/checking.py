"""What was typed of a check-in, checked: either all that it says, or what is wrong, by field."""

from dataclasses import dataclass

from bot.capabilities.checkins.kinds import Mode, Template
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.setting_up.notation import LONGEST, Unclear, read_questions
from bot.capabilities.checkins.setting_up.rules import (
    HIGHEST_THRESHOLD,
    LONGEST_OPEN,
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
from bot.people import access
from bot.people.model import Audience
from bot.setting_up.checking import MOST_TEAMS, Mistaken, NotAllowed, for_whom, whole_number, wrong_name


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
    unnamed = t("Give it a name, such as “Weekly pulse”. Whoever is asked reads it.")
    taken = "There is a check-in called “{name}” already. Change that one, end it, or choose another name."
    if says := wrong_name(typed, await visible(acting), present, LONGEST_NAME, t, unnamed, taken):
        wrong["name"] = says
    questions = _questions(acting, typed, wrong)
    asks, refusal = await _asks(acting, typed, present, wrong)
    when = read_when(acting, typed, present.rhythm if present else None, changes=present is not None, wrong=wrong)
    open_minutes = whole_number(typed.open_minutes, SHORTEST_OPEN, LONGEST_OPEN)
    if open_minutes is None:
        says = "Say how long it can be answered, from {least} to {most}."
        wrong["open_minutes"] = t(says, least=lasting(SHORTEST_OPEN, t), most=lasting(LONGEST_OPEN, t))
    if typed.mode not in tuple(Mode):
        wrong["mode"] = t("Choose who can see who said what: {modes}.", modes=", ".join(Mode))
    least = await least_threshold(acting.session)
    threshold = whole_number(typed.threshold, least, HIGHEST_THRESHOLD)
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
    t = acting.t
    if typed.occasion:
        if typed.teams or typed.audience:
            wrong["occasion"] = t("Choose either teams and an audience, or an occasion. Take one of them out.")
        return await _of_occasion(acting, typed.occasion, present, wrong), None
    whom = await for_whom(
        acting,
        typed,
        present.checkin if present else None,
        (await team_ids_of(acting.session, [present.checkin.id]))[present.checkin.id] if present else (),
        access.may_set_up_checkin,
        wrong,
        t("Up to {n} teams are asked. Choose an audience instead.", n=MOST_TEAMS),
    )
    if not whom.team_ids and whom.audience is None and not wrong.keys() & {"teams", "audience"}:
        wrong["teams"] = t("Say who is asked: choose teams, or an audience.")
    return Asks(whom.team_ids, whom.audience), whom.refusal


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
