"""How people are named to whoever reads a place: by the wall, by what they chose, and by what their employer allows."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.chat.message import Inline, Mention, Plain, Span
from bot.chat.texts import Texts
from bot.people.folding import letter
from bot.people.viewpoint import LEFT_OUT, Viewpoint

ORDER = tuple(Naming)
"""From the most that is told to the least."""

SHORTEST_NAME = 2
"""Letters of a word in a text that may be somebody's name; an initial says nothing."""

SHORTEST_WORD = 3
"""Letters from which on a word that is written like a name is one, whatever the case of its letters."""

_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Korean (taken apart), Khmer, Japanese and Chinese: a name runs into what follows it."""


def strictest(chosen: Naming, allowed: Naming) -> Naming:
    """What a person chose and their employer allows, whichever tells less."""
    return max(chosen, allowed, key=ORDER.index)


def seen(one: Named, viewpoint: Viewpoint) -> bool:
    """Whether everybody who reads this place may know that it is them."""
    return viewpoint.sees_names_of(one.side_id)


def name_of(one: Named, viewpoint: Viewpoint, t: Texts) -> str:
    """The name as it stands there; empty where it may not be read, or where there is none any more."""
    if not one.name or not seen(one, viewpoint):
        return ""
    if one.whole_team:
        return t("everybody in {team}", team=one.name)
    if viewpoint.sides <= {one.side_id}:
        return one.name
    return name_read(one)


def name_read(one: Named) -> str:
    """What other companies read of somebody's name at most."""
    first = one.name.split()[0]
    return {Naming.FULL: one.name, Naming.FIRST: first, Naming.ALIAS: one.alias or first}[one.naming]


def mention(one: Named, viewpoint: Viewpoint, platform: str, t: Texts) -> Span | None:
    """Somebody in a line of small text, where a name rings nobody; None where they may not be named."""
    name = name_of(one, viewpoint, t)
    if not name:
        return None
    known = next((who for who in one.identities if who.platform == platform), None)
    # Kept from turning the line around that it begins, where the name runs against it.
    apart = t.apart(name)
    # Whoever is named by less than their name is not mentioned, since that tells it.
    if known is None or name != one.name:
        return Plain(apart)
    return Mention(apart, known.platform, known.home, known.user_id, quiet=True)


def thanked(
    one: Named,
    viewpoint: Viewpoint,
    platform: str,
    t: Texts,
    *,
    ring: bool = False,
    with_team: bool = False,
    begins: bool = False,
) -> Span | None:
    """Somebody who is thanked, in bold or, where `ring` rings those who are at work, natively.

    `with_team` tells the team of whom nothing rings; `begins`: the line begins with them. None where they may not be
    named.
    """
    name = name_of(one, viewpoint, t)
    if name and begins and one.whole_team:
        name = t("Everybody in {team}", team=one.name)
    if not name:
        return None
    known = next((who for who in one.identities if who.platform == platform), None)
    written = t.apart(name)
    if with_team and one.team_name and not one.whole_team:
        written = f"{written} ({one.team_name})"
    if known is not None and name == one.name and ring and not one.quiet:
        return Mention(name, known.platform, known.home, known.user_id, instead=written)
    return Plain(written, bold=True)


def named(
    people: Sequence[Named],
    viewpoint: Viewpoint,
    platform: str,
    t: Texts,
    *,
    ring: bool = False,
    with_team: bool = False,
) -> tuple[Inline, int]:
    """Those who are thanked and may be named there, joined as sentences join them, and how many may not."""
    spans: list[Span] = []
    for one in people:
        span = thanked(one, viewpoint, platform, t, ring=ring, with_team=with_team, begins=not spans)
        spans += [span] if span is not None else []
    hidden = len(people) - len(spans)
    return joined(spans, t, more=_hidden(hidden, t, alone=not spans) if hidden else ""), hidden


def joined(spans: Sequence[Span], t: Texts, *, more: str = "") -> Inline:
    """“A, B and C” of spans, with `more` as the last of them."""
    marks = [f"\x00{place}\x00" for place in range(len(spans))]
    text = t.names([*marks, *([more] if more else [])])
    pieces = text.split("\x00")
    return tuple(spans[int(piece)] if place % 2 else Plain(piece) for place, piece in enumerate(pieces) if piece)


def _hidden(count: int, t: Texts, *, alone: bool) -> str:
    if alone:
        return t.n("An agent of another team", "{n} agents of other teams", count)
    return t.n("an agent of another team", "{n} agents of other teams", count)


def without_names(text: str, people: Iterable[Named], viewpoint: Viewpoint, always: Iterable[Named] = ()) -> str:
    """A text as it may be read there: whom its readers may not know is left out of it, and so are those of `always`.

    Who is named by less than their name is called that way in it too.
    """
    said: dict[str, str] = {}
    hidden: set[str] = set()
    for one in people:
        if seen(one, viewpoint):
            said |= {word: name for word, name in _called(one, viewpoint).items() if word not in said}
        else:
            hidden |= {*names_of(one), one.side_name, one.team_name}
    for one in always:
        hidden |= names_of(one)
    return _said(text, said | dict.fromkeys(hidden, LEFT_OUT))


def left_out(text: str, words: Iterable[str], instead: str = LEFT_OUT) -> str:
    """A text with something `instead` of these names, whatever their case, accents, spaces and invisible signs.

    A name of two letters is one where it begins with a capital: “Do” may be somebody, “do” is a word.
    """
    return _said(text, dict.fromkeys(words, instead))


def names_of(one: Named) -> set[str]:
    """Each name that somebody has, and each word of it; a team's words are words like others."""
    words = () if one.whole_team else (*one.name.split(), *one.alias.split())
    return {one.name, one.alias, *words}


def _called(one: Named, viewpoint: Viewpoint) -> Mapping[str, str]:
    """What stands there for each word of a name that is more than may be read of it."""
    if one.whole_team or one.naming is Naming.FULL or viewpoint.sides <= {one.side_id} or not one.name:
        return {}
    read = name_read(one)
    return {word: read for word in (one.name, *one.name.split()) if word not in (read, *read.split())}


def _said(text: str, instead: Mapping[str, str]) -> str:
    """A text with other words in the place of names."""
    names = {spelled: name for name in instead if _is_long_enough(name) and (spelled := _one_line(_spelled(name)[0]))}
    if not names:
        return text
    plain, places = _spelled(text)
    pieces, done = [], 0
    for found in re.finditer("|".join(_pattern(one) for one in sorted(names, key=len, reverse=True)), plain):
        start, end = places[found.start()], places[found.end() - 1] + 1
        while text[end : end + 1] and not letter(text[end]) and unicodedata.combining(text[end]):
            end += 1
        name = names[_one_line(found.group())]
        if len(name) < SHORTEST_WORD and text[start:end].islower():
            continue
        pieces += [text[done:start], instead[name]]
        done = end
    return "".join([*pieces, text[done:]])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_long_enough(name: str) -> bool:
    return len(unicodedata.normalize("NFC", name)) >= SHORTEST_NAME


def _spelled(text: str) -> tuple[str, Sequence[int]]:
    """A text's plain letters, and where each of them stands in it."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = letter(character)
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


def _pattern(name: str) -> str:
    """Where a name stands by itself; in scripts without spaces it stands among other words."""
    pattern = r"\s+".join(map(re.escape, name.split()))
    return pattern if _WITHOUT_SPACES.search(name) else rf"(?<![^\W_]){pattern}(?![^\W_])"
