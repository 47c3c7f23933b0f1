"""Questions: asked once, held by somebody at work, answered for the asker or for all, and never lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates import store
from bot.capabilities.updates.messages import ASK
from bot.capabilities.updates.questions import letters
from bot.capabilities.updates.questions.messages import ANSWER, HAND_OVER
from bot.capabilities.updates.store import Update, UpdateState, questions
from bot.capabilities.updates.store.question_tables import Desk, Guidance, Hearers, Question, QuestionState
from bot.chat.inbound import HomeOpened
from bot.chat.message import Button, Message, from_json
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Content, Copy, Delivery, State
from bot.people.model import Audience, AudienceTeam, ChatIdentity, Person, PersonState, Team

TEXT = "Does this hold for gift cards too?"


async def open_form(stage: Any, who: str, known: Update) -> Any:
    answer = await stage.press(who, Button("Ask a question", ASK, known.public_id))
    assert answer.form is not None, answer
    return answer.form


async def ask(stage: Any, who: str, known: Update, text: str = TEXT) -> str:
    """Asks, and insists that it is another question if something similar is shown."""
    answer = await stage.submit(who, await open_form(stage, who, known), text=text)
    if answer.form is not None:
        answer = await stage.submit(who, answer.form, text=text)
    told: str = answer.message.summary
    return told


async def question(stage: Any, text: str = TEXT) -> Question:
    async with stage.database.read() as session:
        found: Question = (await session.scalars(select(Question).where(Question.text == text))).one()
        return found


async def reply(stage: Any, who: str, of: Question, text: str = "Yes, for all of them.", to: str = "everyone") -> Any:
    form = (await stage.press(who, Button("Answer", ANSWER, of.public_id))).form
    assert form is not None
    return await stage.submit(who, form, answer=text, to=to, shown="Are gift cards meant too?")


async def direct(stage: Any, who: str) -> list[str]:
    """The direct messages about questions that somebody was to get, as they are to look now, oldest first."""
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Content.message)
            .join(Copy, Copy.content_id == Content.id)
            .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
            .join(Person, Person.id == ChatIdentity.person_id)
            .where(Copy.target_kind == "person", Copy.subject_kind.startswith("update_question"), Person.name == who)
            .order_by(Copy.id)
        )
        return [stage.shown(from_json(one)) for one in rows]


async def run_due(stage: Any) -> int:
    """Runs what is due of questions; says how many pieces of work that were."""
    count: int = await stage.run_due(letters.BEGINS_JOB, letters.DUE_JOB)
    return count


async def replies(stage: Any, of: Question) -> dict[str, Message]:
    found: dict[str, Message] = await stage.cards(of, letters.store.QUESTION, f"answer:{of.public_id}")
    return found


def person(who: str) -> tuple[str, ...]:
    home = {"H": "T2", "L": "lumen"}.get(who[0], "T1")
    return (f"{'teams' if home == 'lumen' else 'slack'}/{home}/U-{who}",)


# --- asking -----------------------------------------------------------------------------------------------------------


async def test_whoever_asks_hears_who_has_it_and_what_to_do_until_then(stage: Any) -> None:
    known = await stage.publish(until_answered="Use the old rule.")
    form = await open_form(stage, "Luz", known)
    assert "Use the old rule." in stage.shown(form)
    answer = await stage.submit("Luz", form, text=TEXT)
    assert "Ines has it and is to answer by Tue 24 Nov, 13:00 your time." in answer.message.summary
    assert "Use the old rule." in stage.shown(answer.message)
    (told,) = await direct(stage, "Ines")
    assert TEXT in told
    assert "From Luz, Lumenara" in told


async def test_the_button_stands_on_card_ring_and_reading(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    assert stage.button((await stage.cards(known))["harbor"], "Ask a question").object_id == known.public_id
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    assert stage.button((await stage.cards(known, slot="ring"))["Hana"], "Ask a question")
    read = (await stage.press("Luz", Button("Read", "updates.read", f"{known.public_id}.1"))).form
    assert (await stage.press_in("Luz", read, "Ask a question")).form.title == "Ask a question"


async def test_the_same_form_sent_twice_asks_once(stage: Any) -> None:
    known = await stage.publish()
    form = await open_form(stage, "Hana", known)
    first = await stage.submit("Hana", form, text=TEXT)
    assert (await stage.submit("Hana", form, text=TEXT)).message.summary == first.message.summary
    assert await stage.count(Question) == 1


async def test_words_in_a_thread_mean_the_card_above_and_elsewhere_the_newest(stage: Any) -> None:
    first = await stage.publish(title="First")
    stage.calendar.instant += timedelta(minutes=1)
    second = await stage.publish(title="Second")
    await stage.deliver()
    for typed in ("ask and gift cards?", "update ask and gift cards?"):
        form = (await stage.command("Ada", typed, stage.place("care", thread=f"care-{first.id}"))).form
        assert form.object_id.startswith(first.public_id)
        assert next(part for part in form.parts if getattr(part, "name", "") == "text").value == "and gift cards?"
        assert (await stage.command("Ada", typed, stage.place("care"))).form.object_id.startswith(second.public_id)
        assert (await stage.command("Leo", typed)).form.object_id.startswith(second.public_id)


async def test_other_words_under_a_card_are_offered_to_be_asked(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    thread = stage.place("care", thread=f"care-{known.id}")
    offered = (await stage.command("Ada", "what about gift cards?", thread)).message
    assert offered.summary == "Shall I ask this about “Refunds need no supervisor”?"
    form = (await stage.press("Ada", stage.button(offered, "Ask a question"))).form
    assert next(part for part in form.parts if getattr(part, "name", "") == "text").value == "what about gift cards?"
    assert (await stage.command("Ada", "what about it?", stage.place("care"))).message.summary == "The menu."
    long = (await stage.command("Ada", "why " * 200, thread)).message
    assert (await stage.press("Ada", stage.button(long, "Ask a question"))).form is not None


async def test_what_was_not_published_to_somebody_cannot_be_asked_about(stage: Any) -> None:
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled())
    for button in (form.object_id, "nothing", ""):
        answer = await stage.press("Hana", Button("Ask", ASK, button))
        assert answer.message.summary == "This update is no longer there, so nothing was asked."


async def test_similar_ones_are_shown_first_with_their_answers(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Ada", known)
    await reply(stage, "Ines", await question(stage), to="asker")
    answer = await stage.submit("Bo", await open_form(stage, "Bo", known), text="And gift cards?")
    assert answer.form.submit == "Mine is another one"
    assert "Yes, for all of them." in stage.shown(answer.form)
    assert await stage.count(Question) == 1
    assert "Asked." in (await stage.submit("Bo", answer.form, text="And gift cards?")).message.summary
    assert "Asked." in (await stage.submit("Bo", await open_form(stage, "Bo", known), text="Where?")).message.summary


async def test_another_side_is_shown_only_what_was_answered_for_all(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Hana", known)
    for who in ("Luz", "Ada"):
        answer = await stage.submit(who, await open_form(stage, who, known), text="For gift cards too?")
        if who == "Luz":
            assert answer.form is None
        else:
            assert TEXT in stage.shown(answer.form)
    await reply(stage, "Ines", await question(stage))
    shown = stage.shown((await stage.submit("Leo", await open_form(stage, "Leo", known), text="Gift cards?")).form)
    assert "Yes, for all of them." in shown
    assert "Hana" not in shown
    assert "Harborline" not in shown


async def test_others_read_a_question_only_in_the_words_chosen_for_all(stage: Any) -> None:
    known = await stage.publish()
    text = "Hugo of Harborline asks: do gift cards count?"
    await ask(stage, "Hana", known, text)
    await reply(stage, "Ines", await question(stage, text))
    shown = stage.shown((await stage.submit("Leo", await open_form(stage, "Leo", known), text="Gift cards?")).form)
    assert "Are gift cards meant too?" in shown
    assert "Harborline" not in shown
    assert "Hugo" not in shown


async def test_customers_data_is_asked_after_before_it_crosses(stage: Any) -> None:
    known = await stage.publish()
    text = "What of jane@customer.example?"
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), text=text)
    assert "personal data" in stage.shown(answer.form)
    refused = await stage.submit("Luz", answer.form, text=text, confirmed=False)
    assert "confirmed" in refused.errors.by_field
    assert await stage.count(Question) == 0
    assert "Asked." in (await stage.submit("Luz", answer.form, text=text, confirmed=True)).message.summary


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
async def test_an_empty_or_endless_question_is_told_at_its_field(stage: Any, text: str) -> None:
    known = await stage.publish()
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), text=text)
    assert "text" in answer.errors.by_field


# --- whose turn it is -------------------------------------------------------------------------------------------------


async def test_named_people_at_work_come_before_the_owner(stage: Any) -> None:
    known = await stage.publish(answerers=(*person("Hugo"), *person("Leo")))
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 20:00-23:00")
    assert "Hugo" not in (told := await ask(stage, "Luz", known))
    assert "The owner has it" in told, "another partner's person is not named across the wall"
    (to_hugo,) = await direct(stage, "Hugo")
    assert "From another team" in to_hugo
    assert "Luz" not in to_hugo
    assert "Lumenara" not in to_hugo
    assert "Hugo has it" in await ask(stage, "Hana", known, "Which form?")
    assert not await direct(stage, "Ines")


async def test_whoever_has_fewest_questions_gets_the_next(stage: Any) -> None:
    known = await stage.publish(answerers=(*person("Ada"), *person("Bo")))
    told = [await ask(stage, "Ines", known, text) for text in ("One?", "Two?")]
    assert sorted(one.split()[1] for one in told) == ["Ada", "Bo"]


async def test_out_of_hours_it_waits_until_the_owners_shift_begins(stage: Any) -> None:
    known = await stage.publish()
    await stage.change(Person, "Ines", working_hours="Mon-Fri 09:00-12:00")
    told = await ask(stage, "Bo", known)
    assert "Ines gets it at work, Wed 25 Nov, 09:00, and is to answer by Thu 26 Nov, 10:00 your time." in told
    assert not await direct(stage, "Ines")
    stage.calendar.instant = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert await run_due(stage) == 1
    assert len(await direct(stage, "Ines")) == 1


@pytest.mark.parametrize("gone", [{"state": PersonState.LEFT}, {"away_until": datetime(2027, 1, 1, tzinfo=UTC)}])
async def test_an_owner_who_is_gone_is_stood_in_for_by_the_author(stage: Any, gone: dict[str, Any]) -> None:
    known = await stage.publish(owner=person("Ada"))
    await stage.change(Person, "Ada", **gone)
    assert "Ines has it" in await ask(stage, "Bo", known)
    assert (await question(stage)).desk is Desk.AUTHOR


async def test_an_owner_who_goes_before_their_shift_is_stood_in_for_and_the_asker_told(stage: Any) -> None:
    known = await stage.publish(owner=person("Ada"))
    await stage.change(Person, "Ada", working_hours="Mon-Fri 09:00-12:00")
    assert "Ada gets it at work" in await ask(stage, "Bo", known)
    await stage.change(Person, "Ada", state=PersonState.LEFT)
    stage.calendar.instant = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    await run_due(stage)
    assert "Ines has it" in (await direct(stage, "Bo"))[0]
    assert len(await direct(stage, "Ines")) == 1


async def test_a_manager_stands_in_where_nobody_else_is(stage: Any) -> None:
    known = await stage.publish(owner=person("Ada"))
    await stage.change(Person, "Ada", state=PersonState.LEFT)
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    await grant(stage, "Bo", "manager")
    assert "Bo has it" in await ask(stage, "Luz", known)


async def grant(stage: Any, who: str, role: str) -> None:
    from bot.people.model import Grant, Role

    async with stage.database.write() as session:
        one = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=one.id, role=Role(role), side_id=None))


async def test_where_nobody_can_be_messaged_the_receipt_says_so_and_it_is_tried_again(stage: Any) -> None:
    known = await stage.publish()
    mine = update(ChatIdentity).where(ChatIdentity.user_id == "U-Ines")
    async with stage.database.write() as session:
        await session.execute(mine.values(installation_key=""))
    told = await ask(stage, "Bo", known)
    assert "Nobody who can answer can be messaged just now." in told
    assert "update_receipt" in await stage.stale()
    receipt = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "1 question waits, and nobody who may answer it can be messaged." in receipt
    listed = (await stage.press("Ines", Button("Show", "updates.questions", "0"))).message
    assert TEXT in stage.shown(listed)
    async with stage.database.write() as session:
        await session.execute(mine.values(installation_key="A1/-/T1"))
    stage.calendar.instant += timedelta(hours=4)
    await run_due(stage)
    assert len(await direct(stage, "Ines")) == 1
    assert "Ines has it" in (await direct(stage, "Bo"))[0]


async def test_what_stays_unanswered_goes_to_the_owners_lead_and_the_asker_is_told(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await ask(stage, "Hana", known)
    stage.calendar.instant += timedelta(hours=4) - timedelta(seconds=1)
    assert await run_due(stage) == 0
    stage.calendar.instant += timedelta(seconds=1)
    assert await run_due(stage) == 1
    assert (await question(stage)).desk is Desk.LEAD
    assert TEXT in (await direct(stage, "Bo"))[0]
    (told,) = await direct(stage, "Hana")
    assert "Bo has it" in told
    stage.calendar.instant += timedelta(days=1)
    await run_due(stage)
    assert len(await direct(stage, "Hana")) == 1
    assert (await reply(stage, "Ines", await question(stage))).message.summary.startswith("Answered in 3 channels.")


async def test_what_a_lead_leaves_behind_goes_to_somebody_else(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await ask(stage, "Hana", known)
    stage.calendar.instant += timedelta(hours=4)
    await run_due(stage)
    assert (await question(stage)).desk is Desk.LEAD
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    stage.calendar.instant += timedelta(hours=4)
    await run_due(stage)
    assert (await question(stage)).desk is Desk.OWNER
    assert "Ines has it" in (await direct(stage, "Hana"))[1]


async def test_who_leaves_long_after_it_was_moved_to_them_is_noticed(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await ask(stage, "Hana", known)
    await stage.until(stage.calendar.instant + timedelta(days=3))
    assert (await question(stage)).desk is Desk.LEAD and len(await direct(stage, "Hana")) == 1
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await stage.until(stage.calendar.instant + timedelta(days=1))
    assert (await question(stage)).desk is Desk.OWNER
    assert "Ines has it" in (await direct(stage, "Hana"))[1]
    await reply(stage, "Ines", await question(stage))
    await stage.until(stage.calendar.instant + timedelta(days=3))
    assert len(await stage.waiting_work("updates.question_due")) < 10


async def lead(stage: Any, team: str, who: str) -> None:
    async with stage.database.write() as session:
        one = (await session.scalars(select(Person).where(Person.name == who))).one()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=one.id))


async def test_what_was_answered_in_time_goes_nowhere(stage: Any) -> None:
    known = await stage.publish()
    await lead(stage, "Care", "Bo")
    await ask(stage, "Hana", known)
    await reply(stage, "Ines", await question(stage))
    stage.calendar.instant += timedelta(hours=5)
    await run_due(stage)
    assert not await direct(stage, "Bo")


async def test_handing_over_gives_it_to_somebody_else_and_says_so(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Hana", known)
    of = await question(stage)
    form = (await stage.press("Ines", Button("Hand over", HAND_OVER, of.public_id))).form
    for to in (person("Hana"), person("Ines"), ("slack/T1/U-nobody",), ()):
        assert "to" in (await stage.submit("Ines", form, to=to)).errors.by_field
    answer = await stage.submit("Ines", form, to=person("Ada"))
    assert answer.message.summary == "Ada has it now, and the asker is told."
    assert "Answer" in (await direct(stage, "Ada"))[0]
    (before,) = await direct(stage, "Ines")
    assert "Ada has it now" in before
    assert "Hand over" not in before
    assert "Ada has it" in (await direct(stage, "Hana"))[0]


async def test_a_question_is_handed_to_nobody_of_a_side_that_does_not_have_its_update(stage: Any) -> None:
    async with stage.database.write() as session:
        audience = Audience(name="Without Lumenara", everyone=False)
        session.add(audience)
        await session.flush()
        for team in await session.scalars(select(Team).where(Team.name != "Lumen")):
            session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    known = await stage.publish(audience="Without Lumenara")
    await ask(stage, "Hana", known)
    form = (await stage.press("Ines", Button("Hand over", HAND_OVER, (await question(stage)).public_id))).form
    assert "to" in (await stage.submit("Ines", form, to=person("Leo"))).errors.by_field
    assert not await direct(stage, "Leo")
    assert (await stage.submit("Ines", form, to=person("Ada"))).message.summary.startswith("Ada has it now")


# --- answering --------------------------------------------------------------------------------------------------------


async def test_an_answer_for_all_stands_under_every_card_at_once_without_the_asker(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await ask(stage, "Luz", known)
    of = await question(stage)
    answer = await reply(stage, "Ines", of)
    assert answer.message.summary == "Answered in 3 channels. The asker has it too."
    found = await replies(stage, of)
    assert set(found) == {"care", "harbor", "lumen"}
    for message in found.values():
        text = stage.shown(message)
        assert "Are gift cards meant too?" in text
        assert "Yes, for all of them." in text
        assert "Answered by Ines" in text
        assert "Luz" not in text
        assert TEXT not in text
    async with stage.database.read() as session:
        rows = (
            await session.execute(
                select(Copy.parent_id, Delivery.state, Delivery.released_at)
                .join(Delivery, Delivery.copy_id == Copy.id)
                .where(Copy.slot == f"answer:{of.public_id}")
            )
        ).all()
    assert all(row.parent_id is not None and row.state is State.WAITING for row in rows)
    assert len({row.released_at for row in rows}) == 1
    (personally,) = await direct(stage, "Luz")
    assert "Yes, for all of them." in personally
    assert TEXT in personally


async def test_the_cards_count_what_was_answered_for_all(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    await ask(stage, "Ada", known, "Who pays?")
    await reply(stage, "Ines", await question(stage))
    assert "update" in await stage.stale()
    await reply(stage, "Ines", await question(stage, "Who pays?"), to="asker")
    for card in (await stage.redrawn(known)).values():
        assert "· 1 question answered" in card
    assert "Are gift cards meant too?" not in str(await stage.redrawn(known))


async def test_an_answer_to_the_asker_only_is_posted_nowhere(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await ask(stage, "Luz", known)
    of = await question(stage)
    assert (await reply(stage, "Ines", of, to="asker")).message.summary == "Answered. The asker has it."
    assert await replies(stage, of) == {}
    assert len(await direct(stage, "Luz")) == 1


async def test_two_answers_at_once_count_once_and_the_second_sees_the_first(stage: Any) -> None:
    known = await stage.publish(owner=person("Ada"))
    await stage.deliver()
    await ask(stage, "Luz", known)
    of = await question(stage)
    forms = {who: (await stage.press(who, Button("Answer", ANSWER, of.public_id))).form for who in ("Ada", "Ines")}
    answers = await asyncio.gather(
        *(stage.submit(who, form, answer=f"By {who}.", to="everyone", shown="Gift?") for who, form in forms.items())
    )
    told = sorted(answer.message.summary for answer in answers)
    assert told[0].startswith("Answered in 3 channels.")
    assert told[1] == "This is answered already, so yours was not sent."
    second = next(answer.message for answer in answers if answer.message.summary == told[1])
    kept = await question(stage)
    assert kept.answer in stage.shown(second)
    assert len(await direct(stage, "Luz")) == 1
    assert len(await replies(stage, of)) == 3
    assert kept.answer in stage.shown((await stage.press("Ines", Button("Answer", ANSWER, of.public_id))).message)


async def test_an_answer_is_kept_once_whoever_writes_it(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    of = await question(stage)
    kept = []
    for text in ("First.", "Second."):
        async with stage.database.write() as session:
            row = await session.get_one(Question, of.id)
            settled = await questions.settle_question(
                session, row, text, "", known.author_id, Hearers.ASKER, stage.calendar.now()
            )
            kept.append((settled, row.answer))
    assert kept == [(True, "First."), (False, "First.")]


async def test_whoever_had_it_sees_that_it_is_answered(stage: Any) -> None:
    known = await stage.publish(answerers=person("Hugo"))
    await ask(stage, "Luz", known)
    await reply(stage, "Ines", await question(stage))
    (told,) = await direct(stage, "Hugo")
    assert "Answered by Ines" in told
    assert "Hand over" not in told


async def test_customers_data_and_others_names_are_asked_after_before_all_read_them(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    of = await question(stage)
    form = (await stage.press("Ines", Button("Answer", ANSWER, of.public_id))).form
    typed = {"answer": "As for jane@customer.example.", "to": "everyone", "shown": "Luz of Lumenara asks."}
    again = (await stage.submit("Ines", form, **typed)).form
    text = stage.shown(again)
    assert "personal data" in text
    assert "Luz" in text.split("may not know")[1]
    assert "Lumenara" in text.split("may not know")[1]
    assert "confirmed" in (await stage.submit("Ines", again, **typed, confirmed=False)).errors.by_field
    assert (await question(stage)).state is QuestionState.OPEN
    assert "Answered" in (await stage.submit("Ines", again, **typed, confirmed=True)).message.summary


async def test_only_those_concerned_may_answer(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    of = await question(stage)
    for who in ("Ada", "Hana", "Luz"):
        answer = await stage.press(who, Button("Answer", ANSWER, of.public_id))
        assert answer.form is None
        assert TEXT not in str(answer)
    gone = await stage.press("Ines", Button("Answer", ANSWER, "nothing"))
    assert gone.message.summary == "This question is no longer there, so nothing was sent."


async def test_an_asker_who_cannot_be_messaged_finds_the_answer_in_their_list(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    async with stage.database.write() as session:
        await session.execute(update(ChatIdentity).where(ChatIdentity.user_id == "U-Luz").values(installation_key=""))
    told = await reply(stage, "Ines", await question(stage), to="asker")
    assert "The asker cannot be messaged" in told.message.summary
    listed = stage.shown((await stage.command("Luz", "update questions")).message)
    assert "Yes, for all of them." in listed


# --- looking ----------------------------------------------------------------------------------------------------------


async def test_home_and_menu_show_what_waits_for_ones_answer(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    home = (await stage.send(HomeOpened(stage.origin("Ines")))).home
    form = (await stage.press("Ines", stage.button(home, "Answer"))).form
    waits = (await stage.press("Ines", Button("What waits for me", "updates.waiting"))).message
    assert "1 question waits for your answer" in stage.shown(waits)
    await stage.submit("Ines", form, answer="Yes.", to="asker")
    assert TEXT not in stage.shown((await stage.send(HomeOpened(stage.origin("Ines")))).home)


async def test_five_hundred_questions_stay_usable(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        ids = {one.name: one.id for one in await session.scalars(select(Person))}
        side = (await session.get_one(Person, ids["Luz"])).side_id
        session.add_all(
            Question(
                update_id=known.id,
                asker_id=ids[("Luz", "Leo")[number % 2]],
                side_id=side,
                platform="teams",
                text=f"Question number {number}?",
                asked_at=stage.calendar.now(),
                holder_id=ids["Ines"],
                desk=Desk.OWNER,
                turn=1,
                begins_at=stage.calendar.now(),
                due_at=stage.calendar.now() + timedelta(minutes=number),
            )
            for number in range(500)
        )
    for number in range(5):
        await ask(stage, "Hana", known, f"Something {number}?")
    told = await direct(stage, "Ines")
    assert len(told) == 4, "the messages of one shift, and once that more wait, whoever has hundreds"
    assert [text for text in told if "More questions wait for you" in text] == [told[-1]]
    listed = (await stage.command("Ines", "update questions")).message
    text = stage.shown(listed)
    assert "505 open questions · 0 answered" in text
    assert "Page 1 of 85" in text
    assert "Question number 0?" in text
    second = (await stage.press("Ines", stage.button(listed, "More questions"))).message
    assert "Question number 6?" in stage.shown(second)
    assert "505 open" in stage.shown((await stage.command("Ines", "questions 99999")).message)
    async with stage.database.write() as session:
        kept = await session.get_one(Update, known.id)
        closed = await letters.close_questions(session, Outbox(session, stage.clocks), kept, stage.calendar.now())
    assert closed == 505
    (told,) = await direct(stage, "Luz")
    assert "“Refunds need no supervisor” was withdrawn, so your 250 questions about it are closed." in told
    assert "and 245 more" in told


async def test_withdrawing_closes_what_is_open_and_tells_the_asker_and_the_holder(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    of = await question(stage)
    form = (await stage.press("Ines", Button("Answer", ANSWER, of.public_id))).form
    await stage.withdraw(known)
    assert "was withdrawn, so your question about it is closed." in (await direct(stage, "Luz"))[0]
    assert "Closed" in (await direct(stage, "Ines"))[0]
    late = await stage.submit("Ines", form, answer="Yes.", to="asker")
    assert late.message.summary == "This question is closed: its update was withdrawn. Nothing was sent."
    refused = await stage.press("Luz", Button("Ask", ASK, known.public_id))
    assert "was withdrawn, so nothing was asked" in refused.message.summary
    stage.calendar.instant += timedelta(hours=5)
    await run_due(stage)
    assert len(await direct(stage, "Luz")) == 1


async def test_what_outlives_its_update_is_closed_when_it_falls_due(stage: Any) -> None:
    known = await stage.publish()
    for text in (TEXT, "Who pays?"):
        await ask(stage, "Luz", known, text)
    async with stage.database.write() as session:
        await session.execute(update(Update).values(state=UpdateState.WITHDRAWN))
    stage.calendar.instant += timedelta(hours=4)
    await run_due(stage)
    (told,) = await direct(stage, "Luz")
    assert "so your 2 questions about it are closed" in told
    assert (await question(stage)).state is QuestionState.CLOSED


# --- what is kept -----------------------------------------------------------------------------------------------------


async def test_drafts_keep_guidance_and_those_who_answer(stage: Any) -> None:
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled(until_answered="Use the\nold rule.", answerers=person("Bo")))
    again = (await stage.press("Ines", Button("Go on", "updates.go_on", form.object_id))).form
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in again.parts}
    assert values["until_answered"] == "Use the old rule."
    assert values["answerers"] == person("Bo")
    wrong = await stage.submit("Ines", form, **await stage.filled(answerers=("slack/T1/U-nobody",)))
    assert "answerers" in wrong.errors.by_field


async def test_people_get_and_lose_what_is_kept_of_their_questions(stage: Any) -> None:
    known = await stage.publish(answerers=person("Bo"))
    await ask(stage, "Luz", known)
    await reply(stage, "Bo", await question(stage))
    await ask(stage, "Luz", known, "Who pays?")
    async with stage.database.read() as session:
        ids = {one.name: one.id for one in await session.scalars(select(Person))}
        kept = await store.export_person(session, ids["Luz"])
        assert [one["question"] for one in kept["questions_asked"]] == [TEXT, "Who pays?"]
        answered = (await store.export_person(session, ids["Bo"]))["questions_answered"]
        assert [one["question"] for one in answered] == ["Are gift cards meant too?"]
    for who in ("Luz", "Bo"):
        async with stage.database.write() as session:
            await store.erase_person(session, ids[who])
    async with stage.database.read() as session:
        rows = (await session.scalars(select(Question).order_by(Question.id))).all()
    assert [row.text for row in rows] == ["", ""]
    assert rows[0].answer
    assert rows[1].state is QuestionState.CLOSED
    assert not {rows[0].asker_id, rows[0].answered_by, rows[1].asker_id, rows[1].holder_id} - {None}


async def test_what_was_emptied_is_listed_no_more_and_what_stands_in_all_channels_is(stage: Any) -> None:
    known = await stage.publish()
    await ask(stage, "Luz", known)
    await reply(stage, "Ines", await question(stage), to="asker")
    await ask(stage, "Leo", known, "Who pays?")
    await reply(stage, "Ines", await question(stage, "Who pays?"))
    async with stage.database.write() as session:
        leo = (await session.scalars(select(Person).where(Person.name == "Leo"))).one()
        await store.erase_person(session, leo.id)
        await store.delete_expired(session, stage.calendar.now() + timedelta(days=91))
    listed = stage.shown((await stage.command("Ines", "questions")).message)
    assert listed.startswith("0 open questions · 1 answered")
    assert listed.count("Refunds need no supervisor") == 1
    assert "Are gift cards meant too?" in listed
    answer = await stage.submit("Ada", await open_form(stage, "Ada", known), text="Gift cards?")
    assert "Are gift cards meant too?" in stage.shown(answer.form)


async def test_texts_go_ninety_days_after_they_were_closed(stage: Any) -> None:
    known = await stage.publish(until_answered="Use the old rule.")
    await ask(stage, "Luz", known)
    await reply(stage, "Ines", await question(stage), to="asker")
    await ask(stage, "Luz", known, "Who pays?")
    await reply(stage, "Ines", await question(stage, "Who pays?"))
    later = stage.calendar.now() + timedelta(days=91)
    async with stage.database.write() as session:
        assert await store.delete_expired(session, later) == 1
        await session.execute(update(Update).values(state=UpdateState.WITHDRAWN, withdrawn_at=stage.calendar.now()))
        assert await store.delete_expired(session, later) == 3
        assert not list(await session.scalars(select(Guidance)))
        assert {row.text + row.answer + row.shown for row in await session.scalars(select(Question))} == {""}


async def test_in_an_audience_that_shares_names_others_questions_are_shown(stage: Any) -> None:
    async with stage.database.write() as session:
        await session.execute(update(Audience).values(sharing="names"))
    known = await stage.publish()
    await ask(stage, "Hana", known)
    answer = await stage.submit("Luz", await open_form(stage, "Luz", known), text="For gift cards too?")
    assert TEXT in stage.shown(answer.form)


async def test_a_list_is_drawn_anew_once_a_question_in_it_was_answered_or_handed_over(stage: Any) -> None:
    known = await stage.publish()
    for text in (TEXT, "And what of vouchers?"):
        await ask(stage, "Luz", known, text)
    listed = (await stage.command("Ines", "questions")).message
    assert listed.summary == "2 open questions · 0 answered"
    pressed = stage.button(listed, "Answer")
    form = (await stage.press("Ines", pressed)).form
    answer = await stage.submit("Ines", form, answer="Yes.", to="asker")
    assert answer.message.summary == "Answered. The asker has it."
    assert answer.redraw.summary == "1 open question · 1 answered"
    again = await stage.press("Ines", pressed)
    assert "answered already" in again.message.summary and again.redraw.summary == "1 open question · 1 answered"
    handing = (await stage.press("Ines", stage.button(answer.redraw, "Hand over"))).form
    handed = await stage.submit("Ines", handing, to=person("Ada"))
    assert "Ada has it" in stage.shown(handed.redraw)
