"""The description of the API (OpenAPI 3.1), written from the offers and the models that are served."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.web.api.errors import Problem
from bot.capability import EndpointOffer

REF = "#/components/schemas/{model}"

FAILURES = {
    "400": "The request cannot be read.",
    "401": "The token is missing, wrong, revoked or has run out.",
    "403": "The token is for another purpose, or its person may not do this.",
    "404": "There is nothing of that id that the token's person may see.",
    "409": "The key was used for something else, or somebody has changed the same meanwhile.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "Fields are wrong; `error.fields` says which, and what to do about each.",
    "429": "The token asks too often; `Retry-After` says how many seconds to wait.",
    "503": "Nothing was saved; ask again with the same key.",
}

_WITH_BODY = {"409", "413", "415"}

Mode = Literal["validation", "serialization"]


def description(offers: Sequence[EndpointOffer], base: str) -> dict[str, Any]:
    """The whole document, for `/api/openapi.json`."""
    asked: list[tuple[type[BaseModel], Mode]] = [
        (model, "validation") for offer in offers for model in (offer.body, offer.query) if model
    ]
    given: list[tuple[type[BaseModel], Mode]] = [(offer.answer, "serialization") for offer in offers]
    refs, schemas = models_json_schema([*asked, *given, (Problem, "serialization")], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for offer in offers:
        paths.setdefault(base + offer.path, {})[offer.method.lower()] = _operation(offer, refs, schemas["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Instep", "version": version("instep")},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas["$defs"],
        },
    }


def _operation(offer: EndpointOffer, refs: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    failures = {
        status: {"description": says, "content": _json(refs[Problem, "serialization"])}
        for status, says in FAILURES.items()
        if offer.body or status not in _WITH_BODY
    }
    success = _json(refs[offer.answer, "serialization"])
    success |= {media_type: {"schema": {"type": "string"}} for media_type in offer.documents}
    operation: dict[str, Any] = {
        "summary": offer.summary,
        "operationId": re.sub(r"\W+", "_", f"{offer.method.lower()}{offer.path}").strip("_"),
        "parameters": _parameters(offer, refs, schemas),
        "responses": {str(offer.status): {"description": offer.summary, "content": success}, **failures},
    }
    if offer.body:
        operation["requestBody"] = {"required": True, "content": _json(refs[offer.body, "validation"])}
    return operation


def _parameters(offer: EndpointOffer, refs: Any, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", offer.path)
    ]
    if offer.keyed and offer.method != "GET":
        says = "The same key with the same body gives the same answer, and does nothing twice."
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": says,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
        )
    if offer.query:
        model = schemas[refs[offer.query, "validation"]["$ref"].rpartition("/")[2]]
        found += [
            {"name": name, "in": "query", "required": name in model.get("required", ()), "schema": schema}
            for name, schema in model["properties"].items()
        ]
    return found


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
