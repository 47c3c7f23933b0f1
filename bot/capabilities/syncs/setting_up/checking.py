"""What was typed of a sync, checked: either all that it says, or what is wrong, by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.kinds import EVENTS, Held, Section, Template
from bot.capabilities.syncs.setting_up.rules import (
    EARLIEST,
    LONGEST,
    LONGEST_LINK,
    MOST_AGENTS,
    MOST_FACILITATORS,
    MOST_TEAMS,
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
from bot.due.deciding import Ruling
from bot.due.tables import Whose
from bot.people import access, audiences
from bot.people.access import EVERYTHING
from bot.people.model import Audience
from bot.people.teams import TeamChosen, teams_chosen, teams_of
from schedules.calendar import (
    HolidayRule,
    InvalidCalendar,
    Said,
    format_rule,
    format_times,
    read_rule,
    read_times,
    zone_named,
)


class Mistaken(Exception):
    """What was typed cannot be: each field with what to do about it."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__("; ".join(by_field.values()))
        self.by_field = dict(by_field)


class NotAllowed(Mistaken):
    """It could be, but not by whoever acts."""


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
    if says := await _wrong_name(acting, typed.name, present):
        wrong["name"] = says
    teams, audience, refusal = await _who(acting, typed, present, wrong)
    facilitators = await _facilitators(acting, typed, present, teams, audience, wrong)
    ruling = _ruling(acting, typed, present, wrong)
    again = _again(typed, template, t, wrong)
    if again is not None and ruling is not None and again in read_times(typed.at):
        wrong["again"] = t("This is the first time as well. Write another one, or leave it empty.")
    if typed.link and (says := _wrong_link(typed.link, t)):
        wrong["link"] = says
    minutes = _number(typed.minutes, SHORTEST, LONGEST)
    if minutes is None:
        wrong["minutes"] = t(
            "Write how long it lasts in minutes, from {least} to {most}.", least=SHORTEST, most=LONGEST
        )
    agents = _number(typed.agents, 0, MOST_AGENTS)
    if agents is None:
        wrong["agents"] = t("Choose up to {n} agents of each team.", n=MOST_AGENTS)
    sections = tuple(Section(one) for one in typed.sections if one in tuple(Section))
    if len(sections) < len(typed.sections):
        wrong["sections"] = t("There is no such section. Known are: {known}.", known=", ".join(Section))
    before = _before(typed, template, t, wrong)
    if refusal and not wrong:
        raise NotAllowed({"teams" if typed.teams or audience is None else "audience": refusal})
    if wrong:
        raise Mistaken(wrong)
    assert ruling is not None and minutes is not None and agents is not None
    return Settled(
        name=typed.name,
        template=template,
        held=Held(typed.held),
        team_ids=teams,
        audience=audience,
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


async def _wrong_name(acting: Acting, name: str, present: Seen | None) -> str:
    t = acting.t
    if not name:
        return t("Give it a name, such as “Care weekly”.")
    if len(name) > LONGEST_NAME:
        return t("A name has up to {n} characters. Shorten it.", n=LONGEST_NAME)
    for other in await visible(acting):
        if other.sync.name.casefold() == name.casefold() and (present is None or other.sync.id != present.sync.id):
            says = "There is a sync called “{name}” already. Change that one, end it, or choose another name."
            return t(says, name=other.sync.name)
    return ""


async def _who(
    acting: Acting, typed: Typed, present: Seen | None, wrong: dict[str, str]
) -> tuple[tuple[int, ...], Audience | None, str | None]:
    """The teams that take part, the audience, and why whoever acts may not set it up for them."""
    session, actor, t = acting.session, acting.actor, acting.t
    chosen = await teams_chosen(session, actor.scope, typed.teams)
    if len(chosen) < len(typed.teams):
        wrong["teams"] = t("One of these teams is no longer there. Take it out, or choose another one.")
    if len(typed.teams) > MOST_TEAMS:
        wrong["teams"] = t("Up to {n} teams take part. Choose an audience instead.", n=MOST_TEAMS)
    audience = await _audience(acting, typed.audience, present)
    if typed.audience and audience is None:
        wrong["audience"] = t("This audience is no longer there. Choose another one.")
    own = (await team_ids_of(session, [present.sync.id]))[present.sync.id] if present else []
    unseen = await _unseen_teams(acting, own)
    team_ids = tuple(sorted({*(one.team_id for one in chosen), *unseen}))
    if not team_ids and audience is None and "teams" not in wrong:
        wrong["teams"] = t("Say who takes part: choose teams, or an audience.")
    return team_ids, audience, await _refusal(acting, chosen, audience, present, own)


async def _refusal(
    acting: Acting, chosen: Sequence[TeamChosen], audience: Audience | None, present: Seen | None, own: Sequence[int]
) -> str | None:
    """Why they may not set it up for all of these; whom it is for already is no question."""
    added = {one.team_id: one.side_id for one in chosen if one.team_id not in own}
    known = present is not None and audience is not None and present.sync.audience_id == audience.id
    sides = await audiences.sides_of(acting.session, audience) if audience and not known else frozenset[int]()
    if present is not None and not added and not sides:
        return None
    return access.may_set_up_sync(acting.actor, added, sides)


async def _unseen_teams(acting: Acting, own: Sequence[int]) -> set[int]:
    """The teams that take part already and that whoever changes it does not see: they stay."""
    if acting.actor.scope == EVERYTHING:
        return set()
    seen = {one.team_id for one in await teams_of(acting.session, acting.actor.scope, own)}
    return set(own) - seen


async def _audience(acting: Acting, public_id: str, present: Seen | None) -> Audience | None:
    """The audience chosen; one that takes part already stays for whoever does not see it."""
    listed = await audiences.all_audiences(acting.session, acting.actor.scope)
    if public_id:
        return next((one.audience for one in listed if one.audience.public_id == public_id), None)
    if present is None or present.sync.audience_id is None:
        return None
    if any(one.audience.id == present.sync.audience_id for one in listed):
        return None
    return await acting.session.get(Audience, present.sync.audience_id)


async def _facilitators(
    acting: Acting,
    typed: Typed,
    present: Seen | None,
    team_ids: Sequence[int],
    audience: Audience | None,
    wrong: dict[str, str],
) -> tuple[int, ...]:
    session, actor, t = acting.session, acting.actor, acting.t
    if len(typed.facilitators) > MOST_FACILITATORS:
        wrong["facilitators"] = t("Up to {n} people facilitate in turn. Take some out.", n=MOST_FACILITATORS)
        return ()
    known = await store.people_chosen(session, actor.scope, typed.facilitators)
    chosen: list[PersonChosen] = [known[one] for one in typed.facilitators if one in known]
    if len(chosen) < len(typed.facilitators):
        wrong["facilitators"] = t("Somebody whom you chose is no longer here. Take them out and choose again.")
    sides = {*(await store.sides_of_teams(session, team_ids)).values()}
    if audience is not None:
        sides |= await audiences.sides_of(session, audience)
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
        unchanged = rhythm is not None and typed.when == format_rule(rhythm.rule)
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
    if template not in EVENTS or typed.held != Held.LIVE:
        wrong["again"] = t("Only a demo, training or celebration to which people come has a second time. Leave it out.")
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
    try:
        parts = urlsplit(link)
        fine = parts.scheme == "https" and bool(parts.hostname) and not any(one.isspace() for one in link)
    except ValueError:
        fine = False
    if len(link) > LONGEST_LINK:
        return t("Up to {n} characters fit. Paste a shorter address.", n=LONGEST_LINK)
    return "" if fine else t("Paste the whole address of the meeting, beginning with https://, or leave it empty.")


def _before(typed: Typed, template: Template, t: Texts, wrong: dict[str, str]) -> dict[str, int]:
    """The minutes before it, each in its order: asked, then reminded, then the agenda."""
    found: dict[str, int] = {}
    for field in ("collect_before", "remind_before", "agenda_before"):
        minutes = _number(getattr(typed, field), 0, EARLIEST)
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


def _number(text: str, least: int, most: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None
