"""A person in front of a card: finding buttons, filling in inputs, and reading what a bot answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.teams.limits import LIMITS
from adapters.teams.standin import rules
from adapters.teams.standin.rules import CARD, Refusal

Json = Mapping[str, Any]

FOUND = "application/vnd.microsoft.search.searchResponse"
RESULT = ("title", "value")
SHOWN_AT_ONCE = 15  # cards/dynamic-search: the number of options in the dropdown is limited to 15


class NotPossible(Exception):
    """A person could not do that: no such button, a required input is empty, no access."""


@dataclass(frozen=True)
class Dialog:
    """An open dialog. `kind` is `task` (from a card's button) or `extension` (from the compose box or a message)."""

    id: str
    app_id: str
    user: str
    conversation: str
    kind: str
    title: str
    card: Json
    command: str = ""
    context: str = ""
    message: str = ""


@dataclass(frozen=True)
class Pointer:
    """A button by where it stands in its card, as a JSON pointer (RFC 6901): `/body/1/actions/0`."""

    path: str

    def into(self, card: Json) -> object:
        """What stands there; None if there is nothing."""
        part: object = card
        for name in self.path.split("/")[1:]:
            if isinstance(part, Mapping):
                part = part.get(name)
            elif isinstance(part, list) and name.isdecimal() and int(name) < len(part):
                part = part[int(name)]
            else:
                return None
        return part


def find_action(card: Json, button: str | Pointer, kinds: tuple[str, ...]) -> Json:
    """The action with this title, or at this place; raises NotPossible naming the titles there are."""
    found = [one for one in rules.walk(dict(card)) if str(one.get("type", "")).startswith("Action.")]
    pointed = button.into(card) if isinstance(button, Pointer) else None
    for action in found:
        if action is pointed or action.get("title") == button:
            if action["type"] not in kinds:
                title = action.get("title")
                raise NotPossible(f"{title!r} is an {action['type']}, which sends nothing to the bot")
            return action
    if isinstance(button, Pointer):
        raise NotPossible("that button is not there any more")
    raise NotPossible(f"no button {button!r}; there are: {[one.get('title') for one in found]}")


def fill_in(
    card: Json,
    values: Mapping[str, object],
    people: Mapping[str, str] | None = None,
    found: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, str]:
    """The values of all inputs as Teams sends them (text), given by id or by label; raises NotPossible.

    `people`: who can be picked, name to object id. `found`: what was searched for, by input, title to value.
    """
    inputs = [one for one in rules.walk(dict(card)) if str(one.get("type", "")).startswith("Input.")]
    given = dict(values)
    filled: dict[str, str] = {}
    for one in inputs:
        label = called(one)
        value = given.pop(one["id"], None)
        if value is None:
            value = given.pop(label, None)
        offered = (found or {}).get(one["id"], {}) if dataset_of(one) else people or {}
        filled[one["id"]] = _typed(one, one.get("value", "") if value is None else value, label, offered)
    if given:
        labels = [one.get("label") or one["id"] for one in inputs]
        raise NotPossible(f"no input {sorted(given)}; there are: {labels}")
    return {id: value for id, value in filled.items() if value != ""}


def dataset_of(part: Json) -> str:
    """The bot's own dataset that a list is searched in; empty for one of Microsoft's, and for other inputs."""
    dataset = str((part.get("choices.data") or {}).get("dataset", ""))
    return "" if dataset.startswith(rules.GRAPH) else dataset


def searched_input(card: Json, name: str) -> Json:
    """The list with this id or label whose choices the bot is asked for; raises NotPossible."""
    for one in rules.walk(dict(card)):
        if dataset_of(one) and name in (one.get("id"), called(one)):
            return one
    raise NotPossible(f"no list {name!r} that is searched")


def called(part: Json) -> str:
    """What people call an input: its label, without the word that it may stay empty."""
    return str(part.get("label") or part.get("title") or part["id"]).removesuffix(" (optional)")


def _typed(part: Json, value: object, label: str, people: Mapping[str, str]) -> str:
    if part["type"] == "Input.Toggle":
        on, off = part.get("valueOn", "true"), part.get("valueOff", "false")
        return str(on) if value in (True, on) else str(off)
    if part["type"] == "Input.ChoiceSet":
        return _chosen(part, value, label, people)
    text = str(value)
    if part.get("isRequired") and not text.strip():
        raise NotPossible(part.get("errorMessage") or f"{label} must be filled in")
    if "maxLength" in part and len(text) > part["maxLength"]:
        raise NotPossible(f"{label} takes at most {part['maxLength']} characters")
    return text


def _chosen(part: Json, value: object, label: str, people: Mapping[str, str]) -> str:
    if isinstance(value, str):
        picked = value.split(",") if part.get("isMultiSelect") else [value]
    elif isinstance(value, list | tuple):
        picked = [str(one) for one in value]
    else:
        raise NotPossible(f"{label} takes a choice or a list of choices")
    picked = [one for one in picked if one]
    if len(picked) > 1 and not part.get("isMultiSelect"):
        raise NotPossible(f"{label} takes one choice")
    by_title = {str(one["title"]): str(one["value"]) for one in part.get("choices") or []}
    if "choices.data" in part:
        by_title |= people
    values = [by_title.get(one, one) for one in picked]
    wrong = [one for one in values if one not in by_title.values()]
    if wrong:
        raise NotPossible(f"{label} does not offer {wrong}; there are: {list(by_title)}")
    static = {str(one["value"]) for one in part.get("choices") or []}
    if part.get("isRequired") and (not values or (dataset_of(part) and not static >= set(values))):
        # github.com/microsoft/AdaptiveCards, issue 8861: what was found counts as nothing where a choice is required.
        raise NotPossible(part.get("errorMessage") or f"{label} must be chosen")
    return ",".join(values)


@dataclass(frozen=True)
class Reading:
    """A bot's answer as the client takes it: words for the person, a card, a dialog, or why it is of no use."""

    said: str = ""
    card: Json | None = None
    title: str = ""
    problem: str = ""


def read_action(body: object) -> Reading:
    """The answer to an Action.Execute."""
    if not isinstance(body, dict) or not {"statusCode", "type", "value"} <= set(body):
        return Reading(problem="An answer to an Action.Execute has statusCode, type and value.")
    kind, value = body["type"], body["value"]
    if kind == "application/vnd.microsoft.activity.message" and isinstance(value, str):
        return Reading(said=value)
    if kind == "application/vnd.microsoft.error" and isinstance(value, dict) and body["statusCode"] >= 400:
        return Reading(said=str(value.get("message", "")))
    if kind == CARD:
        problem = _problem(value)
        return Reading(problem=problem) if problem else Reading(card=value)
    return Reading(problem=f"The stand-in does not know the answer type {kind!r}.")


def read_search(body: object) -> tuple[Sequence[Mapping[str, str]], str]:
    """What was found, as titles with values, and why the answer is of no use, if it is not.

    learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
    """
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(body, dict) or body.get("type") != FOUND or not isinstance(value, dict):
        return (), "An answer to a search has the type of a search response, and a value."
    results = value.get("results")
    if not isinstance(results, list):
        return (), "An answer to a search has a list of results."
    for one in results:
        if not isinstance(one, dict) or not all(isinstance(one.get(name), str) and one[name] for name in RESULT):
            return (), "A result has a title and a value, both texts."
        if "," in one["value"]:
            return (), "A value with a comma cannot be told from two."
    return results[:SHOWN_AT_ONCE], ""


def read_task(body: object) -> Reading:
    """The answer to opening or submitting a dialog; nothing closes it."""
    if body is None or body == {} or (isinstance(body, dict) and body.get("task", 0) is None):
        return Reading()
    task = body.get("task") if isinstance(body, dict) else None
    if not isinstance(task, dict):
        return Reading(problem="An answer to a dialog has a task.")
    if task.get("type") == "message" and isinstance(task.get("value"), str):
        return Reading(said=task["value"])
    value = task.get("value")
    if task.get("type") != "continue" or not isinstance(value, dict):
        return Reading(problem="A task is of type message or continue, with a value.")
    card = value.get("card")
    if not isinstance(card, dict) or card.get("contentType") != CARD:
        return Reading(problem="The stand-in serves dialogs with an Adaptive Card.")
    if not value.get("title"):
        return Reading(problem="A dialog needs a title.")
    problem = _problem(card.get("content"))
    return Reading(problem=problem) if problem else Reading(card=card["content"], title=str(value["title"]))


def _problem(card: object) -> str:
    try:
        if rules.utf16_bytes(card) > LIMITS.message_bytes:
            return "The card is too big."
        rules.check_card(card)
    except Refusal as refusal:
        return refusal.message
    return ""


def only_button(card: Json) -> str:
    """The title of a dialog's single Action.Submit that sends its inputs; raises NotPossible if there are more."""
    submits = [one for one in rules.walk(dict(card)) if one.get("type") == "Action.Submit" and sends_inputs(one)]
    titles = [str(one.get("title", "")) for one in submits]
    if len(titles) != 1:
        raise NotPossible(f"say which button is meant: {titles}")
    return titles[0]


def sends_inputs(action: Json) -> bool:
    """Whether an action takes the inputs along, for which they must be in order.

    adaptivecards.io/explorer/Action.Submit.html, `associatedInputs`
    """
    return bool(action.get("associatedInputs", "auto") != "none")
