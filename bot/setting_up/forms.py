"""What the forms have alike in which something is set up: how they begin, for whom it is, and the look before."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.form import Field, Form, FormButton, Option, SearchField, Show
from bot.chat.message import Alert, Body, Context, Headline, ListBlock, Part, Tone, plain
from bot.chat.texts import Texts

Parts = list[Field | FormButton | Show]


@dataclass(frozen=True)
class Begun:
    """Whose form it is: of a draft, and of what that changes, both by public id.

    `again`: it holds an earlier beginning. `says` is what keeps it from being as it is typed.
    """

    draft_id: str
    changes: str = ""
    again: bool = False
    says: Sequence[str] = ()


@dataclass(frozen=True)
class Looked:
    """Whose look before it is: of a draft, as it stood when `state` was so; whether it `changes` what is there.

    `says` was just done with it.
    """

    draft_id: str
    state: str
    changes: bool
    says: str = ""


@dataclass(frozen=True)
class Whom:
    """The teams and audiences that are chosen, and those that are likely, as they are called.

    `audiences`: there are some to choose from. `others`: it is for more already than whoever fills in the form may see,
    and stays so.
    """

    chosen: Sequence[Option] = ()
    likely: Sequence[Option] = ()
    audiences: bool = False
    others: bool = False


NOBODY = Whom()


def opening(begun: Begun, anew: str, t: Texts) -> Parts:
    """What stands above the fields; `anew` forgets what was begun."""
    parts: Parts = [Show(Alert(plain(line), Tone.PLAIN)) for line in begun.says]
    if begun.again:
        parts += [Show(Context(plain(t("This is what you had begun.")))), FormButton(t("Start anew"), anew)]
    return parts


def for_whom(whom: Whom, t: Texts, *, label: str, source: str, hint: str, instead: str = "") -> Parts:
    """The teams and the audience, searched in `source`; `hint` says what choosing an audience means.

    Something must be chosen, unless it can be said below, as `instead` says.
    """
    says = [instead] if instead else []
    if whom.others:
        says = [t("What it is for besides, and you may not see, stays.")]
    elif whom.audiences:
        says = [instead or t("Teams, an audience, or both."), hint]
    return [
        SearchField(
            "teams",
            label,
            source,
            tuple(whom.chosen),
            suggested=tuple(whom.likely),
            several=True,
            required=not (whom.others or instead),
            placeholder=t("Type a team, a company or an audience") if whom.audiences else t("Type a team or a company"),
            hint=" ".join(says),
        )
    ]


def whole_form(save: str, title: str, parts: Parts, begun: Begun, t: Texts) -> Form:
    """The form whose sending `save` keeps, so that it is looked at first."""
    label = t("See it first")
    return Form(save, title, tuple(parts), label, object_id=begun.draft_id, state=begun.changes, locale=t.locale)


def look_before(
    name: str,
    warnings: Sequence[str],
    happens: Sequence[str],
    more: Sequence[Part],
    buttons: Sequence[FormButton],
    looked: Looked,
    t: Texts,
    *,
    set_up: str,
    start: str,
) -> Form:
    """What comes of it before it holds, and then `more` of it; `start` is written on what `set_up` stands behind."""
    shown: list[Part] = [Headline(name, 2), *(Alert(plain(line), Tone.PLAIN) for line in warnings)]
    shown.append(Body((ListBlock(tuple(plain(line) for line in happens)),), t("What will happen")))
    return Form(
        set_up,
        t("Is this right?"),
        (*(Show(one) for one in (*shown, *more)), *buttons),
        t("Save the changes") if looked.changes else start,
        t("Not now"),
        object_id=looked.draft_id,
        state=looked.state,
        locale=t.locale,
    )
