"""Killed between any two steps, and asked again: nothing is lost, nothing is there twice, what was typed is kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.arriving import ARRIVED
from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.posting import FOLLOW
from bot.capabilities.shoutouts.store import Cheer, Note, Objection, Shoutout
from bot.capabilities.shoutouts.telling import TELL
from bot.chat.form import Form, TextField
from bot.chat.inbound import NOTHING, Answer, Command, FormSubmitted, Mentioned, MentionedKind, Press
from bot.chat.message import Button, Message, from_json
from bot.delivery.tables import Content, Copy
from bot.people.model import Grant, Person, Role, Team
from bot.ports import Cause
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_digest import a_week, digests
from tests.bot.capabilities.shoutouts.test_telling import led_by
from tests.kills import everything, killed_between_any_two_steps

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BETTER = f"{STORY} And two days later another one."

Asked = Command | Press | FormSubmitted


async def comes_through(stage: Stage, inbound: Asked, *, repeatable: bool = True) -> Answer:
    """Asks until no kill comes between; then it comes again from the platform, and again from whoever asked.

    What is not `repeatable` is something else when a person asks it again.
    """
    answer, killed = await killed_between_any_two_steps(stage.database, lambda: stage.send(inbound), stage.restart)
    assert killed >= 3, "the request itself, what it does, and the commit"
    after = await everything(stage.database)
    assert await stage.send(inbound) == NOTHING
    assert await everything(stage.database) == after
    if repeatable:
        await stage.send(
            replace(inbound, origin=replace(inbound.origin, request_id=f"{inbound.origin.request_id} again"))
        )
        again = await everything(stage.database)
        changed = {name for name in after if again[name] != after[name]}
        assert changed - {"stale"} == {"inbox"}, "at most something is drawn once more"
    return answer


async def runs(stage: Stage, kind: str) -> None:
    """Runs what is due until no kill comes between, and then once more."""
    _, killed = await killed_between_any_two_steps(stage.database, lambda: stage.run_due(kind), stage.restart)
    assert killed >= 2
    after = await everything(stage.database)
    assert await stage.run_due(kind) == 0
    assert await everything(stage.database) == after


def sent(stage: Stage, who: str, form: Form | None, **values: Any) -> FormSubmitted:
    """A form, filled in, as it comes in."""
    assert form is not None
    return FormSubmitted(stage.origin(who), form.action, form.object_id, values, form.state)


def pressed(stage: Stage, who: str, button: Button) -> Press:
    return Press(stage.origin(who), button.action, button.object_id)


async def look(stage: Stage, *whom: str, **values: Any) -> Form:
    """The look before, of a shoutout that Ines gives."""
    form = (await stage.command("Ines", "shoutout")).form
    return shown_form(await stage.send(sent(stage, "Ines", form, **await stage.filled(*whom, **values))))


async def in_whole(stage: Stage, who: str, kept: Shoutout, label: str) -> Form:
    """What a button in *More* opens."""
    whole = shown_form(await stage.press(who, Button("", MORE, kept.public_id)))
    return shown_form(await stage.press_in(who, whole, label))


def shown_form(answer: Answer) -> Form:
    assert answer.form is not None, answer
    return answer.form


def story_in(form: Form | None) -> str:
    assert form is not None
    return next(part.value for part in form.parts if isinstance(part, TextField) and part.name == "story")


async def manages(stage: Stage, who: str) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=person.id, role=Role.MANAGER, side_id=None))


async def letters(stage: Stage, kind: str, slot: str) -> list[Message]:
    """What was written to single people about anything of a kind."""
    async with stage.database.read() as session:
        query = select(Content.message).join(Copy, Copy.content_id == Content.id)
        found = await session.scalars(query.where(Copy.subject_kind == kind, Copy.slot == slot))
        return [from_json(one) for one in found]


# --- giving -----------------------------------------------------------------------------------------------------------


@on_one_database
async def test_words_are_kept_once_and_posted_once(stage: Stage) -> None:
    mentioned = Mentioned("@Luz", MentionedKind.PERSON, stage.people["Luz"])
    words = Command(stage.origin("Ines"), "shoutout", f"@Luz {STORY}", mentioned=(mentioned,))
    line = await comes_through(stage, words, repeatable=False)
    assert await stage.count(Shoutout) == 1
    done = await comes_through(stage, pressed(stage, "Ines", stage.button(line.message, "Post in 1 channel")))
    assert stage.shown(done.redraw).startswith("Posted in 1 channel.")
    assert await stage.count(Shoutout) == 1


@on_one_database
async def test_a_form_is_kept_once_and_comes_back_with_what_was_typed(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    filled = await stage.filled("Luz", "Hana", quote="She never gave up.")
    answer = await comes_through(stage, sent(stage, "Ines", form, **filled), repeatable=False)
    assert STORY in stage.shown(answer.form)
    stage.restart()
    again = (await stage.command("Ines", "shoutout")).form
    assert story_in(again) == STORY
    assert await stage.count(Shoutout) == 1


async def test_a_shoutout_is_posted_whole_and_once_in_all_channels_of_both_platforms(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 01:00-02:00")
    preview = await look(stage, "Hana", "Luz")
    done = await comes_through(stage, sent(stage, "Ines", preview))
    assert "Posted in 3 channels" in stage.shown(done.message)
    kept = await stage.kept(preview.object_id)
    assert set(await stage.cards(kept)) == {"care", "harbor", "lumen"}
    assert await stage.cards(kept, slot="personal") == {}
    await runs(stage, FOLLOW)
    assert set(await stage.cards(kept, slot="personal")) == {"Hana"}
    assert [work.for_whom for work in await stage.waiting_work(TELL)] == [str(await inside(stage, "Luz"))]
    assert len(await stage.waiting_work(ARRIVED)) == 1


async def inside(stage: Stage, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


# --- telling ----------------------------------------------------------------------------------------------------------


@on_one_database
@pytest.mark.parametrize(
    ("thanked", "lead", "slot", "later"), [("Luz", "Hugo", "personal", "Luz"), ("Hana", "Leo", "lead", "Leo")]
)
async def test_whoever_is_told_later_is_told_once(stage: Stage, thanked: str, lead: str, slot: str, later: str) -> None:
    await led_by(stage, "Lumen" if thanked == "Luz" else "Harbor", lead)
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 10:00-20:00")
    kept = await stage.give("Ines", thanked)
    assert await stage.cards(kept, slot=slot) == {}
    (waiting,) = await stage.waiting_work(TELL)
    stage.calendar.instant = waiting.due_at
    await runs(stage, TELL)
    assert set(await stage.cards(kept, slot="personal")) == {thanked}
    assert set(await stage.cards(kept, slot="lead")) == {lead}


@on_one_database
async def test_the_giver_hears_once_of_what_did_not_arrive(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
    stage.calendar.instant += timedelta(minutes=3)
    await runs(stage, ARRIVED)
    told = await stage.cards(kept, slot="not_arrived")
    assert set(told) == {"Ines"}
    again = await comes_through(stage, pressed(stage, "Ines", stage.button(told["Ines"], "Try again")))
    assert "Trying 1 channel again." in stage.shown(again.message)


@on_one_database
async def test_a_digest_that_is_sent_by_hand_goes_out_once(stage: Stage) -> None:
    await a_week(stage)
    form = (await stage.command("Bo", "shoutout digest")).form
    done = await comes_through(stage, sent(stage, "Bo", form))
    assert "goes to 3 channels" in stage.shown(done.message)
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}


# --- afterwards -------------------------------------------------------------------------------------------------------


async def test_a_cheer_counts_once_however_it_was_killed(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await comes_through(stage, pressed(stage, "Leo", Button("", CHEER, kept.public_id)))
    assert "You cheered" in stage.shown(answer.message)
    assert await stage.count(Cheer) == 1
    await comes_through(stage, pressed(stage, "Leo", stage.button(answer.message, "Take it back")))
    assert await stage.count(Cheer) == 0


@on_one_database
async def test_a_note_stands_once_under_every_card(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = (await stage.press("Ada", Button("", ADD, kept.public_id))).form
    await comes_through(stage, sent(stage, "Ada", form, text="And she wrote down how."))
    assert await stage.count(Note) == 1
    assert stage.shown((await stage.cards(kept))["lumen"]).count("And she wrote down how.") == 1


@on_one_database
async def test_a_correction_is_everywhere_or_nowhere_and_comes_back_as_it_was_typed(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = await in_whole(stage, "Ines", kept, "Correct")
    preview = shown_form(await stage.send(sent(stage, "Ines", form, **await stage.filled("Hana", story=BETTER))))
    stage.restart()
    assert story_in(await in_whole(stage, "Ines", kept, "Correct")) == BETTER
    await comes_through(stage, sent(stage, "Ines", preview))
    after = await stage.kept(kept.public_id)
    assert (after.story, after.version, await stage.count(Shoutout)) == (BETTER, 2, 1)
    assert BETTER in stage.shown((await stage.cards(kept))["harbor"])
    assert "no longer concerns" in stage.shown((await stage.cards(kept))["lumen"])
    assert set(await stage.cards(kept, slot="personal")) == {"Hana", "Luz"}


@on_one_database
async def test_a_withdrawal_is_everywhere_or_nowhere_and_can_be_gone_on_with_once(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await comes_through(stage, sent(stage, "Ines", await in_whole(stage, "Ines", kept, "Withdraw")))
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.WITHDRAWN
    assert "withdrawn" in stage.shown((await stage.cards(kept))["lumen"])
    assert "withdrawn" in stage.shown((await stage.cards(kept, slot="personal"))["Luz"])
    again = await comes_through(stage, pressed(stage, "Ines", stage.button(answer.message, "Go on with it")))
    assert story_in(again.form) == STORY
    assert await stage.count(Shoutout) == 2


@on_one_database
async def test_taking_down_tells_the_giver_once_and_settles_the_reports(stage: Stage) -> None:
    await manages(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await comes_through(
        stage, sent(stage, "Leo", await in_whole(stage, "Leo", kept, "Report it"), text="Too much of the customer.")
    )
    assert await stage.count(Objection) == 1
    (letter,) = await letters(stage, "shoutout_objection", "report")
    ask = (await stage.press("Bo", stage.button(letter, "Take it down"))).form
    await comes_through(stage, sent(stage, "Bo", ask, reason="Too much of the customer."))
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.TAKEN_DOWN
    assert len(await letters(stage, "shoutout", "taken_down")) == 1
    assert len(await letters(stage, "shoutout_objection", "outcome")) == 1


@on_one_database
async def test_a_report_is_settled_once(stage: Stage) -> None:
    await manages(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await stage.send(sent(stage, "Leo", await in_whole(stage, "Leo", kept, "Report it"), text="Is this true?"))
    (letter,) = await letters(stage, "shoutout_objection", "report")
    await comes_through(stage, pressed(stage, "Bo", stage.button(letter, "It is fine")))
    (told,) = await letters(stage, "shoutout_objection", "outcome")
    assert "it stays" in stage.shown(told)
