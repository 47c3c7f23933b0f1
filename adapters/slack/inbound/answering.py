"""Showing an answer to whoever acted: in the acknowledgement where Slack allows it, else through the interaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import structlog

from adapters.slack.adapter.client import SlackClient
from adapters.slack.adapter.workspaces import Workspace
from adapters.slack.inbound.way import NO_FORM, Way, WayKind
from adapters.slack.limits import LIMITS, Limits
from adapters.slack.render import render_form, render_home, render_message, render_note, render_options
from adapters.slack.render.text import one_line
from bot.chat.asking_again import opening
from bot.chat.form import FieldErrors, Form, TextField, in_place
from bot.chat.inbound import Answer
from bot.chat.message import Button, Message, paragraph, say
from bot.chat.texts import Texts
from bot.ports import Cause, PlatformFailure, Rejected, Unreachable

Json = dict[str, Any]
Later = Callable[[], Awaitable[None]]

NOT_SAVED = "Not saved. Try again in a minute."
_ERROR_TEXT = 2_000
_TITLE = "Instep"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: the HTTP status and body of the acknowledgement, and what is shown beside it."""

    status: int = 200
    body: Json | None = None
    later: Later | None = None


class Answering:
    """Turns an `Answer` into a `Reply`.

    What needs the trigger (opening a form) happens before the acknowledgement, since a trigger lives three seconds;
    what does not need it is left to the caller as `Reply.later`, so that Slack need not wait for it.
    """

    def __init__(self, client: SlackClient, limits: Limits = LIMITS) -> None:
        self._client = client
        self._limits = limits

    async def reply(self, answer: Answer, way: Way, workspace: Workspace) -> Reply:
        """What to send for this answer on this way."""
        match way.kind:
            case WayKind.SUBMISSION:
                return self._after_submission(answer, way, workspace)
            case WayKind.FORM | WayKind.NOTE:
                await self._in_modal(answer, way, workspace)
                return Reply()
            case WayKind.HOME_BUTTON:
                await self._beside_home(answer, way, workspace)
                return Reply(later=self._drawn_home(answer, way, workspace))
            case WayKind.HOME:
                return Reply(later=self._drawn_home(answer, way, workspace))
            case WayKind.COMMAND | WayKind.SHORTCUT | WayKind.MESSAGE | WayKind.MENTION | WayKind.DIRECT:
                return await self._beside_messages(answer, way, workspace)
            case WayKind.OVERHEARD:
                return Reply(later=self._whispered(answer, way, workspace))
            case WayKind.SEARCH:
                return Reply(body=render_options(answer.options, self._limits))
            case WayKind.EVENT:
                return Reply()
            case _:
                assert_never(way.kind)

    async def not_saved(self, way: Way, workspace: Workspace) -> Reply:
        """What to send when nothing could be saved: events come again by themselves, people are asked to repeat."""
        sorry = Texts()(NOT_SAVED)
        match way.kind:
            case WayKind.EVENT | WayKind.HOME | WayKind.MENTION | WayKind.DIRECT | WayKind.SEARCH:
                return Reply(status=503)
            case WayKind.OVERHEARD:
                return Reply()
            case WayKind.SUBMISSION if way.fields:
                return Reply(body=_field_errors({way.fields[0][1]: sorry}))
            case _:
                return await self.reply(Answer(message=say(sorry)), way, workspace)

    # --- beside messages ------------------------------------------------------------------------------------------

    async def _beside_messages(self, answer: Answer, way: Way, workspace: Workspace) -> Reply:
        message = answer.message
        if answer.form is not None and not await self._opened(answer.form, way, workspace):
            message = _ask_again(answer.form, way, answer.opens)
        if way.kind is WayKind.COMMAND:
            if message is None:
                return Reply()
            return Reply(body={"response_type": "ephemeral", **self._shown(message, way, workspace)})
        if message is None and answer.redraw is None:
            return Reply()

        async def show() -> None:
            if answer.redraw is not None:
                await self._respond(way, {"replace_original": True, **self._shown(answer.redraw, way, workspace)})
            if message is not None:
                await self._say(message, way, workspace)

        return Reply(later=show)

    async def _say(self, message: Message, way: Way, workspace: Workspace) -> None:
        shown = self._shown(message, way, workspace)
        if way.response_url:
            kind = "in_channel" if way.direct else "ephemeral"
            thread = {"thread_ts": way.thread} if way.thread else {}
            await self._respond(way, {"response_type": kind, "replace_original": False, **thread, **shown})
        elif way.direct:
            await self._write_directly(way, workspace, way.channel, shown)
        else:
            try:
                await self._whisper(shown, way, workspace)
            except Unreachable as failure:
                if failure.cause is Cause.CHANNEL_ARCHIVED:
                    raise
                await self._write_directly(way, workspace, way.who.user_id, shown)

    async def _whisper(self, shown: Json, way: Way, workspace: Workspace) -> None:
        await self._client.call(
            "chat.postEphemeral",
            workspace.token,
            channel=way.channel,
            user=way.who.user_id,
            thread_ts=way.thread or None,
            text=shown["text"],
            blocks=shown["blocks"],
        )

    def _whispered(self, answer: Answer, way: Way, workspace: Workspace) -> Later | None:
        """Beside what was said to others: nobody asked Instep, so it goes no other way where this one is closed."""
        message = answer.message
        if message is None:
            return None

        async def whisper() -> None:
            await self._whisper(self._shown(message, way, workspace), way, workspace)

        return whisper

    async def _write_directly(self, way: Way, workspace: Workspace, channel: str, shown: Json) -> None:
        thread = way.thread if channel == way.channel else None
        await self._client.call(
            "chat.postMessage", workspace.token, to_person=True, channel=channel, thread_ts=thread or None, **shown
        )

    async def _respond(self, way: Way, body: Json) -> None:
        await self._client.respond(way.response_url, body)

    async def _opened(self, form: Form, way: Way, workspace: Workspace) -> bool:
        """Whether the form could be opened: words in a message bring no trigger, and a trigger is soon too old."""
        if not way.trigger_id:
            return False
        return await self._tried(
            "views.open",
            workspace,
            trigger_id=way.trigger_id,
            view=self._form(form, way, workspace),
        )

    # --- in modals and beside Home --------------------------------------------------------------------------------

    def _after_submission(self, answer: Answer, way: Way, workspace: Workspace) -> Reply:
        if answer.errors is not None and (errors := _by_block(answer.errors, way)):
            return Reply(body=_field_errors(errors))
        if answer.form is not None:
            view = self._form(answer.form, way, workspace)
            return Reply(body={"response_action": "update", "view": view})
        message = answer.message or (_listed(answer.errors) if answer.errors else None)
        later = self._redrawn(answer, way, workspace)
        if message is None:
            return Reply(later=later)
        return Reply(body={"response_action": "update", "view": self._note(message, way, workspace)}, later=later)

    def _redrawn(self, answer: Answer, way: Way, workspace: Workspace) -> Later | None:
        """The message whose button opened the form; a form that another surface opened has none.

        What settles it says so in full: only a message that its presser alone sees, and whose button is of what the
        form is, is settled.
        """
        redraw, back, of = answer.redraw, way.state.back, way.state.object_id
        if redraw is None and answer.settled and of and way.state.about.startswith(of):
            redraw = answer.message or say(answer.settled)
        if redraw is None or not back:
            return None

        async def draw() -> None:
            await self._client.respond(back, {"replace_original": True, **self._shown(redraw, way, workspace)})

        return draw

    async def _in_modal(self, answer: Answer, way: Way, workspace: Workspace) -> None:
        message = answer.message or (_listed(answer.errors) if answer.errors else None)
        if answer.form is not None:
            view = self._form(answer.form, way, workspace)
            await self._tried("views.update", workspace, view_id=way.view_id, view=view)
        elif way.kind is WayKind.NOTE and (shown := answer.redraw or message) is not None:
            note = self._note(shown, way, workspace)
            await self._tried("views.update", workspace, view_id=way.view_id, view=note)
        elif message is not None:
            note = self._note(message, way, workspace)
            await self._tried("views.push", workspace, trigger_id=way.trigger_id, view=note)

    async def _beside_home(self, answer: Answer, way: Way, workspace: Workspace) -> None:
        if answer.form is not None:
            await self._opened(answer.form, way, workspace)
        elif answer.message is not None:
            note = self._note(answer.message, way, workspace)
            await self._tried("views.open", workspace, trigger_id=way.trigger_id, view=note)

    def _drawn_home(self, answer: Answer, way: Way, workspace: Workspace) -> Later | None:
        home = answer.home
        if home is None:
            return None

        async def draw() -> None:
            view = render_home(home, workspace.team_id, self._limits)
            await self._client.call("views.publish", workspace.token, user_id=way.who.user_id, view=view)

        return draw

    # --- parts ----------------------------------------------------------------------------------------------------

    async def _tried(self, method: str, workspace: Workspace, **arguments: Any) -> bool:
        try:
            await self._client.call(method, workspace.token, **arguments)
        except PlatformFailure as failure:
            log.warning("slack_view_not_shown", method=method, cause=str(failure.cause), detail=failure.detail)
            return False
        return True

    def _form(self, form: Form, way: Way, workspace: Workspace) -> Json:
        try:
            return render_form(form, way.came_from, workspace.team_id, self._limits, _standing(form, way))
        except Rejected as failure:
            return self._sorry(failure, Texts(form.locale), workspace)

    def _note(self, message: Message, way: Way, workspace: Workspace) -> Json:
        t = Texts(message.locale)
        try:
            return render_note(message, _TITLE, t("Close"), way.came_from, workspace.team_id, self._limits)
        except Rejected as failure:
            return self._sorry(failure, t, workspace)

    def _sorry(self, failure: Rejected, t: Texts, workspace: Workspace) -> Json:
        """What is shown instead of something that Slack cannot hold."""
        log.error("slack_answer_not_rendered", cause=str(failure.cause), detail=failure.detail)
        said = say(t("This cannot be shown on Slack. Please tell whoever runs Instep."), locale=t.locale)
        return render_note(said, _TITLE, t("Close"), NO_FORM, workspace.team_id, self._limits)

    def _shown(self, message: Message, way: Way, workspace: Workspace) -> Json:
        try:
            return render_message(message, workspace.team_id, way.token, self._limits)
        except Rejected as failure:
            log.error("slack_answer_not_rendered", cause=str(failure.cause), detail=failure.detail)
            return render_message(say(message.summary), workspace.team_id, limits=self._limits)


def _standing(form: Form, way: Way) -> Mapping[str, str]:
    """The blocks of texts that a press inside a form leaves as they were: what is typed there meanwhile stays."""
    if form.action != way.state.action:
        return {}
    return {
        part.name: block
        for part in form.parts
        for name, block in way.fields
        if isinstance(part, TextField) and part.name == name and part.value == (way.values.get(name) or "")
    }


def _ask_again(form: Form, way: Way, opens: Button | None) -> Message | None:
    """A line with a button that opens the form, for words that bring no trigger or came too late."""
    if opens is not None:
        return in_place(form, opens)
    if not way.typed and way.kind not in (WayKind.MENTION, WayKind.DIRECT):
        t = Texts(form.locale)
        return say(t("That took too long, so the form did not open. Please press again."), locale=form.locale)
    return opening(form.title, way.typed, form.locale)


def _by_block(errors: FieldErrors, way: Way) -> dict[str, str]:
    """The sentences by block; one about a field that the form does not have is shown at the first."""
    blocks = dict(way.fields)
    if not blocks:
        return {}
    first = next(iter(blocks.values()))
    found: dict[str, str] = {}
    for name, sentence in errors.by_field.items():
        block = blocks.get(name, first)
        found[block] = one_line(f"{found[block]} {sentence}" if block in found else sentence, _ERROR_TEXT)
    return found


def _field_errors(errors: Mapping[str, str]) -> Json:
    return {"response_action": "errors", "errors": dict(errors)}


def _listed(errors: FieldErrors) -> Message | None:
    sentences = list(errors.by_field.values())
    if not sentences:
        return None
    return Message(sentences[0], tuple(paragraph(sentence) for sentence in sentences))
