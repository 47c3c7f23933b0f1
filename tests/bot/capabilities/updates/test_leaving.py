"""Whoever is erased, or whose company leaves, while something of theirs waits: it goes on with the others."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates.messages import REPORT
from bot.capabilities.updates.reminders.rounds import REMINDER
from bot.capabilities.updates.reports.messages import HANDLED
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store.report_tables import Report, ReportState
from bot.chat.form import Form
from bot.chat.message import Button
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.people import erasure, partners
from bot.people import settings as organisation
from bot.people.model import Grant, Person, Role, Side, Team

WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)


async def erase(stage: Any, who: str) -> None:
    """Erases somebody altogether, as the command does."""
    eraser = stage.offers.capabilities[0].erase_person
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        await erasure.erase_person(session, None, person, stage.calendar.now(), [eraser])


async def offboard(stage: Any, name: str) -> None:
    """Parts from a company, and erases its people."""
    eraser = stage.offers.capabilities[0].erase_person
    async with stage.database.write() as session:
        side = (await session.scalars(select(Side).where(Side.name == name))).one()
        await partners.offboard(session, None, side, stage.calendar.now(), 0)
    async with stage.database.write() as session:
        today = stage.calendar.now().date()
        assert await partners.erase_due(session, today, stage.calendar.now(), [eraser])


async def grant(stage: Any, who: str, role: Role) -> None:
    async with stage.database.write() as session:
        one = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=one.id, role=role, side_id=None))


async def preview(stage: Any, **values: Any) -> Form:
    form = (await stage.command("Ines", "update")).form
    shown: Form = (await stage.submit("Ines", form, **await stage.filled(**values))).form
    return shown


async def planned(stage: Any, way: str, when: str) -> Update:
    form = await preview(stage)
    page = (await stage.press_in("Ines", form, "Plan it")).form
    chosen = await stage.submit("Ines", page, way=(way,), when=when, zone=("Europe/London",))
    answer = await stage.submit("Ines", chosen.form, confirmed=True)
    assert answer.message.summary.startswith("Planned for "), answer.message.summary
    return await stage.kept(form.object_id)


async def reported(stage: Any, who: str, known: Update | None, words: str = "The refund button is grey.") -> Report:
    answer = await stage.press(who, Button("Something's wrong", REPORT, known.public_id if known else ""))
    if answer.form is None:
        answer = await stage.press(who, stage.button(answer.message, "Something else"))
    await stage.submit(who, answer.form, text=words, customers=("1",), ticket="")
    async with stage.database.read() as session:
        return (await session.scalars(select(Report).order_by(Report.id.desc()))).first()


async def kept(stage: Any, of: Report) -> Report:
    async with stage.database.read() as session:
        return await session.get_one(Report, of.id)


async def decide(stage: Any, who: str, of: Report) -> Any:
    form = (await stage.press(who, Button("It is handled", HANDLED, of.public_id))).form
    assert form is not None
    return await stage.submit(who, form, sentence="Switched on again.")


async def test_a_report_that_somebody_had_who_is_erased_is_decided_by_the_next(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Bo", Role.ADMIN)
    of = await reported(stage, "Hana", known)
    await erase(stage, "Ines")
    await stage.until(stage.calendar.now() + timedelta(days=2))
    assert (await kept(stage, of)).holder_id is not None
    answer = await decide(stage, "Bo", of)
    assert answer.message.summary.startswith("Handled."), answer.message.summary
    assert (await kept(stage, of)).state is ReportState.HANDLED


async def test_a_report_of_somebody_erased_is_decided_for_those_who_joined(stage: Any) -> None:
    known = await stage.publish()
    of = await reported(stage, "Hana", known)
    await stage.press("Hugo", Button("x", "updates.this_too", of.public_id))
    await erase(stage, "Hana")
    await stage.until(stage.calendar.now() + timedelta(days=2))
    assert (await kept(stage, of)).state is ReportState.CLOSED


async def test_a_plan_of_somebody_erased_is_somebodys_who_may_publish_it(stage: Any) -> None:
    known = await planned(stage, "moment", "tomorrow 9:00")
    await grant(stage, "Bo", Role.ADMIN)
    await grant(stage, "Bo", Role.AUTHOR)
    await erase(stage, "Ines")
    await stage.until(WEDNESDAY + timedelta(hours=10))
    row = await stage.kept(known.public_id)
    assert row.state is UpdateState.DRAFT
    async with stage.database.read() as session:
        assert (await session.get_one(Person, row.author_id)).name == "Bo"


async def test_what_goes_out_by_mornings_stops_once_its_author_is_erased(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    known = await planned(stage, "mornings", "25 Nov")
    await grant(stage, "Bo", Role.ADMIN)
    await grant(stage, "Bo", Role.AUTHOR)
    await stage.until(WEDNESDAY + timedelta(hours=2))
    await erase(stage, "Ines")
    await stage.until(WEDNESDAY + timedelta(hours=20))
    assert set(await stage.states(known)) == {"harbor"}
    answer = await stage.press("Bo", Button("x", "updates.publish_rest", known.public_id))
    assert answer.message.summary == "Going out to 2 more channels."
    assert set(await stage.states(known)) == {"harbor", "care", "lumen"}


async def test_what_waits_for_an_approver_who_is_erased_can_be_approved_by_another(stage: Any) -> None:
    async with stage.database.write() as session:
        await organisation.change(
            session, None, stage.offers.settings, "updates.approval", "Everyone", stage.calendar.now()
        )
    for one in ("Ada", "Bo"):
        await grant(stage, one, Role.AUTHOR)
    form = await preview(stage)
    asked = await stage.submit("Ines", form, publishes=True, confirmed=True)
    assert asked.message.summary.startswith("Asked")
    await erase(stage, "Ada")
    look = (await stage.press("Bo", Button("Look at it", "updates.look_to_approve", form.object_id))).form
    answer = await stage.submit("Bo", look)
    assert (await stage.kept(form.object_id)).state is UpdateState.PUBLISHED, answer


async def test_a_report_from_a_company_that_left_is_over_and_others_go_on(stage: Any) -> None:
    known = await stage.publish()
    first = await reported(stage, "Hana", known)
    second = await reported(stage, "Luz", known, "Gift cards cannot be sold in the shop at all.")
    await offboard(stage, "Harborline")
    await stage.until(stage.calendar.now() + timedelta(days=2))
    assert (await kept(stage, first)).state is ReportState.CLOSED
    assert (await kept(stage, second)).is_open
    assert (await decide(stage, "Ines", second)).message.summary.startswith("Handled.")


async def test_an_update_is_withdrawn_whoever_of_its_reporters_is_erased(stage: Any) -> None:
    known = await stage.publish()
    await reported(stage, "Hana", known)
    await reported(stage, "Luz", known, "Gift cards cannot be sold in the shop at all.")
    await erase(stage, "Hana")
    await erase(stage, "Bo")
    answer = await stage.withdraw(known)
    assert answer.message.summary.startswith("Withdrawing it from 3 channels")


async def test_reminders_are_drawn_again_for_the_others_once_somebody_is_erased(stage: Any) -> None:
    known = await stage.publish()
    await stage.until(stage.calendar.now() + timedelta(days=2))
    async with stage.database.read() as session:
        slot = await session.scalar(select(Copy.slot).where(Copy.subject_kind == REMINDER).order_by(Copy.id).limit(1))
    assert {"Hugo", "Hana"} <= (await stage.cards(known, REMINDER, slot)).keys()
    await stage.press("Hugo", Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    await erase(stage, "Hana")
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(Subject(REMINDER, known.id), slot=slot)
        composed = [await stage.offers.composers[REMINDER](session, Subject(REMINDER, known.id), one) for one in copies]
    assert len([one for one in composed if one is not None]) == 1
