"""Whole names typed after an @: the way to name in words whoever is on the other platform, or on none."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.capabilities.shoutouts.write.finding import LOOKED_AT, Labels, shown
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capabilities.shoutouts.write.typed import MOST_THANKED
from bot.capability import Acting
from bot.chat.form import Option
from bot.chat.inbound import Mentioned, MentionedKind
from bot.people import search
from bot.people.folding import folded

MOST_WORDS = 8
"""Words that are looked at for a name."""

_AT = re.compile(r"(?<![\w.@])@(?=\w)")
_WORD = re.compile(r"\S+")
_BEHIND = re.compile(r"[^\w.'’)]+\Z|\.\Z")


async def by_whole_names(
    acting: Acting, text: str, mentioned: Sequence[Mentioned]
) -> tuple[Sequence[Mentioned], Mapping[str, Option]]:
    """All that a text mentions, in its order: natively, or by somebody's whole name; and whom each such name means.

    Nobody is guessed: a name that several have, or that begins the name of somebody else, is a mention of nobody.
    """
    places = list(_places(text, mentioned))
    found, meant = list(places), dict[str, Option]()
    for start in _left(text, places)[:MOST_THANKED]:
        name, person = await _called(acting, text, start)
        if name:
            found.append((start, Mentioned(name, MentionedKind.PERSON)))
        if person:
            meant[name] = person
    return [one for _, one in sorted(found, key=lambda place: place[0])], meant


def _places(text: str, mentioned: Sequence[Mentioned]) -> Iterator[tuple[int, Mentioned]]:
    end = 0
    for one in mentioned:
        start = text.find(one.text, end)
        if start < 0:
            return
        yield start, one
        end = start + len(one.text)


def _left(text: str, places: Sequence[tuple[int, Mentioned]]) -> list[int]:
    """Where an @ stands that is in no mention of the platform's."""
    taken = [(start, start + len(one.text)) for start, one in places]
    found = (at.start() for at in _AT.finditer(text))
    return [at for at in found if not any(start <= at < end for start, end in taken)]


async def _called(acting: Acting, text: str, start: int) -> tuple[str, Option | None]:
    """The longest whole name that begins there, with its @, and who alone has it."""
    words = list(_WORD.finditer(text, start + 1))[:MOST_WORDS]
    names = await _names(acting, [word.group() for word in words])
    for count in range(len(words), 0, -1):
        typed = _parts(text[start + 1 : words[count - 1].end()])
        if any(parts == typed for parts, _ in names):
            name = _BEHIND.sub("", text[start : words[count - 1].end()])
            could = [option for parts, option in names if parts[: len(typed)] == typed]
            return name, could[0] if len(could) == 1 else None
    return "", None


async def _names(acting: Acting, words: Sequence[str]) -> list[tuple[list[str], Option]]:
    """Those whose name may begin with these words, by the parts of what whoever acts may read of it."""
    scope, labels = await scope_to_name(acting), Labels(acting.actor, acting.t)
    for count in (1, 2):
        sought = " ".join(words[:count])
        people = await search.find_people(acting.session, scope, sought, LOOKED_AT)
        if len(people) < LOOKED_AT:
            readable = await shown(acting, labels, people, sought)
            return [(_parts(labels.name(one.named)), labels.person(one.named)) for one in readable]
    # So many are called so that nobody can be told to be the only one.
    return []


def _parts(name: str) -> list[str]:
    return [part for word in name.split() for part in folded(word).split()]
