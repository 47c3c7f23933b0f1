"""The Web API methods about modals and Home."""

from typing import Any

from adapters.slack.standin import shapes
from adapters.slack.standin.blocks import size
from adapters.slack.standin.call import Call, Method, Refusal
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.world import OpenView

Json = dict[str, Any]


def checked(desk: Desk, view: Any, kind: str) -> Json:
    """The view as Slack stores it, or the refusal it gives."""
    complaints = desk.rules.of_view(view)
    if complaints:
        raise Refusal("invalid_arguments", response_metadata={"messages": complaints})
    if view["type"] != kind:
        raise Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a {kind} view"]})
    if size(view) > desk.limits.view_bytes:
        raise Refusal("view_too_large")
    return {**view, "blocks": shapes.with_ids(view["blocks"])}


def show(desk: Desk, user: str, team: str, view: Json, above: OpenView | None = None) -> OpenView:
    """Put a modal on somebody's screen, alone or above another."""
    world = desk.world
    name = world.new_id("V")
    made = OpenView(
        name, user, team, view, world.new_id("h"), above.root if above else name, above.id if above else None
    )
    if above is None:
        world.modals[user] = [made]
    else:
        stack = world.modals[user]
        if len(stack) >= desk.limits.view_stack:
            raise Refusal("push_limit_reached")
        stack.append(made)
    desk.ledger.record("push" if above else "open", "views", team, user=user, view=shapes.view(world, made))
    return made


def replace(desk: Desk, opened: OpenView, view: Json) -> None:
    """Put another version into an open view; what was typed survives where block and action ids are unchanged."""
    opened.view = view
    opened.hash = desk.world.new_id("h")
    kept = {(block["block_id"], element.get("action_id")) for block, element in _inputs(view)}
    opened.typed = {
        block: {action: value for action, value in actions.items() if (block, action) in kept}
        for block, actions in opened.typed.items()
        if any(block == name for name, _ in kept)
    }
    facts = {"user": opened.user, "view": shapes.view(desk.world, opened)}
    desk.ledger.record("view_update", "views", opened.team, **facts)


async def open_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    view = checked(call.desk, call.structure("view", "invalid_arguments"), "modal")
    trigger = call.desk.tickets.redeem_trigger(call.required("trigger_id"), call.bot.team_id)
    opened = show(call.desk, trigger.user, call.bot.team_id, view)
    return {"view": shapes.view(call.desk.world, opened)}


async def push(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    view = checked(call.desk, call.structure("view", "invalid_arguments"), "modal")
    trigger = call.desk.tickets.redeem_trigger(call.required("trigger_id"), call.bot.team_id)
    stack = call.desk.world.modals.get(trigger.user, [])
    if trigger.view is None or not stack or stack[-1].id != trigger.view:
        raise Refusal("not_found")
    opened = show(call.desk, trigger.user, call.bot.team_id, view, above=stack[-1])
    return {"view": shapes.view(call.desk.world, opened)}


async def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    name, external = call.text("view_id"), call.text("external_id")
    if name is None and external is None:
        raise Refusal("invalid_arguments")
    view = checked(call.desk, call.structure("view", "invalid_arguments"), "modal")
    for stack in call.desk.world.modals.values():
        for opened in stack:
            if opened.team == call.bot.team_id and (
                opened.id == name or (external is not None and opened.view.get("external_id") == external)
            ):
                if call.text("hash") not in (None, opened.hash):
                    raise Refusal("hash_conflict")
                replace(call.desk, opened, view)
                return {"view": shapes.view(call.desk.world, opened)}
    raise Refusal("not_found")


async def publish(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    world, bot = call.desk.world, call.bot
    person = world.users.get(call.required("user_id", "user_not_found"))
    if person is None or person.team_id != bot.team_id or person.is_bot or person.deleted:
        raise Refusal("user_not_found")
    view = checked(call.desk, call.structure("view", "invalid_arguments"), "home")
    key = (bot.team_id, person.id)
    known = world.homes.get(key)
    if known and call.text("hash") not in (None, known.hash):
        raise Refusal("hash_conflict")
    name = known.id if known else world.new_id("V")
    home = OpenView(name, person.id, bot.team_id, view, world.new_id("h"), name)
    world.homes[key] = home
    shown = shapes.view(world, home)
    call.desk.ledger.record("publish", call.method, bot.team_id, user=person.id, view=shown)
    return {"view": shown}


def _inputs(view: Json) -> list[tuple[Json, Json]]:
    return [(block, block["element"]) for block in view["blocks"] if block["type"] == "input"] + [
        (block, element) for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]
    ]


METHODS = {
    "views.open": Method(open_view, takes_json=True, unserved=("interactivity_pointer",)),
    "views.push": Method(push, takes_json=True, unserved=("interactivity_pointer",)),
    "views.update": Method(update, takes_json=True),
    "views.publish": Method(publish, takes_json=True),
}
