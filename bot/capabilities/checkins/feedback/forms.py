"""The forms of feedback."""

from bot.capabilities.checkins.feedback.rules import LONGEST, LONGEST_REASON, LONGEST_REPLY, SHORTEST
from bot.chat.form import Field, Form, FormButton, Option, SearchField, Show, TextField
from bot.chat.message import Context, Quote, plain
from bot.chat.texts import Texts

KEEP = "checkins.keep_feedback"
KEEP_SAID = "checkins.keep_feedback_said"
KEEP_BACK_NOW = "checkins.keep_feedback_back"
PEOPLE = "checkins.feedback_people"
"""The search of people whom somebody may write to."""


def write_form(
    key: str, who: tuple[Option, ...], suggested: tuple[Option, ...], text: str, says: str, t: Texts
) -> Form:
    """*Give feedback*; `says` is how it reaches whoever is chosen already."""
    hint = t("One line is enough: what you saw, what it did for the customer, what to try.")
    parts: list[Field | FormButton | Show] = [
        SearchField("person", t("For whom"), PEOPLE, who, suggested),
        TextField("text", t("Your feedback"), text, lines=True, minimum=SHORTEST, maximum=LONGEST, hint=hint),
        Show(Context(plain(says))),
    ]
    return Form(KEEP, t("Give feedback"), tuple(parts), t("Send"), object_id=key, locale=t.locale)


def say_form(object_id: str, quoted: str, t: Texts, *, to_giver: bool) -> Form:
    """*Ask or answer*, and the giver's *Answer*."""
    label = t("Your question or answer") if to_giver else t("Your answer")
    parts: tuple[Field | FormButton | Show, ...] = (
        Show(Quote(quoted)),
        TextField("text", label, lines=True, minimum=1, maximum=LONGEST_REPLY),
    )
    return Form(KEEP_SAID, t("Answer"), parts, t("Send"), object_id=object_id, locale=t.locale)


def keep_back_form(object_id: str, giver: str, t: Texts) -> Form:
    """Why feedback of another company is not passed on."""
    hint = t("{name} reads it.", name=giver)
    parts = (TextField("reason", t("Why"), lines=True, minimum=3, maximum=LONGEST_REASON, hint=hint),)
    return Form(KEEP_BACK_NOW, t("Keep it back"), parts, t("Keep it back"), object_id=object_id, locale=t.locale)
