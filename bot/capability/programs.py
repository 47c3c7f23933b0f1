"""What programs and links ask for: addresses, files, and why something is declined."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from bot.capability.acting import Acting
from bot.clock import Clocks
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused
from bot.people.tokens import Purpose
from bot.storage.sessions import Session


class Why(StrEnum):
    """Why something asked for from elsewhere than chat was not done."""

    INVALID = "invalid"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"


class Declined(Refused):
    """Refused, with what a program or a file needs to know beside the sentence: why, and at which field.

    `current` is what is there now, where somebody else was first. `by_field` is all that is wrong, that field first.
    """

    def __init__(
        self,
        says: str,
        why: Why = Why.INVALID,
        field: str = "",
        current: Mapping[str, Any] | None = None,
        by_field: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(says)
        self.why = why
        self.field = field
        self.current = dict(current or {})
        self.by_field = dict(by_field or {field: says})


def declined_import(refused: ImportRefused, of: str) -> Declined:
    """All that is wrong with the list `of`, each thing at its field of the one that it is in."""
    by_field: dict[str, str] = {}
    for problem in refused.problems:
        field = f"{of}.{problem.line}.{problem.column}" if problem.column else of
        by_field.setdefault(field, problem.says)
    field, says = next(iter(by_field.items()))
    return Declined(says, Why.INVALID, field, by_field=by_field)


@dataclass(frozen=True)
class Asked:
    """What a program asks for: `path` are the ids in the address; `query` and `body` are the models of the offer."""

    path: Mapping[str, str]
    query: BaseModel | None = None
    body: BaseModel | None = None


@dataclass(frozen=True)
class Document:
    """An answer that is no JSON; `name` is that of a file, where it is to become one."""

    media_type: str
    data: bytes
    name: str = ""


class DownloadHandler(Protocol):
    """Makes the file that somebody's own link is for, in their name; raises Refused."""

    async def __call__(self, acting: Acting, about: Mapping[str, str]) -> Document: ...


@dataclass(frozen=True)
class Elsewhere:
    """An answer that sends whoever asks on to another address."""

    url: str


@dataclass(frozen=True)
class Found:
    """What an address holds, and for how long whoever asks may keep it: everybody on the way too, if it is `shared`.

    `noted`: that it was asked for is to be written down.
    """

    document: Document
    lasts: timedelta
    shared: bool = False
    noted: bool = False


SecretHandler = Callable[[Session, Clocks, str], Awaitable[Found | Elsewhere | None]]
"""Reads what an address holds that ends with this secret; None for one that holds nothing, or no longer."""


@dataclass(frozen=True)
class SecretOffer:
    """An address for programs that cannot log in, such as calendars, which nobody can guess.

    `path` has `{secret}` in it, which matches the regular expression `pattern` wholly. `note` writes down that the
    secret was used.
    """

    path: str
    pattern: str
    handler: SecretHandler
    note: Callable[[Session, str, datetime], Awaitable[None]] | None = None


@dataclass(frozen=True)
class DownloadOffer:
    """A kind of file that a link fetches; `admins_see` who took it: those of each side that is in it."""

    fetch: DownloadHandler
    admins_see: bool = True


class EndpointHandler(Protocol):
    async def __call__(self, acting: Acting, asked: Asked) -> BaseModel | Document: ...


@dataclass(frozen=True)
class EndpointOffer:
    """An address for programs, asked with a token of one of these purposes; raises Declined and Refused.

    `path` stands below `/api`, with ids in braces. What changes something (any method but GET) is asked with a key, and
    the same key with the same body gives the same answer and does nothing twice. `keyed` is false for a program that
    cannot send one, where what is sent says by itself that it is the same. `reads`: writes nothing.
    """

    method: Literal["GET", "POST", "PATCH"]
    path: str
    summary: str
    purposes: frozenset[Purpose]
    handler: EndpointHandler
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    reads: bool = False
    documents: tuple[str, ...] = ()
    keyed: bool = True
