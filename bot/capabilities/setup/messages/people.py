"""What is said about people: who somebody is, whom a lead confirms, lists, and roles given and taken."""

from collections.abc import Sequence

from bot.capabilities.setup.messages.shifts import SHIFTS
from bot.capabilities.setup.messages.words import role_allows, role_deeds, role_held, role_name
from bot.capabilities.setup.views import ChoiceView, PersonView, RoleView, SelfView
from bot.chat.form import ChoiceField, Form, Option, PersonField, Show
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Fact,
    Facts,
    Headline,
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
from bot.people.model import Role

LISTED = 40
"""People shown in one answer; the rest is counted."""

CONFIRMED_AT_ONCE = 80
"""People in one form to confirm: a list to choose from holds 100 on the stricter platform, and the form carries their
ids, so that whoever is seen meanwhile is not taken out unasked."""

ORGANISATION = "organisation"
"""The choice that stands for every side."""


def who_am_i(t: Texts, me: SelfView, platform_title: str) -> Message:
    """Everything that Instep goes by when this person acts, and a way to say that it is wrong."""
    summary = t("You are {name}, {side}.", name=me.name, side=me.side)
    rows = [
        Fact(t("Signed in as"), plain(f"{platform_title} · {me.user_id}")),
        Fact(t("Side"), plain(me.side)),
        Fact(t("Teams"), plain(t.names(list(me.teams)) if me.teams else t("none yet"))),
    ]
    if me.led:
        rows.append(Fact(t("Lead of"), plain(t.names(list(me.led)))))
    rows.append(Fact(t("Rights"), plain(_rights(t, me.roles))))
    rows.append(Fact(t("Time zone"), plain(me.zone)))
    if me.hours:
        rows.append(Fact(t("Working hours"), plain(me.hours)))
    rows.append(Fact(t("Seen to work for you"), plain(_ways(t, me.ways))))
    parts: list[Part] = [Headline(summary), Facts(tuple(rows))]
    if me.provisional:
        parts.append(
            Context(plain(t("Provisional: your team's lead has not confirmed you yet. What you press counts.")))
        )
    shifts = Button(t("My shifts"), SHIFTS, opens_form=True)
    parts.append(Actions((shifts, Button(t("That's not me"), "setup.not_me", opens_form=True))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _rights(t: Texts, roles: Sequence[RoleView]) -> str:
    if not roles:
        return t("what every agent may do")
    return t.names([role_held(t, held.role, held.side) for held in roles])


def _ways(t: Texts, ways: Sequence[str]) -> str:
    names = {
        "button": t("buttons"),
        "form": t("forms"),
        "direct": t("direct messages"),
        "mention": t("mentions"),
        "ephemeral": t("private answers in channels"),
    }
    known = [names[way] for way in ways if way in names]
    return t.names(known) if known else t("nothing tried yet")


def not_me(t: Texts) -> Message:
    """Where what Instep believes of a person comes from, and how it is put right."""
    summary = t("Let us put that right.")
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Body(
                (
                    ListBlock(
                        (
                            plain(t("Your side comes from the workspace or tenant in which you sign in.")),
                            plain(
                                t("Your teams come from the channels that you are in, once a lead has confirmed you.")
                            ),
                            plain(t("Your name and time zone come from your profile.")),
                        )
                    ),
                )
            ),
            paragraph(t("If one of these is wrong here, an admin can change it.")),
            Actions((Button(t("Tell the admins"), "setup.tell_admins", tone=Tone.PRIMARY),)),
        ),
        locale=t.locale,
    )


def admins_told(t: Texts, told: int) -> str:
    """Confirms that the admins will hear of it."""
    if not told:
        return t("No admin can be reached by direct message. Please tell whoever brought Instep to you.")
    return t.n("{n} admin has been told.", "{n} admins have been told.", told)


def somebody_is_wrong(t: Texts, me: SelfView, platform_title: str) -> Message:
    """Tells an admin that a person says they are somebody else than Instep believes."""
    summary = t("{name} ({side}) says: that's not me.", name=me.name, side=me.side)
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Facts(
                (
                    Fact(t("Signed in as"), plain(f"{platform_title} · {me.user_id}")),
                    Fact(t("Teams"), plain(t.names(list(me.teams)) if me.teams else t("none yet"))),
                )
            ),
            Context(plain(t("Ask them what is wrong, then correct the people's list or the link of their company."))),
        ),
        locale=t.locale,
    )


def confirm_people_form(t: Texts, team: str, team_id: str, people: Sequence[PersonView]) -> Form:
    """The provisional people of a team, all ticked, so that a lead unticks those who do not belong to it."""
    shown = people[:CONFIRMED_AT_ONCE]
    rest = len(people) - len(shown)
    return Form(
        action="setup.confirm_people",
        title=t("Confirm your people"),
        parts=(
            Show(
                Context(
                    plain(
                        t(
                            "They were seen in the channel of {team}. Take out whoever does not work in your team: "
                            "they leave it, and are asked about no more.",
                            team=team,
                        )
                    )
                )
            ),
            ChoiceField(
                "people",
                t("In my team"),
                tuple(Option(person.public_id, person.name, ", ".join(person.teams)) for person in shown),
                value=tuple(person.public_id for person in shown),
                several=True,
                required=False,
            ),
            *((Show(Context(plain(t("and {n} more after these", n=rest)))),) if rest else ()),
        ),
        submit=t("Confirm"),
        close=t("Not now"),
        object_id=team_id,
        state=",".join(person.public_id for person in shown),
        locale=t.locale,
    )


def nobody_to_confirm(t: Texts, team: str) -> str:
    """All of a team's people are confirmed."""
    return t("Everybody in {team} is confirmed.", team=team)


def people_confirmed(t: Texts, team: str, confirmed: int, taken_out: int, left: int, team_id: str) -> Message:
    """Confirms a lead's word; offers to go on if there are more."""
    summary = t.n("{n} person confirmed in {team}.", "{n} people confirmed in {team}.", confirmed, team=team)
    if taken_out:
        summary += " " + t.n("{n} taken out.", "{n} taken out.", taken_out)
    if not left:
        return say(summary, locale=t.locale)
    more = Button(
        t.n("Confirm {n} person", "Confirm {n} people", left),
        "setup.confirm_people",
        team_id,
        tone=Tone.PRIMARY,
        opens_form=True,
    )
    return say(summary, more, locale=t.locale)


def people_list(t: Texts, people: Sequence[PersonView]) -> Message:
    """The people within one's scope."""
    if not people:
        return say(
            t("There is nobody yet. Link a channel to a team: its members become the team's people."), locale=t.locale
        )
    summary = t.n("{n} person", "{n} people", len(people))
    lines = tuple(
        (
            Plain(person.name, bold=True),
            Plain(
                " · ".join(
                    word
                    for word in (person.side, *person.teams, t("provisional") if person.provisional else "")
                    if word
                ).join((" · ", ""))
            ),
        )
        for person in people[:LISTED]
    )
    parts: list[Part] = [Headline(summary), Body((ListBlock(lines),))]
    if len(people) > LISTED:
        parts.append(Context(plain(t("and {n} more. Add a name to find somebody.", n=len(people) - LISTED))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def nobody_called(t: Texts, name: str) -> str:
    """A search without a find."""
    return t("Nobody here is called “{name}”.", name=name)


def grant_form(t: Texts, sides: Sequence[ChoiceView], role: Role | None, *, give: bool, problem: str = "") -> Form:
    """Asks who gets or loses which role, and where."""
    return Form(
        action="setup.grant" if give else "setup.revoke",
        title=t("Give a role") if give else t("Take a role away"),
        parts=(
            *((Show(Context(plain(problem))),) if problem else ()),
            PersonField("person", t("Who?")),
            ChoiceField(
                "role",
                t("Which role?"),
                tuple(
                    Option(each.value, f"{role_name(t, each)}: {role_allows(t, each)}")
                    for each in Role
                    if each is not Role.AGENT
                ),
                value=(role.value,) if role else (),
            ),
            ChoiceField(
                "side",
                t("Where?"),
                (
                    Option(ORGANISATION, t("The whole organisation")),
                    *(Option(side.public_id, side.name, side.detail) for side in sides),
                ),
                value=(ORGANISATION,),
            ),
        ),
        submit=t("Give it") if give else t("Take it away"),
        close=t("Cancel"),
        locale=t.locale,
    )


def role_given(t: Texts, name: str, held: RoleView) -> str:
    """Confirms a role."""
    return t("{name} may now {deeds}.", name=name, deeds=role_deeds(t, held.role, held.side))


def role_taken(t: Texts, name: str, held: RoleView) -> str:
    """Confirms that a role is gone."""
    return t("{name} is no longer {role}.", name=name, role=role_held(t, held.role, held.side))


def role_not_held(t: Texts, name: str, held: RoleView) -> str:
    """There was nothing to take."""
    return t("{name} is not {role}, so nothing changed.", name=name, role=role_held(t, held.role, held.side))


def not_known(t: Texts) -> str:
    """The chosen person has not been met."""
    return t("I do not know this person yet. Ask them to write to me once, or link a channel that they are in.")


def role_needed(t: Texts) -> str:
    """A role that is none of those offered."""
    return t("Choose one of the roles.")


def side_needed(t: Texts) -> str:
    """A role for a side that is not there."""
    return t("Choose one of the sides, or the whole organisation.")
