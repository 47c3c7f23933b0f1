"""What was typed of a sync, checked: either all that it says, or what is wrong, by field."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.kinds import EVENTS, FOR_AGENDAS, Held, Section, Template
from bot.capabilities.syncs.setting_up.rules import (
    EARLIEST,
    LONGEST,
    LONGEST_LINK,
    MOST_AGENTS,
    MOST_FACILITATORS,
    SHORTEST,
)
from bot.capabilities.syncs.setting_up.seen import Seen, visible
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.setting_up import PersonChosen
from bot.capabilities.syncs.store.syncs import facilitators_of, team_ids_of
from bot.capabilities.syncs.store.tables import LONGEST_NAME
from bot.capability import Acting
from bot.chat.texts import Texts
from bot.chat.web_address import is_web_address
from bot.due.deciding import Ruling
from bot.due.tables import Whose
from bot.due.words import typed_rule
from bot.people import access, audiences
from bot.people.model import Audience
from bot.setting_up.checking import MOST_TEAMS, Chosen, Mistaken, NotAllowed, for_whom, whole_number, wrong_name
from schedules.calendar import (
    HolidayRule,
    InvalidCalendar,
    Said,
    format_times,
    read_rule,
    read_times,
    zone_named,
)


@dataclass(frozen=True)
class Settled:
    """A sync as it is to be: all that was typed, checked."""

    name: str
    template: Template
    held: Held
    team_ids: tuple[int, ...]
    audience: Audience | None
    ruling: Ruling
    again: time | None
    link: str
    minutes: int
    sections: tuple[Section, ...]
    agents: int
    facilitator_ids: tuple[int, ...]
    collect_before: int
    remind_before: int
    agenda_before: int


async def settled(acting: Acting, typed: Typed, present: Seen | None = None) -> Settled:
    """What was typed means this; `present` is the sync that it changes. Raises Mistaken."""
    t, wrong = acting.t, dict[str, str]()
    template = typed.kind
    if typed.template not in tuple(Template):
        wrong["template"] = t("Choose what kind of meeting it is.")
    if typed.held not in tuple(Held):
        wrong["held"] = t("Choose whether people meet or write.")
    elif template in EVENTS and typed.held != Held.LIVE:
        wrong["held"] = t("People come to a demo, training or celebration. Choose “Live”.")
    unnamed = t("Give it a name, such as “Care weekly”.")
    taken = "There is a sync called “{name}” already. Change that one, end it, or choose another name."
    if says := wrong_name(typed, await visible(acting), present, LONGEST_NAME, t, unnamed, taken):
        wrong["name"] = says
    whom = await _who(acting, typed, present, wrong)
    facilitators = await _facilitators(acting, typed, present, whom, wrong)
    ruling = _ruling(acting, typed, present, wrong)
    again = _again(typed, template, t, wrong)
    if again is not None and ruling is not None and again in read_times(typed.at):
        wrong["again"] = t("This is the first time as well. Write another one, or leave it empty.")
    if typed.link and (says := _wrong_link(typed.link, t)):
        wrong["link"] = says
    minutes = whole_number(typed.minutes, SHORTEST, LONGEST)
    if minutes is None:
        wrong["minutes"] = t(
            "Write how long it lasts in minutes, from {least} to {most}.", least=SHORTEST, most=LONGEST
        )
    agents = whole_number(typed.agents, 0, MOST_AGENTS)
    if agents is None:
        wrong["agents"] = t("Choose up to {n} agents of each team.", n=MOST_AGENTS)
    sections = tuple(Section(one) for one in typed.sections if one in tuple(Section))
    if len(sections) < len(typed.sections):
        wrong["sections"] = t("There is no such section. Known are: {known}.", known=", ".join(Section))
    if template in EVENTS:
        sections = tuple(one for one in sections if one not in FOR_AGENDAS)
    before = _before(typed, template, t, wrong)
    if whom.refusal and not wrong:
        raise NotAllowed({"teams" if typed.teams or whom.audience is None else "audience": whom.refusal})
    if wrong:
        raise Mistaken(wrong)
    assert ruling is not None and minutes is not None and agents is not None
    return Settled(
        name=typed.name,
        template=template,
        held=Held(typed.held),
        team_ids=whom.team_ids,
        audience=whom.audience,
        ruling=ruling,
        again=again,
        link=typed.link,
        minutes=minutes,
        sections=sections,
        agents=agents,
        facilitator_ids=facilitators,
        collect_before=before["collect_before"],
        remind_before=before["remind_before"],
        agenda_before=before["agenda_before"],
    )


async def _who(acting: Acting, typed: Typed, present: Seen | None, wrong: dict[str, str]) -> Chosen:
    """Who takes part, and why whoever acts may not set it up for them."""
    t = acting.t
    found = await for_whom(
        acting,
        typed,
        present.sync if present else None,
        (await team_ids_of(acting.session, [present.sync.id]))[present.sync.id] if present else (),
        access.may_set_up_sync,
        wrong,
        t("Up to {n} teams take part. Choose an audience instead.", n=MOST_TEAMS),
    )
    if not found.team_ids and found.audience is None and not wrong.keys() & {"teams", "audience"}:
        wrong["teams"] = t("Say who takes part: choose teams, or an audience.")
    return found


async def _facilitators(
    acting: Acting, typed: Typed, present: Seen | None, whom: Chosen, wrong: dict[str, str]
) -> tuple[int, ...]:
    session, actor, t = acting.session, acting.actor, acting.t
    if len(typed.facilitators) > MOST_FACILITATORS:
        wrong["facilitators"] = t("Up to {n} people facilitate in turn. Take some out.", n=MOST_FACILITATORS)
        return ()
    known = await store.people_chosen(session, actor.scope, typed.facilitators)
    chosen: list[PersonChosen] = [known[one] for one in typed.facilitators if one in known]
    if len(chosen) < len(typed.facilitators):
        wrong["facilitators"] = t("Somebody whom you chose is no longer here. Take them out and choose again.")
    sides = {*(await store.sides_of_teams(session, whom.team_ids)).values()}
    if whom.audience is not None:
        sides |= await audiences.sides_of(session, whom.audience)
    strangers = [one.name for one in chosen if one.side_id not in sides]
    if strangers and sides:
        says = "{names} is of no side that takes part. Choose people of those that do."
        wrong["facilitators"] = t(says, names=strangers[0])
    before = await facilitators_of(session, present.sync.id) if present else ()
    seen = await store.people_of(session, actor.scope, before)
    return (*(one.person_id for one in chosen), *(one for one in before if one not in seen))


def _ruling(acting: Acting, typed: Typed, present: Seen | None, wrong: dict[str, str]) -> Ruling | None:
    """When it is; raises nothing, and notes what is wrong."""
    t, rhythm = acting.t, present.rhythm if present else None
    try:
        zone = zone_named(typed.zone or acting.zone).key
    except InvalidCalendar as problem:
        wrong["zone"], zone = str(problem), acting.zone
    today = acting.now.astimezone(ZoneInfo(zone)).date()
    said = None
    try:
        unchanged = rhythm is not None and typed.when == typed_rule(rhythm)
        said = Said(rhythm.rule) if rhythm is not None and unchanged else read_rule(typed.when, today)
    except InvalidCalendar as problem:
        wrong["when"] = str(problem)
    times = None
    try:
        times = read_times(typed.at)
    except InvalidCalendar as problem:
        wrong["at"] = str(problem)
    if typed.on_holiday not in list(HolidayRule):
        wrong["on_holiday"] = t("Choose what happens on days off.")
    if said is None or times is None or "zone" in wrong or "on_holiday" in wrong:
        return None
    starts = said.starts or (rhythm.starts if rhythm else today)
    at, *turns = times
    return Ruling(
        said.rule, starts, at, zone, Whose.ALL, HolidayRule(typed.on_holiday), typed.any_counts, format_times(turns)
    )


def _again(typed: Typed, template: Template, t: Texts, wrong: dict[str, str]) -> time | None:
    """The second time of an event; None without one."""
    if not typed.again:
        return None
    if template not in EVENTS:
        wrong["again"] = t("Only a demo, training or celebration has a second time. Leave it out.")
        return None
    try:
        [again, *others] = read_times(typed.again)
    except InvalidCalendar:
        others = [time()]
    if others:
        wrong["again"] = t("Write one time like 03:00, or leave it empty.")
        return None
    return again


def _wrong_link(link: str, t: Texts) -> str:
    if len(link) > LONGEST_LINK:
        return t("Up to {n} characters fit. Paste a shorter address.", n=LONGEST_LINK)
    if is_web_address(link, LONGEST_LINK):
        return ""
    return t("Paste the whole address of the meeting, beginning with https://, or leave it empty.")


def _before(typed: Typed, template: Template, t: Texts, wrong: dict[str, str]) -> dict[str, int]:
    """The minutes before it, each in its order: asked, then reminded, then the agenda."""
    found: dict[str, int] = {}
    for field in ("collect_before", "remind_before", "agenda_before"):
        minutes = whole_number(getattr(typed, field), 0, EARLIEST)
        if minutes is None:
            wrong[field] = t("Write minutes before it begins, up to {n}.", n=EARLIEST)
        else:
            found[field] = minutes
    if len(found) < 3 or template in EVENTS:
        return found
    if found["collect_before"] <= found["remind_before"]:
        wrong["remind_before"] = t("People are reminded after they were asked. Choose a later time.")
    elif found["remind_before"] <= found["agenda_before"]:
        wrong["agenda_before"] = t("The agenda comes after people were reminded. Choose a later time.")
    return found
