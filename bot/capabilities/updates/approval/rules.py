"""What is compared when a draft was changed since somebody was asked to approve it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.capabilities.updates import rules, store
from bot.capabilities.updates.corrections.rules import merged
from bot.capabilities.updates.store import Said, Update, Words
from bot.capabilities.updates.store.knowledge import CheckQuestion, FurtherCheck, check_of, further_of
from bot.chat.texts import Texts
from bot.people.model import Audience
from bot.storage.sessions import Session

LONGEST_REASON = 300
"""Characters of why a draft is sent back."""


@dataclass(frozen=True)
class Whole:
    """All that a draft says and decides. `languages` are its further texts, by locale; `planned` tells plans apart.

    Audiences of different sides may have the same name: `audience_id` tells them apart.
    """

    said: Said
    audience: str
    urgent: bool
    languages: Mapping[str, Words] = field(default_factory=dict)
    planned: str = ""
    check: tuple[CheckQuestion, ...] = ()
    audience_id: int = 0
    further_check: FurtherCheck = field(default_factory=dict)


_WHOLE = TypeAdapter(Whole)


async def whole_of(session: Session, known: Update) -> Whole:
    """A draft as it is now."""
    audience = await session.get_one(Audience, known.audience_id)
    texts = await store.languages.texts_of(session, known)
    further = {locale: words for locale, words in texts.items() if locale != known.locale}
    plan = await store.plan_of(session, known)
    planned = f"{plan.way} {plan.at or plan.day} {plan.zone}" if plan else ""
    return Whole(
        await store.said(session, known),
        audience.name,
        known.urgent,
        further,
        planned,
        await check_of(session, known),
        audience.id,
        await further_of(session, known),
    )


def to_keep(whole: Whole) -> dict[str, Any]:
    kept: dict[str, Any] = _WHOLE.dump_python(whole, mode="json")
    return kept


def as_kept(kept: Mapping[str, Any]) -> Whole | None:
    """What was kept; None for nothing."""
    try:
        return _WHOLE.validate_python(kept)
    except ValidationError:
        return None


def changed(before: Whole, now: Whole) -> tuple[str, ...]:
    """The names of the fields of `Said` that are different."""
    _, names = merged(before.said, before.said, now.said)
    return names


def reason_mistake(reason: str, t: Texts) -> str | None:
    """What is wrong with why a draft is sent back."""
    if not reason:
        return t("Say in a sentence what is to be changed.")
    if len(reason) > LONGEST_REASON:
        return rules.too_long(len(reason), LONGEST_REASON, t)
    return None
