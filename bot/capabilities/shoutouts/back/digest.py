"""`/shoutout digest`: a look at the digest as each audience will see it, then *Send*."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.shoutouts.after.forms import LONGEST_LABEL
from bot.capabilities.shoutouts.after.rights import standing
from bot.capabilities.shoutouts.back import digest_messages
from bot.capabilities.shoutouts.back.coverage import leads_or_manages
from bot.capabilities.shoutouts.back.digest_messages import STORY, Earlier, Look
from bot.capabilities.shoutouts.back.following import mark_week
from bot.capabilities.shoutouts.back.sending import Going, Where, earlier, going, send
from bot.capabilities.shoutouts.back.weekly import choose_by_cheers
from bot.capabilities.shoutouts.card import readable
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.store import (
    Shoutout,
    by_public_id,
    digest,
    people_named,
    recipients_of,
    thanked_in,
)
from bot.capabilities.shoutouts.store.digest import Told
from bot.capabilities.shoutouts.stories.messages import shortened
from bot.capabilities.shoutouts.weeks import COVERS, week_of
from bot.capabilities.shoutouts.write.looking import written_readers
from bot.capability import Acting, Context
from bot.chat.form import FieldErrors, Option
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.people import audit, sides
from bot.people.access import EVERYTHING, Actor
from bot.people.audience import ResolvedChannel
from bot.people.model import Role
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

MOST_STORIES = 10
"""Stories that one can choose the story of the week from."""

MOST_SEEN = 3
"""Ways in which the digest is seen that the look before shows."""


def where_of(actor: Actor, side_ids: list[int]) -> Where:
    """To whom somebody may send it: managers of the organisation to all, others to the sides that they lead."""
    if actor.may(Role.MANAGER):
        return Where()
    theirs = {one for one in side_ids if actor.may(Role.LEAD, one)} | ({actor.side_id} if actor.led_team_ids else set())
    return Where(sides=frozenset(theirs))


def may_send(actor: Actor, t: Texts) -> str | None:
    """The digest, and its story of the week, are for leads and managers to look at first."""
    return None if leads_or_manages(actor) else t("Only leads and managers send the digest. Ask your lead.")


async def show(context: Context, inbound: Command | Press) -> Answer:
    """The digest as it would go out now."""
    ready = await _ready(context)
    if not ready.channels and not ready.leads:
        return Answer(message=digest_messages.nothing(context.t))
    return Answer(form=digest_messages.look(await _look(context, ready), context.t, context.zone))


async def submit(context: Context, inbound: FormSubmitted) -> Answer:
    """*Send*: once for each look at it; what was sent meanwhile is shown first."""
    session, t = context.session, context.t
    await mark_week(context.outbox, week_of(context.now))
    ready = await _ready(context)
    sent = await digest.sent_in(session, ready.found.week)
    if inbound.state != f"{ready.found.week.isoformat()}.{len(sent)}":
        return await show(context, Command(inbound.origin, "shoutout"))
    chosen = inbound.values.get(STORY)
    public_id = chosen[0] if isinstance(chosen, tuple) and chosen else chosen if isinstance(chosen, str) else ""
    own = ready.resolved.viewpoint_of(context.actor.side_id)
    ready.found.chosen = await _story_held(session, context.now)
    if await is_settled(context, ready.found.chosen):
        assert ready.found.chosen is not None
        if public_id not in ("", ready.found.chosen.public_id):
            return Answer(errors=FieldErrors({STORY: digest_messages.settled(t)}))
    elif public_id in {one.shoutout.public_id for one in _choosable(context, ready, own)}:
        await _choose(context, public_id)
    else:
        await _nothing_chosen(context, ready, own)
    ready = await _ready(context)
    if not ready.channels and not ready.leads:
        return Answer(message=digest_messages.nothing(t))
    again = len(sent) if earlier(sent, ready.sides) else 0
    await send(session, context.outbox, ready, context.actor, context.now, again=again)
    return Answer(message=say(digest_messages.sent_line(len(ready.channels), len(ready.leads), t), locale=t.locale))


async def choose(context: Context, inbound: FormPressed) -> Answer:
    """*Story of the week* in *More* of a shoutout, for leads and managers."""
    t = context.t
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    rows = (await recipients_of(context.session, [kept.id]))[kept.id]
    if any(row.person_id == context.actor.person_id for row in rows):
        return Answer(message=say(t("It names you, so somebody else makes it the story of the week."), locale=t.locale))
    if all(row.privately for row in rows):
        return Answer(message=say(t("This shoutout cannot be the story of the week."), locale=t.locale))
    if not is_of_this_week(kept, context.now):
        text = t("Only a shoutout of the last 7 days can be the story of the week, so nothing was changed.")
        return Answer(message=say(text, locale=t.locale))
    if await is_settled(context, await _story_held(context.session, context.now)):
        return Answer(message=say(digest_messages.settled(t), locale=t.locale))
    await _choose(context, kept.public_id)
    return Answer(message=say(t("It is the story of the week now, and opens the digest."), locale=t.locale))


async def take_back(context: Context, inbound: FormPressed) -> Answer:
    """*Take back as story of the week* in *More*; not by whom it names, as they could not choose it either."""
    t = context.t
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    if await thanked_in(context.session, kept, [context.actor.person_id]):
        return Answer(
            message=say(t("It names you, so somebody else decides on the story of the week."), locale=t.locale)
        )
    chosen = await _story_held(context.session, context.now)
    if chosen is None or chosen.id != kept.id:
        text = t("It is not the story of the week, so nothing was changed.")
        return Answer(message=say(text, locale=t.locale))
    if await is_settled(context, kept):
        return Answer(message=say(digest_messages.settled(t), locale=t.locale))
    await _take_back(context, kept)
    text = t("It is not the story of the week any more. Without another choice it is the one that is cheered most.")
    return Answer(message=say(text, locale=t.locale))


async def is_story_by_now(session: Session, kept: Shoutout, now: datetime) -> bool:
    """Whether it opens the digest, as things stand."""
    chosen = await _story_by_now(session, now)
    return chosen is not None and chosen.id == kept.id


async def is_settled(acting: Acting, chosen: Shoutout | None) -> bool:
    """Whether the story that was chosen, if one was, is not for whoever acts to replace or take back.

    There is one for all sides: the organisation's own leads and managers decide on it, a partner's on what cheers or
    their own side have chosen.
    """
    if chosen is None or acting.actor.is_internal or acting.actor.may(Role.MANAGER):
        return False
    side_id = await digest.side_that_chose(acting.session, week_of(acting.now), chosen.id)
    return side_id not in (None, acting.actor.side_id)


async def now_settled(acting: Acting) -> bool:
    """The same of the story that opens the digest, as things stand."""
    return await is_settled(acting, await _story_by_now(acting.session, acting.now))


async def _story_by_now(session: Session, now: datetime) -> Shoutout | None:
    return await digest.story_by_now(session, week_of(now), now - COVERS)


async def _story_held(session: Session, now: datetime) -> Shoutout | None:
    return await digest.story_held(session, week_of(now), now - COVERS)


def is_of_this_week(kept: Shoutout, now: datetime) -> bool:
    """Whether a digest of now tells of it."""
    return kept.posted_at is not None and kept.posted_at > now - COVERS


async def _take_back(context: Context, kept: Shoutout) -> None:
    week = week_of(context.now)
    await digest.take_story_back(context.session, week, kept.id)
    await audit.record(
        context.session, context.actor, "take_story_back", "shoutout", kept.public_id, at=context.now, week=str(week)
    )


async def _choose(context: Context, public_id: str) -> None:
    kept = await by_public_id(context.session, public_id)
    if kept is None:
        return
    week = week_of(context.now)
    await digest.choose_story(context.session, week, kept.id, context.actor.person_id, context.now)
    await audit.record(
        context.session, context.actor, "choose_story", "shoutout", kept.public_id, at=context.now, week=str(week)
    )


def _choosable(context: Context, ready: Going, own: Viewpoint) -> Sequence[Told]:
    """What whoever acts can make the story of the week: none that names them, unless somebody has chosen it."""
    me, chosen = context.actor.person_id, ready.found.chosen
    return [
        one
        for one in ready.found.told
        if ready.found.concerns(own, one)
        and (me not in one.people or (chosen is not None and one.shoutout.id == chosen.id))
    ]


async def _nothing_chosen(context: Context, ready: Going, own: Viewpoint) -> None:
    """What was chosen is taken back, where whoever acts was shown it; the most cheered one takes its place."""
    chosen, me = ready.found.chosen, context.actor.person_id
    shown = _choosable(context, ready, own)[:MOST_STORIES]
    if chosen is not None and any(one.shoutout.id == chosen.id and me not in one.people for one in shown):
        await _take_back(context, chosen)
        ready.found.chosen = None
    await choose_by_cheers(context.session, ready.found)


async def _ready(context: Context) -> Going:
    side_ids = [one.id for one in await sides.all_sides(context.session, EVERYTHING)]
    return await going(context.session, context.now, where_of(context.actor, side_ids))


async def _look(context: Context, ready: Going) -> Look:
    session, t = context.session, context.t
    sent = await digest.sent_in(session, ready.found.week)
    own = ready.resolved.viewpoint_of(context.actor.side_id)
    known = {one.id: one.name for one in await sides.all_sides(session, EVERYTHING)}
    groups: dict[frozenset[int], list[tuple[ResolvedChannel, Message]]] = {}
    for channel, message in ready.channels:
        groups.setdefault(channel.side_ids, []).append((channel, message))
    seen = []
    for side_ids, channels in sorted(groups.items(), key=lambda one: (-len(one[1]), sorted(one[0]))):
        seen.append((written_readers(side_ids, known, own, t), len(channels), channels[0][1]))
    mine = [message for reader, message in ready.leads if reader.person_id == context.actor.person_id]
    options = []
    for one in _choosable(context, ready, own)[:MOST_STORIES]:
        named = await people_named(session, one.people, context.now)
        names = [name for each in named.values() if (name := name_of(each, own, t))]
        facts = await ready.found.facts(one.shoutout)
        story = readable(facts.story, facts, own)
        options.append(Option(one.shoutout.public_id, shortened(f"{t.names(names)}: {story}", LONGEST_LABEL)))
    chosen = ready.found.chosen.public_id if ready.found.chosen else ""
    return Look(
        seen=tuple(seen[:MOST_SEEN]),
        mine=mine[0] if mine else None,
        channels=len(ready.channels),
        leads=len(ready.leads),
        earlier=await _earlier(context, ready, sent),
        options=tuple(options),
        chosen=chosen if chosen in {one.value for one in options} else "",
        state=f"{ready.found.week.isoformat()}.{len(sent)}",
        settled=await is_settled(context, ready.found.chosen),
    )


async def _earlier(context: Context, ready: Going, sent: Sequence[digest.Sent]) -> Earlier | None:
    """When it went to the same sides before."""
    found = earlier(sent, ready.sides)
    if found is None:
        return None
    by = "" if found.by_id is None else context.t("a colleague")
    for one in (await people_named(context.session, [found.by_id] if found.by_id else [], context.now)).values():
        by = name_of(one, ready.resolved.viewpoint_of(context.actor.side_id), context.t) or by
    return Earlier(found.at, by)
