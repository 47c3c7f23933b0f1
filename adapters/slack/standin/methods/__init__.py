"""The Web API methods that the stand-in serves; any other is refused as `unknown_method`."""

from collections.abc import Mapping

from adapters.slack.standin.call import Method
from adapters.slack.standin.methods import app, chat, conversations, users, views

METHODS: Mapping[str, Method] = {
    **app.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **views.METHODS,
}

WITHOUT_BOT_TOKEN = frozenset({"oauth.v2.access", "apps.connections.open"})
"""Methods that are not called with a bot token."""
