"""Everything that goes wrong, in one shape: `{"error": {"code", "message", "field", "fields", "current"}}`."""

from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.capability import Declined, Why

STATUSES = {
    Why.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Why.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Why.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Why.CONFLICT: HTTPStatus.CONFLICT,
}


MOST_FIELDS = 50
"""Fields of a body or a query that are named at once: of a long list one thing may be wrong all over."""


class Error(BaseModel):
    """What went wrong: a code for programs, a sentence for people, and the field or header that is to be mended."""

    code: str
    message: str
    field: str = ""
    fields: dict[str, str] = Field(
        default={}, description="All that is to be mended, each field with a sentence; `field` is the first of them."
    )
    current: dict[str, Any] = Field(default={}, description="What is there now, where somebody else was first.")


class Problem(BaseModel):
    """Any answer that is no success."""

    error: Error


class Failed(Exception):
    """Ends a request with this status and error."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        field: str = "",
        headers: Mapping[str, str] | None = None,
        current: Mapping[str, Any] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        all_fields = dict(fields or ({field: message} if field else {}))
        self.problem = Problem(
            error=Error(code=code, message=message, field=field, fields=all_fields, current=dict(current or {}))
        )
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        return web.Response(
            status=self.status,
            text=self.problem.model_dump_json(),
            content_type="application/json",
            headers=self.headers,
        )


def declined(refusal: Declined) -> Failed:
    """What a capability has refused, with up to `MOST_FIELDS` of what is wrong."""
    fields = dict(islice(refusal.by_field.items(), MOST_FIELDS)) if refusal.field else {}
    why, says = refusal.why, str(refusal)
    return Failed(STATUSES[why], why, says, refusal.field, current=refusal.current, fields=fields)


def malformed(error: ValidationError, known: type[BaseModel], *, of_one: bool = False) -> Failed:
    """What is wrong with a body or a query, up to `MOST_FIELDS` of it; without what was sent.

    `of_one`: one object was sent where a list may be, so that a field is called as it stands in it.
    """
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return Failed(HTTPStatus.BAD_REQUEST, "malformed", "The body cannot be read as JSON.")
    fields: dict[str, str] = {}
    for one in found[:MOST_FIELDS]:
        field = _called(one, of_one=of_one)
        fields.setdefault(field, _sentence(one, field, known))
    field, says = next(iter(fields.items()))
    return Failed(HTTPStatus.UNPROCESSABLE_ENTITY, Why.INVALID, says, field, fields=fields if field else None)


def _called(one: ErrorDetails, *, of_one: bool) -> str:
    """The field that is wrong, with the steps to it."""
    steps = one["loc"][1:] if of_one and one["loc"][:1] == (0,) else one["loc"]
    return ".".join(str(step) for step in steps)


def _sentence(error: ErrorDetails, field: str, known: type[BaseModel]) -> str:
    match error["type"]:
        case "missing":
            return f"The field {field} is missing."
        case "extra_forbidden" if len(error["loc"]) > 1:
            return "There is no such field."
        case "extra_forbidden":
            return f"There is no such field. Known are: {', '.join(known.model_fields)}."
        case "model_type" | "model_attributes_type" | "dict_type":
            return "Write a JSON object here." if field else "The body must be a JSON object."
        case "string_type" | "string_unicode":
            return "Write text here."
        case "int_type" | "int_from_float":
            return "Write a whole number here."
        case "list_type":
            return "Write a list here."
        case "too_short":
            return f"Send at least {error['ctx']['min_length']}."
        case "too_long":
            return f"Send at most {error['ctx']['max_length']} at once, not {error['ctx']['actual_length']}."
        case "bool_type" | "bool_parsing":
            return "Write true or false."
        case _:
            return f"{error['msg'].removesuffix('.')}."
