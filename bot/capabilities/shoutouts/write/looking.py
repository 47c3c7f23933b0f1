"""Composes what a giver sees before a shoutout goes out: as each kind of reader will see it, and who hears when."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.card import to_lead, to_recipient
from bot.capabilities.shoutouts.customers import titled_names, without_full_name
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.posting import all_given_today
from bot.capabilities.shoutouts.release import Release, release_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.write.finding import Labels
from bot.capabilities.shoutouts.write.forms import Preview
from bot.capabilities.shoutouts.write.guarding import masked, masked_in
from bot.capabilities.shoutouts.write.parse import no_value
from bot.capabilities.shoutouts.write.untold import reached, untold
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.audience import ResolvedChannel
from bot.people.viewpoint import STRANGERS, Viewpoint

OFTEN = 3
"""Times within `LATELY` that the same person was thanked, from which on the giver is asked who else has helped."""

MOST_TITLED = 3
"""Names after a courtesy title that the giver is asked about."""

LATELY = timedelta(days=30)


async def preview_of(acting: Acting, kept: Shoutout) -> Preview:
    """What its giver sees of a draft."""
    release = await release_as_posted(acting, kept)
    return Preview(
        release=release,
        seen=tuple(await _seen(acting, release)),
        says=tuple(await _says(acting, release)),
        masked=tuple(masked_in(kept)),
        shown=tuple(kept.shown),
        partners_see_all=await settings.is_on(acting.session, settings.PARTNERS_SEE_ALL),
    )


async def release_as_posted(acting: Acting, kept: Shoutout) -> Release:
    """What would go out now, with the texts as they will stand."""
    release = await release_of(acting.session, kept, acting.now)
    said = masked(kept, first_names=await settings.is_on(acting.session, settings.FIRST_NAMES))
    facts = replace(release.facts, story=said.story, quote=said.quote, customer=said.customer)
    return replace(release, facts=facts, cards={})


async def _seen(acting: Acting, release: Release) -> list[tuple[str, Message]]:
    """The ways in which it is seen, the one of most channels first; the giver's own side before others of as many."""
    t = acting.t
    groups: dict[frozenset[int], list[ResolvedChannel]] = {}
    for channel in release.channels:
        groups.setdefault(channel.side_ids, []).append(channel)
    if not groups:
        viewpoint = release.resolved.viewpoint_of(acting.actor.side_id)
        facts = _told_alone(release)
        if release.names_teams_alone:
            return [(t("As their lead will see it"), to_lead(facts, facts.recipients, viewpoint, "", t))]
        return [(t("As they will see it"), to_recipient(facts, viewpoint, "", t))]
    known = {one.id: one.name for one in await sides.all_sides(acting.session, EVERYTHING)}
    own = release.resolved.viewpoint_of(acting.actor.side_id)
    found = []
    for side_ids, channels in sorted(groups.items(), key=lambda group: (-len(group[1]), sorted(group[0]))):
        readers = written_readers(side_ids, known, own, t)
        title = t.n(
            "As {readers} will see it, in {n} channel",
            "As {readers} will see it, in {n} channels",
            len(channels),
            readers=readers,
        )
        found.append((title, release.card_before(channels[0], acting.actor.side_id)))
    return found


def _told_alone(release: Release) -> Facts:
    """Its facts as those read them who are told alone: once posted, who is thanked privately is kept so."""
    facts = release.facts
    privately = release.kept.goes_to is Where.PRIVATELY
    thanked = tuple(replace(one, privately=one.privately or privately) for one in facts.recipients)
    return replace(facts, recipients=thanked, told=frozenset(one.whom for one in thanked))


def written_readers(side_ids: Collection[int], known: Mapping[int, str], own: Viewpoint, t: Texts) -> str:
    """Whose people read a channel, for somebody who may not be told every company's name."""
    names = [known[side] for side in sorted(side_ids) if side in known and own.sees_side(side)]
    if STRANGERS in side_ids:
        names.append(t("people of no known company"))
    if any(side in known and not own.sees_side(side) for side in side_ids):
        names.append(t("another company"))
    return t.names(names)


async def _says(acting: Acting, release: Release) -> list[str]:
    """What will happen beside the cards, and what its giver may want to think of."""
    session, t = acting.session, acting.t
    says = []
    if release.kept.corrects_id is None and (why := await all_given_today(acting)):
        says.append(why)
    own = release.resolved.viewpoint_of(acting.actor.side_id)
    names = [one.written for one in release.channels if _may_be_named(one, own)]
    if names:
        hidden = len(release.channels) - len(names)
        more = [t.n("{n} other", "{n} others", hidden)] if hidden else []
        says.append(t("Goes to {channels}.", channels=t.names([*names, *more])))
    labels = Labels(acting.actor, t)
    if private := [labels.name(one) for one in release.facts.recipients if one.privately]:
        says.append(
            t.n(
                "{names} wants to be thanked privately: only they and their lead hear of it.",
                "{names} want to be thanked privately: only they and their leads hear of it.",
                len(private),
                names=t.names(private),
            )
        )
    elif release.kept.goes_to is Where.PRIVATELY:
        says.append(
            t("Only their lead is told, and asked to pass it on.")
            if release.names_teams_alone
            else t("Only they and their lead hear of it.")
        )
    if release.kept.corrects_id is None:
        unmet = await untold(acting, release)
        if reached(release) or any(row.person_id is None for row in release.rows):
            says.append(told_line(t, people=reached(release), others=bool(unmet)))
        says += unmet
    if unreached := unreached_line(release, own, t):
        says.append(unreached)
    if release.walled:
        says.append(
            t.n(
                "{n} channel gets nothing, since its readers may not know who is thanked.",
                "{n} channels get nothing, since their readers may not know who is thanked.",
                len(release.walled),
            )
        )
    if await settings.is_on(session, settings.FIRST_NAMES):
        says += _whole_names(release, t)
    if word := "" if release.kept.value else no_value(release.facts.story, await values_of(session)):
        says.append(
            t("“#{word}” is none of your values and stays in the story. Press Change to choose one.", word=word)
        )
    if release.kept.corrects_id is None:
        says += await _often(acting, release)
    if any(row.person_id is None for row in release.rows):
        says.append(t("A whole team is named: everybody in it is meant."))
    return says


def _may_be_named(channel: ResolvedChannel, own: Viewpoint) -> bool:
    return all(own.sees_side(side) for side in channel.side_ids if side)


def unreached_line(release: Release, own: Viewpoint, t: Texts) -> str:
    """What is said of channels that cannot be posted to, as far as they may be named; nothing without any."""
    failing = [one.written for one in release.channels if one.obstacle is not None and _may_be_named(one, own)]
    if not failing:
        return ""
    return t("It may not arrive in {channels}: Instep cannot post there at present.", channels=t.names(failing))


def told_line(t: Texts, *, people: bool = True, others: bool = False) -> str:
    """Who is told in person, where there are `others` whom nobody can tell so; of a whole team it is the lead."""
    if people and others:
        return t("Whoever else is named, and their lead, gets a direct message in their working hours.")
    if people:
        return t("Whoever is named, and their lead, gets a direct message in their working hours.")
    return t("Their lead gets a direct message in their working hours.")


def _whole_names(release: Release, t: Texts) -> list[str]:
    """What may be a customer's whole name in the texts: what was shortened, and what only the giver can judge."""
    kept, facts = release.kept, release.facts
    says = []
    if any(without_full_name(text, kept.customer) != text for text in (kept.story, kept.quote)):
        says.append(t("The customer's whole name stood in the text too: it was shortened there."))
    first = facts.customer.casefold()
    if found := [
        one for one in titled_names(f"{facts.story}\n{facts.quote}") if one.partition(" ")[2].casefold() != first
    ]:
        names = t.names([f"“{one}”" for one in found[:MOST_TITLED]])
        says.append(
            t("{names} may be a customer's name. Press Change if it is: the first name is enough.", names=names)
        )
    return says


async def _often(acting: Acting, release: Release) -> list[str]:
    """A gentle word to whoever thanks the same people again and again."""
    t = acting.t
    labels = Labels(acting.actor, t)
    people = {one.person_id: labels.name(one) for one in release.facts.recipients if one.person_id is not None}
    counts = await store.thanked_since(acting.session, acting.actor.person_id, people.keys(), acting.now - LATELY)
    often = [people[person_id] for person_id, count in counts.items() if count >= OFTEN]
    if not often:
        return []
    return [
        t(
            "You have thanked {names} several times in the last 30 days. Is there somebody else whom nobody has named?",
            names=t.names(sorted(often)),
        )
    ]
