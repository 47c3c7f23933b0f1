"""Joins what the parts of a large capability offer into one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.capability import Capability, Context, Example, HomeItem
from bot.capability.offers import merged
from bot.chat.texts import Texts
from bot.storage.sessions import Session

LISTS = ("commands", "menu", "settings", "endpoints", "secrets")
NAMED = (
    "presses",
    "submits",
    "anonymous_presses",
    "anonymous_submits",
    "form_presses",
    "shortcuts",
    "searches",
    "composers",
    "joint_composers",
    "spared",
    "jobs",
    "rhythms",
    "agenda",
    "occasions",
    "downloads",
)
ALONE = ("words", "overheard", "events", "tour")


def joined(name: str, parts: Sequence[Capability]) -> Capability:
    """All that the parts offer, in their order; raises ValueError for what two of them offer."""
    offered: dict[str, Any] = {}
    for each in LISTS:
        offered[each] = tuple(one for part in parts for one in getattr(part, each))
    for each in NAMED:
        offered[each] = merged([getattr(part, each) for part in parts])
    for each in ALONE:
        given = [one for part in parts if (one := getattr(part, each)) is not None]
        if len(given) > 1:
            raise ValueError(f"offered twice: {each}")
        offered[each] = given[0] if given else None

    async def home(context: Context) -> Sequence[HomeItem]:
        return [item for part in parts if part.home for item in await part.home(context)]

    def examples(t: Texts) -> Sequence[Example]:
        return [one for part in parts if part.examples for one in part.examples(t)]

    async def retention(session: Session, now: datetime) -> int:
        return sum([await part.retention(session, now) for part in parts if part.retention])

    async def standing(session: Session, now: datetime) -> None:
        for part in parts:
            if part.standing:
                await part.standing(session, now)

    async def export_person(session: Session, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return merged([await part.export_person(session, person_id) for part in parts if part.export_person])

    async def erase_person(session: Session, person_id: int) -> None:
        for part in parts:
            if part.erase_person:
                await part.erase_person(session, person_id)

    async def merge_person(session: Session, source: int, target: int) -> None:
        for part in parts:
            if part.merge_person:
                await part.merge_person(session, source, target)

    return Capability(
        name,
        **offered,
        home=home,
        examples=examples,
        retention=retention,
        standing=standing,
        export_person=export_person,
        erase_person=erase_person,
        merge_person=merge_person,
    )
