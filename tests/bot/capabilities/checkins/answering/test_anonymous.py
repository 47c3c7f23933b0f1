"""Answers without a name: they count once for each message, and no row says whose they are."""

from dataclasses import replace

import pytest

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.questions import After, Question
from bot.capabilities.checkins.store import ballots
from bot.capabilities.checkins.store.tables import Answer as AnswerRow
from bot.capabilities.checkins.subjects import group_subject
from bot.chat.message import Button
from bot.delivery.outbox import Outbox, Subject
from tests.bot.capabilities.checkins.answering.conftest import CLOSES, SMILEYS, OnIt, Stage, labels
from tests.rows import all_rows, changed

MISSING = Question(Ask.TEXT, "What was missing?", after=After(1, (1, 2)))

KEPT = ["checkin_voter", "checkin_ballot"]
"""The only tables in which an anonymous answer leaves anything."""


async def asked(stage: Stage, *questions: Question) -> tuple[OnIt, str]:
    return await stage.asks(*questions, mode=Mode.ANONYMOUS), "Hana"


async def test_one_tap_leaves_a_row_that_names_nobody_and_no_other_trace(stage: Stage) -> None:
    on, who = await asked(stage)
    token = stage.token(on)
    message = await stage.prompt(on, who)
    assert "at least 5 people of a group" in stage.shown(message)
    before = await all_rows(stage.database)
    answer = await stage.tap(who, stage.button(message, "🙂"), token)
    assert "🙂 Good" in stage.shown(answer.redraw) and labels(answer.redraw) == ["Change", "Add a word", "⋯"]
    after = await all_rows(stage.database)
    assert sorted(changed(after, before)) == sorted(KEPT)
    new = "".join(row for name in KEPT for row in after[name])
    assert token not in new and who not in new and "datetime" not in new
    assert await stage.ballots() == [(1, 4, "")] and await stage.voters() == 1
    assert (await stage.row(on, who)).answered_at is None


async def test_an_answer_is_changed_with_the_same_token_and_doubled_by_none(stage: Stage) -> None:
    on, who = await asked(stage)
    token, message = stage.token(on), await stage.prompt(on, who)
    for label in ("🙂", "🙂", "😣"):
        answer = await stage.tap(who, stage.button(message, label), token)
    changing = await stage.tap(who, stage.button(answer.redraw, "Change"), token)
    assert "😣" in labels(changing.redraw) and "Not now" not in labels(changing.redraw)
    assert await stage.ballots() == [(1, 1, "")] and await stage.voters() == 1
    await stage.tap("Hugo", stage.button(message, "😀"), stage.token(on))
    assert await stage.ballots() == [(1, 1, ""), (1, 5, "")] and await stage.voters() == 2


async def test_the_answers_of_one_person_stand_under_hashes_that_do_not_meet(stage: Stage) -> None:
    on, who = await asked(stage, SMILEYS, MISSING)
    token, message = stage.token(on), await stage.prompt(on, who)
    low = await stage.tap(who, stage.button(message, "🙁"), token)
    form = (await stage.tap(who, stage.button(low.redraw, "Write it"), token)).form
    assert form is not None and form.token == token
    done = await stage.fill(who, form, token, q2="The rule on refunds.")
    assert labels(done.redraw) == ["Change", "Anything for me?", "⋯"]
    assert await stage.ballots() == [(1, 2, ""), (2, None, "The rule on refunds.")]
    rows = await all_rows(stage.database)
    hashes = [row.split("'")[1] for name in KEPT for row in rows[name]]
    assert len(set(hashes)) == 3
    await stage.tap(who, stage.button(message, "😀"), token)
    assert await stage.ballots() == [(1, 5, "")]


async def test_what_is_skipped_is_kept_under_a_hash_of_its_own_and_written_later_in_its_place(stage: Stage) -> None:
    on, who = await asked(stage, SMILEYS, MISSING)
    token, message = stage.token(on), await stage.prompt(on, who)
    low = await stage.tap(who, stage.button(message, "🙁"), token)
    before = await all_rows(stage.database)
    done = await stage.tap(who, stage.button(low.redraw, "Skip"), token)
    assert changed(await all_rows(stage.database), before) == ["checkin_ballot"]
    assert "Skipped" in stage.shown(done.redraw) and labels(done.redraw) == ["Change", "⋯"]
    assert await stage.ballots() == [(1, 2, ""), (2, None, "")] and await stage.voters() == 1
    form = (await stage.tap(who, stage.button(done.redraw, "Change"), token)).form
    assert form is not None
    await stage.fill(who, form, token, q1="2", q2="The rule on refunds.")
    assert await stage.ballots() == [(1, 2, ""), (2, None, "The rule on refunds.")]
    other = await stage.asks(replace(MISSING, after=None), SMILEYS, mode=Mode.ANONYMOUS)
    await stage.tap(who, stage.button(await stage.prompt(other, who), "Skip"), stage.token(other))
    assert await stage.voters() == 1, "nobody has answered who only skipped"
    named = replace(stage.button(low.redraw, "Skip"), action="checkins.skip_question")
    assert "none of the answers" in stage.shown((await stage.tap(who, named)).message)


async def test_words_are_masked_without_anybody_who_is_asked(stage: Stage) -> None:
    on, who = await asked(stage)
    token = stage.token(on)
    form = (await stage.tap(who, stage.button(await stage.prompt(on, who), "Add a word"), token)).form
    assert form is not None
    answer = await stage.fill(who, form, token, word="Call Noor on +44 20 7946 0958.")
    ((_, _, text),) = await stage.ballots()
    assert "7946" not in text and "masked" in stage.shown(answer.redraw)
    assert "7946" not in stage.shown(answer.redraw)


@pytest.mark.parametrize("fault", ["none", "cut", "other spelling", "of another group", "of another kind"])
async def test_what_has_no_token_of_this_group_keeps_nothing(stage: Stage, fault: str) -> None:
    on, who = await asked(stage)
    good, other = stage.token(on), await stage.asks(mode=Mode.ANONYMOUS)
    token = {
        "none": "",
        "cut": good[:-1],
        "other spelling": good[:-1] + chr(ord(good[-1]) + 1),
        "of another group": stage.token(other),
        "of another kind": stage.tokens.mint(Subject("checkin_run", on.group.id)),
    }[fault]
    message = await stage.prompt(on, who)
    for label in ("🙂", "Add a word"):
        answer = await stage.tap(who, stage.button(message, label), token)
        assert "does not belong to a check-in" in stage.shown(answer.message)
    form = (await stage.tap(who, stage.button(message, "Add a word"), good)).form
    assert form is not None
    assert "does not belong" in stage.shown((await stage.fill(who, form, token, word="x")).message)
    assert await stage.ballots() == [] and await stage.voters() == 0


@pytest.mark.parametrize("carried", ["1.6", "2.1", "0.1", "1.x", "1"])
async def test_a_forged_value_keeps_nothing(stage: Stage, carried: str) -> None:
    on, who = await asked(stage, SMILEYS, MISSING)
    await stage.tap(who, Button("x", "checkins.vote", f"{on.key}.{carried}"), stage.token(on))
    assert await stage.ballots() == [] and await stage.voters() == 0


async def test_a_press_with_a_name_answers_nothing_where_none_are_kept(stage: Stage) -> None:
    on, who = await asked(stage)
    message = await stage.prompt(on, who)
    tap = replace(stage.button(message, "🙂"), action="checkins.answer")
    assert "none of the answers" in stage.shown((await stage.tap(who, tap)).message)
    for action in ("change", "write", "keep"):
        await stage.tap(who, Button("x", f"checkins.{action}", f"{on.key}.word"))
    assert await stage.ballots() == [] and await stage.count(AnswerRow) == 0


async def test_after_the_close_and_when_withdrawn_nothing_is_taken(stage: Stage) -> None:
    on, who = await asked(stage)
    token, message = stage.token(on), await stage.prompt(on, who)
    await stage.tap(who, stage.button(message, "🙂"), token)
    form = (await stage.tap(who, stage.button(message, "Add a word"), token)).form
    assert form is not None
    stage.calendar.instant = CLOSES
    late = await stage.tap(who, stage.button(message, "😣"), token)
    assert "🙂 Good" in stage.shown(late.redraw) and labels(late.redraw) == []
    assert "closed" in stage.shown((await stage.fill(who, form, token, word="x")).message)
    assert "closed" in stage.shown((await stage.tap(who, stage.button(message, "Add a word"), token)).message)
    assert await stage.ballots() == [(1, 4, "")]
    await stage.ends(on, RunState.WITHDRAWN)
    assert "was withdrawn" in stage.shown((await stage.tap(who, stage.button(message, "😣"), token)).redraw)


async def test_the_sender_draws_no_prompt_anew_that_has_a_token(stage: Stage) -> None:
    on, _ = await asked(stage)
    assert await drawn(stage, on) == {None}
    stage.calendar.instant = CLOSES
    assert await drawn(stage, on) == {None}
    await stage.ends(on, RunState.WITHDRAWN)
    (message,) = await drawn(stage, on)
    assert message is not None and "was withdrawn" in message


async def drawn(stage: Stage, on: OnIt) -> set[str | None]:
    """What the composer makes of all copies, as texts."""
    found: set[str | None] = set()
    async with stage.database.read() as session:
        subject = group_subject(on.group)
        for copy in await Outbox(session, stage.clocks).copies(subject):
            message = await stage.offers.composers[subject.kind](session, subject, copy)
            found.add(None if message is None else stage.shown(message))
    return found


async def test_rows_are_written_anew_together_and_keep_what_they_say(stage: Stage) -> None:
    on, who = await asked(stage)
    message = await stage.prompt(on, who)
    for label in ("🙂", "😣", "😐", "😀"):
        await stage.tap(who, stage.button(message, label), stage.token(on))
    said, before = await stage.ballots(), await all_rows(stage.database)
    async with stage.database.write() as session:
        await ballots.rewrite(session, on.run.id)
    assert await stage.ballots() == said and await stage.voters() == 4
    if stage.database.is_postgresql:
        after = await all_rows(stage.database)
        assert not set(before["checkin_ballot"]) & set(after["checkin_ballot"])
        assert len({row.split(", ")[-2] for row in after["checkin_ballot"]}) == 1, "one transaction wrote them all"
