"""The words of customers' stories: to the lead, to the agent, in the list, and the form that asks who it was."""

from collections.abc import Sequence
from typing import assert_never

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.stories.facts import StoryFacts
from bot.capabilities.shoutouts.write.forms import PEOPLE
from bot.chat.form import Form, SearchField, Show
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    Link,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Quote,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts

STORIES = "shoutouts.stories"
TURN = "shoutouts.turn"
HAND_ON = "shoutouts.hand_on"
NOT_THIS = "shoutouts.not_this"
AFTER_ALL = "shoutouts.after_all"
WHO = "shoutouts.who"
CHOSEN = "shoutouts.chosen"
REMEMBER = "shoutouts.remember"

IN_LIST = ".list"
"""Follows the id on a button of the list: what it does is then shown by the list."""

MOST_LISTED = 5
"""Stories that the list shows at once, each with its buttons."""


def offer(facts: StoryFacts, t: Texts, zone: str = "UTC", *, reminds: bool = False) -> Message:
    """To whoever decides on it; once it is decided, what became of it."""
    text = t("A customer praises {agent}", agent=facts.agent) if facts.agent else t("A customer praises somebody")
    parts: list[Part] = [Body((Paragraph(plain(f"💬 {text}", bold=True)),)), *_words(facts, t, zone)]
    if reminds and facts.state is StoryState.OFFERED:
        parts.append(Context(plain(t("It has waited for your word for 7 days. This is the only reminder."))))
    parts += _outcome(facts, t)
    return Message(text, tuple(parts), t.locale)


def to_agent(facts: StoryFacts, t: Texts, *, with_ticket: bool) -> Message:
    """To the agent alone, passed on by the lead; the ticket's address is for the organisation's own people."""
    text = t("A customer praises you")
    parts: list[Part] = [
        Body((Paragraph(plain(f"💬 {text}", bold=True)),)),
        Quote(facts.text, by=facts.customer),
    ]
    if with_ticket and facts.ticket_url:
        parts.append(Context((Link(t("Ticket ↗"), facts.ticket_url),)))
    line = t("Only you and your lead see this.")
    if facts.decided_by:
        line = t("{lead} passed this on to you. Only you and your lead see this.", lead=facts.decided_by)
    parts.append(Context(plain(line)))
    return Message(text, tuple(parts), t.locale)


def story_erased(t: Texts) -> Message:
    """What is left of a message about a story of somebody who was erased."""
    text = t("What a customer said here was erased, and is no longer kept.")
    return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)


def listed(found: Sequence[StoryFacts], count: int, t: Texts, zone: str, done: Sequence[Part] = ()) -> Message:
    """`/shoutout stories`: what waits, the oldest first; `done` tells what was just decided."""
    title = t("Stories from customers")
    parts: list[Part] = [Headline(title), *done]
    if not found:
        parts.append(Context(plain(t("Nothing waits for your word."))))
    for one in found:
        if one.agent:
            heading = t("A customer praises {agent}", agent=one.agent)
        else:
            heading = t("A customer praises somebody whom Instep does not know")
        parts.append(Body((Paragraph(plain(heading, bold=True)),)))
        parts += _words(one, t, zone)
        parts += _outcome(one, t, IN_LIST)
    if more := count - len(found):
        parts.append(
            Context(
                plain(t.n("{n} more waits: it follows here.", "{n} more wait: they follow here as you decide.", more))
            )
        )
    return Message(title, tuple(parts), t.locale)


def waiting_parts(count: int, t: Texts) -> tuple[Part, ...]:
    """On the home of whoever has stories to decide on."""
    line = t.n("{n} story from a customer waits for your word", "{n} stories from customers wait for your word", count)
    return (
        Body((Paragraph(plain(f"💬 {line}", bold=True)),)),
        Actions((Button(t("See the stories"), STORIES),)),
    )


def outcome_line(facts: StoryFacts, t: Texts) -> str:
    """What became of a story, in a sentence; empty while it waits."""
    by = facts.decided_by
    match facts.state:
        case StoryState.UNMATCHED | StoryState.OFFERED:
            return ""
        case StoryState.TURNED:
            return t("{name} turned it into a shoutout.", name=by) if by else t("It was turned into a shoutout.")
        case StoryState.PASSED_ON:
            if by:
                return t("{name} passed it on to {agent} privately.", name=by, agent=facts.agent or t("the agent"))
            return t("It was passed on privately.")
        case StoryState.DECLINED:
            return t("{name} set it aside.", name=by) if by else t("It was set aside.")
        case _:
            assert_never(facts.state)


def done_parts(facts: StoryFacts, t: Texts) -> list[Part]:
    """What was just decided, above the list; what was set aside can be taken back."""
    parts: list[Part] = [Context(plain(outcome_line(facts, t)))]
    if facts.state is StoryState.DECLINED:
        parts.append(Actions((Button(t("Undo"), AFTER_ALL, f"{facts.public_id}{IN_LIST}"),)))
    return parts


def who_form(facts: StoryFacts, t: Texts) -> Form:
    """*Choose who it was*."""
    parts = [Show(Quote(facts.text, by=facts.customer)), Show(Context(plain(_called(facts, t))))]
    return Form(
        CHOSEN,
        t("Who it was"),
        (*parts, SearchField("person", t("Whom the customer praises"), PEOPLE, placeholder=t("Type a name"))),
        t("Choose"),
        object_id=facts.public_id,
        locale=t.locale,
    )


def chosen(facts: StoryFacts, t: Texts, *, offers_to_remember: bool) -> Message:
    """Whoever said who it was is told what happens now."""
    text = t("It goes to whoever leads {agent}.", agent=facts.agent)
    if not offers_to_remember:
        return say(text, locale=t.locale)
    asks = t(
        "Shall Instep remember that {system} means {agent} by “{id}”?",
        system=facts.system,
        agent=facts.agent,
        id=facts.desk_id,
    )
    return say(
        f"{text} {asks}",
        Button(t("Remember for next time"), REMEMBER, facts.public_id, Tone.PRIMARY),
        locale=t.locale,
    )


def remembered(facts: StoryFacts, further: int, t: Texts) -> Message:
    """It is in the roster now."""
    text = t(
        "Remembered: what {system} sends for “{id}” goes to whoever leads {agent}.",
        system=facts.system,
        id=facts.desk_id,
        agent=facts.agent,
    )
    if further:
        more = t.n("So does {n} story that has waited.", "So do {n} stories that have waited.", further)
        text = f"{text} {more}"
    return say(text, locale=t.locale)


def _words(facts: StoryFacts, t: Texts, zone: str) -> list[Part]:
    """The customer's words, and what the tool says of them."""
    pieces: list[Inline] = []
    if facts.score:
        pieces.append(plain(t("Score {score}", score=facts.score)))
    if facts.said_at is not None:
        pieces.append((t.span(facts.said_at, zone, MomentStyle.DATE),))
    pieces.append(plain(t("from {system}", system=facts.system)))
    if not facts.agent:
        pieces.append(plain(_called(facts, t)))
    if facts.ticket_url:
        pieces.append((Link(t("Ticket ↗"), facts.ticket_url),))
    line: list[Inline] = []
    for place, piece in enumerate(pieces):
        line += [plain(" · "), piece] if place else [piece]
    return [Quote(facts.text, by=facts.customer), Context(tuple(span for piece in line for span in piece))]


def _called(facts: StoryFacts, t: Texts) -> str:
    if not facts.called:
        return t("the tool names nobody")
    return t("the tool says {names}", names=t.names([f"“{one}”" for one in facts.called]))


def _outcome(facts: StoryFacts, t: Texts, where: str = "") -> list[Part]:
    """The buttons while it waits, else what became of it."""
    key = f"{facts.public_id}{where}"
    aside = Button(t("Not this one"), NOT_THIS, key)
    match facts.state:
        case StoryState.UNMATCHED:
            return [Actions((Button(t("Choose who it was"), WHO, key, Tone.PRIMARY, opens_form=True), aside))]
        case StoryState.OFFERED:
            turn = Button(t("Turn into a shoutout"), TURN, key, Tone.PRIMARY, opens_form=True)
            return [Actions((turn, Button(t("Pass on privately"), HAND_ON, key), aside))]
        case StoryState.TURNED | StoryState.PASSED_ON:
            return [Context(plain(outcome_line(facts, t)))]
        case StoryState.DECLINED:
            return [Context(plain(outcome_line(facts, t))), Actions((Button(t("Undo"), AFTER_ALL, key),))]
        case _:
            assert_never(facts.state)
