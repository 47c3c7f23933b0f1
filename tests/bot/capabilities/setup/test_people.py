"""Who somebody is, lists of people and teams, and roles given and taken."""

import re
from typing import Any

from bot.capabilities.setup.messages import people as said
from bot.capabilities.setup.views import RoleView
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.people.model import AuditEntry, Grant, Role

NOT_ME = Button("That's not me", "setup.not_me", opens_form=True)


async def test_who_am_i_says_what_instep_goes_by(stage: Any) -> None:
    answer = await stage.command("Hana", "who am i")
    assert answer.message.summary == "You are Hana, Harborline."
    text = stage.text(answer.message)
    for expected in ("Harbor Care", "Asia/Manila", "Slack · U-Hana", "Lead of"):
        assert expected in text


async def test_ways_that_worked_are_shown(stage: Any) -> None:
    assert "nothing tried yet" in stage.text((await stage.command("Ben", "who am i")).message)
    await stage.press("Ben", stage.button((await stage.press("Ben", NOT_ME)).message, "Tell the admins"))
    assert "buttons" in stage.text((await stage.command("Ben", "who am i")).message)


async def test_somebody_who_is_not_themselves_can_tell_the_admins_once_a_day(stage: Any) -> None:
    told = stage.button((await stage.press("Ben", NOT_ME)).message, "Tell the admins")
    for _ in range(2):
        assert (await stage.press("Ben", told)).message.summary == "1 admin has been told."
    [(who, message)] = await stage.told()
    assert (who, message.summary) == ("Ada", "Ben (Internal) says: that's not me.")


async def test_lists_stay_within_ones_own_side(stage: Any) -> None:
    assert "Lumen Night" in stage.text((await stage.command("Ada", "teams")).message)
    theirs = stage.text((await stage.command("Hana", "teams")).message)
    assert "Harbor Care" in theirs
    assert "Lumen" not in theirs
    assert "Care · Internal" not in theirs
    people = stage.text((await stage.command("Hana", "people")).message)
    assert "Hana" in people
    assert "Ada" not in people
    assert (await stage.command("Hana", "people luz")).message.summary == "Nobody here is called “luz”."
    assert "Luz" in stage.text((await stage.command("Ada", "people luz")).message)


async def test_lists_are_for_leads(stage: Any) -> None:
    for words in ("teams", "people"):
        assert "Ask an admin" in (await stage.command("Ben", words)).message.summary


async def test_a_role_that_no_form_offers_is_refused_at_its_field(stage: Any) -> None:
    form = (await stage.command("Ada", "grant")).form
    answer = await stage.submit("Ada", form, person="slack/T1/U-Ben", role="emperor", side="organisation")
    assert answer.errors.by_field == {"role": "Choose one of the roles."}
    assert await stage.all(AuditEntry, action="grant") == []


async def test_a_role_is_given_by_words_and_by_form(stage: Any) -> None:
    assert (await stage.command("Ada", "grant author Ben")).message.summary == (
        "Ben may now publish updates to the whole organisation."
    )
    form = (await stage.command("Ada", "grant")).form
    answer = await stage.submit("Ada", form, person="slack/T1/U-Ben", role="manager", side="organisation")
    assert answer.message.summary == "Ben may now look after people and teams and publish for the whole organisation."
    answer = await stage.submit("Ada", form, person=("slack/T1/U-Ben",), role=("urgent",), side=("organisation",))
    assert answer.message.summary == "Ben may now send urgent updates for the whole organisation."
    given = {entry.detail["role"] for entry in await stage.all(AuditEntry, action="grant")}
    assert given == {"author", "manager", "urgent"}


async def test_a_partners_people_get_roles_within_their_side_only(stage: Any) -> None:
    answer = await stage.command("Ada", "grant lead @U-Hana")
    assert answer.message.summary == "Hana may now lead all teams of Harborline."
    form = (await stage.command("Ada", "grant")).form
    answer = await stage.submit("Ada", form, person="slack/T2/U-Hana", role="author", side="organisation")
    assert "within Harborline only" in answer.errors.by_field["person"]


async def test_a_role_is_taken_and_what_is_not_held_is_said(stage: Any) -> None:
    await stage.command("Ada", "grant author Ben")
    assert (await stage.command("Ada", "revoke author Ben")).message.summary == (
        "Ben is no longer an author for the whole organisation."
    )
    assert (await stage.command("Ada", "revoke author Ben")).message.summary == (
        "Ben is not an author for the whole organisation, so nothing changed."
    )


async def test_each_role_reads_naturally_given_and_taken_for_all_or_for_one_side() -> None:
    t = Texts()
    for role in Role:
        for side in ("", "Harborline"):
            held = RoleView(role, side)
            where = side or ("all receipts" if role is Role.AUDITOR else "the whole organisation")
            given, taken = said.role_given(t, "Ben", held), said.role_taken(t, "Ben", held)
            assert given.startswith("Ben may now ")
            assert where in given
            assert re.match(r"Ben is no longer (an? |allowed to )", taken)
            assert (side or "the whole organisation") in taken
            assert not re.search(r"\b(is|longer) urgent|a (agent|author|auditor|admin)\b", given + taken)


async def test_the_last_admin_cannot_remove_themselves(stage: Any) -> None:
    assert "last admin" in (await stage.command("Ada", "revoke admin Ada")).message.summary
    form = (await stage.command("Ada", "revoke")).form
    answer = await stage.submit("Ada", form, person="slack/T1/U-Ada", role="admin", side="organisation")
    assert "last admin" in answer.errors.by_field["person"]
    await stage.command("Ada", "grant admin Ben")
    assert "no longer an admin" in (await stage.command("Ada", "revoke admin Ada")).message.summary
    assert [grant.role for grant in await stage.all(Grant)].count(Role.ADMIN) == 1


async def test_only_admins_give_roles_even_by_a_form_of_their_own_making(stage: Any) -> None:
    form = (await stage.command("Ada", "grant")).form
    for who in ("Ben", "Hana"):
        assert "Ask an admin" in (await stage.command(who, "grant admin Ben")).message.summary
        answer = await stage.submit(who, form, person="slack/T1/U-Ben", role="admin", side="organisation")
        assert "Ask an admin" in answer.message.summary
    assert len(await stage.all(Grant)) == 1


async def test_an_unknown_person_opens_the_form_with_a_word_about_it(stage: Any) -> None:
    form = (await stage.command("Ada", "grant lead Nobody")).form
    assert "Nobody here is called “Nobody”" in stage.text(form)
    answer = await stage.submit("Ada", form, person="slack/T1/U-Zed", role="lead", side="organisation")
    assert "do not know this person" in answer.errors.by_field["person"]
