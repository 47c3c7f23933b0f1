"""The words of knowledge checks outside of their pages: on cards, in the preview, and in the receipt."""

from collections.abc import Mapping, Sequence

from bot.capabilities.updates.knowledge.rules import FEWEST_SHOWN, not_quoted, shown
from bot.capabilities.updates.store.knowledge import AtFirst, CheckQuestion, FurtherCheck
from bot.chat.message import Alert, Body, Button, Confirm, Context, Inline, ListBlock, Message, Part, Tone, plain, say
from bot.chat.texts import Texts

REMOVE_CHECK = "updates.remove_check"


def asks_line(check: Sequence[CheckQuestion], t: Texts) -> str:
    """What stands on a card that has a check."""
    return t.n("Got it asks {n} question", "Got it asks {n} questions", len(check))


def previewed(
    check: Sequence[CheckQuestion],
    changed: str,
    tell_customers: str,
    t: Texts,
    *,
    further: FurtherCheck,
    others: Sequence[str],
) -> list[Part]:
    """The check in a preview, with what its author should look at; nothing for none. `others` are further languages."""
    if not check:
        return []
    told = t.n("Knowledge check: {n} question", "Knowledge check: {n} questions", len(check))
    in_others = [Context(plain(given_in(check, further, others, t)))] if others else []
    return [Context(plain(told)), *in_others, *_misquoted(check, changed, tell_customers, t)]


def given_in(check: Sequence[CheckQuestion], further: FurtherCheck, others: Sequence[str], t: Texts) -> str:
    """How many of the questions are given in each further language."""
    figures = [
        t("{language} {done} of {n}", language=t.language(one), done=len(further.get(one, {})), n=len(check))
        for one in others
    ]
    return t("The check in other languages: {figures}", figures=" · ".join(figures))


def in_another_language(question: CheckQuestion, t: Texts) -> list[Part]:
    """That somebody is asked in another language than theirs; nothing for who is asked in their own."""
    if not question.missing:
        return []
    names = {"language": t.language(question.language), "missing": t.language(question.missing)}
    return [Context(plain(t("This question is in {language}; there is no {missing} yet.", **names)))]


def remove_button(public_id: str, t: Texts) -> Button:
    """Takes the check off a published update."""
    confirm = Confirm(
        t("Remove the knowledge check?"),
        t("Got it asks nothing any more, and what was answered is forgotten. Whoever has noted it stays noted."),
        t("Remove it"),
        t("Keep it"),
    )
    return Button(t("Remove the check"), REMOVE_CHECK, public_id, Tone.DANGER, confirm=confirm)


def removed(channels: int, seconds: float, t: Texts) -> Message:
    """To whoever removed it."""
    if not channels:
        return say(t("Removed. Got it asks nothing any more, and whoever has noted it stays noted."), locale=t.locale)
    text = t.n(
        "Removed. Got it asks nothing any more, and whoever has noted it stays noted. "
        "{n} channel shows it in about {time}.",
        "Removed. Got it asks nothing any more, and whoever has noted it stays noted. "
        "{n} channels show it in about {time}.",
        channels,
        time=t.seconds(max(1, round(seconds))),
    )
    return say(text, locale=t.locale)


def no_check(t: Texts) -> Message:
    """To whoever would remove what is not there."""
    return say(t("There is no knowledge check here any more."), locale=t.locale)


def _misquoted(check: Sequence[CheckQuestion], changed: str, tell_customers: str, t: Texts) -> list[Part]:
    lost = not_quoted(check, changed, tell_customers)
    if not lost:
        return []
    text = t.n(
        "The line of question {numbers} does not stand in the update. Whoever errs is shown it all the same.",
        "The lines of questions {numbers} do not stand in the update. Whoever errs is shown them all the same.",
        len(lost),
        numbers=t.names([str(number) for number in lost]),
    )
    return [Alert(plain(text), Tone.DANGER)]


def kept_or_dropped(
    check: Sequence[CheckQuestion], *, dropped: bool, asks: bool, changed: str, tell_customers: str, t: Texts
) -> list[Part]:
    """What a correction makes of the check that an update has; nothing for one without."""
    if not check:
        return []
    if dropped:
        return [Context(plain(t("The knowledge check goes: Got it asks nothing any more.")))]
    stays = t.n("The knowledge check stays: {n} question.", "The knowledge check stays: {n} questions.", len(check))
    whom = t("It is asked anew with Got it.") if asks else t("Whoever has answered it is not asked again.")
    return [Context(plain(f"{stays} {whom}")), *_misquoted(check, changed, tell_customers, t)]


def failing(figures: Sequence[AtFirst], sides: Mapping[int, str], t: Texts) -> list[Part]:
    """Which question fails at first, by side, for a receipt whose reader may see the figures of these sides."""
    lines: list[Inline] = []
    for number in sorted({one.number for one in figures}):
        of_question = {one.side_id: shown(one) for one in figures if one.number == number}
        pieces = []
        for side, name in sides.items():
            figure = of_question.get(side)
            if figure is None or figure.wrong is None:
                continue
            template = "{wrong} of {n} wrong at first at {side}"
            if figure.nearly_all:
                template = "almost all of {n} wrong at first at {side}"
            pieces.append(t(template, wrong=figure.wrong, n=figure.answered, side=name))
        if pieces:
            lines.append(plain(t("Question {number}: {figures}", number=number, figures=", ".join(pieces))))
    few = sorted({one.side_id for one in figures if shown(one).wrong is None} & sides.keys(), key=list(sides).index)
    parts: list[Part] = [Body((ListBlock(tuple(lines)),), label=t("Knowledge check"))] if lines else []
    if few:
        named = t.names([sides[side] for side in few])
        text = t("Fewer than {n} people have answered at {sides}, so no figure is shown.", n=FEWEST_SHOWN, sides=named)
        if not lines:
            text = t("Knowledge check: {text}", text=text)
        parts.append(Context(plain(text)))
    return parts
