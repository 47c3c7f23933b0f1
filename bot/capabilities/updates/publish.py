"""Publishing an update: what it will look like and meet, and the one transaction that lets it go everywhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.approval.letters import end
from bot.capabilities.updates.approval.standing import offered
from bot.capabilities.updates.composing import card_subject, facts_of, going_of, receipt_subject, ring_slot, side_names
from bot.capabilities.updates.corrections.spread import Paces as Paces
from bot.capabilities.updates.facts import Facts, spoken
from bot.capabilities.updates.knowledge.rules import texts_of
from bot.capabilities.updates.languages.rules import readings_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning import previewing as planning
from bot.capabilities.updates.preview import CONFIRMED, Preview, Seen, preview_form
from bot.capabilities.updates.receipt import receipt_message
from bot.capabilities.updates.reminders import looking
from bot.capabilities.updates.reports.known import settle_as_known
from bot.capabilities.updates.rights import read_by as read_by
from bot.capabilities.updates.rights import refusal_to_publish
from bot.capabilities.updates.settings import even_release, ring_after
from bot.capabilities.updates.store import Readers, Update, UpdateState, Words
from bot.capability import Acting, Context
from bot.chat import languages
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormSubmitted
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import Finding, inspect
from bot.delivery.outbox import Post, to_channel, to_person
from bot.delivery.pace import PaceRules, Priority, Work, lane_bound
from bot.delivery.tables import Copy, Operation, TargetKind
from bot.due.work import put_down
from bot.people import audience, audit
from bot.people.audience import Resolved, ResolvedChannel, on_shift_now
from bot.people.model import SideKind
from bot.people.reachability import reaches
from bot.people.viewpoint import STRANGERS, Viewpoint
from bot.ports import Cause, Rejected

RING_JOB = "updates.ring"


def seconds_for(channels: Sequence[ResolvedChannel], paces: Paces) -> float:
    """How many seconds posting to these channels will take, from when nothing else is under way.

    What the paces force, not a simulation of each send: that comes to the same and would hold up the loop.
    """
    lanes: dict[str, tuple[PaceRules, list[Work]]] = {}
    for channel in channels:
        rules = paces.get(channel.platform, PaceRules())
        _, works = lanes.setdefault(f"{channel.platform} {channel.installation}", (rules, []))
        works.append(Work(channel.channel_id, Operation.POST, channel.external_id))
    return max((lane_bound(*lane) for lane in lanes.values()), default=0.0)


@dataclass(frozen=True)
class Release:
    """An update with what its audience comes to now: one post for each channel, nobody's twice.

    `under` are the copies below which it stands in some channels, by channel.
    """

    known: Update
    facts: Facts
    resolved: Resolved
    readers: Mapping[int, Readers]
    texts: Mapping[str, Words]
    cards: dict[tuple[Viewpoint, str, str], Message] = field(default_factory=dict)
    under: Mapping[int, int] = field(default_factory=dict)

    def card(self, channel: ResolvedChannel) -> Message:
        """The card for a channel, composed once for all who see the same."""
        viewpoint = self.resolved.viewpoint(channel)
        key = (viewpoint, channel.locale, channel.zone)
        if key not in self.cards:
            self.cards[key] = self._card(viewpoint, channel.locale, channel.zone)
        return self.cards[key]

    def _card(self, viewpoint: Viewpoint, locale: str, zone: str) -> Message:
        facts = spoken(self.facts, self.texts, self.known.locale, locale)
        return messages.card(facts, self.readers, viewpoint, Texts(locale), zone)

    def in_further_languages(self) -> Iterator[tuple[str, Message]]:
        """The card in languages that no channel reads, for each platform: a person may."""
        read = {languages.best(self.texts, channel.locale) for channel in self.resolved.channels}
        platforms = {channel.platform: channel for channel in self.resolved.channels}
        for channel in platforms.values():
            for language in self.texts.keys() - read:
                yield channel.platform, self._card(self.resolved.viewpoint(channel), language, channel.zone)

    def each(self) -> Iterator[tuple[ResolvedChannel, Message]]:
        """Every channel with its card."""
        return ((channel, self.card(channel)) for channel in self.resolved.channels)

    def posts(self) -> list[Post]:
        return [
            Post(
                to_channel(channel.channel_id),
                card,
                channel.side_id,
                tuple(sorted(channel.side_ids)),
                channel.locale,
                parent_id=self.under.get(channel.channel_id),
            )
            for channel, card in self.each()
        ]


async def release_of(context: Acting, known: Update) -> Release:
    """What publishing this now would do."""
    resolved = await audience.resolve(context.session, known.audience_id, context.now)
    facts = await facts_of(context.session, known, known.locale, context.now)
    return Release(
        known, facts, resolved, _at_the_start(resolved), await store.languages.texts_of(context.session, known)
    )


def part_of(release: Release, channel_ids: Collection[int], team_ids: Collection[int]) -> Release:
    """The same for some of its channels, and for the people of some of its teams."""
    resolved = replace(
        release.resolved,
        channels=tuple(one for one in release.resolved.channels if one.channel_id in channel_ids),
        readers=tuple(one for one in release.resolved.readers if one.team_id in team_ids),
    )
    return replace(release, resolved=resolved, readers=_at_the_start(resolved), cards={})


def _at_the_start(resolved: Resolved) -> Mapping[int, Readers]:
    """The figures of a release that nobody has read yet."""
    expected = [reader.side_id for reader in resolved.expected()]
    provisional = [reader.side_id for reader in resolved.readers if reader.provisional and not reader.away]
    return {
        side: Readers(expected=expected.count(side), provisional=provisional.count(side))
        for side in sorted({*expected, *provisional})
    }


def refusal(context: Acting, resolved: Resolved, *, urgent: bool) -> str | None:
    """Why this author may not publish to this audience, in a sentence; None if they may."""
    return refusal_to_publish(context.actor, resolved, context.t, urgent=urgent)


def refusing(context: Acting, messages: Iterable[tuple[str, Message]]) -> str | None:
    """The title of a platform that refuses one of these messages, each with its platform; None if all can be shown."""
    for (name, _), card in {(platform, id(card)): card for platform, card in messages}.items():
        platform = context.platforms.get(name)
        try:
            if platform:
                platform.render(card)
        except Rejected:
            return platform.manners.title if platform else name
    return None


def impediment(context: Acting, release: Release) -> str | None:
    """Why this cannot go out as it is, whoever confirms what, in a sentence; None if it can.

    Asked when somebody publishes or plans it, and again when the time of a planned one comes.
    """
    if why := refusal(context, release.resolved, urgent=release.known.urgent):
        return why
    if not release.resolved.channels:
        return context.t("This audience has no channel any more, so nothing was published.")
    if title := unshowable(context, release):
        return too_long_for(title, context.t)
    return None


def unshowable(context: Acting, release: Release) -> str | None:
    """The title of a platform that refuses the card as it is; None if all can show it."""
    cards = [(channel.platform, card) for channel, card in release.each()]
    return refusing(context, [*cards, *release.in_further_languages()])


def personal_data(context: Acting, resolved: Resolved, *texts: str) -> tuple[Finding, ...]:
    """Personal data in texts that other sides than the author's will read."""
    if not read_by(resolved) - {context.actor.side_id}:
        return ()
    return tuple(finding for text in texts for finding in inspect(text).findings)


def crossing(context: Acting, release: Release) -> tuple[Finding, ...]:
    """Personal data in what other sides than the author's will read."""
    texts = [text for one in release.texts.values() for text in (one.title, one.changed, one.tell_customers)]
    facts = release.facts
    more = (facts.playbook_url, facts.until_answered, *texts_of(facts.check, facts.further_check))
    return personal_data(context, release.resolved, *texts, *more)


@dataclass(frozen=True)
class Publishing:
    """The preview and what follows it."""

    paces: Paces

    async def preview(self, context: Acting, release: Release) -> Form:
        """What the author looks at before it goes out, or before another author is asked to approve it."""
        shown = await self.unadorned(context, release)
        return await offered(context, release.known, release.resolved, shown)

    async def unadorned(self, context: Acting, release: Release) -> Form:
        """What it will look like and meet, without how it stands with those who approve."""
        t, resolved = context.t, release.resolved
        own = resolved.viewpoint_of(context.actor.side_id)
        ordered = sorted(resolved.sides, key=lambda side: (side.kind is not SideKind.INTERNAL, side.name.casefold()))
        sides = {side.side_id: side.name for side in ordered}
        planned = await planning.previewed(context, release.known, resolved)
        at_work = on_shift_now(resolved.readers, planned.first)
        facts = release.facts
        if planned.says and release.known.effective_from is None:
            facts = replace(facts, effective_from=planned.first)
        titles = [
            platform.manners.title
            for name, platform in sorted(context.platforms.items())
            if any(channel.platform == name for channel in resolved.channels)
        ]
        return preview_form(
            Preview(
                draft_id=release.known.public_id,
                revision=release.known.revision,
                audience=resolved.name,
                facts=facts,
                sides=sides,
                channels=resolved.channels,
                left_out=tuple(one for one in resolved.left_out if own.sees_side(one.side_id)),
                seen=_seen(release, await side_names(context.session, read_by(resolved)), t),
                findings=crossing(context, release),
                people=len(resolved.expected()),
                rings=len(at_work.rung),
                unreached=len(at_work.unreached),
                ring_after=await ring_after(context.session),
                seconds=seconds_for(resolved.channels, self.paces),
                fits=tuple(titles),
                written=release.known.locale,
                others=release.facts.others,
                readings=readings_of(
                    resolved,
                    context.actor.scope,
                    release.texts,
                    release.known.locale,
                    overtaken=await store.languages.overtaken(context.session, release.known),
                ),
                goes_out=planned.says,
            ),
            t,
            context.zone,
        )

    async def publish(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Lets a previewed draft go to all channels at once; pressing it twice publishes once."""
        t = context.t
        known = await store.by_public_id(context.session, inbound.object_id, lock=True)
        if known is None or known.author_id != context.actor.person_id:
            return Answer(message=answer(t("This draft is no longer there, so nothing was published."), t))
        if known.state is UpdateState.PLANNED:
            return Answer(message=answer(t("This is planned already. Our direct messages say when it goes out."), t))
        if known.state is not UpdateState.DRAFT:
            return Answer(message=answer(t("This is published already. Its receipt is in our direct messages."), t))
        release = await release_of(context, known)
        if why := impediment(context, release):
            return Answer(message=answer(why, t))
        if inbound.state != str(known.revision) or await gate.waits(context.session, known, release.resolved):
            return Answer(form=await self.preview(context, release))
        if crossing(context, release) and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self.preview(context, release))
            text = t("Switch this on if it may be shared, or press Change and take it out. Nothing was published.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        if (row := await store.plan_of(context.session, known)) is not None:
            row.confirmed = inbound.values.get(CONFIRMED) is True
            await end(context, known)
            return await planning.plan_previewed(context, known, row, release.resolved)
        await let_go(context, release, self.paces)
        text = t.n(
            "Going out to {n} channel. The receipt is in our direct messages.",
            "Going out to {n} channels. The receipt is in our direct messages.",
            len(release.resolved.channels),
        )
        return Answer(message=answer(text, t))


def too_long_for(title: str, t: Texts) -> str:
    return t("{platform} cannot show this. Shorten it, above all its lists and links.", platform=title)


def _seen(release: Release, sides: Mapping[int, str], t: Texts) -> tuple[Seen, ...]:
    """The ways in which the card is seen, the one of most channels first."""
    groups: dict[frozenset[int], list[ResolvedChannel]] = {}
    for channel in release.resolved.channels:
        groups.setdefault(channel.side_ids, []).append(channel)
    return tuple(
        Seen(
            names=tuple(
                name
                for side, name in (*sides.items(), (STRANGERS, t("people of no known company")))
                if side in side_ids
            ),
            channels=len(channels),
            viewpoint=release.resolved.viewpoint(channels[0]),
            readers=release.readers,
        )
        for side_ids, channels in sorted(groups.items(), key=lambda group: -len(group[1]))
    )


async def let_go(context: Acting, release: Release, paces: Paces) -> None:
    """The publication itself: everything that this commits goes out, or nothing does."""
    session, known, now = context.session, release.known, context.now
    await end(context, known)
    known.state = UpdateState.PUBLISHED
    known.published_at = now
    known.effective_from = release.facts.effective_from  # what the cards say, to the second
    await store.expect(session, known, release.resolved.readers)
    await looking.begin(session, known, now)
    await send(context, release, paces)
    await settle_as_known(context, known)
    await _post_receipt(context, release, paces)
    if known.urgent:
        minutes = await ring_after(session)
        await put_down(session, RING_JOB, known.id, now + timedelta(minutes=minutes), slot=ring_slot(known))
    await audit.record(
        session,
        context.actor,
        "publish_update",
        "update",
        known.public_id,
        at=now,
        channels=len(release.resolved.channels),
        readers=len(release.resolved.readers),
        urgent=known.urgent,
    )


async def send(context: Acting, release: Release, paces: Paces) -> None:
    """Has the channels of a release get their cards, all at one instant."""
    session, outbox, known = context.session, context.outbox, release.known
    await outbox.publish(card_subject(known), release.posts(), held=True)
    await store.keep_findable(session, known)
    if shared := newly_shared(release.resolved):
        copies = await outbox.copies(card_subject(known))
        await outbox.stop(within(copies, shared), Cause.SHARED_SINCE)
    await outbox.release(card_subject(known), evenly=paces if await even_release(session) else None)


def newly_shared(resolved: Resolved) -> set[int]:
    """The channels that another company has come into without anybody agreeing to it."""
    return {
        channel.channel_id
        for channel in resolved.channels
        if channel.obstacle is not None and channel.obstacle.cause is Cause.SHARED_SINCE
    }


def within(copies: Sequence[Copy], channel_ids: Collection[int]) -> list[Copy]:
    """Those of the copies that are in these channels."""
    return [copy for copy in copies if copy.target_kind is TargetKind.CHANNEL and copy.target_id in channel_ids]


async def _post_receipt(context: Acting, release: Release, paces: Paces) -> None:
    """The receipt in a direct message to the author: under the identity that published, else the one that is best."""
    actor, t = context.actor, context.t
    known = (await reaches(context.session, [actor.person_id])).get(actor.person_id, ())
    if actor.identity is None:
        here = next((reach for reach in known if reach.takes_direct), None)
    else:
        here = next((reach for reach in known if reach.identity == actor.identity), None)
    if here is None:
        return
    going = await going_of(context.session, release.known, t.locale, context.now, paces)
    viewpoint = release.resolved.viewpoint_of(actor.side_id)
    post = Post(
        to_person(here.identity_id),
        receipt_message(going, viewpoint, t),
        actor.side_id,
        (actor.side_id,),
        t.locale,
    )
    await context.outbox.publish(receipt_subject(release.known), [post], priority=Priority.ANSWER)
    await context.outbox.mark_stale(receipt_subject(release.known))
