"""Planned round-ups: said in words, moved, cancelled, listed, and gone out once as far as each update may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates.roundups.arrange import GO_OUT_TOGETHER
from bot.capabilities.updates.store import Approval, ApprovalState, Update, UpdateState
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp, RoundUpMember
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer
from bot.chat.message import Button, Message
from bot.delivery.tables import Copy
from bot.due.tables import DueState, DueWork
from bot.people.model import (
    Audience,
    AudienceTeam,
    AuditEntry,
    Grant,
    OrganisationSetting,
    Person,
    PersonState,
    Role,
    Side,
    SideState,
    Team,
)
from tests.bot.capabilities.updates.test_approval import audience_of, grant, preview, take_rights, wanted
from tests.bot.capabilities.updates.test_planning import LONDON, Dying
from tests.bot.capabilities.updates.test_round_ups import chosen, draft, lists, looked_at, three, under

ABOUT = "update.planned_round_up"
TITLES = "“Refunds need no supervisor”, “Vouchers can be joined”, and “The night desk moves”"


async def at(stage: Any, form: Form, when: str, way: str = "moment", zone: str = "Europe/London") -> Answer:
    """Chooses a time from the preview on."""
    page = (await stage.press_in("Ines", form, "Plan it")).form
    assert page is not None
    answer: Answer = await stage.submit("Ines", page, way=(way,), when=when, zone=(zone,))
    return answer


async def planned(stage: Any, *drafts: Update, when: str = "25 Nov 9:00") -> PlannedRoundUp:
    """Looks at drafts, chooses when they go, and plans them."""
    shown = await at(stage, await looked_at(stage, *drafts), when)
    assert shown.form is not None, shown
    answer = await stage.submit("Ines", shown.form, confirmed=True)
    assert answer.message is not None and answer.message.summary.startswith("Planned for"), answer
    async with stage.database.read() as session:
        row: PlannedRoundUp = (await session.scalars(select(PlannedRoundUp))).one()
        return row


async def letters(stage: Any, row: PlannedRoundUp, slot: str = "") -> dict[str, Message]:
    """The messages about it, by who got them."""
    found: dict[str, Message] = await stage.cards(row, ABOUT, f"{row.public_id}{slot}")
    return found


async def letter(stage: Any, row: PlannedRoundUp, slot: str = "", who: str = "Ines") -> str:
    return str(stage.shown((await letters(stage, row, slot))[who]))


async def states(stage: Any, *drafts: Update) -> list[UpdateState]:
    return [(await stage.kept(one.public_id)).state for one in drafts]


async def alone_with(stage: Any, name: str, *teams: str) -> None:
    """Takes all other teams out of an audience."""
    async with stage.database.write() as session:
        audience = (await session.scalars(select(Audience).where(Audience.name == name))).one()
        for link in await session.scalars(select(AudienceTeam).where(AudienceTeam.audience_id == audience.id)):
            if (await session.get_one(Team, link.team_id)).name not in teams:
                await session.delete(link)


# --- choosing and planning -------------------------------------------------------------------------------------------


async def test_it_is_said_in_words_and_goes_out_at_its_time_as_one(stage: Any) -> None:
    drafts = await three(stage)
    shown = (await at(stage, await looked_at(stage, *drafts), "tomorrow 9:00")).form
    told = "Wednesday, 25 November at 09:00 your time (17:00 in Manila, 1 team; 04:00 in Bogota, 1 team)"
    assert told in stage.shown(shown)
    assert shown.submit == "Plan for 3 channels"
    answer = await stage.submit("Ines", shown)
    assert answer.message.summary.startswith("Planned for Wednesday, 25 November at 09:00 your time. Until then")
    async with stage.database.read() as session:
        row = (await session.scalars(select(PlannedRoundUp))).one()
    before = await letter(stage, row)
    assert "Planned: Round-up of 3 updates" in before and told in before
    assert "Vouchers can be joined · Ours and Harborline, 2 channels" in before
    await stage.until(LONDON - timedelta(seconds=1))
    assert set(await states(stage, *drafts)) == {UpdateState.PLANNED}
    assert await stage.states(drafts[0]) == {}
    await stage.until(LONDON)
    known = [await stage.kept(one.public_id) for one in drafts]
    assert {(one.state, one.published_at) for one in known} == {(UpdateState.PUBLISHED, LONDON)}
    above = await lists(stage, known[0])
    assert set(above) == {"care", "harbor"} and "The night desk moves" not in above["harbor"]
    assert [await under(stage, one) for one in known] == [{"care", "harbor"}, {"care", "harbor"}, {"care"}]
    assert f"{TITLES} went out Wednesday, 25 November at 09:00 your time, as one round-up" in await letter(stage, row)
    assert "Ines" in await stage.cards(known[1], "update_receipt")
    assert await stage.count(PlannedRoundUp) == await stage.count(RoundUpMember) == 0


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("", "Write when"),
        ("2026-11-24 13:59", "This is over."),
        ("25 Nov", "Write the time too"),
        ("2027-10-01 9:00", "too far ahead"),
    ],
)
async def test_what_is_no_time_to_come_is_refused_at_its_field(stage: Any, when: str, says: str) -> None:
    first, second, _ = await three(stage)
    answer = await at(stage, await looked_at(stage, first, second), when)
    assert isinstance(answer.errors, FieldErrors), answer
    assert says in answer.errors.by_field["when"]


async def test_a_got_it_that_is_wanted_before_is_named_with_its_update(stage: Any) -> None:
    first, _, _ = await three(stage)
    early = await draft(stage, "Prices rise", acknowledge_by=LONDON)
    answer = await at(stage, await looked_at(stage, first, early), "25 Nov 9:00")
    assert answer.errors.by_field["when"].startswith("“Prices rise”: Got it is wanted by")


async def test_a_time_that_the_clocks_skip_is_told_on_each_page(stage: Any) -> None:
    first, second, _ = await three(stage)
    shown = (await at(stage, await looked_at(stage, first, second), "2027-03-28 1:30")).form
    assert "the clocks in London go forward, so it is 02:00 there." in stage.shown(shown)
    back = (await stage.press_in("Ines", shown, "Change")).form
    again = await stage.submit("Ines", back, updates=chosen(back).value)
    assert "the clocks in London go forward" in stage.shown(again.form), "the time outlives Change"
    now = await at(stage, again.form, "", way="now")
    assert now.form.submit == "Send to 3 channels"


async def test_a_page_that_somebody_tampered_with_plans_nothing(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = (await at(stage, await looked_at(stage, first, second), "25 Nov 9:00")).form
    drafts, _, _ = form.state.partition(";")
    for state in (
        f"{drafts};2026-11-24T13:00:00+00:00;Europe/London;none",
        f"x:1;{form.state}",
        form.state.replace(":", ";"),
        f"{drafts};2026-11-25T09:00:00+00:00;Mars/Base;none",
        f"{drafts};soon",
    ):
        answer = await stage.submit("Ines", replace(form, state=state))
        assert answer.form is not None or "Nothing was sent." in answer.message.summary
    assert set(await states(stage, first, second)) == {UpdateState.DRAFT}
    for state in (f"{drafts};2026-11-25T09:00:00;Europe/London;none", f"{drafts};soon;Mars/Base;twice"):
        page = await stage.press_in("Ines", replace(form, state=state), "Plan it")
        assert chosen(page.form).value == ("now",), "no time was chosen"


async def test_pressing_it_twice_plans_once(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = (await at(stage, await looked_at(stage, first, second), "25 Nov 9:00")).form
    await stage.submit("Ines", form)
    again = await stage.submit("Ines", form)
    assert "Nothing was sent." in again.message.summary
    assert await stage.count(PlannedRoundUp) == 1


async def test_a_night_and_a_busy_week_are_warned_of_also_when_it_goes_at_once(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    async with stage.database.write() as session:
        session.add(OrganisationSetting(name="updates.most_per_week", value=2, changed_at=stage.calendar.now()))
    drafts = await three(stage)
    busy = "With this a team gets 3 updates in the week from Monday, 23 November."
    form = await looked_at(stage, *drafts)
    assert busy in stage.shown(form)
    assert "updates in the week" not in stage.shown(await looked_at(stage, *drafts[:2]))
    shown = stage.shown((await at(stage, form, "25 Nov 9:00")).form)
    assert busy in shown
    assert "It is night then for 2 people in 1 team." in shown, "four in the morning in Bogota, said once"


# --- until then ------------------------------------------------------------------------------------------------------


async def test_it_can_be_moved_and_goes_out_at_its_new_time_alone(stage: Any) -> None:
    drafts = await three(stage)
    row = await planned(stage, *drafts)
    page = (await stage.press("Ines", stage.button((await letters(stage, row))["Ines"], "Move"))).form
    assert [part.value for part in page.parts if getattr(part, "name", "") == "when"] == ["2026-11-25 09:00"]
    refused = await stage.submit("Ines", page, when="yesterday", zone=("Europe/London",))
    assert "when" in refused.errors.by_field
    answer = await stage.submit("Ines", page, when="26 Nov 9:00", zone=("Asia/Manila",))
    assert "Planned for Thursday, 26 November at 01:00 your time" in answer.message.summary
    assert "Thursday, 26 November at 01:00" in await letter(stage, row)
    await stage.until(LONDON + timedelta(hours=1))
    assert await stage.states(drafts[0]) == {}
    await stage.until(LONDON + timedelta(hours=16))
    assert {(await stage.kept(one.public_id)).published_at for one in drafts} == {LONDON + timedelta(hours=16)}


async def test_cancelled_all_are_drafts_again_and_can_be_planned_anew(stage: Any) -> None:
    drafts = await three(stage)
    row = await planned(stage, *drafts)
    answer = await stage.press("Ines", stage.button((await letters(stage, row))["Ines"], "Cancel the plan"))
    assert f"{TITLES} are not planned any more. They are drafts again." in answer.message.summary
    assert "They are drafts again." in await letter(stage, row)
    assert set(await states(stage, *drafts)) == {UpdateState.DRAFT}
    for action in ("updates.move_round_up", "updates.cancel_round_up"):
        late = await stage.press("Ines", Button("x", action, row.public_id))
        assert "This is not planned any more" in late.message.summary
    opened = await stage.press("Ines", stage.button(answer.message, "Send several at once"))
    assert len(chosen(opened.form).options) == 3
    await planned(stage, *drafts)
    await stage.until(LONDON)
    assert set(await states(stage, *drafts)) == {UpdateState.PUBLISHED}


async def test_one_of_it_leads_to_all_of_it(stage: Any) -> None:
    first, second, _ = await three(stage)
    row = await planned(stage, first, second)
    for action in ("updates.move", "updates.cancel_plan"):
        answer = await stage.press("Ines", Button("x", action, first.public_id))
        assert "goes out with others" in answer.message.summary
        assert stage.button(answer.message, "Cancel the plan").object_id == row.public_id
    assert set(await states(stage, first, second)) == {UpdateState.PLANNED}


async def test_the_calendar_planned_and_mine_have_it_beside_the_others(stage: Any) -> None:
    first, second, _ = await three(stage)
    row = await planned(stage, first, second)
    form = await preview(stage, title="By itself")
    await stage.submit("Ines", (await at(stage, form, "25 Nov 10:00")).form)
    calendar = stage.shown((await stage.command("Ines", "update calendar")).message)
    assert "09:00 · Refunds need no supervisor · Everyone, 3 channels · in a round-up" in calendar
    assert "10:00 · By itself · Everyone, 3 channels\n" in f"{calendar}\n"
    listed = (await stage.command("Ines", "update planned")).message
    assert "3 updates are planned" in stage.shown(listed)
    assert "Round-up of 2 updates" in stage.shown(listed)
    assert "Vouchers can be joined · Ours and Harborline, 2 channels" in stage.shown(listed)
    mine = (await stage.command("Ines", "update mine")).message
    assert "Round-up of 2 updates" in stage.shown(mine) and "By itself" in stage.shown(mine)
    for message in (listed, mine):
        assert stage.button(message, "Move").object_id == row.public_id


async def test_whoever_may_not_publish_all_of_it_sees_their_part_and_changes_nothing(stage: Any) -> None:
    await audience_of(stage, "Harborline", "Harbor")
    theirs, ours = await draft(stage, "For Harborline", "Harborline"), await draft(stage, "For all")
    row = await planned(stage, theirs, ours)
    await grant(stage, "Hana", within_side=True)
    for command in ("update planned", "update calendar"):
        shown = stage.shown((await stage.command("Hana", command)).message)
        assert "For Harborline" in shown and "For all" not in shown
    for action in ("updates.move_round_up", "updates.cancel_round_up"):
        assert (
            "sides that you may not see"
            in (await stage.press("Hana", Button("x", action, row.public_id))).message.summary
        )
    await grant(stage, "Ada")
    done = await stage.press("Ada", Button("x", "updates.cancel_round_up", row.public_id))
    assert "2 updates are drafts of their author again" in done.message.summary
    assert "They are drafts again." in await letter(stage, row)


async def test_it_counts_in_the_week_and_its_move_does_not_count_it_twice(stage: Any) -> None:
    async with stage.database.write() as session:
        session.add(OrganisationSetting(name="updates.most_per_week", value=3, changed_at=stage.calendar.now()))
    drafts = await three(stage)
    row = await planned(stage, *drafts)
    page = (await stage.press("Ines", Button("x", "updates.move_round_up", row.public_id))).form
    answer = await stage.submit("Ines", page, when="26 Nov 9:00", zone=("Europe/London",))
    assert "updates in the week" not in answer.message.summary
    form = await preview(stage, title="One more")
    assert "a team gets 4 updates in the week" in stage.shown((await at(stage, form, "27 Nov 9:00")).form)


# --- when its time comes ---------------------------------------------------------------------------------------------


async def test_what_may_not_go_out_any_more_is_left_out_and_the_author_told(stage: Any) -> None:
    first, *_ = drafts = await three(stage)
    row = await planned(stage, *drafts)
    await alone_with(stage, "Ours")
    await wanted(stage, "Ours and Harborline")
    async with stage.database.write() as session:
        approved = {"state": ApprovalState.APPROVED, "revision": first.revision, "publishes": False, "before": {}}
        session.add(Approval(update_id=first.id, asked_at=stage.calendar.now(), **approved))
    await stage.until(LONDON)
    assert await states(stage, *drafts) == [UpdateState.PUBLISHED, UpdateState.DRAFT, UpdateState.DRAFT]
    assert await lists(stage, first) == {}, "of one that is left there is no list"
    assert set(await stage.states(first)) == {"care", "harbor", "lumen"}
    told = await letter(stage, row, ".left_out")
    assert "2 updates were left out of your round-up" in told
    assert "Vouchers can be joined\nAnother author must approve by now what goes to Ours and Harborline." in told
    assert "The night desk moves\nThis audience has no channel any more" in told
    opened = await stage.press("Ines", stage.button((await letters(stage, row, ".left_out"))["Ines"], "Go on writing"))
    assert opened.form is not None
    assert "“Refunds need no supervisor” went out" in await letter(stage, row)


async def test_a_right_that_was_lost_leaves_nothing_and_that_is_said(stage: Any) -> None:
    drafts = await three(stage)
    row = await planned(stage, *drafts)
    await take_rights(stage, "Ines")
    await stage.until(LONDON)
    assert set(await states(stage, *drafts)) == {UpdateState.DRAFT}
    assert await stage.states(drafts[0]) == {}
    told = await letter(stage, row, ".left_out")
    assert "Not sent: Round-up of 3 updates" in told
    assert told.count("You may not publish updates.") == 3
    assert "They are drafts again." in await letter(stage, row)


async def test_an_update_that_is_no_longer_planned_is_left_out(stage: Any) -> None:
    first, second, third = drafts = await three(stage)
    row = await planned(stage, *drafts)
    async with stage.database.write() as session:
        (await session.get_one(Update, second.id)).state = UpdateState.WITHDRAWN
    await stage.until(LONDON)
    assert await states(stage, first, third) == [UpdateState.PUBLISHED] * 2
    assert "Vouchers" not in (await lists(stage, first))["care"]
    assert await stage.states(second) == {}
    assert "Vouchers can be joined\nIt is not planned any more." in await letter(stage, row, ".left_out")


async def test_personal_data_goes_out_as_it_was_let_pass(stage: Any) -> None:
    first, second, _ = await three(stage)
    third = await draft(stage, "Third", changed="Ask mara.lindqvist@mail.example.")
    await planned(stage, first, second, third)
    await stage.until(LONDON)
    assert set(await states(stage, first, second, third)) == {UpdateState.PUBLISHED}


async def test_drafts_of_an_author_who_left_are_somebodys_who_may_publish_them(stage: Any) -> None:
    drafts = await three(stage)
    row = await planned(stage, *drafts)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.ADMIN, side_id=None))
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await stage.until(LONDON)
    now = [await stage.kept(one.public_id) for one in drafts]
    assert {(one.state, one.author_id, one.owner_id) for one in now} == {(UpdateState.DRAFT, ada.id, ada.id)}
    told = await letter(stage, row, ".held_up", "Ada")
    assert "Not sent: Round-up of 3 updates" in told
    assert "Ines, who planned it, is no longer here" in told
    opened = await stage.press(
        "Ada", stage.button((await letters(stage, row, ".held_up"))["Ada"], "Send several at once")
    )
    assert len(chosen(opened.form).options) == 3


async def test_a_paused_side_is_left_out_and_that_is_told(stage: Any) -> None:
    first, second, _ = await three(stage)
    row = await planned(stage, first, second)
    await stage.change(Side, "Lumenara", state=SideState.PAUSED)
    await stage.until(LONDON)
    assert set(await stage.states(first)) == {"care", "harbor"}
    assert "deliveries to them are paused: Lumenara" in await letter(stage, row)


async def test_after_a_short_outage_it_goes_out_late_and_after_a_longer_one_its_author_is_asked(stage: Any) -> None:
    first, second, third = await three(stage)
    row = await planned(stage, first, second)
    stage.calendar.instant = LONDON + timedelta(hours=2)
    await stage.tick()
    assert await states(stage, first, second) == [UpdateState.PUBLISHED] * 2
    assert "“Round-up of 2 updates” went out 2 h late" in await letter(stage, row, ".late")
    fourth = await draft(stage, "Fourth")
    row = await planned(stage, third, fourth, when="26 Nov 9:00")
    stage.calendar.instant = LONDON + timedelta(days=1, hours=13)
    await stage.tick()
    assert await states(stage, third, fourth) == [UpdateState.DRAFT] * 2
    assert "Now it may be too late." in await letter(stage, row, ".late")
    assert "They are drafts again." in await letter(stage, row)


async def test_two_replicas_let_it_go_once(stage: Any) -> None:
    drafts = await three(stage)
    await planned(stage, *drafts)
    stage.calendar.instant = LONDON
    (work,) = await stage.waiting_work(GO_OUT_TOGETHER)
    await stage.run_due(GO_OUT_TOGETHER)
    copies = await stage.count(Copy)
    async with stage.database.write() as session:
        await session.execute(update(DueWork).where(DueWork.id == work.id).values(state=DueState.WAITING))
    await stage.run_due(GO_OUT_TOGETHER)
    assert await stage.count(Copy) == copies


async def test_killed_between_any_two_steps_a_round_up_goes_out_whole_and_once(stage: Any) -> None:
    drafts = await three(stage)
    await planned(stage, *drafts)
    stage.calendar.instant = LONDON
    clocks, killed, copies = stage.clocks, 0, await stage.count(Copy)
    for lives in range(1, 200):
        stage.clocks = replace(clocks, calendar=Dying(LONDON, lives))
        try:
            await stage.run_due(GO_OUT_TOGETHER)
        except SystemError:
            killed += 1
        else:
            break
        finally:
            stage.clocks = clocks
        assert set(await states(stage, *drafts)) == {UpdateState.PLANNED}
        assert await stage.count(Copy) == copies
    assert killed > 10, "each step looks at the clock"
    assert set(await states(stage, *drafts)) == {UpdateState.PUBLISHED}
    assert [len(await stage.states(one)) for one in drafts] == [3, 2, 1]
    assert set(await lists(stage, drafts[0])) == {"care", "harbor"}
    async with stage.database.read() as session:
        published = await session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "publish_update"))
        assert sorted(published) == sorted(one.public_id for one in drafts)


# --- what is kept ----------------------------------------------------------------------------------------------------


async def test_what_is_kept_of_it_is_its_authors_data_and_outlives_their_erasure(stage: Any) -> None:
    first, second, _ = await three(stage)
    row = await planned(stage, first, second)
    async with stage.database.write() as session:
        exported = await stage.offers.capabilities[0].export_person(session, row.author_id)
        assert exported["round_ups_planned"] == [
            {
                "id": row.public_id,
                "at": LONDON.isoformat(),
                "zone": "Europe/London",
                "updates": [first.public_id, second.public_id],
            }
        ]
        await stage.offers.capabilities[0].erase_person(session, row.author_id)
        await stage.offers.capabilities[0].retention(session, LONDON + timedelta(days=200))
    assert set(await states(stage, first, second)) == {UpdateState.PLANNED}
    assert await stage.count(PlannedRoundUp) == 1


async def test_a_cancelled_one_leaves_nothing_of_its_plan(stage: Any) -> None:
    first, second, _ = await three(stage)
    row = await planned(stage, first, second)
    await stage.press("Ines", Button("x", "updates.cancel_round_up", row.public_id))
    assert await stage.count(PlannedRoundUp) == await stage.count(RoundUpMember) == await stage.count(UpdatePlan) == 0
    assert {one.state for one in await stage.waiting_work(GO_OUT_TOGETHER)} == {DueState.CANCELLED}
