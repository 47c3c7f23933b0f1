"""The words of knowledge checks outside of their pages: on cards, in the preview, and in the receipt."""

from collections.abc import Mapping, Sequence

from bot.capabilities.updates.knowledge.rules import FEWEST_SHOWN, not_quoted, shown
from bot.capabilities.updates.store.knowledge import AtFirst, CheckQuestion
from bot.chat.message import Alert, Body, Context, Inline, ListBlock, Part, Tone, plain
from bot.chat.texts import Texts


def asks_line(check: Sequence[CheckQuestion], t: Texts) -> str:
    """What stands on a card that has a check."""
    return t.n("Got it asks {n} question", "Got it asks {n} questions", len(check))


def previewed(check: Sequence[CheckQuestion], changed: str, tell_customers: str, t: Texts) -> list[Part]:
    """The check in a preview, with what its author should look at; nothing for none."""
    if not check:
        return []
    told = t.n("Knowledge check: {n} question", "Knowledge check: {n} questions", len(check))
    return [Context(plain(told)), *_misquoted(check, changed, tell_customers, t)]


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
