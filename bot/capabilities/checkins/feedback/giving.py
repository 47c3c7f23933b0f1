"""`/feedback`: a lead writes to somebody, directly or through the lead of another company."""

from dataclasses import dataclass, replace

from bot.capabilities.checkins.feedback import letters, messages, overview
from bot.capabilities.checkins.feedback.facts import piece_of
from bot.capabilities.checkins.feedback.forms import write_form
from bot.capabilities.checkins.feedback.rules import LONGEST, SHORTEST, may_give, may_write_to
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_people
from bot.capabilities.checkins.store.feedback_people import Someone
from bot.capabilities.checkins.store.feedback_tables import Feedback
from bot.capability import Context
from bot.capability.slips import no_story
from bot.chat.form import FieldErrors, Option, Show
from bot.chat.inbound import Answer, Command, FormSubmitted, MentionedKind, PlaceKind, Press, Sought
from bot.chat.message import Alert, Button, Tone, plain, say
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people import directory, search
from bot.people.access import Actor
from bot.people.search import MOST
from bot.storage.columns import new_public_id

HANDFUL = 8
"""People offered in the form itself; everybody else is found by typing."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""


@dataclass(frozen=True)
class Meant:
    """Whom and what somebody typed after the command."""

    person: Someone | None
    text: str


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/feedback @who what`; alone it shows how a lead's people stand."""
    text = inbound.text.strip()
    if not text:
        return await overview.show(context)
    meant = await _meant(context, inbound)
    wrong = may_write_to(context.actor, meant.person, context.t) if meant.person is not None else None
    if wrong:
        return Answer(message=say(wrong))
    private = context.manners.private_in_channels or context.origin.place.kind is PlaceKind.DIRECT
    if meant.person is not None and private and SHORTEST <= len(meant.text) <= LONGEST:
        return await _give(context, meant.person, meant.text, new_public_id())
    answer = await _form(context, meant.person, meant.text if private else "")
    perhaps = no_story(context, text, "feedback") if meant.person is None else ""
    if answer.form is None or not perhaps:
        return answer
    alert = Show(Alert(plain(perhaps), Tone.PLAIN))
    return replace(answer, form=replace(answer.form, parts=(alert, *answer.form.parts)))


async def write(context: Context, inbound: Press) -> Answer:
    """*Write to …* and *Give feedback*; the object is the person, if one is meant."""
    person = await feedback_people.person_called(context.session, inbound.object_id) if inbound.object_id else None
    if inbound.object_id and (wrong := may_write_to(context.actor, person, context.t)):
        return Answer(message=say(wrong))
    return await _form(context, person, "")


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """The form sent off."""
    t = context.t
    chosen = inbound.values.get("person")
    public_id = chosen[0] if isinstance(chosen, tuple) and chosen else chosen
    person = await feedback_people.person_called(context.session, public_id) if isinstance(public_id, str) else None
    typed = inbound.values.get("text")
    text = typed.strip() if isinstance(typed, str) else ""
    wrong = {"person": may_write_to(context.actor, person, t) or "", "text": _text_wrong(text, t)}
    if any(wrong.values()) or person is None:
        return Answer(errors=FieldErrors({name: says for name, says in wrong.items() if says}))
    return await _give(context, person, text, inbound.object_id)


async def _give(context: Context, person: Someone, text: str, key: str) -> Answer:
    session, actor, t, now = context.session, context.actor, context.t, context.now
    inspected = inspect(text)
    feedback = Feedback(
        public_id=key,
        giver_id=actor.person_id,
        giver_side_id=actor.side_id,
        person_id=person.person_id,
        side_id=person.side_id,
        state=FeedbackState.SENT,
        text=inspected.masked,
        at=now,
    )
    passer = await _passer(context, person)
    if passer is not None:
        if not passer:
            return Answer(message=say(messages.nobody_passes_on(person.name, t)))
        feedback.state, feedback.through_id = FeedbackState.WAITING, passer
    if not await store.add(session, feedback):
        return Answer(message=messages.sent_before(t))
    slot, to = (letters.PASS, passer) if passer else (letters.CARD, person.person_id)
    await letters.tell(session, context.outbox, feedback, slot, [to], now)
    if passer:
        await letters.remind_later(session, feedback, now)
    await letters.rounds_follow(session, context.outbox, actor.person_id, now)
    piece = await piece_of(session, feedback)
    return Answer(message=messages.sent(piece, t, masked=len(inspected.findings)))


async def _passer(context: Context, person: Someone) -> int | None:
    """Who has to pass it on: None where it goes directly, 0 where there is nobody who could."""
    if person.side_id == context.actor.side_id or await store.takes_directly(context.session, person.side_id):
        return None
    found = await feedback_people.passers_of(context.session, person)
    return found[0] if found else 0


async def take_back(context: Context, inbound: Press) -> Answer:
    """*Take it back*, by whoever wrote it: it disappears wherever it stands."""
    feedback = await store.called(context.session, inbound.object_id, lock=True)
    t = context.t
    if feedback is None or feedback.giver_id != context.actor.person_id:
        return Answer(redraw=messages.no_longer(t))
    if feedback.state is FeedbackState.TAKEN_BACK:
        return Answer(redraw=messages.taken_back_before(t))
    feedback.state, feedback.text, feedback.decided_at = FeedbackState.TAKEN_BACK, "", context.now
    await store.drop_replies(context.session, feedback.id)
    await context.session.flush()
    await context.outbox.mark_stale(letters.subject_of(feedback))
    await letters.rounds_follow(context.session, context.outbox, context.actor.person_id, context.now)
    return Answer(redraw=messages.taken_back(t))


async def find(context: Context, inbound: Sought) -> Answer:
    """People whom these words mean; for no words those of one's own teams."""
    session, actor = context.session, context.actor
    if may_give(actor, context.t):
        return Answer()
    if not inbound.words.strip():
        found = await search.find_colleagues(session, actor, MOST)
    else:
        found = await search.find_people(session, actor.scope, inbound.words, MOST, but=actor.person_id)
    return Answer(options=tuple(_option(one.public_id, one.name, one.side_name) for one in found))


async def _form(context: Context, person: Someone | None, text: str) -> Answer:
    t = context.t
    found = await search.find_colleagues(context.session, context.actor, HANDFUL)
    suggested = tuple(_option(one.public_id, one.name, one.side_name) for one in found)
    who = (_option(person.public_id, person.name, person.side_name),) if person is not None else ()
    says = await _way(context, person)
    form = write_form(new_public_id(), who, suggested, text, says, t)
    object_id = person.public_id if person is not None else ""
    opens = Button(t("Write it"), messages.WRITE, object_id, tone=Tone.PRIMARY, opens_form=True)
    return Answer(form=form, opens=opens)


async def _way(context: Context, person: Someone | None) -> str:
    """How it reaches whoever is chosen."""
    t = context.t
    if person is None:
        return t("It goes to them alone; to people of another company through their own lead, unless they allow more.")
    passer = await _passer(context, person)
    if passer is None:
        return t("Only {name} sees it.", name=person.name)
    lead = (await feedback_people.people(context.session, [passer])).get(passer)
    if lead is None:
        return messages.nobody_passes_on(person.name, t)
    return t("{lead}, who leads {name}, gets it first and can pass it on.", lead=lead.name, name=person.name)


async def _meant(context: Context, inbound: Command) -> Meant:
    """The one person mentioned, and the rest of the words; without a mention all of them are the text."""
    text = inbound.text.strip()
    people = [one for one in inbound.mentioned if one.kind is MentionedKind.PERSON and one.who is not None]
    if len(people) != 1 or people[0].who is None:
        return Meant(None, text)
    known = await directory.known(context.session, people[0].who)
    if not isinstance(known, Actor):
        return Meant(None, text)
    person = (await feedback_people.people(context.session, [known.person_id])).get(known.person_id)
    return Meant(person, " ".join(text.replace(people[0].text, " ", 1).split()))


def _text_wrong(text: str, t: Texts) -> str:
    if len(text) < SHORTEST:
        return t("Write at least {n} characters: what you saw, and what to try.", n=SHORTEST)
    if len(text) > LONGEST:
        return t("Write at most {n} characters. One line is enough.", n=LONGEST)
    return ""


def _option(public_id: str, name: str, side_name: str) -> Option:
    label = f"{name} · {side_name}"
    return Option(public_id, label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…")
