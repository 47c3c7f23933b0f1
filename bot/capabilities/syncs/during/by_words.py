"""What buttons do, as words: for whom no button works, or who is elsewhere; with a name where several are meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.collecting import answering, handing
from bot.capabilities.syncs.collecting.facts import Phase, phase_of
from bot.capabilities.syncs.collecting.messages import NOTHING
from bot.capabilities.syncs.collecting.runner_messages import FACILITATE
from bot.capabilities.syncs.during import closing, coming, ending, taking, words_messages
from bot.capabilities.syncs.during.action_messages import UNDO_DONE
from bot.capabilities.syncs.during.buttons import COMING, GIVE_BACK, NOT_COMING, REOPEN, TAKE, WRITTEN_AFTER
from bot.capabilities.syncs.during.choosing import syncs_with
from bot.capabilities.syncs.during.facts import task_of
from bot.capabilities.syncs.during.rights import Joined, joined, may_free
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.during.words_messages import Choice
from bot.capabilities.syncs.kinds import EVENTS, MeetingState, Template
from bot.capabilities.syncs.store import actions, outcomes
from bot.capabilities.syncs.store.attending import unanswered
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Context, Handler
from bot.chat.inbound import Answer, Command, Press

RECORDED_WITHIN = timedelta(days=14)
"""How long after an event words ask for its recording; its invitation has the button for longer."""


@dataclass(frozen=True)
class _Word:
    """A button as a word: what it presses, and what is said where there is nothing to press it on."""

    presses: Handler[Press]
    action: str
    none: Callable[[Context], str]


async def nothing(context: Context, inbound: Command) -> Answer:
    """`sync nothing`: nothing for the agenda that somebody is asked for."""
    asked = await unanswered(context.session, context.actor, context.now)
    choices = [_choice(sync, meeting) for sync, meeting in asked if phase_of(sync, meeting) is Phase.ASKED]
    return await _one_of(context, inbound, choices, _Word(answering.nothing, NOTHING, words_messages.not_asked))


async def take(context: Context, inbound: Command) -> Answer:
    """`sync take`: a shift handover that is on."""
    choices = [
        _choice(sync, meeting)
        for sync, meeting in await _meetings(context)
        if sync.template is Template.HANDOVER and meeting.state is MeetingState.OPEN
    ]
    return await _one_of(context, inbound, choices, _Word(taking.take, TAKE, words_messages.no_handover))


async def give_back(context: Context, inbound: Command) -> Answer:
    """`sync give back`: a shift handover that somebody took."""
    me = context.actor.person_id
    choices = [
        _choice(sync, meeting)
        for sync, meeting in await _meetings(context)
        if meeting.taken_by_id == me and meeting.state is MeetingState.OPEN
    ]
    if not choices:
        choices = await _to_free(context)
    return await _one_of(context, inbound, choices, _Word(taking.give_back, GIVE_BACK, words_messages.nothing_taken))


async def _to_free(context: Context) -> list[Choice]:
    """The handovers that others have taken, and that whoever asks may free."""
    found = []
    for sync, meeting in await _meetings(context):
        if meeting.taken_at is not None and meeting.state is MeetingState.OPEN:
            one = await joined(context, meeting.public_id)
            found += [_choice(sync, meeting)] if isinstance(one, Joined) and await may_free(context, one) else []
    return found


async def facilitate(context: Context, inbound: Command) -> Answer:
    """`sync facilitate`: the meeting that is being prepared, or is on; who does already is said first."""
    prepared = await outcomes.prepared_meetings(context.session, [one.id for one in await syncs_with(context)])
    choices = [_choice(sync, meeting) for sync, meeting in prepared if SHAPES[sync.template].facilitated]
    return await _one_of(
        context, inbound, choices, _Word(handing.volunteer, FACILITATE, words_messages.nothing_prepared)
    )


async def come(context: Context, inbound: Command) -> Answer:
    """`sync coming`: to an event to which people are invited."""
    choices = [
        _choice(sync, meeting)
        for sync, meeting in await _meetings(context)
        if sync.template in EVENTS and meeting.state is MeetingState.OPEN
    ]
    return await _one_of(context, inbound, choices, _Word(coming.come, COMING, words_messages.no_invitation))


async def recording(context: Context, inbound: Command) -> Answer:
    """`sync recording`: of an event to which somebody cannot come, or did not."""
    choices = [
        _choice(sync, meeting) for sync, meeting in await _meetings(context, RECORDED_WITHIN) if sync.template in EVENTS
    ]
    return await _one_of(context, inbound, choices, _Word(coming.stay_away, NOT_COMING, words_messages.no_invitation))


async def reopen(context: Context, inbound: Command) -> Answer:
    """`sync reopen`: a meeting or an action that was ended by mistake in the last day."""
    meetings = []
    for sync, meeting in await _meetings(context):
        if sync.template not in EVENTS and meeting.state is MeetingState.CLOSED:
            found = await joined(context, meeting.public_id)
            meetings += [_choice(sync, meeting)] if isinstance(found, Joined) and found.directs else []
    since = context.now - WRITTEN_AFTER
    ended = await actions.ended_by(context.session, context.actor.person_id, since)
    by_word = {
        REOPEN: _Word(closing.reopen, REOPEN, words_messages.nothing_to_reopen),
        UNDO_DONE: _Word(ending.undo, UNDO_DONE, words_messages.nothing_to_reopen),
    }
    own = {context.actor.side_id}
    tasks = []
    for one in ended:
        viewpoint = (await wall_of(context.session, await context.session.get_one(Sync, one.sync_id))).viewpoint(own)
        seen = (await task_of(context.session, one)).seen_by(viewpoint)
        tasks.append(Choice(seen.what, one.public_id, UNDO_DONE))
    both = [*(Choice(one.name, one.key, REOPEN) for one in meetings), *tasks]
    fitting = _called(both, inbound.text)
    word = by_word[fitting[0].action] if len(fitting) == 1 else by_word[REOPEN]
    return await _one_of(context, inbound, both, word)


async def _meetings(context: Context, within: timedelta = WRITTEN_AFTER) -> Sequence[tuple[Sync, Meeting]]:
    """The latest meeting of each of somebody's syncs that is out, or was closed within a while, soonest first."""
    syncs = {one.id: one for one in await syncs_with(context)}
    found = await outcomes.open_meetings(context.session, list(syncs), context.now - within)
    latest = sorted(found.values(), key=lambda one: (one.starts_at, one.id))
    return [(syncs[one.sync_id], one) for one in latest]


def _choice(sync: Sync, meeting: Meeting) -> Choice:
    return Choice(sync.name, meeting.public_id)


def _called(choices: Sequence[Choice], words: str) -> Sequence[Choice]:
    """Those whose name is this, else those that have it in their name; all of them without words."""
    wanted = " ".join(words.split()).casefold()
    fitting = [one for one in choices if wanted in one.name.casefold()]
    return [one for one in fitting if one.name.casefold() == wanted] or fitting


async def _one_of(context: Context, inbound: Command, choices: Sequence[Choice], word: _Word) -> Answer:
    """Presses it where one is meant; otherwise says what there is."""
    fitting = _called(choices, inbound.text)
    if len(fitting) == 1:
        answer = await word.presses(context, Press(inbound.origin, word.action, fitting[0].key))
        return Answer(message=answer.message or answer.redraw, form=answer.form)
    if not choices:
        return Answer(message=words_messages.none(word.none(context), context.t))
    return Answer(message=words_messages.which(fitting or choices, word.action, context.t, known=bool(fitting)))
