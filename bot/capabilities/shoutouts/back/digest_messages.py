"""The words of sending the digest by hand."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.shoutouts.back.wall_messages import GIVE
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show
from bot.chat.message import Actions, Alert, Button, Context, Divider, Headline, Message, Tone, plain, say
from bot.chat.texts import Texts

SHOW = "shoutouts.digest"
SEND = "shoutouts.send_digest"
CHOOSE = "shoutouts.story_of_the_week"
TAKE_BACK = "shoutouts.not_story_of_the_week"
STORY = "story"
"""The field that holds the story of the week."""


@dataclass(frozen=True)
class Earlier:
    """When it was sent before, and by whom as whoever looks may read it; by nobody where it went out by itself."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Look:
    """What somebody sees before the digest goes out: by readers with how many channels, and their own as a lead.

    `settled`: its story is chosen, and not for them to change.
    """

    seen: tuple[tuple[str, int, Message], ...]
    mine: Message | None
    channels: int
    leads: int
    earlier: Earlier | None
    options: tuple[Option, ...]
    chosen: str
    state: str
    settled: bool = False


def story_button(t: Texts, *, chosen: bool) -> FormButton:
    """In *More* of a shoutout, for leads and managers."""
    if chosen:
        return FormButton(t("Take back as story of the week"), TAKE_BACK)
    return FormButton(t("Make it the story of the week"), CHOOSE)


def is_chosen(t: Texts) -> Show:
    """The same in *More* of the one that is chosen."""
    return Show(Context(plain(t("It is the story of the week, and opens the digest."))))


def settled(t: Texts) -> str:
    """To a partner's lead, since there is one story for all sides."""
    return t("The story of the week is chosen already. To change it, ask a lead or manager of the organisation.")


def is_settled(t: Texts) -> Show:
    """The same in place of the button or the field."""
    return Show(Context(plain(settled(t))))


def look(found: Look, t: Texts, zone: str) -> Form:
    """The form: *Send* sends it off."""
    parts: list[Field | FormButton | Show] = [Show(Context(plain(sent_line(found.channels, found.leads, t))))]
    if found.earlier is not None:
        at = t.moment(found.earlier.at, zone)
        line = t("Sent on {at} by {name}. Send it again?", at=at, name=found.earlier.by)
        if not found.earlier.by:
            line = t("Sent by itself on {at}. Send it again?", at=at)
        parts.append(Show(Alert(plain(line), Tone.PLAIN)))
    if found.settled:
        parts.append(is_settled(t))
    elif found.options:
        chosen = (found.chosen,) if found.chosen else ()
        hint = t("It stands first. Without a choice it is the one that was cheered most.")
        parts.append(ChoiceField(STORY, t("Story of the week"), found.options, chosen, required=False, hint=hint))
    for readers, count, message in found.seen:
        title = t.n(
            "As {readers} will see it, in {n} channel",
            "As {readers} will see it, in {n} channels",
            count,
            readers=readers,
        )
        parts += [Show(Divider()), Show(Headline(title, 2))]
        parts += [Show(part) for part in message.parts if not isinstance(part, Actions)]
    if left := found.channels - sum(count for _, count, _ in found.seen):
        says = t.n(
            "{n} more channel gets what its readers may see of it.",
            "{n} more channels get what their readers may see of it.",
            left,
        )
        parts += [Show(Divider()), Show(Context(plain(says)))]
    if found.mine is not None:
        parts += [Show(Divider()), Show(Headline(t("To you as a lead, in a direct message"), 2))]
        parts += [Show(part) for part in found.mine.parts if not isinstance(part, Actions)]
    submit = t("Send it again") if found.earlier else _send_label(found, t)
    return Form(SEND, t("Digest of the week"), tuple(parts), submit, t("Not now"), state=found.state, locale=t.locale)


def _send_label(found: Look, t: Texts) -> str:
    """What happens when it is pressed."""
    if not found.channels:
        return t.n("Send to {n} lead", "Send to {n} leads", found.leads)
    return t.n("Send to {n} channel", "Send to {n} channels", found.channels)


def nothing(t: Texts) -> Message:
    """Nothing happened in the week, or nobody would get it."""
    text = t("There is nothing to send: no shoutout in the last 7 days that your teams could read.")
    return say(text, Button(t("Give a shoutout"), GIVE, tone=Tone.PRIMARY, opens_form=True), locale=t.locale)


def sent_line(channels: int, leads: int, t: Texts) -> str:
    """What whoever sent it is told."""
    pieces = [t.n("{n} channel", "{n} channels", channels)] if channels else []
    pieces += [t.n("{n} lead", "{n} leads", leads)] if leads else []
    return t("The digest goes to {where}.", where=t.names(pieces))
