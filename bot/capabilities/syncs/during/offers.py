"""What can be done during meetings and after them."""

from bot.capabilities.syncs.during import (
    action_letters,
    adding,
    attending,
    by_words,
    closing,
    coming,
    ending,
    falling,
    freeing,
    listing,
    settings,
    spared,
    summarising,
    taking,
    writing,
)
from bot.capabilities.syncs.during.action_messages import DONE, DROP, HAND_OVER, MINE, MOVE_DAY, TEAM, UNDO_DONE
from bot.capabilities.syncs.during.buttons import (
    ADD_ACTION,
    ADD_RECORDING,
    CLOSE,
    COMING,
    COMING_FIRST,
    COMING_SECOND,
    DECIDE,
    FREE,
    GIVE_BACK,
    HERE,
    NOT_COMING,
    NOTE,
    REOPEN,
    TAKE,
)
from bot.capabilities.syncs.during.choosing import find
from bot.capabilities.syncs.during.examples import examples
from bot.capabilities.syncs.during.forms import (
    CLOSE_NOW,
    END_ACTION,
    HAND_ON,
    KEEP_ACTION,
    KEEP_DAY,
    KEEP_DECISION,
    KEEP_NOTE,
    KEEP_RECORDING,
    PEOPLE,
)
from bot.capabilities.syncs.during.messages import UNDO_ACTION, UNDO_WRITTEN
from bot.capabilities.syncs.during.summary import MINUTES
from bot.capabilities.syncs.planning import END, MEET
from bot.capabilities.syncs.store import keeping
from bot.capabilities.syncs.subjects import ACTION
from bot.capability import (
    NEVER_TOO_LATE,
    Capability,
    CommandOffer,
    JobOffer,
    MenuItem,
    PressOffer,
    SearchOffer,
    SubmitOffer,
)

COMMANDS = (
    CommandOffer(
        "sync actions",
        listing.mine,
        usage="sync actions",
        help="See what you are to do, from all syncs",
        reads=True,
    ),
    CommandOffer(
        "sync here",
        attending.here_by_words,
        usage="sync here",
        help="Say that you are there, in the sync that is on",
    ),
    CommandOffer(
        "sync action",
        adding.begin,
        usage="sync action @name what [by when]",
        help="Write down who does what until when, in the sync that is on; me is yourself",
    ),
    CommandOffer(
        "sync decision",
        writing.decide,
        usage="sync decision [what]",
        help="Write down what was decided, in the sync that is on",
    ),
    CommandOffer(
        "sync note",
        writing.note,
        usage="sync note [text]",
        help="Write down what to remember, in the sync that is on",
    ),
    CommandOffer(
        "sync nothing",
        by_words.nothing,
        usage="sync nothing [name of the sync]",
        help="Say that you have nothing for the agenda that you are asked for",
    ),
    CommandOffer(
        "sync facilitate",
        by_words.facilitate,
        usage="sync facilitate [name of the sync]",
        help="Facilitate the next meeting",
    ),
    CommandOffer(
        "sync take",
        by_words.take,
        usage="sync take [name of the handover]",
        help="Take the shift handover that is on",
    ),
    CommandOffer(
        "sync give back",
        by_words.give_back,
        usage="sync give back [name of the handover]",
        help="Give back the shift handover that you took",
    ),
    CommandOffer(
        "sync coming",
        by_words.come,
        usage="sync coming [name of the event]",
        help="Say that you come to a demo, training or celebration",
    ),
    CommandOffer(
        "sync recording",
        by_words.recording,
        usage="sync recording [name of the event]",
        help="Say that you cannot come, and get the recording",
    ),
    CommandOffer(
        "sync reopen",
        by_words.reopen,
        usage="sync reopen [name]",
        help="Open a sync or an action again that was closed by mistake",
    ),
)


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "syncs",
        commands=COMMANDS,
        presses={
            HERE: PressOffer(attending.here),
            ADD_ACTION: PressOffer(adding.begin, reads=True),
            DECIDE: PressOffer(writing.decide, reads=True),
            NOTE: PressOffer(writing.note, reads=True),
            CLOSE: PressOffer(closing.ask, reads=True),
            REOPEN: PressOffer(closing.reopen),
            UNDO_ACTION: PressOffer(adding.take_back),
            UNDO_WRITTEN: PressOffer(writing.take_back),
            TAKE: PressOffer(taking.take),
            GIVE_BACK: PressOffer(taking.give_back),
            FREE: PressOffer(freeing.free),
            COMING: PressOffer(coming.come),
            COMING_FIRST: PressOffer(coming.come_first),
            COMING_SECOND: PressOffer(coming.come_second),
            NOT_COMING: PressOffer(coming.stay_away),
            ADD_RECORDING: PressOffer(coming.ask, reads=True),
            DONE: PressOffer(ending.done),
            UNDO_DONE: PressOffer(ending.undo),
            HAND_OVER: PressOffer(ending.ask_whom, reads=True),
            MOVE_DAY: PressOffer(ending.ask_day, reads=True),
            DROP: PressOffer(ending.ask_why, reads=True),
            MINE: PressOffer(listing.mine, reads=True),
            TEAM: PressOffer(listing.of_team, reads=True),
            MINUTES: PressOffer(summarising.read, reads=True),
        },
        submits={
            KEEP_ACTION: SubmitOffer(adding.keep),
            KEEP_DECISION: SubmitOffer(writing.keep_decision),
            KEEP_NOTE: SubmitOffer(writing.keep_note),
            CLOSE_NOW: SubmitOffer(closing.close),
            HAND_ON: SubmitOffer(ending.hand_over),
            KEEP_DAY: SubmitOffer(ending.keep_day),
            END_ACTION: SubmitOffer(ending.drop),
            KEEP_RECORDING: SubmitOffer(coming.record),
        },
        searches={PEOPLE: SearchOffer(find)},
        menu=(MenuItem("My actions", MINE, order=24),),
        home=listing.home,
        jobs={
            MEET: JobOffer(taking.begun, taking.TOO_LATE),
            END: JobOffer(closing.by_itself, NEVER_TOO_LATE),
            closing.SETTLED: JobOffer(closing.settled, NEVER_TOO_LATE),
            closing.TELL_MISSED: JobOffer(closing.TO_ABSENT.run, closing.TOO_LATE),
            taking.ESCALATE: JobOffer(taking.escalate, taking.TOO_LATE),
            taking.TELL_NOBODY: JobOffer(taking.TO_WHOM_IT_FALLS.run, taking.TOO_LATE),
            freeing.TELL_FREED: JobOffer(freeing.TO_WHO_HAD_IT.run, taking.TOO_LATE),
            coming.SECOND_BEGINS: JobOffer(coming.second_begins, NEVER_TOO_LATE),
            coming.TELL_RECORDING: JobOffer(coming.TO_WHO_ASKED.run, coming.TOO_LATE),
            action_letters.DUE: JobOffer(action_letters.remind, action_letters.TOO_LATE),
            action_letters.TELL: JobOffer(action_letters.NEWS.run, action_letters.TOO_LATE),
            falling.LOOK: JobOffer(falling.look, NEVER_TOO_LATE),
        },
        spared={ACTION: spared.of_actions},
        settings=settings.ALL,
        standing=falling.ensure,
        examples=examples,
        retention=keeping.delete_expired,
    )
