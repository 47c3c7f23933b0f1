"""The words of a side's own templates: the list of them, the buttons that lead there, and the answers."""

from collections.abc import Mapping, Sequence

from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.store.templates import OwnTemplate
from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, Part, Tone, plain, say
from bot.chat.texts import Texts

SHELF = "updates.own_templates"
BEGIN = "updates.begin_from_template"
CHANGE_TEMPLATE = "updates.change_template"


def shelf_button(t: Texts) -> Button:
    """The templates of one's own side, from an author's list of their own."""
    return Button(t("Own templates"), SHELF, opens_form=True)


def shelf(
    side: str,
    own: Sequence[OwnTemplate],
    changeable: Sequence[str],
    others: Mapping[str, str],
    t: Texts,
    *,
    begins: bool,
) -> Message:
    """The templates of a side with what can be done with each; `changeable` are the ids of those that may be changed.

    `others` are the names of further sides that have some, by their ids. `begins`: an update can be begun from them.
    """
    further = [Button(name, SHELF, public_id, opens_form=True) for public_id, name in others.items()]
    also: list[Part] = [Context(plain(t("Templates of other sides:"))), Actions(tuple(further))] if further else []
    if not own:
        text = t("{side} has no template of its own yet. Press Save as template in the preview of a draft.", side=side)
        return Message(text, (*say(text).parts, *also), t.locale)
    title = t("Templates to start an update from, kept by {side}", side=side)
    parts: list[Part] = [Headline(title)]
    for one in own:
        buttons = [Button(t("Start from it"), BEGIN, one.public_id, Tone.PRIMARY, opens_form=True)] if begins else []
        if one.public_id in changeable:
            buttons.append(Button(t("Rename or delete"), CHANGE_TEMPLATE, one.public_id, opens_form=True))
        parts.append(Body((Paragraph(plain(one.name, bold=True)), Paragraph(plain(one.title)))))
        parts += [Actions(tuple(buttons))] if buttons else []
    return Message(title, (*parts, *also), t.locale)


def template_gone(t: Texts) -> Message:
    """For a template that somebody has deleted or replaced, or that is another side's."""
    return answer(t("This template is no longer there. Look at the list again: it may have been replaced."), t)


def saved(name: str, t: Texts, *, replaced: bool) -> str:
    """What is said once a template was made."""
    if replaced:
        return t("The template “{name}” holds this now, instead of what it was.", name=name)
    return t("Saved as the template “{name}”. The authors of your side find it under Start from a template.", name=name)


def renamed(name: str, t: Texts) -> Message:
    return answer(t("The template is called “{name}” now.", name=name), t)


def template_deleted(name: str, t: Texts) -> Message:
    return answer(t("Deleted the template “{name}”. What was made from it stays.", name=name), t)
