"""The prompt as whoever sets a check-in up can try it out; its buttons keep nothing."""

from datetime import timedelta

from bot.capabilities.checkins.answering.facts import TRY, PromptFacts
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.setting_up.checking import Settled
from bot.capability import Context
from bot.chat.message import Context as Note
from bot.chat.message import Message, plain


def trial_of(context: Context, wanted: Settled) -> Message:
    """As it would come to whoever acts."""
    t = context.t
    facts = PromptFacts(
        key=TRY,
        name=wanted.name,
        mode=wanted.mode,
        threshold=wanted.threshold,
        asked=wanted.threshold,
        questions=wanted.questions,
        closes_at=context.now + timedelta(minutes=wanted.open_minutes),
        organiser=context.actor.name,
        side=context.actor.side_name,
        led=wanted.mode is Mode.NAMED,
    )
    found = prompt(facts, t, context.zone)
    note = Note(plain(t("A test for you alone: nothing that you tap here is kept.")))
    return Message(found.summary, (note, *found.parts), found.locale)
