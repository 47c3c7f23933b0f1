"""The forms of languages: reading an update in another one, and the author's pages for its further texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates import fields, markdown
from bot.capabilities.updates.corrections.rules import LONGEST_NOTE
from bot.capabilities.updates.languages.messages import Reading, directed, languages_told
from bot.capabilities.updates.messages import Facts, content
from bot.capabilities.updates.store import Words
from bot.chat import languages
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Body, Context, Paragraph, Part, Tone, plain
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

READ_IN = "updates.read_in"
CHOOSE_LANGUAGE = "updates.choose_language"
SAVE_LANGUAGE = "updates.save_language"
DROP_LANGUAGE = "updates.drop_language"
CHOOSE_CORRECTED_LANGUAGE = "updates.choose_corrected_lang"
SAVE_CORRECTED_LANGUAGE = "updates.save_corrected_lang"
DROP_CORRECTED_LANGUAGE = "updates.drop_corrected_lang"


def read_in_form(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str, *, marks: str) -> Form:
    """An update in one of its languages, and the choice of another; `marks` is what its button carried."""
    choices = (facts.language, *facts.others)
    chosen = ChoiceField(
        "language",
        t("Language"),
        tuple(Option(one, languages.name(one)) for one in sorted(choices, key=languages.name)),
        value=(facts.language,),
    )
    return Form(
        action=READ_IN,
        title=t("Other languages"),
        parts=(chosen, *(Show(part) for part in content(facts, viewpoint, t, zone))),
        submit=t("Show this language"),
        close=t("Close"),
        object_id=marks,
        locale=facts.language,
    )


@dataclass(frozen=True)
class Page:
    """Whose further texts a page is about, and under which actions it works: those of a draft, or of a correction.

    `object_id` is the update's, `written` the language of its first text, `present` the others that there are.
    """

    object_id: str
    written: str
    present: tuple[str, ...]
    choose: str = CHOOSE_LANGUAGE
    save: str = SAVE_LANGUAGE
    drop: str = DROP_LANGUAGE

    @property
    def corrects(self) -> bool:
        return self.choose == CHOOSE_CORRECTED_LANGUAGE


def choose_form(page: Page, offered: Sequence[str], readings: Sequence[Reading], t: Texts) -> Form:
    """Which language to write in next. Of a draft it can be said here which one its first text is in."""
    told: list[Part] = languages_told(page.written, page.present, readings, t)
    parts: list[Field | Show] = [Show(part) for part in told]
    parts.append(
        ChoiceField(
            "language",
            t("Language"),
            tuple(Option(one, _label(one, page, t)) for one in offered),
            required=False,
            placeholder=t("Add or change a text"),
            hint=t("Each team reads its own language; who has none reads the first text, and is told so."),
        )
    )
    if not page.corrects:
        every = sorted(languages.LANGUAGES, key=lambda one: languages.name(one).casefold())
        parts.append(
            ChoiceField(
                "written",
                t("The first text is in"),
                tuple(Option(one, languages.name(one)) for one in every),
                value=(page.written,),
            )
        )
    return Form(
        action=page.choose,
        title=t("Other languages"),
        parts=tuple(parts),
        submit=t("Go on"),
        object_id=page.object_id,
        locale=t.locale,
    )


def _label(language: str, page: Page, t: Texts) -> str:
    there = language in page.present
    return t("{language} · there already", language=languages.name(language)) if there else languages.name(language)


def text_form(page: Page, words: Words, first: Words, t: Texts, *, behind: bool = False) -> Form:
    """What an update says in one further language, under what it says in its first."""
    name = t.language(words.locale)
    said = directed((Paragraph(plain(first.title, bold=True)), *markdown.read(first.changed)), first.locale)
    above: list[Part] = [Body(said)]
    if first.tell_customers:
        above.append(Body(directed(markdown.read(first.tell_customers), first.locale), label=t("Tell customers")))
    if behind:
        text = t("This is the {language} of before the correction. Correct it too, or close this.", language=name)
        above.append(Context(plain(text)))
    note = TextField(
        "note",
        t("What changed in this correction"),
        words.note,
        required=False,
        maximum=LONGEST_NOTE,
        hint=t("In {language}. Empty: as in the first text.", language=name),
    )
    there = words.locale in page.present
    return Form(
        action=page.save,
        title=name,
        parts=(
            *(Show(part) for part in above),
            *((note,) if page.corrects else ()),
            fields.title(words.title, t),
            fields.changed(words.changed, t),
            fields.tell_customers(words.tell_customers, t),
            *((FormButton(t("Remove this language"), page.drop, Tone.DANGER),) if there else ()),
        ),
        submit=t("Keep this text"),
        object_id=page.object_id,
        state=words.locale,
        locale=t.locale,
    )
