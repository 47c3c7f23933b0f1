"""Feedback of another company goes through the person's own lead, unless their company lets it go directly."""

from datetime import timedelta

import pytest

from bot.capabilities.checkins.kinds import FeedbackState
from bot.chat.inbound import HomeOpened
from bot.chat.message import Button
from bot.people.model import Role
from tests.bot.capabilities.checkins.feedback.conftest import LINE, Stage


async def test_it_goes_to_the_own_lead_first_and_on_from_there(stage: Stage) -> None:
    answer = await stage.says("Ada", "Hugo")
    assert "Hana, who leads Hugo (Harborline), has it and can pass it on." in stage.shown(answer.message)
    letters = await stage.letters()
    assert list(letters) == [("Hana", "pass")]
    answer = await stage.press("Hana", stage.button(letters["Hana", "pass"], "Pass it on"))
    assert "You passed it on to Hugo." in stage.shown(answer.redraw)
    shown = stage.shown((await stage.letters())["Hugo", "card"])
    assert LINE in shown
    assert "Passed on by Hana. Only you, Ada and Hana see it." in shown


async def test_a_lead_keeps_it_back_and_whoever_wrote_it_hears_why(stage: Stage) -> None:
    await stage.says("Ada", "Hugo")
    keep = stage.button((await stage.letters())["Hana", "pass"], "Keep it back")
    form = (await stage.press("Hana", keep)).form
    assert form is not None
    assert (await stage.submit("Hana", form, reason="")).errors is not None
    await stage.submit("Hana", form, reason="He was on another queue.")
    letters = await stage.letters()
    assert set(letters) == {("Hana", "pass"), ("Ada", "back")}
    assert "Hana did not pass it on: He was on another queue." in stage.shown(letters["Ada", "back"])
    again = await stage.press("Hana", Button("", "checkins.feedback_pass_on", (await stage.all())[0].public_id))
    assert "You kept it back" in stage.shown(again.redraw)
    (kept,) = await stage.all()
    assert kept.state is FeedbackState.KEPT_BACK
    shown = await stage.press("Hugo", Button("", "checkins.feedback_show", kept.public_id))
    assert LINE not in stage.shown(shown.message)


@pytest.mark.parametrize("who", ["Ada", "Hugo", "Hana"])
async def test_of_whoever_is_erased_no_word_and_no_name_stays_in_others_messages(stage: Stage, who: str) -> None:
    await stage.says("Ada", "Hugo")
    keep = stage.button((await stage.letters())["Hana", "pass"], "Keep it back")
    form = (await stage.press("Hana", keep)).form
    assert form is not None
    await stage.submit("Hana", form, reason="Hugo was on another queue.")
    await stage.erase(who)
    assert "feedback" in await stage.stale(), "their name stands in messages to others"
    (kept,) = await stage.all()
    assert ("Hugo" in kept.reason or LINE in kept.text) is (who != "Hugo")


async def test_only_the_lead_who_was_asked_decides(stage: Stage) -> None:
    await stage.says("Ada", "Hugo")
    (kept,) = await stage.all()
    for who in ("Hugo", "Ada", "Bo"):
        answer = await stage.press(who, Button("", "checkins.feedback_pass_on", kept.public_id))
        assert "Only the lead who was asked" in stage.shown(answer.message), who
        assert LINE not in stage.shown(answer.message)
    shown = await stage.press("Hugo", Button("", "checkins.feedback_show", kept.public_id))
    assert LINE not in stage.shown(shown.message)


async def test_where_their_company_allows_it_goes_directly(stage: Stage) -> None:
    refused = await stage.command("Hana", "feedback directly")
    assert "Only managers of your company" in stage.shown(refused.message)
    await stage.grant("Hana", Role.MANAGER, "Harborline")
    assert "directly" in stage.shown((await stage.command("Hana", "feedback directly")).message)
    await stage.says("Ada", "Hugo")
    assert list(await stage.letters()) == [("Hugo", "card")]
    await stage.command("Hana", "feedback through leads")
    await stage.says("Ada", "Hugo", "The second one, in other words.")
    assert ("Hana", "pass") in await stage.letters()


async def test_where_nobody_could_pass_it_on_nothing_is_sent(stage: Stage) -> None:
    answer = await stage.says("Ada", "Luz")
    assert "Nobody leads Luz's team" in stage.shown(answer.message)
    assert await stage.all() == []


async def test_a_lead_is_asked_once_more_and_whoever_leads_by_then(stage: Stage) -> None:
    await stage.says("Ada", "Hugo")
    await stage.until(stage.calendar.now() + timedelta(days=3, minutes=1))
    assert {slot for who, slot in await stage.letters() if who == "Hana"} == {"pass", "pass.2"}
    await stage.says("Ada", "Hana", "One for the lead herself, who has nobody above.")
    assert len(await stage.all()) == 1


async def test_whoever_leads_them_no_more_neither_reads_nor_decides_it(stage: Stage) -> None:
    await stage.says("Ada", "Hugo")
    (kept,) = await stage.all()
    passes = stage.button((await stage.letters())["Hana", "pass"], "Pass it on")
    await stage.leads("Bo", "Harbor")
    homes = {who: (await stage.send(HomeOpened(stage.origin(who)))).home for who in ("Hana", "Bo")}
    assert {who: LINE in stage.shown(home) for who, home in homes.items()} == {"Hana": False, "Bo": True}
    refused = await stage.press("Hana", passes)
    assert "no longer there" in stage.shown(refused.redraw) and (await stage.all())[0].state is FeedbackState.WAITING
    shown = await stage.press("Hana", Button("", "checkins.feedback_show", kept.public_id))
    assert LINE not in stage.shown(shown.message)
    assert LINE not in (await stage.redrawn(kept, slot="pass"))["Hana"]
    answer = await stage.press("Bo", stage.button(homes["Bo"], "Pass it on"))
    assert "You passed it on to Hugo." in stage.shown(answer.redraw)
    assert "Passed on by Bo" in stage.shown((await stage.letters())["Hugo", "card"])


async def test_it_waits_on_the_home_of_the_lead_alone_until_it_is_decided(stage: Stage) -> None:
    await stage.says("Ada", "Hugo")
    homes = {who: (await stage.send(HomeOpened(stage.origin(who)))).home for who in ("Hana", "Hugo", "Ada")}
    assert {who: LINE in stage.shown(home) for who, home in homes.items()} == {
        "Hana": True,
        "Hugo": False,
        "Ada": False,
    }
    await stage.press("Hana", stage.button(homes["Hana"], "Pass it on"))
    assert LINE not in stage.shown((await stage.send(HomeOpened(stage.origin("Hana")))).home)
