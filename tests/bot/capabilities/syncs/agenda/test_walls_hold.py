"""Whoever shares what: no copy of an agenda, nor its continuation, tells of another partner more than was agreed."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Cheer, Recipient, Shoutout
from bot.capabilities.syncs.kinds import Outcome, Raise, Section
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Metric, MetricValue, Raised, Written
from bot.capabilities.syncs.subjects import meeting_subject
from bot.delivery.outbox import CARD, Outbox, Subject
from bot.delivery.tables import Content, Copy
from bot.people.model import Audience, Channel, Person, Sharing, Side, Team
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.bot.capabilities.shoutouts.walls.company import LEADS, US, WORKS, Company, generated, moved_in
from tests.bot.capabilities.syncs.agenda.test_sections import Stage
from tests.marks import any_of

ORGANISATIONS = 3

POSTED = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)

KINDS = (*Raise, *Outcome, "action", "story")


def mark(side: str, kind: str) -> str:
    """A word that only one thing has that was said by a side."""
    return f"{side.replace(' ', '').replace('&', '')}{kind}mark".lower()


async def live(stage: Stage, company: Company, dice: random.Random, *, shares: bool) -> Meeting:
    """A meeting to which every side brings something of each kind, and that goes on to what came of it."""
    async with stage.database.read() as session:
        applause = await session.scalar(select(Audience.id).where(Audience.name == "Applause"))
    leads = tuple(one.key for one in company.people if one.what == LEADS)
    sync = await stage.set_up(
        at=time(15),
        audience_id=applause if shares else None,
        facilitators=(*leads,),
        owner=leads[0],
        sections=[*Section],
        agents_per_team=2,
    )
    await stage.at(POSTED - timedelta(hours=1))
    meeting = await stage.meeting(sync)
    async with stage.database.write() as session:
        metric = Metric(name="CSAT", decimals=2)
        session.add(metric)
        await session.flush()
        sides = {one.name: one for one in await session.scalars(select(Side))}
        us = next(one for one in sides.values() if one.kind == "internal")
        for number, crew in enumerate(company.crews):
            side = us if crew.side == US else sides[crew.side]
            by = (await session.scalars(select(Person).where(Person.name == crew.called(WORKS).key))).one()
            lead = (await session.scalars(select(Person).where(Person.name == crew.lead.key))).one()
            team = (await session.scalars(select(Team).where(Team.name == crew.name))).one()
            now = stage.calendar.now()
            said: dict[str, Any] = {"meeting_id": meeting.id, "person_id": by.id, "side_id": side.id}
            for kind in Raise:
                about = {**said, "team_id": team.id, "kind": kind, "text": mark(crew.side, kind), "at": now}
                session.add(Raised(**about))
            for outcome in Outcome:
                session.add(Written(**said, kind=outcome, text=mark(crew.side, outcome), at=now))
            for carried in (None, meeting.id):
                session.add(
                    Action(
                        sync_id=sync.id,
                        meeting_id=carried,
                        owner_id=lead.id,
                        side_id=side.id,
                        author_id=by.id,
                        author_side_id=side.id,
                        what=mark(crew.side, "action"),
                        due_on=dice.choice((None, date(2026, 11, 20), date(2026, 12, 1))),
                        added_at=now,
                    )
                )
            value = MetricValue(
                metric_id=metric.id, side_id=side.id, team_id=team.id, day=date(2026, 11, 22), value=41.07 + 3 * number
            )
            value.weight, value.brought_at = 10 * number + 7, now
            session.add(value)
            story = Shoutout(
                giver_id=lead.id,
                giver_side_id=side.id,
                state=ShoutoutState.POSTED,
                story=f"{by.name} stayed until it was solved. {mark(crew.side, 'story')}",
                audience_id=dice.choice((None, applause)),
                saved_at=now,
                posted_at=now,
            )
            session.add(story)
            await session.flush()
            session.add(Recipient(shoutout_id=story.id, person_id=by.id, team_id=team.id, side_id=side.id))
            if dice.random() < 0.7:
                session.add(Cheer(shoutout_id=story.id, person_id=lead.id, side_id=side.id, at=now))
            if dice.random() < 0.5:
                team.country = "SR"
            if dice.random() < 0.5:
                by.away_until = POSTED + timedelta(days=3)
    await stage.at(POSTED)
    async with stage.database.write() as session:
        for row in await session.scalars(select(Attendee).where(Attendee.meeting_id == meeting.id)):
            row.here_at = stage.calendar.now() if dice.random() < 0.5 else None
    return meeting


def kept_from(company: Company, reader: str, *, shares: bool) -> Iterator[str]:
    """Every word that people of a side may not read on an agenda."""
    for crew in company.crews:
        if crew.side in (reader, US):
            continue
        named = shares and company.open_to(reader, crew.side, Sharing.NAMES)
        counted = shares and company.open_to(reader, crew.side, Sharing.FIGURES)
        if not named:
            for one in crew.people:
                yield from one.words
            yield from crew.name.split()
            yield from (mark(crew.side, Raise.WELL), mark(crew.side, Raise.STUCK))
        if not counted:
            yield from (crew.side, crew.channel, *(mark(crew.side, kind) for kind in KINDS))


@settings(
    max_examples=ORGANISATIONS,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
async def test_no_copy_tells_of_another_partner_more_than_was_agreed(
    seed: int, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    path = tmp_path_factory.mktemp("walls") / "instep.db"
    shutil.copy(sqlite_template, path)
    dice = random.Random(seed)
    async with Database(f"sqlite:///{path}", Keyring(["a-key-for-tests-that-is-long-enough"])) as database:
        stage = Stage(database)
        company = await moved_in(stage, generated(dice))
        shares = bool(company.listens) and dice.random() < 0.7
        meeting = await live(stage, company, dice, shares=shares)
        found = await copies(stage, meeting)
    readers = {crew.channel: {crew.side, crew.also_read_by} & set(company.partners) for crew in company.crews}
    assert {channel for channel, _, _ in found} == set(readers), "every channel has it"
    for channel, slot, text in found:
        for reader in readers[channel]:
            slip = any_of({*kept_from(company, reader, shares=shares), "\0"}).search(text)
            assert slip is None, f"seed {seed}: {reader} reads {slip and slip[0]!r} in {channel} {slot}:\n{text}"
        if not readers[channel]:
            for crew in company.crews:
                assert mark(crew.side, Raise.STUCK) in text.lower() or slot != CARD, f"seed {seed}: {crew.side}"


async def copies(stage: Stage, meeting: Meeting) -> list[tuple[str, str, str]]:
    """What stands in each channel, and what it would be now: channel, slot, text."""
    found = []
    async with stage.database.read() as session:
        for copy in await Outbox(session, stage.clocks).copies(meeting_subject(meeting)):
            if copy.target_kind != "channel":
                continue
            channel = (await session.get_one(Channel, copy.target_id)).name
            content = await session.scalar(select(Content.message).where(Content.id == copy.content_id))
            found.append((channel, copy.slot, str(content)))
            found.append((channel, copy.slot, await anew(stage, session, copy)))
    return found


async def anew(stage: Stage, session: Any, copy: Copy) -> str:
    message = await stage.offers.composers[copy.subject_kind](
        session, Subject(copy.subject_kind, copy.subject_id), copy
    )
    return repr(message)
