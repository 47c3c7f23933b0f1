"""The language that a team reads: said by its lead in chat, and undone."""

from typing import Any

from bot.chat.message import Button
from bot.people.model import AuditEntry, Team

BUTTON = Button("Team language", "setup.team_language", opens_form=True)


async def reads(stage: Any, name: str) -> str:
    found: str = (await stage.one(Team, name=name)).locale
    return found


async def test_a_lead_of_one_team_says_it_in_two_words_and_takes_it_back(stage: Any) -> None:
    answer = await stage.command("Hana", "team language polish")
    assert answer.message.summary == (
        "Harbor Care reads Polish from the next update on. What is out already stays as it is."
    )
    assert await reads(stage, "Harbor Care") == "pl"
    assert (await stage.all(AuditEntry, action="set_team_language"))[0].detail == {"before": "en", "now": "pl"}
    again = await stage.command("Hana", "team language Polski")
    assert again.message.summary == "Harbor Care reads Polish already."
    await stage.press("Hana", stage.button(answer.message, "Back to English"))
    assert await reads(stage, "Harbor Care") == "en"


async def test_a_language_that_is_none_is_told(stage: Any) -> None:
    answer = await stage.command("Hana", "team language klingon")
    assert answer.message.summary.startswith("“klingon” is no language I know.")
    assert await reads(stage, "Harbor Care") == "en"


async def test_the_form_offers_the_teams_that_one_may_change_and_no_others(stage: Any) -> None:
    form = (await stage.press("Hana", BUTTON)).form
    assert set(stage.choices(form, "team")) == {"Harbor Care"}
    answer = await stage.submit("Hana", form, team=stage.choices(form, "team")["Harbor Care"], language="fil")
    assert "reads Filipino" in answer.message.summary
    care = (await stage.one(Team, name="Care")).public_id
    refused = await stage.submit("Hana", form, team=care, language="fil")
    assert set(refused.errors.by_field) == {"team"}
    assert await reads(stage, "Care") == "en"
    back = Button("Back", "setup.undo_team_language", f"{care}.pl")
    assert "no longer there" in (await stage.press("Hana", back)).message.summary
    assert await reads(stage, "Care") == "en"


async def test_who_leads_nobody_is_told_so(stage: Any) -> None:
    answer = await stage.command("Ben", "team language polish")
    assert answer.message.summary == "Leads and managers can do this. Ask an admin to make you one."


async def test_the_list_of_teams_says_what_each_reads(stage: Any) -> None:
    await stage.command("Hana", "team language polish")
    assert "reads Polish" in stage.text((await stage.command("Hana", "teams")).message)
