"""An update that did not come through chat: the same checks, the same preview, the same publication."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.elsewhere.asked import NewUpdate
from bot.capabilities.updates.elsewhere.translations import check_in, language_meant, words_in
from bot.capabilities.updates.knowledge.rules import MOST_QUESTIONS, question_of, read_question
from bot.capabilities.updates.knowledge.rules import mistakes as check_mistakes
from bot.capabilities.updates.planning.arrange import intent_of, plan_it, plan_with
from bot.capabilities.updates.planning.arrange import mistakes as time_mistakes
from bot.capabilities.updates.planning.rules import FARTHEST, Mistake
from bot.capabilities.updates.planning.words import mistaken
from bot.capabilities.updates.preview import told_of
from bot.capabilities.updates.publish import (
    Paces,
    Release,
    crossing,
    let_go,
    refusal,
    release_of,
    too_long_for,
    unshowable,
)
from bot.capabilities.updates.rules import MOST_ANSWERERS, Typed, may_write, mistakes
from bot.capabilities.updates.store import Draft, planning, questions
from bot.capabilities.updates.store.knowledge import CheckQuestion, keep_check, keep_further
from bot.capabilities.updates.store.planning import ClockChange, PlanWay
from bot.capability import Acting, Declined, Why
from bot.delivery.guard import Finding
from bot.people import audiences
from bot.people.access import may_publish
from bot.people.refusal import Refused
from bot.people.search import person_meant
from bot.storage.columns import new_public_id


async def prepare(acting: Acting, asked: NewUpdate) -> Release:
    """A draft with what publishing it now would do; raises Declined with the field that is to be mended."""
    t = acting.t
    if why := may_write(acting.actor, t):
        raise Declined(why, Why.NOT_ALLOWED)
    typed = Typed(
        title=" ".join(asked.title.split()),
        changed=asked.changed.strip(),
        audience=asked.audience.strip(),
        tell_customers=asked.tell_customers.strip(),
        playbook=asked.playbook.strip(),
        acknowledge_by=asked.acknowledge_by,
        until_answered=" ".join(asked.until_answered.split()),
    )
    for field, says in mistakes(typed, t, acting.now).items():
        raise Declined(says, field=field)
    draft = Draft(
        title=typed.title,
        changed=typed.changed,
        audience_id=await _audience_id(acting, typed.audience),
        owner_id=await _owner_id(acting, asked.owner),
        tell_customers=typed.tell_customers,
        effective_from=asked.effective_from,
        urgent=asked.urgent,
        acknowledge_by=asked.acknowledge_by,
        playbook_url=typed.playbook,
        remind_before=asked.remind_before,
    )
    language = await store.languages.language_of(acting.session, acting.actor)
    if asked.language.strip():
        language = language_meant(acting, asked.language, "language")
    further = words_in(acting, asked.languages, language)
    known = await store.save_draft(acting.session, new_public_id(), acting.actor.person_id, draft, language, acting.now)
    assert known is not None, "an id that was made just now is nobody's"
    await questions.keep_guidance(
        acting.session, known, typed.until_answered, await answerer_ids(acting, asked.answerers)
    )
    check = _questions(acting, asked.check)
    await keep_check(acting.session, known, check)
    for words in further.values():
        await store.languages.keep(acting.session, known, words, acting.actor.person_id, acting.now)
    for locale, translated in check_in(acting, asked.languages, check).items():
        await keep_further(acting.session, known, locale, translated)
    release = await release_of(acting, known)
    _check(acting, release)
    await check_approval(acting, release)
    if asked.publish_at is not None:
        await _choose_time(acting, release, asked.publish_at, confirmed=asked.may_be_shared)
    return release


async def _choose_time(acting: Acting, release: Release, at: datetime, *, confirmed: bool) -> None:
    """Keeps with the draft when it goes out; raises Declined for a time that is over or too far ahead."""
    if at - acting.now > FARTHEST:
        raise Declined(mistaken(Mistake.TOO_FAR, acting.t), field="publish_at")
    row = await planning.keep_plan(
        acting.session, release.known, PlanWay.MOMENT, at, None, acting.zone, ClockChange.NONE
    )
    row.confirmed = confirmed
    plan = await plan_with(acting.session, intent_of(row), release.resolved)
    for says in time_mistakes(release.known, plan, acting.now, acting.t, acting.zone).values():
        raise Declined(says, field="publish_at")


def _questions(acting: Acting, texts: Sequence[str]) -> list[CheckQuestion]:
    """The knowledge check; raises Declined with what is wrong with it."""
    t = acting.t
    if len(texts) > MOST_QUESTIONS:
        raise Declined(t("Ask up to {n} questions.", n=MOST_QUESTIONS), field="check")
    forms = [read_question(text) for text in texts]
    for number, form in enumerate(forms, 1):
        for says in check_mistakes([form], t).values():
            raise Declined(t("Question {number}: {says}", number=number, says=says), field="check")
    return [question for form in forms if (question := question_of(form)) is not None]


async def check_approval(acting: Acting, release: Release) -> None:
    """Raises Declined where another author must approve it first, which is asked for in chat."""
    if await gate.required(acting.session, release.resolved):
        text = acting.t(
            "Another author must approve what goes to “{audience}”. Nothing was published: write it in chat, where its "
            "preview asks for that.",
            audience=release.resolved.name,
        )
        raise Declined(text, Why.NOT_ALLOWED, "audience")


def _check(acting: Acting, release: Release) -> None:
    """What only the whole update tells."""
    t, resolved = acting.t, release.resolved
    if why := refusal(acting, resolved, urgent=False):
        raise Declined(why, Why.NOT_ALLOWED, "audience")
    if release.known.urgent and (why := refusal(acting, resolved, urgent=True)):
        raise Declined(why, Why.NOT_ALLOWED, "urgent")
    if not resolved.channels:
        text = t("This audience has no channel yet. Choose another one, or link a channel to its team.")
        raise Declined(text, field="audience")
    if title := unshowable(acting, release):
        raise Declined(too_long_for(title, t), field="changed")


async def publish(acting: Acting, asked: NewUpdate, paces: Paces) -> Release:
    """Prepares it and lets it go, now or when its time comes; raises Declined, and then nothing may be committed."""
    release = await prepare(acting, asked)
    check_sharing(acting, release, asked)
    await go(acting, release, paces)
    return release


async def go(acting: Acting, release: Release, paces: Paces) -> None:
    """Lets a prepared update go to all channels at once, or plans it where it has a time."""
    row = await planning.plan_of(acting.session, release.known)
    if row is None:
        await let_go(acting, release, paces)
        return
    plan = await plan_with(acting.session, intent_of(row), release.resolved)
    await plan_it(acting, release.known, row, plan, release.resolved)


def check_sharing(acting: Acting, release: Release, asked: NewUpdate) -> None:
    """Raises Declined for what looks like personal data, unless it was said that it may be shared."""
    refuse_sharing(acting, crossing(acting, release), asked.may_be_shared)


def refuse_sharing(acting: Acting, findings: Sequence[Finding], may_be_shared: bool) -> None:
    """Raises Declined for these findings, unless it was said that they may be shared."""
    if findings and not may_be_shared:
        says = acting.t(
            "{told} Take it out, or say with may_be_shared that it may be.", told=told_of(findings, acting.t)
        )
        raise Declined(says, field="may_be_shared")


async def _audience_id(acting: Acting, name: str) -> int:
    """The audience of that name among those that the author may see: the names of others might give a partner away."""
    wanted = name.casefold()
    listed = await audiences.all_audiences(acting.session, acting.actor.scope)
    named = [one for one in listed if one.audience.name.casefold() == wanted]
    open_to = [one for one in named if may_publish(acting.actor, one.side_ids) is None]
    match open_to or named:
        case [one]:
            return one.audience.id
        case []:
            own = [one.audience.name for one in listed if may_publish(acting.actor, one.side_ids) is None]
            says = acting.t("There is no audience “{name}” that you may publish to.", name=name)
            if own:
                says = acting.t("{says} You may choose {audiences}.", says=says, audiences=acting.t.names(own))
            raise Declined(says, field="audience")
    text = acting.t("Several audiences are called “{name}”. Have an admin rename one of them.", name=name)
    raise Declined(text, field="audience")


async def _owner_id(acting: Acting, who: str) -> int:
    return await _person_id(acting, who, "owner") if who.strip() else acting.actor.person_id


async def answerer_ids(acting: Acting, named: Sequence[str]) -> tuple[int, ...]:
    """The people who are named to answer; raises Declined for who is not known, and for too many."""
    found = [await _person_id(acting, who, "answerers") for who in dict.fromkeys(named)]
    if len(set(found)) > MOST_ANSWERERS:
        raise Declined(acting.t("Choose up to {n} people.", n=MOST_ANSWERERS), field="answerers")
    return tuple(sorted(set(found)))


async def _person_id(acting: Acting, who: str, field: str) -> int:
    try:
        return await person_meant(acting.session, acting.actor.scope, who)
    except Refused as refused:
        raise Declined(str(refused), field=field) from refused
