"""What keeps a check-in from being one although all that was typed is right: nobody who could be asked."""

from bot.capabilities.checkins.protecting.grouping import Refusal
from bot.capabilities.checkins.running.newcomers import WEEKS
from bot.capabilities.checkins.setting_up.checking import Settled
from bot.capabilities.checkins.setting_up.foreseen import why_not_held
from bot.capabilities.checkins.setting_up.outlook import Outlook
from bot.capability import Acting


def wrong_outlook(acting: Acting, found: Outlook, wanted: Settled, *, new: bool) -> dict[str, str]:
    """By field. After an occasion others may still come, so that it is refused only where it is asked now."""
    t, refused = acting.t, found.not_held
    later = wanted.asks.occasion is not None and not wanted.when.now
    if later:
        return {}
    if refused is not None and (refused.why is Refusal.TOO_FEW or wanted.when.now):
        return {"mode": why_not_held(refused, t)}
    week = WEEKS.get(wanted.template)
    if week is not None and wanted.when.now and not found.people:
        return {"when": t("Nobody there is in that week now. Choose a rhythm instead, such as “every Friday”.")}
    if new and not found.people and week is None:
        if wanted.asks.occasion is not None:
            return {"occasion": t("Nobody has been part of it yet. Wait until somebody has, or choose teams.")}
        field = "teams" if wanted.asks.team_ids else "audience"
        says = "Nobody there can be asked. Choose other teams, or confirm their people and link a channel first."
        return {field: t(says)}
    return {}
