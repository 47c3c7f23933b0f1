"""Whoever facilitates is told in their hours, can hand it on, and is replaced where they are away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.collecting.prompting import LOOKED_BEFORE
from bot.capabilities.syncs.collecting.runner_messages import CANNOT, FACILITATE, ORDER, SWAP
from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.numbers.taking import Figure, take
from bot.capabilities.syncs.store.tables import Meeting, SyncTeam
from bot.chat.form import ChoiceField
from bot.chat.message import Button
from bot.people.model import Membership, Person, Team
from tests.bot.capabilities.syncs.collecting.conftest import (
    AGENDA,
    BEGINS,
    COLLECTS,
    REMINDS,
    asked,
    leads,
    on_agenda,
    prompts,
    says,
)
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALL = ("Ines", "Hana", "Luz")


async def facilitator(stage: Stage, meeting: Meeting) -> str:
    async with stage.database.read() as session:
        same = await session.get_one(Meeting, meeting.id)
        return (await session.get_one(Person, same.facilitator_id)).name if same.facilitator_id else ""


async def choose(stage: Stage, who: str, button: Button, whom: str) -> str:
    """Somebody swaps with somebody whom the form offers."""
    form = (await stage.press(who, button)).form
    assert form is not None
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    value = next(one.value for one in field.options if one.label == whom)
    done = await stage.submit(who, form, person=value)
    return stage.shown(done.redraw or done.message)


async def test_whoever_facilitates_gets_a_running_order_that_follows_what_is_raised(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=ALL)
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    assert stage.shown(order).startswith("You facilitate Weekly sync.")
    assert "Running order\nQuestions and what is stuck, 45 min\n" in stage.shown(order), "nothing else is there"
    await says(stage, "Hana", meeting, stuck="The queue.")
    assert "What is stuck: The queue. (Hana)" in (await stage.redrawn(meeting, slot="runner"))["Ines"]


async def test_minutes_go_to_sections_with_something_in_them_for_whoever_facilitates(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Hana",))
    await stage.change(Person, "Luz", away_until=BEGINS + timedelta(days=3))
    order = (await stage.redrawn(meeting, slot="runner"))["Hana"]
    assert "Questions and what is stuck, 45 min" in order, "whom another partner lacks is not hers to know"
    await stage.change(Person, "Hugo", away_until=BEGINS + timedelta(days=3))
    async with stage.database.write() as session:
        figure = Figure(0, "CSAT", "Harborline", "", date(2026, 11, 22), 4.6)
        await take(session, None, [figure], [], stage.calendar.now())
    order = (await stage.redrawn(meeting, slot="runner"))["Hana"]
    assert "Running order\nNumbers, 9 min\nQuestions and what is stuck, 33 min\nWho is away, 3 min\n" in order


async def test_whoever_facilitates_and_attends_is_asked_in_the_running_order(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, facilitators=("Ines",))
    assert set(await prompts(stage, meeting)) == {"Ada", "Hana", "Luz"}
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    assert "And what do you want on its agenda?" in stage.shown(order)
    form = (await stage.press("Ines", stage.button(order, "Add something"))).form
    assert form is not None
    done = await stage.submit("Ines", form, stuck="The door.")
    assert stage.shown(done.redraw).startswith("You facilitate Weekly sync.")
    assert "From you\nWhat is stuck: The door." in stage.shown(done.redraw)
    assert await on_agenda(stage, meeting) == ["The door."]
    await stage.at(REMINDS)
    assert set(await prompts(stage, meeting, "remind")) == {"Ada", "Hana", "Luz"}


async def test_one_tap_in_the_running_order_says_that_there_is_nothing(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, facilitators=("Ines",))
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    done = await stage.press("Ines", stage.button(order, "Nothing this week"))
    assert "Nothing from you is on its agenda this time." in stage.shown(done.redraw)
    await stage.at(REMINDS)
    assert "Ines" not in await prompts(stage, meeting, "remind")


async def test_who_hands_it_on_is_still_asked_where_the_running_order_stood(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, facilitators=ALL)
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    done = await stage.press("Ines", stage.button(order, "Can't facilitate"))
    assert stage.button(done.redraw, "Add something").opens_form
    await stage.at(REMINDS)
    assert "Ines" in await prompts(stage, meeting, "remind")


async def test_whoever_facilitates_and_has_no_day_yet_gets_one_message_when_it_begins(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    await stage.change(Team, "Care", working_hours="Wed 09:00-17:00")
    _, meeting = await asked(stage, facilitators=("Ines",))
    await stage.at(COLLECTS.replace(day=25, hour=9))
    assert set(await prompts(stage, meeting, "runner")) == {"Ines"}
    assert "Ines" not in await prompts(stage, meeting)


async def test_who_takes_over_before_they_were_asked_gets_one_message_too(stage: Stage) -> None:
    await stage.change(Team, "Harbor", working_hours="Wed 09:00-17:00")
    await leads(stage, "Harbor", "Hana")
    _, meeting = await asked(stage, facilitators=("Ines",))
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    await choose(stage, "Ines", stage.button(order, "Swap"), "Hana")
    await stage.at(COLLECTS.replace(day=25, hour=2))
    assert set(await prompts(stage, meeting, "runner")) == {"Ines", "Hana"}
    assert "Hana" not in await prompts(stage, meeting)


async def test_a_partner_who_facilitates_reads_no_other_partners_items(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Hana",))
    await says(stage, "Luz", meeting, stuck="Our queue.")
    await says(stage, "Ines", meeting, stuck="The door.")
    order = (await stage.redrawn(meeting, slot="runner"))["Hana"]
    assert "The door. (Ines)" in order
    assert "Our queue." not in order
    assert "Luz" not in order


async def test_who_cannot_hands_it_to_whose_turn_is_next_and_is_not_asked_again(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=ALL)
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    for _ in range(2):
        done = await stage.press("Ines", stage.button(order, "Can't facilitate"))
        assert stage.shown(done.redraw).startswith("Hana facilitates Weekly sync now.")
    assert await facilitator(stage, meeting) == "Hana"
    order = (await prompts(stage, meeting, "runner"))["Hana"]
    done = await stage.press("Hana", stage.button(order, "Can't facilitate"))
    assert stage.shown(done.redraw).startswith("Somebody of another team facilitates Weekly sync now.")
    order = (await prompts(stage, meeting, "runner"))["Luz"]
    done = await stage.press("Luz", stage.button(order, "Can't facilitate"))
    assert await facilitator(stage, meeting) == ""
    assert "everybody whose turn it could be is away, or has said that they cannot." in stage.shown(done.redraw)


async def test_a_swap_goes_to_somebody_who_takes_part_and_is_told(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=ALL)
    order = (await prompts(stage, meeting, "runner"))["Ines"]
    assert (await choose(stage, "Ines", stage.button(order, "Swap"), "Hugo")).startswith("Hugo facilitates")
    assert "You facilitate" in stage.shown((await prompts(stage, meeting, "runner"))["Hugo"])
    refused = await stage.press("Ada", Button("", SWAP, meeting.public_id))
    assert "Only whoever facilitates" in stage.shown(refused.message)


async def test_a_partner_is_offered_nobody_of_another_partner(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Hana",))
    order = (await prompts(stage, meeting, "runner"))["Hana"]
    form = (await stage.press("Hana", stage.button(order, "Swap"))).form
    assert form is not None
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    assert {one.label for one in field.options} == {"Ines", "Ada", "Bo", "Hugo"}


async def test_a_volunteer_takes_over_after_they_were_told_who_facilitates(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=ALL)
    answer = await stage.press("Ada", Button("", FACILITATE, meeting.public_id))
    assert stage.shown(answer.message).startswith("Ines facilitates this sync.")
    assert await facilitator(stage, meeting) == "Ines"
    await stage.press("Ada", stage.button(answer.message, "Facilitate instead"))
    assert await facilitator(stage, meeting) == "Ada"
    assert (await stage.redrawn(meeting, slot="runner"))["Ines"].startswith("Ada facilitates Weekly sync now.")


async def test_where_all_are_away_the_owner_is_told_and_anybody_who_takes_part_can_volunteer(stage: Stage) -> None:
    for one in ("Ada", "Hana"):
        await stage.change(Person, one, away_until=datetime(2026, 12, 24, tzinfo=UTC))
    _, meeting = await asked(stage, "Care", "Harbor", facilitators=("Ada", "Hana"), owner="Ines")
    told = (await prompts(stage, meeting, "unled"))["Ines"]
    assert stage.shown(told).startswith("Nobody facilitates Weekly sync")
    refused = await stage.press("Luz", Button("", FACILITATE, meeting.public_id))
    assert "Only those whose team takes part" in stage.shown(refused.message)
    await stage.press("Bo", Button("", FACILITATE, meeting.public_id))
    assert await facilitator(stage, meeting) == "Bo"
    assert (await stage.redrawn(meeting, slot="unled"))["Ines"].startswith("Bo facilitates Weekly sync now.")


async def test_an_owner_in_no_team_is_told_on_a_usual_day_that_nobody_facilitates(stage: Stage) -> None:
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        await session.execute(delete(Membership).where(Membership.person_id == ines.id))
        ines.zone = "Europe/London"
    for one in ("Ada", "Hana"):
        await stage.change(Person, one, away_until=datetime(2026, 12, 24, tzinfo=UTC))
    _, meeting = await asked(stage, "Care", "Harbor", facilitators=("Ada", "Hana"), owner="Ines")
    assert stage.shown((await prompts(stage, meeting, "unled"))["Ines"]).startswith("Nobody facilitates Weekly sync")


async def test_who_is_away_by_then_is_replaced_before_the_agenda_goes_out(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=ALL)
    await stage.change(Person, "Ines", away_until=datetime(2026, 12, 24, tzinfo=UTC))
    await stage.at(AGENDA - LOOKED_BEFORE)
    assert await facilitator(stage, meeting) == "Hana"
    assert set(await prompts(stage, meeting, "runner")) == {"Ines", "Hana"}


async def test_whose_team_was_taken_out_is_replaced_before_the_agenda_goes_out(stage: Stage) -> None:
    sync, meeting = await asked(stage, facilitators=("Luz", "Ada"))
    assert await facilitator(stage, meeting) == "Luz"
    async with stage.database.write() as session:
        lumen = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        await session.execute(delete(SyncTeam).where(SyncTeam.sync_id == sync.id, SyncTeam.team_id == lumen.id))
    await stage.at(AGENDA - LOOKED_BEFORE)
    assert await facilitator(stage, meeting) == "Ada"


async def test_whoever_facilitates_is_told_when_their_day_begins(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Wed 09:00-17:00")
    _, meeting = await asked(stage, facilitators=("Ines",))
    assert await prompts(stage, meeting, "runner") == {}
    await stage.at(COLLECTS.replace(day=25, hour=9))
    assert set(await prompts(stage, meeting, "runner")) == {"Ines"}


async def test_who_takes_no_part_learns_nothing_by_an_altered_button(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care", facilitators=("Ines",))
    for action in (ORDER, CANNOT, SWAP, FACILITATE):
        answer = await stage.press("Luz", Button("", action, meeting.public_id))
        text = stage.shown(answer.message or answer.redraw)
        assert "Ines" not in text
        assert "Weekly sync" not in text
    assert await facilitator(stage, meeting) == "Ines"


async def test_a_handover_has_no_facilitator(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, template=Template.HANDOVER)
    assert await facilitator(stage, meeting) == ""
