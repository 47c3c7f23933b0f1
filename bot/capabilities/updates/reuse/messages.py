"""The words of reuse: drafts that change hands, are deleted or kept, and the buttons that stand beside them."""

from bot.capabilities.updates.messages import answer
from bot.chat.message import Button, Confirm, Message, say
from bot.chat.texts import Texts

USE_AGAIN = "updates.use_again"
DELETE_DRAFT = "updates.delete_draft"
GIVE_DRAFT = "updates.give_draft"
GIVE_BACK = "updates.give_draft_back"
GO_ON = "updates.go_on"
SAVE_TEMPLATE = "updates.save_template"
"""*Save as template*, in the preview of a draft and beside what was published."""


def again_button(public_id: str, t: Texts) -> Button:
    return Button(t("Use again"), USE_AGAIN, public_id, opens_form=True)


def save_template_button(public_id: str, t: Texts) -> Button:
    return Button(t("Save as template"), SAVE_TEMPLATE, public_id, opens_form=True)


def go_on_button(draft_id: str, t: Texts) -> Button:
    return Button(t("Go on writing"), GO_ON, draft_id, opens_form=True)


def draft_buttons(draft_id: str, t: Texts, *, saved: bool) -> tuple[Button, ...]:
    """What can be done with a draft besides going on; one that was never `saved` cannot be handed over."""
    confirm = Confirm(
        t("Delete this draft?"), t("What you wrote in it is gone for good."), t("Delete it"), t("Keep it")
    )
    give = (Button(t("Hand over"), GIVE_DRAFT, draft_id, opens_form=True),) if saved else ()
    return (*give, Button(t("Delete"), DELETE_DRAFT, draft_id, confirm=confirm))


def kept_apart(draft_id: str, t: Texts) -> Message:
    """To somebody who sent off a form whose draft is no longer there."""
    text = t(
        "This draft is no longer there: it was published, deleted or handed over. Nothing was changed in it, and what "
        "you typed is kept as a new one."
    )
    return say(text, go_on_button(draft_id, t), locale=t.locale)


def deleted(title: str, t: Texts) -> Message:
    return answer(t("Deleted: {title}", title=title or t("a draft without a title")), t)


def given(title: str, who: str, draft_id: str, t: Texts) -> Message:
    """To whoever was handed a draft."""
    text = t("{who} hands you the draft “{title}”. It is yours now.", who=who or t("Another author"), title=title)
    back = Button(t("Hand it back"), GIVE_BACK, draft_id)
    return say(text, go_on_button(draft_id, t), back, locale=t.locale)


def given_back(title: str, who: str, draft_id: str, t: Texts) -> Message:
    """To whoever has their own draft back."""
    text = t("{who} hands the draft “{title}” back to you.", who=who or t("Another author"), title=title)
    return say(text, go_on_button(draft_id, t), locale=t.locale)


def no_longer_yours(title: str, t: Texts) -> Message:
    """What the message about a handed draft becomes once it has gone on."""
    return answer(t("The draft “{title}” is not with you any more.", title=title), t)


def was_given(name: str, t: Texts) -> Message:
    """To whoever handed a draft over."""
    return answer(t("{name} has the draft now, and can hand it back. They got a direct message.", name=name), t)


def was_given_back(name: str, told: bool, t: Texts) -> Message:
    if told:
        return answer(t("{name} has the draft back, and got a direct message.", name=name or t("Its author")), t)
    text = t("{name} has the draft back, and finds it in their own updates.", name=name or t("Its author"))
    return answer(text, t)
