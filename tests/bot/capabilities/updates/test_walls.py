"""The wall between partners: what a message shows depends on nothing that its readers may not know."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.capabilities.updates import messages
from bot.capabilities.updates.corrections.messages import withdrawn_card
from bot.capabilities.updates.corrections.spread import Spread
from bot.capabilities.updates.forms import read_form
from bot.capabilities.updates.messages import Facts, Owner
from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.store import Acknowledgement, Readers
from bot.chat.inbound import HomeOpened, Identity
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.receipts import Receipt, ReceiptLine
from bot.delivery.tables import Operation, State
from bot.people import audiences, directory
from bot.people.model import ChatIdentity, Grant, Person, Role, Sharing, Team
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
T = Texts()
INTERNAL = 1
PARTNERS = (2, 3, 4, 5)


def facts(owner_side: int, owner: str = "Owner") -> Facts:
    return Facts("id", 1, "Title", "Changed", "", NOW, None, False, "", Owner(owner, owner_side))


readers = st.builds(
    lambda expected, noted, others: Readers(expected, min(noted, expected), 0, others),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 5),
)
organisations = st.dictionaries(st.sampled_from((INTERNAL, *PARTNERS)), readers, min_size=1)
places = st.frozensets(st.sampled_from((0, INTERNAL, *PARTNERS)), min_size=1)


def all_texts(organisation: Mapping[int, Readers], view: Viewpoint, owner: tuple[int, str]) -> list[Any]:
    """Every message that is composed for a viewpoint."""
    told = facts(*owner)
    return [
        messages.card(told, organisation, view, T, "UTC"),
        messages.ring(told, view, T, "UTC", None, NOW),
        messages.corrected(told, view, T, "UTC"),
        messages.card(replace(told, corrected_at=NOW, note="Raised"), organisation, view, T, "UTC"),
        withdrawn_card(told.title, "The old limit stays.", T),
        receipt_message(replace(going(organisation), spread=spread(organisation, withdrawn=False)), view, T),
        receipt_message(replace(going(organisation), spread=spread(organisation, withdrawn=True)), view, T),
        read_form(told, view, T, "UTC"),
        receipt_message(going(organisation), view, T),
    ]


def going(organisation: Mapping[int, Readers]) -> Going:
    """A receipt with channels of every side, of which some failed, by the sides' figures."""
    lines = [
        line(side, number, State.SENT if number % 3 else State.FAILED)
        for side, one in organisation.items()
        for number in range(1 + one.expected % 5)
    ]
    return Going("id", "Title", Receipt(tuple(lines)), organisation, {side: name(side) for side in organisation})


def spread(organisation: Mapping[int, Readers], *, withdrawn: bool) -> Spread:
    """A change on its way into the same channels."""
    return Spread("Raised", going(organisation).receipt, {}, withdrawn=withdrawn)


def name(side: int) -> str:
    return f"Partner{side}" if side != INTERNAL else "Internal"


def line(side: int, number: int, state: State) -> ReceiptLine:
    cause = Cause.CHANNEL_ARCHIVED if state is State.FAILED else None
    channel = f"{name(side)}-{number}"
    sent = NOW if state is State.SENT else None
    return ReceiptLine(
        channel, channel, Operation.POST, "slack", channel, "C", side, state, False, cause, "", 1, NOW, sent
    )


@given(organisations, places, st.sampled_from((INTERNAL, *PARTNERS)))
def test_no_message_names_a_partner_or_its_people_to_another(
    organisation: Mapping[int, Readers], place: frozenset[int], owner_side: int
) -> None:
    view = Viewpoint(place, Sharing.NOTHING, INTERNAL)
    text = str(all_texts(organisation, view, (owner_side, f"Owner of Partner{owner_side}")))
    readers_who_are_partners = place - {INTERNAL}
    for partner in PARTNERS:
        if readers_who_are_partners - {partner}:
            assert f"Partner{partner}" not in text


@given(readers, st.sampled_from(PARTNERS), st.booleans(), readers, readers)
def test_with_fewer_than_three_sides_the_others_figures_change_nothing(
    own: Readers, partner: int, with_ours: bool, before: Readers, after: Readers
) -> None:
    view = Viewpoint(frozenset({partner, INTERNAL} if with_ours else {partner}), Sharing.NOTHING, INTERNAL)
    other = next(side for side in PARTNERS if side != partner) if with_ours else INTERNAL
    assert all_texts({partner: own, other: before}, view, (INTERNAL, "Owner")) == all_texts(
        {partner: own, other: after}, view, (INTERNAL, "Owner")
    )


@given(organisations, organisations, st.frozensets(st.sampled_from(PARTNERS), min_size=2))
def test_where_two_partners_or_strangers_read_no_figure_is_shown(
    before: Mapping[int, Readers], after: Mapping[int, Readers], place: frozenset[int]
) -> None:
    for sides in (place, place | {INTERNAL}, {0, INTERNAL}):
        view = Viewpoint(frozenset(sides), Sharing.NOTHING, INTERNAL)
        first, second = (messages.card(facts(INTERNAL), one, view, T, "UTC") for one in (before, after))
        assert first == second


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40)), min_size=4, max_size=4), st.randoms())
def test_with_more_sides_only_the_sum_of_the_others_is_told(pairs: list[tuple[int, int]], random: Any) -> None:
    view = Viewpoint(frozenset({2}), Sharing.NOTHING, INTERNAL)
    figures = [Readers(expected, min(noted, expected)) for expected, noted in pairs]
    others = figures[1:]
    shuffled = random.sample(others, len(others))
    before = dict(zip((2, INTERNAL, 3, 4), (figures[0], *others), strict=True))
    after = dict(zip((2, INTERNAL, 3, 4), (figures[0], *shuffled), strict=True))
    assert messages.card(facts(INTERNAL), before, view, T, "UTC") == messages.card(
        facts(INTERNAL), after, view, T, "UTC"
    )


@given(organisations, st.sampled_from(PARTNERS), organisations)
def test_a_partners_receipt_depends_on_nothing_but_the_partner(
    organisation: Mapping[int, Readers], partner: int, others: Mapping[int, Readers]
) -> None:
    view = Viewpoint(frozenset({partner}), Sharing.NOTHING, INTERNAL)
    own = {side: one for side, one in organisation.items() if side == partner}
    rest = {side: one for side, one in others.items() if side != partner}
    assert receipt_message(going(own), view, T) == receipt_message(going({**rest, **own}), view, T)
    told = [replace(going(some), spread=spread(some, withdrawn=False)) for some in (own, {**rest, **own})]
    assert receipt_message(told[0], view, T) == receipt_message(told[1], view, T)


async def test_a_partners_author_cannot_find_out_whom_another_partner_employs(stage: Any) -> None:
    stranger = Identity("teams", "lumen", "U-nobody")
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role=Role.AUTHOR, side_id=hana.side_id))
        team = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        await audiences.keep(session, None, "Harbor", Sharing.NOTHING, [team.id], [], NOW)
    form = (await stage.command("Hana", "update")).form
    found = [
        await stage.submit("Hana", form, **await stage.filled(audience="Harbor", owner=(str(one),)))
        for one in (stage.people["Luz"], stranger)
    ]
    assert found[0] == found[1]
    assert found[0].errors is not None


async def test_audiences_of_one_name_are_told_apart_by_their_sides(stage: Any) -> None:
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role=Role.MANAGER, side_id=hana.side_id))
        await audiences.keep(session, None, "Nights", Sharing.NOTHING, [care.id], [], NOW)
        await session.flush()
        actor = await directory.actor_of(session, hana.id)
        await audiences.keep(session, actor, "Nights", Sharing.NOTHING, [harbor.id], [], NOW)
    assert [name for name in await offered(stage, "Ines") if name.startswith("Nights")] == [
        "Nights (Internal)",
        "Nights (Harborline)",
    ]
    assert await offered(stage, "Hana") == ["Nights"]


async def offered(stage: Any, who: str) -> list[str]:
    """The audiences in the form that somebody is given."""
    form = (await stage.command(who, "update")).form
    return [option.label for part in form.parts if getattr(part, "name", "") == "audience" for option in part.options]


async def test_got_it_counts_for_those_whom_an_update_was_published_to_alone(stage: Any) -> None:
    async with stage.database.write() as session:
        team = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        await audiences.keep(session, None, "Harbor", Sharing.NOTHING, [team.id], [], NOW)
        luz = (await session.scalars(select(Person).where(Person.name == "Luz"))).one()
        session.add(ChatIdentity(person_id=luz.id, platform="slack", home="T3", user_id="U-luz"))
    stage.people["Luz, here"] = Identity("slack", "T3", "U-luz")
    known = await stage.publish(audience="Harbor")
    got_it = stage.button((await stage.cards(known))["harbor"], "Got it")
    told = stage.shown((await stage.press("Luz", got_it)).message)
    assert "not published to you" in told
    assert await stage.count(Acknowledgement) == 0
    await stage.press("Luz, here", got_it, stage.place("harbor"))
    await stage.press("Hana", got_it)
    assert await stage.count(Acknowledgement) == 2


async def test_nothing_that_one_partner_sees_tells_of_the_other(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    await stage.deliver({"harbor": Cause.CHANNEL_ARCHIVED})
    await stage.press("Hana", stage.button((await stage.cards(known))["harbor"], "Got it"))
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    got_it = stage.button((await stage.cards(known))["lumen"], "Got it")
    seen = [
        (await stage.redrawn(known))["lumen"],
        (await stage.redrawn(known, slot="ring"))["Luz"],
        stage.shown((await stage.send(HomeOpened(stage.origin("Luz")))).home),
        stage.shown((await stage.press("Luz", Button("Read", "updates.read", got_it.object_id))).form),
        stage.shown((await stage.press("Luz", Button("Waits", "updates.waiting"))).message),
        stage.shown((await stage.press("Luz", Button("Try again", "updates.retry", known.public_id))).message),
        stage.shown((await stage.command("Luz", "update")).message),
        stage.shown((await stage.press("Luz", got_it)).message),
    ]
    for text in seen:
        for foreign in ("Harborline", "Hana", "Hugo", "harbor", "1 of 2"):
            assert foreign not in text
