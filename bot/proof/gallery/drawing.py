"""Examples rendered by the platforms' own renderers, with what they use of each limit."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Any

from adapters.slack.limits import LIMITS as SLACK
from adapters.slack.render import render_form as slack_form
from adapters.slack.render import render_message as slack_message
from adapters.slack.render import rendered_sizes as slack_sizes
from adapters.teams.render import render_activity as teams_message
from adapters.teams.render import render_form as teams_form
from adapters.teams.render import sizes as teams_sizes
from bot.capability import Example, Offers
from bot.chat.form import Form
from bot.chat.message import ChannelName, Mention, Message
from bot.chat.texts import Texts
from bot.ports import Rejected, Size
from bot.proof.gallery.hostile import spoilt
from bot.proof.wordings import HOSTILE, WORDINGS

Json = Mapping[str, Any]


class CannotBeDrawn(Exception):
    """An example that a platform would not show; the sentence names it."""

    def __init__(self, example: str, wording: str, platform: str, why: str) -> None:
        super().__init__(f"“{example}” ({wording}) cannot be shown on {platform}: {why}.")


@dataclass(frozen=True)
class Drawn:
    """One example in one wording on one platform.

    `line` is all that a notification or a screen reader's summary says (empty for a form); `names` are the people and
    channels in it by the ids that the payload holds.
    """

    capability: str
    example: str
    note: str
    wording: str
    platform: str
    is_form: bool
    line: str
    payload: Json
    sizes: tuple[Size, ...]
    names: Mapping[str, str]


def draw_all(offers: Offers, wordings: Sequence[str] = tuple(WORDINGS)) -> Iterator[Drawn]:
    """Every example of every capability, wording by wording, platform by platform; raises CannotBeDrawn."""
    for capability in offers.capabilities:
        for wording in wordings:
            texts = Texts("en" if wording == HOSTILE else wording)
            examples = capability.examples(texts) if capability.examples else ()
            if twice := _repeated([example.name for example in examples]):
                raise CannotBeDrawn(twice, wording, "a page", "another example has the same name")
            for example in examples:
                for platform in PLATFORMS:
                    yield _draw(capability.name, example, wording, platform)


def _draw(capability: str, example: Example, wording: str, platform: str) -> Drawn:
    of_message, of_form, read = PLATFORMS[platform]
    shows = spoilt(example.shows) if wording == HOSTILE else example.shows
    try:
        payload = of_form(shows) if isinstance(shows, Form) else of_message(shows)
    except Rejected as refused:
        raise CannotBeDrawn(f"{capability}, {example.name}", wording, platform, str(refused)) from refused
    line, sizes = read(payload)
    return Drawn(
        capability=capability,
        example=example.name,
        note=example.note,
        wording=wording,
        platform=platform,
        is_form=isinstance(shows, Form),
        line=line,
        payload=payload,
        sizes=sizes,
        names=dict(_names(shows)),
    )


def _read_slack(payload: Json) -> tuple[str, tuple[Size, ...]]:
    if payload.get("type") == "modal":
        written = len(json.dumps(payload, ensure_ascii=False).encode())
        blocks = Size("blocks", len(payload["blocks"]), SLACK.blocks_view)
        return "", (blocks, Size("bytes", written, SLACK.view_bytes))
    line = payload["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return line, slack_sizes(dict(payload))


def _read_teams(payload: Json) -> tuple[str, tuple[Size, ...]]:
    if payload["type"] == "continue":
        return "", teams_sizes(payload["value"]["card"]["content"])
    return payload["summary"], teams_sizes(dict(payload))


PLATFORMS: Mapping[
    str,
    tuple[Callable[[Message], Json], Callable[[Form], Json], Callable[[Json], tuple[str, tuple[Size, ...]]]],
] = MappingProxyType(
    {"slack": (slack_message, slack_form, _read_slack), "teams": (teams_message, teams_form, _read_teams)}
)
"""For each platform: how a message and a form become its payload, and how the line and the sizes are read from it."""


def _names(part: object) -> Iterator[tuple[str, str]]:
    match part:
        case Mention():
            yield part.user_id, part.name
        case ChannelName():
            yield part.channel, part.name
        case tuple():
            for one in part:
                yield from _names(one)
        case _ if is_dataclass(part):
            for field in fields(part):
                yield from _names(getattr(part, field.name))


def _repeated(names: Sequence[str]) -> str:
    return next((name for name in names if names.count(name) > 1), "")
