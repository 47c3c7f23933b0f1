"""The bounds of feedback, and who may give it to whom."""

from datetime import timedelta

from bot.capabilities.checkins.store.feedback_people import Someone
from bot.chat.texts import Texts
from bot.people.access import Actor
from bot.people.model import Role
from bot.people.settings import SettingSpec

SHORTEST, LONGEST = 10, 800
"""Characters of one piece of feedback."""

LONGEST_REPLY = 800
LONGEST_REASON = 300

ASKED_AT_ONCE = 3
"""People whom a lead is asked to write to in a week."""

KEPT = timedelta(days=365)
"""How long feedback is kept."""

REMINDED_AFTER = timedelta(days=3)
"""How long a lead has feedback of another company to pass on before they are asked once more."""

WEEKS = SettingSpec(
    "checkins.feedback_weeks",
    int,
    4,
    "Weeks after which a lead sees that somebody has had no feedback.",
    least=1,
    most=52,
    label="Weeks without feedback that a lead is shown",
    matter="Feedback",
)


def may_give(actor: Actor, t: Texts) -> str | None:
    """Feedback is for leads and managers to give."""
    if not actor.provisional and (actor.led_team_ids or actor.may_somewhere(Role.LEAD)):
        return None
    return t("Feedback is for leads to give. To thank a colleague for what they did, give a shoutout.")


def may_write_to(actor: Actor, person: Someone | None, t: Texts) -> str | None:
    """Whether somebody may write to this person: their own side, and the internal people, who know everybody."""
    if person is None or not (actor.scope.covers(person.side_id) or person.internal):
        return t("Choose somebody of your own company, or somebody whom Instep offers when you type their name.")
    if person.person_id == actor.person_id:
        return t("Feedback is for somebody else. Choose one of your people.")
    if not person.here:
        return t("{name} is no longer here.", name=person.name)
    return None


def may_decide_for_side(actor: Actor, side_id: int, t: Texts) -> str | None:
    """To say whether other companies write to a side's people directly: its managers."""
    if actor.may(Role.MANAGER, side_id):
        return None
    return t("Only managers of your company decide how feedback reaches its people. Ask one of them.")
