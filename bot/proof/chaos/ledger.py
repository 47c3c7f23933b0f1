"""The ledger of a run: its rounds, and the verdict in plain words."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.proof.chaos import calendars, forgeries
from bot.proof.chaos.judge import Judgement, Wrong
from bot.proof.chaos.rounds import Round

SHOWN = 200
"""Remarkable deliveries of each round that are written down one by one; the totals count all of them."""


@dataclass(frozen=True)
class Ledger:
    """A whole run; `at` is when it ended."""

    at: datetime
    seed: int
    rounds: tuple[Round, ...]
    not_tried: tuple[str, ...] = ()
    """What the time or the machine left no room for, such as "kills on PostgreSQL"."""

    @property
    def ok(self) -> bool:
        """Whether every round came about, and held."""
        return bool(self.rounds) and all(one.ok for one in self.rounds)

    @property
    def promised(self) -> int:
        return sum(one.judgement.promised for one in self.rounds if one.judgement)

    @property
    def kills(self) -> int:
        return sum(one.kills for one in self.rounds)

    @property
    def broken_calls(self) -> int:
        return sum(one.broken_calls for one in self.rounds)

    @property
    def unconfirmed(self) -> int:
        return sum(one.judgement.unconfirmed for one in self.rounds if one.judgement)

    @property
    def doubled(self) -> int:
        return sum(one.judgement.doubled for one in self.rounds if one.judgement)

    @property
    def absent(self) -> int:
        return sum(one.judgement.absent for one in self.rounds if one.judgement)

    @property
    def verdict(self) -> str:
        """What the run shows, in a few sentences; what to do next if it does not hold."""
        return f"{self.headline}. {self.detail}"

    @property
    def headline(self) -> str:
        """The verdict's first words."""
        if not self.rounds:
            return "Nothing was tried"
        if not self.ok:
            return "It does not hold"
        if not self.not_tried:
            return "It holds"
        tried = len({(one.scenario, one.engine) for one in self.rounds})
        return f"Held as far as it was tried: {tried} of {tried + len(self.not_tried)}"

    @property
    def detail(self) -> str:
        """The rest of the verdict."""
        if self.ok:
            return " ".join(sentence for sentence in (self._delivered, self._refused, self._reckoned) if sentence)
        broken = [one for one in self.rounds if not one.ok]
        if not broken:
            return "Nothing is shown."
        first = broken[0]
        return (
            f"{len(broken)} of {counted(len(self.rounds), 'round')} did not hold. "
            + " ".join(f"{one.scenario} on {one.engine}: {failure(one)}." for one in broken)
            + f" See it again with: instep chaos --only {first.scenario} --seed {first.seed}"
            + f" (it was on {first.engine}, at size {first.size:,})"
        )

    @property
    def _delivered(self) -> str:
        if not self.promised:
            return ""
        told = doubts(self.unconfirmed, self.doubled, self.absent)
        return (
            f"{', '.join([f'{self.promised:,} deliveries', *mishaps(self.kills, self.broken_calls)])}: nothing was "
            f"lost, and nothing is there more than once where that can be looked up.{f' {told}' if told else ''}"
        )

    @property
    def _refused(self) -> str:
        forged = sum(one.size for one in self.rounds if one.scenario == forgeries.SCENARIO.name)
        return f"{counted(forged, 'forged request')} on each platform: none was let in." if forged else ""

    @property
    def _reckoned(self) -> str:
        rhythms = sum(one.size for one in self.rounds if one.scenario == calendars.SCENARIO.name)
        held = "beside an oracle: nothing lost, doubled or at a wrong time."
        return f"About {counted(rhythms, 'rhythm')} of ten years {held}" if rhythms else ""

    def as_json(self) -> str:
        """The ledger for machines."""
        return json.dumps(
            {
                "at": self.at.isoformat(timespec="seconds"),
                "machine": machine(),
                "seed": self.seed,
                "holds": self.ok,
                "verdict": self.verdict,
                "not_tried": list(self.not_tried),
                "rounds": [_round(one) for one in self.rounds],
            },
            ensure_ascii=False,
            indent=2,
        )


def machine() -> dict[str, object]:
    """Where it ran."""
    return {"system": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count()}


def counted(count: int, one: str) -> str:
    """ "1 kill", "2 kills"."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def mishaps(kills: int, broken_calls: int) -> list[str]:
    """What was done to the bots, as far as there is any."""
    return [counted(count, what) for count, what in ((kills, "kill"), (broken_calls, "broken call")) if count]


def doubts(unconfirmed: int, doubled: int, absent: int) -> str:
    """A sentence on what the receipts say to be unconfirmed; nothing if there is none."""
    if not unconfirmed:
        return ""
    there = [(doubled, "there more than once"), (absent, "not there")]
    parts = ", ".join(f"{count:,} {how}" for count, how in there if count)
    told = f"{unconfirmed:,} {'is' if unconfirmed == 1 else 'are'} told as unconfirmed"
    return f"{told}, of these {parts}." if parts else f"{told}."


def terms(told: Judgement) -> list[tuple[str, int]]:
    """What the promises have become, by the words of the receipts; without what is zero."""
    became = (("delivered", told.delivered), ("failed", told.failed), ("unconfirmed", told.unconfirmed))
    return [(name, count) for name, count in became if count]


def failure(one: Round) -> str:
    """What was wrong with a round, as the middle of a sentence."""
    if one.judgement is None:
        return f"it broke off ({one.broken_off.partition(chr(10))[0]})"
    return ", ".join(f"{count:,} {how}" for how, count in one.judgement.wrong.items())


def result(one: Round) -> str:
    """A round in one line."""
    if not one.ok or one.judgement is None:
        return f"{one.scenario} on {one.engine}: {failure(one)}"
    told = one.judgement
    if not told.promised:
        return f"{one.scenario} on {one.engine}: {'; '.join(event.what for event in one.events)}; {one.seconds:.0f} s"
    became = " + ".join(f"{count:,} {name}" for name, count in terms(told))
    besides = mishaps(one.kills, one.broken_calls)
    if told.doubled:
        besides.append(f"{told.doubled:,} there more than once and said so")
    return "; ".join(
        part
        for part in (
            f"{one.scenario} on {one.engine}: {told.promised:,} promised = {became}",
            ", ".join(besides),
            f"{one.seconds:.0f} s",
        )
        if part
    )


def _round(one: Round) -> dict[str, Any]:
    told = one.judgement
    return {
        "scenario": one.scenario,
        "database": one.engine,
        "seed": one.seed,
        "topology": one.topology,
        "seconds": round(one.seconds, 1),
        "holds": one.ok,
        "broken_off": one.broken_off,
        "kills": one.kills,
        "broken_calls": one.broken_calls,
        "events": [{"at": round(event.at, 2), "what": event.what} for event in one.events],
        **(
            {}
            if told is None
            else {
                "promised": told.promised,
                "delivered": told.delivered,
                "failed": told.failed,
                "unconfirmed": told.unconfirmed,
                "posts_there": told.there,
                "unconfirmed_there_more_than_once": told.doubled,
                "unconfirmed_not_there": told.absent,
                "more_than_one_attempt": told.repeated,
                "wrong": {how.name.lower(): told.wrong.get(how, 0) for how in Wrong},
                "remarkable": [asdict(entry) for entry in told.entries[:SHOWN]],
            }
        ),
    }
