"""Which language is read by whom, what is offered, and what makes a good text in a further language."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.capabilities.updates import rules
from bot.capabilities.updates.corrections.rules import LONGEST_NOTE
from bot.capabilities.updates.languages.messages import Reading
from bot.capabilities.updates.rules import Typed
from bot.capabilities.updates.store import Words
from bot.chat import languages
from bot.chat.form import Values
from bot.chat.texts import Texts
from bot.people.access import Scope
from bot.people.audience import Resolved


def readings_of(
    resolved: Resolved,
    scope: Scope,
    texts: Mapping[str, Words],
    written: str,
    left_behind: Collection[str] = (),
    overtaken: Collection[str] = (),
) -> tuple[Reading, ...]:
    """The languages of an audience's teams and what they will read, most teams first; then those that no team reads.

    Only teams within `scope` are named.
    """
    by_language: dict[str, list[str]] = {}
    unnamed: dict[str, int] = {}
    for team in resolved.teams:
        language = languages.best(texts, team.locale) or languages.nearest(team.locale)
        named = by_language.setdefault(language, [])
        if scope.covers(team.side_id):
            named.append(team.name)
        else:
            unnamed[language] = unnamed.get(language, 0) + 1
    for language in (*texts, *left_behind):
        by_language.setdefault(language, [])
    found = [
        Reading(
            language,
            language if language in texts else written,
            tuple(sorted(teams)),
            unnamed.get(language, 0),
            behind=language not in texts and languages.best(left_behind, language) is not None,
            overtaken=language in overtaken,
        )
        for language, teams in by_language.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.teams) - one.more, one.language)))


def offered(resolved: Resolved, written: str) -> tuple[str, ...]:
    """The languages that a further text can be in: those of the audience's teams first, then all others by name."""
    first = [reading.language for reading in readings_of(resolved, Scope(frozenset()), {}, written)]
    rest = sorted(languages.LANGUAGES, key=lambda one: languages.name(one).casefold())
    return tuple(one for one in dict.fromkeys([*first, *rest]) if one != written)


def typed(values: Values, language: str) -> Words:
    """What came in from the form of one language."""
    form = rules.typed(values)
    note = " ".join(rules.as_text(values.get("note")).split())
    return Words(language, form.title, form.changed, form.tell_customers, note)


def mistakes(words: Words, t: Texts, now: datetime) -> Mapping[str, str]:
    """What is wrong with a text, by field, as with the first one."""
    form = Typed(title=words.title, changed=words.changed, tell_customers=words.tell_customers, audience="stays")
    found = dict(rules.mistakes(form, t, now))
    if len(words.note) > LONGEST_NOTE:
        found["note"] = rules.too_long(len(words.note), LONGEST_NOTE, t)
    return found
