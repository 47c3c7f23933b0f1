"""What is said about channels: linking one, undoing it, and what comes in its way."""

from collections.abc import Sequence

from bot.capabilities.setup.messages.companies import NEW_PARTNER
from bot.capabilities.setup.views import ChoiceView
from bot.chat.form import ChoiceField, Form, Option, Show, TextField
from bot.chat.message import (
    Actions,
    Alert,
    Button,
    Confirm,
    Context,
    Message,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts


def link_channel_form(
    t: Texts,
    channel: str,
    channel_id: str,
    teams: Sequence[ChoiceView],
    linked: Sequence[str],
    sides: Sequence[ChoiceView],
    *,
    may_add_partner: bool,
) -> Form:
    """Asks whose channel this is: teams that exist, and a new one if there are sides in which to make it."""
    existing = (
        (
            ChoiceField(
                "teams",
                t("Teams in this channel"),
                tuple(Option(team.public_id, team.name, team.detail) for team in teams),
                value=tuple(linked),
                several=True,
                required=False,
                hint=t("A channel that several companies share may have several; none at all unlinks it."),
            ),
        )
        if teams
        else ()
    )
    added = (
        (
            TextField(
                "name",
                t("A new team") if teams else t("Name of the team"),
                required=not teams,
                maximum=120,
                hint=t("Leave this empty if all its teams are chosen above.") if teams else "",
            ),
            ChoiceField(
                "side",
                t("Who employs the new team?"),
                (
                    *(Option(side.public_id, side.name, side.detail) for side in sides),
                    *((Option(NEW_PARTNER, t("A new partner")),) if may_add_partner else ()),
                ),
                value=(sides[0].public_id,),
                required=False,
            ),
            *(
                (TextField("partner", t("Name of the new partner"), required=False, maximum=120),)
                if may_add_partner
                else ()
            ),
            TextField(
                "zone",
                t("Its time zone"),
                required=False,
                maximum=64,
                hint=t("A city such as Manila or London, or a name such as Europe/London."),
            ),
            TextField(
                "country",
                t("Its country"),
                required=False,
                maximum=2,
                hint=t("Two letters, such as PH or GB, for the public holidays."),
            ),
            TextField(
                "hours",
                t("Its working hours"),
                required=False,
                maximum=300,
                placeholder="Mon-Fri 09:00-17:00",
                hint=t("Over midnight too: Sun-Thu 22:00-06:00."),
            ),
        )
        if sides
        else ()
    )
    return Form(
        action="setup.link_channel",
        title=t("Link this channel"),
        parts=(
            Show(
                Context(
                    plain(
                        t(
                            "Updates for these teams will come to {channel}, and its members become their people "
                            "once a lead has confirmed them.",
                            channel=channel,
                        )
                    )
                )
            ),
            *existing,
            *added,
        ),
        submit=t("Link"),
        close=t("Cancel"),
        object_id=channel_id,
        locale=t.locale,
    )


def channel_linked(t: Texts, channel: str, channel_id: str, teams: Sequence[str]) -> Message:
    """Confirms the link, before the members have been read."""
    summary = t("{channel} is linked to {teams}.", channel=channel, teams=t.names(list(teams)))
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Context(plain(t("I am reading who is in it and tell you in a direct message how many people I found."))),
            Actions((unlink_button(t, channel, channel_id),)),
        ),
        locale=t.locale,
    )


def unlink_button(t: Texts, channel: str, channel_id: str) -> Button:
    """Undoes a link, after asking once."""
    return Button(
        t("Unlink this channel"),
        "setup.unlink_channel",
        channel_id,
        tone=Tone.DANGER,
        confirm=Confirm(
            title=t("Unlink {channel}?", channel=channel),
            text=t("Nothing more will be delivered here. Its people stay in their teams."),
            yes=t("Unlink it"),
            no=t("Keep it"),
        ),
    )


def ask_unlink(t: Texts, channel: str, channel_id: str, teams: Sequence[str]) -> Message:
    """Says to whom a channel is linked, and offers to undo it."""
    summary = t("{channel} is linked to {teams}.", channel=channel, teams=t.names(list(teams)))
    return say(summary, unlink_button(t, channel, channel_id), locale=t.locale)


def channel_unlinked(t: Texts, channel: str) -> str:
    """Confirms that a link is gone."""
    return t("{channel} is not linked any more. Nothing further will be delivered there.", channel=channel)


def not_linked(t: Texts, channel: str, command: str) -> str:
    """There is nothing to unlink."""
    return t("{channel} is not linked to any team. {command} links it.", channel=channel, command=command)


def only_in_channels(t: Texts, command: str) -> str:
    """The command means the channel in which it is written."""
    return t("Write {command} in the channel that you mean, or press Menu there.", command=command)


def link_first(t: Texts, command: str) -> str:
    """The channel has not been met yet."""
    return t("I do not know this channel yet. {command} links it to a team first.", command=command)


def channel_lost(t: Texts, channel_id: str, teams: Sequence[str], what: str, remedy: str) -> Message:
    """Tells a team's lead that a linked channel cannot be reached, what to do, and how to have it looked at again."""
    return Message(
        summary=what,
        parts=(
            Alert(plain(what), tone=Tone.URGENT),
            paragraph(remedy),
            Actions((Button(t("Try again"), "setup.read_again", channel_id),)),
            Context(
                plain(
                    t("It is the channel of {teams}; updates will not reach it until then.", teams=t.names(list(teams)))
                )
            ),
        ),
        locale=t.locale,
    )


def channel_shared(t: Texts, channel: str, teams: Sequence[str], channel_id: str) -> Message:
    """Tells that a linked channel has become shared with another company, and asks whether that is meant."""
    summary = t("{channel} is now shared with another company.", channel=channel)
    return Message(
        summary=summary,
        parts=(
            Alert(plain(summary), tone=Tone.URGENT),
            paragraph(
                t(
                    "Updates for {teams} are held back from it until an admin agrees, "
                    "since the other company would read them.",
                    teams=t.names(list(teams)),
                )
            ),
            Actions(
                (
                    Button(
                        t("Deliver here all the same"),
                        "setup.agree_sharing",
                        channel_id,
                        confirm=Confirm(
                            title=t("Deliver to {channel}?", channel=channel),
                            text=t("The other company will read everything that is delivered there from now on."),
                            yes=t("Deliver there"),
                            no=t("Hold it back"),
                        ),
                    ),
                    unlink_button(t, channel, channel_id),
                )
            ),
        ),
        locale=t.locale,
    )


def sharing_agreed(t: Texts, channel: str) -> str:
    """Confirms that a shared channel is delivered to."""
    return t("Agreed: updates are delivered to {channel} again.", channel=channel)


def team_needed(t: Texts) -> str:
    """Neither a team that exists nor a new one was named."""
    return t("Choose a team, or name a new one.")


def new_team_taken(t: Texts, name: str) -> str:
    """A name that another team of that side has."""
    return t("There is already a team called “{name}” there. Choose it above, or another name.", name=name)


def nothing_to_link(t: Texts) -> str:
    """Whoever asks may link no channel to any team."""
    return t("There is no team that you may link channels to. Ask an admin to make you its lead.")


def channel_gone(t: Texts) -> str:
    """A button of a channel that is no longer known."""
    return t("This channel is no longer known, so nothing was changed.")
