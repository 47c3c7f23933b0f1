"""A second pair of eyes on corrections: they wait with their difference shown, and only a withdrawal never does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates.elsewhere import correction as from_elsewhere
from bot.capabilities.updates.elsewhere.asked import Correction
from bot.capabilities.updates.store import CorrectionApprover, CorrectionDraft, CorrectionRequest, Update
from bot.capability import Acting, Declined
from bot.chat.form import Form
from bot.chat.inbound import Answer, HomeOpened
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.people import directory
from bot.people.model import Audience, AuditEntry, Person, PersonState
from tests.bot.capabilities.updates.test_approval import errors, grant, take_rights, wanted
from tests.stage import typed


async def looked(stage: Any, known: Update, who: str = "Ines", **values: Any) -> Form:
    """The preview of a correction."""
    form = await stage.correct_form(known, who)
    answer = await stage.submit(who, form, **typed(form, **{"note": "Raised.", "changed": "Up to €300.", **values}))
    assert answer.form is not None, answer
    shown: Form = answer.form
    return shown


async def published(stage: Any) -> Update:
    """An update that went out before the organisation wanted a second pair of eyes."""
    known: Update = await stage.publish()
    await stage.deliver()
    await grant(stage, "Ada")
    await wanted(stage)
    return known


async def asked(stage: Any, known: Update, **values: Any) -> CorrectionRequest:
    """Ines has asked for a correction."""
    answer = await stage.submit("Ines", await looked(stage, known, **values), confirmed=True)
    assert answer.message is not None, answer
    assert answer.message.summary == "Asked Ada. Nothing goes out before they approve it."
    return await request(stage)


async def request(stage: Any) -> CorrectionRequest:
    async with stage.database.read() as session:
        found: CorrectionRequest = (await session.scalars(select(CorrectionRequest))).one()
        return found


async def letters(stage: Any, known: Update, one: CorrectionRequest, more: str = "") -> dict[str, Message]:
    slot = f"{known.public_id}.{one.public_id}.{one.revision}{more}"
    found: dict[str, Message] = await stage.cards(known, "update_approval", slot)
    return found


async def look(stage: Any, who: str, one: CorrectionRequest) -> Answer:
    answer: Answer = await stage.press(who, Button("Look at it", "updates.look_to_approve_correction", one.public_id))
    return answer


async def version(stage: Any, known: Update) -> int:
    now: Update = await stage.kept(known.public_id)
    return now.version


async def test_a_correction_waits_until_another_author_has_seen_the_difference(stage: Any) -> None:
    known = await published(stage)
    form = await looked(stage, known)
    assert form.submit == "Ask for approval"
    assert "Nothing changes before another author has approved this correction." in stage.shown(form)
    answer = await stage.submit("Ines", form, confirmed=True)
    assert answer.message.summary == "Asked Ada. Nothing goes out before they approve it."
    assert await version(stage, known) == 1
    one = await request(stage)
    (told,) = (await letters(stage, known, one)).values()
    assert "Ines asks you to approve a correction of “Refunds need no supervisor”" in told.summary
    assert "approval of a correction" in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    shown = (await stage.press("Ada", stage.button(told, "Look at it"))).form
    text = stage.shown(shown)
    for line in ("What changed, before", "Up to €200.", "What changed, now", "Up to €300.", "Raised."):
        assert line in text
    done = await stage.submit("Ada", shown, confirmed=True)
    assert done.message.summary.startswith("Approved, and correcting 3 channels.")
    assert await version(stage, known) == 2
    assert all("Up to €300." in stage.shown(card) for card in (await stage.cards(known)).values())
    assert "Approved by Ada" in (await letters(stage, known, one))["Ada"].summary
    assert "Approved by Ada: your correction" in (await letters(stage, known, one, ".author"))["Ines"].summary
    assert await stage.count(CorrectionDraft) == await stage.count(CorrectionRequest) == 0
    async with stage.database.read() as session:
        rows = (await session.execute(select(AuditEntry.action, AuditEntry.actor_id))).all()
    actions = {action: actor for action, actor in rows}  # noqa: C416 - a row is not known to be a pair
    assert actions["correct_update"] == known.author_id != actions["approve_correction"]
    assert "not asked for any more" in (await stage.submit("Ada", shown, confirmed=True)).message.summary


async def test_nobody_approves_their_own_correction_nor_who_may_not_publish_it(stage: Any) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    assert "You wrote this" in (await look(stage, "Ines", one)).message.summary
    shown = (await look(stage, "Ada", one)).form
    assert "You wrote this" in (await stage.submit("Ines", shown, confirmed=True)).message.summary
    await grant(stage, "Hana", within_side=True)
    assert (await look(stage, "Hana", one)).form is None
    await take_rights(stage, "Ada")
    await grant(stage, "Ada", within_side=True)
    assert "Only somebody who may publish" in (await stage.submit("Ada", shown, confirmed=True)).message.summary
    assert await version(stage, known) == 1


async def test_what_is_changed_after_it_was_asked_for_has_to_be_asked_for_again(stage: Any) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    shown = (await look(stage, "Ada", one)).form
    mine = await looked(stage, known, changed="Up to €900.")
    assert "It is being changed just now." in (await stage.submit("Ada", shown, confirmed=True)).message.summary
    assert await version(stage, known) == 1
    await stage.submit("Ines", mine, confirmed=True)
    assert "No approval is wanted any more" in (await letters(stage, known, one))["Ada"].summary
    again = await request(stage)
    late = await stage.submit("Ada", shown, confirmed=True)
    assert "Up to €900." in stage.shown(late.form)
    assert await version(stage, known) == 1
    assert (await stage.submit("Ada", late.form, confirmed=True)).message.summary.startswith("Approved")
    assert (again.public_id, again.revision > one.revision) == (one.public_id, True)


async def test_a_correction_that_is_sent_back_stays_as_it_was_typed(stage: Any) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    page = (await stage.press_in("Ada", (await look(stage, "Ada", one)).form, "Send back")).form
    assert list(errors(await stage.submit("Ada", page, reason=" "))) == ["reason"]
    answer = await stage.submit("Ada", page, reason="Say for whom.")
    assert "Nothing was corrected." in answer.message.summary
    told = (await letters(stage, known, one, ".author"))["Ines"]
    assert "Say for whom." in stage.shown(told)
    form = (await stage.press("Ines", stage.button(told, "Correct"))).form
    assert typed(form)["changed"] == "Up to €300."
    assert await stage.count(CorrectionRequest) == await stage.count(CorrectionApprover) == 0
    assert await version(stage, known) == 1


@pytest.mark.parametrize("fault", ["left", "rights", "corrected"])
async def test_what_its_author_could_not_correct_any_more_is_not_corrected_for_them(stage: Any, fault: str) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    shown = (await look(stage, "Ada", one)).form
    if fault == "left":
        await stage.change(Person, "Ines", state=PersonState.LEFT)
    elif fault == "rights":
        await take_rights(stage, "Ines")
    else:
        await wanted(stage, "")
        await stage.correct(known, "Ada", changed="Up to €250.")
        await wanted(stage)
    before = await version(stage, known)
    answer = await stage.submit("Ada", shown, confirmed=True)
    assert "Send it back" in answer.message.summary
    assert await version(stage, known) == before


async def test_a_correction_of_what_has_reached_them_needs_it_whatever_its_audience_is_by_now(stage: Any) -> None:
    known = await published(stage)
    await wanted(stage, "partners")
    await stage.change(Audience, "Everyone", everyone=False)
    assert (await looked(stage, known)).submit == "Ask for approval"


async def test_nothing_waits_where_nobody_can_approve_and_withdrawing_is_free(stage: Any) -> None:
    known = await stage.publish()
    await wanted(stage)
    answer = await stage.submit("Ines", await looked(stage, known), confirmed=True)
    assert "nobody can approve this and nothing was changed" in answer.message.summary
    assert await stage.count(CorrectionRequest) == 0
    assert (await stage.withdraw(known)).message.summary.startswith("Withdrawing it from 3 channels")


async def test_whoever_wrote_it_hears_after_an_hour_that_nobody_has_decided(stage: Any) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    await stage.until(stage.calendar.now() + timedelta(hours=1))
    told = (await letters(stage, known, one, ".waits.author"))["Ines"]
    assert "every copy still says what it said" in told.summary


async def test_a_program_is_told_to_have_its_correction_approved_in_chat(stage: Any) -> None:
    known = await published(stage)
    async with stage.database.write() as session:
        actor = await directory.actor_of(session, known.author_id)
        acting = Acting(
            session, Outbox(session, stage.clocks), actor, Texts("en"), stage.clocks, stage.platforms, stage.offers
        )
        with pytest.raises(Declined, match="Another author must approve corrections"):
            await from_elsewhere.correct(acting, known, Correction(version=1, note="x", changed="y"), {})


async def test_a_withdrawal_takes_back_what_is_asked_and_every_button_that_would_do_nothing(stage: Any) -> None:
    known = await published(stage)
    one = await asked(stage, known)
    await stage.withdraw(known)
    told = (await letters(stage, known, one))["Ada"]
    assert told.summary == "“Refunds need no supervisor” was withdrawn, so there is nothing left to do about it."
    assert "Refunds" not in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    assert (await look(stage, "Ada", one)).message.summary.startswith("This is not asked for any more")
    await stage.until(stage.calendar.now() + timedelta(hours=2))
    assert await letters(stage, known, one, ".waits.author") == {}
