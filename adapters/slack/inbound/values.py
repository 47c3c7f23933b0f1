"""What a person has put into a form, by field name."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.slack.adapter.workspaces import PLATFORM
from adapters.slack.render.form import DAY, ON, SWITCH, field_name
from bot.chat.form import EARLIEST, LATEST, Value
from bot.chat.inbound import Identity
from bot.ports import MemberFacts

Json = dict[str, Any]


def read_values(view: Json, people: Mapping[str, MemberFacts], default_home: str) -> dict[str, Value]:
    """The values of `view.state`; `people` is what is known of users who were chosen."""

    def identity(user: str) -> str:
        known = people.get(user)
        return str(known.identity if known else Identity(PLATFORM, default_home, user))

    values: dict[str, Value] = {}
    for block, action, state in _states(view):
        name = field_name(block)
        if name:
            values[name] = _switch(state) if action == SWITCH else _value(state, identity, action)
    return values


def chosen_users(view: Json) -> frozenset[str]:
    """The ids of all users chosen in a form."""
    found: set[str] = set()
    for _, _, state in _states(view):
        found.update(state.get("selected_users") or ())
        if state.get("selected_user"):
            found.add(state["selected_user"])
    return frozenset(found)


def _states(view: Json) -> Iterator[tuple[str, str, Json]]:
    for block, actions in ((view.get("state") or {}).get("values") or {}).items():
        for action, state in actions.items():
            yield block, action, state


def _switch(state: Json) -> bool:
    return (state.get("selected_option") or {}).get("value") == ON


def _day(chosen: object, zone: str) -> datetime | None:
    """Noon of a day."""
    try:
        noon = datetime.fromisoformat(f"{chosen}T12:00").replace(tzinfo=UTC)
        near = max(EARLIEST, min(noon, LATEST)).replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
    return max(EARLIEST, min(near.astimezone(UTC), LATEST))


def _value(state: Json, identity: Any, action: str) -> Value:
    match state.get("type"):
        case "plain_text_input" | "url_text_input":
            return state.get("value") or ""
        case "static_select" | "external_select":
            chosen = state.get("selected_option")
            return chosen["value"] if chosen else None
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return tuple(option["value"] for option in state.get("selected_options") or ())
        case "users_select":
            return identity(state["selected_user"]) if state.get("selected_user") else None
        case "multi_users_select":
            return tuple(identity(user) for user in state.get("selected_users") or ())
        case "datepicker" if action.startswith(DAY):
            return _day(state.get("selected_date"), action.removeprefix(DAY))
        case "datetimepicker":
            at = state.get("selected_date_time")
            bounds = int(EARLIEST.timestamp()), int(LATEST.timestamp())
            return datetime.fromtimestamp(max(bounds[0], min(int(at), bounds[1])), UTC) if at else None
        case _:
            return None
