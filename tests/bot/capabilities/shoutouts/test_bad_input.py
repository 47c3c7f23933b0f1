"""What somebody may type, choose and press that cannot be posted: a clear answer, nothing lost, nothing doubled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Shoutout, records
from bot.capabilities.shoutouts.write import unknown
from bot.capabilities.shoutouts.write.typed import LONGEST_STORY, MOST_THANKED
from bot.chat.form import Form, SearchField, TextField
from bot.chat.inbound import Command, Identity, Mentioned, MentionedKind, Shortcut
from bot.chat.texts import Texts
from bot.delivery.tables import Copy
from bot.people import roster
from bot.people.model import Channel, Person, PersonState, Side, SideState, Team
from bot.ports import Cause
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.stage import NO_PLACE


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"people": ()}, "people", "Say whom you thank"),
        ({"people": tuple(f"p:{n}" for n in range(30))}, "people", f"up to {MOST_THANKED} people"),
        ({"people": ("p:nobody",)}, "people", "no longer here"),
        ({"people": ("x:forged",)}, "people", "no longer here"),
        ({"story": ""}, "story", "at least 20 characters"),
        ({"story": "  Great job!      "}, "story", "at least 20 characters"),
        ({"story": "Great job!" + "\u200b" * 20}, "story", "at least 20 characters"),
        ({"story": "x" * (LONGEST_STORY + 1)}, "story", "1,500 characters fit"),
        ({"quote": "x" * 1001}, "quote", "1,000 characters fit"),
        ({"value": ("greed",)}, "value", "none of the organisation's values"),
        ({"ticket": "desk/48213"}, "ticket", "beginning with https://"),
        ({"ticket": "javascript:alert(1)"}, "ticket", "beginning with https://"),
        ({"ticket": "ftp://desk.example/48213"}, "ticket", "beginning with https://"),
        ({"ticket": "https://[broken"}, "ticket", "beginning with https://"),
    ],
)
async def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(
    stage: Stage, changed: dict[str, Any], field: str, says: str
) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    answer = await stage.submit("Ines", form, **await stage.filled("Luz", **changed))
    assert answer.errors is not None
    assert list(answer.errors.by_field) == [field]
    assert says in answer.errors.by_field[field]
    assert await stage.count(Shoutout) == 0


async def test_nobody_thanks_themselves(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    answer = await stage.submit("Ines", form, **await stage.filled("Luz", "Ines"))
    assert answer.errors is not None
    assert "Thanking oneself does not work" in answer.errors.by_field["people"]


async def test_a_team_with_nobody_in_it_cannot_be_thanked(stage: Stage) -> None:
    async with stage.database.write() as session:
        side = await session.scalar(select(Side.id).where(Side.name == "Lumenara"))
        session.add(Team(side_id=side, name="New desk"))
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    answer = await stage.submit("Ines", form, **await stage.filled(people=(await stage.team("New desk"),)))
    assert answer.errors is not None
    assert answer.errors.by_field["people"].startswith("Nobody is in New desk yet")


async def test_words_that_say_too_little_come_back_in_the_form_with_what_is_missing(stage: Stage) -> None:
    answer = await stage.shout("Ines", "great!", "Luz")
    shown = stage.shown(answer.form)
    assert "Tell what they did" in shown
    assert typed_story(answer.form) == "great!"
    assert await stage.count(Copy) == 0


async def test_a_text_that_is_too_long_comes_back_whole_to_be_shortened(stage: Stage) -> None:
    long = "x" * (LONGEST_STORY + 200)
    stage.platforms["slack"].manners = replace(stage.platforms["slack"].manners, private_in_channels=False)
    line = await stage.shout("Ines", long, "Luz", place=stage.place("care"))
    opened = await stage.press("Ines", stage.button(line.message, "Open"))
    message = await stage.send(Shortcut(stage.origin("Ines"), "shoutout", long))
    for answer in (opened, message):
        assert "Up to 1,500 characters fit." in stage.shown(answer.form)
        assert typed_story(answer.form) == long
        field = next(part for part in answer.form.parts if isinstance(part, TextField)) if answer.form else None
        assert field is not None and field.maximum == len(long)


async def test_where_words_open_no_form_a_button_opens_it_with_all_that_was_typed(stage: Stage) -> None:
    stage.platforms["slack"].manners = replace(stage.platforms["slack"].manners, private_in_channels=False)
    line = await stage.shout("Ines", "great!", "Luz", place=stage.place("care"))
    assert line.form is None
    assert stage.shown(line.message).splitlines()[0] == "Give a shoutout"
    opened = await stage.press("Ines", stage.button(line.message, "Open"))
    assert typed_story(opened.form) == "great!"
    people = next(part for part in opened.form.parts if isinstance(part, SearchField)) if opened.form else None
    assert people is not None
    assert [one.label for one in people.value] == ["Luz · Lumen"]


async def test_a_name_that_nobody_has_is_said_to_whoever_typed_it_and_in_the_form(stage: Stage) -> None:
    stage.platforms["slack"].manners = replace(stage.platforms["slack"].manners, private_in_channels=False)
    says = "Instep cannot tell who “@isagani” is. Type a name in “Who” and choose who it is."
    for place in (NO_PLACE, stage.place("care")):
        line = (await stage.shout("Ines", f"@isagani {STORY}", place=place)).message
        assert (says in stage.shown(line)) is (place is NO_PLACE)
        form = (await stage.press("Ines", stage.button(line, "Open"))).form
        assert says in stage.shown(form)
        assert "Say whom you thank." not in stage.shown(line) + stage.shown(form)
        assert typed_story(form) == STORY


def test_a_button_holds_as_many_unknown_names_as_it_has_room_for() -> None:
    names = ("@" + "a" * 60, "@b|c", "@" + "d" * 60, "@tala")
    button = unknown.opening("k" * 22, names, Texts())
    assert unknown.read(button.object_id) == ("k" * 22, (names[0], "@tala"))
    assert unknown.read("k" * 22) == ("k" * 22, ())


def typed_story(form: Form | None) -> str:
    assert form is not None
    return next(part for part in form.parts if isinstance(part, TextField) and part.name == "story").value


@pytest.mark.parametrize(
    ("mentioned", "says"),
    [
        (Mentioned("@helper", MentionedKind.BOT), "“@helper” was left out"),
        (Mentioned("#news", MentionedKind.CHANNEL), "“#news” was left out"),
        (Mentioned("@Zoe", MentionedKind.PERSON, Identity("slack", "T1", "U-Zoe")), "cannot tell who “@Zoe” is"),
    ],
)
async def test_whoever_cannot_be_thanked_is_never_guessed(stage: Stage, mentioned: Mentioned, says: str) -> None:
    typed = f"{mentioned.text} {STORY}"
    answer = await stage.send(Command(stage.origin("Ines"), "shoutout", typed, mentioned=(mentioned,)))
    assert says in stage.shown(answer.form)
    assert await stage.count(Copy) == 0


async def test_a_form_sent_off_twice_is_kept_once_and_posted_once(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    filled = await stage.filled("Luz")
    first = await stage.submit("Ines", form, **filled)
    second = await stage.submit("Ines", form, **filled)
    assert first.form is not None
    assert second.form is not None
    done = await stage.submit("Ines", second.form)
    assert "Posted in 1 channel" in stage.shown(done.message)
    again = await stage.submit("Ines", second.form)
    assert "posted or discarded already" in stage.shown(again.message)
    assert await stage.count(Shoutout) == 1
    assert len(await stage.cards(await stage.kept(form.object_id))) == 1


async def test_an_outdated_look_shows_the_newer_one_instead_of_posting(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    old = await stage.submit("Ines", form, **await stage.filled("Luz"))
    await stage.submit("Ines", form, **await stage.filled("Leo"))
    assert old.form is not None
    answer = await stage.submit("Ines", old.form)
    assert "Leo" in stage.shown(answer.form)
    assert (await stage.kept(form.object_id)).state is ShoutoutState.DRAFT


async def test_a_recipient_who_left_meanwhile_keeps_it_from_being_posted_and_what_was_typed_comes_back(
    stage: Stage,
) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = await stage.submit("Ines", form, **await stage.filled("Luz", "Leo"))
    await stage.change(Person, "Leo", state=PersonState.LEFT)
    assert preview.form is not None
    answer = await stage.submit("Ines", preview.form)
    assert "Leo is no longer here, so nothing was posted" in stage.shown(answer.message)
    assert await stage.count(Copy) == 0
    again = (await stage.command("Ines", "shoutout")).form
    assert again is not None
    assert again.object_id == form.object_id
    assert "This is what you had begun." in stage.shown(again)


async def test_whoever_left_with_a_look_before_them_posts_nothing_and_the_draft_lapses(stage: Stage) -> None:
    shown = (await stage.shout("Ines", STORY, "Luz")).message
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        await roster.leave_unasked(session, ines, stage.calendar.now())
    answer = await stage.press("Ines", stage.button(shown, "Post in 1 channel"))
    # The stage says this to all who take no part, whatever the reason.
    assert "not linked" in stage.shown(answer.message)
    assert await stage.count(Copy) == 0
    async with stage.database.write() as session:
        assert await records.delete_expired(session, stage.calendar.now() + timedelta(days=31)) == 1
    assert await stage.count(Shoutout) == 0


async def test_a_form_in_which_nothing_was_typed_is_not_called_begun(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    await stage.press_in("Ines", form, "Add somebody who is not listed")
    again = (await stage.command("Ines", "shoutout")).form
    assert "This is what you had begun." not in stage.shown(again)
    await stage.press_in("Ines", form, "Add somebody who is not listed", story="Luz")
    again = (await stage.command("Ines", "shoutout")).form
    assert "This is what you had begun." in stage.shown(again)


async def test_a_channel_that_is_gone_by_then_is_told_to_the_giver(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = await stage.submit("Ines", form, **await stage.filled("Luz"))
    await stage.change(Channel, "lumen", archived=True)
    assert preview.form is not None
    assert "may not arrive" not in stage.shown(preview.form)
    said = stage.shown((await stage.submit("Ines", preview.form)).message)
    assert "It may not arrive in lumen: Instep cannot post there at present." in said
    kept = await stage.kept(form.object_id)
    await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
    await stage.until(stage.calendar.instant.replace(minute=stage.calendar.instant.minute + 3))
    told = await stage.cards(kept, slot="not_arrived")
    assert "lumen is archived." in stage.shown(told["Ines"])


async def test_a_draft_of_somebody_else_can_be_neither_seen_nor_posted(stage: Stage) -> None:
    answer = await stage.shout("Ines", STORY, "Luz")
    for label in ("Post in 1 channel", "Change", "Discard"):
        forged = await stage.press("Ada", stage.button(answer.message, label))
        assert "posted or discarded already" in stage.shown(forged.message)
    assert await stage.count(Copy) == 0


async def test_as_many_as_the_organisation_allows_can_be_given_in_a_day_of_the_givers_own(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "1")
    await stage.give("Ines", "Luz")
    second = await stage.shout("Ines", STORY, "Leo")
    assert "It is kept: post it tomorrow." in stage.shown(second.message)
    answer = await stage.press("Ines", stage.button(second.message, "Post in 1 channel"))
    assert "as many as your organisation allows in a day" in stage.shown(answer.message)
    await stage.until(stage.calendar.instant.replace(day=25, hour=0, minute=1))
    answer = await stage.press("Ines", stage.button(second.message, "Post in 1 channel"))
    assert "Posted in 1 channel" in stage.shown(answer.redraw)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SideState.PAUSED, "Luz cannot be told of it while their company is paused, so nothing was posted."),
        (SideState.LEAVING, "Luz is no longer here, so nothing was posted."),
    ],
)
async def test_whose_company_pauses_or_goes_meanwhile_is_not_thanked_without_ever_hearing_of_it(
    stage: Stage, state: SideState, says: str
) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    preview = await stage.submit("Ines", form, **await stage.filled("Luz", "Ada"))
    await stage.change(Side, "Lumenara", state=state)
    assert preview.form is not None
    answer = await stage.submit("Ines", preview.form)
    assert says in stage.shown(answer.message)
    assert await stage.count(Copy) == 0
    await stage.change(Side, "Lumenara", state=SideState.ACTIVE)
    assert "Posted in 2 channels" in stage.shown((await stage.submit("Ines", preview.form)).message)


async def test_a_whole_team_that_is_given_up_meanwhile_is_not_thanked(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    people = (await stage.team("Harbor"), await stage.person("Ada"))
    preview = await stage.submit("Ines", form, **{**await stage.filled(), "people": people})
    await stage.change(Team, "Harbor", archived=True)
    assert preview.form is not None
    answer = await stage.submit("Ines", preview.form)
    assert "Harbor is no longer here, so nothing was posted." in stage.shown(answer.message)
    assert await stage.count(Copy) == 0


def test_each_of_several_unknown_names_is_asked_for() -> None:
    says = "Instep cannot tell who “@isagani” and “@mei” are. Type each name in “Who” and choose who it is."
    assert unknown.line(("@isagani", "@mei"), Texts()) == says
