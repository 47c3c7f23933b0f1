"""A second pair of eyes: what needs it, who is asked, the difference, the first word, and no way around it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates.composing import RECEIPT
from bot.capabilities.updates.elsewhere.asked import NewUpdate
from bot.capabilities.updates.elsewhere.publication import prepare
from bot.capabilities.updates.store import Approval, ApprovalState, AskedApprover, Update, UpdateState
from bot.capability import Acting, Declined
from bot.chat.form import Form, FormButton, PersonField
from bot.chat.inbound import Answer, HomeOpened, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.people import directory
from bot.people import settings as organisation
from bot.people.erasure import erase_person
from bot.people.model import (
    Audience,
    AudienceChannel,
    AudienceTeam,
    AuditEntry,
    Channel,
    Grant,
    Person,
    PersonState,
    Role,
    Team,
)
from bot.people.refusal import Refused

SEEN = "Before it goes out"


async def wanted(stage: Any, value: str = "Everyone") -> None:
    """The organisation wants a second pair of eyes for these audiences."""
    async with stage.database.write() as session:
        await organisation.change(session, None, stage.offers.settings, "updates.approval", value, stage.calendar.now())


async def grant(stage: Any, name: str, role: Role = Role.AUTHOR, *, within_side: bool = False) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=person.side_id if within_side else None))


async def take_rights(stage: Any, name: str) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        for one in await session.scalars(select(Grant).where(Grant.person_id == person.id)):
            await session.delete(one)


async def audience_of(stage: Any, name: str, *team_names: str) -> None:
    async with stage.database.write() as session:
        audience = Audience(name=name, everyone=False)
        session.add(audience)
        await session.flush()
        for team in await session.scalars(select(Team).where(Team.name.in_(team_names))):
            session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))


async def preview(stage: Any, who: str = "Ines", **values: Any) -> Form:
    form = (await stage.command(who, "update")).form
    answer = await stage.submit(who, form, **await stage.filled(**values))
    assert answer.form is not None, answer
    form: Form = answer.form
    assert form.title == SEEN
    return form


async def asked(stage: Any, *, publishes: bool = True, **values: Any) -> Form:
    """Ines has asked whoever is at work; the preview from which she did."""
    form = await preview(stage, **values)
    answer = await stage.submit("Ines", form, publishes=publishes, confirmed=True)
    assert answer.message is not None, answer
    assert answer.message.summary.startswith("Asked"), answer
    return form


async def letters(stage: Any, form: Form, round: int = 1, more: str = "") -> dict[str, Message]:
    known = await stage.kept(form.object_id)
    found: dict[str, Message] = await stage.cards(known, "update_approval", f"{known.public_id}.{round}{more}")
    return found


async def look(stage: Any, who: str, draft_id: str) -> Answer:
    answer: Answer = await stage.press(who, Button("Look at it", "updates.look_to_approve", draft_id))
    return answer


async def approve(stage: Any, who: str, draft_id: str, **values: Any) -> Answer:
    form = (await look(stage, who, draft_id)).form
    assert form is not None
    answer: Answer = await stage.submit(who, form, **values)
    return answer


async def send_back(stage: Any, who: str, draft_id: str, reason: str = "Say it shorter.") -> Answer:
    form = (await look(stage, who, draft_id)).form
    page = (await stage.press_in(who, form, "Send back")).form
    answer: Answer = await stage.submit(who, page, reason=reason)
    return answer


async def change(stage: Any, draft_id: str, **values: Any) -> Form:
    form = (await stage.press("Ines", Button("Go on", "updates.go_on", draft_id))).form
    answer = await stage.submit("Ines", form, **await stage.filled(**values))
    assert answer.form is not None, answer
    shown: Form = answer.form
    return shown


async def state(stage: Any, draft_id: str) -> UpdateState:
    known: Update = await stage.kept(draft_id)
    return known.state


def errors(answer: Answer) -> dict[str, str]:
    assert answer.errors is not None, answer
    return dict(answer.errors.by_field)


# --- what needs it ----------------------------------------------------------------------------------------------------


async def test_only_chosen_audiences_need_another_author(stage: Any) -> None:
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Abroad", "Harbor", "Lumen")
    await wanted(stage, "Abroad")
    assert (await preview(stage, audience="Ours")).submit == "Publish to 1 channel"
    form = await preview(stage, audience="Abroad")
    assert form.submit == "Ask for approval"
    assert "Nothing goes to Abroad before another author has approved it." in stage.shown(form)


@pytest.mark.parametrize("by_channel", [False, True])
async def test_an_audience_of_another_name_reaches_nobody_unapproved(stage: Any, by_channel: bool) -> None:
    await audience_of(stage, "Abroad", "Harbor", "Lumen")
    await wanted(stage, "Abroad")
    async with stage.database.write() as session:
        again = Audience(name="Again", everyone=False)
        session.add(again)
        await session.flush()
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        channel = (await session.scalars(select(Channel).where(Channel.name == "harbor"))).one()
        session.add(
            AudienceChannel(audience_id=again.id, channel_id=channel.id)
            if by_channel
            else AudienceTeam(audience_id=again.id, team_id=harbor.id)
        )
    assert (await preview(stage, audience="Again")).submit == "Ask for approval"
    assert (await preview(stage)).submit == "Ask for approval"


async def test_partners_means_every_audience_that_a_partner_reads(stage: Any) -> None:
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Hidden", "Lumen")
    await wanted(stage, "Partners")
    assert (await preview(stage, audience="Ours")).submit == "Publish to 1 channel"
    assert (await preview(stage, audience="Hidden")).submit == "Ask for approval"


async def test_the_setting_knows_the_names_of_audiences_however_they_are_separated(stage: Any) -> None:
    await audience_of(stage, "Refunds, vouchers", "Care")
    await wanted(stage, "everyone, partners; refunds, vouchers")
    async with stage.database.read() as session:
        value = (await organisation.read_all(session, stage.offers.settings))["updates.approval"]
    assert value == "Everyone; partners; Refunds, vouchers"
    assert (await preview(stage, audience="Refunds, vouchers")).submit == "Ask for approval"
    with pytest.raises(Refused, match="no audience called “Nobody”"):
        await wanted(stage, "Nobody")


async def test_nothing_that_needs_it_is_published_without_it(stage: Any) -> None:
    await grant(stage, "Ada")
    form = await preview(stage)
    await wanted(stage)
    answer = await stage.submit("Ines", form, confirmed=True)
    assert answer.form.submit == "Ask for approval"
    forged = Form("updates.publish", "", (), object_id=form.object_id, state=form.state)
    assert (await stage.submit("Ines", forged, confirmed=True)).form is not None
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    assert await stage.count(Copy) == 0


async def test_nothing_that_needs_it_is_published_by_a_program_or_from_a_file(stage: Any) -> None:
    await wanted(stage)
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        actor = await directory.actor_of(session, ines.id)
        acting = Acting(
            session, Outbox(session, stage.clocks), actor, Texts("en"), stage.clocks, stage.platforms, stage.offers
        )
        with pytest.raises(Declined, match="Another author must approve what goes to “Everyone”") as declined:
            await prepare(acting, NewUpdate(title="T", changed="x", audience="Everyone"))
        assert declined.value.field == "audience"


# --- who is asked -----------------------------------------------------------------------------------------------------


async def test_whoever_is_at_work_is_asked_internal_ones_first_and_it_is_said_who(stage: Any) -> None:
    for name in ("Ada", "Bo", "Luz"):
        await grant(stage, name)
    await stage.change(Person, "Bo", working_hours="Mon-Fri 01:00-02:00")
    await wanted(stage)
    form = await preview(stage)
    answer = await stage.submit("Ines", form, confirmed=True)
    assert answer.message.summary == "Asked Ada. Nothing goes out before they approve it."
    (told,) = (await letters(stage, form)).items()
    assert told[0] == "Ada"
    assert told[1].summary == "Ines asks you to approve “Refunds need no supervisor” for Everyone."
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    home = (await stage.send(HomeOpened(stage.origin("Ada")))).home
    assert "Ines asks for approval" in stage.shown(home)
    waiting = (await stage.send(Press(stage.origin("Ada"), "updates.waiting", ""))).message
    assert (await stage.press("Ada", stage.button(waiting, "Look at it"))).form.title == "Approve an update"


async def test_those_who_were_asked_are_named_in_the_order_of_their_names(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    async with stage.database.write() as session:
        (await session.scalars(select(Person).where(Person.name == "Ada"))).one().name = "Zoe"
    await wanted(stage)
    form = await preview(stage)
    answer = await stage.submit("Ines", form, confirmed=True)
    assert answer.message.summary.startswith("Asked Bo and Zoe.")
    again = (await stage.press("Ines", Button("See it", "updates.see_first", form.object_id))).form
    assert "Bo and Zoe" in stage.shown(again)


async def test_where_nobody_is_at_work_those_whose_shift_begins_first_are_asked(stage: Any) -> None:
    for name, hours in (("Ada", "Mon-Sun 17:00-18:00"), ("Bo", "Mon-Sun 15:00-16:00"), ("Hana", "Sat 01:00-02:00")):
        await grant(stage, name)
        await stage.change(Person, name, working_hours=hours)
    await wanted(stage)
    form = await asked(stage)
    assert sorted(await letters(stage, form)) == ["Ada", "Bo"]


async def test_at_most_five_are_asked(stage: Any) -> None:
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        for number in range(9):
            person = Person(
                side_id=ada.side_id,
                name=f"Author {number}",
                zone="Europe/London",
                working_hours="Mon-Sun 00:00-24:00",
                state=ada.state,
                created_at=stage.calendar.now(),
            )
            session.add(person)
            await session.flush()
            session.add(Grant(person_id=person.id, role=Role.AUTHOR, side_id=None))
    await wanted(stage)
    answer = await stage.submit("Ines", await preview(stage), confirmed=True)
    assert await stage.count(AskedApprover) == 5
    assert "5 of them cannot be messaged directly" in answer.message.summary


async def test_those_whom_the_author_names_are_asked_if_they_may_approve(stage: Any) -> None:
    await grant(stage, "Ada")
    await grant(stage, "Hana", within_side=True)
    await wanted(stage)
    form = await preview(stage)
    assert any(isinstance(part, PersonField) and part.name == "approvers" for part in form.parts)
    for name, says in (
        ("Hana", "Hana cannot approve this"),
        ("Bo", "Bo cannot approve this"),
        ("Ines", "Ines cannot approve this"),
    ):
        answer = await stage.submit("Ines", form, approvers=(str(stage.people[name]),))
        assert errors(answer)["approvers"].startswith(says)
    unknown = await stage.submit("Ines", form, approvers=("slack/T1/U-nobody",))
    assert "does not know all of these people" in errors(unknown)["approvers"]
    many = await stage.submit("Ines", form, approvers=("slack/T1/U-Ada",) * 6)
    assert errors(many) == {"approvers": "Choose up to 5 people."}
    await stage.change(Person, "Ada", away_until=stage.calendar.now() + timedelta(days=1))
    away = await stage.submit("Ines", form, approvers=(str(stage.people["Ada"]),))
    assert errors(away) == {"approvers": "Ada is away. Choose somebody else."}
    assert await stage.count(Approval) == 0


async def test_where_nobody_else_may_approve_it_is_said_at_once_what_to_do(stage: Any) -> None:
    await wanted(stage)
    await grant(stage, "Hana", within_side=True)
    answer = await stage.submit("Ines", await preview(stage), confirmed=True)
    assert "Nobody else may publish to Everyone, so nobody can approve this." in errors(answer)["approvers"]
    assert await stage.count(Approval) == 0


async def test_an_author_hears_when_nobody_has_decided_and_when_nobody_is_left(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    first, second = await asked(stage), await asked(stage, title="Another one")
    await approve(stage, "Ada", first.object_id)
    await take_rights(stage, "Ada")
    await stage.until(stage.calendar.now() + timedelta(hours=4))
    assert await letters(stage, first, more=".waits.author") == {}
    told = (await letters(stage, second, more=".waits.author"))["Ines"]
    assert "Nobody is left who could approve “Another one”" in told.summary
    assert (await stage.press("Ines", stage.button(told, "See it and ask"))).form.title == SEEN


# --- deciding ---------------------------------------------------------------------------------------------------------


async def test_approving_publishes_in_the_authors_name_and_the_receipt_says_who_approved(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage)
    shown = (await look(stage, "Ada", form.object_id)).form
    assert (shown.title, shown.submit) == ("Approve an update", "Approve and publish")
    assert [part.label for part in shown.parts if isinstance(part, FormButton)] == ["Send back"]
    assert "Up to €200." in stage.shown(shown)
    assert "It was changed since" not in stage.shown(shown)
    answer = await stage.submit("Ada", shown)
    assert answer.message.summary == "Approved, and going out to 3 channels. Its author has the receipt."
    known = await stage.kept(form.object_id)
    assert known.state is UpdateState.PUBLISHED
    receipts = await stage.cards(known, RECEIPT)
    assert list(receipts) == ["Ines"]
    assert "Approved by Ada" in stage.shown(receipts["Ines"])
    assert "Approved by Ada" in (await letters(stage, form))["Ada"].summary
    async with stage.database.read() as session:
        rows = (await session.execute(select(AuditEntry.action, AuditEntry.actor_id).order_by(AuditEntry.id))).all()
        row = (await session.scalars(select(Approval))).one()
    actions = {action: actor for action, actor in rows}  # noqa: C416 - a row is not known to be a pair
    assert actions["ask_approval"] == actions["publish_update"] == known.author_id
    assert actions["approve_update"] == row.decided_by != known.author_id
    assert row.before == {}


async def test_the_first_word_counts_and_the_second_is_told(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    await wanted(stage)
    form = await asked(stage)
    theirs = (await look(stage, "Bo", form.object_id)).form
    await approve(stage, "Ada", form.object_id)
    assert (await stage.submit("Bo", theirs)).message.summary == "Approved by Ada meanwhile, so nothing was changed."
    assert (await look(stage, "Bo", form.object_id)).message.summary.startswith("Approved by Ada")
    assert "Approved by Ada" in (await letters(stage, form))["Bo"].summary
    assert await stage.count(Copy) == 3 + 1 + 2


async def test_an_approver_sees_what_was_changed_since_and_approves_nothing_newer(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage, changed="Up to €100.")
    early = (await look(stage, "Ada", form.object_id)).form
    mine = await change(stage, form.object_id, changed="Up to €900.", tell_customers="New.")
    assert "They see it as it is now, with what you changed since." in stage.shown(mine)
    late = await stage.submit("Ada", early)
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    text = stage.shown(late.form)
    assert "It was changed since it was asked for:" in text
    for line in ("What changed, before", "Up to €100.", "What changed, now", "Up to €900.", "Tell customers now"):
        assert line in text
    assert (await stage.submit("Ada", late.form)).message.summary.startswith("Approved")
    assert await state(stage, form.object_id) is UpdateState.PUBLISHED


async def test_what_is_sent_back_comes_with_a_sentence_and_can_be_asked_for_again(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    await wanted(stage)
    form = await asked(stage)
    assert "waits for approval" in stage.shown((await stage.command("Ines", "update mine")).message)
    assert list(errors(await send_back(stage, "Ada", form.object_id, " "))) == ["reason"]
    assert list(errors(await send_back(stage, "Ada", form.object_id, "x" * 301))) == ["reason"]
    assert "Sent back with your words." in (await send_back(stage, "Ada", form.object_id)).message.summary
    assert "sent back" in stage.shown((await stage.command("Ines", "update mine")).message)
    told = (await letters(stage, form, more=".author"))["Ines"]
    assert told.summary == "Sent back by Ada: “Refunds need no supervisor”"
    assert "Say it shorter." in stage.shown(told)
    assert "Sent back by Ada" in (await letters(stage, form))["Bo"].summary
    assert "Sent back by Ada meanwhile" in (await look(stage, "Bo", form.object_id)).message.summary
    assert "Look at it" not in stage.shown((await stage.send(HomeOpened(stage.origin("Bo")))).home)
    again = await change(stage, form.object_id, changed="Shorter.")
    assert "Say it shorter." in stage.shown(again)
    assert (await stage.submit("Ines", again)).message.summary.startswith("Asked Ada and Bo")
    shown = (await look(stage, "Bo", form.object_id)).form
    assert "What changed, before" in stage.shown(shown)
    assert sorted(await letters(stage, form, 2)) == ["Ada", "Bo"]
    await stage.submit("Bo", shown)
    assert await state(stage, form.object_id) is UpdateState.PUBLISHED


async def test_what_is_approved_for_its_author_to_publish_holds_until_it_is_changed(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage, publishes=False)
    shown = (await look(stage, "Ada", form.object_id)).form
    assert shown.submit == "Approve"
    assert "Its author publishes or plans it" in (await stage.submit("Ada", shown)).message.summary
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    (told,) = (await letters(stage, form, more=f".{shown.state}.author")).values()
    mine = (await stage.press("Ines", stage.button(told, "See it and publish"))).form
    assert mine.submit == "Publish to 3 channels"
    assert "Approved by Ada" in stage.shown(mine)
    newer = await change(stage, form.object_id, changed="Something else.")
    assert newer.submit == "Ask for approval"
    assert (await stage.submit("Ines", mine, confirmed=True)).form.submit == "Ask for approval"
    await stage.submit("Ines", newer, publishes=False)
    await approve(stage, "Ada", form.object_id)
    mine = (await stage.press("Ines", stage.button(told, "See it and publish"))).form
    assert (await stage.submit("Ines", mine, confirmed=True)).message.summary.startswith("Going out")
    known = await stage.kept(form.object_id)
    assert "Approved by Ada" in stage.shown((await stage.cards(known, RECEIPT))["Ines"])


async def test_what_is_planned_is_approved_before_and_planned_then(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await preview(stage)
    page = (await stage.press_in("Ines", form, "Plan it")).form
    tomorrow = {"way": ("moment",), "when": "2026-11-25 10:00"}
    planned = (await stage.submit("Ines", page, **tomorrow)).form
    assert planned.submit == "Ask for approval"
    forged = Form("updates.publish", "", (), object_id=planned.object_id, state=planned.state)
    assert (await stage.submit("Ines", forged, confirmed=True)).form.submit == "Ask for approval"
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    await stage.submit("Ines", planned, confirmed=True)
    shown = (await look(stage, "Ada", form.object_id)).form
    assert shown.submit == "Approve and plan"
    assert "Approved, and planned as it was shown." in (await stage.submit("Ada", shown)).message.summary
    assert await state(stage, form.object_id) is UpdateState.PLANNED
    await stage.until(stage.calendar.now() + timedelta(days=1))
    assert await state(stage, form.object_id) is UpdateState.PUBLISHED
    known = await stage.kept(form.object_id)
    assert "Approved by Ada" in stage.shown((await stage.cards(known, RECEIPT))["Ines"])


async def test_what_comes_to_need_it_after_it_was_planned_does_not_go_out_without(stage: Any) -> None:
    await grant(stage, "Ada")
    await audience_of(stage, "Ours", "Care")
    await wanted(stage, "partners")
    form = await preview(stage, audience="Ours")
    page = (await stage.press_in("Ines", form, "Plan it")).form
    planned = (await stage.submit("Ines", page, way=("moment",), when="2026-11-25 10:00")).form
    assert "Planned for" in (await stage.submit("Ines", planned)).message.summary
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        session.add(AudienceTeam(audience_id=(await stage.kept(form.object_id)).audience_id, team_id=harbor.id))
    await stage.until(stage.calendar.now() + timedelta(days=1))
    known = await stage.kept(form.object_id)
    assert known.state is UpdateState.DRAFT
    assert await stage.states(known) == {}
    (told,) = (await stage.cards(known, "update.planned", f"{known.public_id}.3.held_up")).values()
    assert "Another author must approve by now what goes to Ours." in stage.shown(told)


async def test_an_approval_says_nothing_about_what_was_changed_since(stage: Any) -> None:
    await grant(stage, "Ada")
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Abroad", "Harbor", "Lumen")
    await wanted(stage, "Abroad")
    form = await asked(stage, publishes=False)
    await approve(stage, "Ada", form.object_id)
    other = await change(stage, form.object_id, changed="Something else.", audience="Ours")
    assert other.submit == "Publish to 1 channel"
    assert (await stage.submit("Ines", other)).message.summary.startswith("Going out")
    known = await stage.kept(form.object_id)
    assert "Approved" not in stage.shown((await stage.cards(known, RECEIPT))["Ines"])


async def test_an_approval_of_something_else_lets_no_plan_go_out(stage: Any) -> None:
    await grant(stage, "Ada")
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Abroad", "Harbor", "Lumen")
    await wanted(stage, "Abroad")
    form = await asked(stage, publishes=False)
    await approve(stage, "Ada", form.object_id)
    other = await change(stage, form.object_id, changed="Something else.", audience="Ours")
    page = (await stage.press_in("Ines", other, "Plan it")).form
    planned = (await stage.submit("Ines", page, way=("moment",), when="2026-11-25 10:00")).form
    assert "Planned for" in (await stage.submit("Ines", planned)).message.summary
    await wanted(stage, "ours")
    await stage.until(stage.calendar.now() + timedelta(days=1))
    assert await state(stage, form.object_id) is UpdateState.DRAFT


async def test_a_plan_whose_time_has_passed_is_not_approved(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    page = (await stage.press_in("Ines", await preview(stage), "Plan it")).form
    form = (await stage.submit("Ines", page, way=("moment",), when="2026-11-25 10:00")).form
    await stage.submit("Ines", form, confirmed=True)
    shown = (await look(stage, "Ada", form.object_id)).form
    stage.calendar.instant += timedelta(days=1)
    assert "Send it back, so that its author plans it anew." in (await stage.submit("Ada", shown)).message.summary
    assert await state(stage, form.object_id) is UpdateState.DRAFT


# --- who may not ------------------------------------------------------------------------------------------------------


async def test_nobody_approves_what_they_wrote_even_through_other_hands(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    await wanted(stage)
    form = await asked(stage)
    assert "You wrote this" in (await look(stage, "Ines", form.object_id)).message.summary
    page = (await stage.press("Ines", Button("Hand over", "updates.give_draft", form.object_id))).form
    await stage.submit("Ines", page, to=(str(stage.people["Ada"]),))
    assert await stage.count(Approval) == 0
    assert "No approval is wanted any more" in (await letters(stage, form))["Bo"].summary
    theirs = (await stage.press("Ada", Button("See", "updates.see_first", form.object_id))).form
    forged = await stage.submit("Ada", theirs, approvers=(str(stage.people["Ines"]),))
    assert "Ines cannot approve this" in errors(forged)["approvers"]
    assert (await stage.submit("Ada", theirs)).message.summary.startswith("Asked Bo.")
    assert "You wrote this" in (await look(stage, "Ines", form.object_id)).message.summary


async def test_who_lost_the_right_or_never_had_it_decides_nothing(stage: Any) -> None:
    await grant(stage, "Ada")
    await grant(stage, "Bo", within_side=True)
    await grant(stage, "Luz", within_side=True)
    await wanted(stage)
    form = await asked(stage)
    shown = (await look(stage, "Ada", form.object_id)).form
    for name in ("Bo", "Luz"):
        answer = await look(stage, name, form.object_id)
        assert answer.form is None
        assert "Only somebody who may publish to its audience can approve this." in answer.message.summary
        assert (await stage.submit(name, shown)).form is None
    await take_rights(stage, "Ada")
    await grant(stage, "Ada", within_side=True)
    assert "Only somebody who may publish" in (await stage.submit("Ada", shown)).message.summary
    assert await state(stage, form.object_id) is UpdateState.DRAFT


async def test_what_its_author_may_not_publish_any_more_is_not_approved(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage)
    await take_rights(stage, "Ines")
    assert "Its author may not publish it" in (await approve(stage, "Ada", form.object_id)).message.summary
    assert await state(stage, form.object_id) is UpdateState.DRAFT


async def test_what_its_author_wrote_before_they_left_is_not_approved(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage)
    await stage.change(Person, "Ines", state=PersonState.LEFT)
    assert "Its author may not publish it" in (await approve(stage, "Ada", form.object_id)).message.summary
    assert await state(stage, form.object_id) is UpdateState.DRAFT


async def test_a_deadline_that_passed_while_it_waited_is_set_anew_first(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage, acknowledge_by=stage.calendar.now() + timedelta(hours=1))
    stage.calendar.instant += timedelta(hours=2)
    answer = await approve(stage, "Ada", form.object_id)
    assert "The time by which Got it is wanted has passed." in answer.message.summary


async def test_personal_data_is_confirmed_by_both(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await preview(stage, changed="Ask mara.lindqvist@mail.example about it.")
    assert list(errors(await stage.submit("Ines", form, confirmed=False))) == ["confirmed"]
    await stage.submit("Ines", form, confirmed=True)
    assert list(errors(await approve(stage, "Ada", form.object_id, confirmed=False))) == ["confirmed"]
    assert (await approve(stage, "Ada", form.object_id, confirmed=True)).message.summary.startswith("Approved")


async def test_personal_data_in_why_it_is_sent_back_is_confirmed_before_it_crosses(stage: Any) -> None:
    await audience_of(stage, "Lumenara", "Lumen")
    await grant(stage, "Luz", within_side=True)
    await wanted(stage, "partners")
    form = (await stage.command("Luz", "update")).form
    shown = (await stage.submit("Luz", form, **await stage.filled(audience="Lumenara"))).form
    await stage.submit("Luz", shown)
    told = "Ask mara.lindqvist@mail.example first."
    again = (await send_back(stage, "Ines", form.object_id, told)).form
    assert "looks like personal data" in stage.shown(again)
    assert errors(await stage.submit("Ines", again, reason=told, confirmed=False)).keys() == {"confirmed"}
    assert await letters(stage, form, more=".author") == {}
    await stage.submit("Ines", again, reason=told, confirmed=True)
    assert told in stage.shown((await letters(stage, form, more=".author"))["Luz"])


async def test_a_draft_that_was_deleted_or_published_meanwhile_is_not_decided_about(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    first, second = await asked(stage), await asked(stage)
    shown = [(await look(stage, "Ada", one.object_id)).form for one in (first, second)]
    await stage.press("Ines", Button("Delete", "updates.delete_draft", first.object_id))
    await wanted(stage, "")
    mine = (await stage.press("Ines", Button("See", "updates.see_first", second.object_id))).form
    assert (await stage.submit("Ines", mine, confirmed=True)).message.summary.startswith("Going out")
    for one in shown:
        assert "not asked for any more" in (await stage.submit("Ada", one)).message.summary
    assert "No approval is wanted any more" in (await letters(stage, second))["Ada"].summary
    assert (await look(stage, "Ada", "nothing")).form is None


async def test_asking_twice_asks_once_and_adds_whom_one_names(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    await wanted(stage)
    form = await preview(stage)
    for name in ("Ada", "Ada", "Bo"):
        await stage.submit("Ines", form, approvers=(str(stage.people[name]),))
    assert sorted(await letters(stage, form)) == ["Ada", "Bo"]
    assert await stage.count(Copy) == 2


# --- walls and people's data ------------------------------------------------------------------------------------------


async def test_a_partners_author_is_told_no_name_of_another_partner(stage: Any) -> None:
    await audience_of(stage, "Lumenara", "Lumen")
    await grant(stage, "Luz", within_side=True)
    await grant(stage, "Hana")
    await grant(stage, "Ada")
    await wanted(stage, "partners")
    form = (await stage.command("Luz", "update")).form
    shown = (await stage.submit("Luz", form, **await stage.filled(audience="Lumenara"))).form
    answer = await stage.submit("Luz", shown)
    assert answer.message.summary == "Asked Ada and Ines. Nothing goes out before one of them approves it."
    again = (await stage.press("Luz", Button("See", "updates.see_first", form.object_id))).form
    assert "Hana" not in str(again)
    assert "Hana" not in str(answer)
    known = await stage.kept(form.object_id)
    assert sorted(await stage.cards(known, "update_approval", f"{known.public_id}.1")) == ["Ada", "Ines"]


async def test_a_partner_who_was_asked_hears_nothing_of_a_draft_that_goes_to_another_partner_now(stage: Any) -> None:
    await audience_of(stage, "Lumenara", "Lumen")
    await audience_of(stage, "Harborline launch", "Harbor")
    await grant(stage, "Luz", within_side=True)
    await grant(stage, "Ada")
    await wanted(stage, "partners")
    form = await asked(stage, audience="Lumenara")
    assert sorted(await letters(stage, form)) == ["Ada", "Luz"]
    changed = await change(stage, form.object_id, title="Harborline takes it over", audience="Harborline launch")
    await stage.submit("Ines", changed)
    waiting = stage.shown((await stage.press("Luz", Button("Waits", "updates.waiting"))).message)
    home = stage.shown((await stage.send(HomeOpened(stage.origin("Luz")))).home)
    await approve(stage, "Ada", form.object_id)
    told = await letters(stage, form)
    for seen in (waiting, home, stage.shown(told["Luz"])):
        assert "Harborline" not in seen
    assert "Harborline takes it over" in stage.shown(told["Ada"])


async def test_a_partner_is_not_shown_what_a_draft_said_while_it_went_to_another_partner(stage: Any) -> None:
    await audience_of(stage, "Lumenara", "Lumen")
    await audience_of(stage, "Harborline launch", "Harbor")
    await grant(stage, "Luz", within_side=True)
    await grant(stage, "Ada")
    await wanted(stage, "partners")
    form = await asked(stage, audience="Harborline launch", changed="Only Hana may do it.")
    changed = await change(stage, form.object_id, audience="Lumenara", changed="All may do it.")
    await stage.submit("Ines", changed)
    shown = stage.shown((await look(stage, "Luz", form.object_id)).form)
    assert "All may do it." in shown
    assert "Hana" not in shown
    assert "Harborline" not in shown
    assert "Audience: Harborline launch, now Lumenara" in stage.shown((await look(stage, "Ada", form.object_id)).form)


async def test_what_somebody_may_not_approve_any_more_does_not_wait_for_them(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    await asked(stage)
    assert "waits for your approval" in stage.shown(
        (await stage.press("Ada", Button("Waits", "updates.waiting"))).message
    )
    await take_rights(stage, "Ada")
    waiting = (await stage.press("Ada", Button("Waits", "updates.waiting"))).message
    assert "Refunds" not in stage.shown(waiting)


async def test_what_is_kept_of_approvers_is_exported_and_erased(stage: Any) -> None:
    capability = stage.offers.capabilities[0]
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage)
    await send_back(stage, "Ada", form.object_id)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        kept = await capability.export_person(session, ada.id)
        assert kept["approvals_asked"][0]["update"] == form.object_id
        assert kept["approvals_decided"][0]["reason"] == "Say it shorter."
        await capability.erase_person(session, ada.id)
    assert await stage.count(AskedApprover) == 0
    async with stage.database.read() as session:
        row = (await session.scalars(select(Approval))).one()
    assert (row.state, row.decided_by) == (ApprovalState.SENT_BACK, None)
    async with stage.database.write() as session:
        await capability.retention(session, stage.calendar.now() + timedelta(days=91))
    assert await stage.count(Approval) == 0


async def test_an_approver_who_is_erased_before_they_decide_decides_nothing_and_another_one_can(stage: Any) -> None:
    for name in ("Ada", "Bo"):
        await grant(stage, name)
    await wanted(stage)
    form = await asked(stage)
    theirs = (await look(stage, "Ada", form.object_id)).form
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        await erase_person(session, None, ada, stage.calendar.now(), [stage.offers.capabilities[0].erase_person])
    refused = await stage.submit("Ada", theirs)
    assert refused.form is None
    assert await state(stage, form.object_id) is UpdateState.DRAFT
    assert (await approve(stage, "Bo", form.object_id)).message is not None
    assert await state(stage, form.object_id) is UpdateState.PUBLISHED


async def test_nobody_is_named_for_words_that_they_have_not_approved(stage: Any) -> None:
    await grant(stage, "Ada")
    await wanted(stage)
    form = await asked(stage, publishes=False)
    await approve(stage, "Ada", form.object_id)
    await wanted(stage, "")
    await stage.submit("Ines", await change(stage, form.object_id, changed="Up to €900."), confirmed=True)
    known = await stage.kept(form.object_id)
    assert known.state is UpdateState.PUBLISHED
    shown = await stage.redrawn(known, RECEIPT)
    assert "Ada" not in shown["Ines"]


# --- an update that goes out little by little -------------------------------------------------------------------------


async def test_the_rest_goes_out_once_another_author_lets_it_where_it_needs_that_by_now(stage: Any) -> None:
    await grant(stage, "Ada")
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    page = (await stage.press_in("Ines", await preview(stage), "Plan it")).form
    form = (await stage.submit("Ines", page, way=("mornings",), when="25 Nov")).form
    await stage.submit("Ines", form)
    known = await stage.kept(form.object_id)
    await stage.until(stage.calendar.now() + timedelta(hours=12))
    await wanted(stage)
    await stage.until(stage.calendar.now() + timedelta(days=1))
    assert set(await stage.states(known)) == {"harbor"}
    told = await stage.cards(known, "update.planned", f"{known.public_id}.{known.revision}.stopped")
    assert sorted(told) == ["Ada", "Ines"]
    assert "By now another author must approve what goes to Everyone" in stage.shown(told["Ines"])
    assert "Ada may publish there, and has been asked" in stage.shown(told["Ines"])
    assert "Publish to the other 2 now" not in (await stage.redrawn(known, RECEIPT))["Ines"]
    rest = stage.button(told["Ada"], "Publish to the other 2 now")
    assert "You wrote this" in (await stage.press("Ines", rest)).message.summary
    assert (await stage.press("Ada", rest)).message.summary == "Going out to 2 more channels."
