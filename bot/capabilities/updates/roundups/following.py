"""The message above the cards of a round-up follows each update that it lists."""

from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.roundups.messages import Line, round_up_card
from bot.capabilities.updates.store import Update, UpdateState, round_ups
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.tables import Copy
from bot.people.channels import readers_of
from bot.storage.sessions import Session


async def follow(acting: Acting, known: Update) -> None:
    """Has the round-ups that list an update say what has become of it."""
    above = [one for one in await round_ups.round_ups_of(acting.session, known) if not one.withdrawn]
    if above:
        await acting.outbox.edit_all(await _composed(acting.session, above))


async def _composed(session: Session, above: Sequence[Copy]) -> Sequence[tuple[Copy, Message]]:
    listed = await round_ups.listed_in(session, [copy.id for copy in above])
    places = await readers_of(session, [copy.target_id for copy in above])
    lines: dict[tuple[int, str], Line] = {}
    found = []
    for copy in above:
        place = places.get(copy.target_id)
        if place is None:
            continue
        for known in listed[copy.id]:
            if (known.id, copy.locale) not in lines:
                lines[known.id, copy.locale] = await _line(session, known, copy.locale)
        shown = [lines[known.id, copy.locale] for known in listed[copy.id]]
        found.append((copy, round_up_card(shown, Texts(copy.locale), place.zone)))
    return found


async def _line(session: Session, known: Update, locale: str) -> Line:
    since = known.effective_from or known.published_at
    assert since is not None, "what a round-up lists was published"
    return Line(
        await store.title_of(session, known, locale),
        since,
        updated=known.version > 1,
        withdrawn=known.state is UpdateState.WITHDRAWN,
    )
