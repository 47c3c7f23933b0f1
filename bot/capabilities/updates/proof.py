"""The receipt as a record that leaves chat: per channel, side, team and version; names for whoever may see them."""

from collections.abc import Collection, Mapping, Sequence
from statistics import median

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import behind_at_half, card_subject, side_names, wall_of
from bot.capabilities.updates.elsewhere import answers
from bot.capabilities.updates.knowledge.rules import shown
from bot.capabilities.updates.receipt import seen_lines
from bot.capabilities.updates.store import Readers, Update, UpdateState, knowledge
from bot.capability import Acting, Declined, Why
from bot.delivery import receipts
from bot.delivery.causes import explain
from bot.delivery.outbox import CARD
from bot.people import audit
from bot.people.access import may_prove_names, may_see_receipts


async def visible(acting: Acting, public_id: str) -> tuple[Update, frozenset[int]]:
    """An update with the sides of which whoever asks may see the receipt; raises Declined, alike for all other ids."""
    known = await store.by_public_id(acting.session, public_id)
    sides = await sides_seen(acting, known) if known is not None else frozenset()
    if known is None or not sides:
        raise Declined(acting.t("There is no update of that id that you may see."), Why.NOT_FOUND)
    return known, sides


async def sides_seen(acting: Acting, known: Update) -> frozenset[int]:
    """The sides of which whoever asks may see the receipt of an update."""
    if known.state not in (UpdateState.PUBLISHED, UpdateState.WITHDRAWN):
        return frozenset()
    reached = await store.sides_reached(acting.session, known)
    viewpoint = (await wall_of(acting.session, known)).viewpoint({acting.actor.side_id})
    return frozenset(side for side in reached if viewpoint.sees_figures_of(side) and _may_see(acting, known, side))


def _may_see(acting: Acting, known: Update, side_id: int) -> bool:
    """Its author and owner, whoever may see receipts of that side, and in their own side the leads of its teams."""
    actor = acting.actor
    if actor.person_id == known.author_id and not actor.provisional:
        return True
    if side_id == actor.side_id and actor.led_team_ids and not actor.provisional:
        return True
    return may_see_receipts(actor, {side_id}, known.owner_id) is None


async def export(acting: Acting, public_id: str, *, names: bool) -> answers.Receipt:
    """The receipt for a file, put down for the admins of every side that is in it; raises Declined."""
    known, sides = await visible(acting, public_id)
    receipt = await receipt_of(acting, known, sides, names=names)
    with_names = {one.side for one in receipt.people}
    for side_id, side in (await side_names(acting.session, sides)).items():
        await audit.record(
            acting.session,
            acting.actor,
            audit.EXPORT,
            "update",
            known.public_id,
            at=acting.now,
            side_id=side_id,
            names=side in with_names,
        )
    return receipt


async def names_seen(acting: Acting, known: Update, sides: Collection[int]) -> bool:
    """Whether a receipt of these sides may hold any names for whoever asks."""
    teams = {(one.team_id, one.side_id) for one in await store.team_shares(acting.session, known, acting.now)}
    return any(side in sides and may_prove_names(acting.actor, team, side) is None for team, side in teams)


async def receipt_of(acting: Acting, known: Update, sides: Collection[int], *, names: bool = False) -> answers.Receipt:
    """The receipt of these sides; raises Declined where names are asked for and none may be seen."""
    session, now = acting.session, acting.now
    title = await store.title_of(session, known, acting.t.locale)
    viewpoint = (await wall_of(session, known)).viewpoint({acting.actor.side_id})
    whole = seen_lines(await receipts.receipt(session, card_subject(known), slot=CARD), viewpoint)
    lines = receipts.Receipt(tuple(line for line in whole.lines if line.side_id is None or line.side_id in sides))
    figures = await store.readers_by_side(session, known, now)
    named = await side_names(session, sides)
    by_side = lines.by_side()
    nothing = receipts.Receipt(())
    shares = [one for one in await store.team_shares(session, known, now) if one.side_id in named]
    return answers.Receipt(
        update=known.public_id,
        title=title,
        version=known.version,
        published_at=known.published_at,
        delivery=answers.Delivery(
            promised=lines.promised,
            delivered=lines.delivered,
            failed=lines.failed,
            unconfirmed=lines.unconfirmed,
            pending=lines.pending,
            first_to_last_seconds=lines.first_to_last,
            sides_apart_seconds=lines.between_sides,
        ),
        partners_behind_seconds=await _behind(acting, known, figures, sides),
        sides=[_side(name, by_side.get(side, nothing), figures.get(side, Readers())) for side, name in named.items()],
        teams=[
            answers.Team(
                version=one.version,
                side=named[one.side_id],
                team=one.team,
                expected=one.expected,
                noted=one.noted,
                provisional=one.provisional,
            )
            for one in shares
        ],
        versions=await _versions(acting, known, named, shares),
        checks=await _checks(acting, known, named),
        channels=[_channel(acting, line, named.get(line.side_id or 0, "")) for line in lines.lines],
        people=await _people(acting, known, named, shares) if names else [],
    )


async def _behind(
    acting: Acting, known: Update, figures: Mapping[int, Readers], sides: Collection[int]
) -> float | None:
    """How far partners are behind, where whoever asks sees all sides; else one of them could be computed from it."""
    if figures.keys() - set(sides):
        return None
    behind = await behind_at_half(acting.session, known, figures, (await wall_of(acting.session, known)).internal)
    return behind.total_seconds() if behind is not None else None


def _side(name: str, lines: receipts.Receipt, readers: Readers) -> answers.Side:
    return answers.Side(
        side=name,
        promised=lines.promised,
        delivered=lines.delivered,
        failed=lines.failed,
        unconfirmed=lines.unconfirmed,
        pending=lines.pending,
        expected=readers.expected,
        noted=readers.noted,
        provisional=readers.provisional,
        others=readers.others,
    )


def _channel(acting: Acting, line: receipts.ReceiptLine, side: str) -> answers.Channel:
    what = remedy = ""
    if line.cause is not None:
        explained = explain(line.cause, acting.t, channel=line.written, detail=line.detail)
        what, remedy = explained.what, explained.remedy
    return answers.Channel(
        side=side,
        channel=line.channel,
        platform=line.platform,
        state="unconfirmed" if line.doubtful else str(line.state),
        cause=str(line.cause or ""),
        what=what,
        remedy=remedy,
        attempts=line.attempts,
        released_at=line.released_at,
        sent_at=line.sent_at,
    )


async def _versions(
    acting: Acting, known: Update, named: Mapping[int, str], shares: Sequence[store.TeamShare]
) -> list[answers.Version]:
    """Each version that asked for *Got it*, by side; the time counts from when that version was asked."""
    times = await store.noted_times(acting.session, known)
    since = await store.asked_at(acting.session, known)
    found = []
    for version, side in sorted(
        {(one.version, one.side_id) for one in shares}
        | {(one.version, one.side_id) for one in times if one.side_id in named}
    ):
        of_side = [one for one in times if (one.version, one.side_id) == (version, side)]
        asked_at = since.get(version)
        waited = [one.at - (one.since or asked_at) for one in of_side if one.expected] if asked_at else []
        seconds = [each.total_seconds() for each in waited]
        found.append(
            answers.Version(
                version=version,
                side=named[side],
                expected=sum(one.expected for one in shares if (one.version, one.side_id) == (version, side)),
                noted=sum(one.expected for one in of_side),
                others=sum(not one.expected for one in of_side),
                median_seconds=median(seconds) if seconds else None,
            )
        )
    return found


async def _checks(acting: Acting, known: Update, named: Mapping[int, str]) -> list[answers.Check]:
    """How each question of the knowledge check fares, by version and side."""
    check = await knowledge.check_of(acting.session, known)
    return [
        answers.Check(
            version=one.version,
            side=named[one.side_id],
            question=one.number,
            asks=check[one.number - 1].text,
            answered=one.answered,
            wrong_at_first=shown(one).wrong,
        )
        for one in await knowledge.at_first(acting.session, known)
        if one.side_id in named and one.number <= len(check)  # somebody may answer while it is taken off
    ]


async def _people(
    acting: Acting, known: Update, named: Mapping[int, str], shares: Sequence[store.TeamShare]
) -> list[answers.Person]:
    refusals = {
        team_id: may_prove_names(acting.actor, team_id, side_id)
        for team_id, side_id in sorted({(one.team_id, one.side_id) for one in shares})
    }
    allowed = [team_id for team_id, why in refusals.items() if why is None]
    if refusals and not allowed:
        raise Declined(next(why for why in refusals.values() if why), Why.NOT_ALLOWED, "names")
    return [
        answers.Person(
            version=one.version,
            side=named[one.side_id],
            team=one.team,
            person=one.name,
            provisional=one.provisional,
            noted_at=one.at,
        )
        for one in await store.named_readers(acting.session, known, allowed)
    ]
