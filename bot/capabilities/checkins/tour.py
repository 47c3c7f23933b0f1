"""What the playground's tour shows of check-ins: ask for a line, and answer it from the other side."""

from collections.abc import Sequence

from bot.capabilities.checkins.store import latest
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts


def tour(t: Texts) -> Sequence[TourStep]:
    """The steps in their order."""
    return (
        TourStep(
            id="checkins.set_up",
            title=t("Ask how it goes"),
            text=t(
                "One to five short questions, in each person's own hours. Before it goes out you see whom it reaches "
                "and how, and when that is for each team. Anonymous means that nobody can look up who said what: not "
                "you, not an admin, not whoever reads the database."
            ),
            do=t(
                "type /checkin new, give it a name, search under *Teams that are asked* for Support EMEA and "
                "for Harborline care, write now under *When*, press *See it first*, and *Ask now*."
            ),
            who=TourGuide.AUTHOR,
            done=latest.set_up_since,
        ),
        TourStep(
            id="checkins.answer",
            title=t("One tap is an answer"),
            text=t(
                "The partner's agent is asked in their own Teams, in their own language if there is one, and reads who "
                "will see the answer. If they are not at work yet, move the clock to the next thing due."
            ),
            do=t("press one of the faces, then ⋯ to see how anonymous it is."),
            who=TourGuide.PARTNER,
            done=latest.answered_since,
            direct=True,
            needs="checkins.set_up",
        ),
    )
