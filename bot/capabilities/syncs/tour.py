"""What the playground's tour shows of syncs: set one up for two companies, raise something, and see the agenda."""

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
                "asked as well, each in their own hours."
            ),
            do=t("write @Instep sync raise The new form asks for the order number twice"),
            who=TourGuide.PARTNER,
            done=touring.raised_across,
            needs="syncs.set_up",
        ),
        TourStep(
            id="syncs.agenda",
            title=t("One agenda for everybody"),
            text=t(
                "Half an hour before the meeting its agenda is posted in every channel of both companies at once: "
                "figures, what changed, what was raised, and what is still to be done."
            ),
            do=t(
                "press the clock at the top: *To tomorrow* until the day of the meeting, then *To the next thing due* "
                "until the agenda is here. Press *Add action* on it, and say who does what."
            ),
            who=TourGuide.PARTNER,
            done=touring.agenda_used,
            needs="syncs.set_up",
        ),
    )
