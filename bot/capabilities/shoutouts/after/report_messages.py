"""What is said of a report: to whoever reports a shoutout, and to those who decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.shoutouts.card import content, muted, titled, who_is_thanked
from bot.capabilities.shoutouts.facts import Facts
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.chat.message import Actions, Body, Button, Context, Divider, Message, Paragraph, Part, plain, say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

FINE = "shoutouts.fine"
TAKE_DOWN = "shoutouts.take_down"
REPORTS = "shoutouts.reports"


def report_sent(t: Texts) -> Message:
    return say(t("Reported to the organisation's managers. You hear what becomes of it."), locale=t.locale)


def reported_before(*, settled: bool, t: Texts) -> Message:
    """Once a person and shoutout."""
    if settled:
        return say(t("You have reported it before, and the managers have decided that it stays."), locale=t.locale)
    return say(t("You have reported it already. It waits for the managers' decision."), locale=t.locale)


@dataclass(frozen=True)
class Report:
    """What somebody of a side said of a shoutout.

    `exposes_customer`: that a customer's personal data can be read in it. `corrected_since`: what it says has changed.
    """

    public_id: str
    side_name: str
    text: str
    exposes_customer: bool = False
    corrected_since: bool = False
    settled: bool = False


def reported(facts: Facts, report: Report, viewpoint: Viewpoint, t: Texts) -> Message:
    """To who decides: what was said of it, and what it says now."""
    title = t("A shoutout was reported")
    if report.exposes_customer:
        title = t("A shoutout was reported: a customer's personal data can be read in it")
    parts: list[Part] = [
        titled(title),
        Body((Paragraph(plain(report.text)),), label=t("By somebody of {side}", side=report.side_name)),
    ]
    if report.corrected_since:
        parts.append(Context(plain(t("It was corrected after this report. Below is what it says now."))))
    if facts.state is ShoutoutState.POSTED:
        parts += [*who_is_thanked(facts, viewpoint, "", t), *content(facts, viewpoint, "", t)]
    if report.settled:
        parts.append(Context(plain(outcome(facts.state, t))))
    else:
        take_down = Button(t("Take it down"), TAKE_DOWN, facts.public_id, opens_form=True)
        parts.append(Actions((Button(t("It is fine"), FINE, report.public_id), take_down)))
    return Message(title, tuple(parts), t.locale)


def outcome(state: ShoutoutState, t: Texts) -> str:
    """What became of what was reported."""
    match state:
        case ShoutoutState.TAKEN_DOWN:
            return t("It was taken down.")
        case ShoutoutState.WITHDRAWN:
            return t("Its giver has withdrawn it.")
        case ShoutoutState.ERASED:
            return t("It was erased, and what it told is no longer kept.")
        case _:
            return t("The managers have looked at it, and it stays.")


def report_erased(t: Texts) -> Message:
    """What is left of a letter about a report that is no longer kept."""
    return muted(t("What was reported here was erased, and nothing waits any more."), t)


def became(state: ShoutoutState, text: str, t: Texts) -> Message:
    """To who reported it."""
    title = t("You reported a shoutout")
    parts = (
        titled(title),
        Body((Paragraph(plain(outcome(state, t))),)),
        Body((Paragraph(plain(text)),), label=t("You wrote")),
    )
    return Message(title, parts, t.locale)


def it_stays(t: Texts, *, tells: bool = True) -> Message:
    """Of a report whose writer was erased nobody is told."""
    return say(t("It stays. Whoever reported it is told.") if tells else t("It stays."), locale=t.locale)


def decided_before(t: Texts) -> Message:
    return say(t("This was decided already, so nothing was changed."), locale=t.locale)


def not_ones_own(t: Texts) -> Message:
    return say(t("You gave this shoutout yourself, so another manager decides."), locale=t.locale)


def only_deciders(t: Texts) -> str:
    """Who decides on reports, for whoever does not."""
    return t("Reports come to the organisation's managers and admins. Ask one of them.")


def waiting_line(count: int, t: Texts) -> str:
    """How many reports wait for who decides."""
    return t.n("{n} reported shoutout waits for your decision", "{n} reported shoutouts wait for your decision", count)


def waiting_parts(count: int, urgent: int, t: Texts) -> tuple[Part, ...]:
    """On the home of those who decide."""
    says = [Paragraph(plain(f"⚑ {waiting_line(count, t)}", bold=True))]
    if urgent:
        says.append(
            Paragraph(
                plain(
                    t.n(
                        "In {n} of them a customer's personal data is said to be readable.",
                        "In {n} of them customers' personal data is said to be readable.",
                        urgent,
                    )
                )
            )
        )
    return (Body(tuple(says)), Actions((Button(t("See the reports"), REPORTS),)))


def reports(found: Sequence[Message], more: int, t: Texts) -> Message:
    """All that waits, or that nothing does."""
    if not found:
        return say(t("No report waits. Whatever is reported comes here and to you directly."), locale=t.locale)
    parts: list[Part] = []
    for one in found:
        parts += [*([Divider()] if parts else []), *one.parts]
    if more:
        parts.append(Context(plain(t.n("and {n} more report", "and {n} more reports", more))))
    return Message(t("Reported shoutouts"), tuple(parts), t.locale)
