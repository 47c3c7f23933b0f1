"""An author bundles drafts of their own: chooses them, looks at what will come of it, and sends them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.planning.messages import goes_out, planned_answer
from bot.capabilities.updates.planning.rules import Intent
from bot.capabilities.updates.planning.warnings import busy_warnings, warnings
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import Paces, Release, crossing, impediment, release_of
from bot.capabilities.updates.roundups import arrange, looked, messages, sending, times
from bot.capabilities.updates.roundups.forms import (
    CHOSEN,
    FEWEST,
    MOST,
    Entry,
    Preview,
    choosing_form,
    preview_form,
)
from bot.capabilities.updates.roundups.looked import Looked
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.write import own_draft, write
from bot.capability import Context
from bot.chat.form import FieldErrors, Form, Option
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Button, Part, Tone
from bot.people.model import Audience

WRITE = "updates.write"
"""The button that begins a new update, as the author's list has it."""

MOST_OFFERED = 30
"""Drafts that can be chosen from, the ones saved last."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/update round-up`. More words are a title."""
    if inbound.text:
        return await write(context, replace(inbound, text=f"Round-up {inbound.text}"))
    return await _open(context, ())


async def by_button(context: Context, inbound: Press) -> Answer:
    """*Send several at once*."""
    return await _open(context, ())


async def change(context: Context, inbound: FormPressed) -> Answer:
    """*Change* in the preview: back to the choice, as it was made."""
    before = looked.read(inbound.state)
    return await _open(context, [public_id for public_id, _ in before.drafts], before.intent)


async def offers_any(context: Context) -> bool:
    """Whether there is something to bundle."""
    return len(await _offered(context)) >= FEWEST


async def _open(context: Context, chosen: Sequence[str], intent: Intent | None = None) -> Answer:
    t = context.t
    offered = await _offered(context)
    if len(offered) < FEWEST:
        another = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
        return Answer(message=messages.nothing_to_bundle(another, t))
    options = []
    for known in offered:
        goes_to = await context.session.get_one(Audience, known.audience_id)
        title = await store.title_of(context.session, known, t.locale)
        options.append(Option(known.public_id, title, goes_to.name))
    there = {one.value for one in options}
    state = looked.written(Looked((), intent))
    return Answer(form=choosing_form(options, [one for one in chosen if one in there], t, state))


async def _offered(context: Context) -> Sequence[Update]:
    drafts = await store.drafts_of(context.session, context.actor.person_id, at_most=MOST_OFFERED)
    return [one for one in drafts if not one.urgent and await store.plan_of(context.session, one) is None]


async def _checked(context: Context, known: Update) -> Release | str:
    """What publishing a draft now would do, or why it cannot go out with others."""
    session, t = context.session, context.t
    title = await store.title_of(session, known, t.locale)
    if known.urgent:
        return t("“{title}” is urgent and goes out by itself.", title=title)
    if await store.plan_of(session, known) is not None:
        return t("“{title}” has a time of its own and goes out by itself.", title=title)
    release = await release_of(context, known)
    if why := impediment(context, release):
        return t("“{title}”: {why}", title=title, why=why)
    if await gate.waits(session, known, release.resolved):
        return t("“{title}” needs another author's approval first. Ask for it in its preview.", title=title)
    return release


async def _still_there(context: Context, before: Looked) -> list[Release] | str:
    """What publishing those that are still drafts of whoever acts would do now, or why nothing can be sent."""
    found = [await own_draft(context, public_id) for public_id, _ in before.drafts]
    here = [known for known in found if known is not None]
    if len(here) < FEWEST:
        return context.t("These drafts are no longer there: they were published, planned or deleted.")
    checked = [await _checked(context, known) for known in here]
    against = [one for one in checked if isinstance(one, str)]
    return " ".join(against) or [one for one in checked if isinstance(one, Release)]


@dataclass(frozen=True)
class Bundling:
    """What follows the choice."""

    paces: Paces

    async def see(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Looks at the chosen drafts; why one of them cannot go along is said at the field."""
        t = context.t
        value = inbound.values.get(CHOSEN)
        chosen = list(dict.fromkeys(value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()))
        if not FEWEST <= len(chosen) <= MOST:
            text = t("Choose {fewest} to {most} drafts. Nothing was sent.", fewest=FEWEST, most=MOST)
            return Answer(errors=FieldErrors({CHOSEN: text}))
        found = [await own_draft(context, one) for one in chosen]
        if not all(found):
            text = t("One of these drafts is no longer there: it was published, planned or deleted.")
            return Answer(errors=FieldErrors({CHOSEN: text}))
        checked = [await _checked(context, known) for known in found if known]
        if against := [one for one in checked if isinstance(one, str)]:
            return Answer(errors=FieldErrors({CHOSEN: " ".join(against)}))
        releases = [one for one in checked if isinstance(one, Release)]
        return Answer(form=await self._preview(context, releases, looked.read(inbound.state).intent))

    async def open_time(self, context: Context, inbound: FormPressed) -> Answer:
        """*Plan it* in the preview."""
        before = looked.read(inbound.state)
        releases = await _still_there(context, before)
        if isinstance(releases, str):
            return Answer(message=messages.not_sent(releases, context.t))
        return Answer(form=times.page(context, [one.resolved for one in releases], before))

    async def keep_time(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps with the preview when it shall go out, and shows what will come of it."""
        releases = await _still_there(context, looked.read(inbound.state))
        if isinstance(releases, str):
            return Answer(message=messages.not_sent(releases, context.t))
        intent = await times.chosen(context, releases, inbound.values)
        if isinstance(intent, FieldErrors):
            return Answer(errors=intent)
        return Answer(form=await self._preview(context, releases, intent))

    async def send(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Has all of them go out, or planned, as they were looked at; pressing it twice does it once."""
        t, before = context.t, looked.read(inbound.state)
        # Locked in one order, whoever sends what.
        for public_id in sorted(one for one, _ in before.drafts):
            await own_draft(context, public_id, lock=True)
        releases = await _still_there(context, before)
        if isinstance(releases, str):
            return Answer(message=messages.not_sent(releases, t))
        intent = before.intent
        as_now = Looked(looked.drafts_of(one.known for one in releases), intent)
        # As it was written, so that a time which cannot be read is never taken for none, and sent at once.
        if looked.written(as_now) != inbound.state:
            alert = t("Something has changed since you looked. Nothing was sent yet: look at it once more.")
            return Answer(form=await self._preview(context, releases, intent, alert))
        if any(crossing(context, one) for one in releases) and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._preview(context, releases, intent))
            text = t("Switch this on if it may be shared, or press Change and leave it out. Nothing was sent.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        if intent is not None:
            if why := await arrange.mistake(context, releases, intent):
                text = t("{why} Nothing was planned: press Plan it again.", why=why)
                return Answer(form=await self._preview(context, releases, intent, text))
            confirmed = inbound.values.get(CONFIRMED) is True
            plan = await arrange.plan_them(context, releases, intent, confirmed=confirmed)
            return Answer(message=planned_answer(plan, t, context.zone))
        await sending.send(context, releases, self.paces)
        return Answer(message=messages.sent(len(releases), len(sending.channels_of(releases)), t))

    async def _preview(
        self, context: Context, releases: Sequence[Release], intent: Intent | None, alert: str = ""
    ) -> Form:
        t, known = context.t, [one.known for one in releases]
        then: tuple[Part, ...] = ()
        against: list[str] = []
        if intent is not None:
            plan = await arrange.plan_of(context.session, releases, intent)
            says = await warnings(context, known, plan, [one.resolved for one in releases])
            then = tuple(goes_out(plan, t, context.zone, says))
            releases = [arrange.as_it_will_be(one, plan) for one in releases]
        else:
            against = await busy_warnings(context, known, context.now)
        titles = [await store.title_of(context.session, one.known, t.locale) for one in releases]
        seen = [
            left.side_name
            for one in releases
            for left in one.resolved.left_out
            if one.resolved.viewpoint_of(context.actor.side_id).sees_side(left.side_id)
        ]
        most = sending.fullest(releases)
        return preview_form(
            Preview(
                entries=tuple(
                    Entry(title, one.resolved.name, len(one.resolved.channels))
                    for title, one in zip(titles, releases, strict=True)
                ),
                channels=sending.channels_of(releases),
                together=len(sending.together(releases)),
                card=sending.above(releases, most) if most else None,
                left_out=tuple(dict.fromkeys(seen)),
                findings=tuple(dict.fromkeys(found for one in releases for found in crossing(context, one))),
                seconds=sending.seconds_of(releases, self.paces),
                state=looked.written(Looked(looked.drafts_of(known), intent)),
                alert=alert,
                goes_out=then,
                warnings=tuple(against),
            ),
            t,
        )
