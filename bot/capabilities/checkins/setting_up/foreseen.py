"""What will come of a check-in, in words: what happens, its questions, its dates, and what to know before."""

from collections.abc import Sequence
from datetime import timedelta

from bot.capabilities.checkins.answering.words import NUMBERS, SHORT, choices
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.protecting.grouping import NotHeld, Refusal
from bot.capabilities.checkins.questions import After, Question
from bot.capabilities.checkins.running.messages import left_out_lines
from bot.capabilities.checkins.running.newcomers import WEEKS, days_of
from bot.capabilities.checkins.setting_up.outlook import Outlook
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.setting_up.templates import ATTENDED
from bot.capabilities.checkins.setting_up.words import lasting
from bot.chat.message import Body, ListBlock, Paragraph, Part, Plain, plain
from bot.chat.texts import Texts
from bot.due.crowding import crowded_line
from bot.due.rhythms import Upcoming
from bot.due.tables import Whose
from bot.due.words import reasons, rule_in_words
from bot.setting_up.messages import some, teams_named


def what_happens(outlook: Outlook, t: Texts) -> list[str]:
    """What a check-in comes to, a sentence each."""
    checkin = outlook.seen.checkin
    found = [asked_line(outlook.seen, t), *newcomers_lines(outlook, t)]
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


def newcomers_lines(outlook: Outlook, t: Texts) -> list[str]:
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


def questions_parts(questions: Sequence[Question], t: Texts) -> list[Part]:
    """The questions as they are asked, each with what can be tapped and with its words in other languages."""
    parts: list[Part] = []
    for place, one in enumerate(questions, start=1):
        label = t("{n}. {question}", n=place, question=one.said(t.locale))
        lines = [_answers(one, t)]
        if one.alerts:
            lines.append(_marked(one, t))
        if one.after is not None:
            lines.append(_after(one.after, questions, t))
        lines += _in_other_languages(one, t)
        parts.append(Body(tuple(Paragraph(plain(line)) for line in lines), label))
    return parts


def _answers(question: Question, t: Texts) -> str:
    if question.ask is Ask.TEXT:
        return t("[ Write it ]")
    shown = [one.label if question.ask in NUMBERS else one.written for one in choices(question, t)]
    # What is one button is not broken over two lines.
    buttons = "  ".join(f"[ {one} ]".replace(" ", "\u00a0") if len(one) <= SHORT else f"[ {one} ]" for one in shown)
    return buttons if question.ask is not Ask.SEVERAL_OF else t("Several of: {choices}", choices=buttons)


def _in_other_languages(question: Question, t: Texts) -> list[str]:
    """The question as others read it, by language; first as it was written, where whoever looks reads another one."""
    shown = (question.said(t.locale), *question.choices_in(t.locale))
    written = {t("As written"): (question.text, *question.choices)}
    written |= {t.language(locale): words for locale, words in question.other_languages.items()}
    return [
        t("{language}: {question}", language=language, question=" | ".join(words))
        for language, words in written.items()
        if words != shown
    ]


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


def warnings(outlook: Outlook, t: Texts) -> list[str]:
    """What whoever sets it up must know before, a sentence each."""
    found = [why_not_held(outlook.not_held, t)] if outlook.not_held is not None else []
    found += filter(None, [crowded_line(outlook.crowded, t)])
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
    if refused.why is Refusal.TOO_FEW and refused.people is None:
        return t(
            "Answers are anonymous, so at least {least} people must be asked, and fewer can be. Ask more teams, or "
            "have it not be anonymous.",
            least=refused.threshold,
        )
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
