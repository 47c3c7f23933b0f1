"""What is given a time from elsewhere is planned like in chat, and goes out then."""

from datetime import timedelta
from typing import Any

import pytest

from bot.capabilities.updates.store import UpdateState


async def test_a_program_plans_an_update_that_its_author_can_move_and_cancel(stage: Any, program: Any) -> None:
    response = await program.publishes(publish_at="2026-11-25T10:00:00+01:00")
    assert response.status == 201
    said = await response.json()
    assert (said["state"], said["channels"]) == ("planned", 3)
    known = await stage.kept(said["id"])
    assert known.state is UpdateState.PLANNED
    assert await stage.states(known) == {}
    mine = (await stage.command("Ines", "update mine")).message
    assert stage.button(mine, "Move").object_id == stage.button(mine, "Cancel the plan").object_id == known.public_id
    assert (await program.ask("GET", f"/updates/{known.public_id}")).status == 404
    await stage.until(stage.calendar.now() + timedelta(hours=19))
    assert set(await stage.states(known)) == {"care", "harbor", "lumen"}
    assert (await (await program.ask("GET", f"/updates/{known.public_id}")).json())["state"] == "published"


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-11-24T13:59:00Z", "This is over."),
        ("2027-11-24T13:59:00Z", "too far ahead"),
        ("2026-11-25T10:00:00", "with its zone"),
    ],
)
async def test_a_time_that_is_none_to_come_is_refused_by_name(stage: Any, program: Any, at: str, says: str) -> None:
    response = await program.publishes(publish_at=at)
    error = (await response.json())["error"]
    assert (response.status // 100, error["field"]) == (4, "publish_at")
    assert says in error["message"]
    assert "Nothing is planned." in stage.shown((await stage.command("Ines", "update planned")).message)


async def test_what_may_be_shared_is_still_so_when_its_time_comes(stage: Any, program: Any) -> None:
    text = "Write to mara.lindqvist@mail.example."
    refused = await program.publishes(changed=text, publish_at="2026-11-25T10:00:00Z")
    assert (await refused.json())["error"]["field"] == "may_be_shared"
    response = await program.publishes(changed=text, publish_at="2026-11-25T10:00:00Z", may_be_shared=True)
    known = await stage.kept((await response.json())["id"])
    await stage.until(stage.calendar.now() + timedelta(hours=20))
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED
