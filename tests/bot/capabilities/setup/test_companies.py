"""Linking workspaces and tenants to sides, and hearing of companies that nobody has linked."""

from typing import Any

from bot.capabilities.setup.messages.companies import new_company
from bot.chat.inbound import Identity
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.people.attendance import read_channel
from bot.people.channels import channel_at
from bot.people.model import Channel, HomeLink, Person, Presence, Side, StrangerHome
from bot.people.viewpoint import STRANGERS

STRANGER = Identity("slack", "T9", "U1")
LINK = Button("Link this company", "setup.link_home", "slack/T9", opens_form=True)


async def test_admins_hear_once_of_each_new_company_and_strangers_get_one_line(stage: Any) -> None:
    await stage.person("Ana", "Care")
    for who in (STRANGER, Identity("slack", "T9", "U2"), STRANGER):
        answer = await stage.command(who, "menu")
        assert "I do not know your company yet" in answer.message.summary
    [(who, notice)] = await stage.told()
    assert who == "Ada"
    assert stage.button(notice, "Link this company").object_id == "slack/T9"


async def test_a_company_that_was_unlinked_and_comes_again_is_told_again(stage: Any) -> None:
    await stage.command(STRANGER, "menu")
    form = (await stage.press("Ada", LINK)).form
    await stage.submit("Ada", form, side=stage.choices(form, "side")["Harborline"], presence="slack_connect")
    linked = (await stage.command("Ada", "unlink home")).message
    await stage.press("Ada", next(b for b in stage.buttons(linked) if b.object_id == "slack/T9"))
    await stage.command(Identity("slack", "T8", "U1"), "menu")
    assert len(await stage.told()) == 2


async def test_a_way_of_being_there_that_no_form_offers_is_refused_at_its_field(stage: Any) -> None:
    form = (await stage.press("Ada", LINK)).form
    answer = await stage.submit("Ada", form, side=stage.choices(form, "side")["Harborline"], presence="by_post")
    assert answer.errors.by_field == {"presence": "Choose how its people are here."}


async def test_the_form_says_what_each_way_allows_and_that_none_is_proven(stage: Any) -> None:
    form = (await stage.press("Ada", LINK)).form
    text = stage.text(form)
    assert "Slash commands do not: @Instep opens the menu" in text
    assert "None of these ways has been proven" in text
    on_teams = stage.text((await stage.command("Ada", "link home teams/other-tenant")).form)
    assert "private messages do not" in on_teams
    assert "Slack Connect" not in on_teams


async def test_a_new_partner_is_made_with_its_link_and_its_people_are_known_from_then_on(stage: Any) -> None:
    await stage.command(STRANGER, "menu")
    form = (await stage.command("Ada", "link home")).form
    new = stage.choices(form, "side")["A new partner"]
    answer = await stage.submit("Ada", form, side=new, partner="Wickham", presence="own_workspace")
    assert answer.message.summary == "T9 now belongs to Wickham."
    assert await stage.count(StrangerHome) == 0
    assert stage.buttons((await stage.command(STRANGER, "menu")).message)
    assert (await stage.one(Person, name="U1")).side_id == (await stage.one(Side, name="Wickham")).id


async def test_a_partner_without_a_name_or_with_a_taken_one_is_refused_at_the_field(stage: Any) -> None:
    form = (await stage.press("Ada", LINK)).form
    new = stage.choices(form, "side")["A new partner"]
    for name in ("", "harborline"):
        answer = await stage.submit("Ada", form, side=new, partner=name, presence="own_workspace")
        assert list(answer.errors.by_field) == ["partner"]
    assert len(await stage.all(HomeLink)) == 3


async def test_a_home_of_another_side_is_not_moved(stage: Any) -> None:
    form = (await stage.command("Ada", "link home T2")).form
    answer = await stage.submit("Ada", form, side=stage.choices(form, "side")["Lumenara"], presence="slack_connect")
    assert "already linked to Harborline" in answer.errors.by_field["side"]


async def test_a_home_can_be_typed_where_none_waits(stage: Any) -> None:
    form = (await stage.command("Ada", "link home")).form
    side = stage.choices(form, "side")["Harborline"]
    assert (await stage.submit("Ada", form, home=" ", side=side, presence="guests")).errors.by_field["home"]
    await stage.submit("Ada", form, home="T55", side=side, presence="guests")
    assert (await stage.one(HomeLink, home="T55")).presence == Presence.GUESTS


async def test_where_several_companies_wait_one_is_chosen(stage: Any) -> None:
    for home in ("T8", "T9"):
        await stage.command(Identity("slack", home, "U1"), "menu")
    answer = await stage.command("Ada", "link home")
    assert [button.object_id for button in stage.buttons(answer.message)] == ["slack/T8", "slack/T9"]


async def test_only_admins_link_companies_even_with_a_form_of_their_own_making(stage: Any) -> None:
    form = (await stage.press("Ada", LINK)).form
    side = stage.choices(form, "side")["Harborline"]
    for who in ("Ben", "Hana"):
        assert "Ask an admin" in (await stage.command(who, "link home T9")).message.summary
        answer = await stage.submit(who, form, side=side, presence="slack_connect")
        assert "Ask an admin" in answer.message.summary
    assert len(await stage.all(HomeLink)) == 3


async def test_unlinking_a_company_makes_its_new_people_strangers_again(stage: Any) -> None:
    linked = (await stage.command("Ada", "unlink home")).message
    button = next(button for button in stage.buttons(linked) if button.object_id == "slack/T2")
    assert button.confirm
    await stage.press("Ada", button)
    assert "I do not know your company" in (await stage.command(Identity("slack", "T2", "U77"), "menu")).message.summary
    assert stage.buttons((await stage.command("Hana", "menu")).message)


async def test_channels_where_strangers_were_met_are_read_again_once_their_company_is_linked(stage: Any) -> None:
    await stage.linked("care", "Care")
    kim = stage.member("U1", home="T9", name="Kim")
    stage.holds("care", kim)
    async with stage.database.write() as session:
        channel = await channel_at(session, "slack", stage.origin("Ada", "care").place.installation, "C-care")
        await read_channel(session, channel, [kim], stage.calendar.now())
    assert (await stage.one(Channel, name="care")).seen_sides == [STRANGERS]
    form = (await stage.command("Ada", "link home T9")).form
    await stage.submit("Ada", form, side=stage.choices(form, "side")["Harborline"], presence="slack_connect")
    await stage.tick()
    assert (await stage.one(Channel, name="care")).seen_sides == [(await stage.one(Side, name="Harborline")).id]


def test_a_tenant_without_a_name_is_told_by_the_end_of_its_id_and_linked_by_all_of_it() -> None:
    tenant = "4886a865-1986-5e93-a4f7-408e8f4f15d5"
    told = new_company(Texts(), "Microsoft Teams", "teams", tenant)
    lines = ["".join(span.text for span in item) for item in told.parts[1].blocks[0].items]
    assert lines[:2] == ["Where: a tenant of Microsoft Teams (…4f15d5)", f"Its id, for linking: {tenant}"]
    slack = new_company(Texts(), "Slack", "slack", "T0HARBOR")
    assert "Where: Slack, T0HARBOR" in str(slack)
