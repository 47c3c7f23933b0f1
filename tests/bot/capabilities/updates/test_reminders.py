"""Reminding: only who is missing, on shift, once before their own deadline; then their lead, by name."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates.store import Update
from bot.chat.message import Button
from bot.delivery.outbox import Subject
from bot.delivery.tables import BudgetSpent, CatchUpItem, Copy, Delivery
from bot.people.days_off import OwnDaysOff
from bot.people.model import ChatIdentity, Membership, OrganisationSetting, Person, Team
from bot.people.rotas.tables import CoveredDays, PlannedShift

OFFICE = "Mon-Fri 09:00-17:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


async def until(stage: Any, text: str) -> None:
    await stage.until(at(text))


async def reminded(stage: Any, known: Any) -> dict[str, datetime]:
    """Who was sent a reminder, people and channels, and when it was written."""
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Copy.slot, Copy.target_kind, Person.name, Copy.target_id)
            .outerjoin(ChatIdentity, (ChatIdentity.id == Copy.target_id) & (Copy.target_kind == "person"))
            .outerjoin(Person, Person.id == ChatIdentity.person_id)
            .where(Copy.subject_kind == "update.reminder", Copy.subject_id == known.id)
        )
        return {name or f"{kind}": slot for slot, kind, name, _ in rows}


async def office_hours(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours=OFFICE)


async def publish(stage: Any, **values: Any) -> Any:
    known = await stage.publish(**values)
    await stage.deliver()
    await stage.tick()
    return known


async def receipt(stage: Any, known: Any) -> str:
    text: str = next(iter((await stage.redrawn(known, "update_receipt")).values()))
    return text


async def test_who_has_not_noted_it_is_reminded_once_an_hour_before_their_own_deadline(stage: Any) -> None:
    await office_hours(stage)
    await stage.change(Person, "Bo", working_hours="Mon-Fri 09:30-17:30")
    known = await publish(stage)  # Tuesday 14:00 in London: from Wednesday 09:00 they have until 11:00
    await stage.press("Ada", stage.button((await stage.cards(known))["care"], "Got it"))
    await until(stage, "25T00:59")
    assert await reminded(stage, known) == {}
    await until(stage, "25T02:15")  # 10:15 in Manila
    assert sorted(await reminded(stage, known)) == ["Hana", "Hugo"]
    await until(stage, "25T10:00")
    assert sorted(await reminded(stage, known)) == ["Hana", "Hugo", "Ines"]
    await until(stage, "25T10:30")
    assert sorted(await reminded(stage, known)) == ["Bo", "Hana", "Hugo", "Ines"]
    await until(stage, "27T12:00")
    assert sorted(await reminded(stage, known)) == ["Bo", "Hana", "Hugo", "Ines", "Leo", "Luz"]
    async with stage.database.read() as session:
        copies = list(await session.scalars(select(Copy).where(Copy.subject_kind == "update.reminder")))
    assert len(copies) == 6


async def test_a_reminder_says_by_when_and_turns_quiet_once_noted(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)
    await until(stage, "25T10:00")
    slot = (await reminded(stage, known))["Bo"]
    sent = (await stage.cards(known, "update.reminder", slot))["Bo"]
    assert sent.summary == "Not noted yet: Refunds need no supervisor"
    assert [button.label for button in sent.parts[-1].buttons] == ["Read", "Got it"]
    assert (await stage.press("Bo", stage.button(sent, "Read"))).form is not None
    assert (await stage.press("Bo", stage.button(sent, "Got it"))).message.summary == "Noted at 10:00"
    assert "update.reminder" in await stage.stale()
    async with stage.database.read() as session:
        composer = stage.offers.composers["update.reminder"]
        copies = list(await session.scalars(select(Copy).where(Copy.slot == slot)))
        drawn = [await composer(session, Subject("update.reminder", known.id), copy) for copy in copies]
    assert [stage.shown(one) for one in drawn if one] == [
        "Refunds need no supervisor\n\nRefunds need no supervisor\nYou noted this at 10:00"
    ]


async def test_who_is_away_or_off_shift_is_never_reminded(stage: Any) -> None:
    await office_hours(stage)
    await stage.change(Team, "Lumen", working_hours="")
    await stage.change(Person, "Bo", away_until=at("30T00:00"))
    known = await publish(stage)
    await until(stage, "29T23:00")
    assert sorted(await reminded(stage, known)) == ["Ada", "Hana", "Hugo", "Ines"]
    await until(stage, "30T10:00")
    assert "Bo" in await reminded(stage, known), "back since midnight, with a deadline of his own"


async def test_after_a_standstill_nobody_is_reminded_of_a_deadline_that_has_passed(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)
    stage.calendar.instant = at("25T18:00")
    await stage.tick()
    assert sorted(await reminded(stage, known)) == []
    stage.calendar.instant = at("26T10:00")
    await stage.tick()
    assert sorted(await reminded(stage, known)) == []


async def test_the_organisation_and_then_the_author_say_how_early(stage: Any) -> None:
    await office_hours(stage)
    async with stage.database.write() as session:
        session.add(OrganisationSetting(name="updates.remind_before", value=30, changed_at=at("24T00:00")))
    known = await publish(stage)
    sooner = await publish(stage, title="Sooner", remind_before=("120",))
    never = await publish(stage, title="Never", remind_before=("0",))
    await until(stage, "25T09:00")
    assert "Bo" in await reminded(stage, sooner)
    assert "Bo" not in await reminded(stage, known)
    await until(stage, "25T10:30")
    assert "Bo" in await reminded(stage, known)
    await until(stage, "27T00:00")
    assert await reminded(stage, never) == {}


async def test_what_is_above_the_budget_waits_for_the_catch_up(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)
    async with stage.database.write() as session:
        bo = await session.scalar(select(Person.id).where(Person.name == "Bo"))
        session.add(BudgetSpent(person_id=bo, shift_start=at("25T09:00"), messages=3))
    await until(stage, "25T10:00")
    assert "Bo" not in await reminded(stage, known)
    async with stage.database.read() as session:
        (spared,) = (await session.scalars(select(CatchUpItem))).all()
    assert (spared.person_id, spared.subject_kind, spared.subject_id) == (bo, "update.reminder", known.id)


async def test_who_cannot_be_messaged_is_reminded_by_one_reply_that_names_nobody(stage: Any) -> None:
    await office_hours(stage)
    async with stage.database.write() as session:
        people = select(Person.id).where(Person.name.in_(["Hana", "Hugo", "Bo"]))
        await session.execute(
            update(ChatIdentity).where(ChatIdentity.person_id.in_(people)).values(installation_key="")
        )
    known = await publish(stage)
    await until(stage, "25T10:00")
    async with stage.database.read() as session:
        replies = list(
            await session.scalars(
                select(Copy).where(Copy.subject_kind == "update.reminder", Copy.target_kind == "channel")
            )
        )
        cards = {
            copy.id
            for copy in await session.scalars(
                select(Copy).where(Copy.subject_kind == "update", Copy.target_kind == "channel")
            )
        }
    assert len(replies) == 2 and {reply.parent_id for reply in replies} <= cards
    said: dict[str, Any] = {}
    for reply in replies:
        said |= await stage.cards(known, "update.reminder", reply.slot)
    shown = [stage.shown(said["harbor"]), stage.shown(said["care"])]
    assert "2 people here have not pressed Got it." in shown[0]
    assert "1 person here has not pressed Got it." in shown[1]
    assert not any(name in text for text in shown for name in ("Hana", "Hugo", "Bo"))


async def test_not_on_shift_yet_is_counted_apart_from_missing(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)  # 22:00 in Manila: Harborline has gone home
    assert "Not on shift yet: Harborline 2" in await receipt(stage, known)
    assert "Missing" not in await receipt(stage, known)
    await until(stage, "25T03:00")
    text = await receipt(stage, known)
    assert "Not on shift yet" not in text
    assert "Missing after the deadline: Harborline 2" in text
    assert "Teams past their deadline: Harbor: 0 of 2" in text
    await stage.press("Hana", stage.button((await stage.cards(known))["harbor"], "Got it"))
    assert "Teams past their deadline: Harbor: 1 of 2" in await receipt(stage, known)


async def test_a_later_time_of_the_author_counts_and_an_earlier_one_does_not(stage: Any) -> None:
    await office_hours(stage)
    early = await publish(stage, acknowledge_by=at("24T15:00"))
    late = await publish(stage, title="Late", acknowledge_by=at("26T15:00"))
    await until(stage, "25T10:45")
    assert "Missing after the deadline: Harborline 2" in await receipt(stage, early)
    await until(stage, "25T11:15")
    assert "Missing after the deadline: Internal 3 · Harborline 2" in await receipt(stage, early)
    assert "Missing" not in await receipt(stage, late)


async def lead(stage: Any, team: str, name: str) -> None:
    async with stage.database.write() as session:
        person = await session.scalar(select(Person.id).where(Person.name == name))
        await session.execute(update(Team).where(Team.name == team).values(lead_id=person))


async def test_after_the_deadline_a_lead_gets_the_names_of_their_own_people_only(stage: Any) -> None:
    await office_hours(stage)
    await lead(stage, "Harbor", "Hana")
    await lead(stage, "Care", "Ada")
    known = await publish(stage)
    for who, card in (("Hana", "harbor"), ("Ada", "care"), ("Ines", "care"), ("Bo", "care")):
        await stage.press(who, stage.button((await stage.cards(known))[card], "Got it"))
    await until(stage, "25T12:00")
    harbor = await team_id(stage, "Harbor")
    lists = await stage.cards(known, "update.missing", f"1.{harbor}")
    assert list(lists) == ["Hana"]
    text = stage.shown(lists["Hana"])
    assert "Harbor: 1 person has not noted “Refunds need no supervisor”" in text
    assert "Hugo" in text
    assert not any(name in text for name in ("Ada", "Bo", "Luz", "Leo"))
    assert await stage.cards(known, "update.missing", f"1.{await team_id(stage, 'Care')}") == {}, "nobody is missing"
    await until(stage, "27T12:00")
    assert len(await stage.cards(known, "update.missing", f"1.{harbor}")) == 1


async def team_id(stage: Any, name: str) -> int:
    async with stage.database.read() as session:
        found: int = (await session.scalars(select(Team.id).where(Team.name == name))).one()
        return found


async def test_a_lead_who_is_missing_too_is_told_so_without_being_listed(stage: Any) -> None:
    await office_hours(stage)
    await lead(stage, "Harbor", "Hana")
    known = await publish(stage)
    await until(stage, "25T03:00")
    text = stage.shown((await stage.cards(known, "update.missing", f"1.{await team_id(stage, 'Harbor')}"))["Hana"])
    assert "Harbor: 2 people have not noted" in text
    assert "You have not noted it either." in text
    assert "\nHana" not in text


async def test_a_lead_off_shift_is_told_when_their_shift_begins(stage: Any) -> None:
    await office_hours(stage)
    await lead(stage, "Harbor", "Hana")
    await stage.change(Person, "Hana", working_hours="Mon-Fri 13:00-17:00")
    known = await publish(stage)
    slot = f"1.{await team_id(stage, 'Harbor')}"
    await until(stage, "25T04:45")
    assert await stage.cards(known, "update.missing", slot) == {}
    await until(stage, "25T05:00")
    text = stage.shown((await stage.cards(known, "update.missing", slot))["Hana"])
    assert "1 person still has time" in text, "her own deadline is two hours into her shift"


REMIND = "Remind"


async def remind(stage: Any, known: Any, who: str = "Ines") -> str:
    answer = await stage.press(who, Button(REMIND, "updates.remind", known.public_id))
    summary: str = answer.message.summary
    return summary


async def test_by_hand_it_says_how_many_it_reached_and_waits_four_hours(stage: Any) -> None:
    await stage.change(Team, "Harbor", working_hours=OFFICE)  # 22:00 in Manila
    known = await publish(stage)
    assert "Remind 5 people" in await receipt(stage, known)
    assert await remind(stage, known) == (
        "Reminded 5 people directly. 2 people are not on shift and are left in peace."
    )
    assert sorted(await reminded(stage, known)) == ["Ada", "Bo", "Ines", "Leo", "Luz"]
    stage.calendar.instant += timedelta(hours=3, minutes=59)
    assert await remind(stage, known) == (
        "Already reminded at Tue 24 Nov, 14:00. It can be done again from Tue 24 Nov, 18:00."
    )
    stage.calendar.instant += timedelta(minutes=1)
    assert (await remind(stage, known)).startswith("Reminded 5 people directly.")
    async with stage.database.read() as session:
        assert (
            len(list(await session.scalars(select(Delivery).where(Delivery.subject_kind == "update.reminder")))) == 10
        )


async def test_by_hand_is_for_its_author_owner_and_those_who_may(stage: Any) -> None:
    known = await publish(stage)
    assert await remind(stage, known, "Ada") == (
        "You may not send reminders here. Ask the owner of the update to remind them."
    )
    assert await reminded(stage, known) == {}


async def test_who_may_not_see_all_figures_is_not_told_them_by_reminding(stage: Any) -> None:
    known = await publish(stage)
    async with stage.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        await session.execute(update(Update).where(Update.id == known.id).values(owner_id=hana))
    assert await remind(stage, known, "Hana") == (
        "You may not send reminders here. Ask the author of the update to remind them."
    )
    assert await reminded(stage, known) == {}


async def test_a_press_that_reaches_nobody_does_not_use_up_the_four_hours(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Sat 09:00-10:00")
    known = await publish(stage)
    assert (await remind(stage, known)).startswith("Nobody who has not noted it is on shift now")
    await stage.change(Team, "Care", working_hours="Mon-Sun 00:00-24:00")
    assert (await remind(stage, known)).startswith("Reminded 3 people directly.")


async def test_when_everybody_has_noted_it_nobody_is_reminded(stage: Any) -> None:
    known = await publish(stage)
    for who, card in (
        *((one, "care") for one in ("Ines", "Ada", "Bo")),
        *((one, "harbor") for one in ("Hana", "Hugo")),
        *((one, "lumen") for one in ("Luz", "Leo")),
    ):
        if who == "Leo":
            assert "Remind 1 person" in await receipt(stage, known)
        await stage.press(who, stage.button((await stage.cards(known))[card], "Got it"))
    assert await remind(stage, known) == "Everybody who is expected and not away has noted it. Nobody was reminded."
    assert REMIND not in await receipt(stage, known)


async def test_a_look_that_is_run_twice_reminds_once(stage: Any) -> None:
    """As when a process is killed after the transaction and another one finds the work done."""
    await office_hours(stage)
    known = await publish(stage)
    await until(stage, "25T10:00")
    before = await reminded(stage, known)
    works = await stage.waiting_work("updates.look_after")
    async with stage.database.write() as session:
        await session.execute(
            update(type(works[0]))
            .where(type(works[0]).id == works[-2].id)
            .values(state="waiting", retry_at=at("25T10:00"))
        )
    await stage.tick()
    assert await reminded(stage, known) == before


async def test_somebody_in_two_teams_is_reminded_once(stage: Any) -> None:
    await office_hours(stage)
    async with stage.database.write() as session:
        bo = await session.scalar(select(Person.id).where(Person.name == "Bo"))
        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        second = Team(side_id=care.side_id, name="Care chat", zone="Europe/London", working_hours=OFFICE)
        session.add(second)
        await session.flush()
        session.add(Membership(team_id=second.id, person_id=bo, confirmed=True, since=at("24T00:00")))
    known = await publish(stage)
    await until(stage, "25T12:00")
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Copy.id)
            .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
            .where(Copy.subject_kind == "update.reminder", Copy.target_kind == "person", ChatIdentity.person_id == bo)
        )
        assert len(rows.all()) == 1
    assert "Internal 3" in await receipt(stage, known)


@pytest.mark.parametrize("ask", [False, True])
async def test_a_reminder_follows_a_correction_of_what_it_reminds_of(stage: Any, ask: bool) -> None:
    await office_hours(stage)
    known = await publish(stage)
    await until(stage, "25T10:00")
    slot = (await reminded(stage, known))["Bo"]
    sent = (await stage.cards(known, "update.reminder", slot))["Bo"]
    await stage.correct(known, title="Refunds up to 300", ask=ask)
    assert "update.reminder" in await stage.stale()
    drawn = (await stage.redrawn(known, "update.reminder", slot))["Bo"]
    assert drawn.startswith("Not noted yet: Refunds up to 300")
    assert "Got it wanted by" in drawn and "Got it wanted by" in stage.shown(sent)
    assert (await stage.press("Bo", stage.button(sent, "Got it"))).message is not None


async def test_shifts_of_their_own_decide_who_is_reminded_and_counted_and_days_off_put_it_off(stage: Any) -> None:
    await office_hours(stage)
    async with stage.database.write() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        ada, bo = people["Ada"], people["Bo"]
        for one in (ada, bo):
            session.add(
                CoveredDays(
                    person_id=one.id, first=date(2026, 11, 24), last=date(2026, 11, 27), source="", imported_at=at("20")
                )
            )
        session.add(
            PlannedShift(person_id=bo.id, day=date(2026, 11, 25), starts_at=at("25T18:00"), ends_at=at("25T23:00"))
        )
        session.add(OwnDaysOff(name="Move", first=date(2026, 11, 25), last=date(2026, 11, 25), created_at=at("20")))
    known = await publish(stage)  # Tuesday 14:00 in London
    await until(stage, "25T18:30")
    assert await reminded(stage, known) == {}
    await until(stage, "25T19:01")  # an hour before Bo's two hours are over, on everybody else's day off
    assert sorted(await reminded(stage, known)) == ["Bo"]
    await until(stage, "25T20:30")
    shown = await receipt(stage, known)
    assert "Missing after the deadline: Internal 1\n" in shown
    assert "Not on shift yet: Internal 1 · Harborline 2\n" in shown
    await until(stage, "27T20:00")
    assert "Ada" not in await reminded(stage, known)
    assert {"Ines", "Hana", "Hugo", "Leo", "Luz"} <= set(await reminded(stage, known))
