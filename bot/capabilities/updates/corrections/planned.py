"""What a correction would do if it were made now: what each copy will say, to whom, and who is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import Round, begin_round, facts_of
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.copies import Copies, copies_of
from bot.capabilities.updates.corrections.rules import Correction
from bot.capabilities.updates.facts import Facts, spoken
from bot.capabilities.updates.languages.messages import Reading
from bot.capabilities.updates.languages.rules import readings_of
from bot.capabilities.updates.preview import Seen
from bot.capabilities.updates.publish import personal_data, read_by
from bot.capabilities.updates.store import Update, Words
from bot.capability import Acting
from bot.chat import languages
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.delivery.tables import Copy
from bot.people import audience
from bot.people.audience import Reader, Resolved
from bot.people.viewpoint import STRANGERS, Viewpoint


@dataclass(frozen=True)
class Planned:
    """A correction as it would be made now: the copies with what they will say, and who is asked.

    `changing` are the copies whose readers will see it. A `quiet` one leaves the first text and what is asked alone.
    """

    known: Update
    correction: Correction
    facts: Facts
    resolved: Resolved
    round: Round
    copies: Copies
    changing: Copies
    readers: tuple[Reader, ...]
    findings: tuple[Finding, ...]
    changes: Sequence[tuple[Copy, Message]]
    quiet: bool
    texts: Mapping[str, Words]
    readings: tuple[Reading, ...]

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(one for one in self.texts if one != self.known.locale)

    @property
    def asked(self) -> list[Reader]:
        """Those who are asked for a new *Got it*, without whom is provisional or away."""
        return [reader for reader in self.readers if not reader.provisional and not reader.away]

    @property
    def on_platforms(self) -> list[tuple[str, Message]]:
        return [(self.copies.ways[copy.id].platform, message) for copy, message in self.changes]


async def plan(context: Acting, known: Update, correction: Correction) -> Planned:
    """What making this correction now would do."""
    session, now = context.session, context.now
    resolved = await audience.resolve(session, known.audience_id, now)
    present = await store.languages.texts_of(session, known)
    translated = correction.translates(present)
    quiet = rules.is_quiet(correction, await store.said(session, known), translated=translated)
    facts = await facts_of(session, known, known.locale, now)
    if correction.drops_check:
        facts = replace(facts, check=())
    if not quiet:
        facts = _corrected(facts, known, correction, now)
    texts = correction.after(present, known.locale, quiet=quiet)
    behind = {*await store.languages.left_behind(session, known), *present} - texts.keys()
    copies = await copies_of(session, context.outbox, known)
    round = await begin_round(session, known, now)
    locales = {known.locale, *(copy.locale for copy in copies.all)}
    round.facts.update({locale: spoken(facts, texts, known.locale, locale, behind) for locale in locales})
    changes = [(copy, message) for copy in copies.all if (message := await round.compose(session, copy)) is not None]
    said = [text for one in texts.values() for text in (one.title, one.changed, one.tell_customers, one.note)]
    said += [correction.said.playbook_url, correction.said.until_answered]
    return Planned(
        known,
        correction,
        round.facts[known.locale],
        resolved,
        round,
        copies,
        copies if not quiet or correction.drops_check else copies.of(_read_anew(copies, present, texts)),
        await _readers(context, known, resolved) if correction.asks else (),
        personal_data(context, resolved, *said),
        changes,
        quiet,
        texts,
        readings_of(resolved, context.actor.scope, texts, known.locale, behind),
    )


def _read_anew(copies: Copies, present: Mapping[str, Words], texts: Mapping[str, Words]) -> list[Copy]:
    """The copies whose readers will read something else, or that offer other languages than before."""
    same = {one for one in texts if one in present and texts[one].says_the_same(present[one])}
    if present.keys() != texts.keys():
        return list(copies.all)
    return [copy for copy in copies.all if languages.best(texts, copy.locale) not in (*same, None)]


def _corrected(facts: Facts, known: Update, correction: Correction, now: datetime) -> Facts:
    said = correction.said
    return replace(
        facts,
        version=known.version + 1,
        title=said.title,
        changed=said.changed,
        tell_customers=said.tell_customers,
        effective_from=said.effective_from or now,
        acknowledge_by=said.acknowledge_by,
        playbook_url=said.playbook_url,
        corrected_at=now,
        note=correction.note,
    )


async def _readers(context: Acting, known: Update, resolved: Resolved) -> tuple[Reader, ...]:
    """The people of today in the teams that were asked before, or whose channels hold a copy; no team is new to it."""
    cards = set(await store.channels_of(context.session, known))
    teams = await store.teams_asked(context.session, known)
    teams |= {team for channel in resolved.channels if channel.channel_id in cards for team in channel.team_ids}
    return tuple(reader for reader in resolved.readers if reader.team_id in teams)


def _in_channels(planned: Planned) -> list[tuple[Copy, Viewpoint]]:
    found = []
    for copy in planned.copies.in_channels:
        viewpoint = planned.round.viewpoint(copy)
        if viewpoint is not None:
            found.append((copy, viewpoint))
    return found


def sides_of(planned: Planned) -> frozenset[int]:
    return read_by(planned.resolved).union(*(viewpoint.sides for _, viewpoint in _in_channels(planned)))


def seen_by(planned: Planned, sides: Mapping[int, str], t: Texts) -> tuple[Seen, ...]:
    """The ways in which the copies are seen, the one of most channels first."""
    groups: dict[frozenset[int], list[Viewpoint]] = {}
    for _, viewpoint in _in_channels(planned):
        groups.setdefault(viewpoint.sides, []).append(viewpoint)
    everybody = (*sides.items(), (STRANGERS, t("people of no known company")))
    return tuple(
        Seen(
            names=tuple(name for side, name in everybody if side in side_ids),
            channels=len(viewpoints),
            viewpoint=viewpoints[0],
            readers={} if planned.correction.asks else planned.round.figures,
        )
        for side_ids, viewpoints in sorted(groups.items(), key=lambda group: -len(group[1]))
    )
