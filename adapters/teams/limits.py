"""Every figure of Microsoft Teams in one table, each with the vendor page that states it."""

from dataclasses import dataclass, field

DOCS = "https://learn.microsoft.com/microsoftteams/platform/"


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` calls within any `seconds` seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What Teams allows, and how much of it Instep uses; settings may override each.

    Microsoft calls its rates estimates, so they are data and are never written inline.
    """

    # bots/how-to/rate-limit, "Global app per tenant limit": 50 requests per second per app and tenant.
    requests_per_second: int = 50
    # Ours: how many of those 50 a broadcast leaves free for answers to people.
    requests_kept_for_answers: int = 5
    # Ours: rosters are read at this rate while a broadcast takes the rest; half of it stays for answers.
    reads_per_second_at_least: float = 2.0
    # bots/how-to/rate-limit, "Per bot per thread limit", send to conversation.
    send: tuple[Window, ...] = (Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600))
    # Same table, create conversation.
    create: tuple[Window, ...] = (Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600))
    # Same table, get conversation members and get conversations.
    read: tuple[Window, ...] = (Window(14, 1), Window(16, 2), Window(120, 30), Window(3600, 3600))
    # bots/how-to/format-your-bot-messages: 100 KB for a whole message, counted as UTF-16.
    message_bytes: int = 100 * 1024
    # Ours: the page recommends at most 80 KB; in UTF-16 every character takes two bytes or four.
    message_characters: int = 40_000
    # task-modules-and-cards/cards/cards-reference: bots support Adaptive Cards 1.5 or earlier.
    card_version: str = "1.5"
    # .../universal-actions-for-adaptive-cards/user-specific-views: at most 60 users.
    refresh_users: int = 60
    # messaging-extensions/how-to/action-commands/respond-to-task-module-submit: 5 s; used for every invoke.
    invoke_seconds: float = 5.0
    # learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance: 10 to 15 s.
    activity_seconds: float = 15.0
    # Ours: after this a connector call counts as unanswered; shorter than what a person waits for.
    call_seconds: float = 10.0
    # Ours: 50 requests a second at 0.4 s each need 20 in flight; the rest is for slow minutes.
    threads: int = 64
    # bots/how-to/get-teams-context: the page size of the roster is clamped to 50 up to 500.
    members_page: int = 500
    # Ours: 100 KB of text in UTF-8 with its HTML copy and a forwarded card fit well below it.
    inbound_bytes: int = 512 * 1024
    # Ours: no real activity nests deeper than about twenty levels.
    inbound_depth: int = 64
    # learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication: 5 minutes.
    clock_skew_seconds: int = 300
    # Same page: signing keys may be kept for a day and are refreshed once an hour at most.
    keys_kept_seconds: float = 24 * 3600.0
    keys_refresh_seconds: float = 3600.0
    # Ours: how long we wait for the keys document, and before asking again after a failure.
    keys_timeout_seconds: float = 5.0
    keys_retry_seconds: float = 10.0
    # Entra tokens live about an hour; ours is renewed this long before its end.
    token_renewal_seconds: float = 300.0
    # bots/how-to/conversations/send-proactive-messages: the global service URL, for a first message.
    service_url: str = "https://smba.trafficmanager.net/teams/"
    # Same page: the public cloud's host. Others (GCC, GCC High, DoD) are named in TEAMS_SERVICE_HOSTS.
    service_hosts: tuple[str, ...] = ("smba.trafficmanager.net",)
    # Same authentication page: the keys document of the public cloud, and the issuer of its tokens.
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_issuer: str = "https://api.botframework.com"  # noqa: S105 - a public address
    # Same page: for whom the token that we send is made out.
    token_audience: str = "https://api.botframework.com"  # noqa: S105 - a public address
    # cards/cards-format and the schema at adaptivecards.io: lengths that Teams shows in full.
    button_characters: int = 60
    dialog_title_characters: int = 64
    command_title_characters: int = field(default=32)


LIMITS = Limits()
