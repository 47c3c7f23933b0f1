"""Settings, audiences, and the doctor in chat."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.capabilities import checkins, syncs
from bot.capabilities.setup.messages.organisation import settings_changed, settings_form
from bot.chat.form import Show
from bot.chat.message import Plain
from bot.chat.texts import Texts
from bot.clock import system_clocks
from bot.delivery.tables import Lane
from bot.due import work
from bot.people.model import Audience, AudienceTeam, AuditEntry, Channel, OrganisationSetting, Sharing, StrangerHome
from bot.people.personal_links import Links
from bot.people.settings import SettingSpec
from bot.storage.sealing import Keyring


async def test_settings_show_what_holds_and_keep_only_what_differs(stage: Any) -> None:
    form = (await stage.command("Ada", "settings")).form
    assert "Minutes after which something rings." in stage.text(form)
    values = {"sample.ring_after": "15", "sample.digest": True, "sample.after_doubt": "ask"}
    answer = await stage.submit("Ada", form, **values)
    assert answer.message.summary == (
        "Saved, for the whole organisation. After doubt: ask; Ring people after (minutes): 15."
    )
    assert {row.name: row.value for row in await stage.all(OrganisationSetting)} == {
        "sample.ring_after": 15,
        "sample.after_doubt": "ask",
    }
    assert len(await stage.all(AuditEntry, action="change_setting")) == 2
    assert (await stage.submit("Ada", form, **values)).message.summary == "Nothing was changed."


def test_settings_stand_under_their_capability_and_their_matter() -> None:
    specs = [
        SettingSpec("updates.ring", bool, True, "Whether it rings.", matter="Ringing"),
        SettingSpec("updates.ring_after", int, 10, "Minutes until it rings.", matter="Ringing"),
        SettingSpec("updates.pace", str, "even", "How fast.", matter="Sending"),
        SettingSpec("shoutouts.values", str, "", "The values."),
    ]
    headings = {"updates": "Updates", "shoutouts": "Well done"}
    form = settings_form(Texts(), [(one, one.default) for one in specs], headings)
    shown = [part.part.text if isinstance(part, Show) else part.name for part in form.parts[1:]]
    assert shown == [
        *("Updates", "Ringing", "updates.ring", "updates.ring_after", "Sending", "updates.pace"),
        *("Well done", "shoutouts.values"),
    ]


async def test_if_one_value_cannot_be_none_is_changed(stage: Any) -> None:
    form = (await stage.command("Ada", "settings")).form
    answer = await stage.submit("Ada", form, **{"sample.ring_after": "soon", "sample.digest": False})
    assert "whole number" in answer.errors.by_field["sample.ring_after"]
    assert await stage.all(OrganisationSetting) == []


async def test_a_name_that_is_not_there_is_said_at_its_field_and_by_words(stage: Any) -> None:
    form = (await stage.command("Ada", "settings")).form
    answer = await stage.submit("Ada", form, **{"sample.ring_after": "15", "sample.colour": "blu"})
    assert answer.errors.by_field == {"sample.colour": "There is no colour “blu”."}
    assert await stage.all(OrganisationSetting) == []
    assert (await stage.command("Ada", "settings sample.colour blu")).message.summary == "There is no colour “blu”."
    await stage.submit("Ada", form, **{"sample.colour": "Red"})
    assert (await stage.one(OrganisationSetting)).value == "red"


async def test_one_setting_is_changed_by_words(stage: Any) -> None:
    assert (await stage.command("Ada", "settings sample.colour")).form is not None, "a name alone changes nothing"
    told = (await stage.command("Ada", "settings sample.digest no")).message.summary
    assert told == "Saved, for the whole organisation. Digest: no."
    assert "at most 60" in (await stage.command("Ada", "settings sample.ring_after 90")).message.summary
    assert "no setting “wibble”" in (await stage.command("Ada", "settings wibble 1")).message.summary


async def test_settings_are_the_admins(stage: Any) -> None:
    form = (await stage.command("Ada", "settings")).form
    assert "Ask an admin" in (await stage.command("Ben", "settings")).message.summary
    assert "Ask an admin" in (await stage.submit("Ben", form, **{"sample.digest": False})).message.summary
    assert await stage.all(OrganisationSetting) == []


async def test_an_audience_is_made_of_teams_and_says_how_many_channels_it_has(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    made = stage.button((await stage.command("Ada", "audiences")).message, "New audience")
    form = (await stage.press("Ada", made)).form
    teams = stage.choices(form, "teams")
    answer = await stage.submit(
        "Ada", form, name="Care everywhere", teams=(teams["Care"], teams["Harbor Care"]), sharing="figures"
    )
    assert answer.message.summary == "The audience Care everywhere is there. It has 1 channel now."
    assert (await stage.one(Audience, name="Care everywhere")).sharing == Sharing.FIGURES
    assert len(await stage.all(AudienceTeam)) == 2
    assert "Care everywhere" in stage.text((await stage.command("Ada", "audiences")).message)
    again = await stage.submit("Ada", form, name="care EVERYWHERE", teams=(teams["Care"],), sharing="nothing")
    assert "already an audience" in again.errors.by_field["name"]


async def test_only_who_may_open_walls_is_offered_to(stage: Any) -> None:
    await stage.person("Mona", "Care", platform="slack")
    await stage.command("Ada", "grant manager Mona")
    form = (await stage.command("Mona", "audiences")).message
    form = (await stage.press("Mona", stage.button(form, "New audience"))).form
    assert list(stage.choices(form, "sharing").values()) == ["nothing"]
    teams = stage.choices(form, "teams")
    answer = await stage.submit("Mona", form, name="Open", teams=(teams["Care"],), sharing="names")
    assert "Only admins" in answer.errors.by_field["name"]
    assert "Open" not in {audience.name for audience in await stage.all(Audience)}


async def test_a_name_is_refused_only_for_audiences_that_one_may_see(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    ours = (
        await stage.press("Ada", stage.button((await stage.command("Ada", "audiences")).message, "New audience"))
    ).form
    teams = stage.choices(ours, "teams")
    await stage.submit("Ada", ours, name="Night shift", teams=(teams["Care"],), sharing="nothing")
    await stage.command("Ada", "grant manager Hana")
    shown = (await stage.command("Hana", "audiences")).message
    form = (await stage.press("Hana", stage.button(shown, "New audience"))).form
    harbor = stage.choices(form, "teams")["Harbor Care"]
    answer = await stage.submit("Hana", form, name="Night shift", teams=(harbor,), sharing="nothing")
    assert answer.message.summary == "The audience Night shift is there. It has 1 channel now."
    again = await stage.submit("Hana", form, name="night shift", teams=(harbor,), sharing="nothing")
    assert "already an audience" in again.errors.by_field["name"]
    everyone = await stage.submit("Hana", form, name="Everyone", teams=(harbor,), sharing="nothing")
    assert "already an audience" in everyone.errors.by_field["name"]


async def test_audiences_are_the_managers(stage: Any) -> None:
    assert "Ask a manager" in (await stage.command("Ben", "audiences")).message.summary


async def test_the_doctor_says_what_needs_a_look_with_what_to_do(stage: Any) -> None:
    await stage.linked("care", "Care")
    assert (await stage.command("Ada", "doctor")).message.summary == "All is well, as far as is known."
    async with stage.database.write() as session:
        await session.execute(update(Channel).values(archived=True))
        await work.put_down(session, "setup.retention", 0, stage.calendar.now() - timedelta(hours=1))
    report = (await stage.command("Ada", "doctor")).message
    assert report.summary == "2 things need a look."
    assert "#care is archived." in stage.text(report)
    assert "1 linked channel." in stage.text(report)
    assert "Ask an admin" in (await stage.command("Hana", "doctor")).message.summary


async def test_the_doctor_in_chat_names_platforms_as_people_do_and_writes_commands_as_code(stage: Any) -> None:
    async with stage.database.write() as session:
        session.add(Lane(platform="teams", installation_key="app/lumen"))
        session.add(StrangerHome(platform="teams", home="elsewhere", seen_at=stage.calendar.now()))
    report = (await stage.command("Ada", "doctor")).message
    text = stage.text(report)
    assert "`" not in text
    assert Plain("instep doctor", code=True) in report.parts[-1].spans
    assert "Microsoft Teams Lumenara: 0 deliveries waiting" in text
    assert "Microsoft Teams elsewhere is not linked." in text
    assert "teams " not in text


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "https://instep.example"])
def test_whoever_wants_pictures_is_told_where_nobody_could_fetch_them(address: str) -> None:
    clocks = system_clocks()
    links = Links(address, Keyring(["k" * 32]), clocks.machine)
    for capability in (syncs.capability(clocks, links), checkins.capability(clocks, links)):
        (spec,) = [one for one in capability.settings if one.name.endswith("trend_pictures")]
        assert ("INSTEP_BASE_URL" in settings_changed(Texts(), [(spec, True)])) is address.startswith("http:")
        assert "INSTEP_BASE_URL" not in settings_changed(Texts(), [(spec, False)])
