"""Buttons and forms about what is others': a lead of another partner learns nothing of it and changes nothing."""

import pytest

from bot.chat.form import Form
from bot.chat.message import Button
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_coverage import lead
from tests.bot.capabilities.shoutouts.test_kills import in_whole, look
from tests.kills import Rows, everything

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LASTING = (
    *("shoutout", "shoutout_recipient", "shoutout_cheer", "shoutout_note", "shoutout_objection", "story_of_the_week"),
    *("copy", "delivery", "due"),
)
"""The tables in which no row may come, change or go."""


async def lasting(stage: Stage) -> Rows:
    rows = await everything(stage.database)
    return {name: rows[name] for name in LASTING}


@pytest.mark.parametrize("which", ["posted", "withdrawn", "draft"])
async def test_no_button_and_no_form_reaches_what_is_others(stage: Stage, which: str) -> None:
    await lead(stage, "Harbor", "Hugo")
    if which == "draft":
        public_id = (await look(stage, "Luz")).object_id
    else:
        kept = await stage.give("Ines", "Luz")
        public_id = kept.public_id
        if which == "withdrawn":
            await stage.submit("Ines", await in_whole(stage, "Ines", kept, "Withdraw"))
    before = await lasting(stage)
    values = {"text": "Written by somebody else.", "reason": "Because of this.", "note": "1", "shown": ()}
    filled = await stage.filled("Ada", **values, story="Nobody of another company writes over this.")
    shoutouts = [action for action in stage.offers.presses if action.startswith("shoutouts.")]
    answers = [
        await stage.press("Hugo", Button("", action, one))
        for action in shoutouts
        for one in (public_id, f"{public_id}.1")
    ]
    for action in stage.offers.submits:
        form = Form(action, "", (), object_id=public_id, state="1" if which == "draft" else public_id)
        answers.append(await stage.submit("Hugo", form, **filled))
    for answer in answers:
        assert STORY not in str(answer), answer
    assert await lasting(stage) == before
