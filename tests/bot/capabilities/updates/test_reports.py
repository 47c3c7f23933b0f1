"""Reports of faults: said in two taps, joined, decided in time by somebody, told back, and never lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates import settings as of_updates
from bot.capabilities.updates import store
from bot.capabilities.updates.messages import REPORT
from bot.capabilities.updates.reports import letters
from bot.capabilities.updates.reports.messages import HANDLED, MAKE_KNOWN, NO_FAULT, THIS_TOO
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.report_tables import Report, ReportDesk, ReportState, Sighting
from bot.chat.inbound import HomeOpened
from bot.chat.message import Button, from_json
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Content, Copy
from bot.people import settings
from bot.people.model import Audience, ChatIdentity, Grant, Person, PersonState, Role, Sharing, Team
from bot.people.refusal import Refused

TEXT = "The refund button is grey for gift cards."
ALIKE = "Refund button stays grey with gift cards here too."


async def open_form(stage: Any, who: str, known: Update | None = None) -> Any:
    """The form, past what is shown of others' reports."""
    answer = await stage.press(who, Button("Something's wrong", REPORT, known.public_id if known else ""))
    if answer.form is None:
        answer = await stage.press(who, stage.button(answer.message, "Something else"))
    assert answer.form is not None, answer
    return answer.form


def filled(text: str = TEXT, **values: Any) -> dict[str, Any]:
    return {"text": text, "customers": ("1",), "ticket": "", **values}


async def say(stage: Any, who: str, known: Update | None = None, text: str = TEXT, **values: Any) -> Any:
    """Reports; whoever is shown similar ones says that theirs is another one."""
    answer = await stage.submit(who, await open_form(stage, who, known), **filled(text, **values))
    if answer.form is not None:
        answer = await stage.submit(who, answer.form, **filled(text, same=("another",), **values))
    return answer


async def reports(stage: Any) -> list[Report]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Report).order_by(Report.id)))


async def direct(stage: Any, who: str, kind: str = "fault_report") -> list[Any]:
    """The direct messages that somebody was to get, as they are to look now, oldest first."""
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Content.message)
            .join(Copy, Copy.content_id == Content.id)
            .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
            .join(Person, Person.id == ChatIdentity.person_id)
            .where(Copy.target_kind == "person", Copy.subject_kind == kind, Person.name == who)
            .order_by(Copy.id)
        )
        return [from_json(one) for one in rows]


async def told(stage: Any, who: str) -> list[str]:
    return [stage.shown(one) for one in await direct(stage, who, letters.TOLD)]


async def grant(stage: Any, who: str, role: Role) -> None:
    async with stage.database.write() as session:
        one = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=one.id, role=role, side_id=None))


async def lead(stage: Any, team: str, who: str) -> None:
    async with stage.database.write() as session:
        one = (await session.scalars(select(Person).where(Person.name == who))).one()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=one.id))


async def decide(stage: Any, who: str, of: Report, state: str = HANDLED, sentence: str = "Switched on again.") -> Any:
    form = (await stage.press(who, Button("It is handled", state, of.public_id))).form
    assert form is not None
    return await stage.submit(who, form, sentence=sentence)


async def run_due(stage: Any) -> int:
    count: int = await stage.run_due(letters.BEGINS_JOB, letters.DUE_JOB)
    return count


async def redrawn(stage: Any, of: Report) -> dict[str, str]:
    """What those who decide see once their messages are drawn again."""
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(letters.report_subject(of))
    found: dict[str, str] = {}
    for slot in {copy.slot for copy in copies}:
        found |= await stage.redrawn(of, "fault_report", slot)
    return found


# --- reporting --------------------------------------------------------------------------------------------------------


async def test_whoever_reports_hears_who_decides_by_when_and_what_comes_after(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await grant(stage, "Ada", Role.ADMIN)
    answer = await say(stage, "Luz", known, customers=("6-20",), ticket="https://tickets.example/7")
    assert answer.message.summary == "Reported. Ines has it and is to decide by Tue 24 Nov, 10:00 your time."
    assert "After that it also goes to the owner's lead, then to an admin. You are told" in stage.shown(answer.message)
    (message,) = await direct(stage, "Ines")
    shown = stage.shown(message)
    assert "Something's wrong with “Refunds need no supervisor”" in shown
    assert TEXT in shown
    assert "From Luz, Lumenara · 6 to 20 customers · Ticket ↗" in shown
    assert "After that it also goes to the owner's lead, then to an admin" in shown
    assert [stage.button(message, one).opens_form for one in ("Make it a known issue", "It is handled", "Not a fault")]


async def test_the_button_stands_on_card_ring_and_reading(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    assert stage.button((await stage.cards(known))["harbor"], "Something's wrong").object_id == known.public_id
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    assert stage.button((await stage.cards(known, slot="ring"))["Hana"], "Something's wrong")
    read = (await stage.press("Luz", Button("Read", "updates.read", f"{known.public_id}.1"))).form
    assert (await stage.press_in("Luz", read, "Something's wrong")).form.title == "Something's wrong"


@pytest.mark.parametrize("typed", ["report", "update report", "something's wrong", "something\u2019s wrong", "report"])
async def test_words_in_a_thread_mean_the_card_above_and_elsewhere_no_update(stage: Any, typed: str) -> None:
    known = await stage.publish()
    await stage.deliver()
    form = (await stage.command("Ada", f"{typed} grey button", stage.place("care", thread=f"care-{known.id}"))).form
    assert form.object_id.startswith(known.public_id)
    assert next(part for part in form.parts if getattr(part, "name", "") == "text").value == "grey button"
    assert (await stage.command("Ada", typed, stage.place("care"))).form.object_id.startswith("-.")


async def test_the_same_form_sent_twice_reports_once(stage: Any) -> None:
    known = await stage.publish()
    form = await open_form(stage, "Hana", known)
    first = await stage.submit("Hana", form, **filled())
    assert (await stage.submit("Hana", form, **filled())).message.summary == first.message.summary
    assert await stage.count(Report) == await stage.count(Sighting) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"customers": ("lots",)}, "customers"),
        ({"ticket": "http://tickets.example/7"}, "ticket"),
        ({"ticket": "tickets.example"}, "ticket"),
        ({"ticket": "https://[tickets"}, "ticket"),
    ],
)
async def test_what_is_missing_or_broken_is_told_at_its_field(stage: Any, values: dict[str, Any], field: str) -> None:
    known = await stage.publish()
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), **{**filled(), **values})
    assert list(answer.errors.by_field) == [field]
    assert await stage.count(Report) == 0


async def test_customers_data_is_asked_after_before_it_crosses(stage: Any) -> None:
    known = await stage.publish()
    text = "jane@customer.example cannot pay."
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), **filled(text))
    assert "personal data" in stage.shown(answer.form)
    refused = await stage.submit("Luz", answer.form, **filled(text, confirmed=False))
    assert "confirmed" in refused.errors.by_field
    assert await stage.count(Report) == 0
    assert "Reported." in (await stage.submit("Luz", answer.form, **filled(text, confirmed=True))).message.summary


async def test_what_was_not_published_to_somebody_cannot_be_reported_about(stage: Any) -> None:
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled())
    for button in (form.object_id, "nothing"):
        answer = await stage.press("Hana", Button("Something's wrong", REPORT, button))
        assert answer.message.summary == "This update is no longer there, so nothing was reported."


async def test_a_form_open_while_its_update_is_withdrawn_loses_no_words(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Ada", Role.ADMIN)
    form = await open_form(stage, "Hana", known)
    await stage.withdraw(known)
    answer = await stage.submit("Hana", form, **filled())
    assert "The update was withdrawn meanwhile." in stage.shown(answer.form)
    assert next(part for part in answer.form.parts if getattr(part, "name", "") == "text").value == TEXT
    assert "Ada has it" in (await stage.submit("Hana", answer.form, **filled())).message.summary
    assert (await reports(stage))[0].update_id is None
    pressed = await stage.press("Hana", Button("Something's wrong", REPORT, known.public_id))
    assert "This update was withdrawn and no longer holds." in pressed.message.summary


# --- joining ----------------------------------------------------------------------------------------------------------


async def test_similar_ones_are_shown_and_joined_with_the_choice_made_beforehand(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    answer = await stage.submit("Hugo", await open_form(stage, "Hugo", known), **filled(ALIKE))
    assert TEXT in stage.shown(answer.form)
    (choice,) = [part for part in answer.form.parts if getattr(part, "name", "") == "same"]
    joined = await stage.submit("Hugo", answer.form, **filled(ALIKE, same=choice.value))
    assert joined.message.summary.startswith("Joined with the same report. Ines has it")
    assert "2 agents · since  · at least 2 customers" in stage.shown(joined.message)
    assert len(await reports(stage)) == 1
    assert len(await direct(stage, "Ines")) == 1
    assert "fault_report" in await stage.stale()
    (shown,) = (await redrawn(stage, (await reports(stage))[0])).values()
    assert "2 agents · since" in shown
    assert ALIKE in shown


async def test_one_tap_joins_what_is_open_and_a_second_one_changes_nothing(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    shown = (await stage.press("Hugo", Button("Something's wrong", REPORT, known.public_id))).message
    assert TEXT in stage.shown(shown)
    joined = await stage.press("Hugo", stage.button(shown, "This one too"))
    assert joined.message.summary.startswith("Joined with the same report.")
    again = await stage.press("Hugo", stage.button(shown, "This one too"))
    assert again.message.summary.startswith("You have reported this already.")
    assert await stage.count(Sighting) == 2


async def test_across_a_wall_the_same_words_join_unseen_and_can_be_parted(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    assert (await stage.press("Luz", Button("Something's wrong", REPORT, known.public_id))).form is not None
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), **filled())
    shown = stage.shown(answer.message)
    assert "Joined with the same report." in shown
    assert "1 agent of your side · 2 sides · since" in shown
    assert "Hana" not in shown
    assert "Harborline" not in shown
    assert len(await reports(stage)) == 1
    parted = await stage.press("Luz", stage.button(answer.message, "Mine is another one"))
    assert parted.message.summary.startswith("Reported. Ines has it")
    assert len(await reports(stage)) == 2
    assert len(await direct(stage, "Ines")) == 2
    await stage.press("Luz", stage.button(answer.message, "Mine is another one"))
    assert len(await reports(stage)) == 2


async def test_across_a_wall_only_nearly_the_same_is_joined(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    await say(stage, "Luz", known, "The refund page is blank.")
    assert len(await reports(stage)) == 2


async def test_another_sides_report_cannot_be_joined_by_its_button(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    answer = await stage.press("Luz", Button("This one too", THIS_TOO, of.public_id))
    assert answer.message.summary == "This report is no longer there, so nothing was added."
    assert await stage.count(Sighting) == 1


async def test_a_report_about_something_else_cannot_be_joined_from_an_open_wall(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    async with stage.database.write() as session:
        session.add(Audience(name="Friends", everyone=True, sharing=Sharing.NAMES))
    other = await stage.publish(title="Vouchers can be joined", audience="Friends")
    answer = await stage.submit("Luz", await open_form(stage, "Luz", other), **filled(same=(of.public_id,)))
    assert "Send this one if it still holds." in stage.shown(answer.form)
    assert await stage.count(Sighting) == 1


async def test_where_names_are_shared_all_sides_see_what_is_open(stage: Any) -> None:
    known = await stage.publish()
    await stage.change(Audience, "Everyone", sharing=Sharing.NAMES)
    await say(stage, "Hana", known)
    shown = (await stage.press("Luz", Button("Something's wrong", REPORT, known.public_id))).message
    assert TEXT in stage.shown(shown)
    joined = (await stage.press("Luz", stage.button(shown, "This one too"))).message
    assert "2 agents · 2 sides · since" in stage.shown(joined)


async def test_joining_what_was_decided_meanwhile_says_so_and_loses_no_words(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    answer = await stage.submit("Hugo", await open_form(stage, "Hugo", known), **filled(ALIKE))
    listed = (await stage.press("Hugo", Button("Something's wrong", REPORT, known.public_id))).message
    (of,) = await reports(stage)
    await decide(stage, "Ines", of)
    again = await stage.submit("Hugo", answer.form, **filled(ALIKE, same=(of.public_id,)))
    assert "That report was decided meanwhile." in stage.shown(again.form)
    assert "Reported." in (await stage.submit("Hugo", again.form, **filled(ALIKE))).message.summary
    pressed = await stage.press("Hugo", stage.button(listed, "This one too"))
    assert "Switched on again." in stage.shown(pressed.message)
    assert await stage.count(Sighting) == 2


async def test_500_reports_of_one_thing_are_one_message_edited_in_place(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    async with stage.database.write() as session:
        for number in range(499):
            person = Person(
                side_id=2 + number % 2, name=f"P{number}", state=PersonState.ACTIVE, created_at=known.saved_at
            )
            session.add(person)
            await session.flush()
            sighting = Sighting(person_id=person.id, side_id=person.side_id, platform="slack", at=known.saved_at)
            assert await store.reports.join(session, of, sighting)
    await say(stage, "Ada", known, "The refund button is grey.")
    shown = (await stage.press("Hugo", Button("Something's wrong", REPORT, known.public_id))).message
    await stage.press("Hugo", stage.button(shown, "This one too"))
    first = [one for one in await direct(stage, "Ines") if TEXT in stage.shown(one)]
    assert len(first) == 1
    assert "501 agents · 2 sides" in "".join((await redrawn(stage, of)).values())
    await decide(stage, "Ines", of)
    assert len(await told(stage, "Hana")) == len(await told(stage, "Hugo")) == 1


# --- who decides ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [{"state": PersonState.LEFT}, {"away_until": datetime(2027, 1, 1, tzinfo=UTC)}])
async def test_an_owner_who_is_gone_is_stood_in_for_by_the_next_on_the_path(stage: Any, gone: dict[str, Any]) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await grant(stage, "Ada", Role.ADMIN)
    await stage.change(Person, "Ines", **gone)
    assert "Bo has it" in (await say(stage, "Hana", known)).message.summary
    await stage.change(Person, "Bo", **gone)
    assert "Ada has it" in (await say(stage, "Hana", known, "Where is the form?")).message.summary


async def test_who_is_at_work_comes_before_who_is_not(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await stage.change(Person, "Ines", working_hours="Mon-Fri 09:00-12:00")
    assert "Bo has it" in (await say(stage, "Hana", known)).message.summary


async def test_where_nobody_is_at_work_it_waits_for_the_shift_that_begins_first(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await stage.change(Person, "Ines", working_hours="Mon-Fri 09:00-12:00")
    await stage.change(Person, "Bo", working_hours="Mon-Fri 08:00-12:00")
    answer = await say(stage, "Ada", known)
    assert "Bo gets it at work, Wed 25 Nov, 08:00, and is to decide by Wed 25 Nov, 09:00" in answer.message.summary
    assert not await direct(stage, "Bo")
    stage.calendar.instant = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert await run_due(stage) == 1
    assert len(await direct(stage, "Bo")) == 1


async def test_who_is_gone_when_their_shift_begins_is_stood_in_for(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await stage.change(Person, "Ines", working_hours="Mon-Fri 09:00-12:00")
    await stage.change(Person, "Bo", working_hours="Mon-Fri 10:00-12:00")
    await say(stage, "Ada", known)
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    stage.calendar.instant = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    await run_due(stage)
    assert (await reports(stage))[0].desk is ReportDesk.LEAD
    assert not await direct(stage, "Ines")
    stage.calendar.instant = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    await run_due(stage)
    assert len(await direct(stage, "Bo")) == 1


async def test_what_is_not_decided_in_time_also_goes_to_the_lead_then_to_an_admin(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await grant(stage, "Ada", Role.ADMIN)
    await say(stage, "Hana", known)
    stage.calendar.instant += timedelta(hours=1) - timedelta(seconds=1)
    assert await run_due(stage) == 0
    stage.calendar.instant += timedelta(seconds=1)
    assert await run_due(stage) == 1
    (to_bo,) = await direct(stage, "Bo")
    assert stage.button(to_bo, "It is handled")
    (to_ines,) = await direct(stage, "Ines")
    assert "Bo has it now" in stage.shown(to_ines)
    assert stage.button(to_ines, "It is handled"), "who was late may still decide"
    stage.calendar.instant += timedelta(hours=1)
    await run_due(stage)
    assert len(await direct(stage, "Ada")) == 1
    stage.calendar.instant += timedelta(hours=1)
    await run_due(stage)
    assert (await reports(stage))[0].desk is ReportDesk.ADMIN, "at the end of the path it stays"
    await stage.change(Person, "Ada", state=PersonState.LEFT)
    stage.calendar.instant += timedelta(days=1)
    await run_due(stage)
    assert (await reports(stage))[0].desk is ReportDesk.OWNER, "and goes round again when its holder is gone"
    assert len(await direct(stage, "Ines")) == 2


async def test_the_path_and_the_clock_are_the_organisations(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await grant(stage, "Ada", Role.MANAGER)
    await setting(stage, "updates.report_path", "managers_then_admins")
    await setting(stage, "updates.report_within", "15")
    answer = await say(stage, "Hana", known)
    assert "22:15 your time" in answer.message.summary
    assert "After that it also goes to a manager." in stage.shown(answer.message)
    stage.calendar.instant += timedelta(minutes=15)
    await run_due(stage)
    assert len(await direct(stage, "Ada")) == 1
    assert not await direct(stage, "Bo")


async def setting(stage: Any, name: str, value: str) -> None:
    registry = {spec.name: spec for spec in of_updates.ALL}
    async with stage.database.write() as session:
        await settings.change(session, None, registry, name, value, stage.calendar.now())


async def test_a_report_about_no_update_goes_to_whom_the_organisation_has_set_else_to_the_admins(stage: Any) -> None:
    await grant(stage, "Ada", Role.ADMIN)
    assert "Ada has it" in (await say(stage, "Hana")).message.summary
    await stage.change(Person, "Bo", email="bo@marlowe.example")
    with pytest.raises(Refused, match="Instep knows nobody as"):
        await setting(stage, "updates.report_owner", "nobody@marlowe.example")
    await setting(stage, "updates.report_owner", "bo@marlowe.example")
    assert "Bo has it" in (await say(stage, "Hana", None, "Nothing loads.")).message.summary
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    assert "Ada has it" in (await say(stage, "Hana", None, "All is slow today.")).message.summary


async def test_where_nobody_can_be_messaged_it_is_said_listed_and_tried_again(stage: Any) -> None:
    known = await stage.publish()
    mine = update(ChatIdentity).where(ChatIdentity.user_id.in_(["U-Ines", "U-Ada"]))
    await grant(stage, "Ada", Role.ADMIN)
    async with stage.database.write() as session:
        await session.execute(mine.values(installation_key=""))
    answer = await say(stage, "Hana", known)
    assert "Nobody who decides can be messaged just now." in answer.message.summary
    assert TEXT in stage.shown((await stage.command("Ada", "update reports")).message)
    async with stage.database.write() as session:
        await session.execute(mine.values(installation_key="A1/-/T1"))
    stage.calendar.instant += timedelta(hours=1)
    await run_due(stage)
    assert len(await direct(stage, "Ines")) == 1


async def test_many_different_reports_ring_a_few_times_and_then_once_a_day(stage: Any) -> None:
    known = await stage.publish()
    for number in range(6):
        await say(stage, "Hana", known, " ".join(f"{word}{number}" for word in ("alpha", "beta", "gamma", "delta")))
    assert len(await direct(stage, "Ines")) == 3
    (more,) = await direct(stage, "Ines", letters.ABOUT_SEVERAL)
    listed = await stage.press("Ines", stage.button(more, "Show the reports"))
    assert "6 open reports" in stage.shown(listed.message)


# --- deciding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "said"), [(HANDLED, "Handled"), (NO_FAULT, "Works as intended")])
async def test_everybody_who_reported_it_is_told_what_became_of_it(stage: Any, state: str, said: str) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    await say(stage, "Luz", known)
    (of,) = await reports(stage)
    answer = await decide(stage, "Ines", of, state)
    assert "The 2 agents who reported it are told." in answer.message.summary
    for who in ("Hana", "Luz"):
        (text,) = await told(stage, who)
        assert said in text
        assert "Switched on again." in text
        assert "Decided by Ines" in text
        assert {"Hana": "Luz", "Luz": "Hana"}[who] not in text
        assert "It still happens" in text
    (settled,) = await direct(stage, "Ines")
    assert said in stage.shown(settled)
    assert "Not a fault" not in stage.shown(settled)
    stage.calendar.instant += timedelta(hours=2)
    await run_due(stage)
    assert (await reports(stage))[0].turn == 1


async def test_of_two_who_decide_the_first_one_counts(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    forms = [(await stage.press(who, Button("x", HANDLED, of.public_id))).form for who in ("Ines", "Bo")]
    answers = await asyncio.gather(
        stage.submit("Ines", forms[0], sentence="Done by Ines."), stage.submit("Bo", forms[1], sentence="Done by Bo.")
    )
    late = [one for one in answers if "decided already" in one.message.summary]
    assert len(late) == 1
    assert len(await told(stage, "Hana")) == 1
    (of,) = await reports(stage)
    assert of.sentence in stage.shown(late[0].message)


async def test_only_whoever_may_decides(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    for who in ("Hana", "Ada", "Luz"):
        answer = await stage.press(who, Button("x", HANDLED, of.public_id))
        assert answer.message.summary == "This report is not yours to decide. Ask the owner of the update."
    assert (await stage.press("Ines", Button("x", HANDLED, "nothing"))).message.summary.startswith("This report is no")


async def test_a_decision_carries_no_names_and_no_customers_data_across_a_wall_unasked(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    await say(stage, "Luz", known)
    (of,) = await reports(stage)
    text = "Hana of Harborline found it; jane@customer.example is paid back."
    answer = await decide(stage, "Ines", of, sentence=text)
    shown = stage.shown(answer.form)
    assert "Harborline" in shown
    assert "Hana" in shown
    assert "an e-mail address" in shown
    refused = await stage.submit("Ines", answer.form, sentence=text, confirmed=False)
    assert "confirmed" in refused.errors.by_field
    assert not await told(stage, "Luz")
    assert "sentence" in (await stage.submit("Ines", answer.form, sentence=" ")).errors.by_field
    await stage.submit("Ines", answer.form, sentence=text, confirmed=True)
    assert len(await told(stage, "Luz")) == 1


async def test_who_cannot_be_messaged_is_told_how_to_find_it(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        without_a_way = update(ChatIdentity).where(ChatIdentity.user_id == "U-Hana").values(installation_key="")
        await session.execute(without_a_way)
    answer = await say(stage, "Hana", known)
    assert "“update reports” shows you what becomes of it" in stage.shown(answer.message)
    (of,) = await reports(stage)
    decided = await decide(stage, "Ines", of)
    assert "Who cannot be messaged finds it with “update reports”." in decided.message.summary
    assert "Switched on again." in stage.shown((await stage.command("Hana", "update reports")).message)


# --- known issues -----------------------------------------------------------------------------------------------------


async def known_issue(stage: Any, of: Report, who: str = "Ines", **values: Any) -> Update:
    """From the button to the publication."""
    form = (await stage.press(who, Button("Make it a known issue", MAKE_KNOWN, of.public_id))).form
    typed = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    preview = await stage.submit(who, form, **{**typed, "tell_customers": "Use the till for now.", **values})
    assert preview.form is not None, preview
    await stage.submit(who, preview.form, confirmed=True)
    published: Update = await stage.kept(form.object_id)
    return published


async def test_one_click_makes_it_a_known_issue_that_credits_who_saw_it_first(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    await say(stage, "Luz", known)
    await say(stage, "Ada", known, "The refund button is grey for gift cards, I see.")
    (of,) = [one for one in await reports(stage) if one.id == 1]
    issue = await known_issue(stage, of)
    cards = {name: stage.shown(card) for name, card in (await stage.cards(issue)).items()}
    assert "Known issue: The refund button is grey for gift cards." in cards["care"]
    assert "Use the till for now." in cards["lumen"]
    assert "First seen by Hana and Luz" in cards["care"]
    assert "First seen by Hana and another team" in cards["harbor"]
    assert "First seen by Luz and another team" in cards["lumen"]
    assert "Luz" not in cards["harbor"]
    assert "Hana" not in cards["lumen"]
    for who in ("Hana", "Luz"):
        (text,) = await told(stage, who)
        assert "Now a known issue" in text
        assert "Known issue: The refund button is grey for gift cards." in text
    (to_ines, *_) = await direct(stage, "Ines")
    assert "Now a known issue" in stage.shown(to_ines)
    read = (await stage.press("Hana", stage.button((await direct(stage, "Hana", letters.TOLD))[0], "Read"))).form
    assert "Use the till for now." in stage.shown(read)
    assert "First seen by" in (await stage.redrawn(issue))["care"]


async def test_a_known_issue_that_is_withdrawn_is_listed_as_over(stage: Any) -> None:
    await say(stage, "Hana", await stage.publish())
    issue = await known_issue(stage, (await reports(stage))[0])
    over = "It was withdrawn since and no longer holds."
    assert over not in stage.shown((await stage.command("Hana", "update reports")).message)
    await stage.withdraw(issue)
    assert over in stage.shown((await stage.command("Hana", "update reports")).message)


async def test_a_known_issue_that_is_planned_credits_them_when_its_time_comes(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    form = (await stage.press("Ines", Button("x", MAKE_KNOWN, of.public_id))).form
    typed = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    preview = (await stage.submit("Ines", form, **{**typed, "tell_customers": "Use the till for now."})).form
    page = (await stage.press_in("Ines", preview, "Plan it")).form
    chosen = {"way": ("moment",), "when": "today 15:00", "zone": ("Europe/London",)}
    await stage.submit("Ines", (await stage.submit("Ines", page, **chosen)).form, confirmed=True)
    await stage.until(stage.calendar.now() + timedelta(hours=1))
    issue = await stage.kept(form.object_id)
    assert (await reports(stage))[0].issue_id == issue.id
    assert "First seen by Hana" in stage.shown((await stage.cards(issue))["care"])


async def test_beginning_it_again_goes_on_with_the_same_draft_and_the_first_publication_counts(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await grant(stage, "Bo", Role.AUTHOR)
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    form = (await stage.press("Ines", Button("x", MAKE_KNOWN, of.public_id))).form
    typed = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    await stage.submit("Ines", form, **{**typed, "title": "Begun"})
    again = (await stage.press("Ines", Button("x", MAKE_KNOWN, of.public_id))).form
    assert again.object_id == form.object_id
    other = (await stage.press("Bo", Button("x", MAKE_KNOWN, of.public_id))).form
    assert other.object_id != form.object_id
    issue = await known_issue(stage, of, "Bo")
    assert (await reports(stage))[0].issue_id == issue.id
    pressed = await stage.press("Ines", Button("x", MAKE_KNOWN, of.public_id))
    assert "This was decided already" in pressed.message.summary


async def test_who_may_not_publish_is_not_offered_to(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await stage.change(Person, "Ines", away_until=datetime(2027, 1, 1, tzinfo=UTC))
    await say(stage, "Hana", known)
    (message,) = await direct(stage, "Bo")
    assert "Make it a known issue" not in stage.shown(message)
    (of,) = await reports(stage)
    answer = await stage.press("Bo", Button("x", MAKE_KNOWN, of.public_id))
    assert "You may not publish updates." in answer.message.summary


# --- lists, withdrawal, and people's data -----------------------------------------------------------------------------


async def test_lists_and_home_show_what_waits_and_what_became_of_ones_own(stage: Any) -> None:
    known = await stage.publish()
    empty = (await stage.command("Hana", "update reports")).message
    assert stage.button(empty, "Report something")
    await say(stage, "Hana", known)
    home = (await stage.send(HomeOpened(stage.origin("Ines")))).home
    assert TEXT in stage.shown(home)
    assert stage.button(home, "It is handled")
    assert TEXT in stage.shown((await stage.press("Ines", Button("What waits", "updates.waiting"))).message)
    assert "1 open report" in stage.shown((await stage.command("Ines", "reports")).message)
    mine = stage.shown((await stage.command("Hana", "reports")).message)
    assert "Your reports" in mine
    assert "Ines has it and is to decide by" in mine
    assert "It is handled" not in mine


async def test_withdrawing_an_update_closes_its_reports_and_says_so(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    await stage.withdraw(known)
    (of,) = await reports(stage)
    assert of.state is ReportState.CLOSED
    (text,) = await told(stage, "Hana")
    assert "the update was withdrawn and no longer holds" in text
    (message,) = await direct(stage, "Hana", letters.TOLD)
    assert stage.button(message, "It still happens").object_id == ""
    (to_ines,) = await direct(stage, "Ines")
    assert "was withdrawn" in stage.shown(to_ines)
    assert "It is handled" not in stage.shown(to_ines)
    assert (
        "closed, because"
        in (await stage.press("Ines", Button("x", HANDLED, of.public_id)))
        .message.parts[1]
        .blocks[0]
        .spans[0]
        .text.lower()
    )


async def test_a_person_has_their_reports_and_can_be_taken_out(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known, ticket="https://tickets.example/7")
    await say(stage, "Luz", known)
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person.id).where(Person.name == "Hana"))).one()
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
        told_of = (await store.export_person(session, hana))["faults_reported"]
        assert [(one["text"], one["ticket"], one["state"]) for one in told_of] == [
            (TEXT, "https://tickets.example/7", "open")
        ]
        await store.erase_person(session, hana)
        assert (await store.export_person(session, hana))["faults_reported"] == []
        await store.erase_person(session, ines)
    assert [one.text for one in await sightings(stage)] == ["", TEXT]
    assert (await reports(stage))[0].is_open
    async with stage.database.write() as session:
        await store.erase_person(session, luz)
    assert (await reports(stage))[0].state is ReportState.CLOSED
    assert len(await sightings(stage)) == 2


async def sightings(stage: Any) -> list[Sighting]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Sighting).order_by(Sighting.id)))


async def test_what_was_decided_is_emptied_after_a_while_and_stays_as_a_count(stage: Any) -> None:
    known = await stage.publish()
    await say(stage, "Hana", known)
    (of,) = await reports(stage)
    await decide(stage, "Ines", of)
    await say(stage, "Hana", known, "Another one is open.")
    async with stage.database.write() as session:
        now = stage.calendar.now()
        assert await store.delete_expired(session, now + store.CONTENT_KEPT) == 0
        assert await store.delete_expired(session, now + store.CONTENT_KEPT + timedelta(seconds=1)) == 2
    assert [one.text for one in await sightings(stage)] == ["", "Another one is open."]
    assert [one.sentence for one in await reports(stage)] == ["", ""]
    assert "Something's wrong" in stage.shown((await stage.command("Hana", "reports")).message)
