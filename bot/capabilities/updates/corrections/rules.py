"""What makes a correction: what is checked, and how what two authors typed at once comes together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from bot.capabilities.updates import rules
from bot.capabilities.updates.rules import Typed
from bot.capabilities.updates.store import Said, Words
from bot.chat.form import Values
from bot.chat.texts import Texts

LONGEST_NOTE = 200
"""Characters of what a correction has changed: one line on a card."""

LONGEST_REASON = 300
"""Characters of why an update was withdrawn."""

UNSEEN = ("remind_before", "until_answered", "answerers")
"""What of an update stands on no card."""


MOST_VERSIONS = 2**31 - 1
"""What a column of the database holds."""


@dataclass(frozen=True)
class Base:
    """Which version somebody began to correct, with what is not kept of a version: times, link, who answers."""

    version: Annotated[int, Field(ge=1, le=MOST_VERSIONS)]
    effective_from: datetime | None
    acknowledge_by: datetime | None
    playbook_url: str
    remind_before: int | None = None
    until_answered: str = ""
    answerers: tuple[int, ...] = ()


_BASE = TypeAdapter(Base)


def base_of(version: int, now: Said) -> str:
    """The base as a form carries it."""
    return _BASE.dump_json(_base(version, now)).decode()


def _base(version: int, now: Said) -> Base:
    return Base(
        version,
        now.effective_from,
        now.acknowledge_by,
        now.playbook_url,
        now.remind_before,
        now.until_answered,
        now.answerers,
    )


def is_present(base: Base | None, version: int, now: Said) -> bool:
    """Whether nobody has changed anything since somebody began on this base."""
    return base == _base(version, now)


def read_base(state: str) -> Base | None:
    """The base that a form carried; None for what no form of ours carries."""
    try:
        return _BASE.validate_json(state)
    except ValidationError:
        return None


@dataclass(frozen=True)
class Correction:
    """What stands in the form, and what was typed in `texts` of further languages; without a title: taken out."""

    said: Said
    note: str = ""
    asks: bool = False
    texts: Mapping[str, Words] = field(default_factory=dict)
    drops_check: bool = False

    def translates(self, present: Mapping[str, Words]) -> bool:
        """Whether it changes what the update says in any further language."""
        nothing = Words("", "", "", "")
        return any(not words.says_the_same(present.get(one, nothing)) for one, words in self.texts.items())

    def after(self, present: Mapping[str, Words], written: str, *, quiet: bool) -> Mapping[str, Words]:
        """What the update will say, by language, once this is made; a `quiet` one makes no new version.

        A text that was not typed anew stays only where the first text stays: else it would say what no longer holds.
        """
        main = Words(written, self.said.title, self.said.changed, self.said.tell_customers, self.note)
        if quiet:
            main = present[written]
        kept = dict(present) if main.says_the_same(present[written]) else {}
        if not quiet:
            kept = {one: replace(words, note="") for one, words in kept.items()}
        kept.update({one: words for one, words in self.texts.items() if words.title})
        taken_out = {one for one, words in self.texts.items() if not words.title}
        return {**{one: words for one, words in kept.items() if one not in taken_out}, written: main}


def shows_more(values: Values) -> bool:
    """Whether this came from a form that shows all its fields."""
    return "until_answered" in values


def named(values: Values) -> tuple[str, ...]:
    """The identities of those whom the form names to answer."""
    return rules.typed(values).answerers


def typed(values: Values, base: Said, answerers: tuple[int, ...]) -> Correction:
    """What came in from the form; `answerers` are the people it names, for a form that shows them.

    A field of a form knows whole minutes: a time that was left alone is kept exactly. What it does not show stays.
    """
    form = rules.typed(values)
    more = shows_more(values)
    note = values.get("note")
    return Correction(
        Said(
            form.title,
            form.changed,
            form.tell_customers,
            _unless_same_minute(form.effective_from, base.effective_from),
            _unless_same_minute(form.acknowledge_by, base.acknowledge_by),
            form.playbook,
            form.remind_before if more else base.remind_before,
            form.until_answered if more else base.until_answered,
            answerers if more else base.answerers,
        ),
        " ".join(note.split()) if isinstance(note, str) else "",
        values.get("ask") is True,
        drops_check=values.get("drop_check") is True,
    )


def _unless_same_minute(at: datetime | None, before: datetime | None) -> datetime | None:
    if at is None or before is None:
        return at
    return before if _minute(at) == _minute(before) else at


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def mistakes(
    correction: Correction, before: Said, t: Texts, now: datetime, *, translated: bool = False
) -> Mapping[str, str]:
    """What is wrong with what was typed, by field; `before` is what the update says now.

    With `translated` texts in further languages differ, which is enough.
    """
    said = correction.said
    form = Typed(
        title=said.title,
        changed=said.changed,
        audience="stays",
        tell_customers=said.tell_customers,
        playbook=said.playbook_url,
        acknowledge_by=said.acknowledge_by,
        until_answered=said.until_answered,
    )
    found = dict(rules.mistakes(form, t, now))
    if said.acknowledge_by == before.acknowledge_by and not correction.asks:
        found.pop("acknowledge_by", None)
    if said.playbook_url == before.playbook_url:
        found.pop("playbook", None)
    if said.effective_from is None:
        found["effective_from"] = t("Choose when it takes effect.")
    if not correction.note and not is_quiet(correction, before, translated=translated):
        found["note"] = t("Say in a few words what is different now.")
    elif len(correction.note) > LONGEST_NOTE:
        found["note"] = rules.too_long(len(correction.note), LONGEST_NOTE, t)
    if not found and same(said, before) and not (correction.asks or correction.drops_check or translated):
        found["changed"] = t("Nothing is different yet. Change something, or ask everybody for a new Got it.")
    return found


def same(one: Said, other: Said) -> bool:
    """Whether both say the same, however a platform writes the ends of lines."""
    return all(_plain(getattr(one, each.name)) == _plain(getattr(other, each.name)) for each in fields(Said))


def is_quiet(correction: Correction, before: Said, *, translated: bool) -> bool:
    """Whether the first text stays, and nobody is asked: only further languages change, or what no reader sees.

    Such a change is no new version, and no copy says that something was corrected; nor if only a check goes.
    """
    seen = replace(correction.said, **{name: getattr(before, name) for name in UNSEEN})
    something = translated or correction.drops_check or differs_behind(correction.said, before)
    return not correction.asks and same(seen, before) and something


def differs_behind(one: Said, other: Said) -> bool:
    """Whether they differ in what no reader sees."""
    return any(_plain(getattr(one, name)) != _plain(getattr(other, name)) for name in UNSEEN)


def merged(mine: Said, base: Said, theirs: Said) -> tuple[Said, tuple[str, ...]]:
    """What I typed on `base`, on top of what it says since (`theirs`); and the fields that they have changed.

    A field that I left alone is theirs; what I typed is kept.
    """
    values: dict[str, Any] = {}
    changed: list[str] = []
    for each in fields(Said):
        was, is_now, own = (getattr(one, each.name) for one in (base, theirs, mine))
        values[each.name] = is_now if _plain(own) == _plain(was) else own
        if _plain(is_now) != _plain(was):
            changed.append(each.name)
    return Said(**values), tuple(changed)


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def reason_mistake(reason: str, t: Texts) -> str | None:
    """What is wrong with why an update is withdrawn."""
    if not reason:
        return t("Say in a few words why it no longer holds.")
    if len(reason) > LONGEST_REASON:
        return rules.too_long(len(reason), LONGEST_REASON, t)
    return None
