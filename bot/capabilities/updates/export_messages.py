"""The words of what was exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.message import (
    Actions,
    Body,
    Button,
    Headline,
    LinkButton,
    ListBlock,
    Message,
    Paragraph,
    Plain,
    plain,
    say,
)
from bot.chat.texts import Texts

EXPORT = "updates.export"


def export_button(public_id: str, t: Texts) -> Button:
    return Button(t("Export"), EXPORT, public_id, opens_form=True)


@dataclass(frozen=True)
class File:
    """A form in which a receipt can be had, and the link to it."""

    form: str
    names: bool
    url: str


def offered(title: str, files: Sequence[File], lives: timedelta, t: Texts) -> Message:
    """The links to a receipt, for whoever asked alone."""
    head = t("Export the receipt of “{title}”", title=title)
    text = t.n(
        "These links are yours alone and work for {n} minute. Do not pass them on: whoever opens one gets the file in "
        "your name, and the admins of each side that is in it see that.",
        "These links are yours alone and work for {n} minutes. Do not pass them on: whoever opens one gets the file in "
        "your name, and the admins of each side that is in it see that.",
        int(lives.total_seconds() // 60),
    )
    buttons = tuple(LinkButton(_form(one, t), one.url) for one in files)
    return Message(
        head,
        (
            Headline(t("Export the receipt")),
            Body((Paragraph(plain(title, bold=True)),)),
            Body((Paragraph(plain(text)),)),
            Actions(buttons),
        ),
        t.locale,
    )


def _form(file: File, t: Texts) -> str:
    form = file.form.upper()
    return t("{form} with names", form=form) if file.names else form


def no_address(public_id: str, t: Texts) -> Message:
    """Where nobody has said under which address Instep can be reached."""
    command = f"instep updates receipt {public_id}"
    return say(
        t(
            "Instep has no address that a link could lead to. Whoever runs it can write the file with {command}.",
            command=command,
        ),
        locale=t.locale,
    )


@dataclass(frozen=True)
class Line:
    """One export of one side, of a receipt or of `shoutouts`.

    `by` is empty for somebody whose name is not known here, `title` for what is deleted.
    """

    at: datetime
    title: str
    side: str
    by: str
    names: bool
    shoutouts: bool = False


def listed(lines: Sequence[Line], t: Texts, zone: str) -> Message:
    """The answer to “exports”, the newest first."""
    if not lines:
        return say(t("Nothing that your side is in has been exported."), locale=t.locale)
    title = t("Exported receipts and shoutouts")
    items = tuple(
        t.filled(
            "{moment}: {by} exported {title}, {side}, with names"
            if line.names
            else "{moment}: {by} exported {title}, {side}, without names",
            moment=t.span(line.at, zone),
            by=Plain(line.by or t("somebody of another company")),
            title=Plain(_title(line, t)),
            side=Plain(line.side, bold=True),
        )
        for line in lines
    )
    return Message(title, (Headline(title), Body((ListBlock(items),))), t.locale)


def _title(line: Line, t: Texts) -> str:
    if line.shoutouts:
        return t("shoutouts")
    return t("“{title}”", title=line.title) if line.title else t("an update that is deleted")
