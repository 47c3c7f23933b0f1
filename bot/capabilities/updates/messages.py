"""The words of updates: the card in a channel, the message that rings, the answers, and what waits on a home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.capabilities.updates import markdown
from bot.capabilities.updates.corrections.spread import correct_button, withdraw_button
from bot.capabilities.updates.facts import Facts as Facts
from bot.capabilities.updates.facts import Owner as Owner
from bot.capabilities.updates.knowledge.messages import asks_line
from bot.capabilities.updates.languages.messages import directed, fallback, headline, in_language, languages_button
from bot.capabilities.updates.planning.buttons import cancel_button, move_button
from bot.capabilities.updates.reports.credits import credit_line
from bot.capabilities.updates.store import Readers
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
    Moment,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Span,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure, Viewpoint, total

GOT_IT = "updates.got_it"
READ = "updates.read"
ASK = "updates.ask"
REPORT = "updates.report"


# --- the card ---------------------------------------------------------------------------------------------------------


def card(facts: Facts, readers: Mapping[int, Readers], viewpoint: Viewpoint, t: Texts, zone: str) -> Message:
    """The update in a channel that the sides of `viewpoint` read; dates for whom no zone is known in `zone`."""
    parts = [*content(facts, viewpoint, t, zone), *_buttons(facts, t)]
    answered = t.n("{n} question answered", "{n} questions answered", facts.answered) if facts.answered else ""
    if counts := [one for one in (count_line(readers, viewpoint, t), answered) if one]:
        parts.append(Context(plain(" · ".join(counts))))
    return Message(summary(facts, t), tuple(parts), facts.language or t.locale)


def summary(facts: Facts, t: Texts) -> str:
    """The notification line."""
    if facts.urgent:
        return t("Urgent update: {title}", title=facts.title)
    return t("Update: {title}", title=facts.title)


def content(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str) -> list[Part]:
    """What the update says, without buttons and counts."""
    parts: list[Part] = []
    if facts.urgent:
        parts.append(Alert(_attention(facts, t, zone), Tone.URGENT))
    parts.append(headline(facts))
    if facts.corrected_at is not None:
        parts.append(Alert(_corrected_line(facts, facts.corrected_at, t, zone), Tone.PLAIN))
    parts += fallback(facts, t)
    when = t.filled("From {moment}", moment=t.span(facts.effective_from, zone))
    parts.append(Body((Paragraph(when),)))
    parts.append(Body(directed(markdown.read(facts.changed), facts.language), label=t("What changed")))
    if facts.tell_customers:
        parts.append(Body(directed(markdown.read(facts.tell_customers), facts.language), label=t("Tell customers")))
    if spans := _sources(facts, viewpoint, t, zone):
        parts.append(Context(spans))
    if facts.seen_first:
        parts.append(Context(plain(credit_line(facts.seen_first, viewpoint, t))))
    return parts


def _corrected_line(facts: Facts, at: datetime, t: Texts, zone: str) -> Inline:
    return t.filled("Updated {moment}: {note}", moment=t.span(at, zone), note=Plain(t.apart(facts.note)))


def _attention(facts: Facts, t: Texts, zone: str) -> Inline:
    if facts.acknowledge_by is None:
        return plain(t("Needs attention now"))
    return t.filled("Needs attention before {moment}", moment=t.span(facts.acknowledge_by, zone))


def _sources(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str) -> Inline:
    """Playbook, owner, and by when an answer is wanted; the owner only where all readers may see their name."""
    found: list[Inline] = []
    if facts.playbook_url:
        found.append((Link(t("Playbook ↗"), facts.playbook_url),))
    if viewpoint.sees_names_of(facts.owner.side_id):
        found.append(t.filled("Questions to {owner}", owner=facts.owner.mention()))
    if facts.acknowledge_by is not None and not facts.urgent:
        found.append(t.filled("Got it wanted by {moment}", moment=t.span(facts.acknowledge_by, zone)))
    if facts.check:
        found.append(plain(asks_line(facts.check, t)))
    return joined(found)


def joined(lines: Sequence[Inline]) -> Inline:
    """Several short runs in one line, with a middle dot between them."""
    spans: list[Span] = []
    for line in lines:
        spans += [*([Plain(" · ")] if spans else []), *line]
    return tuple(spans)


def _buttons(facts: Facts, t: Texts) -> tuple[Actions, ...]:
    """Three in a row at most, so that the card stays calm."""
    first = Actions((got_it_button(facts, t), ask_button(facts, t), report_button(facts, t)))
    others = languages_button(facts, t)
    return (first, Actions(others)) if others else (first,)


def got_it_button(facts: Facts, t: Texts) -> Button:
    """*Got it*, which opens a form where it asks questions first."""
    return Button(t("Got it"), GOT_IT, facts.object_id, Tone.PRIMARY, opens_form=bool(facts.check))


def ask_button(facts: Facts, t: Texts) -> Button:
    """*Ask a question*, on every copy."""
    return Button(t("Ask a question"), ASK, facts.public_id, opens_form=True)


def report_button(facts: Facts, t: Texts) -> Button:
    """*Something's wrong*, on every copy."""
    return Button(t("Something's wrong"), REPORT, facts.public_id, opens_form=True)


def count_line(readers: Mapping[int, Readers], viewpoint: Viewpoint, t: Texts) -> str:
    """How many have noted it, as far as everybody who reads this place may know; empty if that is nothing.

    The place's own sides come first. All sides together follow where nobody's figure can be computed from that.
    """
    own = [side for side in readers if side in viewpoint.sides and viewpoint.sees_figures_of(side)]
    pieces = []
    if own:
        pieces.append(t("Got it: {figure}", figure=share(_sum([readers[side] for side in own]), t)))
    figures = {side: Figure(one.noted, one.expected) for side, one in readers.items() if one.expected}
    if figures.keys() - set(own) and viewpoint.sees_whole(figures):
        whole = total(figures.values())
        template = "{done} of {total} in all" if own else "Got it: {done} of {total} in all"
        pieces.append(t(template, done=whole.done, total=whole.expected))
    return " · ".join(pieces)


def _sum(readers: Sequence[Readers]) -> Readers:
    return Readers(
        expected=sum(one.expected for one in readers),
        noted=sum(one.noted for one in readers),
        provisional=sum(one.provisional for one in readers),
        others=sum(one.others for one in readers),
    )


def share(readers: Readers, t: Texts) -> str:
    """“12 of 34”, with people who are not expected apart; “12” alone where nobody in particular is expected."""
    if not readers.expected:
        return t("{done}", done=readers.noted + readers.others)
    figure = t("{done} of {total}", done=readers.noted, total=readers.expected)
    if not readers.others:
        return figure
    return t.n("{figure} and {n} other", "{figure} and {n} others", readers.others, figure=figure)


# --- to one person ----------------------------------------------------------------------------------------------------


def ring(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str, noted: datetime | None, now: datetime) -> Message:
    """The direct message to somebody on shift who has not noted an urgent update; quiet once they have."""
    last: list[Part] = [*_buttons(facts, t)]
    if noted is not None:
        buttons = (ask_button(facts, t), report_button(facts, t), *languages_button(facts, t))
        last = [Context(plain(noted_before(noted, now, t, zone))), Actions(buttons)]
    return Message(summary(facts, t), (*content(facts, viewpoint, t, zone), *last), facts.language or t.locale)


def noted_now(at: datetime, t: Texts, zone: str) -> str:
    return t("Noted at {time}", time=t.moment(at, zone, MomentStyle.TIME))


def noted_before(at: datetime, now: datetime, t: Texts, zone: str) -> str:
    """Since when it is noted; `now` decides nothing but whether the day has to be said."""
    time = t.moment(at, zone, MomentStyle.TIME)
    date = t.moment(at, zone, MomentStyle.DATE)
    if date == t.moment(now, zone, MomentStyle.DATE):
        return t("You noted this at {time}", time=time)
    return t("You noted this on {date} at {time}", date=date, time=time)


def noted_by_words(title: str, at: datetime, t: Texts, zone: str) -> Message:
    """The answer to “got it” where it was not said of which update."""
    return say(t("Noted at {time}: {title}", time=t.moment(at, zone, MomentStyle.TIME), title=title), locale=t.locale)


def noted_together(titles: Sequence[str], at: str, asking: Sequence[Button], t: Texts) -> Message:
    """The answer to “got it” in a round-up's thread; `asking` are the buttons of those that ask questions first."""
    told = t("Noted at {time}: {titles}.", time=at, titles=t.names([t("“{title}”", title=one) for one in titles]))
    first = t.n("{n} update asks you something first:", "{n} updates ask you something first:", len(asking))
    lines = [*([told] if titles else []), *([first] if asking else [])]
    return say(" ".join(lines), *asking, locale=t.locale)


def got_it_of(title: str, object_id: str, t: Texts) -> Button:
    """*Got it* of one of several, which opens the questions that it asks first."""
    return Button(t("Got it: {title}", title=title), GOT_IT, object_id, opens_form=True)


def answer(text: str, t: Texts) -> Message:
    """One sentence to whoever acted."""
    return say(text, locale=t.locale)


def corrected(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str) -> Message:
    """To somebody who pressed *Got it* under a text that has been corrected since: the text as it is now."""
    text = corrected_since(t)
    parts = (Alert(plain(text), Tone.PLAIN), *content(facts, viewpoint, t, zone), *_buttons(facts, t))
    return Message(text, parts, facts.language or t.locale)


def corrected_since(t: Texts) -> str:
    return t("This update has been corrected since. Please read it as it is now.")


def gone(t: Texts) -> Message:
    return say(t("This update is no longer there, so there is nothing to note."), locale=t.locale)


def withdrawn(t: Texts) -> Message:
    return say(t("This update was withdrawn, so there is nothing to note. It no longer holds."), locale=t.locale)


# --- what waits -------------------------------------------------------------------------------------------------------


def waiting_item(facts: Facts, t: Texts, zone: str, got_it: Button | None = None) -> tuple[Part, ...]:
    """One update that somebody has not noted yet: what it is, since when it holds, and what to do.

    `got_it` is *Got it* where it does more than elsewhere.
    """
    when = t.filled("From {moment}", moment=t.span(facts.effective_from, zone))
    mark: list[Inline] = [plain(t("Urgent"), bold=True)] if facts.urgent else []
    asks = [plain(asks_line(facts.check, t))] if facts.check else []
    return (
        Body((Paragraph(plain(facts.title, bold=True)),)),
        Context(joined([*mark, when, *in_language(facts, t), *asks])),
        Actions((Button(t("Read"), READ, facts.object_id, opens_form=True), got_it or got_it_button(facts, t))),
    )


def waiting(
    items: Sequence[Facts],
    more: int,
    t: Texts,
    zone: str,
    questions: Sequence[tuple[Part, ...]] = (),
    more_questions: int = 0,
    reports: Sequence[tuple[Part, ...]] = (),
    approvals: tuple[Part, ...] = (),
) -> Message:
    """The answer to “what waits for me”: what somebody waits for comes first, then what is to be noted."""
    asked = (*approvals, *_reports(reports, t), *_questions(questions, more_questions, t))
    if not items and asked:
        title = t("Reports wait for your decision") if reports else t("Questions wait for your answer")
        return Message(t("Approvals wait for you") if approvals else title, asked, t.locale)
    if not items:
        return say(t("Nothing waits for you: you have noted every update."), locale=t.locale)
    count = len(items) + more
    title = t.n("{n} update waits for you", "{n} updates wait for you", count)
    parts: list[Part] = [*asked, Headline(title)]
    for item in items:
        parts += waiting_item(item, t, zone)
    if more:
        parts.append(Context(plain(t.n("and {n} more after these", "and {n} more after these", more))))
    return Message(title, tuple(parts), t.locale)


def _reports(items: Sequence[tuple[Part, ...]], t: Texts) -> tuple[Part, ...]:
    if not items:
        return ()
    return (Headline(t("Reports wait for your decision")), *(part for item in items for part in item))


def _questions(items: Sequence[tuple[Part, ...]], more: int, t: Texts) -> tuple[Part, ...]:
    if not items:
        return ()
    head = t.n("{n} question waits for your answer", "{n} questions wait for your answer", len(items) + more)
    last = [Context(plain(t.n("and {n} more question", "and {n} more questions", more)))] if more else []
    return (Headline(head), *(part for item in items for part in item), *last)


Kind = Literal["draft", "planned", "published", "withdrawn"]


@dataclass(frozen=True)
class OwnUpdate:
    """One line of an author's own updates. `line` says what became of it, `changed` how far its change is.

    `buttons` are what else can be done with it.
    """

    public_id: str
    title: str
    kind: Kind
    at: datetime
    line: str = ""
    changed: str = ""
    buttons: tuple[Button, ...] = ()


def own_item(item: OwnUpdate, t: Texts, zone: str, continue_action: str) -> tuple[Part, ...]:
    """An update that somebody wrote: a draft to go on with, or what became of it."""
    moment: Moment = t.span(item.at, zone)
    title = Body((Paragraph(plain(item.title, bold=True)),))
    told = [plain(text) for text in (item.line, item.changed) if text]
    if item.kind == "draft":
        go_on = Button(t("Go on writing"), continue_action, item.public_id, opens_form=True)
        saved = t.filled("Draft, saved {moment}", moment=moment)
        return (title, Context(joined([saved, *told])), Actions((go_on, *item.buttons)))
    if item.kind == "planned":
        buttons = item.buttons or (move_button(item.public_id, t), cancel_button(item.public_id, t))
        return (title, Context(joined([t.filled("Goes out {moment}", moment=moment), *told])), Actions(buttons))
    also = (Actions(item.buttons),) if item.buttons else ()
    if item.kind == "withdrawn":
        title = Body((Paragraph((Plain(item.title, strike=True),)),))
        return (title, Context(joined([t.filled("Withdrawn {moment}", moment=moment), *told])), *also)
    published = t.filled("Published {moment}", moment=moment)
    buttons = (correct_button(item.public_id, t), *item.buttons, withdraw_button(item.public_id, t))
    return (title, Context(joined([published, *told])), Actions(buttons))


def own(items: Sequence[OwnUpdate], t: Texts, zone: str, continue_action: str, further: tuple[Button, ...]) -> Message:
    """The answer to “my updates”, with what else an author may do."""
    if not items:
        return say(t("You have not written an update yet."), *further, locale=t.locale)
    title = t("Your updates")
    parts: list[Part] = [Headline(title)]
    for item in items:
        parts += own_item(item, t, zone, continue_action)
    return Message(title, (*parts, Actions(further)), t.locale)
