"""Not now, not this week, not any more; what waits on the home, and what the budget held back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.capabilities.checkins.answering import spared
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store.tables import Silence
from bot.capabilities.checkins.subjects import AGAIN, group_subject
from bot.chat.form import Form
from bot.chat.message import Button
from bot.delivery.budget import Spared
from bot.people import audience
from tests.bot.capabilities.checkins.answering.conftest import OnIt, Stage, inside, labels
from tests.stage import TUESDAY

BOTH = pytest.mark.parametrize("mode", [Mode.NAMED, Mode.ANONYMOUS])


async def not_now(stage: Stage, on: OnIt, who: str = "Bo") -> str:
    answer = await stage.tap(who, Button("Not now", "checkins.not_now", on.key))
    return stage.shown(answer.message)


@BOTH
async def test_not_now_asks_once_more_after_two_hours(stage: Stage, mode: Mode) -> None:
    on = await stage.asks(mode=mode)
    assert "once more at 16:00;" in await not_now(stage, on)
    assert "only once" in await not_now(stage, on)
    await stage.until(TUESDAY + timedelta(hours=1, minutes=59))
    assert await stage.cards(on.group, slot=AGAIN) == {}
    await stage.until(TUESDAY + timedelta(hours=2))
    again = await stage.cards(on.group, slot=AGAIN)
    assert list(again) == ["Bo"]
    assert ("😀" in labels(again["Bo"])) is (mode is Mode.NAMED), "a second token would be a second vote"
    assert "Everybody is reminded" not in stage.shown(again["Bo"]), "it is for whoever put it off"
    assert "only once" in await not_now(stage, on)
    await stage.until(TUESDAY + timedelta(hours=9))
    assert len(await stage.waiting_work("checkins.ask_again")) == 1


async def test_whoever_has_answered_meanwhile_is_not_asked_again(stage: Stage) -> None:
    on = await stage.asks()
    await not_now(stage, on)
    await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "🙂"))
    await stage.until(TUESDAY + timedelta(hours=3))
    assert await stage.cards(on.group, slot=AGAIN) == {}
    assert "nothing to put off" in await not_now(stage, on)


async def test_it_asks_again_in_their_shift_and_while_it_is_open_alone(stage: Stage) -> None:
    on = await stage.asks()
    await stage.works("Bo", "Mon-Fri 08:00-15:00")
    assert "once more on Wed 25 Nov, 08:00" in await not_now(stage, on)
    await stage.until(datetime(2026, 11, 25, 7, 59, tzinfo=UTC))
    assert await stage.cards(on.group, slot=AGAIN) == {}
    await stage.until(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert list(await stage.cards(on.group, slot=AGAIN)) == ["Bo"]
    short = await stage.asks(closes_at=stage.calendar.now() + timedelta(minutes=90))
    assert "before I could ask again" in await not_now(stage, short)
    assert not (await stage.row(short, "Bo")).put_off


async def more(stage: Stage, on: OnIt, who: str = "Bo") -> Form:
    form = (await stage.tap(who, Button("⋯", "checkins.more", on.key, opens_form=True))).form
    assert form is not None
    return form


@BOTH
async def test_a_check_in_is_left_for_this_week_stopped_and_taken_back(stage: Stage, mode: Mode) -> None:
    on = await stage.asks(mode=mode)
    form = await more(stage, on)
    explains = "How anonymous is this?" if mode is Mode.ANONYMOUS else "Who sees my answer?"
    assert inside(form) == ["Not this week", "Stop this check-in", explains]
    snoozed = (await stage.press_in("Bo", form, "Not this week")).form
    assert "before Mon 30 Nov, 00:00" in stage.shown(snoozed)
    assert inside(snoozed) == ["Ask me again", "Stop this check-in", explains]
    assert snoozed is not None
    stopped = (await stage.press_in("Bo", snoozed, "Stop this check-in")).form
    assert stopped is not None
    assert "how many have stopped it, not who" in stage.shown(stopped)
    assert await stage.count(Silence) == 1
    back = (await stage.press_in("Bo", stopped, "Ask me again")).form
    assert back == form and await stage.count(Silence) == 0
    await stage.press_in("Bo", form, "Not this week")
    stage.calendar.instant += timedelta(days=6)
    assert inside(await more(stage, on)) == inside(form)


async def test_nobody_who_stopped_it_is_asked_again(stage: Stage) -> None:
    on = await stage.asks()
    await not_now(stage, on)
    await stage.press_in("Bo", await more(stage, on), "Stop this check-in")
    await stage.until(TUESDAY + timedelta(hours=3))
    assert await stage.cards(on.group, slot=AGAIN) == {}


async def test_who_sees_an_answer_is_said_in_plain_words(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS)
    form = await more(stage, on)
    explained = (await stage.press_in("Bo", form, "How anonymous is this?")).form
    assert explained is not None
    text = stage.shown(explained)
    assert all(one in text for one in ("What is kept", "What nobody can do", "What remains possible", "of 7 people"))
    assert (await stage.press_in("Bo", explained, "Back")).form == form
    for mode, says in ((Mode.NAMED, "no other lead"), (Mode.CONFIDENTIAL, "Leads see nothing of it as leads")):
        form = await more(stage, await stage.asks(mode=mode, sends=False))
        assert says in stage.shown((await stage.press_in("Bo", form, "Who sees my answer?")).form)


async def test_the_home_shows_what_waits_and_does_not_say_who_has_answered(stage: Stage) -> None:
    on = await stage.asks()
    home = await stage.home("Bo")
    assert "Did you have the information" in stage.shown(home)
    form = (await stage.tap("Bo", stage.button(home, "Answer"))).form
    assert form is not None
    assert "🙂 Good" in stage.shown((await stage.fill("Bo", form, q1="4")).message)
    assert "Did you have" not in stage.shown(await stage.home("Bo"))
    assert "🙂 Good" in stage.shown((await stage.cards(on.group))["Bo"])
    anonymous = await stage.asks(mode=Mode.ANONYMOUS)
    before = await stage.home("Bo")
    assert "Nobody can see whether you have answered" in stage.shown(before)
    await stage.tap("Bo", stage.button(await stage.prompt(anonymous, "Bo"), "🙂"), stage.token(anonymous))
    assert await stage.home("Bo") == before
    assert await stage.home("Bo") == before
    await stage.press_in("Bo", await more(stage, anonymous), "Stop this check-in")
    assert "Did you have" not in stage.shown(await stage.home("Bo"))


@BOTH
async def test_what_the_budget_held_back_stands_in_the_catch_up_once(stage: Stage, mode: Mode) -> None:
    on = await stage.asks(mode=mode)
    assert await held_back(stage, on) == [
        "Weekly pulse: Did you have the information you needed? Open until Fri 27 Nov, 14:00."
    ]
    await stage.press_in("Bo", await more(stage, on), "Stop this check-in")
    assert await held_back(stage, on) == []


async def test_nothing_is_told_in_the_catch_up_of_what_is_answered_or_over(stage: Stage) -> None:
    on = await stage.asks()
    await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "🙂"))
    assert await held_back(stage, on) == []
    over = await stage.asks(closes_at=TUESDAY)
    assert await held_back(stage, over) == []


async def held_back(stage: Stage, on: OnIt) -> list[str]:
    now = stage.calendar.now()
    row = await stage.row(on, "Bo")
    assert row.person_id is not None
    async with stage.database.read() as session:
        (reader,) = await audience.readers_called(session, [row.person_id], now)
        items = [Spared(group_subject(on.group), slot, now) for slot in ("card", "remind")]
        return [one.text for one in await spared.of_groups(session, reader, items, now)]


@BOTH
async def test_a_prompt_that_was_held_back_is_sent_once_when_it_is_asked_for(stage: Stage, mode: Mode) -> None:
    on = await stage.asks(mode=mode, sends=False)
    bring = Button("Answer", "checkins.bring", on.key)
    assert "in our chat" in stage.shown((await stage.tap("Bo", bring)).message)
    assert list(await stage.cards(on.group)) == ["Bo"]
    assert "😀" in labels((await stage.cards(on.group))["Bo"])
    assert "above" in stage.shown((await stage.tap("Bo", bring)).message)
    assert len(await stage.deliveries()) == 1, "a second message would be a second token"


async def test_whoever_was_only_reminded_can_still_have_the_prompt_sent(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, sends=False)
    await not_now(stage, on)
    await stage.until(TUESDAY + timedelta(hours=2))
    (nudge,) = (await stage.cards(on.group, slot=AGAIN)).values()
    assert "in our chat" in stage.shown((await stage.tap("Bo", stage.button(nudge, "Show me my message"))).message)
    assert "😀" in labels((await stage.cards(on.group))["Bo"])
