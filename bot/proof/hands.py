"""The people's hands: they type, press and fill in on the stand-ins, and say what they saw when it did not work."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from adapters.slack.standin import StandinRefused
from adapters.teams.standin import NotPossible
from bot.proof.organisation import Platform
from bot.proof.reading import Line, slack_lines, teams_lines, text_of
from bot.proof.steps import expect, fail
from bot.proof.world import Json, World

LOOK_AGAIN = 0.1
"""Seconds between two looks at something that is awaited."""


async def until(
    look: Callable[[], Awaitable[Any]],
    what: str,
    seconds: float = 10.0,
    *,
    came: Callable[[], Awaitable[str]] | None = None,
) -> Any:
    """What `look` gives as soon as that is something.

    After `seconds` fails, saying that `what` was expected, and what `came` instead if that can be told.
    """
    try:
        async with asyncio.timeout(seconds):
            while not (found := await look()):  # noqa: ASYNC110 - what is awaited happens in another process
                await asyncio.sleep(LOOK_AGAIN)
            return found
    except TimeoutError:
        instead = f", but {await came()}" if came else ""
        fail(what, f"not within {seconds:.0f} s{instead}")


class Hands:
    """Acts by a person's key and a channel's name, over HTTP; every act fails if the person would see an error."""

    def __init__(self, world: World) -> None:
        self._world = world

    # --- Slack --------------------------------------------------------------------------------------------------------

    async def type_command(self, key: str, channel: str, command: str, text: str = "") -> Json:
        """A slash command."""
        return await self._slack(
            f"{command} is answered",
            "command",
            user=self._world.user(key),
            channel=self._world.channel(channel),
            command=command,
            text=text,
        )

    async def submit(self, key: str, values: Json) -> Json:
        """Fill in the form on top and send it off."""
        return await self._slack("the form is taken", "submit", user=self._world.user(key), values=values)

    async def close_form(self, key: str) -> Json:
        """Put the form on top away."""
        return await self._slack("the form is closed", "close", user=self._world.user(key))

    async def press_in_form(self, key: str, button: str) -> Json:
        """A button inside the form on top."""
        user = self._world.user(key)
        return await self._slack(f"“{button}” is answered", "press", user=user, button=button, surface="modal")

    async def search(self, key: str, field: str, words: str) -> list[str]:
        """What is offered to whoever types these words into a field of the form on top, and can be chosen then."""
        user = self._world.user(key)
        answer = await self._slack(f"“{words}” is searched", "suggest", user=user, field=field, words=words)
        return [one["text"]["text"] for one in answer["body"]["options"]]

    async def form(self, key: str) -> list[Line]:
        """What stands in the form on top; nothing without one."""
        view = await self._world.slack.see("modal", self._world.user(key))
        return slack_lines(view["blocks"]) if view else []

    async def form_with(self, key: str, text: str, seconds: float = 10.0) -> list[Line]:
        """The form on top as soon as it holds that text; fails after so many seconds."""

        async def look() -> list[Line] | None:
            lines = await self.form(key)
            return lines if text in text_of(lines) else None

        async def came() -> str:
            return f"“{text_of(await self.form(key)) or 'no form'}”"

        found = await until(look, f"a form that says “{text}”", seconds, came=came)
        assert isinstance(found, list)
        return found

    async def mention(self, key: str, channel: str, text: str, *, thread: str = "") -> Json:
        """`@Instep text`, in a thread if one is named."""
        where = self._world.channel(channel)
        if self._world.organisation.place(channel).platform is Platform.TEAMS:
            where = f"{where};messageid={thread}" if thread else where
            user = self._world.account(key, Platform.TEAMS).user
            facts = {"user": user, "where": where, "text": text, "app_id": self._world.teams_app}
            return await self._teams(f"@Instep {text} is answered", "mention", **facts)
        more = {"thread_ts": thread} if thread else {}
        user = self._world.account(key, Platform.SLACK).user
        return await self._slack(f"@Instep {text} is answered", "mention", user=user, channel=where, text=text, **more)

    async def open_home(self, key: str) -> list[Line]:
        """Home, or where a platform has none, what the bot answers to “home”."""
        account = self._world.account(key)
        if account.platform is Platform.SLACK:
            await self._slack("Home is drawn", "open_home", user=account.user)
            home = await self._world.slack.see("home", account.user)
            expect(home is not None, "a Home", "none")
            return slack_lines(home["blocks"])
        facts = {"user": account.user, "app_id": self._world.teams_app}
        chat = (await self._teams("Home is answered", "open_home", **facts))["activity"]["conversation"]["id"]
        shown = [one for one in await self._world.teams.messages(chat, account.user) if one["card"]]
        expect(bool(shown), "a home in the personal chat", "no card")
        return teams_lines(shown[-1]["card"])

    async def whispers(self, key: str) -> list[str]:
        """What this person alone was shown on Slack, oldest first."""
        inbox = await self._world.slack.see("inbox", self._world.account(key, Platform.SLACK).user)
        return [text_of(slack_lines(one["blocks"])) or one["text"] for one in inbox]

    async def direct(self, key: str) -> list[Json]:
        """The messages that the bot has sent to this person directly on Slack, oldest first."""
        user = self._world.account(key, Platform.SLACK).user
        return [one for one in await self._world.slack.see("direct", user) if one["by_app"]]

    # --- either platform ----------------------------------------------------------------------------------------------

    async def cards(self, channel: str) -> list[Json]:
        """The bot's messages in a channel, oldest first, as the platform holds them."""
        where = self._world.channel(channel)
        if self._world.organisation.place(channel).platform is Platform.TEAMS:
            return [one for one in await self._world.teams.messages(where) if one["app_id"] and one["card"]]
        return [one for one in (await self._world.slack.see("channel", where))["messages"] if one["by_app"]]

    async def lines(self, channel: str) -> list[Line]:
        """What stands on the newest card in a channel."""
        cards = await self.cards(channel)
        expect(bool(cards), f"a card in #{channel}", "none")
        return lines_of(cards[-1])

    async def press(self, key: str, channel: str, button: str) -> str:
        """Press a button on the newest card that has it; gives what the presser alone was told."""
        where = self._world.channel(channel)
        if self._world.organisation.place(channel).platform is Platform.TEAMS:
            return await self._press_on_teams(key, where, await self.cards(channel), button)
        before = len(await self.whispers(key))
        user = self._world.account(key, Platform.SLACK).user
        await self._slack(f"“{button}” is answered", "press", user=user, button=button, channel=where)

        async def look() -> list[str]:
            return (await self.whispers(key))[before:]

        return str((await until(look, f"an answer to “{button}” for {key} alone"))[-1])

    async def press_at_home(self, key: str, button: str) -> str:
        """Press a button on a home as it was drawn last, however long ago; gives what was then shown."""
        account = self._world.account(key)
        if account.platform is Platform.SLACK:
            await self._slack(f"“{button}” is answered", "press", user=account.user, button=button, surface="home")
            return text_of(await self.form(key))
        cards = await self._own_cards(key)
        return await self._press_on_teams(key, cards[-1]["conversation"], cards, button)

    async def press_direct(self, key: str, button: str) -> None:
        """A button on the newest direct message on Slack that has it."""
        messages = await self.direct(key)
        expect(bool(messages), f"a direct message to {key}", "none")
        where, user = messages[-1]["channel"], self._world.account(key, Platform.SLACK).user
        await self._slack(f"“{button}” is answered", "press", user=user, button=button, channel=where)

    async def fill_in(self, key: str, channel: str, opens: str, *sent: tuple[Json, str]) -> str:
        """On Teams: the dialog of a button on the newest card that has it, filled in and sent off, as often as it asks.

        Each of `sent` is what is filled in, and the button. Gives what was said at last. Without a channel the card is
        one in the personal chat.
        """
        cards = await (self.cards(channel) if channel else self._own_cards(key))
        where = self._world.channel(channel) if channel else str(cards[-1]["conversation"])
        turn = await self._turn_on_teams(key, where, cards, opens)
        for values, button in sent:
            expect(turn["dialog"] is not None, f"a dialog with “{button}”", turn["said"])
            dialog = turn["dialog"]["id"]
            turn = await self._teams("the dialog is taken", "submit", dialog=dialog, values=values, button=button)
        return turn["said"] or (text_of(teams_lines(turn["dialog"]["card"])) if turn["dialog"] else "")

    async def press_whisper(self, key: str, channel: str, button: str) -> None:
        """A button on the newest of what this person alone was shown in a channel on Slack."""
        user, where = self._world.user(key), self._world.channel(channel)
        await self._slack(f"“{button}” is answered", "press", user=user, button=button, channel=where)

    async def chat(self, key: str) -> list[str]:
        """What the bot wrote to this person in the personal chat on Teams, oldest first."""
        user = self._world.account(key, Platform.TEAMS).user
        shown = await self._world.teams.people("chat", user=user)
        return [text_of(teams_lines(one["card"])) for one in shown if one["card"]]

    async def say(self, key: str, text: str) -> str:
        """Write to the bot in the personal chat on Teams; gives what it answered there."""
        user = self._world.account(key, Platform.TEAMS).user
        before = len(await self.chat(key))
        await self._teams(f"“{text}” is answered", "say", user=user, text=text, app_id=self._world.teams_app)

        async def look() -> list[str]:
            return (await self.chat(key))[before:]

        return str((await until(look, f"an answer to “{text}” for {key}"))[-1])

    async def received(self, key: str, on: Platform | None = None) -> list[str]:
        """What the bot wrote to this person alone, on any platform or on the one named, oldest first on each."""
        found = []
        for account in self._world.accounts[key]:
            if on not in (None, account.platform):
                continue
            if account.platform is Platform.TEAMS:
                found += await self.chat(key)
            else:
                found += [text_of(lines_of(one)) for one in await self.direct(key)]
        return found

    async def walk(self, key: str, channel: str, *steps: tuple[str, str]) -> None:
        """Press a button on the newest card in a channel that has it, and go on in the form that it opens.

        Each step is a button and what is shown after it. Without a channel it begins on a message to this person alone.
        """
        (first, shows), *more = steps
        account = self._world.account(key)
        platform = self._world.organisation.place(channel).platform if channel else account.platform
        if platform is Platform.TEAMS:
            cards = await (self.cards(channel) if channel else self._own_cards(key))
            where = self._world.channel(channel) if channel else str(cards[-1]["conversation"])
            turn = await self._turn_on_teams(key, where, cards, first)
            _expect_dialog(turn, first, shows)
            for button, shows in more:
                turn = await self._teams(
                    f"“{button}” is answered", "submit", dialog=turn["dialog"]["id"], button=button
                )
                _expect_dialog(turn, button, shows)
            return
        user = self._world.account(key, Platform.SLACK).user
        where = self._world.channel(channel) if channel else (await self.direct(key))[-1]["channel"]
        await self._slack(f"“{first}” is answered", "press", user=user, button=first, channel=where)
        await self.form_with(key, shows)
        for button, shows in more:
            await self.press_in_form(key, button)
            await self.form_with(key, shows)

    async def press_received(self, key: str, button: str) -> str:
        """A button on the newest message to this person alone that has it; gives what was then shown."""
        account = self._world.account(key)
        if account.platform is Platform.TEAMS:
            cards = await self._own_cards(key)
            return await self._press_on_teams(key, cards[-1]["conversation"], cards, button)
        before = len(await self.direct(key))
        await self.press_direct(key, button)

        async def look() -> list[str]:
            return [text_of(lines_of(one)) for one in (await self.direct(key))[before:]]

        return str((await until(look, f"an answer to “{button}” for {key} alone"))[-1])

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _own_cards(self, key: str) -> list[Json]:
        """The cards in somebody's personal chat on Teams, oldest first; fails if there is none."""
        user = self._world.account(key, Platform.TEAMS).user
        cards = [one for one in await self._world.teams.people("chat", user=user) if one["card"]]
        expect(bool(cards), f"a card in the personal chat of {key}", "none")
        return cards

    async def _press_on_teams(self, key: str, where: str, cards: Sequence[Json], button: str) -> str:
        turn = await self._turn_on_teams(key, where, cards, button)
        if turn["dialog"]:
            return text_of(teams_lines(turn["dialog"]["card"]))
        seen = await self._world.teams.messages(where, self._world.account(key, Platform.TEAMS).user)
        message = _having(cards, button)[-1]["id"]
        return turn["said"] or text_of(lines_of(next(one for one in seen if one["id"] == message)))

    async def _turn_on_teams(self, key: str, where: str, cards: Sequence[Json], button: str) -> Json:
        having = _having(cards, button)
        expect(bool(having), f"a card with “{button}” before {key}", f"{len(cards)} without")
        user, message = self._world.account(key, Platform.TEAMS).user, having[-1]["id"]
        return await self._teams(
            f"“{button}” is answered", "press", user=user, where=where, message=message, button=button
        )

    async def _slack(self, expected: str, verb: str, **arguments: Any) -> Json:
        try:
            answer: Json = await self._world.slack.act(verb, **arguments)
        except StandinRefused as refusal:
            fail(expected, f"this from Slack's client: {refusal}")
        wrong = answer["error"] or answer["errors"]
        expect(not wrong, expected, f"{answer['error'] or ''} {answer['errors'] or ''} {answer['body'] or ''}".strip())
        return answer

    async def _teams(self, expected: str, verb: str, **arguments: Any) -> Json:
        try:
            turn: Json = await self._world.teams.people(verb, **arguments)
        except NotPossible as refusal:
            fail(expected, f"this from Teams' client: {refusal}")
        well = 200 <= turn["status"] < 300 and not turn["problem"]
        expect(well, expected, f"status {turn['status']} {turn['problem']}")
        return turn


def lines_of(card: Json) -> list[Line]:
    """The lines of a message of either platform."""
    return teams_lines(card["card"]) if card.get("card") else slack_lines(card["blocks"])


def _having(cards: Sequence[Json], button: str) -> list[Json]:
    return [one for one in cards if f"[ {button} ]" in text_of(lines_of(one))]


def _expect_dialog(turn: Json, button: str, shows: str) -> None:
    came = text_of(teams_lines(turn["dialog"]["card"])) if turn["dialog"] else turn["said"]
    expect(shows in came, f"“{shows}” after “{button}”", came)
