"""Corrections and withdrawals that did not come through chat: the same checks, and the same copies change."""

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections import withdraw as withdrawal
from bot.capabilities.updates.corrections.copies import Copies
from bot.capabilities.updates.corrections.making import make, may_not_ring, refusal_of
from bot.capabilities.updates.corrections.planned import Planned, plan
from bot.capabilities.updates.corrections.rights import reaches_hidden_sides
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.elsewhere import answers
from bot.capabilities.updates.elsewhere.asked import Correction, Withdrawal
from bot.capabilities.updates.elsewhere.publication import answerer_ids, refuse_sharing
from bot.capabilities.updates.elsewhere.translations import words_in
from bot.capabilities.updates.proof import visible
from bot.capabilities.updates.publish import personal_data, refusing, too_long_for
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.rules import may_write
from bot.capabilities.updates.store import Said, Update
from bot.capability import Acting, Declined, Why
from bot.people import audience


async def to_be_changed(acting: Acting, public_id: str) -> Update:
    """The update of this id, locked; raises Declined, alike for one that is not there and one that may not be known."""
    known = await store.by_public_id(acting.session, public_id, lock=True)
    if known is None or known.unpublished:
        raise Declined(acting.t("There is no update of that id that you may see."), Why.NOT_FOUND)
    if why := may_write(acting.actor, acting.t) or await refusal_to_change(acting, known):
        await visible(acting, public_id)
        raise Declined(why, Why.NOT_ALLOWED)
    if why := await refusal_of(acting, known):
        raise Declined(why, Why.CONFLICT)
    return known


async def correct(acting: Acting, known: Update, asked: Correction, paces: Paces) -> Planned:
    """Makes a correction at once; raises Declined with the field that is to be mended, and then nothing is changed."""
    t, now = acting.t, await store.said(acting.session, known)
    if asked.version != known.version:
        current = await says(acting, known)
        told = t(
            "Version {asked} is not the latest: it is {version} by now, and nothing was changed. "
            "See what it says, and send what is still to be corrected with that version.",
            asked=asked.version,
            version=known.version,
        )
        raise Declined(told, Why.CONFLICT, "version", current.model_dump(mode="json"))
    if why := await reaches_hidden_sides(acting, known):
        raise Declined(why, Why.NOT_ALLOWED)
    resolved = await audience.resolve(acting.session, known.audience_id, acting.now)
    if await gate.required_to_correct(acting.session, known, resolved):
        told = t(
            "Another author must approve corrections of what goes to “{audience}”. Nothing was changed: correct it in "
            "chat, where its preview asks for that, or withdraw it, which waits for nobody.",
            audience=resolved.name,
        )
        raise Declined(told, Why.NOT_ALLOWED)
    note, further = " ".join(asked.note.split()), words_in(acting, asked.languages, known.locale)
    correction = rules.Correction(
        await _said(acting, asked, now), note, asked.ask_again, further, drops_check=asked.remove_check
    )
    translated = correction.translates(await store.languages.texts_of(acting.session, known))
    for field, mistake in rules.mistakes(correction, now, t, acting.now, translated=translated).items():
        raise Declined(mistake, field=field)
    if why := await may_not_ring(acting, known, asked.ask_again):
        raise Declined(why, Why.NOT_ALLOWED, "ask_again")
    planned = await plan(acting, known, correction)
    if title := refusing(acting, planned.on_platforms):
        raise Declined(too_long_for(title, t), field="changed")
    refuse_sharing(acting, planned.findings, asked.may_be_shared)
    await make(acting, planned, paces)
    return planned


async def _said(acting: Acting, asked: Correction, now: Said) -> Said:
    """What it shall say: what was given, and all else as it is."""
    given = asked.model_fields_set
    return Said(
        title=now.title if asked.title is None else " ".join(asked.title.split()),
        changed=now.changed if asked.changed is None else asked.changed.strip(),
        tell_customers=now.tell_customers if asked.tell_customers is None else asked.tell_customers.strip(),
        effective_from=asked.effective_from or now.effective_from,
        acknowledge_by=asked.acknowledge_by if "acknowledge_by" in given else now.acknowledge_by,
        playbook_url=now.playbook_url if asked.playbook is None else asked.playbook.strip(),
        remind_before=asked.remind_before if "remind_before" in given else now.remind_before,
        until_answered=now.until_answered if asked.until_answered is None else " ".join(asked.until_answered.split()),
        answerers=now.answerers if asked.answerers is None else await answerer_ids(acting, asked.answerers),
    )


async def withdraw(acting: Acting, known: Update, asked: Withdrawal, paces: Paces) -> Copies:
    """Withdraws an update; raises Declined with the field that is to be mended, and then nothing is changed."""
    reason = " ".join(asked.reason.split())
    if mistake := rules.reason_mistake(reason, acting.t):
        raise Declined(mistake, field="reason")
    resolved = await audience.resolve(acting.session, known.audience_id, acting.now)
    refuse_sharing(acting, personal_data(acting, resolved, reason), asked.may_be_shared)
    return await withdrawal.withdraw(acting, known, reason, paces)


async def says(acting: Acting, known: Update) -> answers.Says:
    """What it says now; its texts must be kept still."""
    now = await store.said(acting.session, known)
    words = await store.words_of_version(acting.session, known, known.version)
    return answers.Says(
        version=known.version,
        note=words.note if words else "",
        title=now.title,
        changed=now.changed,
        tell_customers=now.tell_customers,
        effective_from=now.effective_from,
        acknowledge_by=now.acknowledge_by,
        playbook=now.playbook_url,
        until_answered=now.until_answered,
        remind_before=now.remind_before,
        language=known.locale,
        languages={
            one: answers.Translation(title=text.title, changed=text.changed, tell_customers=text.tell_customers)
            for one, text in (await store.languages.texts_of(acting.session, known)).items()
            if one != known.locale
        },
    )
