"""The stand-in is built, driven and read from another process over HTTP."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.standin import RemoteSlack, SlackStandin, StandinRefused


async def test_a_world_is_built_acted_in_and_judged_over_http() -> None:
    async with SlackStandin() as slack, RemoteSlack(slack.origin) as remote:
        team = await remote.world("add_workspace", name="Marlowe & Finch")
        installed = await remote.world("install_app", team=team)
        ana = await remote.world("add_user", team=team, name="Ana Duarte")
        care = await remote.world("add_channel", team=team, name="care", members=[ana])
        facts = await remote.facts()
        assert facts["tokens"] == {team: installed["token"]}
        client = AsyncWebClient(installed["token"], base_url=facts["api_url"], retry_handlers=[])
        await remote.enforce_pace(False)
        await remote.add_fault("error", error="fatal_error", times=0)
        await remote.clear_faults()
        await client.chat_postMessage(channel=care, text="Refunds")
        (entry,) = await remote.ledger(wait=1)
        assert (entry["operation"], entry["text"], entry["seq"]) == ("post", "Refunds", 1)
        assert (await remote.see("channel", care))["messages"][0]["text"] == "Refunds"
        assert [call["method"] for call in await remote.calls()] == ["chat.postMessage"]
        assert await remote.ledger(after=1) == []
        assert await remote.see("inbox", ana) == []
        answer = await remote.act("command", user=ana, channel=care, command="/update")
        assert answer["error"] == "connection_failed"


async def test_what_cannot_be_done_is_said() -> None:
    async with SlackStandin() as slack, RemoteSlack(slack.origin) as remote:
        with pytest.raises(StandinRefused, match="no workspace 'T1'"):
            await remote.world("add_user", team="T1", name="Ana")
        with pytest.raises(StandinRefused, match="no verb"):
            await remote.world("new_id", prefix="U")
        with pytest.raises(StandinRefused, match="no verb"):
            await remote.act("__init__")
        with pytest.raises(StandinRefused, match="there is no fault"):
            await remote.add_fault("earthquake")
        with pytest.raises(StandinRefused, match="add_workspace"):
            await remote.world("add_workspace", colour="red")
