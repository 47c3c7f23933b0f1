"""What was promised in a round, and the posts of the stand-ins by the names that receipts have for conversations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.delivery.outbox import CARD, Subject
from bot.delivery.receipts import Receipt, receipt
from bot.proof.chaos.judge import Judgement, Promise, Seen, judge
from bot.proof.chaos.topology import Place
from bot.proof.organisation import Platform
from bot.storage.sessions import Session


@dataclass(frozen=True)
class _Promised:
    subject: Subject
    slot: str
    text: str
    count: int


class Promises:
    """Everything that is judged at the end of a round."""

    def __init__(self) -> None:
        self._promised: list[_Promised] = []
        self._elsewhere: list[tuple[Receipt, int, int]] = []
        self._chats: dict[str, str] = {}
        self._findable: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return len(self._promised)

    def add(self, subject: Subject, text: str, count: int, *, slot: str = CARD) -> None:
        """So many posts about a subject, with this notification."""
        self._promised.append(_Promised(subject, slot, text, count))

    def meets(self, platform: Platform, home: str, user: str, chat: str) -> None:
        """Know somebody's personal chat; on Slack the bot can look up what it wrote there."""
        name = f"@{home}/{user}"
        if platform is Platform.TEAMS:
            self._chats[chat] = name
        else:
            self._findable.add((platform, name))

    def counts(self, found: Receipt, there: int, doubled: int) -> None:
        """Take into the totals what a scenario has judged itself, on a stage of its own.

        `there` are the messages that arrived, `doubled` the places with more than one where the receipt says it.
        """
        self._elsewhere.append((found, there, doubled))

    async def judged(
        self, session: Session, places: Iterable[Place], slack: Sequence[Any], teams: Sequence[Any], still_open: int
    ) -> Judgement:
        """The receipts beside what stands in the ledgers of both stand-ins."""
        findable = self._findable | {(place.platform, place.id) for place in places if place.findable}
        promises = []
        for one in self._promised:
            found = await receipt(session, one.subject, slot=one.slot)
            promises.append(Promise(one.text, one.count, found, frozenset(findable)))
        judged = judge(promises, self._seen(slack, teams), still_open)
        for found, there, doubled in self._elsewhere:
            judged = judged.and_also(found, there, doubled)
        return judged

    def _seen(self, slack: Sequence[Any], teams: Sequence[Any]) -> list[Seen]:
        on_slack = [
            Seen(
                Platform.SLACK,
                one["channel"],
                one["text"],
                str(((one["metadata"] or {}).get("event_payload") or {}).get("delivery_id", "")),
            )
            for one in slack
            if one["operation"] == "post"
        ]
        messages = [one["message"] for one in teams if one["operation"] == "post"]
        return on_slack + [
            Seen(Platform.TEAMS, self._chats.get(one["conversation"], one["conversation"]), one["summary"])
            for one in messages
        ]
