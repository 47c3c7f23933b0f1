"""What a sceptic can break while the page is open, and mend again."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.playground import NotPossible
from bot.proof.stage import Stage

Json = Mapping[str, Any]

SLOW = 2.0
"""Seconds by which each of Slack's answers is late; with more, a form could never be opened in its three seconds."""

COME_BACK_IN = "2"
"""Seconds after which Teams asks the bot to try again, as it stands in `Retry-After`."""

TITLES = {
    "slack_slow": "Slack is slow",
    "teams_429": "Teams answers 429",
    "archive": "A channel is archived",
    "kill": "Instep is killed (kill -9)",
}


class Breaks:
    """What is broken on one stage. The bot's process is somebody else's, since its being down is seen elsewhere too."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._on: set[str] = set()
        self._archived: set[str] = set()

    def listed(self, *, killed: bool) -> Sequence[Json]:
        """All of them, and which are on; `channels` are those archived."""
        return [
            {
                "id": id,
                "title": title,
                "on": killed if id == "kill" else bool(self._archived) if id == "archive" else id in self._on,
                **({"channels": sorted(self._archived)} if id == "archive" else {}),
            }
            for id, title in TITLES.items()
        ]

    async def set(self, id: str, on: bool, channel: str) -> None:
        """Break or mend one; doing so twice changes nothing. Raises NotPossible for what there is not."""
        match id:
            case "archive":
                await self._archive(channel, on)
            case "slack_slow":
                await self._stage.slack.clear_faults()
                if on:
                    await self._stage.slack.add_fault("slow", method="*", times=None, seconds=SLOW)
            case "teams_429":
                await self._stage.teams.clear_faults()
                if on:
                    after = {"Retry-After": COME_BACK_IN}
                    await self._stage.teams.add_fault(
                        operation="post", status=429, code="TooManyRequests", headers=after, count=None
                    )
            case _:
                raise NotPossible(f"there is nothing to break that is called {id[:40]!r}")
        if id != "archive":
            self._on = self._on | {id} if on else self._on - {id}

    async def _archive(self, channel: str, on: bool) -> None:
        names = {id: name for name, id in self._stage.world.channels.items()}
        if channel not in names:
            raise NotPossible("say which channel is meant")
        if on == (channel in self._archived):
            return
        place = self._stage.world.organisation.place(names[channel])
        if place.platform == "slack":
            await self._stage.slack.act("archive" if on else "unarchive", channel=channel)
        else:
            await self._stage.teams.world("archive_channel" if on else "unarchive_channel", channel=channel)
        self._archived ^= {channel}
