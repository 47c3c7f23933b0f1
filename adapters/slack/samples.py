"""One scene as Slack sees it, ids replaced: an update's card in a channel, a press, a form, and a refusal.

Marlowe & Finch run Instep in the workspace T0MARLOWE and share #harborline-care with Harborline, T0HARBOR.
"""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

TEAM, PARTNER = "T0MARLOWE", "T0HARBOR"
APP, BOT_USER, BOT = "A0INSTEP", "U0INSTEP", "B0INSTEP"
EVE, CHANNEL, TS = "U0EVE", "C0HARBORCARE", "1795442400.000100"

CARD: Json = {
    "text": "Refunds over €50 no longer need a supervisor",
    "blocks": [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": "Refunds over €50 no longer need a supervisor", "emoji": False},
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "From "},
                        {
                            "type": "date",
                            "timestamp": 1795528800,
                            "format": "{date_short_pretty}, {time}",
                            "fallback": "Tue 24 Nov, 14:00 (Europe/London)",
                        },
                    ],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "What changed", "style": {"bold": True}}],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "Up to €200: refund at once"}],
                        },
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Above: ask your lead"}]},
                    ],
                },
            ],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "updates.acknowledge",
                    "text": {"type": "plain_text", "text": "Got it", "emoji": False},
                    "value": "1::k3Jq",
                    "style": "primary",
                },
                {
                    "type": "button",
                    "action_id": "updates.ask",
                    "text": {"type": "plain_text", "text": "Ask a question", "emoji": False},
                    "value": "1::k3Jq",
                },
            ],
        },
        {"type": "context", "elements": [{"type": "plain_text", "text": "Got it: 12 of 34", "emoji": False}]},
    ],
    "unfurl_links": False,
    "unfurl_media": False,
}
"""What is posted: the arguments of `chat.postMessage` besides channel and metadata."""

_INTERACTION: Json = {
    "team": {"id": TEAM, "domain": "marlowe-and-finch"},
    "user": {"id": EVE, "username": "eve.lindqvist", "name": "eve.lindqvist", "team_id": PARTNER},
    "api_app_id": APP,
    "token": "replaced",
    "enterprise": None,
    "is_enterprise_install": False,
}

PRESS: Json = {
    **_INTERACTION,
    "type": "block_actions",
    "container": {"type": "message", "message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": False},
    "trigger_id": "1.2.replaced",
    "channel": {"id": CHANNEL, "name": "harborline-care"},
    "message": {"type": "message", "user": BOT_USER, "ts": TS, "team": TEAM, "bot_id": BOT, **CARD},
    "state": {"values": {}},
    "response_url": "https://hooks.slack.example/actions/replaced",
    "actions": [
        {
            "type": "button",
            "block_id": "b3",
            "action_id": "updates.acknowledge",
            "action_ts": "1795446840.000200",
            "text": {"type": "plain_text", "text": "Got it", "emoji": False},
            "value": "1::k3Jq",
            "style": "primary",
        }
    ],
}
"""Eve of Harborline presses *Got it* on the card in the shared channel."""

FORM: Json = {
    "type": "modal",
    "callback_id": "updates.ask",
    "private_metadata": f'{{"a":"updates.ask","o":"k3Jq","s":"","c":"{CHANNEL}","k":"channel","t":"","g":1}}',
    "title": {"type": "plain_text", "text": "Ask a question", "emoji": False},
    "close": {"type": "plain_text", "text": "Cancel", "emoji": False},
    "submit": {"type": "plain_text", "text": "Ask", "emoji": False},
    "blocks": [
        {
            "type": "input",
            "block_id": "question~1",
            "label": {"type": "plain_text", "text": "Your question", "emoji": False},
            "element": {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": 500},
            "optional": False,
        }
    ],
}
"""The form behind *Ask a question*."""

SUBMISSION: Json = {
    **_INTERACTION,
    "team": {"id": PARTNER, "domain": "harborline"},
    "type": "view_submission",
    "trigger_id": "3.4.replaced",
    "view": {
        **FORM,
        "id": "V0FORM",
        "team_id": PARTNER,
        "app_installed_team_id": TEAM,
        "hash": "1795446900.replaced",
        "state": {
            "values": {"question~1": {"value": {"type": "plain_text_input", "value": "Does this hold for vouchers?"}}}
        },
    },
    "response_urls": [],
}
"""Eve sends the form off: `team` is her own workspace, `app_installed_team_id` the one that has Instep."""

REFUSAL: Json = {
    "ok": False,
    "error": "is_archived",
    "response_metadata": {"messages": []},
}
"""What Slack answers to a post into a channel that was archived meanwhile."""

SUGGESTION: Json = {
    **_INTERACTION,
    "team": {"id": PARTNER, "domain": "harborline"},
    "type": "block_suggestion",
    "container": {"type": "view", "view_id": "V0FORM"},
    "action_id": "search:shoutouts.people",
    "block_id": "people~1",
    "value": "tal",
    "view": {**FORM, "id": "V0FORM", "team_id": PARTNER, "app_installed_team_id": TEAM},
}
"""Eve types into a field whose options are searched."""

SUGGESTED: Json = {
    "options": [
        {"text": {"type": "plain_text", "text": "Tala Maliwanag · Lumenara day", "emoji": False}, "value": "p:k3Jq"}
    ]
}
"""What is answered, and shown to Eve below the field."""
