"""The form in which people say what they want on an agenda."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.capabilities.syncs.collecting.facts import Readers
from bot.capabilities.syncs.collecting.messages import label_of, readers_line
from bot.capabilities.syncs.kinds import Raise
from bot.capabilities.syncs.masking import boxes, masked_but
from bot.capabilities.syncs.store.tables import Sync
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField, Value, Values, room_for
from bot.chat.message import Alert, Body, Context, Paragraph, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding, inspect

KEEP = "syncs.keep_said"
KEEP_IN_ORDER = "syncs.keep_said_in_order"
KEEP_RAISED = "syncs.keep_raised"

LONGEST_ITEM = 500
"""Characters of one item."""

SYNC = "sync"

MOST_SYNCS = 100
"""Syncs to choose from; Slack's menus hold as many (docs.slack.dev/reference/block-kit/composition-objects)."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""

DIGEST = 16
"""Hex digits by which the texts are told again of which the boxes were ticked."""


@dataclass(frozen=True)
class Found:
    """A customer's data, or what looks like it, in an item."""

    key: str
    finding: Finding


@dataclass(frozen=True)
class Filled:
    """What stands in the form: the texts by kind, and what was found in them that may be masked."""

    said: Mapping[Raise, str] = field(default_factory=dict)
    found: Sequence[Found] = ()


def say_form(
    action: str,
    object_id: str,
    filled: Filled,
    readers: Readers | None,
    t: Texts,
    *,
    syncs: Sequence[Sync] = (),
    name: str = "",
    title: str = "",
) -> Form:
    """Asks for items; `syncs` are those to choose from, else it is for the one called `name`.

    The title is all that is said of the form where it does not open by itself.
    """
    parts: list[Field | FormButton | Show] = []
    if wrong := too_long(filled.said, t):
        parts.append(Show(Alert(plain(next(iter(wrong.values()))), Tone.PLAIN)))
    if filled.found:
        text = t.n(
            "Something in it looks like a customer's data. It will be masked.",
            "{n} things in it look like a customer's data. They will be masked.",
            len(filled.found),
        )
        parts.append(Show(Alert(plain(text), Tone.PLAIN)))
        for kind, written in filled.said.items():
            if any(one.key.startswith(f"{kind.value}:") for one in filled.found):
                masked = Paragraph(plain(inspect(written).masked))
                parts.append(Show(Body((masked,), label=t("{what}, as it will be", what=label_of(kind, t)))))
        parts.append(boxes([(one.key, one.finding) for one in filled.found], t))
    if syncs:
        choices = tuple(Option(one.public_id, _short(one.name)) for one in syncs[:MOST_SYNCS])
        parts.append(ChoiceField(SYNC, t("For which sync?"), choices, value=(choices[0].value,)))
    elif name:
        parts.append(Show(Context(plain(name))))
    parts += [
        TextField(
            kind.value,
            label_of(kind, t),
            filled.said.get(kind, ""),
            lines=True,
            required=False,
            maximum=room_for(filled.said.get(kind, ""), LONGEST_ITEM),
        )
        for kind in Raise
    ]
    who = readers_line(readers, t) if readers is not None else t("Those who take part read it, with your name.")
    parts.append(Show(Context(plain(who))))
    state = digest_of(filled.said) if filled.found else ""
    return Form(
        action,
        title or t("For the agenda"),
        tuple(parts),
        t("Add it"),
        object_id=object_id,
        state=state,
        locale=t.locale,
    )


def typed(values: Values) -> dict[Raise, str]:
    """What stands in the fields that came, without space around it."""
    return {kind: _text(values.get(kind.value)) for kind in Raise if kind.value in values}


def too_long(said: Mapping[Raise, str], t: Texts) -> dict[str, str]:
    """Which fields hold more than fits."""
    wrong = t("Up to {n} characters fit. Shorten it.", n=LONGEST_ITEM)
    return {kind.value: wrong for kind, text in said.items() if len(text) > LONGEST_ITEM}


def found_in(said: Mapping[Raise, str], known: Mapping[Raise, str]) -> Sequence[Found]:
    """What looks like customers' data in texts that are not `known` already."""
    return [
        Found(f"{kind.value}:{place}", finding)
        for kind, text in said.items()
        if text != known.get(kind)
        for place, finding in enumerate(inspect(text).findings)
    ]


def masked(said: Mapping[Raise, str], found: Sequence[Found], shown: Value) -> dict[Raise, str]:
    """The texts without what was found in them, but for what was said to be none."""
    return {
        kind: masked_but(text, [(one.key, one.finding) for one in found if one.key.startswith(f"{kind.value}:")], shown)
        for kind, text in said.items()
    }


def digest_of(said: Mapping[Raise, str]) -> str:
    """By which the same texts are known again."""
    written = "\0".join(f"{kind.value}={said.get(kind, '')}" for kind in Raise)
    return sha256(written.encode()).hexdigest()[:DIGEST]


def chosen(value: Value) -> str:
    """The sync that was chosen."""
    return (value[0] if value else "") if isinstance(value, tuple) else value if isinstance(value, str) else ""


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"
