"""What is shown of figures, with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.capabilities.syncs.kinds import Better
from bot.capabilities.syncs.numbers import messages
from bot.capabilities.syncs.numbers.figures import Mean, Standing, Value
from bot.capabilities.syncs.numbers.messages import Known, Row
from bot.capability import Example
from bot.chat.message import Headline, Message
from bot.chat.texts import Texts

SUNDAY = date(2026, 11, 22)
BROUGHT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

CSAT = Known("CSAT", "", Better.HIGHER, 1)
RESOLVED = Known("First-contact resolution", "%", Better.HIGHER, 0)
HANDLED = Known("Average handling time", "min", Better.LOWER, 1)
LONG = Known("Percentage of conversations that the quality team has read", "out of ten", Better.HIGHER, 3)


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return list(_examples(t))


def _examples(t: Texts) -> Iterator[Example]:
    internal = (
        Row(
            CSAT,
            Mean(4.58, 4.51, SUNDAY, dated=False),
            (
                ("Internal", _standing(4.4, 4.5, 4.5, 4.5, 4.6)),
                ("Harborline", _standing(4.2, 4.3, 4.4, 4.6, 4.7)),
                ("Lumenara", _standing(4.7, 4.7, 4.6, 4.6, 4.4)),
            ),
        ),
        Row(RESOLVED, None, (("Internal", _standing(71, 71, 71)), ("Harborline", _standing(64, dated=True)))),
        Row(HANDLED, None, (("Internal", _standing(7.4, 7.2)), ("Harborline", _standing(6.1, 6.4)))),
    )
    yield Example("sync-numbers-agenda", _agenda(internal, t), "Every side, as the organisation's own people read it.")
    drawn = tuple(replace(row, picture="https://instep.example/trend/abc.png") for row in internal[:1])
    yield Example("sync-numbers-pictures", _agenda(drawn, t), "With the trend as a picture.")
    own = (
        Row(CSAT, Mean(4.58, 4.51, SUNDAY, dated=False), (("Harborline", _standing(4.2, 4.3, 4.4, 4.6, 4.7)),)),
        Row(HANDLED, None, (("Harborline", _standing(6.1, 6.4)),)),
    )
    yield Example("sync-numbers-partner", _agenda(own, t), "A partner's own side, and the whole where nobody shows.")
    yield Example("sync-numbers", messages.listed(own, SUNDAY - timedelta(days=7), t), "To somebody who asks.")
    long = tuple(
        Row(LONG, None, tuple((f"A partner with a rather long name {side}", _standing(8, 9, 10)) for side in range(3)))
        for _ in range(6)
    )
    yield Example("sync-numbers-long", messages.listed(long, SUNDAY - timedelta(days=7), t), "Many of them.")
    yield Example("sync-numbers-none", messages.listed((), SUNDAY, t))


def _agenda(rows: Sequence[Row], t: Texts) -> Message:
    title = t("Numbers")
    return Message(title, (Headline(title, 2), *messages.parts(rows, t)), t.locale)


def _standing(*values: float, dated: bool = False) -> Standing:
    days = [SUNDAY - timedelta(weeks=len(values) - 1 - number) for number in range(len(values))]
    trend = tuple(Value(1, 0, day, value, 100, BROUGHT) for day, value in zip(days, values, strict=True))
    return Standing(trend[-1], trend[-2] if len(trend) > 1 and not dated else None, dated, trend)
