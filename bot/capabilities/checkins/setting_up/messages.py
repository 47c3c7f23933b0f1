"""What is said of a check-in as it is set up: what will happen, whom it reaches, and what to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.answering.words import NUMBERS, SHORT, choices
from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.protecting.grouping import NotHeld, Refusal
from bot.capabilities.checkins.questions import After, Question
from bot.capabilities.checkins.running.messages import left_out_lines
from bot.capabilities.checkins.running.newcomers import WEEKS, days_of
from bot.capabilities.checkins.setting_up.outlook import Outlook
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.setting_up.templates import ATTENDED
from bot.capabilities.checkins.setting_up.words import lasting, short_modes
from bot.capabilities.checkins.store.tables import Run
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Confirm,
    Context,
    Headline,
    ListBlock,
    Message,
    MomentStyle,
    Paragraph,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts
from bot.due.rhythms import Upcoming
from bot.due.tables import Whose
from bot.due.words import reasons, rule_in_words
from bot.setting_up.messages import RHYTHM, list_of, some, teams_named

NEW = "checkins.new"
LIST = "checkins.list"
LOOK = "checkins.look"
CHANGE = "checkins.edit"
SKIP = "checkins.skip"
SEND = "checkins.send_now"
WITHDRAW = "checkins.withdraw"
END = "checkins.end"

RESULTS = "checkins.results"
"""Shows the results of a run."""


# --- what will happen -------------------------------------------------------------------------------------------------


def what_happens(outlook: Outlook, t: Texts) -> list[str]:
    """What a check-in comes to, a sentence each."""
    checkin = outlook.seen.checkin
    found = [asked_line(outlook.seen, t), *_newcomers_lines(outlook, t)]
    found += [_people_line(outlook, t)] if outlook.direct or checkin.template not in WEEKS else []
    found += [_channels_line(outlook, t)] if outlook.by_button else []
    found.append(t("It can be answered, and answers changed, for {time}.", time=lasting(checkin.open_minutes, t)))
    if checkin.reminds and checkin.mode is Mode.ANONYMOUS:
        found.append(t("Everybody is reminded once, since nobody can see who has answered."))
    elif checkin.reminds:
        found.append(t("Whoever has not answered is reminded once."))
    found.append(mode_line(checkin.mode, checkin.threshold, t))
    if any(one.alerts for one in outlook.questions) and checkin.mode is Mode.ANONYMOUS:
        found.append(t("Low answers are pointed out with the results: told at once, they would tell who gave them."))
    elif any(one.alerts for one in outlook.questions):
        found.append(t("Low answers are told at once to whoever looks after it, and with names to the person's lead."))
    return found


def asked_line(seen: Seen, t: Texts) -> str:
    """When people are asked."""
    if seen.rhythm is None and seen.checkin.occasion == ATTENDED:
        return t("Asked each time a meeting is closed, of whoever was there.")
    if seen.rhythm is None:
        return t("Nobody is asked before somebody presses “Send now”.")
    return t("Asked {rule}.", rule=rule_in_words(seen.rhythm, t, Whose.PERSON))


def _newcomers_lines(outlook: Outlook, t: Texts) -> list[str]:
    """Of onboarding: who of all these is asked."""
    week = WEEKS.get(outlook.seen.checkin.template)
    if week is None:
        return []
    least, most = days_of(week)
    found = [
        t(
            "Only people whom Instep met {least} to {most} days before are asked; not those who were there when their "
            "team was linked.",
            least=least,
            most=most,
        )
    ]
    return found if outlook.people else [*found, t("Nobody is in that week the next time, as far as is known now.")]


def _people_line(outlook: Outlook, t: Texts) -> str:
    return t.n(
        "{n} person gets a message of their own, with buttons that answer it.",
        "{n} people get a message of their own, with buttons that answer it.",
        outlook.direct,
    )


def _channels_line(outlook: Outlook, t: Texts) -> str:
    people = sum(one.people for one in outlook.by_button)
    names = t.names(some([one.channel for one in outlook.by_button], t))
    return t.n(
        "{n} person cannot be messaged directly, and answers by a button in {channels}.",
        "{n} people cannot be messaged directly, and answer by a button in {channels}.",
        people,
        channels=names,
    )


def mode_line(mode: Mode, threshold: int, t: Texts) -> str:
    """Who sees what."""
    match mode:
        case Mode.ANONYMOUS:
            says = "Anonymous: nobody can see who said what. Anything is shown only of {n} people together or more."
        case Mode.CONFIDENTIAL:
            says = (
                "Confidential: you and the managers of each side see names, leads do not. Others see figures of {n} "
                "people together or more."
            )
        case Mode.NAMED:
            says = (
                "With names: you and the managers of each side see them, and leads those of their own team. Others see "
                "figures of {n} people together or more."
            )
    return t(says, n=threshold)


def teams_line(outlook: Outlook, t: Texts) -> str:
    """Who is asked."""
    if outlook.seen.occasion is not None:
        return outlook.seen.occasion.title
    return teams_named(outlook.teams, outlook.others, t)


# --- questions --------------------------------------------------------------------------------------------------------


def questions_parts(questions: Sequence[Question], t: Texts) -> list[Part]:
    """The questions as they are asked, each with what can be tapped."""
    parts: list[Part] = []
    for place, one in enumerate(questions, start=1):
        label = t("{n}. {question}", n=place, question=one.said(t.locale))
        lines = [_answers(one, t)]
        if one.alerts:
            lines.append(_marked(one, t))
        if one.after is not None:
            lines.append(_after(one.after, questions, t))
        parts.append(Body(tuple(Paragraph(plain(line)) for line in lines), label))
    return parts


def _answers(question: Question, t: Texts) -> str:
    if question.ask is Ask.TEXT:
        return t("[ Write it ]")
    shown = [one.label if question.ask in NUMBERS else one.written for one in choices(question, t)]
    # What is one button is not broken over two lines.
    buttons = "  ".join(f"[ {one} ]".replace(" ", "\u00a0") if len(one) <= SHORT else f"[ {one} ]" for one in shown)
    return buttons if question.ask is not Ask.SEVERAL_OF else t("Several of: {choices}", choices=buttons)


def _marked(question: Question, t: Texts) -> str:
    answers = t.names([one.written for one in choices(question, t) if one.value in question.alerts])
    return t("Marked as low: {answers}.", answers=answers)


def _after(after: After, questions: Sequence[Question], t: Texts) -> str:
    earlier = questions[after.place - 1]
    words = {one.value: one.written for one in choices(earlier, t)}
    answers = [words[value] for value in after.values if value in words]
    if len(answers) == 1:
        return t("Asked only after this answer to question {n}: {answer}", n=after.place, answer=answers[0])
    return t("Asked only after one of these to question {n}: {answers}", n=after.place, answers=", ".join(answers))


# --- when -------------------------------------------------------------------------------------------------------------


def dates_part(outlook: Outlook, t: Texts, label: str) -> Part:
    """The next dates, and until when each is open."""
    lines = [_date_line(one, outlook.closes_after, t) for one in outlook.dates]
    return Body((ListBlock(tuple(lines)),), label)


def _date_line(one: Upcoming, open_for: timedelta, t: Texts) -> tuple[Plain, ...]:
    why = reasons(one, t)
    after = f" · {'; '.join(why)}" if why else ""
    if one.instant is None:
        return (Plain(t.weekday(one.original_date), strike=True), *_plain(after or f" · {t('left out')}"))
    zone = one.party.zone
    until = t("open until {time}", time=t.moment(one.instant + open_for, zone))
    return (Plain(t.moment(one.instant, zone), bold=True), *_plain(f" · {until}{after}"))


def _plain(text: str) -> tuple[Plain, ...]:
    return (Plain(text),)


def times_part(outlook: Outlook, t: Texts) -> Part | None:
    """At which times people of each team are asked, by their own clocks; None where nobody is."""
    lines = []
    for one in outlook.times:
        times = "; ".join(some([t.moment(at, zone) for at, zone in one.times], t))
        lines.append(plain(t("{team}: {times} there", team=one.team, times=times)))
    return Body((ListBlock(tuple(lines)),), t("The first time, by each team's own clock")) if lines else None


# --- what to know -----------------------------------------------------------------------------------------------------


def warnings(outlook: Outlook, t: Texts) -> list[str]:
    """What whoever sets it up must know before, a sentence each."""
    found = [why_not_held(outlook.not_held, t)] if outlook.not_held is not None else []
    found += left_out_lines(outlook.left_out, t)
    found += [t("{side} is paused, so its teams are left out until it goes on.", side=one) for one in outlook.paused]
    if outlook.rested:
        found.append(
            t.n(
                "{n} person rests this time and is not asked, so that nobody's answer can be worked out from earlier "
                "results.",
                "{n} people rest this time and are not asked, so that nobody's answer can be worked out from earlier "
                "results.",
                outlook.rested,
            )
        )
    if outlook.silenced:
        found.append(
            t.n(
                "{n} person has stopped it for themselves, and is not asked.",
                "{n} people have stopped it for themselves, and are not asked.",
                outlook.silenced,
            )
        )
    return found


def why_not_held(refused: NotHeld, t: Texts) -> str:
    """Why an anonymous check-in cannot be asked of these people."""
    if refused.why is Refusal.TOO_FEW:
        return t(
            "Answers are anonymous, so at least {least} people must be asked, and only {n} can be. Ask more teams, or "
            "have it not be anonymous.",
            least=refused.threshold,
            n=refused.people,
        )
    return t(
        "Answers are anonymous, and so few people have come or gone since these questions were last asked that their "
        "answers could be worked out. Ask more teams, or wait until more people have joined."
    )


# --- looking ----------------------------------------------------------------------------------------------------------


def shown(outlook: Outlook, t: Texts, zone: str, says: str = "", unfinished: Run | None = None) -> Message:
    """One check-in with what is next and what can be done; `unfinished` can be taken back, `says` was just done."""
    checkin = outlook.seen.checkin
    parts: list[Part] = [Headline(checkin.name)]
    if says:
        parts.append(paragraph(says))
    if unfinished is not None:
        parts.append(paragraph(_under_way(unfinished, t, zone)))
    if unfinished is None or outlook.seen.rhythm is not None:
        parts.append(paragraph(asked_line(outlook.seen, t)))
    if line := teams_line(outlook, t):
        parts.append(paragraph(t("Asked: {teams}.", teams=line)))
    parts += questions_parts(outlook.questions, t)
    if outlook.dates:
        parts.append(dates_part(outlook, t, t("Next dates")))
    parts.append(Context(plain(mode_line(checkin.mode, checkin.threshold, t))))
    if outlook.seen.may_change:
        parts += [Alert(plain(line), Tone.PLAIN) for line in warnings(outlook, t)]
    if buttons := _buttons(outlook, t, zone, unfinished):
        parts.append(Actions(buttons))
    return Message(says or checkin.name, tuple(parts), t.locale)


def _under_way(run: Run, t: Texts, zone: str) -> str:
    """That people are being asked, or are about to be, and for how long they can answer."""
    begin, end = t.moment(run.at, zone), t.moment(run.closes_at, zone)
    return t("People are asked from {begin} on, in their own hours, and can answer until {end}.", begin=begin, end=end)


def _buttons(outlook: Outlook, t: Texts, zone: str, unfinished: Run | None) -> tuple[Button, ...]:
    seen, checkin = outlook.seen, outlook.seen.checkin
    found = [Button(t("Results"), RESULTS, seen.latest.public_id)] if seen.latest is not None else []
    if not seen.may_change:
        return tuple(found)
    found.append(Button(t("Change"), CHANGE, checkin.public_id, opens_form=True))
    if seen.rhythm is not None:
        found += _skip(outlook, t, zone)
        found.append(Button(t("Move or pause"), RHYTHM, seen.rhythm.public_id))
    found.append(Button(t("Send now"), SEND, checkin.public_id, confirm=_confirm_sending(outlook, t)))
    if unfinished is not None:
        found.append(_withdraw(checkin.name, unfinished, t))
    return (*found, Button(t("End"), END, checkin.public_id, Tone.DANGER, confirm=_confirm_end(outlook, t)))


def _skip(outlook: Outlook, t: Texts, zone: str) -> list[Button]:
    """Leaves the next one out; its date is in the button, so that pressing it twice leaves one out."""
    coming = [one for one in outlook.dates if one.instant is not None]
    if not coming:
        return []
    first = coming[0]
    assert first.instant is not None
    then = t("Nothing else is to come.")
    if len(coming) > 1 and coming[1].instant is not None:
        then = t("The one after it is {moment}.", moment=t.moment(coming[1].instant, zone))
    title = t("Skip {moment}?", moment=t.moment(first.instant, zone, MomentStyle.DATE))
    confirm = Confirm(title, then, t("Skip it"), t("Keep it"))
    day = first.original_date.isoformat()
    return [Button(t("Skip next"), SKIP, f"{outlook.seen.checkin.public_id}.{day}", confirm=confirm)]


def _confirm_sending(outlook: Outlook, t: Texts) -> Confirm:
    text = t.n(
        "{n} person is asked at once, or when they are next at work.",
        "{n} people are asked at once, or when they are next at work.",
        outlook.people,
    )
    if outlook.seen.rhythm is not None:
        text = f"{text} {t('Its own dates stay as they are.')}"
    return Confirm(t("Ask “{name}” now?", name=outlook.seen.checkin.name), text, t("Send now"), t("Not now"))


def _withdraw(name: str, run: Run, t: Texts) -> Button:
    text = t("Nobody else is asked, and what was answered is deleted and shown to nobody.")
    title = t("Withdraw “{name}” of {day}?", name=name, day=t.weekday(run.original_date))
    confirm = Confirm(title, text, t("Withdraw it"), t("Keep it"))
    return Button(t("Withdraw"), WITHDRAW, run.public_id, Tone.DANGER, confirm=confirm)


def _confirm_end(outlook: Outlook, t: Texts) -> Confirm:
    text = t("Nobody is asked any more. What is open can be answered until it closes, and results stay.")
    return Confirm(t("End “{name}”?", name=outlook.seen.checkin.name), text, t("End it"), t("Keep it"))


@dataclass(frozen=True)
class Listed:
    """A check-in in the list of whoever looks, and when the next one is."""

    seen: Seen
    first: datetime | None


def listed(found: Sequence[Listed], t: Texts, zone: str, typed: str, *, may_begin: bool, more: int = 0) -> Message:
    """The check-ins that somebody sees, their own first; `typed` finds `more` by name."""
    begin = Button(t("Set up a check-in"), NEW, tone=Tone.PRIMARY, opens_form=True)
    return list_of(
        [list_item(one, t, zone) for one in found],
        begin if may_begin else None,
        t,
        title=t("Check-ins"),
        says=t.n("{n} check-in.", "{n} check-ins.", len(found) + more),
        none=t("No check-ins yet."),
        without=t("Ask your teams how it goes: it takes one form.")
        if may_begin
        else t("Leads and managers set them up. What you are asked comes to you by itself."),
        more=more,
        typed=typed,
    )


def list_item(one: Listed, t: Texts, zone: str) -> list[Part]:
    """A line of the list."""
    seen = one.seen
    when = rule_in_words(seen.rhythm, t, Whose.PERSON) if seen.rhythm is not None else t("asked by hand")
    line = (Plain(seen.checkin.name, bold=True), *plain(f" · {when} · {short_modes(t)[seen.checkin.mode]}"))
    first = t("Next {moment}", moment=t.moment(one.first, zone)) if one.first else t("Nothing is to come by itself.")
    if seen.latest is not None and seen.latest.state is RunState.OPEN:
        first = t("Open until {moment}", moment=t.moment(seen.latest.closes_at, zone))
    buttons = [Button(t("Look at it"), LOOK, seen.checkin.public_id)]
    if seen.latest is not None:
        buttons.append(Button(t("Results"), RESULTS, seen.latest.public_id))
    return [Body((Paragraph(line),)), Context(plain(first)), Actions(tuple(buttons))]


def ended(seen: Seen, t: Texts) -> str:
    """That it has ended."""
    return t("“{name}” has ended. Nobody is asked any more, and results stay.", name=seen.checkin.name)
