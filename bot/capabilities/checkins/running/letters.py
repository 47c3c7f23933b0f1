"""What people of a run are sent: composed once for all of a group who share their side, language and zone."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.capabilities.checkins.answering.channel_messages import in_channel, reminds_channel
from bot.capabilities.checkins.answering.facts import PromptFacts, prompt_facts
from bot.capabilities.checkins.answering.prompt import prompt, reminder
from bot.capabilities.checkins.store.tables import Group, Run
from bot.capabilities.checkins.subjects import CHANNEL_REMINDER, PROMPT, REMINDER, group_subject
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_channel
from bot.mail import Letter
from bot.people.audience import Reader, ResolvedChannel
from bot.storage.sessions import Session

COMPOSED_BY: Mapping[str, Callable[[PromptFacts, Texts, str], Message]] = {PROMPT: prompt, REMINDER: reminder}


class Letters:
    """Composes what is about one run, within one transaction."""

    def __init__(self, session: Session, run: Run, now: datetime) -> None:
        self._session = session
        self._run = run
        self._now = now
        self._facts: dict[tuple[int, int | None], PromptFacts] = {}
        self._composed: dict[tuple[str, int, int, str, str], Message] = {}

    async def to(self, group_id: int, reader: Reader, slot: str) -> Letter:
        """The prompt or reminder of somebody in a group."""
        key = (slot, group_id, reader.side_id, reader.locale, reader.zone)
        if key not in self._composed:
            facts = await self._facts_of(group_id, reader.side_id)
            self._composed[key] = COMPOSED_BY[slot](facts, Texts(reader.locale), reader.zone)
        return Letter(reader, self._composed[key], slot)

    async def into(self, group_id: int, channel: ResolvedChannel, slot: str, people: int) -> Post:
        """The message with the button, or its reminder, for so many people in a channel; it may be of several sides."""
        side_id = min(channel.side_ids) if len(channel.side_ids) == 1 else None
        facts = await self._facts_of(group_id, side_id)
        t = Texts(channel.locale)
        if slot == CHANNEL_REMINDER:
            message = reminds_channel(facts, t, channel.zone)
        else:
            message = in_channel(facts, t, channel.zone, people)
        viewpoint = tuple(sorted(channel.side_ids))
        return Post(to_channel(channel.channel_id), message, channel.side_id, viewpoint, channel.locale, slot)

    async def subject(self, group_id: int) -> Subject:
        """What messages of a group are about."""
        return group_subject(await self._session.get_one(Group, group_id))

    async def _facts_of(self, group_id: int, side_id: int | None) -> PromptFacts:
        if (group_id, side_id) not in self._facts:
            group = await self._session.get_one(Group, group_id)
            self._facts[group_id, side_id] = await prompt_facts(self._session, self._run, group, side_id, self._now)
        return self._facts[group_id, side_id]
