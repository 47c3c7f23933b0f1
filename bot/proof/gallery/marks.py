"""The markup inside a platform's own texts, as HTML: what its client would make of it, and nothing more."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from markupsafe import Markup, escape

from bot.chat.message import MomentStyle
from bot.chat.texts import Texts

READER_ZONE = "Europe/London"
"""Where the gallery's reader is; both platforms write dates in the reader's zone."""

_SLACK = re.compile(r"<([^<>]*)>|`([^`]+)`")
_TEAMS = re.compile(
    r"\\(?P<escaped>.)|(?P<entity>&amp;)|(?P<bold>\*\*)|(?P<italic>_)"
    r"|\[(?P<words>(?:\\.|[^\]\\])*)\]\((?P<url>[^)]*)\)|<at>(?P<at>.*?)</at>"
    r"|\{\{(?P<function>DATE|TIME)\((?P<at_time>[^,)]+)(?:,\s*\w+)?\)\}\}|(?P<line>\n)"
)
_OPENS = {"bold": Markup("<b>"), "italic": Markup("<i>")}
_CLOSES = {"bold": Markup("</b>"), "italic": Markup("</i>")}


def slack_date(timestamp: int, form: str, locale: str) -> str:
    """A date as Slack's client writes it, in the reader's zone; `form` holds the tokens that our renderer uses."""
    at = datetime.fromtimestamp(timestamp, UTC)
    date = Texts(locale).moment(at, READER_ZONE, MomentStyle.DATE)
    time = Texts(locale).moment(at, READER_ZONE, MomentStyle.TIME)
    return form.replace("{date_short_pretty}", date).replace("{time}", time)


def slack_line(text: str, names: Mapping[str, str], locale: str) -> Markup:
    """Slack's mrkdwn, of which our renderer uses links, mentions, dates and code."""
    made = Markup()
    at = 0
    for found in _SLACK.finditer(text):
        made += _unescaped(text[at : found.start()])
        at = found.end()
        if found[2] is not None:
            made += Markup("<code>{}</code>").format(_unescaped(found[2]))
            continue
        target, _, words = found[1].partition("|")
        if target[:1] in "@#":
            made += Markup('<span class="mention">{}</span>').format(target[0] + names.get(target[1:], target[1:]))
        elif target.startswith("!date^"):
            timestamp, _, form = target.removeprefix("!date^").partition("^")
            made += Markup("<time>{}</time>").format(slack_date(int(timestamp), form, locale))
        else:
            made += Markup('<span class="link">{}</span>').format(_unescaped(words or target))
    return made + _unescaped(text[at:])


def teams_text(text: str, locale: str) -> Markup:
    """The Markdown and the functions of a TextBlock or a fact."""
    made = Markup()
    at = 0
    still_open: set[str] = set()
    for found in _TEAMS.finditer(text):
        made += escape(text[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "escaped":
                made += escape(found["escaped"])
            case "entity":
                made += Markup("&amp;")
            case "bold" | "italic" as mark:
                made += _CLOSES[mark] if mark in still_open else _OPENS[mark]
                still_open ^= {mark}
            case "url":
                made += Markup('<span class="link">{}</span>').format(re.sub(r"\\(.)", r"\1", found["words"]))
            case "at":
                made += Markup('<span class="mention">{}</span>').format(found["at"])
            case "at_time":
                instant = datetime.fromisoformat(found["at_time"])
                style = MomentStyle.DATE if found["function"] == "DATE" else MomentStyle.TIME
                made += Markup("<time>{}</time>").format(Texts(locale).moment(instant, READER_ZONE, style))
            case _:
                made += Markup("<br>")
    made += escape(text[at:])
    return made + Markup().join(_CLOSES[mark] for mark in sorted(still_open))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
