"""What is said about reading who is in a linked channel."""

from collections.abc import Sequence

from bot.capabilities.setup.messages.teams import confirm_button
from bot.capabilities.setup.views import ReadingView, TeamView
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    ListBlock,
    Message,
    Part,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts


def members_read(
    t: Texts, channel: str, reading: ReadingView, teams: Sequence[TeamView], *, may_confirm: bool
) -> Message:
    """How many people were found in a linked channel and what is open, with the button to confirm them for who may."""
    summary = t.n("{n} person found in {channel}.", "{n} people found in {channel}.", reading.found, channel=channel)
    provisional = sum(team.provisional for team in teams)
    open_matters = [
        *(
            [
                t.n(
                    "{n} of them is provisional until the team's lead confirms them.",
                    "{n} of them are provisional until the team's lead confirms them.",
                    provisional,
                )
            ]
            if provisional
            else []
        ),
        *(
            [
                t.n(
                    "{n} is in none of the teams here, since their company has several: their lead adds them.",
                    "{n} are in none of the teams here, since their company has several: their lead adds them.",
                    reading.unplaced,
                )
            ]
            if reading.unplaced
            else []
        ),
        *(
            [
                t.n(
                    "{n} is a guest whom nobody has placed yet: an import of people does.",
                    "{n} are guests whom nobody has placed yet: an import of people does.",
                    reading.guests,
                )
            ]
            if reading.guests
            else []
        ),
        *(
            [
                t.n(
                    "{n} is from a company that is not linked yet: an admin links it.",
                    "{n} are from companies that are not linked yet: an admin links them.",
                    reading.strangers,
                )
            ]
            if reading.strangers
            else []
        ),
    ]
    details = (
        Body((ListBlock(tuple(plain(matter) for matter in open_matters)),))
        if open_matters
        else paragraph(t("Nothing is open. Whoever joins later is added by itself."))
    )
    buttons = tuple(confirm_button(t, team) for team in teams if team.provisional) if may_confirm else ()
    parts: tuple[Part, ...] = (paragraph(summary), details)
    return Message(summary=summary, parts=(*parts, Actions(buttons)) if buttons else parts, locale=t.locale)


def members_not_read(t: Texts, channel: str, what: str, remedy: str, channel_id: str) -> Message:
    """The members of a linked channel could not be read: why, and what to do."""
    summary = t("The members of {channel} could not be read.", channel=channel)
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            paragraph(what),
            paragraph(remedy),
            Context(plain(t("The channel is linked all the same; updates will be tried there."))),
            Actions((Button(t("Try again"), "setup.read_again", channel_id, tone=Tone.PRIMARY),)),
        ),
        locale=t.locale,
    )


def reading_again(t: Texts, channel: str) -> str:
    """Confirms that the members are being read once more."""
    return t("I am reading the members of {channel} again and tell you in a direct message.", channel=channel)
