"""How people are named in syncs, to whoever reads a place."""

from dataclasses import dataclass

from bot.chat.inbound import Identity
from bot.chat.message import Mention, Plain, Span
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint


@dataclass(frozen=True)
class Named:
    """Somebody whom a sync names. `here`: they have neither left nor been erased; `identities` best first."""

    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    here: bool = True
    identities: tuple[Identity, ...] = ()


def name_of(one: Named | None, viewpoint: Viewpoint) -> str:
    """The name as it may be read there; empty where it may not, or where there is none any more."""
    return one.name if one is not None and viewpoint.sees_names_of(one.side_id) else ""


def mention(one: Named | None, viewpoint: Viewpoint, platform: str, t: Texts) -> Span | None:
    """Named natively without ringing, where the platform knows them, else by name; None where they may not be."""
    name = name_of(one, viewpoint)
    if not name or one is None:
        return None
    known = next((who for who in one.identities if who.platform == platform), None)
    # Kept from turning the line around that it begins, where the name runs against it.
    apart = t.apart(name)
    if known is None:
        return Plain(apart, bold=True)
    return Mention(apart, known.platform, known.home, known.user_id, quiet=True)
