"""What is said about an action: to its owner, to their lead, and to whoever changes it."""

from collections.abc import Sequence
from datetime import date

from bot.capabilities.syncs.during.facts import Task
from bot.capabilities.syncs.during.standing import without_owner
from bot.capabilities.syncs.kinds import ActionState
from bot.capabilities.syncs.naming import name_of
from bot.chat.message import Actions, Alert, Body, Button, Context, Message, Paragraph, Part, Tone, plain, say
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

DONE = "syncs.done"
UNDO_DONE = "syncs.undo_done"
HAND_OVER = "syncs.hand_over"
MOVE_DAY = "syncs.move_action"
DROP = "syncs.drop"
MINE = "syncs.my_actions"
TEAM = "syncs.team_actions"

PAGE = 8
"""Actions of one message of the list: each has a row of buttons, and Slack shows 50 blocks."""


def letter(task: Task, title: str, viewpoint: Viewpoint, t: Texts, today: date, *, own: bool, present: bool) -> Message:
    """A direct message about an action as it stands now; without buttons once it ended or (not `present`) passed on."""
    task = task.seen_by(viewpoint)
    parts: list[Part] = [
        Body((Paragraph(plain(title, bold=True)), Paragraph(plain(task.what)))),
        Context(plain(_about(task, title, viewpoint, t, today, own=own))),
    ]
    if task.state is ActionState.OPEN and present:
        parts.append(Actions(buttons(task, t)))
    elif task.state is ActionState.OPEN and own:
        parts.append(Alert(plain(t("It is open again, and yours.")), Tone.MUTED))
    else:
        says = t("Done, by you.") if own and _done_by_owner(task) else ended_line(task, viewpoint, t)
        parts.append(Alert(plain(says), Tone.MUTED))
        if own and (again := _reopen(task, t)):
            parts.append(Actions(again))
    return Message(f"{title}: {task.what}"[:150], tuple(parts), t.locale)


def _done_by_owner(task: Task) -> bool:
    by, owner = task.ended_by, task.owner
    return task.state is ActionState.DONE and by is not None and owner is not None and by.person_id == owner.person_id


def buttons(task: Task, t: Texts, *, listed: str = "") -> tuple[Button, ...]:
    """What can be done with an open action; `listed` says in which list it stands, if it does."""
    key = f"{task.public_id}{listed}"
    return (
        Button(t("Done"), DONE, key, Tone.PRIMARY),
        Button(t("Hand over"), HAND_OVER, task.public_id, opens_form=True),
        Button(t("Change the day"), MOVE_DAY, task.public_id, opens_form=True),
        Button(t("Drop"), DROP, task.public_id, opens_form=True),
    )


def _about(task: Task, title: str, viewpoint: Viewpoint, t: Texts, today: date, *, own: bool) -> str:
    pieces = [task.sync]
    if task.due_on is not None:
        day = t.near_day(task.due_on)
        pieces.append(t("late, was due {day}", day=day) if task.late(today) else t("until {day}", day=day))
    if not own:
        pieces.append(name_of(task.owner, viewpoint) or without_owner(task, t))
    author = name_of(task.author, viewpoint)
    by_another = task.author is not None and (task.owner is None or task.author.person_id != task.owner.person_id)
    if author and by_another and not title.startswith(author):
        pieces.append(t("written down by {name}", name=author))
    return " · ".join(pieces)


def ended_line(task: Task, viewpoint: Viewpoint, t: Texts) -> str:
    """What became of it; for one that is open, whose it is now."""
    by = name_of(task.ended_by, viewpoint)
    match task.state:
        case ActionState.DONE:
            return t("Done, says {name}.", name=by) if by else t("Done.")
        case ActionState.DROPPED if not task.ended_because:
            return t("Taken back by whoever wrote it down.")
        case ActionState.DROPPED:
            why = task.seen_by(viewpoint).ended_because
            return t("Dropped by {name}: {why}", name=by, why=why) if by else t("Dropped: {why}", why=why)
        case _:
            owner = name_of(task.owner, viewpoint)
            return t("{name} does it now.", name=owner) if owner else t("Somebody else does it now.")


def yours(author: str, t: Texts, *, falls_to_lead: bool = False, handed: bool = False) -> str:
    """The title of what a new owner is told."""
    if falls_to_lead:
        return t("This action fell to you, since its owner is not here any more")
    if handed:
        return t("An action was handed over to you")
    return t("{name} has an action for you", name=author) if author else t("You have a new action")


def soon(owner: str, t: Texts, *, own: bool) -> str:
    """The title a day before; `owner` is empty where they may not be named, or it was handed over."""
    if own:
        return t("Your action is due soon")
    return t("{name} is away, and an action is due soon", name=owner) if owner else t("An action is due soon")


def late(owner: str, t: Texts, *, own: bool) -> str:
    """The title once it is late; see `soon`."""
    if own:
        return t("Your action is late")
    return t("{name} is away, and an action is late", name=owner) if owner else t("An action is late")


def moved(owner: str, t: Texts, *, own: bool) -> str:
    """The title once it has another day; see `soon`."""
    if own:
        return t("Your action has another day now")
    return t("An action of {name}'s has another day now", name=owner) if owner else t("An action has another day now")


def changed(t: Texts) -> str:
    """The title of what an owner is told when somebody else ended it, or handed it over."""
    return t("Your action was changed")


# --- to whoever changes it --------------------------------------------------------------------------------------------


def done(task: Task, t: Texts) -> Message:
    return say(
        t("Done: {what}", what=task.what), Button(t("It is not done"), UNDO_DONE, task.public_id), locale=t.locale
    )


def open_again(task: Task, t: Texts) -> Message:
    return say(t("Open again: {what}", what=task.what), *buttons(task, t), locale=t.locale)


def handed_over(name: str, t: Texts) -> Message:
    return say(t("Handed over to {name}. They are told.", name=name), locale=t.locale)


def taken_over(t: Texts) -> Message:
    """Somebody handed an action over to themselves."""
    return say(t("It is yours now."), locale=t.locale)


def day_changed(day: str, t: Texts, *, told: bool) -> Message:
    """It has another day; `told`: its owner reads of it."""
    text = t("It is until {day} now. Its owner is told.", day=day) if told else t("It is until {day} now.", day=day)
    return say(text, locale=t.locale)


def dropped(public_id: str, t: Texts) -> Message:
    text = t("Dropped. It comes back on no agenda.")
    return say(text, Button(t("Reopen"), UNDO_DONE, public_id), locale=t.locale)


def not_open(task: Task, viewpoint: Viewpoint, t: Texts) -> Message:
    """Somebody was first."""
    text = t("Nothing was changed. {state}", state=ended_line(task, viewpoint, t))
    return say(text, *_reopen(task, t), locale=t.locale)


def _reopen(task: Task, t: Texts) -> tuple[Button, ...]:
    """What was ended by mistake, for whoever may end it; not what its writer took back."""
    ended = task.state is ActionState.DONE or (task.state is ActionState.DROPPED and bool(task.ended_because))
    return (Button(t("Reopen"), UNDO_DONE, task.public_id),) if ended else ()


def not_yours(t: Texts) -> Message:
    text = t("Only its owner, their lead, the facilitator and managers can change this action. Ask one of them.")
    return say(text, locale=t.locale)


# --- the list ---------------------------------------------------------------------------------------------------------


def listing(
    tasks: Sequence[Task], viewpoint: Viewpoint, t: Texts, today: date, *, team: bool, leads: bool, first: int = 0
) -> Message:
    """One's own actions, or those of one's team, late ones first; from `first` on."""
    head = title(tasks, t, today, team=team)
    parts: list[Part] = [Body((Paragraph(plain(head, bold=True)),))]
    if not tasks:
        parts.append(Context(plain(t("They are made on the agendas of syncs, with “Add action”."))))
    shown = tasks[first : first + PAGE]
    for one in shown:
        parts.append(Body((Paragraph(plain(one.seen_by(viewpoint).what)),)))
        parts.append(Context(plain(_about(one, "", viewpoint, t, today, own=not team))))
        parts.append(Actions(buttons(one, t, listed=".t" if team else ".m")))
    further: list[Button] = []
    if first + PAGE < len(tasks):
        more = len(tasks) - first - PAGE
        further.append(Button(t.n("{n} more", "{n} more", more), TEAM if team else MINE, str(first + PAGE)))
    if leads:
        further.append(Button(t("My own actions"), MINE) if team else Button(t("My team's actions"), TEAM))
    if further:
        parts.append(Actions(tuple(further)))
    return Message(head, tuple(parts), t.locale)


def title(tasks: Sequence[Task], t: Texts, today: date, *, team: bool) -> str:
    late_ones = sum(one.late(today) for one in tasks)
    if not tasks:
        return t("Nobody of your team has an open action") if team else t("You have no open action")
    if team:
        text = t.n("{n} open action of your team", "{n} open actions of your team", len(tasks))
    else:
        text = t.n("{n} open action of yours", "{n} open actions of yours", len(tasks))
    return f"{text} · {t.n('{n} late', '{n} late', late_ones)}" if late_ones else text
