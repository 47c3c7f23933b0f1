"""Whom words mention, as Teams marks it: `<at>Name</at>` in the text, and beside it who that is.

An entity says `29:…`, the address by which one bot knows a person. Tags, channels and teams have such addresses too,
and only the roster tells them from people (github.com/microsoft/botbuilder-js, issue 2662).
"""

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.teams.parts import part, parts, words
from bot.chat.inbound import MentionedKind

Json = Mapping[str, Any]
_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>")
_OPENING = re.compile(r"<at(?:\s[^<>]*)?>")
_ID = re.compile(r"""<at\s[^<>]*\bid=["']?(\d+)""")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>")
_TAG = re.compile(r"<(?!/?at\b)[^<>]*>")
_BLANK = re.compile(r"[ \t\xa0]+")


@dataclass(frozen=True)
class Mark:
    """One mention: how it stands in the text, and the id of who or what it is.

    `object_id` is that of the directory, where Teams says it. `kind` is PERSON as long as the roster did not say more.
    """

    text: str
    id: str
    kind: MentionedKind = MentionedKind.PERSON
    object_id: str = ""


@dataclass(frozen=True)
class Said:
    """A text without Teams' marks, and the mentions in it, in their order.

    `addressed`: the bot is mentioned; the first mention of it is in neither.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    addressed: bool = False


def said(activity: Json) -> Said:
    """What a message says."""
    text = words(activity.get("text"))
    bot = part(activity, "recipient", "id")
    addressed = False
    marked: dict[str, list[Mark]] = {}
    for entity in parts(activity, "entities"):
        mark, id = words(part(entity, "text")), words(part(entity, "mentioned", "id"))
        if part(entity, "type") != "mention" or not (mark and id):
            continue
        if not addressed and id == bot:
            addressed = True
            text = text.replace(mark, " ", 1)
        one = Mark("", id, _kind(id), words(part(entity, "mentioned", "aadObjectId")))
        marked.setdefault(_name(mark), []).append(one)
    found = _read(text, _by_name(text, marked))
    return replace(found, addressed=addressed)


def said_in_payload(payload: object) -> Said:
    """What the message says on which a message extension is opened; there mentions are numbered
    (learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/define-action-command)."""
    content = _BREAK.sub("\n", words(part(payload, "body", "content")))
    content = _TAG.sub("", content)
    numbered = {str(part(one, "id")): _of_payload(part(one, "mentioned")) for one in parts(payload, "mentions")}
    marks = []
    for match in _AT.finditer(content):
        number = _ID.match(match.group())
        marks.append(numbered.get(number.group(1)) if number else None)
    return _read(content, marks)


def _read(text: str, marks: Sequence[Mark | None]) -> Said:
    """The text with `@Name` for each mention; `marks` say whose each is, None for nobody that is known."""
    pieces: list[str] = []
    found: list[Mark] = []
    end = 0
    for match, mark in zip(_AT.finditer(text), marks, strict=True):
        between, name = _plain(text[end : match.start()]), _name(match.group())
        end = match.end()
        last = found[-1] if found and pieces[-1] == found[-1].text else None
        # A name of two words may come as two mentions of one person (botbuilder-js, issue 4379).
        if mark and last and last.id == mark.id and not between.strip(" \t\xa0") and last.text != f"@{name}":
            found[-1] = replace(last, text=f"{last.text} {name}")
            pieces[-1] = found[-1].text
            continue
        pieces += [between, f"@{name}"]
        if mark is not None and name:
            found.append(replace(mark, text=f"@{name}"))
    pieces.append(_plain(text[end:]))
    return Said(_BLANK.sub(" ", "".join(pieces)).strip(), tuple(found))


def _by_name(text: str, marked: Mapping[str, Sequence[Mark]]) -> list[Mark | None]:
    """Whose each mention in the text is: entities name no place, so those of one name are taken in their order."""
    names = [_name(match.group()) for match in _AT.finditer(text)]
    counted = Counter(names)
    left = {name: list(found) for name, found in marked.items()}
    marks: list[Mark | None] = []
    for name in names:
        found = marked.get(name, ())
        if len({one.id for one in found}) == 1:
            marks.append(found[0])
        else:
            # Two people of one name, and not an entity for each mention: nobody says which of them is meant.
            marks.append(left[name].pop(0) if len(found) == counted[name] else None)
    return marks


def _of_payload(mentioned: object) -> Mark | None:
    if user := words(part(mentioned, "user", "id")):
        return Mark("", user, object_id=user)
    if app := words(part(mentioned, "application", "id")):
        return Mark("", app, MentionedKind.BOT)
    if place := words(part(mentioned, "conversation", "id")):
        return Mark("", place, MentionedKind.CHANNEL)
    return Mark("", words(part(mentioned, "tag", "id")), MentionedKind.GROUP)


def _kind(id: str) -> MentionedKind:
    """learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations: apps begin
    with `28:`, conversations with `19:`."""
    if id.startswith("28:"):
        return MentionedKind.BOT
    return MentionedKind.CHANNEL if id.startswith("19:") else MentionedKind.PERSON


def _name(mark: str) -> str:
    inside = _AT.fullmatch(mark)
    return " ".join(html.unescape(inside.group(1) if inside else mark).split())


def _plain(text: str) -> str:
    return html.unescape(_OPENING.sub("@", text).replace("</at>", ""))
