"""One page of those whose time has come: each is asked, put off or given up, so that the next page is of others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.capabilities.checkins.kinds import Mode, Path, RunState
from bot.capabilities.checkins.running import works
from bot.capabilities.checkins.running.letters import Letters
from bot.capabilities.checkins.running.reaching import channel_finder, channels_of
from bot.capabilities.checkins.running.timing import REST, again_at, ask_at, is_there
from bot.capabilities.checkins.store import delivered, people, runs
from bot.capabilities.checkins.store.checkins import groups_of
from bot.capabilities.checkins.store.tables import Asked, Checkin, Run
from bot.capabilities.checkins.subjects import CHANNEL, CHANNEL_REMINDER, PROMPT, REMINDER
from bot.delivery.outbox import Outbox, Post, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, can_be_told, post_all_within_budget
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session

SHUFFLED_EVERY = timedelta(hours=1)
"""How often what was answered anonymously is written anew while it can be answered."""

SOON, LATER = timedelta(minutes=10), timedelta(hours=2)
"""How long after people were asked it is looked whether that has arrived, and how often while it is open; or twice so
long, since all who are asked in such a span are looked at together."""

REMINDED_TOGETHER = 3
"""So many people of a channel are reminded there, no fewer: of two, whoever has answered would know that the other has
not."""

Addressed = tuple[int, Letter]
"""A letter, and the inside id of the group that it is about."""


def next_look(now: datetime, span: timedelta = SOON) -> datetime:
    """When it is looked next: the same instant for the whole of a span, after the one that follows it."""
    since = now - datetime(2000, 1, 1, tzinfo=UTC)
    return now + 2 * span - since % span


def _without(reader: Reader, refuse: Collection[int]) -> Reader:
    """Somebody without direct messages to these accounts of theirs, which stand last then."""
    last = [replace(one, installation="") for one in reader.identities if one.identity_id in refuse]
    return replace(reader, identities=(*(one for one in reader.identities if one.identity_id not in refuse), *last))


class Page:
    """Some of a run's people, within the transaction that has the run locked."""

    def __init__(self, session: Session, outbox: Outbox, run: Run, now: datetime) -> None:
        self._session = session
        self._outbox = outbox
        self._run = run
        self._now = now
        self._letters = Letters(session, run, now)
        self._due: set[tuple[str, datetime]] = set()

    async def ask(self, rows: Sequence[Asked]) -> None:
        """Asks them; who has left or stopped it is asked no more, who is not at work after all is asked later."""
        checkin = await self._session.get_one(Checkin, self._run.checkin_id)
        readers = await self._readers(rows)
        letters: list[Addressed] = []
        asked: list[tuple[Asked, Reader]] = []
        by_button: list[tuple[Asked, Reader]] = []
        for row in rows:
            reader, due = readers.get(row.person_id or 0), row.ask_at or self._now
            if reader is not None and row.path is Path.CHANNEL:
                by_button.append((row, reader))
            elif reader is None or not can_be_told(reader):
                row.ask_at = None
            elif is_there(reader, due, self._now):
                letters.append((row.group_id, await self._letters.to(row.group_id, reader, PROMPT)))
                asked.append((row, reader))
            else:
                self._later(row, reader, due)
        shown = await self._into_channels([row for row, _ in by_button], CHANNEL)
        for row, reader in by_button:
            if row.channel_id in shown:
                asked.append((row, reader))
            else:
                row.ask_at = None
        for row, reader in asked:
            self._asked(row, reader, reminds=checkin.reminds)
        if asked and self._run.state is RunState.PREPARED:
            self._open()
        await self._send(letters)

    async def remind(self, rows: Sequence[Asked]) -> None:
        """Reminds them, if they are at work; once, whatever comes of it."""
        readers = await self._readers(rows)
        letters: list[Addressed] = []
        by_button: list[Asked] = []
        for row in rows:
            reader, due = readers.get(row.person_id or 0), row.remind_at or self._now
            row.remind_at = None
            if reader is None or row.answered_at is not None or row.took_part:
                continue
            if row.path is Path.CHANNEL:
                by_button.append(row)
            elif can_be_told(reader) and is_there(reader, due, self._now):
                letters.append((row.group_id, await self._letters.to(row.group_id, reader, REMINDER)))
        await self._into_channels(by_button, CHANNEL_REMINDER)
        await self._send(letters)

    async def elsewhere(self, refused: Sequence[tuple[Asked, Copy]]) -> None:
        """Asks those in another way whose own message is refused, so that it never comes again.

        In another account of theirs, if they are at work, else by the button in their team's channel; where there is
        neither nothing changes. Call it with their groups held alone.
        """
        session, rows = self._session, [row for row, _ in refused]
        readers = await self._readers(rows, refused_by={copy.target_id for _, copy in refused})
        checkin = await session.get_one(Checkin, self._run.checkin_id)
        channels = await channels_of(session, checkin, {row.team_id for row in rows})
        channel_for = channel_finder(channels.values())
        moved: list[tuple[Asked, Copy]] = []
        for row, copy in refused:
            reader = readers.get(row.person_id or 0)
            if reader is not None and can_be_told(reader) and is_there(reader, self._now, self._now):
                await self._in_another_account(row, reader, copy)
            elif reader is not None and (channel := channel_for(reader)) is not None:
                row.path, row.channel_id = Path.CHANNEL, channel.channel_id
                moved.append((row, copy))
        if not moved:
            return
        await session.flush()
        await self._outbox.withdraw_all([(copy, None) for _, copy in moved])
        there = await runs.copies_in_channels(session, self._run.id, {row.channel_id for row, _ in moved}, CHANNEL)
        await self._into_channels([row for row, _ in moved], CHANNEL)
        changes = []
        for copy in there:
            count = await runs.asked_in_channel(session, self._run.id, copy.target_id)
            post = await self._letters.into(copy.subject_id, channels[copy.target_id], CHANNEL, count)
            changes.append((copy, post.message))
        await self._outbox.edit_all(changes, priority=Priority.REMIND)

    async def _in_another_account(self, row: Asked, reader: Reader, refused: Copy) -> None:
        """Sends the prompt there, which is looked after like the first one; it counted in their budget then."""
        letter = await self._letters.to(row.group_id, reader, PROMPT)
        way = to_person(reader.identities[0].identity_id)
        post = Post(way, letter.message, reader.side_id, (reader.side_id,), reader.locale, PROMPT)
        await self._outbox.withdraw(refused)
        await self._outbox.publish(await self._letters.subject(row.group_id), [post], priority=Priority.REMIND)
        at = next_look(self._now)
        await put_down(self._session, works.ELSEWHERE, self._run.id, at, slot=at.isoformat())

    async def _readers(self, rows: Sequence[Asked], *, refused_by: Collection[int] = ()) -> Mapping[int, Reader]:
        """Those of them who are still there and have not stopped it, without the accounts that refuse their prompt."""
        ids = [one.person_id for one in rows if one.person_id is not None]
        quiet = await people.silenced(self._session, self._run.checkin_id, self._now)
        found = await audience.readers_called(self._session, ids, self._now)
        refuse = {*refused_by, *await delivered.given_up(self._session, self._run.id, ids)}
        return {one.person_id: _without(one, refuse) for one in found if one.person_id not in quiet}

    def _asked(self, row: Asked, reader: Reader, *, reminds: bool) -> None:
        due, row.asked_at = row.ask_at or self._now, self._now
        if reminds:
            # After a standstill it counts from when they were asked.
            since = due if self._now - due < REST else self._now
            row.remind_at = again_at(reader, since, self._run.closes_at)
            self._put_down(works.REMIND, row.remind_at)
        if row.path is Path.DIRECT:
            self._put_down(works.ELSEWHERE, next_look(self._now))

    def _later(self, row: Asked, reader: Reader, due: datetime) -> None:
        local = due.astimezone(ZoneInfo(reader.zone)).replace(tzinfo=None)
        later = ask_at(reader, local, self._now, self._run.closes_at)
        # Never the present instant: the page after this one would be of the same people.
        row.ask_at = later if later is not None and later > self._now else None
        self._put_down(works.ASK, row.ask_at)

    def _open(self) -> None:
        self._run.state, self._run.opens_at = RunState.OPEN, self._now
        if self._run.mode is Mode.ANONYMOUS:
            self._put_down(works.SHUFFLE, self._now + SHUFFLED_EVERY)

    def _put_down(self, kind: str, at: datetime | None) -> None:
        if at is not None:
            self._due.add((kind, at))

    async def _into_channels(self, rows: Sequence[Asked], slot: str) -> set[int | None]:
        """Has each of their channels show the message once, whichever groups its people are in; says which do."""
        if not rows:
            return set()
        there = await runs.channels_with(
            self._session, [one.id for one in await groups_of(self._session, self._run.id)], slot
        )
        shown: set[int | None] = set(there)
        checkin = await self._session.get_one(Checkin, self._run.checkin_id)
        channels = await channels_of(self._session, checkin, {row.team_id for row in rows})
        for row in rows:
            channel = channels.get(row.channel_id or 0)
            if row.channel_id in shown or channel is None:
                continue
            count = await runs.asked_in_channel(self._session, self._run.id, channel.channel_id)
            if slot == CHANNEL_REMINDER and count < REMINDED_TOGETHER:
                continue
            post = await self._letters.into(row.group_id, channel, slot, count)
            await self._outbox.publish(await self._letters.subject(row.group_id), [post], priority=Priority.REMIND)
            shown.add(channel.channel_id)
        return shown

    async def _send(self, letters: Sequence[Addressed]) -> None:
        await self._session.flush()
        about = [
            (await self._letters.subject(group_id), [letter for _, letter in of_group])
            for group_id, of_group in groupby(sorted(letters, key=lambda one: one[0]), key=lambda one: one[0])
        ]
        await post_all_within_budget(self._session, self._outbox, about, self._now)
        for kind, at in sorted(self._due):
            await put_down(self._session, kind, self._run.id, at, slot=at.isoformat())
