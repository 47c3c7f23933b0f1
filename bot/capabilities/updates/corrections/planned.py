"""What a correction would do if it were made now: what each copy will say, to whom, and who is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import Round, begin_round, facts_of
from bot.capabilities.updates.corrections.copies import Copies, copies_of
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.preview import Seen
from bot.capabilities.updates.publish import personal_data, read_by
from bot.capabilities.updates.store import CorrectionDraft, Update
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.delivery.tables import Copy, TargetKind
from bot.people import audience
from bot.people.audience import Reader, Resolved
from bot.people.viewpoint import STRANGERS, Viewpoint


@dataclass(frozen=True)
class Planned:
    """A correction as it would be made now: the copies with what they will say, and who is asked."""

    known: Update
    draft: CorrectionDraft
    facts: Facts
    resolved: Resolved
    round: Round
    copies: Copies
    readers: tuple[Reader, ...]
    findings: tuple[Finding, ...]
    changes: Sequence[tuple[Copy, Message]]

    @property
    def asked(self) -> list[Reader]:
        """Those who are asked for a new *Got it*, without whom is provisional or away."""
        return [reader for reader in self.readers if not reader.provisional and not reader.away]

    @property
    def on_platforms(self) -> list[tuple[str, Message]]:
        return [(self.copies.ways[copy.id].platform, message) for copy, message in self.changes]


async def plan(context: Acting, known: Update, draft: CorrectionDraft) -> Planned:
    """What making this correction now would do."""
    session, now = context.session, context.now
    resolved = await audience.resolve(session, known.audience_id, now)
    facts = replace(
        await facts_of(session, known, known.locale, now),
        version=known.version + 1,
        title=draft.title,
        changed=draft.changed,
        tell_customers=draft.tell_customers,
        effective_from=draft.effective_from or now,
        acknowledge_by=draft.acknowledge_by,
        playbook_url=draft.playbook_url,
        corrected_at=now,
        note=draft.note,
    )
    copies = await copies_of(session, context.outbox, known)
    round = await begin_round(session, known, now)
    round.facts.update({copy.locale: facts for copy in copies.all})
    changes = [(copy, message) for copy in copies.all if (message := await round.compose(session, copy)) is not None]
    return Planned(
        known,
        draft,
        facts,
        resolved,
        round,
        copies,
        await _readers(context, known, resolved) if draft.asks else (),
        personal_data(context, resolved, draft.note, draft.title, draft.changed, draft.tell_customers),
        changes,
    )


async def _readers(context: Acting, known: Update, resolved: Resolved) -> tuple[Reader, ...]:
    """The people of today in the teams that were asked before, or whose channels hold a copy; no team is new to it."""
    cards = set(await store.channels_of(context.session, known))
    teams = await store.teams_asked(context.session, known)
    teams |= {team for channel in resolved.channels if channel.channel_id in cards for team in channel.team_ids}
    return tuple(reader for reader in resolved.readers if reader.team_id in teams)


def _in_channels(planned: Planned) -> list[tuple[Copy, Viewpoint]]:
    found = []
    for copy in planned.copies.all:
        viewpoint = planned.round.viewpoint(copy) if copy.target_kind is TargetKind.CHANNEL else None
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
            readers={} if planned.draft.asks else planned.round.figures,
        )
        for side_ids, viewpoints in sorted(groups.items(), key=lambda group: -len(group[1]))
    )
