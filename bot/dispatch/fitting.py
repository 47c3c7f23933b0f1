"""How an answer goes back where a platform can say less to one person alone than it says."""

from bot.chat import asking_again
from bot.chat.form import in_place
from bot.chat.inbound import Answer, Command, PlaceKind
from bot.chat.message import say
from bot.chat.texts import Texts
from bot.dispatch.plans import MENU, Asked, Plan
from bot.ports import Manners


def fit(inbound: Asked, answer: Answer, plan: Plan, manners: Manners) -> Answer:
    """Where a platform cannot answer privately in a channel, leaves one harmless line and a button.

    The line is one of ours or a form's title, never the answer's own words: those are for whoever asked, and a
    channel can hold several companies. Of what changed something, only the summary is said, which is written for
    that. Such a platform opens a form after a button alone, so typed words get that button in a direct message too,
    with what the form says first, since nobody else reads it there.
    """
    place = inbound.origin.place
    shared = place.kind in (PlaceKind.CHANNEL, PlaceKind.GROUP)
    if manners.private_in_channels or not isinstance(inbound, Command) or (not shared and answer.form is None):
        return answer
    if answer.opens is not None and answer.form is not None and not shared:
        return Answer(message=in_place(answer.form, answer.opens), opens=answer.opens)
    if answer.opens is not None and (shared or answer.form is not None):
        title = answer.form.title if answer.form else answer.message.summary if answer.message else ""
        return Answer(message=say(title, answer.opens), opens=answer.opens)
    if answer.form is None and (answer.message is None or not plan.reads):
        return Answer(message=say(answer.message.summary)) if answer.message else answer
    t = Texts(inbound.origin.locale or "en")
    typed = f"{inbound.name} {inbound.text}".strip()
    if answer.form is not None:
        title = answer.form.title
    elif not typed or plan.words == MENU:
        title = t("What would you like to do?")
    else:
        title = t("Your answer is ready.")
    button = asking_again.button(typed, t.locale)
    return Answer(message=asking_again.opening(title, typed, t.locale), opens=button)
