"""What the playground's tour shows of syncs: set one up for two companies, and raise something from the other side."""

from collections.abc import Sequence

from bot.capabilities.syncs.store import touring
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts


def tour(t: Texts) -> Sequence[TourStep]:
    """The steps in their order."""
    return (
        TourStep(
            id="syncs.set_up",
            title=t("Meet every week"),
            text=t(
                "A weekly sync is set up once. Before it begins you see the next dates on every team's own clock, with "
                "holidays and who would have to meet at night."
            ),
            do=t(
                "type /sync new, give it a name, search under *Teams that take part* for Support EMEA and "
                "for Harborline care, press *See it first*, and *Set up*."
            ),
            who=TourGuide.AUTHOR,
            done=touring.set_up_across,
        ),
        TourStep(
            id="syncs.raise",
            title=t("The other side raises something"),
            text=t(
                "Whoever takes part says what is stuck, in a line and at any time. A day before the meeting a few are "
                "asked, each in their own hours; move the clock to the next thing due, and watch the agenda "
                "come together in every channel at once."
            ),
            do=t("write @Instep sync raise The new form asks for the order number twice"),
            who=TourGuide.PARTNER,
            done=touring.raised_across,
        ),
    )
