"""What is said of calendars, to one person alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.message import (
    Actions,
    Body,
    Button,
    CodeBlock,
    Confirm,
    Context,
    Divider,
    Headline,
    LinkButton,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

CALENDAR = "syncs.calendar"
SUBSCRIBE = "syncs.subscribe"
SUBSCRIBE_ALL = "syncs.subscribe_all"
REVOKE = "syncs.revoke_feed"

SHOWN = 12
"""Syncs, and addresses, that are shown one by one."""


@dataclass(frozen=True)
class Offered:
    """A sync whose calendar somebody can have: `download` fetches it as a file."""

    public_id: str
    name: str
    download: str


@dataclass(frozen=True)
class Subscription:
    """An address of somebody's own that works; without a sync it is of all of theirs."""

    public_id: str
    sync: str
    created_at: datetime
    last_used_at: datetime | None


def of_one(sync: Offered, known: Sequence[Subscription], lives: timedelta, t: Texts, zone: str) -> Message:
    """One sync for the calendar of whoever asks."""
    title = t("{sync} in your calendar", sync=sync.name)
    text = t("Subscribe, and your calendar follows every change by itself. A file shows it as it is now.")
    buttons = (
        Button(t("Subscribe"), SUBSCRIBE, sync.public_id, tone=Tone.PRIMARY),
        Button(t("Subscribe to all my syncs"), SUBSCRIBE_ALL),
        LinkButton(t("Download"), sync.download),
    )
    works = t.n("The link to the file works for {n} minute.", "The link to the file works for {n} minutes.", _m(lives))
    parts = (Headline(title), paragraph(text), Actions(buttons), Context(plain(works)), *_kept(known, t, zone))
    return Message(title, parts, t.locale)


def of_all(found: Sequence[Offered], known: Sequence[Subscription], t: Texts, zone: str) -> Message:
    """All syncs of whoever asks, each with its button."""
    title = t("Your syncs in your calendar")
    text = t("Subscribe, and your calendar follows every change by itself. Choose one to have it alone.")
    parts: list[Part] = [
        Headline(title),
        paragraph(text),
        Actions((Button(t("Subscribe to all my syncs"), SUBSCRIBE_ALL, tone=Tone.PRIMARY),)),
        Actions(tuple(Button(one.name, CALENDAR, one.public_id) for one in found[:SHOWN])),
    ]
    if (more := len(found) - SHOWN) > 0:
        line = t.n("{n} more: ask for it by its name.", "{n} more: ask for one by its name.", more)
        parts.append(Context(plain(line)))
    return Message(title, (*parts, *_kept(known, t, zone)), t.locale)


def subscribed(feed: Subscription, address: str, opening: str, t: Texts) -> Message:
    """A new address, which is shown this once."""
    what = t("{sync} in your calendar", sync=feed.sync) if feed.sync else t("Your syncs in your calendar")
    text = t(
        "This address is yours alone, like a password: whoever has it reads when you meet. It is not shown again. "
        "Open it on the device with your calendar, or add it there as a calendar from the internet:"
    )
    parts = (
        Headline(what),
        Body((Paragraph(plain(text)), CodeBlock(address))),
        Actions((LinkButton(t("Open in my calendar"), opening), _revoke(feed, t))),
    )
    return Message(what, parts, t.locale)


def revoked(known: Sequence[Subscription], t: Texts, zone: str, *, before: bool = False) -> Message:
    """An address works no longer, or did not `before`: in the place of what showed it, with those that do."""
    text = t("That address works no longer. Your calendar keeps what it had until you take it out.")
    if before:
        text = t("That address worked no longer already.")
    again = Actions((Button(t("My syncs in my calendar"), CALENDAR),))
    return Message(text, (paragraph(text), again, *_kept(known, t, zone)), t.locale)


def too_many(known: Sequence[Subscription], t: Texts, zone: str) -> Message:
    """Somebody has as many addresses as anybody can use."""
    text = t("You have as many calendar addresses as there can be. Revoke one that you do not use.")
    return Message(text, (paragraph(text), *_kept(known, t, zone)), t.locale)


def no_syncs(t: Texts) -> Message:
    """Whose teams take part in nothing."""
    return say(t("No sync has your team in it yet, so there is nothing for your calendar."), locale=t.locale)


def not_found(typed: str, t: Texts) -> Message:
    """No sync of that name is theirs, whether there is one or not."""
    text = t("None of your syncs is called “{name}”. All of yours:", name=typed)
    return say(text, Button(t("My syncs in my calendar"), CALENDAR), locale=t.locale)


def gone(t: Texts) -> Message:
    """The sync is over, or not theirs any more."""
    return say(t("This sync is over, or your team is not in it any more."), locale=t.locale)


def no_address(t: Texts) -> Message:
    """Where nobody has said under which address Instep can be reached."""
    text = t("Instep has no address that a calendar could ask. Whoever runs it can set INSTEP_BASE_URL.")
    return say(text, locale=t.locale)


def _kept(known: Sequence[Subscription], t: Texts, zone: str) -> tuple[Part, ...]:
    if not known:
        return ()
    parts: list[Part] = [Divider(), Headline(t("Addresses that work"), 2)]
    for one in known[:SHOWN]:
        what = one.sync or t("All your syncs")
        since = t("since {day}", day=t.moment(one.created_at, zone, MomentStyle.DATE))
        used = (
            t("asked last {day}", day=t.moment(one.last_used_at, zone, MomentStyle.DATE))
            if one.last_used_at
            else t("not asked yet")
        )
        line = (Plain(t.apart(what), bold=True), Plain(f" · {since} · {used}"))
        parts += [Body((Paragraph(line),)), Actions((_revoke(one, t),))]
    return tuple(parts)


def _revoke(feed: Subscription, t: Texts) -> Button:
    confirm = Confirm(
        t("Revoke this address?"),
        t("Calendars that ask it are told nothing any more. The others go on."),
        t("Revoke"),
        t("Keep it"),
    )
    return Button(t("Revoke"), REVOKE, feed.public_id, tone=Tone.DANGER, confirm=confirm)


def _m(lives: timedelta) -> int:
    return int(lives.total_seconds() // 60)
