"""Reports as somebody may see them: with names, sides and figures only where no wall stands between."""

from datetime import datetime

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.questions.messages import Holding, Who
from bot.capabilities.updates.questions.views import who
from bot.capabilities.updates.reports.credits import may_count
from bot.capabilities.updates.reports.holding import goes_on_to, holder_of
from bot.capabilities.updates.reports.parts import Line, Outcome, OwnReport, Standing, Tally, Words
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Report, Sighting
from bot.people import sides
from bot.people.access import Actor
from bot.people.model import Role, Sharing, Side
from bot.people.reachability import reaches
from bot.people.viewpoint import Viewpoint, Wall
from bot.storage.sessions import Session

MOST_WORDS = 3
"""People whose words are shown to whoever decides; of the others it is said how many they are."""


async def topic_of(session: Session, report: Report) -> Update | None:
    """The update that a report is about; None for one about none."""
    return await session.get(Update, report.update_id) if report.update_id is not None else None


async def wall_around(session: Session, known: Update | None) -> Wall:
    """What the sides of a report's topic share: nothing where it is about no update."""
    if known is not None:
        return await wall_of(session, known)
    internal = await sides.internal_side(session)
    return Wall(Sharing.NOTHING, internal.id if internal else None)


async def title_of(session: Session, known: Update | None, locale: str) -> str:
    """What a report is about, in a word; empty where it is about no update."""
    return await updates.title_of(session, known, locale) if known else ""


async def tally_for(session: Session, report: Report, viewpoint: Viewpoint) -> Tally:
    """How many have a report, as a viewpoint may know it."""
    found = await store.figures_of(session, report)
    whole = may_count(found.people, viewpoint)
    return Tally(
        people=sum(found.people.values()) if whole else None,
        own=sum(count for side, count in found.people.items() if side in viewpoint.sides),
        sides=len(found.people),
        since=report.opened_at,
        customers=sum(found.customers.values()) if whole else 0,
    )


async def words_for(session: Session, sighting: Sighting, viewpoint: Viewpoint) -> Words:
    """What somebody said; whose words they are, and the way to their ticket, only where that may be known."""
    name = (await who(session, sighting.person_id, viewpoint)).name
    elsewhere = viewpoint.sides != {sighting.side_id} and viewpoint.sees_side(sighting.side_id)
    side = (await session.get_one(Side, sighting.side_id)).name if elsewhere else ""
    ticket = sighting.ticket_url if viewpoint.sees_names_of(sighting.side_id) else ""
    return Words(sighting.text, Who(name, side), sighting.customers, ticket)


async def line_for_decider(
    session: Session, report: Report, person: Actor, locale: str, *, turn: int | None = None
) -> Line:
    """A report as whoever decides it sees it; `turn` is theirs in a direct message that may not be the newest."""
    known = await topic_of(session, report)
    viewpoint = (await wall_around(session, known)).viewpoint({person.side_id})
    shown = await store.first_words(session, report, at_most=MOST_WORDS)
    tally = await tally_for(session, report, viewpoint)
    passed_on = turn is not None and turn != report.turn and report.holder_id not in (None, person.person_id)
    return Line(
        public_id=report.public_id,
        title=await title_of(session, known, locale),
        words=tuple([await words_for(session, one, viewpoint) for one in shown]),
        more=max(tally.people - len(shown), 0) if tally.people is not None else 0,
        tally=tally,
        due=report.due_at,
        also=await goes_on_to(session, known, report) if report.is_open else (),
        now_with=await who(session, report.holder_id, viewpoint) if passed_on else None,
        may_decide=report.is_open,
        may_publish=person.may_somewhere(Role.AUTHOR),
        outcome=await outcome_for(session, report, viewpoint) if not report.is_open else None,
    )


async def line_for_reporter(session: Session, report: Report, sighting: Sighting, side_id: int, locale: str) -> Line:
    """A report as somebody of a side sees it before they join it, in the words of one whom they may read."""
    known = await topic_of(session, report)
    viewpoint = (await wall_around(session, known)).viewpoint({side_id})
    title = await title_of(session, known, locale)
    words = (Words(sighting.text),)
    return Line(report.public_id, title, words, 0, await tally_for(session, report, viewpoint))


async def standing_for(
    session: Session, report: Report, known: Update | None, side_id: int, person_id: int, now: datetime
) -> Standing:
    """Who has a report, as somebody of a side may know it, and whether they themselves can be told."""
    viewpoint = (await wall_around(session, known)).viewpoint({side_id})
    ways = (await reaches(session, [person_id])).get(person_id, ())
    holding = None
    holder = await holder_of(session, report, now)
    if holder is not None and report.due_at is not None:
        begins = report.begins_at if report.begins_at and report.begins_at > now else None
        name = holder.name if viewpoint.sees_names_of(holder.side_id) else ""
        holding = Holding(Who(name), report.due_at, begins)
    return Standing(holding, await goes_on_to(session, known, report), any(way.takes_direct for way in ways))


async def own_report(
    session: Session, report: Report, sighting: Sighting, person_id: int, locale: str, now: datetime
) -> OwnReport:
    """What somebody has reported themselves, as they see it."""
    known = await topic_of(session, report)
    viewpoint = (await wall_around(session, known)).viewpoint({sighting.side_id})
    return OwnReport(
        await title_of(session, known, locale),
        sighting.text,
        await tally_for(session, report, viewpoint),
        await standing_for(session, report, known, sighting.side_id, person_id, now),
        await outcome_for(session, report, viewpoint) if not report.is_open else None,
    )


async def outcome_for(session: Session, report: Report, viewpoint: Viewpoint) -> Outcome:
    """What became of a report; the known issue by its title only where it was published to these sides."""
    by = await who(session, report.decided_by, viewpoint)
    issue = await session.get(Update, report.issue_id) if report.issue_id is not None else None
    over = issue is not None and issue.state is UpdateState.WITHDRAWN
    if issue is None or not viewpoint.sides <= await updates.sides_reached(session, issue):
        return Outcome(report.state, by, report.sentence, over=over)
    title = await updates.title_of(session, issue, issue.locale)
    return Outcome(
        report.state, by, report.sentence, title, f"{issue.public_id}.{issue.version}" if title else "", over
    )
