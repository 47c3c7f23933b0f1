"""What the words of the organisation are called in chat: roles, sharing, and how a partner is on a platform."""

from typing import assert_never

from bot.chat.texts import Texts
from bot.people.model import Presence, Role, Sharing, SideState


def role_name(t: Texts, role: Role) -> str:
    """A role as it is said."""
    match role:
        case Role.AGENT:
            return t("agent")
        case Role.LEAD:
            return t("lead")
        case Role.MANAGER:
            return t("manager")
        case Role.AUTHOR:
            return t("author")
        case Role.URGENT:
            return t("urgent")
        case Role.AUDITOR:
            return t("auditor")
        case Role.ADMIN:
            return t("admin")
        case _:
            assert_never(role)


def role_allows(t: Texts, role: Role) -> str:
    """What a role is for, in a few words."""
    match role:
        case Role.AGENT:
            return t("reads, acknowledges, asks")
        case Role.LEAD:
            return t("links channels, confirms people")
        case Role.MANAGER:
            return t("looks after people and teams, publishes")
        case Role.AUTHOR:
            return t("publishes updates")
        case Role.URGENT:
            return t("may ring people on shift")
        case Role.AUDITOR:
            return t("sees receipts and the trail")
        case Role.ADMIN:
            return t("links companies, grants roles, changes settings")
        case _:
            assert_never(role)


def role_deeds(t: Texts, role: Role, side: str) -> str:
    """What somebody with a role may do, after “may”; for the whole organisation unless a side is named."""
    match role:
        case Role.AGENT:
            return (
                t("read and acknowledge what is sent to {side}", side=side)
                if side
                else t("read and acknowledge what is sent to the whole organisation")
            )
        case Role.LEAD:
            return t("lead all teams of {side}", side=side) if side else t("lead all teams of the whole organisation")
        case Role.MANAGER:
            return (
                t("look after the people and teams of {side} and publish to it", side=side)
                if side
                else t("look after people and teams and publish for the whole organisation")
            )
        case Role.AUTHOR:
            return t("publish updates to {side}", side=side) if side else t("publish updates to the whole organisation")
        case Role.URGENT:
            return (
                t("send urgent updates to {side}", side=side)
                if side
                else t("send urgent updates for the whole organisation")
            )
        case Role.AUDITOR:
            return t("see the receipts of {side}", side=side) if side else t("see all receipts and the audit trail")
        case Role.ADMIN:
            return (
                t("grant roles within {side}", side=side) if side else t("set everything up for the whole organisation")
            )
        case _:
            assert_never(role)


def role_held(t: Texts, role: Role, side: str) -> str:
    """A role as what somebody is, with its article; for the whole organisation unless a side is named."""
    match role:
        case Role.AGENT:
            return t("an agent of {side}", side=side) if side else t("an agent of the whole organisation")
        case Role.LEAD:
            return t("a lead of {side}", side=side) if side else t("a lead for the whole organisation")
        case Role.MANAGER:
            return t("a manager of {side}", side=side) if side else t("a manager for the whole organisation")
        case Role.AUTHOR:
            return t("an author for {side}", side=side) if side else t("an author for the whole organisation")
        case Role.URGENT:
            return (
                t("allowed to send urgent updates to {side}", side=side)
                if side
                else t("allowed to send urgent updates for the whole organisation")
            )
        case Role.AUDITOR:
            return t("an auditor for {side}", side=side) if side else t("an auditor for the whole organisation")
        case Role.ADMIN:
            return t("an admin of {side}", side=side) if side else t("an admin of the whole organisation")
        case _:
            assert_never(role)


def sharing_name(t: Texts, sharing: Sharing) -> str:
    """What the sides of an audience share, as a choice."""
    match sharing:
        case Sharing.NOTHING:
            return t("Nothing: each side sees itself")
        case Sharing.FIGURES:
            return t("Figures: sides see each other's counts")
        case Sharing.NAMES:
            return t("Names: sides see each other's people")
        case _:
            assert_never(sharing)


def state_name(t: Texts, state: SideState) -> str:
    """How things stand with a side."""
    match state:
        case SideState.ACTIVE:
            return t("active")
        case SideState.PAUSED:
            return t("paused")
        case SideState.LEAVING:
            return t("leaving")
        case SideState.GONE:
            return t("gone")
        case _:
            assert_never(state)


def presence_name(t: Texts, presence: Presence) -> str:
    """How a partner is on a platform, as a choice."""
    match presence:
        case Presence.OWN_WORKSPACE:
            return t("A Slack workspace of its own")
        case Presence.SLACK_CONNECT:
            return t("Slack Connect channels")
        case Presence.OWN_TENANT:
            return t("A Teams tenant of its own")
        case Presence.GUESTS:
            return t("Guests in ours")
        case Presence.SHARED_BY_US:
            return t("Teams channels that we share")
        case Presence.SHARED_BY_THEM:
            return t("Teams channels that the partner shares")
        case _:
            assert_never(presence)


def presence_allows(t: Texts, presence: Presence) -> str:
    """What works for people who are there in that way, and who must do what for it."""
    match presence:
        case Presence.OWN_WORKSPACE:
            return t(
                "Everything works: commands, buttons, forms and direct messages. "
                "An admin of that workspace approves the app once."
            )
        case Presence.SLACK_CONNECT:
            return t(
                "Buttons and forms work in the shared channels, and so do direct messages to their members. "
                "Slash commands do not: @Instep opens the menu. "
                "If that company allows no apps, people write “@Instep got it” in the thread."
            )
        case Presence.OWN_TENANT:
            return t(
                "Everything should work once that tenant's Teams admin has uploaded the app. "
                "Safest is a bot registration of the partner's own."
            )
        case Presence.GUESTS:
            return t(
                "Commands, buttons and forms work in the channels that guests are in. "
                "Where they sign in says nothing about who employs them, so their lead confirms the list of people. "
                "On Teams, private channels may refuse the app."
            )
        case Presence.SHARED_BY_US:
            return t(
                "Buttons and forms work in the channel; private messages do not. "
                "One of us adds the app to each shared channel."
            )
        case Presence.SHARED_BY_THEM:
            return t(
                "Buttons and forms work in the channel; private messages do not. "
                "Only the partner can add the app: to the team that hosts the channel, then to the channel."
            )
        case _:
            assert_never(presence)


def presences_on(platform: str) -> tuple[Presence, ...]:
    """The ways in which a company can be on a platform."""
    if platform == "slack":
        return (Presence.OWN_WORKSPACE, Presence.SLACK_CONNECT, Presence.GUESTS)
    if platform == "teams":
        return (Presence.OWN_TENANT, Presence.GUESTS, Presence.SHARED_BY_US, Presence.SHARED_BY_THEM)
    return tuple(Presence)
