"""What a page may ask somebody to do on a platform, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.remote import RemoteTeams

Json = dict[str, Any]
Id = Annotated[str, StringConstraints(max_length=255)]
Words = Annotated[str, StringConstraints(max_length=100_000)]


class Malformed(Exception):
    """The page asked for something that there is not; the text is one sentence."""


class Unanswered(Exception):
    """The act was done, and the bot did not take it; the text is one sentence."""


@dataclass(frozen=True)
class Outcome:
    """What the person who acted sees at once. `errors` stand at the fields of a form, by block.

    `found` is what was searched for, as it came over the wire.
    """

    ok: bool = True
    said: str = ""
    errors: Mapping[str, str] | None = None
    dialog: Mapping[str, Any] | None = None
    wire: int | None = None
    found: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> Json:
        return {
            "ok": self.ok,
            "said": self.said,
            "errors": dict(self.errors or {}),
            "dialog": self.dialog,
            "wire": self.wire,
            "found": list(self.found),
        }


class Act(BaseModel):
    """One verb with its arguments; `standin` is what the stand-in calls it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    standin: ClassVar[str]
    user: Id

    def arguments(self) -> Json:
        """As the stand-in takes them; what was not given is left out."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in given.items() if value is not None}


class OnSlack(Act):
    async def play(self, slack: RemoteSlack, teams: RemoteTeams) -> Outcome:
        """Raises StandinRefused where Slack's client would not offer it, and Unanswered."""
        return _of_slack(await slack.act(self.standin, **self.arguments()))


class SlackSay(OnSlack):
    standin = "write"
    channel: Id
    text: Words
    thread_ts: Id | None = None

    async def play(self, slack: RemoteSlack, teams: RemoteTeams) -> Outcome:
        try:
            return await super().play(slack, teams)
        except Unanswered as error:
            raise Unanswered(f"{error} Slack tells it again after a minute, and after five.") from None


class SlackCommand(OnSlack):
    standin = "type_command"
    channel: Id
    command: Id
    text: Words = ""


class SlackPress(OnSlack):
    standin = "press_element"
    action_id: Id
    block_id: Id
    channel: Id | None = None
    ts: Id | None = None
    surface: Literal["message", "modal", "home"] = "message"
    value: dict[Id, Any] | None = None
    values: dict[Id, dict[Id, Any]] | None = None


class SlackSuggest(OnSlack):
    standin = "suggest_options"
    view_id: Id
    block_id: Id
    action_id: Id
    words: Id

    async def play(self, slack: RemoteSlack, teams: RemoteTeams) -> Outcome:
        answer = await slack.act(self.standin, **self.arguments())
        return replace(_of_slack(answer), found=(answer["body"] or {}).get("options", ()))


class SlackSubmit(OnSlack):
    standin = "submit_view"
    view_id: Id
    values: dict[Id, dict[Id, Any]]


class SlackClose(OnSlack):
    standin = "close"


class SlackShortcut(OnSlack):
    standin = "shortcut"
    callback_id: Id
    channel: Id
    ts: Id


class SlackGlobalShortcut(OnSlack):
    standin = "global_shortcut"
    callback_id: Id


class SlackOpenHome(OnSlack):
    standin = "open_home"


class SlackReact(OnSlack):
    standin = "react"
    channel: Id
    ts: Id
    name: Id
    on: bool = True


class SlackDelete(OnSlack):
    standin = "take_back"
    channel: Id
    ts: Id


class OnTeams(Act):
    section: ClassVar[Literal["people", "screen"]] = "screen"

    async def play(self, slack: RemoteSlack, teams: RemoteTeams) -> Outcome:
        """Raises NotPossible where Teams' client would not offer it, and Unanswered."""
        send = teams.people if self.section == "people" else teams.screen
        turn = await send(self.standin, **self.arguments())
        return _of_teams(turn) if isinstance(turn, dict) and "status" in turn else Outcome()


class TeamsSay(OnTeams):
    standin = "write"
    conversation: Id
    text: Words
    thread: Id = ""


class TeamsPress(OnTeams):
    standin = "press_action"
    conversation: Id
    message: Id
    action: Id
    inputs: dict[Id, Words] = Field(default_factory=dict)


class TeamsView(OnTeams):
    section = "people"
    standin = "view"
    conversation: Id
    message: Id

    def arguments(self) -> Json:
        return {"user": self.user, "where": self.conversation, "message": self.message}


class TeamsExtension(OnTeams):
    section = "people"
    standin = "open_extension"
    command: Id
    conversation: Id = ""
    message: Id = ""

    def arguments(self) -> Json:
        return {"user": self.user, "command": self.command, "where": self.conversation, "message": self.message}


class TeamsSubmit(OnTeams):
    standin = "submit_action"
    dialog: Id
    action: Id
    inputs: dict[Id, Words] = Field(default_factory=dict)


class TeamsSearch(OnTeams):
    standin = "search_choices"
    dialog: Id
    input: Id
    words: Id

    async def play(self, slack: RemoteSlack, teams: RemoteTeams) -> Outcome:
        turn = await teams.screen(self.standin, **self.arguments())
        return replace(_of_teams(turn), found=turn["body"]["value"]["results"])


class TeamsClose(OnTeams):
    standin = "close"
    dialog: Id


class TeamsOpenHome(OnTeams):
    section = "people"
    standin = "open_home"


class TeamsReact(OnTeams):
    standin = "react"
    conversation: Id
    message: Id
    kind: Id
    on: bool = True


class TeamsDelete(OnTeams):
    standin = "take_back"
    conversation: Id
    message: Id


ACTS: Mapping[tuple[str, str], type[OnSlack] | type[OnTeams]] = {
    ("slack", "say"): SlackSay,
    ("slack", "command"): SlackCommand,
    ("slack", "press"): SlackPress,
    ("slack", "suggest"): SlackSuggest,
    ("slack", "submit"): SlackSubmit,
    ("slack", "close"): SlackClose,
    ("slack", "shortcut"): SlackShortcut,
    ("slack", "global_shortcut"): SlackGlobalShortcut,
    ("slack", "open_home"): SlackOpenHome,
    ("slack", "react"): SlackReact,
    ("slack", "delete"): SlackDelete,
    ("teams", "say"): TeamsSay,
    ("teams", "press"): TeamsPress,
    ("teams", "view"): TeamsView,
    ("teams", "extension"): TeamsExtension,
    ("teams", "search"): TeamsSearch,
    ("teams", "submit"): TeamsSubmit,
    ("teams", "close"): TeamsClose,
    ("teams", "open_home"): TeamsOpenHome,
    ("teams", "react"): TeamsReact,
    ("teams", "delete"): TeamsDelete,
}


def read_act(body: object) -> OnSlack | OnTeams:
    """The act that a page asks for; raises Malformed."""
    if not isinstance(body, dict):
        raise Malformed("An act is a JSON object.")
    arguments = {name: value for name, value in body.items() if name not in ("platform", "verb")}
    kind = ACTS.get((str(body.get("platform")), str(body.get("verb"))))
    if kind is None:
        raise Malformed("There is no such act on that platform.")
    try:
        return kind.model_validate(arguments)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Malformed(f"{where}: {first['msg']}.") from None


def _of_slack(answer: Json) -> Outcome:
    """What an `Answer` of the Slack stand-in means for who acted."""
    error, number = answer["error"], answer["number"]
    match error:
        case None | "not_subscribed":
            return Outcome(ok=not answer["errors"], errors=answer["errors"], wire=number)
        case "client_refused":
            return Outcome(ok=False, errors=answer["errors"])
        case "connection_failed":
            raise Unanswered("Instep does not answer: it is not running, or has not started yet.")
        case "operation_timeout":
            raise Unanswered("Instep did not answer in the three seconds that Slack allows.")
        case "http_error":
            raise Unanswered(f"Instep answered with the HTTP status {answer['status']}.")
        case _:
            raise Unanswered(f"Slack does not take what Instep answered ({answer['body']}).")


def _of_teams(turn: Json) -> Outcome:
    """What a `Turn` of the Teams stand-in means for who acted."""
    status = turn["status"]
    if status == 0:
        raise Unanswered("Instep does not answer: it is not running, or has not started yet.")
    if status == 504:
        raise Unanswered("Instep did not answer in the time that Teams allows.")
    if not 200 <= status < 300:
        raise Unanswered(f"Instep answered with the HTTP status {status}.")
    if turn["problem"]:
        raise Unanswered(f"Teams does not take what Instep answered: {turn['problem']}")
    opened = turn["dialog"]
    dialog = {name: opened[name] for name in ("id", "title", "card")} if opened else None
    return Outcome(said=turn["said"], dialog=dialog, wire=turn["number"])
