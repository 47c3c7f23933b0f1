"""What a tenant grants by adding Instep, each in words that an administrator can judge."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that the app may do once it is added, and the reason for it."""

    name: str
    why: str
    optional: bool = False


MENTIONED = "Messages that mention the bot"

PERMISSIONS: Sequence[Permission] = (
    Permission(
        "Bot in a team (scope team)",
        "Posts, corrects and withdraws Instep's own messages in channels. It cannot touch anyone else's.",
    ),
    Permission(
        MENTIONED,
        "Receives a channel or group message only when it mentions @Instep, so that people can ask it for something.",
    ),
    Permission(
        "Bot in a personal chat (scope personal)",
        "Receives what people write to Instep in their own chat with it, and writes there what concerns them alone.",
    ),
    Permission(
        "Bot in a group chat (scope groupChat)",
        "The same as in a channel, for group chats that somebody adds Instep to.",
    ),
    Permission(
        "Names, work e-mail addresses and object ids of the members of those teams",
        "Knows who is to be reached, and recognises one person across Slack and Teams. Comes with every bot.",
    ),
    Permission(
        "Message extension (compose box, command bar and on a message)",
        "Opens Instep's forms. On a message it receives that one message, when somebody chooses it.",
    ),
    Permission(
        "Shared and private channels (supportsChannelFeatures: tier1)",
        "Lets an owner add Instep to a shared or private channel as well; it is in none of them by itself.",
        optional=True,
    ),
)

READING = Permission(
    "Messages of a team's channels without a mention (resource-specific consent ChannelMessage.Read.Group)",
    "Receives what is written in the channels of a team whose owner agreed. Of a question in the thread of an update"
    " Instep offers its writer alone, once, in their own chat, to bring it to whoever answers; everything else it drops"
    " unread by anybody, and keeps and logs nothing of it. With the same consent Microsoft Graph would let an app read"
    " those messages: Instep does not call Graph.",
)
"""What is asked for besides where the operator chose that Instep may read replies (`--reading`)."""

NO_CONSENT = "No resource-specific consent: messages that do not mention Instep are not delivered to it."

NEVER: Sequence[str] = (
    "No Microsoft Graph permission, delegated or application.",
    NO_CONSENT,
    "No files, calendars, calls, meetings or mail.",
    "No tabs, no web pages and no single sign-on.",
)
"""What Instep's package does not ask for, in words for the same page."""


def permissions(reading: bool = False) -> Sequence[Permission]:
    """What a package asks for; with `reading` it also asks to be sent what does not mention the bot."""
    if not reading:
        return PERMISSIONS
    why = "Receives a group message only when it mentions @Instep; in channels others too, as said below."
    told = (Permission(each.name, why) if each.name == MENTIONED else each for each in PERMISSIONS)
    return (*told, READING)


def never(reading: bool = False) -> Sequence[str]:
    """What a package does not ask for."""
    return tuple(each for each in NEVER if not reading or each != NO_CONSENT)
