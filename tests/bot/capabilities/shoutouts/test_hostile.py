"""Hostile names, values, reasons and words, wherever they are read again: both platforms show them as text."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import select, update

from adapters.slack.render import render_form as slack_form
from adapters.slack.render import render_message as slack_message
from adapters.slack.standin.blocks import BlockRules, mentions
from adapters.teams.render import render_activity as teams_message
from adapters.teams.render import render_form as teams_form
from adapters.teams.standin.rules import check_activity, check_card
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.chat.form import Form
from bot.chat.inbound import Answer, Inbound
from bot.chat.message import Button, Message, from_json
from bot.delivery.tables import Content
from bot.people.model import Person, Role, Team
from bot.storage.sessions import Database
from tests.bot.capabilities.shoutouts.conftest import Stage as Usual
from tests.bot.capabilities.shoutouts.test_coverage import grant
from tests.stage import furnish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "rings, or is code": '<!channel> @everyone <at>Luz</at> [x](javascript:alert(1)) ``` {"type":"x"} =1+1;=2',
        "is wide, deep or backwards": "👩‍👩‍👧‍👦🇵🇭" * 6 + "e\u0301\u0315\u0335" * 9 + "\u202e\u2067\u200b\ufeff مرحبا",
    }
)


class Stage(Usual):
    """Whose every answer is drawn as both platforms draw it."""

    async def send(self, inbound: Inbound) -> Answer:
        answer = await super().send(inbound)
        for shows in (answer.message, answer.form, answer.home):
            self.draw(shows)
        return answer

    def draw(self, shows: Message | Form | None) -> None:
        """Raises if a platform would refuse it, or somebody is rung by what it says."""
        everybody = {one.user_id: one.user_id for one in self.people.values()}
        if isinstance(shows, Form):
            assert BlockRules().of_view(slack_form(shows)) == []
            check_card(teams_form(shows)["value"]["card"]["content"], everybody)
        elif shows is not None:
            drawn = slack_message(shows)
            assert BlockRules().of_message(drawn["blocks"]) == []
            assert {one.strip("<@>") for one in mentions(drawn["text"], drawn["blocks"])} <= everybody.keys()
            check_activity(dict(teams_message(shows)), everybody)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_hostile_words_are_text_wherever_they_are_read_again(database: Database, text: str) -> None:
    stage = Stage(database)
    await furnish(stage)
    await grant(stage, "Bo", Role.MANAGER, None)
    luz = f"Luz {text}"[:100]
    async with stage.database.write() as session:
        for kind, name in ((Person, "Luz"), (Person, "Ines"), (Team, "Lumen")):
            await session.execute(update(kind).where(kind.name == name).values(name=f"{name} {text}"[:100]))
    value = f"v{''.join(text.replace(';', '').split())}"[:40]
    await stage.decide("shoutouts.values", f"{value} 🙌")
    await stage.decide("shoutouts.audience", "Everyone")
    words = {"story": f"{text} for a whole day", "quote": text, "customer": f"Ana {text}"[:80]}
    kept = await stage.give("Ines", luz, **words, value=(value.casefold(),))
    assert kept.state is ShoutoutState.POSTED
    stage.calendar.instant += timedelta(hours=1)
    for who, asked in (("Ines", "given"), ("Luz", "mine"), ("Bo", "team"), ("Bo", "coverage"), ("Bo", text)):
        await stage.command(who, f"shoutout {asked}")
    digest = (await stage.command("Bo", "shoutout digest")).form
    assert digest is not None
    await stage.submit("Bo", digest)
    whole = (await stage.press("Leo", Button("", MORE, kept.public_id))).form
    assert whole is not None
    report = (await stage.press_in("Leo", whole, "Report it")).form
    assert report is not None
    await stage.submit("Leo", report, text=text)
    await stage.command("Bo", "shoutout reports")
    whole = (await stage.press("Bo", Button("", MORE, kept.public_id))).form
    assert whole is not None
    ending = (await stage.press_in("Bo", whole, "Take it down")).form
    assert ending is not None
    await stage.submit("Bo", ending, reason=text)
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.TAKEN_DOWN
    async with stage.database.read() as session:
        contents = [from_json(one) for one in await session.scalars(select(Content.message))]
    assert len(contents) >= 6
    for message in contents:
        stage.draw(message)
