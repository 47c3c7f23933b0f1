"""What the organiser of a check-in is told of whom it does not come to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.protecting.grouping import Refusal
from bot.capabilities.checkins.running.reaching import Hindrance
from bot.chat.message import Body, Headline, ListBlock, Message, Paragraph, Part, plain
from bot.chat.texts import Texts

MOST_TEAMS = 5
"""Teams named in one line; the others are counted with them."""


@dataclass(frozen=True)
class LeftOut:
    """So many people who are not asked for one cause; `team` is empty where its name is not to be shown.

    `own`: whoever reads leads the team.
    """

    team: str
    why: Hindrance
    people: int
    own: bool = False


@dataclass(frozen=True)
class ReachFacts:
    """A run: so many are `asked` at `at`; or it is not held, and `why`."""

    name: str
    at: datetime
    asked: int
    left_out: tuple[LeftOut, ...] = ()
    held: bool = True
    why: str = ""
    threshold: int = 0


def reach(facts: ReachFacts, t: Texts, zone: str) -> Message:
    """How many are asked, how many are not, and what would change that."""
    title = _title(facts, t, zone)
    parts: list[Part] = [Headline(title)]
    if not facts.held:
        parts.append(Body((Paragraph(plain(_why_not_held(facts, t))),)))
    if lines := left_out_lines(facts.left_out, t):
        parts.append(Body((ListBlock(tuple(plain(one) for one in lines)),), t("Not asked, and what would change that")))
    return Message(title, tuple(parts), t.locale)


def left_out_lines(left_out: Sequence[LeftOut], t: Texts) -> list[str]:
    """Who is not asked, a line for each cause, with what would change it."""
    found: list[str] = []
    for why in Hindrance:
        for_why = [one for one in left_out if one.why is why]
        if why is Hindrance.UNCONFIRMED and (own := [one for one in for_why if one.own]):
            found.append(_own_to_confirm(own, t))
            for_why = [one for one in for_why if not one.own]
        found += [_line(why, for_why, t)] if for_why else []
    return found


def _own_to_confirm(own: Sequence[LeftOut], t: Texts) -> str:
    """To the lead of these teams, who can confirm their people."""
    return t.n(
        "{n} person of {teams}: not confirmed yet. You lead the team: confirm them on your home.",
        "{n} people of {teams}: not confirmed yet. You lead the team: confirm them on your home.",
        sum(one.people for one in own),
        teams=t.names([one.team for one in own[:MOST_TEAMS]]),
    )


def _title(facts: ReachFacts, t: Texts, zone: str) -> str:
    at = t.moment(facts.at, zone)
    if not facts.held:
        return t("“{name}” is not asked on {time}.", name=facts.name, time=at)
    people = sum(one.people for one in facts.left_out)
    if not people:
        return t.n(
            "“{name}” on {time}: {n} person is asked, and everybody can be reached.",
            "“{name}” on {time}: {n} people are asked, and everybody can be reached.",
            facts.asked,
            name=facts.name,
            time=at,
        )
    return t.n(
        "“{name}” on {time}: {n} person cannot be asked.",
        "“{name}” on {time}: {n} people cannot be asked.",
        people,
        name=facts.name,
        time=at,
    )


def _why_not_held(facts: ReachFacts, t: Texts) -> str:
    if facts.why == Refusal.TOO_FEW:
        return t.n(
            "Answers are anonymous, so at least {n} person must be asked, and fewer can be. Add teams to it, or begin "
            "one that is not anonymous.",
            "Answers are anonymous, so at least {n} people must be asked, and fewer can be. Add teams to it, or begin "
            "one that is not anonymous.",
            facts.threshold,
        )
    if facts.why == Refusal.TOO_CLOSE:
        return t(
            "Answers are anonymous, and so few people have come or gone since it was last asked that their answers "
            "could be found out. Add teams to it, or wait until more people have joined."
        )
    return t("None of its people can be asked while it is open. Choose another time, or keep it open for longer.")


def _line(why: Hindrance, left_out: Sequence[LeftOut], t: Texts) -> str:
    counted: Counter[str] = Counter()
    for one in left_out:
        counted[one.team] += one.people
    named = [name for name, _ in counted.most_common(MOST_TEAMS) if name]
    teams = t.names(named) if named else t("their teams")
    people = counted.total()
    match why:
        case Hindrance.NO_CHAT:
            return t.n(
                "{n} person of {teams}: Instep knows no chat account of theirs. Ask them to write to Instep once.",
                "{n} people of {teams}: Instep knows no chat account of theirs. Ask them to write to Instep once.",
                people,
                teams=teams,
            )
        case Hindrance.NO_CHANNEL:
            return t.n(
                "{n} person of {teams}: no direct message reaches them, and Instep can post into no channel of their "
                "team. Invite Instep to one and link it to the team.",
                "{n} people of {teams}: no direct message reaches them, and Instep can post into no channel of their "
                "team. Invite Instep to one and link it to the team.",
                people,
                teams=teams,
            )
        case Hindrance.UNCONFIRMED:
            return t.n(
                "{n} person of {teams}: not confirmed yet. Their lead confirms who belongs to the team.",
                "{n} people of {teams}: not confirmed yet. Their lead confirms who belongs to the team.",
                people,
                teams=teams,
            )
        case Hindrance.OFF:
            return t.n(
                "{n} person of {teams}: not at work while it is open. They do not count as missing.",
                "{n} people of {teams}: not at work while it is open. They do not count as missing.",
                people,
                teams=teams,
            )
