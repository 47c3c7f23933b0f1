"""What is said about channels and teams: linking, reading members, lists, and what goes wrong with a channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.setup.views import ChoiceView, TeamView
from bot.chat.form import ChoiceField, Form, Option, Show, TextField
from bot.chat.message import (
    Actions,
    Alert,
    Button,
    Confirm,
    Context,
    Fact,
    Facts,
    Headline,
    Message,
    Part,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

LISTED = 25
"""Teams or people shown in one answer; the rest is counted."""


@dataclass(frozen=True)
class NewTeam:
    """The fields of a new team, as typed; what a person filled in stays when the form is shown again."""

    name: str = ""
    zone: str = ""
    country: str = ""
    hours: str = ""


def link_channel_form(
    t: Texts,
    channel: str,
    channel_id: str,
    teams: Sequence[ChoiceView],
    linked: Sequence[str],
    sides: Sequence[ChoiceView],
    new: NewTeam,
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
                hint=t("A channel that several companies share may have several."),
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
                value=new.name,
                required=not teams,
                maximum=120,
                hint=t("Leave this empty if all its teams are chosen above.") if teams else "",
            ),
            ChoiceField(
                "side",
                t("Who employs the new team?"),
                tuple(Option(side.public_id, side.name, side.detail) for side in sides),
                value=(sides[0].public_id,),
                required=False,
            ),
            TextField(
                "zone",
                t("Its time zone"),
                value=new.zone,
                required=False,
                maximum=64,
                hint=t("A city such as Manila or London, or a name such as Europe/London."),
            ),
            TextField(
                "country",
                t("Its country"),
                value=new.country,
                required=False,
                maximum=2,
                hint=t("Two letters, such as PH or GB, for the public holidays."),
            ),
            TextField(
                "hours",
                t("Its working hours"),
                value=new.hours,
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
                            "Updates for these teams will come to #{channel}, and its members become their people "
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
    summary = t("#{channel} is linked to {teams}.", channel=channel, teams=t.names(list(teams)))
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
            title=t("Unlink #{channel}?", channel=channel),
            text=t("Nothing more will be delivered here. Its people stay in their teams."),
            yes=t("Unlink it"),
            no=t("Keep it"),
        ),
    )


def ask_unlink(t: Texts, channel: str, channel_id: str, teams: Sequence[str]) -> Message:
    """Says to whom a channel is linked, and offers to undo it."""
    summary = t("#{channel} is linked to {teams}.", channel=channel, teams=t.names(list(teams)))
    return say(summary, unlink_button(t, channel, channel_id), locale=t.locale)


def channel_unlinked(t: Texts, channel: str) -> str:
    """Confirms that a link is gone."""
    return t("#{channel} is not linked any more. Nothing further will be delivered there.", channel=channel)


def not_linked(t: Texts, channel: str, command: str) -> str:
    """There is nothing to unlink."""
    return t("#{channel} is not linked to any team. {command} links it.", channel=channel, command=command)


def only_in_channels(t: Texts, command: str) -> str:
    """The command means the channel in which it is written."""
    return t("Write {command} in the channel that you mean, or press Menu there.", command=command)


def link_first(t: Texts, command: str) -> str:
    """The channel has not been met yet."""
    return t("I do not know this channel yet. {command} links it to a team first.", command=command)


def members_read(
    t: Texts, channel: str, found: int, provisional: int, teams: Sequence[TeamView], *, leads: bool
) -> Message:
    """How many people were found in a channel that was linked; with the button to confirm them for who may."""
    summary = t.n("{n} person found in #{channel}.", "{n} people found in #{channel}.", found, channel=channel)
    waiting = (
        t.n(
            "{n} of them is provisional until the team's lead confirms them.",
            "{n} of them are provisional until the team's lead confirms them.",
            provisional,
        )
        if provisional
        else t("All of them were known already.")
    )
    buttons = tuple(confirm_button(t, team) for team in teams if team.provisional) if leads else ()
    parts: tuple[Part, ...] = (paragraph(summary), paragraph(waiting) if found else paragraph(nobody_found(t)))
    return Message(summary=summary, parts=(*parts, Actions(buttons)) if buttons else parts, locale=t.locale)


def nobody_found(t: Texts) -> str:
    """A channel in which nobody was seen."""
    return t("Whoever joins later is added by itself.")


def confirm_button(t: Texts, team: TeamView) -> Button:
    """Opens the list of a team's provisional people."""
    return Button(
        t.n("Confirm {n} person", "Confirm {n} people", team.provisional),
        "setup.confirm_people",
        team.public_id,
        tone=Tone.PRIMARY,
        opens_form=True,
    )


def members_not_read(t: Texts, channel: str, what: str, remedy: str, channel_id: str) -> Message:
    """The members of a linked channel could not be read: why, and what to do."""
    summary = t("The members of #{channel} could not be read.", channel=channel)
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            paragraph(what),
            paragraph(remedy),
            Context(plain(t("The channel is linked all the same; updates will be tried there."))),
            Actions((Button(t("Read them again"), "setup.read_again", channel_id, tone=Tone.PRIMARY),)),
        ),
        locale=t.locale,
    )


def reading_again(t: Texts, channel: str) -> str:
    """Confirms that the members are being read once more."""
    return t("I am reading the members of #{channel} again and tell you in a direct message.", channel=channel)


def team_list(t: Texts, teams: Sequence[TeamView]) -> Message:
    """The teams within one's scope, with those that wait for a lead's word first in figures."""
    if not teams:
        summary = t("There are no teams yet.")
        return Message(
            summary=summary,
            parts=(paragraph(summary), paragraph(t("Open a team's channel and link it: its members become the team."))),
            locale=t.locale,
        )
    summary = t.n("{n} team", "{n} teams", len(teams))
    parts: list[Part] = [Headline(summary)]
    for team in teams[:LISTED]:
        parts.append(Facts((_team_row(t, team),)))
    if len(teams) > LISTED:
        parts.append(Context(plain(t("and {n} more", n=len(teams) - LISTED))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _team_row(t: Texts, team: TeamView) -> Fact:
    people = t.n("{n} person", "{n} people", team.people)
    if team.provisional:
        people = t("{people}, {n} to confirm", people=people, n=team.provisional)
    said = (
        people,
        team.zone,
        team.hours,
        t("lead {name}", name=team.lead) if team.lead else t("no lead yet"),
        ", ".join(f"#{channel}" for channel in team.channels) or t("no channel yet"),
    )
    return Fact(f"{team.name} · {team.side}", plain(" · ".join(word for word in said if word)))


def my_team(t: Texts, team: TeamView) -> tuple[Part, ...]:
    """A team on its lead's home."""
    return (Headline(team.name, size=2), Facts((_team_row(t, team),)))


def people_to_confirm(t: Texts, team: TeamView) -> tuple[Part, ...]:
    """On the lead's home: people wait for a word."""
    text = t.n(
        "{n} new person was seen in the channel of {team}. Are they in your team?",
        "{n} new people were seen in the channel of {team}. Are they in your team?",
        team.provisional,
        team=team.name,
    )
    return (paragraph(text), Actions((confirm_button(t, team),)))


def channel_lost(t: Texts, teams: Sequence[str], what: str, remedy: str) -> Message:
    """Tells a team's lead that a linked channel cannot be reached any more, and what to do."""
    return Message(
        summary=what,
        parts=(
            Alert(plain(what), tone=Tone.URGENT),
            paragraph(remedy),
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
    summary = t("#{channel} is now shared with another company.", channel=channel)
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
                            title=t("Deliver to #{channel}?", channel=channel),
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
    return t("Agreed: updates are delivered to #{channel} again.", channel=channel)
