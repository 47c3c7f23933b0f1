"""The forms that open from a card that was posted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.shoutouts.card import cheer_line, content, heading, note_line, readable
from bot.capabilities.shoutouts.facts import Facts, Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.naming import ORDER, name_of, strictest
from bot.capabilities.shoutouts.write.forms import SHOWN, masked_line
from bot.capabilities.shoutouts.write.guarding import MOST_SHOWN, kind_of
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, SwitchField, TextField
from bot.chat.message import Alert, Body, Context, Divider, Headline, Paragraph, Part, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.people.viewpoint import Viewpoint

WHOLE = "shoutouts.whole"
KEEP_NOTE = "shoutouts.keep_note"
CHOOSE_NOTE = "shoutouts.choose_note"
REMOVE_NOTE = "shoutouts.remove_note"

CORRECT = "shoutouts.correct"
ASK_WITHDRAW = "shoutouts.ask_withdraw"
WITHDRAW = "shoutouts.withdraw"
ASK_TAKE_DOWN = "shoutouts.ask_take_down"
END = "shoutouts.end"
ASK_REPORT = "shoutouts.ask_report"
REPORT = "shoutouts.report"
CHOOSE = "shoutouts.choose"

EXPOSES = "exposes"
"""The field of a report by which it is urgent."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""

SHORTEST_NOTE = 3
LONGEST_NOTE = 500


def note_form(
    text: str,
    findings: Sequence[Finding],
    t: Texts,
    *,
    object_id: str,
    state: str = "",
    preview: str = "",
    partners_see_all: bool = False,
) -> Form:
    """*Add to the story*; with findings it is shown as it will be, and what is a false alarm can be ticked."""
    parts: list[Field | FormButton | Show] = []
    if findings:
        parts.append(Show(Alert(plain(masked_line(len(findings), t)), Tone.PLAIN)))
        parts.append(Show(Body((Paragraph(plain(preview)),), label=t("As it will be"))))
        parts.append(
            ChoiceField(
                SHOWN,
                t("Show after all"),
                tuple(
                    Option(str(place), t("{kind} {preview}", kind=kind_of(one.kind, t), preview=one.preview))
                    for place, one in enumerate(findings[:MOST_SHOWN])
                ),
                several=True,
                required=False,
                hint=t("Tick what is no customer's data.")
                if partners_see_all
                else t("Tick what is no customer's data. In partners' channels it stays masked."),
            )
        )
    parts.append(
        TextField(
            "text",
            t("What you saw of it"),
            text,
            lines=True,
            minimum=SHORTEST_NOTE,
            maximum=LONGEST_NOTE,
            hint=t("A few words, under the story everywhere, with your name. Without the customer's data."),
        )
    )
    return Form(
        KEEP_NOTE,
        t("Add to the story"),
        tuple(parts),
        t("Add it"),
        object_id=object_id,
        state=state,
        locale=t.locale,
    )


def whole_form(
    facts: Facts, viewpoint: Viewpoint, platform: str, offered: Sequence[FormButton | Show], t: Texts
) -> Form:
    """*More*: the whole story with all notes, and what whoever opened it may do."""
    who = heading(facts, viewpoint, platform, t)
    shown: list[Part] = [Body((Paragraph(who),))] if who else []
    shown += content(replace(facts, notes=()), viewpoint, platform, t)
    if facts.notes:
        shown.append(Headline(t("Added to the story"), 2))
        shown += [Context(note_line(one, facts, viewpoint, platform, t)) for one in facts.notes]
    if line := cheer_line(facts, viewpoint, platform, t):
        shown.append(Context(line))
    return Form(
        WHOLE,
        t("The whole story"),
        (*(Show(part) for part in shown), *([Show(Divider()), *offered] if offered else ())),
        submit="",
        close=t("Close"),
        object_id=facts.public_id,
        locale=t.locale,
    )


def remove_form(facts: Facts, viewpoint: Viewpoint, t: Texts) -> Form:
    """Which note goes; `facts` hold those that whoever acts may remove."""
    options = []
    for one in facts.notes:
        name = name_of(one.by, viewpoint, t)
        text = readable(one.text, facts, viewpoint)
        label = f"{name}: {text}" if name else text
        options.append(Option(one.public_id, label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…"))
    return Form(
        REMOVE_NOTE,
        t("Remove a note"),
        (
            ChoiceField(
                "note",
                t("Note"),
                tuple(options),
                (options[0].value,) if len(options) == 1 else (),
                hint=t("It goes away everywhere. The story stays."),
            ),
        ),
        t("Remove it everywhere"),
        object_id=facts.public_id,
        locale=t.locale,
    )


def withdraw_form(public_id: str, channels: int, t: Texts) -> Form:
    """Asks once."""
    text = t.n(
        "{n} channel will say that it was withdrawn, and so will the messages to those who are thanked.",
        "{n} channels will say that it was withdrawn, and so will the messages to those who are thanked.",
        channels,
    )
    if not channels:
        text = t("The messages to those who are thanked will say that it was withdrawn.")
    return Form(
        WITHDRAW,
        t("Withdraw it"),
        (Show(Body((Paragraph(plain(text)),))), Show(Context(plain(t("You can go on with it afterwards."))))),
        t("Withdraw everywhere"),
        t("Keep it"),
        object_id=public_id,
        locale=t.locale,
    )


def take_down_form(public_id: str, t: Texts) -> Form:
    """Asks why."""
    hint = t("Its giver reads this, and nobody else does. The channels say only that it was taken down.")
    return Form(
        END,
        t("Take it down"),
        (TextField("reason", t("Why"), lines=True, minimum=3, maximum=300, hint=hint),),
        t("Take down everywhere"),
        t("Keep it"),
        object_id=public_id,
        locale=t.locale,
    )


def report_form(public_id: str, t: Texts) -> Form:
    """What is wrong with it."""
    hint = t("The organisation's managers read this with the story and your company's name, without yours.")
    urgent = t("If so, the managers are told at once; otherwise in their working hours.")
    return Form(
        REPORT,
        t("Report it"),
        (
            TextField(
                "text", t("What is wrong with it"), lines=True, minimum=SHORTEST_NOTE, maximum=LONGEST_NOTE, hint=hint
            ),
            SwitchField(EXPOSES, t("A customer's personal data can be read in it"), hint=urgent),
        ),
        t("Report to the managers"),
        object_id=public_id,
        locale=t.locale,
    )


def choices_form(
    named: Named,
    side_name: str,
    t: Texts,
    *,
    privately: bool,
    naming: Naming,
    allowed: Naming,
    manages: bool,
) -> Form:
    """How somebody is thanked and named; each way of naming says how it reads."""
    parts: list[Field | FormButton | Show] = [
        SwitchField(
            "privately",
            t("Thank me privately"),
            privately,
            hint=t("Only you and your lead hear of shoutouts for you, from now on."),
        ),
        ChoiceField("naming", t("How other companies read my name"), _namings(named, t), (naming,)),
    ]
    if allowed is not Naming.FULL or manages:
        reads = _reading(named, strictest(naming, allowed))
        parts.append(Show(Context(plain(t("As things stand, other companies read: {name}", name=reads)))))
    if manages:
        options = (
            Option(Naming.FULL, t("Full names")),
            Option(Naming.FIRST, t("First names")),
            Option(Naming.ALIAS, t("The names that customers know")),
        )
        parts.append(Show(Headline(t("Everybody of {side}", side=side_name), 2)))
        parts.append(
            ChoiceField(
                "side_naming",
                t("Most that other companies read of a name"),
                options,
                (allowed,),
                hint=t("It holds for all people of {side}, whatever somebody chooses.", side=side_name),
            )
        )
    return Form(CHOOSE, t("How I am thanked"), tuple(parts), t("Keep this"), locale=t.locale)


def _namings(named: Named, t: Texts) -> tuple[Option, ...]:
    words = {
        Naming.FULL: t("Full name: {name}", name=_reading(named, Naming.FULL)),
        Naming.FIRST: t("First name: {name}", name=_reading(named, Naming.FIRST)),
        Naming.ALIAS: t("The name that customers know: {name}", name=_reading(named, Naming.ALIAS)),
    }
    return tuple(Option(one, words[one][:LONGEST_LABEL]) for one in ORDER)


def _reading(named: Named, naming: Naming) -> str:
    first = (named.name.split() or [""])[0]
    return {Naming.FULL: named.name, Naming.FIRST: first, Naming.ALIAS: named.alias or first}[naming]
