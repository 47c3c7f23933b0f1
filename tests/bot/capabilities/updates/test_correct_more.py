"""Correcting what no reader sees, and counting and showing no more than there is."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates.store import CorrectionAnswerer, Update, questions
from bot.chat.form import Form, FormButton, PersonField
from bot.chat.message import Button
from bot.delivery.tables import Delivery, Operation
from bot.people import audiences
from bot.people.model import Audience, Person, Role, Sharing, Team
from bot.ports import Cause
from tests.bot.capabilities.updates.test_correct import grant
from tests.bot.capabilities.updates.test_reminders import office_hours, publish, reminded, until
from tests.stage import typed

ADA, HANA = "slack/T1/U-Ada", "slack/T2/U-Hana"


async def more(stage: Any, known: Update, who: str = "Ines") -> Form:
    form = await stage.correct_form(known, who)
    if any(isinstance(part, FormButton) and part.label == "More" for part in form.parts):
        form = (await stage.press_in(who, form, "More", **typed(form))).form
    return form


async def kept(stage: Any, known: Update) -> tuple[str, list[str]]:
    async with stage.database.read() as session:
        named = await questions.answerers_named(session, known)
        names = await session.scalars(select(Person.name).where(Person.id.in_(named)).order_by(Person.name))
        return await questions.until_answered(session, known), list(names)


async def change(stage: Any, known: Update, who: str = "Ines", **values: Any) -> Any:
    form = await more(stage, known, who)
    look = await stage.submit(who, form, **typed(form, **{"remind_before": None, "answerers": (), **values}))
    assert look.form is not None, look
    return await stage.submit(who, look.form, confirmed=True)


async def test_who_answers_and_what_to_do_till_then_change_without_a_new_version(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    before = await stage.cards(known)
    form = await more(stage, known)
    values = typed(form, until_answered="Use the old rule.", answerers=(ADA, HANA), remind_before="30")
    look = (await stage.submit("Ines", form, **values)).form
    assert "The cards stay as they are." in stage.shown(look)
    assert look.submit == "Keep it"
    assert (await stage.submit("Ines", look)).message.summary == "Kept. The cards stay as they are."
    assert await kept(stage, known) == ("Use the old rule.", ["Ada", "Hana"])
    now = await stage.kept(known.public_id)
    assert (now.version, now.remind_before) == (1, 30)
    assert await stage.cards(known) == before
    async with stage.database.read() as session:
        assert not (await session.scalars(select(Delivery).where(Delivery.operation == Operation.EDIT))).all()
    assert await stage.count(CorrectionAnswerer) == 0


async def test_with_other_words_they_are_part_of_the_correction(stage: Any) -> None:
    known = await stage.publish()
    await change(stage, known, changed="Up to €300.", note="Raised", until_answered="Ask.", answerers=(ADA,))
    assert await kept(stage, known) == ("Ask.", ["Ada"])
    assert (await stage.kept(known.public_id)).version == 2


async def test_what_the_short_form_does_not_show_stays(stage: Any) -> None:
    known = await stage.publish(until_answered="Ask.", answerers=(ADA,), remind_before="60")
    await stage.correct(known, changed="Up to €300.")
    assert await kept(stage, known) == ("Ask.", ["Ada"])
    assert (await stage.kept(known.public_id)).remind_before == 60


async def test_a_form_that_was_left_half_done_shows_again_what_was_typed_under_more(stage: Any) -> None:
    known = await stage.publish()
    form = await more(stage, known)
    await stage.submit("Ines", form, **typed(form, until_answered="Ask.", answerers=(ADA,)))
    again = await stage.correct_form(known)
    assert typed(again)["until_answered"] == "Ask."
    assert next(part for part in again.parts if isinstance(part, PersonField)).value == (ADA,)


async def test_who_answers_and_cannot_be_shown_here_stays_named(stage: Any) -> None:
    known = await stage.publish(answerers=(ADA,))
    async with stage.database.write() as session:
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
        ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
        await questions.keep_guidance(session, await session.merge(known), "", [ada, luz])
    await change(stage, known, until_answered="Ask.", answerers=(HANA,))
    assert await kept(stage, known) == ("Ask.", ["Hana", "Luz"])


async def test_people_who_are_not_known_are_said_at_their_field(stage: Any) -> None:
    known = await stage.publish()
    form = await more(stage, known)
    answer = await stage.submit("Ines", form, **typed(form, answerers=("slack/T1/U-nobody",), remind_before=None))
    assert "does not know all of these people" in answer.errors.by_field["answerers"]


async def test_a_forged_form_names_nobody_whom_its_author_may_not_know(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.read() as session:
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
    for forged_id in (luz, 10**9, -1):
        form = await more(stage, known)
        forged = replace(form, state=form.state.replace('"answerers":[]', f'"answerers":[{forged_id}]'))
        assert forged.state != form.state
        answer = await stage.submit("Ines", forged, **typed(forged, note="x", changed=f"y {forged_id}", answerers=()))
        look = answer.form if answer.form.submit.startswith("Correct") else None
        look = look or (await stage.submit("Ines", answer.form, **typed(answer.form))).form
        await stage.submit("Ines", look, confirmed=True)
        assert await kept(stage, known) == ("", [])


async def test_two_authors_who_change_what_no_reader_sees_do_not_overwrite_each_other(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Ada")
    mine = await more(stage, known, "Ada")
    await change(stage, known, until_answered="Use the old rule.")
    answer = await stage.submit("Ada", mine, **typed(mine, note="Raised", changed="Up to €300."))
    assert "Nothing was overwritten" in stage.shown(answer.form)
    assert "Use the old rule." in stage.shown(answer.form)
    look = (await stage.submit("Ada", answer.form, **typed(answer.form))).form
    await stage.submit("Ada", look, confirmed=True)
    assert (await kept(stage, known))[0] == "Use the old rule."


async def test_an_earlier_reminder_counts_at_once(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage, remind_before="15")
    await until(stage, "25T09:30")
    await change(stage, known, remind_before="60")
    await until(stage, "25T10:20")
    assert "Bo" in await reminded(stage, known), "two hours into the shift, less one"


async def test_a_channel_that_never_got_it_is_not_counted(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver({"lumen": Cause.BOT_NOT_IN_CHANNEL})
    form = await stage.correct_form(known)
    look = (await stage.submit("Ines", form, **typed(form, note="Raised", changed="Up to €300."))).form
    assert look.submit == "Correct 2 channels"
    assert "Lumenara" not in stage.shown(look)
    answer = await stage.submit("Ines", look, confirmed=True)
    assert answer.message.summary.startswith("Correcting 2 channels")
    assert "Up to €300." in stage.shown((await stage.cards(known))["lumen"]), "it gets that if it is tried again"


@pytest.mark.parametrize("moment", ["before the form", "before the look", "before the press"])
async def test_a_partners_author_sees_no_side_that_came_to_it_since(stage: Any, moment: str) -> None:
    await grant(stage, "Hana", Role.AUTHOR, everywhere=False)
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        await audiences.keep(session, None, "Own", Sharing.NOTHING, [harbor.id], [], stage.calendar.now())
    known = await stage.publish("Hana", audience="Own")
    button = Button("Correct", "updates.correct", known.public_id)

    async def come() -> None:
        async with stage.database.write() as session:
            teams = await session.scalars(select(Team.id).where(Team.name.in_(["Harbor", "Lumen"])))
            own = (await session.scalars(select(Audience).where(Audience.name == "Own"))).one()
            assert own
            await audiences.keep(session, None, "Own", Sharing.NOTHING, list(teams), [], stage.calendar.now())

    shown = []
    if moment == "before the form":
        await come()
    answer = await stage.press("Hana", button)
    if answer.form is not None:
        if moment == "before the look":
            await come()
        answer = await stage.submit("Hana", answer.form, **typed(answer.form, note="Raised", changed="Up to €300."))
    if answer.form is not None:
        await come()
        answer = await stage.submit("Hana", answer.form, confirmed=True)
    shown.append(answer.message.summary)
    assert "reach sides that you may not see" in shown[-1]
    assert "Lumenara" not in " ".join(shown)
    assert (await stage.kept(known.public_id)).version == 1
    assert (await stage.withdraw(known, who="Hana")).message.summary.startswith("Withdrawing")
