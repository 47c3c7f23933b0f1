"""Every figure of Slack that Instep relies on, in one frozen table.

Slack may change its limits, so the figures are defaults: an installation replaces single ones from its settings with
`dataclasses.replace`. The stand-in enforces the same table that pace and renderer obey. Each figure names the page it
comes from; where Slack publishes none, the comment says that the figure is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may happen: `per_minute` on average, at most `burst` at once after a rest."""

    per_minute: float
    burst: int

    @property
    def per_second(self) -> float:
        """The average pace in calls per second."""
        return self.per_minute / 60


# Tiers count per method, workspace and app (docs.slack.dev/apis/web-api/rate-limits). Slack calls the figures "at
# least" and tolerates short bursts without saying how long; the whole minute's allowance is taken as the burst.
TIER_1 = Rate(1, 1)
TIER_2 = Rate(20, 20)
TIER_3 = Rate(50, 50)
TIER_4 = Rate(100, 100)
# "Special" methods: slackapi/java-slack-sdk, MethodsRateLimits.java, keeps auth.test and chat.getPermalink at 600/min.
TIER_SPECIAL = Rate(600, 600)

# Tiers of the methods Instep calls, from each method's page (docs.slack.dev/reference/methods/…).
METHOD_RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "apps.connections.open": TIER_1,
        "auth.test": TIER_SPECIAL,
        "bots.info": TIER_3,
        "chat.delete": TIER_3,
        "chat.getPermalink": TIER_SPECIAL,
        "chat.postEphemeral": TIER_4,
        "chat.update": TIER_3,
        "conversations.history": TIER_3,
        "conversations.info": TIER_3,
        "conversations.join": TIER_3,
        "conversations.list": TIER_2,
        "conversations.members": TIER_4,
        "conversations.open": TIER_3,
        "conversations.replies": TIER_3,
        "oauth.v2.access": TIER_4,
        "team.info": TIER_3,
        "users.conversations": TIER_3,
        "users.info": TIER_4,
        "users.list": TIER_2,
        "users.lookupByEmail": TIER_3,
        "views.open": TIER_4,
        "views.publish": TIER_4,
        "views.push": TIER_4,
        "views.update": TIER_4,
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The table. Lengths are in characters as Slack counts them, times in seconds, sizes in bytes."""

    # --- Pace -------------------------------------------------------------------------------------------------
    # docs.slack.dev/reference/methods/chat.postMessage: "several hundred messages per minute" for a workspace, one
    # per second for a channel. Slack publishes no exact figure; 5/s with a burst of 20 is ours.
    post_workspace: Rate = Rate(300, 20)
    post_channel: Rate = Rate(60, 1)
    methods: Mapping[str, Rate] = field(default_factory=lambda: METHOD_RATES)

    # --- Requests to us ---------------------------------------------------------------------------------------
    # docs.slack.dev/authentication/verifying-requests-from-slack: five minutes.
    signature_age: int = 300
    # Ours, in seconds: Slack writes whole seconds, and a machine that keeps time by NTP may run that far behind it;
    # without it an ordinary clock would refuse real requests. A replay gains nothing, since requests are deduplicated.
    signature_future: int = 2
    # Ours: the largest payload is a view submission (a view is at most 250 KB) in a form encoding.
    request_bytes: int = 1_000_000
    # docs.slack.dev/apis/events-api and /interactivity/handling-user-interaction.
    acknowledge_within: float = 3.0
    # docs.slack.dev/apis/events-api, "Retries": nearly at once, after one minute, after five.
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    # docs.slack.dev/interactivity/handling-user-interaction.
    trigger_life: float = 3.0
    response_url_uses: int = 5
    response_url_life: float = 1800.0
    # docs.slack.dev/apis/events-api/using-socket-mode.
    socket_connections: int = 10
    # docs.slack.dev/authentication/installing-with-oauth: a code lives ten minutes.
    oauth_code_life: float = 600.0

    # --- Messages ---------------------------------------------------------------------------------------------
    # docs.slack.dev/reference/methods/chat.postMessage: 4,000 recommended, cut above 40,000.
    text_recommended: int = 4_000
    text_cut: int = 40_000
    # docs.slack.dev/reference/methods/chat.update: `msg_too_long`.
    text_update: int = 4_000
    # docs.slack.dev/reference/block-kit/blocks.
    blocks_message: int = 50
    blocks_view: int = 100
    # `msg_blocks_too_long` exists, its figure is unpublished; this one is ours.
    blocks_text: int = 12_000
    # `metadata_too_large` exists, its figure is unpublished; this one is ours, in bytes of JSON.
    metadata_bytes: int = 8_000

    # --- Blocks and elements (docs.slack.dev/reference/block-kit/…, and the validators of slack_sdk.models) -------
    section_text: int = 3_000
    section_fields: int = 10
    section_field_text: int = 2_000
    rich_text: int = 3_000  # unpublished for one run of rich text; the figure of a section
    header_text: int = 150
    context_elements: int = 10
    actions_elements: int = 25
    block_id: int = 255
    action_id: int = 255
    button_text: int = 75
    button_value: int = 2_000
    url: int = 3_000
    alt_text: int = 2_000
    image_title: int = 2_000
    placeholder: int = 150
    option_text: int = 75
    option_value: int = 150
    option_description: int = 75
    options: int = 100
    option_groups: int = 100
    option_group_label: int = 75
    options_visible: int = 10  # checkboxes and radio buttons
    options_overflow: int = 5
    confirm_title: int = 100
    confirm_text: int = 300
    confirm_button: int = 30
    input_label: int = 2_000
    input_hint: int = 2_000
    input_text: int = 3_000

    # --- Views (docs.slack.dev/reference/views/modal-views, /home-tab-views) ------------------------------------
    view_title: int = 24
    view_button: int = 24
    view_bytes: int = 250_000
    view_stack: int = 3
    private_metadata: int = 3_000
    callback_id: int = 255
    external_id: int = 255

    # --- Pages of lists (docs.slack.dev/apis/web-api/pagination) --------------------------------------------------
    page_default: int = 100
    page_most: int = 1_000
    history_page_most: int = 999

    # --- Manifest (slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json) -----------------------------------
    manifest_name: int = 35
    manifest_description: int = 140
    manifest_command: int = 32
    manifest_usage_hint: int = 1_000
    manifest_shortcut_name: int = 24
    manifest_shortcut_description: int = 150

    def rate_of(self, method: str) -> Rate:
        """The pace of one Web API method; a method outside the table is refused with `KeyError`."""
        if method == "chat.postMessage":
            return self.post_workspace
        return self.methods[method]


LIMITS = Limits()
