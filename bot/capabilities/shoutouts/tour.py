"""What the playground's tour shows of shoutouts: thank somebody of another company, and cheer."""

from collections.abc import Sequence

from bot.capabilities.shoutouts.store import touring
from bot.capability import TourGuide, TourStep
from bot.chat.texts import Texts


def tour(t: Texts) -> Sequence[TourStep]:
    """The steps in their order."""
    return (
        TourStep(
            id="shoutouts.give",
            title=t("Thank somebody by name"),
            text=t(
                "Recognition reaches whoever earned it, whichever company employs them. Whoever is named hears of it "
                "in their own hours, and so does their lead."
            ),
            do=t(
                "type /shoutout, search under *Who* for an agent of a partner, tell what they did for a customer, "
                "press *See it first*, and post it."
            ),
            who=TourGuide.AUTHOR,
            done=touring.thanked_across,
        ),
        TourStep(
            id="shoutouts.cheer",
            title=t("Cheer from the other side"),
            text=t(
                "The same shoutout stands in the partner's channel. It names whom its readers there may know, and any "
                "other as an agent of another team."
            ),
            do=t("press *👏 Cheer* on the card. It counts quietly, once for each person, and not for who is thanked."),
            who=TourGuide.PARTNER,
            done=touring.cheered,
            needs="shoutouts.give",
        ),
    )
