"""Writing an update: the form, what is wrong said at its field, the draft, and the preview."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates.store import ExpectedReader, Update, UpdateState, UpdateText
from bot.chat.form import ChoiceField, Form, FormButton, SwitchField, TextField
from bot.chat.inbound import Answer, Shortcut
from bot.delivery.tables import Copy
from bot.people.model import (
    Audience,
    AudienceChannel,
    AudienceTeam,
    Channel,
    Grant,
    Person,
    Role,
    Side,
    Team,
)


def field(form: Form | None, name: str) -> Any:
    assert form is not None
    return next(part for part in form.parts if getattr(part, "name", "") == name)


def names(form: Form) -> list[str]:
    return [part.name for part in form.parts if hasattr(part, "name")]


async def opened(stage: Any, typed: str = "update") -> Form:
    form = (await stage.command("Ines", typed)).form
    assert form is not None
    return form


async def preview(stage: Any, **values: Any) -> Form:
    answer = await stage.submit("Ines", await opened(stage), **await stage.filled(**values))
    assert answer.form is not None, answer
    return answer.form


def errors(answer: Answer) -> dict[str, str]:
    assert answer.errors is not None
    return dict(answer.errors.by_field)


async def test_the_form_asks_for_three_things_and_writes_nothing_yet(stage: Any) -> None:
    form = await opened(stage)
    assert names(form) == ["title", "changed", "audience"]
    assert await stage.count(Update) == 0


async def test_the_text_after_the_command_becomes_the_title_and_its_further_lines_what_changed(stage: Any) -> None:
    form = await opened(stage, "update Refunds are easier\nUp to €200.")
    assert field(form, "title") == TextField(
        "title", "Title", "Refunds are easier", maximum=150, placeholder="The change as a sentence"
    )
    assert field(form, "changed").value == "Up to €200."


async def test_a_title_that_begins_like_another_command_is_a_title(stage: Any) -> None:
    assert field(await opened(stage, "update mine shafts are closed"), "title").value == "Mine shafts are closed"


async def test_the_shortcut_on_a_message_fills_in_what_changed(stage: Any) -> None:
    form = (await stage.send(Shortcut(stage.origin("Ines"), "update", "Limit is 200 now"))).form
    assert field(form, "changed").value == "Limit is 200 now"


async def test_more_shows_the_other_fields_and_keeps_what_was_typed(stage: Any) -> None:
    form = await opened(stage)
    more = (await stage.press_in("Ines", form, "More", title="Half a title", changed="x", audience=())).form
    assert names(more) == [
        *["title", "changed", "audience", "tell_customers", "effective_from"],
        *["urgent", "owner", "playbook", "acknowledge_by", "remind_before", "until_answered", "answerers"],
    ]
    assert field(more, "title").value == "Half a title"
    assert more.object_id == form.object_id


async def test_who_may_not_ring_is_not_offered_to(stage: Any) -> None:
    await _grant(stage, "Ada", Role.AUTHOR)
    form = (await stage.command("Ada", "update")).form
    more = (await stage.press_in("Ada", form, "More")).form
    assert "urgent" not in names(more)


async def test_who_may_not_publish_is_told_whom_to_ask(stage: Any) -> None:
    answer = await stage.command("Ada", "update")
    assert answer.form is None
    assert answer.message.summary == (
        "You may not publish updates. Ask a manager or an admin of Instep for the right to publish."
    )


async def test_what_only_the_database_knows_is_said_at_its_field_too(stage: Any) -> None:
    typed = await stage.filled(audience="Nobody", owner=("slack/T1/U-nobody",))
    assert errors(await stage.submit("Ines", await opened(stage), **typed)) == {
        "audience": "You may not publish to this audience any more. Choose another one.",
        "owner": "Instep does not know this person yet. Choose somebody who is in a team.",
    }
    assert await stage.count(Update) == 0
    assert list(errors(await stage.submit("Ines", await opened(stage), **{**typed, "owner": ("rubbish",)}))) == [
        "audience",
        "owner",
    ]


async def test_a_time_that_has_passed_cannot_be_wanted(stage: Any) -> None:
    before = stage.calendar.now() - timedelta(minutes=1)
    answer = await stage.submit("Ines", await opened(stage), **await stage.filled(acknowledge_by=before))
    assert list(errors(answer)) == ["acknowledge_by"]
    assert await stage.count(Update) == 0


async def test_what_a_platform_cannot_show_is_refused_at_its_field(stage: Any) -> None:
    stage.platforms["teams"].longest = 100
    answer = await stage.submit("Ines", await opened(stage), **await stage.filled())
    assert errors(answer) == {"changed": "Microsoft Teams cannot show this. Shorten it, above all its lists and links."}


async def test_an_audience_without_a_channel_is_refused(stage: Any) -> None:
    async with stage.database.write() as session:
        session.add(Audience(name="Empty", everyone=False))
    answer = await stage.submit("Ines", await opened(stage), **await stage.filled(audience="Empty"))
    assert list(errors(answer)) == ["audience"]


async def test_a_draft_survives_closing_the_preview_and_can_be_gone_on_with(stage: Any) -> None:
    form = await preview(stage, tell_customers="It is free.")
    kept = await stage.kept(form.object_id)
    assert kept.state is UpdateState.DRAFT
    mine = (await stage.command("Ines", "update mine")).message
    again = (await stage.press("Ines", stage.button(mine, "Go on writing"))).form
    assert field(again, "title").value == "Refunds need no supervisor"
    assert field(again, "tell_customers").value == "It is free."
    assert field(again, "audience").value == ((await stage.audience("Everyone")),)


async def test_change_goes_back_with_everything_as_it_was_typed_and_keeps_one_draft(stage: Any) -> None:
    first = await preview(stage, changed="First *text*.", urgent=True, playbook="https://playbook.example/a")
    form = (await stage.press_in("Ines", first, "Change")).form
    assert field(form, "changed").value == "First *text*."
    assert field(form, "urgent") == SwitchField("urgent", "Urgent", True, field(form, "urgent").hint)
    assert field(form, "playbook").value == "https://playbook.example/a"
    second = (await stage.submit("Ines", form, **await stage.filled(changed="Second text."))).form
    assert second.object_id == first.object_id
    assert "Second text." in stage.shown(second)
    assert await stage.count(Update) == 1
    assert await stage.count(UpdateText) == 1


async def test_nobody_opens_or_changes_somebody_elses_draft(stage: Any) -> None:
    await _grant(stage, "Ada", Role.AUTHOR)
    form = await preview(stage)
    answer = await stage.press_in("Ada", form, "Change")
    assert answer.form is None
    answer = await stage.submit("Ada", await opened(stage), **await stage.filled())
    forged = Form("updates.save", "", (), object_id=form.object_id)
    answer = await stage.submit("Ada", forged, **await stage.filled(title="Mine now"))
    assert "no longer there" in stage.shown(answer.message)
    assert "Mine now" not in stage.shown((await stage.submit("Ines", form)).form or answer.message)


async def test_the_preview_shows_the_card_for_each_viewpoint_and_where_it_goes(stage: Any) -> None:
    form = await preview(stage, changed="- one\n- two", tell_customers="Say **yes**.")
    text = stage.shown(form)
    assert "To Everyone: 3 channels, 7 people, in about 1 s" in text
    assert "#care" in text
    assert "As Internal will see it, in 1 channel" in text
    assert "As Internal and Harborline will see it, in 1 channel" in text
    assert "The same, with its own count: Got it: 0 of 2" in text
    assert "Can be shown on Slack and Microsoft Teams." in text
    assert form.submit == "Publish to 3 channels"


async def test_the_paces_decide_how_long_it_is_said_to_take(stage: Any) -> None:
    async with stage.database.write() as session:
        for number in range(5):
            name = f"x{number}"
            session.add(Channel(platform="slack", installation_key="A1/-/T1", external_id=name, name=name))
    await _audience_of_all_channels(stage)
    assert "in about 6 s" in stage.shown(await preview(stage, audience="All channels"))


async def test_what_stands_in_the_way_is_said_with_its_remedy(stage: Any) -> None:
    await stage.change(Channel, "care", archived=True)
    await stage.change(Channel, "lumen", bot_is_member=False, hosted_elsewhere=True)
    form = await preview(stage)
    text = stage.shown(form)
    assert "2 channels would not get it." in text
    assert "#care is archived. Unarchive it, or link another channel to its team." in text
    assert "Another company hosts this channel: their admin must add Instep to it." in text
    await stage.change(Channel, "care", archived=False)
    form = (await stage.press_in("Ines", form, "Look again")).form
    assert "1 channel would not get it." in stage.shown(form)
    await stage.change(Channel, "lumen", bot_is_member=True)
    form = (await stage.press_in("Ines", form, "Look again")).form
    assert "would not get it" not in stage.shown(form)
    assert "Look again" not in [part.label for part in form.parts if isinstance(part, FormButton)]


async def test_an_urgent_update_says_how_many_it_will_ring(stage: Any) -> None:
    text = stage.shown(await preview(stage, urgent=True))
    assert "Urgent: 7 people on shift now get a direct message unless they press Got it within 10 min." in text


async def test_urgent_is_a_right_of_its_own(stage: Any) -> None:
    await _grant(stage, "Ada", Role.AUTHOR)
    form = (await stage.command("Ada", "update")).form
    answer = await stage.submit("Ada", form, **await stage.filled(urgent=True))
    assert list(errors(answer)) == ["urgent"]


async def test_personal_data_that_would_cross_sides_must_be_confirmed(stage: Any) -> None:
    form = await preview(stage, changed="Ask mara.lindqvist@mail.example about it.")
    assert "This looks like personal data" in stage.shown(form)
    assert "mara" not in stage.shown(form).split("This looks like")[1].split("\n")[0]
    refused = await stage.submit("Ines", form, confirmed=False)
    assert list(errors(refused)) == ["confirmed"]
    assert await stage.count(ExpectedReader) == 0
    assert (await stage.submit("Ines", form, confirmed=True)).message is not None
    assert await stage.count(Copy) == 4


async def test_no_field_carries_personal_data_across_sides_unasked(stage: Any) -> None:
    told = "Ask mara.lindqvist@mail.example"
    links = {"playbook": "https://playbook.example/?customer=mara.lindqvist%40mail.example"}
    for field in ("title", "changed", "tell_customers", "playbook", "until_answered"):
        form = await preview(stage, **{field: links.get(field, told)})
        assert "This looks like personal data" in stage.shown(form), field


async def test_personal_data_among_ones_own_side_needs_no_confirmation(stage: Any) -> None:
    await _audience(stage, "Ours", "Care")
    form = await preview(stage, audience="Ours", changed="Ask mara.lindqvist@mail.example.")
    assert "confirmed" not in names(form)


async def test_an_author_of_one_side_is_offered_only_audiences_within_it(stage: Any) -> None:
    await _audience(stage, "Ours", "Care")
    await _grant(stage, "Ada", Role.AUTHOR, within_side=True)
    form = (await stage.command("Ada", "update")).form
    choice = field(form, "audience")
    assert isinstance(choice, ChoiceField)
    assert [option.label for option in choice.options] == ["Ours"]
    assert choice.value == (choice.options[0].value,)


async def test_a_partners_author_is_offered_no_audience_that_reaches_others(stage: Any) -> None:
    await _grant(stage, "Luz", Role.AUTHOR)
    answer = await stage.command("Luz", "update")
    assert answer.form is None
    assert "There is no audience yet that you may publish to." in stage.shown(answer.message)


async def test_a_partners_author_cannot_publish_where_another_partner_has_come_in(stage: Any) -> None:
    await _audience(stage, "Lumenara", "Lumen")
    await _grant(stage, "Luz", Role.AUTHOR)
    form = (await stage.command("Luz", "update")).form
    assert (await stage.submit("Luz", form, **await stage.filled(audience="Lumenara"))).form is not None
    async with stage.database.read() as session:
        harborline = await session.scalar(select(Side.id).where(Side.name == "Harborline"))
    await stage.change(Channel, "lumen", seen_sides=[harborline])
    answer = await stage.submit("Luz", form, **await stage.filled(audience="Lumenara"))
    assert "sides that you may not see" in errors(answer)["audience"]
    assert "Harborline" not in str(answer)


async def _grant(stage: Any, name: str, role: Role, *, within_side: bool = False) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=person.side_id if within_side else None))


async def _audience(stage: Any, name: str, team_name: str) -> None:
    async with stage.database.write() as session:
        audience = Audience(name=name, everyone=False)
        team = (await session.scalars(select(Team).where(Team.name == team_name))).one()
        session.add(audience)
        await session.flush()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))


async def _audience_of_all_channels(stage: Any) -> None:
    async with stage.database.write() as session:
        audience = Audience(name="All channels", everyone=False)
        session.add(audience)
        await session.flush()
        for channel in await session.scalars(select(Channel)):
            session.add(AudienceChannel(audience_id=audience.id, channel_id=channel.id))
