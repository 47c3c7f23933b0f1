"""Takes a person out of shoutouts, and has every message that names them say what is left."""

import json
from collections.abc import Collection

from sqlalchemy import Select, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.naming import left_out, names_of
from bot.capabilities.shoutouts.store.forgetting import empty, empty_story, forget
from bot.capabilities.shoutouts.store.tables import (
    DIGEST,
    REPORTED,
    STORY,
    SUBJECT,
    Cheer,
    CustomerStory,
    Note,
    Objection,
    Recipient,
    RecognitionChoice,
    Shoutout,
    StoryOfTheWeek,
)
from bot.capabilities.shoutouts.weeks import weeks_telling_of
from bot.delivery.marking import compose_anew
from bot.delivery.tables import Content, Copy, TargetKind
from bot.people.model import DeskIdentity, Membership, Person


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out, and their names out of the stories that are about them; what they did stays as counts.

    A story about them alone is forgotten, and its copies say so; one that thanks a whole team in which they are or were
    stays without their names. What others had begun about them alone is forgotten too. A report of theirs that nobody
    has decided stays, without them.
    """
    person = await session.get(Person, person_id)
    words = await _words_of(session, person) if person else set()
    # Before anything is taken out: by what is there it is known where they stand.
    await _mark_everything(session, person_id, person.name if person else "")
    await forget(session, (Shoutout.giver_id == person_id) & (Shoutout.state == ShoutoutState.DRAFT))
    await _out_of_drafts(session, person_id, words)
    for kept, alone in await _naming(session, person_id):
        if alone:
            if kept.state is ShoutoutState.POSTED:
                kept.state, kept.ended_at = ShoutoutState.ERASED, kept.posted_at
            await empty(session, kept)
        else:
            await _without(session, kept, words)
    for note in await session.scalars(select(Note).where(Note.person_id == person_id)):
        note.text = left_out(note.text, words)
    for story in await session.scalars(select(CustomerStory).where(CustomerStory.person_id == person_id)):
        empty_story(story)
    await session.execute(delete(RecognitionChoice).where(RecognitionChoice.person_id == person_id))
    await _out_of_reports(session, person_id, words)
    for column in (
        Shoutout.giver_id,
        Shoutout.ended_by_id,
        Recipient.person_id,
        Cheer.person_id,
        Note.person_id,
        Objection.person_id,
        Objection.settled_by_id,
        CustomerStory.person_id,
        CustomerStory.lead_id,
        CustomerStory.matched_by_id,
        CustomerStory.decided_by_id,
        StoryOfTheWeek.chosen_by_id,
    ):
        await session.execute(update(column.class_).where(column == person_id).values({column.key: None}))
    await session.flush()


async def _words_of(session: AsyncSession, person: Person) -> set[str]:
    """All that somebody is called in what is told of them, in their help desks too."""
    aliases = await session.scalars(select(DeskIdentity.alias).where(DeskIdentity.person_id == person.id))
    called = [Named(person.side_id, person.name, alias=one) for one in (person.alias, *aliases)]
    return {word for one in called for word in names_of(one) if word}


def _to_their_teams(person_id: int) -> Select[int]:
    """What thanks a whole team in which somebody is or was, be it that no lead has confirmed it."""
    teams = select(Membership.team_id).where(Membership.person_id == person_id)
    return select(Recipient.shoutout_id).where(Recipient.whole_team, Recipient.team_id.in_(teams))


async def _naming(session: AsyncSession, person_id: int) -> list[tuple[Shoutout, bool]]:
    """What was posted and thanks them, each with whether it thanks them alone; what thanks their teams or they gave."""
    others = aliased(Recipient)
    # Whoever was erased before is a count, and nobody whom it thanks.
    others_too = exists().where(
        others.shoutout_id == Shoutout.id,
        others.id != Recipient.id,
        or_(others.person_id.is_not(None), others.whole_team),
    )
    thanked = await session.execute(
        select(Shoutout, others_too)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .where(Recipient.person_id == person_id, Shoutout.state != ShoutoutState.DRAFT)
    )
    found = {kept.id: (kept, not with_others) for kept, with_others in thanked}
    to_teams = Shoutout.id.in_(_to_their_teams(person_id)) & (Shoutout.state != ShoutoutState.DRAFT)
    for kept in await session.scalars(select(Shoutout).where((Shoutout.giver_id == person_id) | to_teams)):
        found.setdefault(kept.id, (kept, False))
    return list(found.values())


async def _out_of_drafts(session: AsyncSession, person_id: int, words: Collection[str]) -> None:
    """Takes somebody out of what others have begun; whoever posts from an older look at it is shown it anew."""
    posted = select(Recipient.shoutout_id).where(Recipient.person_id == person_id)
    corrects = Shoutout.corrects_id.in_(posted) | (Shoutout.corrects_id.is_not(None) & Shoutout.id.in_(posted))
    # A correction that is not sent off yet would bring the names back.
    await forget(session, (Shoutout.state == ShoutoutState.DRAFT) & corrects)
    mine = select(Recipient.shoutout_id).where(Recipient.person_id == person_id)
    drafts = await session.scalars(
        select(Shoutout).where(Shoutout.state == ShoutoutState.DRAFT, Shoutout.id.in_(mine)).order_by(Shoutout.id)
    )
    for draft in drafts.all():
        await session.execute(
            delete(Recipient).where(Recipient.shoutout_id == draft.id, Recipient.person_id == person_id)
        )
        if await session.scalar(select(Recipient.id).where(Recipient.shoutout_id == draft.id).limit(1)) is None:
            await forget(session, Shoutout.id == draft.id)
        else:
            draft.revision += 1
            await _without(session, draft, words)
    to_teams = await session.scalars(
        select(Shoutout)
        .where(Shoutout.state == ShoutoutState.DRAFT, Shoutout.id.in_(_to_their_teams(person_id)))
        .order_by(Shoutout.id)
    )
    for draft in to_teams.all():
        if any(left_out(text, words) != text for text in (draft.story, draft.quote)):
            draft.revision += 1
            await _without(session, draft, words)


async def _out_of_reports(session: AsyncSession, person_id: int, words: Collection[str]) -> None:
    """Forgets what somebody had reported and was decided; what waits stays, since others are concerned."""
    theirs = Objection.person_id == person_id
    await session.execute(delete(Objection).where(theirs, Objection.settled_at.is_not(None)))
    for row in await session.scalars(select(Objection).where(theirs)):
        row.text = left_out(row.text, words)


async def _without(session: AsyncSession, kept: Shoutout, words: Collection[str]) -> None:
    """Takes somebody's names out of what is said of several, or by them."""
    kept.story, kept.quote = left_out(kept.story, words), left_out(kept.quote, words)
    kept.ended_because = left_out(kept.ended_because, words)
    for note in await session.scalars(select(Note).where(Note.shoutout_id == kept.id)):
        note.text = left_out(note.text, words)
    for report in await session.scalars(select(Objection).where(Objection.shoutout_id == kept.id)):
        report.text = left_out(report.text, words)
    await session.flush()


async def _mark_everything(session: AsyncSession, person_id: int, name: str) -> None:
    """Has all that was sent composed anew that names somebody: cards, letters, stories of customers, digests."""
    named = or_(
        Shoutout.giver_id == person_id,
        *(
            Shoutout.id.in_(select(table.shoutout_id).where(table.person_id == person_id))
            for table in (Recipient, Cheer, Note)
        ),
        Shoutout.id.in_(_to_their_teams(person_id)),
    )
    rows = (await session.execute(select(Shoutout.id, Shoutout.posted_at).where(named))).all()
    posted = {one: at for one, at in rows if at is not None}
    reports = await session.scalars(
        select(Objection.id).where(
            or_(Objection.shoutout_id.in_(select(Shoutout.id).where(named)), Objection.person_id == person_id)
        )
    )
    stories = await session.scalars(
        select(CustomerStory.id).where(
            or_(*(column == person_id for column in (CustomerStory.person_id, CustomerStory.decided_by_id)))
        )
    )
    weeks = {week.toordinal() for at in posted.values() for week in weeks_telling_of(at)}
    await compose_anew(session, SUBJECT, posted)
    await compose_anew(session, REPORTED, reports.all())
    await compose_anew(session, STORY, stories.all())
    await compose_anew(session, DIGEST, weeks | await _telling_leads_of(session, name))


async def _telling_leads_of(session: AsyncSession, name: str) -> set[int]:
    """The digests in which a lead reads this name, be it since nobody had thanked them."""
    if not name:
        return set()
    rows = await session.scalars(
        select(Copy.subject_id)
        .join(Content, Content.id == Copy.content_id)
        .where(
            Copy.subject_kind == DIGEST,
            Copy.target_kind == TargetKind.PERSON,
            Copy.withdrawn.is_(False),
            Content.message.contains(_as_stored(name), autoescape=True),
        )
        .distinct()
    )
    return set(rows)


def _as_stored(name: str) -> str:
    """A name as it stands within a message that is kept."""
    return json.dumps(name, ensure_ascii=False)[1:-1]
