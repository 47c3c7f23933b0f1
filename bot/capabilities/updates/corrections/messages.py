"""The words of corrections and withdrawals: what copies say once an update is withdrawn, and the answers."""

from bot.capabilities.updates.messages import answer
from bot.chat.message import Alert, Body, Context, Message, Paragraph, Plain, Tone, plain
from bot.chat.texts import Texts


def withdrawn_card(title: str, reason: str, t: Texts, *, answered: bool = False) -> Message:
    """What every copy of a withdrawn update shows, for all who can read it; `answered`: answers may stand below it."""
    still = t("This update no longer holds. There is nothing to note.")
    if answered:
        still = t("This update no longer holds, nor does any answer below it. There is nothing to note.")
    return Message(
        t("Withdrawn: {title}", title=title),
        (
            Alert(plain(t("Withdrawn: {reason}", reason=reason)), Tone.DANGER),
            Body((Paragraph((Plain(title, strike=True),)),)),
            Context(plain(still)),
        ),
        t.locale,
    )


def nothing_left(title: str, t: Texts) -> Message:
    """What a direct message about an update says once it is withdrawn; without a title where they may not know it."""
    if not title:
        return answer(t("This update was withdrawn, so there is nothing left to do about it."), t)
    return answer(t("“{title}” was withdrawn, so there is nothing left to do about it.", title=title), t)


def corrected(channels: int, seconds: float, t: Texts) -> Message:
    """To whoever made a correction."""
    text = t.n(
        "Correcting {n} channel, which takes about {time}. The author's receipt shows how far it has come.",
        "Correcting {n} channels, which takes about {time}. The author's receipt shows how far it has come.",
        channels,
        time=t.seconds(max(1, round(seconds))),
    )
    return answer(text, t)


def withdrawn(channels: int, seconds: float, t: Texts) -> Message:
    """To whoever withdrew an update."""
    text = t.n(
        "Withdrawing it from {n} channel, which takes about {time}. The author's receipt shows how far it has come.",
        "Withdrawing it from {n} channels, which takes about {time}. The author's receipt shows how far it has come.",
        channels,
        time=t.seconds(max(1, round(seconds))),
    )
    return answer(text, t)
