"""What is said about teams: which there are, and who waits for their leads."""

from collections.abc import Sequence

from bot.capabilities.setup.messages.away import somebody_button
from bot.capabilities.setup.messages.languages import language_button
from bot.capabilities.setup.views import TeamView
from bot.chat.message import (
    Actions,
    Button,
    Context,
    Fact,
    Facts,
    Headline,
    Message,
    Part,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts

LISTED = 25
"""Teams shown in one answer; the rest is counted."""


def confirm_button(t: Texts, team: TeamView) -> Button:
    """Opens the list of a team's provisional people."""
    return Button(
        t.n("Confirm {n} person", "Confirm {n} people", team.provisional),
        "setup.confirm_people",
        team.public_id,
        tone=Tone.PRIMARY,
        opens_form=True,
    )


def team_list(t: Texts, teams: Sequence[TeamView], *, leads: bool = False) -> Message:
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
    if leads:
        parts.append(Actions((somebody_button(t), language_button(t))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _team_row(t: Texts, team: TeamView) -> Fact:
    people = t.n("{n} person", "{n} people", team.people)
    if team.provisional:
        people = t("{people}, {n} to confirm", people=people, n=team.provisional)
    said = (
        people,
        t("reads {language}", language=t.language(team.locale)),
        team.zone,
        team.hours,
        t("lead {name}", name=team.lead) if team.lead else t("no lead yet"),
        ", ".join(team.channels) or t("no channel yet"),
    )
    return Fact(f"{team.name} · {team.side}", plain(" · ".join(word for word in said if word)))


def my_team(t: Texts, team: TeamView) -> tuple[Part, ...]:
    """A team on its lead's home."""
    return (Facts((_team_row(t, team),)),)


def people_to_confirm(t: Texts, team: TeamView) -> tuple[Part, ...]:
    """On the lead's home: people wait for a word."""
    text = t.n(
        "{n} new person was seen in the channel of {team}. Are they in your team?",
        "{n} new people were seen in the channel of {team}. Are they in your team?",
        team.provisional,
        team=team.name,
    )
    return (paragraph(text), Actions((confirm_button(t, team),)))


def team_gone(t: Texts) -> str:
    """A button of a team that is no longer there."""
    return t("This team is no longer there, so nothing was changed.")
