"""The direct messages about a request: to those who are asked, and to the author what became of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import messages
from bot.capabilities.updates.approval.messages import ToApprove
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.rights import sees_all_sides
from bot.capabilities.updates.store import Approval, ApprovalState, Update, UpdateState
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.answerers import Answerer
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.due.work import put_down, take_back
from bot.people import audience
from bot.people.model import Audience, Person
from bot.storage.sessions import Session

APPROVAL = "update_approval"
"""The kind of subject of messages about a request; its id is the update's."""

APPROVAL_JOB = "updates.approval_waits"

WAIT = timedelta(hours=4)
"""After that the author is told that nobody has decided."""

AUTHORS = "author"
"""How the slots of messages to the author end."""


def approval_subject(known: Update) -> Subject:
    return Subject(APPROVAL, known.id)


def round_of(known: Update, row: Approval) -> str:
    """One round of asking about one draft: inside ids of deleted drafts come again, public ones do not."""
    return f"{known.public_id}.{row.round}"


async def name_for(session: Session, known: Update, person_id: int | None, side_id: int) -> str:
    """Somebody's name for readers of a side; empty where a wall hides it."""
    person = await session.get(Person, person_id) if person_id is not None else None
    viewpoint = (await wall_of(session, known)).viewpoint({side_id})
    return person.name if person is not None and viewpoint.sees_names_of(person.side_id) else ""


async def described(session: Session, known: Update, row: Approval, side_id: int, locale: str) -> ToApprove:
    """A request for somebody of a side."""
    goes_to = await session.get_one(Audience, known.audience_id)
    title = await store.title_of(session, known, locale)
    who = await name_for(session, known, known.author_id, side_id)
    return ToApprove(known.public_id, title, who, goes_to.name, row.asked_at)


async def tell_asked(context: Acting, known: Update, row: Approval, asked: Sequence[Answerer]) -> None:
    """Messages those who are asked and can be messaged; whoever has it already keeps theirs."""
    posts = []
    for one in asked:
        if one.reach is not None:
            draft = await described(context.session, known, row, one.side_id, one.locale)
            posts.append(post_to(one, messages.to_approve(draft, Texts(one.locale)), round_of(known, row)))
    await context.outbox.publish(approval_subject(known), posts, priority=Priority.ANSWER)


async def tell_author(outbox: Outbox, known: Update, slot: str, author: Answerer, message: Message) -> None:
    """Messages the author, if they can be."""
    if author.reach is not None:
        slot = f"{slot}.{AUTHORS}"
        await outbox.publish(approval_subject(known), [post_to(author, message, slot)], priority=Priority.ANSWER)


async def author_of(context: Acting, known: Update) -> Answerer:
    """The author as they are now."""
    return (await people.answerers(context.session, [known.author_id], context.now))[known.author_id]


def post_to(to: Answerer, message: Message, slot: str) -> Post:
    """A direct message to somebody who can be messaged."""
    assert to.reach is not None
    return Post(to_person(to.reach.identity_id), message, to.side_id, (to.side_id,), message.locale, slot)


async def settle(context: Acting, known: Update, what: Callable[[str, Texts], str], by: int) -> None:
    """Has the messages to those who were asked say what `by` has decided; nobody is asked any more.

    Where it goes by now to sides that somebody may not know, they are not told what it is called by now.
    """
    session, outbox = context.session, context.outbox
    await take_back(session, APPROVAL_JOB, known.id, reason="decided")
    resolved = await audience.resolve(session, known.audience_id, context.now)
    for copy in await outbox.copies(approval_subject(known)):
        if copy.withdrawn or not copy.slot.startswith(f"{known.public_id}.") or copy.slot.endswith(AUTHORS):
            continue
        t = Texts(copy.locale)
        side_id = next(iter(copy.viewpoint), 0)
        name = await name_for(session, known, by, side_id)
        title = await store.title_of(session, known, copy.locale) if sees_all_sides(side_id, resolved) else ""
        await outbox.withdraw(copy, messages.settled(title, what(name, t), t))


async def end(context: Acting, known: Update) -> None:
    """Ends a request that is open or was sent back, because its draft was published, deleted or handed over.

    An approval of other words than those of now is forgotten: nobody is named for what they have not seen.
    """
    row = await store.approval_of(context.session, known)
    if row is None:
        return
    if row.state is ApprovalState.APPROVED:
        if known.state is UpdateState.DRAFT and row.revision != known.revision:
            await store.end_approval(context.session, known)
        return
    await settle(context, known, lambda _, t: messages.not_needed(t), known.author_id)
    await store.end_approval(context.session, known)


async def remember(context: Acting, known: Update, row: Approval) -> None:
    """Has the author told later on, should nobody have decided."""
    await put_down(context.session, APPROVAL_JOB, known.id, row.asked_at + WAIT, slot=round_of(known, row))
