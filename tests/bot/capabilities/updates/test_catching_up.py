"""Catching up: once at the start of a shift, on demand at any time, and silent if nothing changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.capabilities.updates import store
from bot.capabilities.updates.catching_up import at_start, marks
from bot.capabilities.updates.catching_up.messages import CAUGHT, GOT_ALL, MOST
from bot.capabilities.updates.store import Acknowledgement, Update
from bot.capabilities.updates.store.catching_up import LastShift
from bot.chat.message import Actions, Button, Message, from_json
from bot.delivery.tables import BudgetSpent, CatchUpItem, Content, Copy
from bot.due.tables import DueWork
from bot.people.model import Audience, AudienceTeam, ChatIdentity, Membership, Person, PersonState, Team
from tests.bot.capabilities.updates.test_knowledge import learn
from tests.bot.capabilities.updates.test_knowledge import publish as publish_with_check

OFFICE = "Mon-Fri 09:00-17:00"
NIGHT = "Mon-Fri 22:00-06:00"
CATCH_UP = Button("Catch me up", "updates.catch_up")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.fixture
async def office(stage: Any) -> Any:
    """Everybody works office hours of their own zone; it is Monday morning, before anybody's shift in London."""
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours=OFFICE)
    stage.calendar.instant = at("11-23T00:30")
    async with stage.database.write() as session:
        await at_start.ensure(session, stage.calendar.now())
    await stage.tick()
    return stage


async def until(stage: Any, text: str) -> None:
    await stage.until(at(text))


async def told(stage: Any) -> list[tuple[str, Message]]:
    """The catch-ups that were written, to whom, in their order."""
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Person.name, Content.message)
            .select_from(Copy)
            .join(Content, Content.id == Copy.content_id)
            .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
            .join(Person, Person.id == ChatIdentity.person_id)
            .where(Copy.subject_kind == "update.catch_up")
            .order_by(Copy.id)
        )
        return [(name, from_json(message)) for name, message in rows]


async def test_nothing_is_sent_where_nothing_changed(office: Any) -> None:
    await until(office, "11-27T23:00")
    assert await told(office) == []


async def test_each_person_is_told_once_when_their_shift_begins(office: Any) -> None:
    await until(office, "11-24T14:00")
    await office.publish()  # London is at work, Manila has gone home, Bogota begins
    await until(office, "11-25T00:30")
    assert await told(office) == []
    await until(office, "11-25T01:00")
    assert sorted(name for name, _ in await told(office)) == ["Hana", "Hugo"]
    await until(office, "11-25T23:00")
    everybody = sorted(name for name, _ in await told(office))
    assert everybody == ["Hana", "Hugo"], "who was at work has it in their channel"
    await until(office, "11-29T23:00")
    assert len(await told(office)) == 2


async def test_it_lists_the_most_urgent_first_and_leaves_out_what_is_noted_or_withdrawn(office: Any) -> None:
    await until(office, "11-24T14:00")
    for title in ("Plain", "Noted", "Withdrawn"):
        office.calendar.instant += timedelta(minutes=1)
        known = await office.publish(title=title)
        if title == "Noted":
            await office.press("Hana", office.button((await office.cards(known))["harbor"], "Got it"))
        if title == "Withdrawn":
            async with office.database.write() as session:
                await session.execute(update(Update).where(Update.id == known.id).values(state="withdrawn"))
    await office.publish(title="Loud", urgent=True)
    await office.publish(title="Newest")
    await until(office, "11-25T01:00")
    messages = dict(await told(office))
    assert messages["Hana"].summary == "3 updates to catch up on"
    text = office.shown(messages["Hana"])
    assert text.index("Loud") < text.index("Newest") < text.index("Plain")
    assert "Noted" not in text and "Withdrawn" not in text
    assert "Noted" in office.shown(messages["Hugo"])


async def test_what_took_effect_meanwhile_is_said_even_if_it_was_noted(office: Any) -> None:
    await until(office, "11-24T10:00")
    known = await office.publish(title="From tonight", effective_from=at("11-24T20:00"))
    await office.press("Bo", office.button((await office.cards(known))["care"], "Got it"))
    await until(office, "11-25T09:00")
    (mine,) = [message for name, message in await told(office) if name == "Bo"]
    text = office.shown(mine)
    assert "From tonight" in text and "you have noted it" in text
    assert not [part for part in mine.parts if isinstance(part, Actions)]


async def test_it_shows_what_was_noted_in_the_dialog_of_a_check(office: Any) -> None:
    await until(office, "11-24T14:00")
    known = await publish_with_check(office, title="Asks")
    await office.publish(title="Plain")
    await until(office, "11-25T01:00")
    mine = dict(await told(office))["Hana"]
    got_it = [one for part in mine.parts if isinstance(part, Actions) for one in part.buttons if one.label == "Got it"]
    (asks,) = [one for one in got_it if one.opens_form]
    assert "Question 1 of 2" in office.shown((await office.press("Hana", asks)).form)
    await learn(office, "Hana", known)
    drawn = dict(await told(office))["Hana"]
    assert drawn.summary.startswith("Noted at")
    assert office.shown(drawn).count("you have noted it") == 1 and "Got it" in office.shown(drawn)
    assert "you have noted it" not in office.shown(dict(await told(office))["Hugo"])


async def test_days_off_are_caught_up_with_from_the_last_shift_that_was_worked(office: Any) -> None:
    await until(office, "11-23T20:00")
    await office.change(Person, "Hana", away_until=at("11-26T16:00"))
    await until(office, "11-24T14:00")
    await office.publish(title="On Tuesday")
    await until(office, "11-25T14:00")
    await office.publish(title="On Wednesday")
    await until(office, "11-26T16:30")
    assert "Hana" not in [name for name, _ in await told(office)]
    await until(office, "11-27T01:00")
    (mine,) = [message for name, message in await told(office) if name == "Hana"]
    assert mine.summary == "2 updates to catch up on"
    assert [message.summary for name, message in await told(office) if name == "Hugo"] == [
        "1 update to catch up on"
    ] * 2


async def test_after_a_standstill_only_the_present_shift_is_told(office: Any) -> None:
    await until(office, "11-24T14:00")
    await office.publish()
    office.calendar.instant = at("11-27T02:00")  # three shifts of Manila later
    await office.tick()
    assert sorted(name for name, _ in await told(office)) == ["Hana", "Hugo"]
    await office.tick()
    assert len(await told(office)) == 2


async def test_two_starts_and_a_repeated_look_tell_once(office: Any) -> None:
    """As after a kill between the message and whatever came next, and with two processes."""
    await until(office, "11-24T14:00")
    await office.publish()
    async with office.database.write() as session:
        await at_start.ensure(session, office.calendar.now())
    await until(office, "11-25T01:00")
    before = len(await told(office))
    async with office.database.write() as session:
        ids = await session.scalars(select(DueWork.id).where(DueWork.kind == at_start.BEGIN_SHIFTS))
        await session.execute(
            update(DueWork).where(DueWork.id.in_(list(ids)[-3:])).values(state="waiting", retry_at=at("11-25T01:00"))
        )
    await office.tick()
    assert len(await told(office)) == before == 2


async def test_a_clock_that_was_set_back_does_not_end_the_looking(office: Any) -> None:
    await until(office, "11-23T08:59")
    (work,) = [one for one in await office.waiting_work(at_start.BEGIN_SHIFTS) if one.state == "waiting"]
    assert work.due_at == at("11-23T09:00")
    office.calendar.instant = work.due_at + timedelta(seconds=2)
    office.calendar.runs = timedelta(seconds=-2)
    assert await office.run_due(at_start.BEGIN_SHIFTS) == 1
    assert "waiting" in {one.state for one in await office.waiting_work(at_start.BEGIN_SHIFTS)}


async def test_a_shift_over_midnight_is_one_shift(office: Any) -> None:
    await office.change(Team, "Harbor", working_hours=NIGHT)
    await until(office, "11-24T10:00")
    await office.publish()
    await until(office, "11-24T14:00")  # 22:00 in Manila
    assert sorted(name for name, _ in await told(office) if name.startswith("H")) == ["Hana", "Hugo"]
    await until(office, "11-25T08:30")
    assert len([name for name, _ in await told(office) if name in ("Hana", "Hugo")]) == 2


async def test_a_new_member_gets_the_last_thirty_days(office: Any) -> None:
    await until(office, "11-24T10:00")
    await office.publish(title="Before she came")
    async with office.database.write() as session:
        old = await session.scalar(select(Update.id))
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        joy = Person(side_id=harbor.side_id, name="Joy", state=PersonState.ACTIVE, created_at=at("11-26T00:00"))
        session.add(joy)
        await session.flush()
        session.add_all(
            [
                Membership(team_id=harbor.id, person_id=joy.id, confirmed=True, since=at("11-26T00:00")),
                ChatIdentity(
                    person_id=joy.id, platform="slack", home="T2", user_id="U-Joy", installation_key="A1/-/T1"
                ),
            ]
        )
    assert old is not None
    await until(office, "11-26T02:00")
    (mine,) = [message for name, message in await told(office) if name == "Joy"]
    assert "What changed in the last 30 days" in office.shown(mine)
    assert "Before she came" in office.shown(mine)


async def test_catch_me_up_answers_at_any_time_and_says_when_nothing_changed(office: Any) -> None:
    await until(office, "11-24T14:00")
    assert (await office.command("Hana", "catch me up")).message.summary == (
        "Nothing changed for you since your last shift."
    )
    await office.publish()
    assert (await office.press("Hana", CATCH_UP)).message.summary == "1 update to catch up on"
    await until(office, "11-25T02:00")
    again = (await office.press("Hana", CATCH_UP)).message
    assert again.summary == "1 update to catch up on"
    await office.press("Hana", office.button(again, "Got it"))
    assert (await office.press("Hana", CATCH_UP)).message.summary == "Nothing changed for you since your last shift."


async def test_what_is_older_is_pointed_to(office: Any) -> None:
    await until(office, "11-24T14:00")
    await office.publish()
    await until(office, "11-26T02:00")
    answer = (await office.press("Hana", CATCH_UP)).message
    assert "1 older update still waits for you." in answer.summary
    assert (await office.press("Hana", office.button(answer, "What waits for me"))).message.summary == (
        "1 update waits for you"
    )


async def test_pages_are_visible_and_got_all_notes_what_was_shown(office: Any) -> None:
    await until(office, "11-24T14:00")
    for number in range(12):
        office.calendar.instant += timedelta(seconds=1)
        await office.publish(title=f"Change {number}")
    first = (await office.press("Hana", CATCH_UP)).message
    assert "1 to 10 of 12" in office.shown(first)
    second = (await office.press("Hana", office.button(first, "Show the next"))).message
    assert "Change 0" in office.shown(second) and "Change 11" not in office.shown(second)
    answer = await office.press("Hana", office.button(first, "Got all"))
    assert answer.redraw.summary.startswith("Noted 10 updates at ")
    assert office.shown(answer.redraw).count("you have noted it") == 10
    assert "1 to 10 of 12" in office.shown(answer.redraw)
    assert await office.count(Acknowledgement) == 10
    again = await office.press("Hana", office.button(first, "Got all"))
    assert again.redraw.summary == "You had noted all of these already."
    left = (await office.press("Hana", CATCH_UP)).message
    assert left.summary == "2 updates to catch up on"


async def test_got_all_leaves_alone_what_was_corrected_or_is_not_theirs(office: Any) -> None:
    await until(office, "11-24T14:00")
    for title in ("One", "Two"):
        office.calendar.instant += timedelta(seconds=1)
        await office.publish(title=title)
    shown = (await office.press("Hana", CATCH_UP)).message
    async with office.database.write() as session:
        newest = await session.scalar(select(func.max(Update.id)))
        await session.execute(update(Update).where(Update.id == newest).values(version=2, asked=2))
    answer = await office.press("Hana", office.button(shown, "Got all"))
    assert answer.redraw.summary.startswith("Noted 1 update at ")
    for nonsense in ("", "....", "x" * 90, "a" * 8 + "9" * 40, ".0.0.0." + "9" * 30, "zzzzzzzz.0.0.0", "-1.0.0.0"):
        for button in (Button("Got all", GOT_ALL, nonsense), Button("Got it", CAUGHT, f"0.{nonsense}")):
            answer = await office.press("Hana", button)
            assert "no longer there" in answer.message.summary
    for nowhere in ("1.", "9.", "x.", "-1."):
        answer = await office.press(
            "Hana", Button("Got it", CAUGHT, nowhere + office.button(shown, "Got all").object_id)
        )
        assert answer.redraw or "no longer there" in answer.message.summary
    assert await office.count(Acknowledgement) == 1


async def test_got_it_marks_in_the_message_what_is_noted_and_leaves_the_rest(office: Any) -> None:
    await until(office, "11-24T14:00")
    for title in ("One", "Two", "Three"):
        office.calendar.instant += timedelta(seconds=1)
        await office.publish(title=title)
    shown = (await office.press("Hana", CATCH_UP)).message
    answer = await office.press("Hana", office.button(shown, "Got it"))
    assert answer.message is None, "it stands in the message itself"
    text = office.shown(answer.redraw)
    assert "Noted at 22:00" in text and text.count("you have noted it") == 1 and text.count("Got it") == 2
    assert answer.redraw.parts[:2] == shown.parts[:2]
    known = await newest(office)
    await office.withdraw(known)
    late = await office.press("Hana", office.button(shown, "Got it"))
    assert "This update was withdrawn" in late.redraw.summary
    assert "Withdrawn. It no longer holds." in office.shown(late.redraw)
    last = await office.press("Hana", office.button(late.redraw, "Got it"))
    assert office.shown(last.redraw).count("Got it") == 1
    assert await office.count(Acknowledgement) == 2


async def test_got_it_in_an_old_catch_up_shows_a_text_that_was_corrected_since(office: Any) -> None:
    await until(office, "11-24T14:00")
    known = await office.publish()
    shown = (await office.press("Hana", CATCH_UP)).message
    await office.correct(known, ask=True, changed="Up to €300.")
    answer = await office.press("Hana", office.button(shown, "Got it"))
    assert "corrected since" in answer.message.summary and "Up to €300." in office.shown(answer.message)
    assert await office.count(Acknowledgement) == 0


async def test_a_forged_catch_up_shows_nothing_that_was_published_to_others(office: Any) -> None:
    await until(office, "11-24T14:00")
    async with office.database.write() as session:
        team = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        audience = Audience(name="Lumenara", everyone=False)
        session.add(audience)
        await session.flush()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    known = await office.publish(audience="Lumenara", title="Only for Lumenara")
    mark = marks.written(None, 0, 0, 0, [known])
    for button in (Button("Got all", GOT_ALL, mark), Button("Got it", CAUGHT, f"0.{mark}")):
        assert "Only for Lumenara" not in str(await office.press("Hana", button))
    assert await office.count(Acknowledgement) == 0


async def newest(stage: Any) -> Update:
    async with stage.database.read() as session:
        return (await session.scalars(select(Update).order_by(Update.id.desc()).limit(1))).one()


@dataclass(frozen=True)
class One:
    public_id: str
    version: int


@given(
    st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    st.tuples(*[st.integers(0, marks.MOST)] * 3),
    st.lists(st.builds(One, st.from_regex(r"[\w-]{22}", fullmatch=True), st.integers(1, marks.MOST)), max_size=MOST),
)
def test_a_button_carries_its_whole_message(
    since: datetime | None, numbers: tuple[int, int, int], shown: list[One]
) -> None:
    written = marks.written(since, *numbers, shown)
    Button("Got it", CAUGHT, f"{MOST - 1}.{written}")
    minute = since.replace(second=0, microsecond=0) if since else None
    assert marks.read(written) == marks.Marked(
        minute, *numbers, tuple(marks.Mark(one.public_id[:8], one.version) for one in shown)
    )


@given(st.text(max_size=140))
def test_what_is_no_mark_of_ours_is_read_as_none_or_as_something_bounded(text: str) -> None:
    found = marks.read(text)
    assert found is None or len(found.marks) <= len(text)


async def test_the_automatic_one_can_be_stopped_and_asking_still_works(office: Any) -> None:
    await until(office, "11-24T14:00")
    stopped = (await office.command("Hana", "catch up off")).message
    await office.publish()
    await until(office, "11-25T02:00")
    assert [name for name, _ in await told(office)] == ["Hugo"]
    assert (await office.command("Hana", "catch up")).message.summary == "1 update to catch up on"
    answer = await office.press("Hana", office.button(stopped, "At every shift start"))
    assert answer.message.summary == "At the start of your shift you get what changed, if anything did."
    assert "neither on nor off" in (await office.command("Hana", "catch up perhaps")).message.summary
    await until(office, "11-25T14:00")
    await office.publish(title="Later")
    await until(office, "11-26T02:00")
    assert [name for name, _ in await told(office)].count("Hana") == 1


async def test_what_the_budget_held_back_is_shown_and_then_done_with(office: Any) -> None:
    await until(office, "11-24T14:00")
    await office.publish()
    async with office.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        session.add(BudgetSpent(person_id=hana, shift_start=at("11-25T01:00"), messages=3))
    await until(office, "11-25T03:00")
    async with office.database.read() as session:
        (held,) = (await session.scalars(select(CatchUpItem))).all()
    assert held.shown_at is None
    await until(office, "11-26T01:00")
    mine = [message for name, message in await told(office) if name == "Hana"]
    assert "Refunds need no supervisor" in office.shown(mine[-1])
    async with office.database.read() as session:
        assert (await session.scalars(select(CatchUpItem))).one().shown_at is not None


async def test_questions_share_the_messages_of_a_shift_and_the_rest_is_caught_up_with(office: Any) -> None:
    await until(office, "11-24T14:00")
    known = await office.publish()
    async with office.database.write() as session:
        ines = await session.scalar(select(Person.id).where(Person.name == "Ines"))
        session.add(BudgetSpent(person_id=ines, shift_start=at("11-24T09:00"), messages=2))
    for text in ("Also by card?", "In euros alone?", "Since which hour?"):
        form = (await office.press("Hana", Button("Ask", "updates.ask", known.public_id))).form
        assert (await office.submit("Hana", form, text=text)).message is not None
    async with office.database.read() as session:
        asked = list(await session.scalars(select(Copy.slot).where(Copy.slot.startswith("holder."))))
        assert len(asked) == 1 and len((await session.scalars(select(CatchUpItem))).all()) == 2
    await until(office, "11-25T09:00")
    mine = [message for name, message in await told(office) if name == "Ines"]
    text = office.shown(mine[-1])
    assert "questions wait for your answer" in text and "Show the questions" in text
    mark = marks.written(None, 0, 0, 2, [known])
    drawn = (await office.press("Ines", Button("Got it", CAUGHT, f"0.{mark}"))).redraw
    assert "you have noted it" in office.shown(drawn) and "3 questions wait for your answer" in office.shown(drawn)
    async with office.database.read() as session:
        assert all(one.shown_at is not None for one in await session.scalars(select(CatchUpItem)))


async def test_the_home_and_the_record_of_a_person_know_it(office: Any) -> None:
    await until(office, "11-24T14:00")
    await office.publish()
    await until(office, "11-25T02:00")
    async with office.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        kept = await store.export_person(session, hana)
        assert kept["updates_catch_up"] == [
            {
                "automatic": True,
                "shift_started": "2026-11-25T01:00:00+00:00",
                "shift_ended": "2026-11-25T09:00:00+00:00",
            }
        ]
        await store.erase_person(session, hana)
        assert await session.get(LastShift, hana) is None
