"""Writing back to words without a name, and looking for it; see the package for what nobody can join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.answering.anonymous import Somebodys, somebodys
from bot.capabilities.checkins.answering.messages import not_recognised
from bot.capabilities.checkins.following import back_messages as messages
from bot.capabilities.checkins.following import noting
from bot.capabilities.checkins.following.back_messages import Exchange, Turn
from bot.capabilities.checkins.following.rules import (
    LONGEST,
    MOST_SAID,
    Followed,
    followed,
    place_in,
    typed_back,
)
from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.results.loading import results
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store import written_back as store
from bot.capabilities.checkins.store.ballots import voter_of
from bot.capabilities.checkins.store.feedback_people import people
from bot.capabilities.checkins.store.following_tables import WrittenBack
from bot.capabilities.checkins.store.tables import Ballot
from bot.capability import Acting, AnonymousContext, Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Words:
    """Words without a name that whoever acts may write back to, and what was said to them."""

    followed: Followed
    place: int
    ballot: Ballot
    said: Sequence[WrittenBack]


async def words_shown(acting: Acting, key: str, place: str) -> tuple[Followed, int, Sequence[Ballot]] | None:
    """The words that results show at a place to somebody who organises it; None where there are none to be seen.

    What results show is what the threshold of the run allows, so it is asked of them anew each time.
    """
    found = await followed(acting.session, acting.actor, key)
    at = place_in(found, place) if found is not None else None
    if found is None or at is None or not found.organises or found.run.mode is not Mode.ANONYMOUS:
        return None
    shown = await results(acting.session, found.run, found.checkin, found.eyes)
    if not any(one.place == at and one.wrote for one in shown.questions):
        return None
    side_of = await tallies.sides_of_groups(acting.session, [found.run.id])
    seen = [group for group, side in side_of.items() if found.eyes.sees_all or side in found.eyes.viewpoint.sides]
    return found, at, await store.words_of(acting.session, found.run, at, seen)


async def write_back(context: Context, inbound: Press) -> Answer:
    """*Write back*."""
    found = await _words(context, inbound.object_id)
    if found is None:
        return Answer(message=messages.not_shown(context.t))
    exchange = await exchange_of(context.session, found.followed, found.ballot, found.said, context.t)
    return Answer(form=messages.write_form(f"{inbound.object_id}.{new_public_id()}", exchange, context.t))


async def wrote_back(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was written, and has everybody told alike."""
    about, _, form = inbound.object_id.rpartition(".")
    found = await _words(context, about)
    if found is None:
        return Answer(message=messages.not_shown(context.t))
    text, wrong = typed_back(inbound.values.get("text"), context.t)
    if wrong:
        return Answer(errors=FieldErrors({"text": wrong}))
    if len(found.said) >= MOST_SAID:
        return Answer(message=messages.enough(context.t))
    clean = inspect(text).masked
    row = {
        "run_id": found.followed.run.id,
        "place": found.place,
        "voter": found.ballot.voter,
        "form": form,
        "group_id": found.ballot.group_id,
        "by_organiser": True,
        "by_id": context.actor.person_id,
        "text": clean,
        "day": context.now.date(),
        "read": True,
    }
    if not await store.add(context.session, row):
        return Answer(message=messages.written_before(context.t))
    await noting.note_all(context.session, found.followed.run, context.now)
    await noting.look_daily(context.session, found.followed.run, context.now)
    return Answer(message=messages.written(context.t, masked=clean != text))


async def anything(context: AnonymousContext, inbound: Press) -> Answer:
    """*Anything for me?*: reads, and leaves no trace."""
    found = await _mine(context, inbound.object_id, inbound.token)
    if isinstance(found, Answer):
        return found
    mine, said = found
    if not said:
        return Answer(message=messages.nothing(context.t))
    exchanges = [await _exchange_with_token(context, mine, place, turns) for place, turns in said.items()]
    return Answer(form=messages.anything_form(f"{inbound.object_id}.{new_public_id()}", exchanges, context.t))


async def answer_back(context: AnonymousContext, inbound: FormSubmitted) -> Answer:
    """Keeps what whoever looked says to it."""
    key, _, form = inbound.object_id.partition(".")
    found = await _mine(context, key, inbound.token)
    if isinstance(found, Answer):
        return found
    mine, said = found
    texts: dict[int, str] = {}
    errors: dict[str, str] = {}
    for place in said:
        value = inbound.values.get(f"p{place}")
        text = value.strip() if isinstance(value, str) else ""
        if len(text) > LONGEST:
            errors[f"p{place}"] = context.t("Up to {n} characters fit. Shorten it.", n=LONGEST)
        if text:
            texts[place] = text
    if said and not texts:
        errors[f"p{next(iter(said))}"] = context.t("Nothing is written yet. Write an answer, or close this.")
    if errors:
        return Answer(errors=FieldErrors(errors))
    if not said or any(len(said[place]) >= MOST_SAID for place in texts):
        return Answer(message=messages.enough(context.t) if said else messages.nothing(context.t))
    kept = [await _keep(context, mine, place, form, text) for place, text in texts.items()]
    if not any(kept):
        return Answer(message=messages.written_before(context.t))
    masked = any(inspect(text).masked != text for text in texts.values())
    return Answer(message=messages.answered(context.t, masked=masked))


async def exchange_of(
    session: Session, found: Followed, ballot: Ballot, said: Sequence[WrittenBack], t: Texts
) -> Exchange:
    """Words and what was said to them, for an organiser."""
    question = found.questions[ballot.place - 1].said(t.locale)
    turns = await _turns(session, said, side_id=None, to_organiser=True)
    return Exchange(ballot.place, question, ballot.text, turns)


async def _words(acting: Acting, object_id: str) -> Words | None:
    key, _, rest = object_id.partition(".")
    place, _, voter = rest.partition(".")
    shown = await words_shown(acting, key, place)
    ballot = next((one for one in shown[2] if one.voter == voter), None) if shown is not None else None
    if shown is None or ballot is None:
        return None
    said = await store.said_to(acting.session, shown[0].run, shown[1], [voter])
    return Words(shown[0], shown[1], ballot, said.get(voter, ()))


async def _mine(
    context: AnonymousContext, key: str, token: str
) -> tuple[Somebodys, Mapping[int, Sequence[WrittenBack]]] | Answer:
    """What was said to whoever has a token, by place."""
    found = await somebodys(context, key, token)
    if found is None:
        return Answer(message=not_recognised(context.t))
    if found.run.state is not RunState.CLOSED:
        return Answer(message=messages.nothing(context.t))
    places = range(1, len(found.facts.questions) + 1)
    return found, await store.with_token(context.session, found.run, token, places)


async def _exchange_with_token(
    context: AnonymousContext, mine: Somebodys, place: int, said: Sequence[WrittenBack]
) -> Exchange:
    words = mine.facts.given[place].text if place in mine.facts.given else ""
    question = mine.facts.questions[place - 1].said(context.t.locale)
    turns = await _turns(context.session, said, side_id=mine.group.side_id, to_organiser=False)
    return Exchange(place, question, words, turns)


async def _turns(
    session: Session, said: Sequence[WrittenBack], *, side_id: int | None, to_organiser: bool
) -> tuple[Turn, ...]:
    """As they may be named: internal people are known to all, a partner's to their own side alone."""
    known = await people(session, [one.by_id for one in said])
    found = []
    for one in said:
        by = known.get(one.by_id or 0)
        named = by is not None and (to_organiser or by.internal or by.side_id == side_id)
        found.append(Turn(one.by_organiser, one.text, one.day, by.name if by is not None and named else ""))
    return tuple(found)


def _form_at(mine: Somebodys, place: int, form: str) -> str:
    """The id of a form for one place: as it came, it would stand beside two hashes and join them."""
    if len(form) != PUBLIC_ID_LENGTH:
        return ""
    return voter_of(mine.run, f"{place}.{form}", mine.token)[:PUBLIC_ID_LENGTH]


async def _keep(context: AnonymousContext, mine: Somebodys, place: int, form: str, text: str) -> bool:
    row = {
        "run_id": mine.run.id,
        "place": place,
        "voter": voter_of(mine.run, place, mine.token),
        "form": _form_at(mine, place, form),
        "group_id": mine.group.id,
        "by_organiser": False,
        "by_id": None,
        "text": inspect(text).masked,
        "day": context.now.date(),
        "read": False,
    }
    return await store.add(context.session, row)
