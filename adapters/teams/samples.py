"""Payloads of one scene as they go over the wire, ids replaced: an update in a channel, a press, a form, a refusal.

The scene is the same on every platform: in #refunds of the internal side, Bo presses “Got it” on an update and asks a
question about it.
"""

from typing import Any

from bot.chat.message import Actions, Button, Context, Headline, LinkButton, Message, Paragraph, Plain, Tone
from bot.chat.message import Body as Text

Json = dict[str, Any]

APP = "11111111-1111-4111-8111-111111111111"
TENANT = "22222222-2222-4222-8222-222222222222"
BO = "33333333-3333-4333-8333-333333333333"
BO_ADDRESS = "29:1bo"
TEAM = "19:team@thread.tacv2"
CHANNEL = "19:refunds@thread.tacv2"
MESSAGE = "1700000000001"
THREAD = f"{CHANNEL};messageid={MESSAGE}"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
UPDATE = "5f0c2d1e9a"

MESSAGE_SHOWN = Message(
    "Refunds over €50 no longer need a supervisor",
    (
        Headline("Refunds over €50 no longer need a supervisor"),
        Text((Paragraph((Plain("Approve them "), Plain("yourself", bold=True), Plain("."))),), "What changed"),
        Actions(
            (
                Button("Got it", "updates.acknowledge", UPDATE, tone=Tone.PRIMARY),
                Button("Ask a question", "updates.ask", UPDATE, opens_form=True),
                LinkButton("Playbook", "https://playbook.marlowe.example/refunds"),
            )
        ),
        Context((Plain("Got it: 12 of 34"),)),
    ),
)
"""The update as the domain says it."""

_GOT_IT: Json = {"instep": {"v": 1, "k": "press", "a": "updates.acknowledge", "o": UPDATE}}
_ASK: Json = {
    "instep": {"v": 1, "k": "press", "a": "updates.ask", "o": UPDATE},
    "msteams": {"type": "task/fetch"},
}

MESSAGE_SENT: Json = {
    "type": "message",
    "summary": "Refunds over €50 no longer need a supervisor",
    "attachments": [
        {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "type": "AdaptiveCard",
                "version": "1.5",
                "lang": "en",
                "fallbackText": "Refunds over €50 no longer need a supervisor",
                "body": [
                    {
                        "type": "TextBlock",
                        "text": "Refunds over €50 no longer need a supervisor",
                        "wrap": True,
                        "style": "heading",
                        "size": "Large",
                        "weight": "Bolder",
                    },
                    {"type": "TextBlock", "text": "What changed", "wrap": True, "weight": "Bolder"},
                    {
                        "type": "RichTextBlock",
                        "inlines": [
                            {"type": "TextRun", "text": "Approve them "},
                            {"type": "TextRun", "text": "yourself", "weight": "Bolder"},
                            {"type": "TextRun", "text": "."},
                        ],
                    },
                    {
                        "type": "ActionSet",
                        "actions": [
                            {
                                "type": "Action.Execute",
                                "title": "Got it",
                                "style": "positive",
                                "verb": "updates.acknowledge",
                                "data": _GOT_IT,
                                "fallback": {
                                    "type": "Action.Submit",
                                    "title": "Got it",
                                    "style": "positive",
                                    "data": _GOT_IT,
                                },
                            },
                            {"type": "Action.Submit", "title": "Ask a question", "data": _ASK},
                            {
                                "type": "Action.OpenUrl",
                                "title": "Playbook",
                                "url": "https://playbook.marlowe.example/refunds",
                            },
                        ],
                    },
                    {
                        "type": "RichTextBlock",
                        "inlines": [{"type": "TextRun", "text": "Got it: 12 of 34", "size": "Small", "isSubtle": True}],
                    },
                ],
                "msteams": {"width": "Full"},
            },
        }
    ],
}
"""The update as it is posted."""

_ENVELOPE: Json = {
    "timestamp": "2026-11-24T14:00:05.123Z",
    "localTimestamp": "2026-11-24T14:00:05.123+00:00",
    "localTimezone": "Europe/London",
    "locale": "en-GB",
    "channelId": "msteams",
    "serviceUrl": SERVICE_URL,
    "from": {"id": BO_ADDRESS, "name": "Bo Birch", "aadObjectId": BO},
    "recipient": {"id": f"28:{APP}", "name": "Instep"},
    "conversation": {"id": THREAD, "conversationType": "channel", "isGroup": True, "tenantId": TENANT},
    "channelData": {
        "tenant": {"id": TENANT},
        "team": {"id": TEAM, "name": "Care"},
        "channel": {"id": CHANNEL, "name": "refunds", "type": "standard"},
    },
    "replyToId": MESSAGE,
}

PRESSED: Json = {
    **_ENVELOPE,
    "type": "invoke",
    "id": "f:press",
    "name": "adaptiveCard/action",
    "value": {
        "action": {"type": "Action.Execute", "id": "", "verb": "updates.acknowledge", "data": _GOT_IT},
        "trigger": "manual",
    },
}
"""Bo presses “Got it”."""

PRESS_ANSWERED: Json = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "Noted at 14:00",
}
"""What Bo alone is shown."""

FORM_ASKED: Json = {
    **_ENVELOPE,
    "type": "invoke",
    "id": "f:fetch",
    "name": "task/fetch",
    "value": {"data": {"type": "task/fetch", **_ASK}, "context": {"theme": "default"}},
}
"""Bo presses “Ask a question”, which opens a dialog."""

FORM_SENT: Json = {
    **_ENVELOPE,
    "type": "invoke",
    "id": "f:submit",
    "name": "task/submit",
    "value": {
        "data": {
            "instep": {"v": 1, "k": "form", "a": "updates.ask", "o": UPDATE, "s": "", "f": ""},
            "question": "Also for gift cards?",
        },
        "context": {"theme": "default"},
    },
}
"""Bo sends the question off."""

TYPED: Json = {
    **_ENVELOPE,
    "type": "message",
    "id": "1700000000002",
    "text": "<at>Instep</at>&nbsp;got it",
    "textFormat": "plain",
    "attachments": [{"contentType": "text/html", "content": "<div>…</div>"}],
    "entities": [
        {"type": "clientInfo", "locale": "en-GB", "platform": "Web", "timezone": "Europe/London"},
        {"type": "mention", "text": "<at>Instep</at>", "mentioned": {"id": f"28:{APP}", "name": "Instep"}},
    ],
}
"""Bo types the same instead."""

REFUSED_STATUS = 403
REFUSED: Json = {
    "error": {
        "code": "BotNotInConversationRoster",
        "message": "The bot is not part of the conversation roster.",
    }
}
"""The connector's answer where the app has been removed from the team."""

SEARCHED: Json = {
    **_ENVELOPE,
    "type": "invoke",
    "id": "f:search",
    "name": "application/search",
    "value": {"queryText": "tal", "queryOptions": {"skip": 0, "top": 15}, "dataset": "shoutouts.people"},
}
"""Bo types into a list that is searched."""

FOUND: Json = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.search.searchResponse",
    "value": {
        "results": [
            {"title": "Tala Maliwanag · Lumenara day", "value": "p:k3Jq~Tala Maliwanag · Lumenara day"},
        ]
    },
}
"""What is answered, and shown to Bo below the list."""
