"""The words of customers' stories: to the lead, to the agent, in the list, and the form that asks who it was."""

from collections.abc import Sequence
from typing import assert_never

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.stories.asked import LONGEST_TEXT
from bot.capabilities.shoutouts.stories.facts import StoryFacts
from bot.capabilities.shoutouts.write.forms import PEOPLE
from bot.chat.form import Form, SearchField, Show
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Divider,
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
SOMEBODY_ELSE = "shoutouts.somebody_else"
READ_ALL = "shoutouts.read_all"

IN_LIST = ".list"
"""Follows the id on a button of the list, and is followed by how many stories stand before that page of it."""

MOST_LISTED = 5
"""Stories that the list shows at once, each with its buttons."""

LONGEST_LISTED = 400
"""Characters of a customer's words in the list; the rest is behind a button."""

LONGEST_RECALLED = 80
"""Characters by which somebody knows what they have just decided on."""


def offer(facts: StoryFacts, t: Texts, zone: str = "UTC", *, reminds: bool = False) -> Message:
    """To whoever decides on it; once it is decided, what became of it."""
    text = _heading(facts, t)
    parts: list[Part] = [Body((Paragraph(plain(f"💬 {text}", bold=True)),)), *_words(facts, t, zone)]
    if reminds and facts.state is StoryState.OFFERED:
        parts.append(Context(plain(t("It has waited for your word for 7 days. This is the only reminder."))))
    parts += _outcome(facts, t)
    return Message(text, tuple(parts), t.locale)


def not_yours(t: Texts) -> Message:
    """In the place of what was offered to somebody who does not decide on it any more."""
    return say(t("A customer's words stood here. There is nothing left for you to do."), locale=t.locale)


def to_agent(facts: StoryFacts, t: Texts, *, with_ticket: bool) -> Message:
    """To the agent alone, passed on by the lead; the ticket's address is for the organisation's own people."""
    text = t("A customer praises you")
    parts: list[Part] = [Body((Paragraph(plain(f"💬 {text}", bold=True)),)), Quote(facts.text, by=facts.customer)]
    if with_ticket and facts.ticket_url:
        parts.append(Context((Link(t("Ticket ↗"), facts.ticket_url),)))
    line = t("Only you and those who lead you see this.")
    if facts.decided_by:
        line = t("{lead} passed this on to you. Only you and those who lead you see this.", lead=facts.decided_by)
    parts.append(Context(plain(line)))
    return Message(text, tuple(parts), t.locale)


def story_erased(t: Texts) -> Message:
    """What is left of a message about a story of somebody who was erased."""
    text = t("What a customer said here was erased, and is no longer kept.")
    return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)


def listed(
    found: Sequence[StoryFacts],
    count: int,
    t: Texts,
    zone: str,
    done: Sequence[Part] = (),
    *,
    before: int = 0,
    said: Sequence[StoryFacts] = (),
) -> Message:
    """`/shoutout stories`: a page of what waits, the oldest first, after so many.

    `done` is what was just decided. Of `said` whoever reads this has chosen whom it praises, and nobody has decided.
    """
    title = t("Stories from customers")
    parts: list[Part] = [Headline(title), *done]
    if not found:
        empty = t("Nothing waits for your word. What customers say of your people in a survey or help desk comes here.")
        parts.append(Context(plain(empty)))
    for number, one in enumerate(found):
        parts += [Divider()] if number or done else []
        parts.append(Body((Paragraph(plain(_heading(one, t), bold=True)),)))
        parts += _words(one, t, zone, LONGEST_LISTED)
        parts += _outcome(one, t, f"{IN_LIST}{before or ''}", whole=len(one.text) <= LONGEST_LISTED)
    after = before + len(found)
    if len(found) < count:
        span = {"first": before + 1, "last": after, "count": count}
        line = t("{first} to {last} of {count}", **span) if len(found) > 1 else t("{last} of {count}", **span)
        parts.append(Context(plain(line)))
    leaf = [Button(t("Older"), STORIES, str(max(0, before - MOST_LISTED)))] if before else []
    if after < count:
        leaf.append(Button(t("Newer"), STORIES, str(after)))
    if leaf:
        parts.append(Actions(tuple(leaf)))
    for one in said:
        parts += [Divider(), *_said_parts(one, t)]
    return Message(title, tuple(parts), t.locale)


def _said_parts(facts: StoryFacts, t: Texts) -> list[Part]:
    """Whom the reader has said that a story praises, and the way back."""
    words = shortened(" ".join(facts.text.split()), LONGEST_RECALLED)
    line = t("You said that this praises {agent}, and it waits for whoever leads them.", agent=facts.agent)
    undo = Button(t("It was somebody else"), SOMEBODY_ELSE, facts.public_id)
    return [Context(plain(f"{line} “{words}”")), Actions((undo,))]


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
    agent = facts.agent or t("the agent")
    match facts.state:
        case StoryState.UNMATCHED | StoryState.OFFERED:
            return ""
        case StoryState.TURNED:
            if facts.decided_here:
                return t("You turned it into a shoutout.")
            return t("{name} turned it into a shoutout.", name=by) if by else t("It was turned into a shoutout.")
        case StoryState.PASSED_ON:
            if facts.decided_here:
                return t("You passed it on to {agent} privately.", agent=agent)
            if by:
                return t("{name} passed it on to {agent} privately.", name=by, agent=agent)
            return t("It was passed on privately.")
        case StoryState.DECLINED:
            if facts.decided_here:
                return t("You set it aside.")
            return t("{name} set it aside.", name=by) if by else t("It was set aside.")
        case _:
            assert_never(facts.state)


def done_parts(facts: StoryFacts, t: Texts, page: str = "") -> list[Part]:
    """What was just decided, above that page of the list; what was set aside can be taken back."""
    words = shortened(" ".join(facts.text.split()), LONGEST_RECALLED)
    parts: list[Part] = [Context(plain(f"{outcome_line(facts, t)} “{words}”"))]
    if facts.state is StoryState.DECLINED:
        parts.append(Actions((Button(t("Undo"), AFTER_ALL, f"{facts.public_id}{IN_LIST}{page}"),)))
    return parts


def who_form(facts: StoryFacts, t: Texts) -> Form:
    """*Choose who it was*."""
    parts = [Show(Quote(facts.text, by=facts.customer)), Show(Context(plain(_called(facts, t, alone=True))))]
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
    undo = Button(t("It was somebody else"), SOMEBODY_ELSE, facts.public_id)
    if not offers_to_remember:
        return say(text, undo, locale=t.locale)
    asks = t(
        "Shall Instep remember that {system} means {agent} by “{id}”?",
        system=facts.system,
        agent=facts.agent,
        id=facts.desk_id,
    )
    return say(
        f"{text} {asks}",
        Button(t("Remember for next time"), REMEMBER, facts.public_id, Tone.PRIMARY),
        undo,
        locale=t.locale,
    )


def unmatched_again(facts: StoryFacts, agent: str, t: Texts) -> Message:
    """*It was somebody else*: it waits again for whoever says who it was."""
    return say(
        t("It does not go to whoever leads {agent}. It waits again until somebody says who it was.", agent=agent),
        Button(t("Choose who it was"), WHO, facts.public_id, Tone.PRIMARY, opens_form=True),
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


def _heading(facts: StoryFacts, t: Texts) -> str:
    if facts.agent:
        return t("A customer praises {agent}", agent=facts.agent)
    return t("A customer praises somebody whom Instep does not know")


def shortened(text: str, longest: int) -> str:
    """As much of a text as fits, ending after a whole word."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 2].rsplit(maxsplit=1)[0]} …"


def _words(facts: StoryFacts, t: Texts, zone: str, longest: int = LONGEST_TEXT) -> list[Part]:
    """The customer's words, and what the tool says of them."""
    pieces: list[Inline] = []
    if facts.score:
        pieces.append(plain(t("Score {score}", score=facts.score)))
    if facts.said_at is not None:
        pieces.append((t.span(facts.said_at, zone, MomentStyle.DATE),))
    pieces.append(plain(t("from {system}", system=facts.system)))
    if not facts.agent:
        if facts.brought_by:
            pieces.append(plain(t("brought in by {partner}", partner=facts.brought_by)))
        pieces.append(plain(_called(facts, t)))
    if facts.ticket_url:
        pieces.append((Link(t("Ticket ↗"), facts.ticket_url),))
    line: list[Inline] = []
    for place, piece in enumerate(pieces):
        line += [plain(" · "), piece] if place else [piece]
    words = Quote(shortened(facts.text, longest), by=facts.customer)
    return [words, Context(tuple(span for piece in line for span in piece))]


def _called(facts: StoryFacts, t: Texts, *, alone: bool = False) -> str:
    """Whom the tool names; `alone` as a sentence of its own."""
    if not facts.called:
        return t("The tool names nobody.") if alone else t("the tool names nobody")
    names = t.names([f"“{one}”" for one in facts.called])
    return t("The tool says {names}.", names=names) if alone else t("the tool says {names}", names=names)


def _outcome(facts: StoryFacts, t: Texts, where: str = "", *, whole: bool = True) -> list[Part]:
    """The buttons while it waits, else what became of it; without all of its words, also the way to them."""
    key = f"{facts.public_id}{where}"
    aside = [Button(t("Not this one"), NOT_THIS, key)]
    if not whole:
        aside.append(Button(t("Read it all"), READ_ALL, key))
    match facts.state:
        case StoryState.UNMATCHED:
            return [Actions((Button(t("Choose who it was"), WHO, key, Tone.PRIMARY, opens_form=True), *aside))]
        case StoryState.OFFERED:
            turn = Button(t("Turn into a shoutout"), TURN, key, Tone.PRIMARY, opens_form=True)
            return [Actions((turn, Button(t("Pass on privately"), HAND_ON, key), *aside))]
        case StoryState.TURNED | StoryState.PASSED_ON:
            return [Context(plain(outcome_line(facts, t)))]
        case StoryState.DECLINED:
            return [Context(plain(outcome_line(facts, t))), Actions((Button(t("Undo"), AFTER_ALL, key),))]
        case _:
            assert_never(facts.state)
