"""Who may do what: the only place that decides it.

Each `may_…` function gives None where it is allowed, else one sentence that says so and whom to ask.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from bot.chat.inbound import Identity
from bot.chat.texts import Texts
from bot.people.model import Role, SideKind
from bot.people.refusal import Refused

Question = ParamSpec("Question")

Right = tuple[Role, int | None]
"""A role within one side, or for the organisation (None)."""

_INCLUDED: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset({Role.MANAGER, Role.AUTHOR, Role.LEAD, Role.AUDITOR, Role.AGENT}),
    Role.MANAGER: frozenset({Role.AUTHOR, Role.LEAD, Role.AGENT}),
    Role.AUTHOR: frozenset({Role.AGENT}),
    Role.LEAD: frozenset({Role.AGENT}),
}
"""What a role brings with it. Ringing people (`urgent`) comes with none: it is granted by itself."""


@dataclass(frozen=True)
class Scope:
    """The sides whose people and content a query may touch; None for all of them."""

    sides: frozenset[int] | None

    def covers(self, side_id: int) -> bool:
        return self.sides is None or side_id in self.sides

    def covers_all(self, side_ids: Collection[int]) -> bool:
        return all(self.covers(side_id) for side_id in side_ids)

    def where(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """The condition that keeps a query within these sides."""
        return true() if self.sides is None else column.in_(sorted(self.sides))


EVERYTHING = Scope(None)
"""For the operator's command line and for work that no person asked for."""


@dataclass(frozen=True)
class Actor:
    """Somebody known who acts. `zone` and `locale` are the person's own, else their team's.

    `roles` are those granted; what they bring with them is for `may` to say. `identity` is the one they act under.
    """

    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    side_kind: SideKind
    provisional: bool
    zone: str
    locale: str
    roles: frozenset[Right]
    identity: Identity | None
    team_ids: tuple[int, ...]
    led_team_ids: tuple[int, ...]

    def may(self, role: Role, side_id: int | None = None) -> bool:
        """Whether they have the role within that side; without a side, for the whole organisation.

        Everybody is an agent of their own side. Provisional people have no other right, whatever was granted.
        """
        if role is Role.AGENT and side_id == self.side_id:
            return True
        if self.provisional:
            return False
        return any(
            (granted is role or role in _INCLUDED.get(granted, ())) and where in (None, side_id)
            for granted, where in self.roles
        )

    def may_somewhere(self, role: Role) -> bool:
        """Whether they have the role within any side, or for the organisation."""
        return any(self.may(role, where) for _, where in self.roles)

    @property
    def scope(self) -> Scope:
        """The sides whose people and content they may see: internal people all, partners' people their own.

        What is seen is not yet what may be changed, and who has not done something is for `may_see_names` to say.
        """
        if self.is_internal and not self.provisional:
            return EVERYTHING
        return Scope(frozenset({self.side_id}))

    @property
    def is_internal(self) -> bool:
        return self.side_kind is SideKind.INTERNAL


@dataclass(frozen=True)
class FirstAdmins:
    """Those whom the settings name as first admins, by e-mail, `slack:U…`, `teams:…`, or a platform's user id."""

    named: tuple[str, ...] = ()

    @property
    def by_email(self) -> bool:
        """Whether an e-mail is among the entries."""
        return any("@" in entry for entry in self.named)

    def names(self, identity: Identity, email: str) -> bool:
        """Whether one of the entries stands for this identity, or for this e-mail where there is one."""
        mine = {identity.user_id.casefold(), f"{identity.platform}:{identity.user_id}".casefold()}
        if email:
            mine.add(email.casefold())
        return any(entry.strip().casefold() in mine for entry in self.named)


def require(
    actor: Actor | None,
    may: Callable[Concatenate[Actor, Question], str | None],
    *about: Question.args,
    **more: Question.kwargs,
) -> None:
    """Raise Refused where one of the functions below says so. Without an actor it is the operator, who may."""
    refusal = may(actor, *about, **more) if actor is not None else None
    if refusal is not None:
        raise Refused(refusal)


def may_publish(actor: Actor, side_ids: Collection[int]) -> str | None:
    """To publish to an audience of these sides, correct it and withdraw it."""
    t = Texts(actor.locale)
    return _everywhere(
        actor,
        Role.AUTHOR,
        side_ids,
        t("You may not publish to this audience. Ask an admin for the right to publish."),
    )


def may_publish_urgent(actor: Actor, side_ids: Collection[int]) -> str | None:
    """To publish so that people on shift are rung; comes besides the right to publish."""
    t = Texts(actor.locale)
    return may_publish(actor, side_ids) or _everywhere(
        actor,
        Role.URGENT,
        side_ids,
        t("You may not ring people. Publish it as normal, or ask an admin for the right to publish urgently."),
    )


def may_see_receipts(actor: Actor, side_ids: Collection[int], owner_id: int | None = None) -> str | None:
    """To see what was delivered to these sides and the shares of who has it; owners see their own."""
    if owner_id == actor.person_id and not actor.provisional:
        return None
    if side_ids and all(actor.may(Role.AUDITOR, side_id) for side_id in side_ids):
        return None
    t = Texts(actor.locale)
    return _everywhere(
        actor,
        Role.AUTHOR,
        side_ids,
        t("Only its owner, authors and managers see this receipt. Ask the owner, or an admin for the right."),
    )


def may_see_names(actor: Actor, team_id: int, side_id: int) -> str | None:
    """To see by name who of a team has not done something: the team's own lead, and nobody of another side."""
    if not actor.provisional and team_id in actor.led_team_ids:
        return None
    if actor.side_id == side_id and actor.may(Role.LEAD, side_id):
        return None
    t = Texts(actor.locale)
    return t("Names are shown to the team's own lead only. Ask the lead.")


def may_prove_names(actor: Actor, team_id: int, side_id: int) -> str | None:
    """To export by name who of a team has noted what: its lead, and auditors of that very side.

    The right to audit the whole organisation counts within the auditor's own side alone: each side decides for itself.
    """
    if may_see_names(actor, team_id, side_id) is None:
        return None
    granted_there = (Role.AUDITOR, side_id) in actor.roles
    if not actor.provisional and (granted_there or (side_id == actor.side_id and actor.may(Role.AUDITOR, side_id))):
        return None
    t = Texts(actor.locale)
    return t("Names are exported for the team's lead and for auditors of its side. Ask an admin of that side.")


def may_see_exports(actor: Actor, side_id: int) -> str | None:
    """To see who has exported receipts that a side is in: its admins."""
    t = Texts(actor.locale)
    return _within(actor, Role.ADMIN, side_id, t("Only admins of a side see what was exported of it. Ask one of them."))


def may_remind(actor: Actor, side_ids: Collection[int], owner_id: int | None = None) -> str | None:
    """To remind those of these sides who have not acted yet."""
    if owner_id == actor.person_id and not actor.provisional:
        return None
    t = Texts(actor.locale)
    return _everywhere(
        actor, Role.AUTHOR, side_ids, t("You may not send reminders here. Ask the owner of the update to remind them.")
    )


def may_lead_team(actor: Actor, team_id: int, side_id: int) -> str | None:
    """To confirm a team's people and see after them."""
    if (not actor.provisional and team_id in actor.led_team_ids) or actor.may(Role.LEAD, side_id):
        return None
    t = Texts(actor.locale)
    return t("Only the team's lead can do this. Ask the lead, or an admin to make you one.")


def may_manage_people(actor: Actor, side_id: int) -> str | None:
    """To import, change and merge people and teams of a side."""
    t = Texts(actor.locale)
    return _within(
        actor, Role.MANAGER, side_id, t("You may not change the people of this side. Ask one of its managers.")
    )


def may_keep_days_off(actor: Actor, side_id: int | None, team_id: int | None) -> str | None:
    """To say which days are off: for a team its lead, for a side its managers, for everybody the organisation's."""
    if team_id is not None and side_id is not None:
        return may_lead_team(actor, team_id, side_id)
    if side_id is not None:
        return may_manage_people(actor, side_id)
    t = Texts(actor.locale)
    if actor.may(Role.MANAGER):
        return None
    return t("Only managers of the whole organisation can say which days are off for everybody. Ask one of them.")


def may_change_template(actor: Actor, side_id: int, author_id: int) -> str | None:
    """To rename, replace and delete a template of a side: whoever made it, and the side's admins."""
    if author_id == actor.person_id and not actor.provisional:
        return None
    t = Texts(actor.locale)
    refusal = t("Only whoever made this template and admins can change it. Save one of your own under another name.")
    return _within(actor, Role.ADMIN, side_id, refusal)


def may_merge(actor: Actor, side_ids: Collection[int]) -> str | None:
    """To join two records of people into one."""
    return next((refusal for side in side_ids if (refusal := may_manage_people(actor, side))), None)


def may_link_channel(actor: Actor, team_id: int, side_id: int) -> str | None:
    """To link a channel to a team, or to undo it."""
    if (not actor.provisional and team_id in actor.led_team_ids) or actor.may(Role.LEAD, side_id):
        return None
    t = Texts(actor.locale)
    return t("You may not link channels to this team. Ask the team's lead or an admin.")


def may_link_homes(actor: Actor) -> str | None:
    """To say to which side a workspace or tenant belongs, or that a channel may be shared with another company."""
    return _for_organisation(actor, Texts(actor.locale)("Only admins can link a workspace or tenant. Ask an admin."))


def may_grant(actor: Actor, role: Role, side_id: int | None) -> str | None:
    """To give or take a role. Admins of a side give roles within it, but make no further admins and ring nobody."""
    t = Texts(actor.locale)
    if actor.may(Role.ADMIN):
        return None
    if side_id is not None and actor.may(Role.ADMIN, side_id) and role not in (Role.ADMIN, Role.URGENT):
        return None
    return t("Only admins can grant this role. Ask an admin of the organisation.")


def may_change_settings(actor: Actor) -> str | None:
    """To change what the organisation decides."""
    return _for_organisation(actor, Texts(actor.locale)("Only admins can change settings. Ask an admin."))


def may_manage_audiences(actor: Actor, side_ids: Collection[int]) -> str | None:
    """To make and change an audience of these sides."""
    t = Texts(actor.locale)
    return _everywhere(
        actor, Role.MANAGER, side_ids, t("You may not change this audience. Ask a manager of the organisation.")
    )


def may_decide_rhythm(actor: Actor, side_ids: Collection[int], owner_id: int | None = None) -> str | None:
    """To skip, move, pause and change what recurs in these sides: its owner, and managers of all of them."""
    if owner_id == actor.person_id and not actor.provisional:
        return None
    t = Texts(actor.locale)
    refusal = t("Only its owner and managers of everybody who takes part can change this. Ask one of them.")
    return _everywhere(actor, Role.MANAGER, side_ids, refusal)


def may_bring_figures(actor: Actor, side_id: int) -> str | None:
    """To bring in figures of a side and of its teams: its managers."""
    t = Texts(actor.locale)
    return _within(actor, Role.MANAGER, side_id, t("You may not bring in figures of this side. Ask its managers."))


def may_define_figures(actor: Actor) -> str | None:
    """To say anew what a figure is that all sides have: its unit, and whether more is better."""
    t = Texts(actor.locale)
    if actor.may(Role.MANAGER):
        return None
    return t("Only managers of the whole organisation can say anew what a figure is. Ask one of them.")


def could_choose(actor: Actor, teams: Mapping[int, int], side_ids: Collection[int] = ()) -> bool:
    """Whether a sync or a check-in of these teams (side by team), and of an audience's sides, is theirs to set up."""
    return _of_all_or_own_teams(actor, teams, side_ids, "no") is None


def may_set_up_sync(actor: Actor, teams: Mapping[int, int], side_ids: Collection[int] = ()) -> str | None:
    """To set up a sync of these teams (side by team) and of an audience's sides: managers of all, and leads of theirs.

    Without any of them: to set up one at all.
    """
    t = Texts(actor.locale)
    refusal = t("You may set up syncs of teams that you lead or manage. Ask a manager of everybody who takes part.")
    return _of_all_or_own_teams(actor, teams, side_ids, refusal)


def may_change_sync(actor: Actor, teams: Mapping[int, int], owner_id: int | None = None) -> str | None:
    """To change and end a sync of these teams (side by team): its owner, and whoever could set it up."""
    if owner_id == actor.person_id and not actor.provisional:
        return None
    t = Texts(actor.locale)
    if teams and may_set_up_sync(actor, teams) is None:
        return None
    return t("Only its owner and managers of everybody who takes part can change this. Ask one of them.")


def may_set_up_checkin(actor: Actor, teams: Mapping[int, int], side_ids: Collection[int] = ()) -> str | None:
    """To ask these teams (side by team) and an audience's sides: managers of all, and leads of their own teams.

    Without any of them: to set up a check-in at all.
    """
    t = Texts(actor.locale)
    refusal = t("You may ask teams that you lead or manage. Ask a manager of everybody who is to be asked.")
    return _of_all_or_own_teams(actor, teams, side_ids, refusal)


def may_change_checkin(
    actor: Actor, teams: Mapping[int, int], side_ids: Collection[int], owner_id: int | None = None
) -> str | None:
    """To change, withdraw and end a check-in of these teams and sides: its owner, and whoever could set it up."""
    if owner_id == actor.person_id and not actor.provisional:
        return None
    t = Texts(actor.locale)
    if (teams or side_ids) and may_set_up_checkin(actor, teams, side_ids) is None:
        return None
    return t("Only its owner and managers of everybody who is asked can change this. Ask one of them.")


def may_open_walls(actor: Actor) -> str | None:
    """To let the sides of an audience see one another's figures or names."""
    t = Texts(actor.locale)
    return _for_organisation(actor, t("Only admins can let sides see one another. Ask an admin."))


def may_audit(actor: Actor) -> str | None:
    """To read the audit trail."""
    t = Texts(actor.locale)
    return None if actor.may(Role.AUDITOR) else t("Only auditors can read the trail. Ask an admin for the right.")


def may_manage_partners(actor: Actor) -> str | None:
    """To add, pause, resume and offboard a partner."""
    t = Texts(actor.locale)
    return _for_organisation(actor, t("Only admins can add, pause or offboard a partner. Ask an admin."))


def _for_organisation(actor: Actor, refusal: str) -> str | None:
    return None if actor.may(Role.ADMIN) else refusal


def _within(actor: Actor, role: Role, side_id: int, refusal: str) -> str | None:
    return None if actor.may(role, side_id) else refusal


def _of_all_or_own_teams(actor: Actor, teams: Mapping[int, int], side_ids: Collection[int], refusal: str) -> str | None:
    """Managers of all these teams' and other sides, and leads of each of the teams; without any, whoever is one."""
    if not teams and not side_ids:
        able = bool(actor.led_team_ids) or actor.may_somewhere(Role.LEAD)
        return None if able and not actor.provisional else refusal
    if not side_ids and all(may_lead_team(actor, team, side) is None for team, side in teams.items()):
        return None
    return _everywhere(actor, Role.MANAGER, {*teams.values(), *side_ids}, refusal)


def _everywhere(actor: Actor, role: Role, side_ids: Collection[int], refusal: str) -> str | None:
    """In every one of the sides; an audience without any side needs the role for the organisation."""
    if actor.may(role) or (side_ids and all(actor.may(role, side_id) for side_id in side_ids)):
        return None
    return refusal
