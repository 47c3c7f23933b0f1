"""What is said about companies: to strangers, to admins when a new one comes by, and in the form that links it."""

from collections.abc import Sequence
from typing import assert_never

from bot.capabilities.setup.messages.words import presence_allows, presence_name, presences_on
from bot.capabilities.setup.views import ChoiceView
from bot.chat.form import ChoiceField, Form, Option, Show, TextField
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Confirm,
    Context,
    Fact,
    Facts,
    ListBlock,
    Message,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.people.directory import StrangerReason
from bot.people.model import Presence

NEW_PARTNER = "new"
"""The choice that stands for a partner that is not there yet."""


LISTED = 20
"""Companies shown in one answer; the rest is counted."""


def stranger_line(t: Texts, reason: StrangerReason) -> Message:
    """The one line for somebody who is not known, with what helps."""
    return say(_why_strange(t, reason), locale=t.locale)


def _why_strange(t: Texts, reason: StrangerReason) -> str:
    match reason:
        case StrangerReason.UNLINKED:
            return t(
                "I do not know your company yet, so nothing was saved. "
                "Ask whoever invited you to have an admin link it; after that, press again."
            )
        case StrangerReason.GUEST:
            return t(
                "You are a guest here and in no team yet, so nothing was saved. "
                "Ask your lead to have you added; after that, press again."
            )
        case StrangerReason.UNCHECKED:
            return t("I could not check who you are just now, so nothing was saved. Try again in a minute.")
        case StrangerReason.LEFT:
            return t("You do not take part any more, so nothing was saved. If that is wrong, ask your lead.")
        case StrangerReason.NOT_A_PERSON:
            return t("Apps and closed accounts cannot take part, so nothing was saved.")
        case _:
            assert_never(reason)


def _whereabouts(t: Texts, platform_title: str, home: str) -> tuple[str, ...]:
    """A tenant has no name that a person could know it by: its end tells two apart, and linking needs all of it."""
    if home.count("-") != 4:
        return (t("Where: {platform}, {home}", platform=platform_title, home=home),)
    return (
        t("Where: a tenant of {platform} (…{end})", platform=platform_title, end=home[-6:]),
        t("Its id, for linking: {home}", home=home),
    )


def new_company(t: Texts, platform_title: str, platform: str, home: str) -> Message:
    """Tells an admin, once, that people of an unlinked company came by."""
    summary = t("Somebody from a company that is not linked yet has tried to use Instep.")
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Body(
                (
                    ListBlock(
                        (
                            *(plain(line) for line in _whereabouts(t, platform_title, home)),
                            plain(t("Until you link it, its people can read but not press anything.")),
                            plain(t("You hear of each company once.")),
                        )
                    ),
                )
            ),
            Actions(
                (
                    Button(
                        t("Link this company"),
                        "setup.link_home",
                        f"{platform}/{home}",
                        tone=Tone.PRIMARY,
                        opens_form=True,
                    ),
                )
            ),
        ),
        locale=t.locale,
    )


def link_home_form(
    t: Texts, platform_title: str, platform: str, home: str, sides: Sequence[ChoiceView], here: str = ""
) -> Form:
    """Asks to which side a workspace or tenant belongs, and how that side is there.

    `home` empty: it is typed; `here` is then proposed, the home of whoever asks.
    """
    ways = presences_on(platform)
    unproven = t(
        "None of these ways has been proven with real companies yet. "
        "Link one channel first and send a small update there before you rely on it."
    )
    explained = Body(
        (
            ListBlock(
                tuple((Plain(f"{presence_name(t, way)}. ", bold=True), Plain(presence_allows(t, way))) for way in ways)
            ),
        ),
        label=t("What each way allows"),
    )
    typed = (
        ()
        if home
        else (
            TextField(
                "home",
                t("Workspace or tenant id"),
                value=here,
                maximum=64,
                hint=t("Slack: begins with T or E. Teams: the directory (tenant) id."),
            ),
        )
    )
    return Form(
        action="setup.link_home",
        title=t("Link a company"),
        parts=(
            *((Show(Context(plain(t("{platform}, {home}", platform=platform_title, home=home)))),) if home else ()),
            *typed,
            ChoiceField(
                "side",
                t("Who is this?"),
                (
                    *(Option(side.public_id, side.name, side.detail) for side in sides),
                    Option(NEW_PARTNER, t("A new partner")),
                ),
            ),
            TextField("partner", t("Name of the new partner"), required=False, maximum=120),
            ChoiceField(
                "presence",
                t("How are its people here?"),
                tuple(Option(way.value, presence_name(t, way)) for way in ways),
            ),
            Show(explained),
            Show(Context(plain(unproven))),
        ),
        submit=t("Link"),
        close=t("Cancel"),
        object_id=f"{platform}/{home}",
        locale=t.locale,
    )


def home_linked(t: Texts, side: str, home: str, presence: Presence) -> Message:
    """Confirms a link and says what it allows."""
    summary = t("{home} now belongs to {side}.", home=home, side=side)
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            paragraph(presence_allows(t, presence)),
            Context(plain(t("Next: open one of its channels and link it to a team, with “link channel”."))),
        ),
        locale=t.locale,
    )


def which_company(t: Texts, waiting: Sequence[tuple[str, str, str]]) -> Message:
    """Asks which of the companies that wait (platform, its title, home) is to be linked."""
    buttons = tuple(
        Button(
            t("{platform}, {home}", platform=title, home=home), "setup.link_home", f"{platform}/{home}", opens_form=True
        )
        for platform, title, home in waiting[:LISTED]
    )
    summary = t.n("{n} company waits to be linked.", "{n} companies wait to be linked.", len(waiting))
    return say(summary, *buttons, locale=t.locale)


def linked_companies(t: Texts, linked: Sequence[tuple[str, str, str, str]]) -> Message:
    """The companies that are linked (platform, its title, home, side), each with the button that undoes it."""
    if not linked:
        return say(
            t("No company is linked yet."),
            Button(t("Link a company"), "setup.link_home", tone=Tone.PRIMARY, opens_form=True),
            locale=t.locale,
        )
    summary = t.n("{n} company is linked.", "{n} companies are linked.", len(linked))
    parts: list[Part] = [paragraph(summary)]
    for platform, title, home, side in linked[:LISTED]:
        named = t("{platform}, {home}", platform=title, home=home)
        confirm = Confirm(
            title=t("Unlink {home}?", home=home),
            text=t("People who are known stay with {side}. New ones from there are strangers again.", side=side),
            yes=t("Unlink it"),
            no=t("Keep it"),
        )
        parts.append(Facts((Fact(side, plain(named)),)))
        parts.append(
            Actions(
                (Button(t("Unlink"), "setup.unlink_home", f"{platform}/{home}", tone=Tone.DANGER, confirm=confirm),)
            )
        )
    if len(linked) > LISTED:
        parts.append(Context(plain(t("and {n} more", n=len(linked) - LISTED))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def home_unlinked(t: Texts, home: str) -> str:
    """Confirms that a link is gone."""
    return t("{home} is not linked any more. People who are known stay where they are.", home=home)


def home_needed(t: Texts) -> str:
    """A company without an id."""
    return t("Write the id of the workspace or tenant.")


def presence_needed(t: Texts) -> str:
    """A way of being there that is none of those offered."""
    return t("Choose how its people are here.")


def side_needed(t: Texts) -> str:
    """A side that is not there."""
    return t("Choose one of the sides, or a new partner.")


def platform_unknown(t: Texts) -> str:
    """A platform that is not switched on."""
    return t("Instep does not run on that platform, so nothing was linked.")
