"""What the playground's tour shows of updates: publish, note, ask, answer, correct, withdraw."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.capabilities.updates.store import touring
from bot.capabilities.updates.store.touring import Progress
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts
from bot.storage.sessions import Session


def tour(t: Texts) -> Sequence[TourStep]:
    """The steps in their order."""
    return (
        TourStep(
            id="updates.publish",
            title=t("Tell everybody what changes"),
            text=t(
                "A product manager writes one update for three companies. Before it goes out, the preview says whom it"
                " reaches and what would go wrong."
            ),
            do=t(
                "type /update, fill in a title and what changed, choose the audience, press *See it first*, and then "
                "publish."
            ),
            who=TourGuide.AUTHOR,
            done=_if(lambda progress: progress.published),
        ),
        TourStep(
            id="updates.note",
            title=t("A partner's agent notes it"),
            text=t(
                "The same update stands in the partner's own Microsoft Teams, posted in the same moment. Nobody there "
                "needs an account with you."
            ),
            do=t("press *Got it* on the card. Only whoever presses is answered; the card counts quietly."),
            who=TourGuide.PARTNER,
            done=_if(lambda progress: progress.noted_by_partner),
            needs="updates.publish",
        ),
        TourStep(
            id="updates.ask",
            title=t("They ask what it does not say"),
            text=t("A question goes to somebody who can answer it, wherever it is asked."),
            do=t("press *Ask a question* on the card, and ask."),
            who=TourGuide.PARTNER,
            done=_if(lambda progress: progress.asked),
            needs="updates.publish",
        ),
        TourStep(
            id="updates.answer",
            title=t("Everybody hears the same answer"),
            text=t(
                "Answered once, it stands under the update in every channel of every company, without the name of "
                "whoever asked."
            ),
            do=t("type /update questions, press *Answer*, and choose *In all channels*."),
            who=TourGuide.AUTHOR,
            done=_if(lambda progress: progress.answered),
            needs="updates.ask",
        ),
        TourStep(
            id="updates.correct",
            title=t("Correct it everywhere"),
            text=t("Every copy changes where it stands and says what changed. Nobody has to look for what is new."),
            do=t("type /update mine, press *Correct*, change the text, and say what changed."),
            who=TourGuide.AUTHOR,
            done=_if(lambda progress: progress.corrected),
            needs="updates.publish",
        ),
        TourStep(
            id="updates.withdraw",
            title=t("Take it back"),
            text=t("Withdrawn means withdrawn in every channel, with the reason, and with nothing left to press."),
            do=t("press *Withdraw* on the receipt that Instep has sent, and give the reason."),
            who=TourGuide.AUTHOR,
            direct=True,
            done=_if(lambda progress: progress.withdrawn),
            needs="updates.publish",
        ),
    )


def _if(reached: Callable[[Progress], bool]) -> Callable[[Session, datetime], Awaitable[bool]]:
    async def done(session: Session, since: datetime) -> bool:
        return reached(await touring.progress(session, since))

    return done
