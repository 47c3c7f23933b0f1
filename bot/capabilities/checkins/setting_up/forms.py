"""The form in which a check-in is set up and changed, and the page that shows what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.setting_up.foreseen import (
    dates_part,
    questions_parts,
    teams_line,
    times_part,
    warnings,
    what_happens,
)
from bot.capabilities.checkins.setting_up.messages import CHANGE
from bot.capabilities.checkins.setting_up.notation import LONGEST
from bot.capabilities.checkins.setting_up.outlook import Outlook
from bot.capabilities.checkins.setting_up.rules import HIGHEST_THRESHOLD, OPEN_CHOICES, THRESHOLDS
from bot.capabilities.checkins.setting_up.templates import BY_HAND, NOW, called
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.words import lasting, modes
from bot.capabilities.checkins.store.tables import LONGEST_NAME
from bot.chat.form import (
    ChoiceField,
    Form,
    FormButton,
    Option,
    SearchField,
    Show,
    SwitchField,
    TextField,
)
from bot.chat.message import Alert, Context, Part, Tone, paragraph, plain
from bot.chat.texts import Texts
from bot.setting_up.forms import NOBODY, Begun, Looked, Parts, Whom, for_whom, look_before, opening, whole_form
from schedules.calendar import LONGEST_RULE, LONGEST_TIMES

SAVE = "checkins.save"
SET_UP = "checkins.set_up"
ANEW = "checkins.anew"
USUAL = "checkins.usual"
TEST = "checkins.test"

TEAMS = "checkins.teams"
OCCASIONS = "checkins.occasions"
"""The sources in which teams and occasions are searched."""


@dataclass(frozen=True)
class Choices:
    """What is chosen and offered in the form, with how it is called; `least` is the lowest threshold there is."""

    whom: Whom = NOBODY
    occasion: Sequence[Option] = ()
    likely_occasions: Sequence[Option] = ()
    least: int = THRESHOLDS[0]


def checkin_form(
    typed: Typed,
    choices: Choices,
    t: Texts,
    begun: Begun,
) -> Form:
    """The form, with all of its fields."""
    parts = opening(begun, ANEW, t)
    hint = t("Whoever is asked reads it above the question.")
    placeholder = t("Weekly pulse, After the launch")
    parts.append(TextField("name", t("Name"), typed.name, maximum=LONGEST_NAME, placeholder=placeholder, hint=hint))
    if not begun.changes:
        options = tuple(Option(name, words) for name, words in called(t).items())
        hint = t("Then press “Fill in the usual” below for its questions, times and who sees the answers.")
        parts += [
            ChoiceField("template", t("Begin from"), options, (typed.template,), hint=hint),
            FormButton(t("Fill in the usual"), USUAL),
        ]
    parts += [*_questions(typed, t), *_who(typed, choices, t), *_when(typed, t), *_answers(typed, choices, t)]
    title = t("Change the check-in") if begun.changes else t("Set up a check-in")
    return whole_form(SAVE, title, parts, begun, t)


def _questions(typed: Typed, t: Texts) -> Parts:
    hint = t(
        "One line each, 1 to 5 of them: a kind, a colon, the question. Kinds: smileys, 1-5, 0-10, yes/no, text; with "
        "choices: “one of: Which shift? | Early | Late” or “several of: …”."
    )
    more = t(
        "A follow-up begins with after which answers it comes: “if 1 is 1-2: text: What was missing?”. In another "
        "language, write the question once more in the line below it: “es: ¿Qué faltó?”."
    )
    low = t(
        "“smileys, alert 1-2: How was your week?” tells you of these answers at once, so that you can follow up; where "
        "nobody's name is seen they are pointed out with the results."
    )
    field = TextField(
        "questions",
        t("Questions"),
        typed.questions,
        lines=True,
        maximum=LONGEST,
        placeholder=t("smileys: How was your week?"),
        hint=hint,
    )
    return [field, Show(Context(plain(more))), Show(Context(plain(low)))]


def _who(typed: Typed, choices: Choices, t: Texts) -> Parts:
    hint = t("With an audience its teams are asked.")
    occasions = bool(choices.occasion or choices.likely_occasions)
    instead = ""
    if occasions and choices.whom.audiences:
        instead = t("Choose teams, an audience, or both; or say below what people were part of.")
    elif occasions:
        instead = t("Choose teams here, or say below what people were part of.")
    parts = for_whom(choices.whom, t, label=t("Teams that are asked"), source=TEAMS, hint=hint, instead=instead)
    if occasions:
        parts.append(
            SearchField(
                "occasion",
                t("Or whoever was part of"),
                OCCASIONS,
                tuple(choices.occasion),
                suggested=tuple(choices.likely_occasions),
                required=False,
                placeholder=t("Type the title of an update, or a sync"),
                hint=t("Whoever acknowledged an update, or was at a meeting of a sync. Choose no team then."),
            )
        )
    return parts


def _when(typed: Typed, t: Texts) -> Parts:
    hint = t(
        "“{now}”, a day like “24 November”, a rhythm like “every Friday” or “first Tuesday of the month”; “{by_hand}” "
        "for only when you press “Send now”.",
        now=NOW,
        by_hand=BY_HAND,
    )
    own = {int(typed.open_minutes)} if typed.open_minutes.isascii() and typed.open_minutes.isdigit() else set[int]()
    options = tuple(Option(str(one), lasting(one, t)) for one in sorted({*OPEN_CHOICES, *own}))
    return [
        TextField("when", t("When"), typed.when, maximum=LONGEST_RULE, hint=hint),
        TextField(
            "at",
            t("Time"),
            typed.at,
            maximum=LONGEST_TIMES,
            placeholder="10:00",
            hint=t("By each person's own clock, and within their working hours."),
        ),
        ChoiceField("open_minutes", t("Open for"), options, (typed.open_minutes,) if own else ()),
    ]


def _answers(typed: Typed, choices: Choices, t: Texts) -> Parts:
    number = typed.threshold if typed.threshold.isascii() and typed.threshold.isdigit() else ""
    own = {int(number)} if number and int(number) <= HIGHEST_THRESHOLD else set[int]()
    fewest = sorted({choices.least, *(one for one in (*THRESHOLDS, *own) if one >= choices.least)})
    return [
        ChoiceField(
            "mode",
            t("Who sees who said what"),
            tuple(Option(mode.value, words) for mode, words in modes(t).items()),
            (typed.mode,),
        ),
        ChoiceField(
            "threshold",
            t("Shown together"),
            tuple(Option(str(one), t.n("{n} person or more", "{n} people or more", one)) for one in fewest),
            (number,) if number and int(number) in fewest else (),
            hint=t("Of fewer people who answered, nothing is shown to anybody."),
        ),
        SwitchField("reminds", t("Remind once"), typed.reminds, hint=t("After half of the time, in their own hours.")),
    ]


def preview_form(outlook: Outlook, t: Texts, looked: Looked, *, now: bool) -> Form:
    """What comes of it before it holds: in words, as people are asked, and by every team's clock."""
    happens = what_happens(outlook, t)
    if now:
        happens[0] = t("Asked at once, or when people are next at work.")
    parts: list[Part] = []
    if who := teams_line(outlook, t):
        parts.append(paragraph(t("Asked: {teams}.", teams=who)))
    parts += questions_parts(outlook.questions, t)
    if outlook.dates:
        parts.append(dates_part(outlook, t, t("The next dates")))
    if (times := times_part(outlook, t)) is not None:
        parts.append(times)
    if looked.says:
        parts.append(Alert(plain(looked.says), Tone.GOOD))
    test = t("Send me another test") if looked.says else t("Send me a test")
    return look_before(
        outlook.seen.checkin.name,
        warnings(outlook, t),
        happens,
        parts,
        (FormButton(test, TEST), FormButton(t("Change"), CHANGE)),
        looked,
        t,
        set_up=SET_UP,
        start=t("Ask now") if now else t("Start"),
    )
