"""A shoutout that is being written: what was typed is kept, checked, and brought back as typed."""

from collections.abc import Mapping, Sequence

from bot.capabilities.shoutouts import settings, store
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import values_of
from bot.capabilities.shoutouts.store import Shoutout, Thanked, Written
from bot.capabilities.shoutouts.values import LONGEST_VALUE
from bot.capabilities.shoutouts.write.finding import PERSON, TEAM, Labels
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capabilities.shoutouts.write.typed import (
    LONGEST_ADDRESS,
    LONGEST_CUSTOMER,
    Typed,
    mistakes,
)
from bot.capability import Context
from bot.chat.form import LONGEST_HELD
from bot.chat.inbound import Answer
from bot.chat.message import say
from bot.people.model import Person, Team


async def own_draft(context: Context, public_id: str, *, lock: bool = False) -> Shoutout | None:
    """A draft of the person who acts; None for anything else."""
    kept = await store.by_public_id(context.session, public_id, lock=lock)
    if kept is None or kept.giver_id != context.actor.person_id or kept.state is not ShoutoutState.DRAFT:
        return None
    return kept


def gone(context: Context) -> Answer:
    """There is no such draft of whoever acts."""
    t = context.t
    return Answer(
        message=say(t("This shoutout was posted or discarded already, so nothing was changed."), locale=t.locale)
    )


async def typed_of(context: Context, kept: Shoutout) -> Typed:
    """A draft as its form holds it."""
    rows = (await store.recipients_of(context.session, [kept.id]))[kept.id]
    people = await store.people_named(
        context.session, [row.person_id for row in rows if row.person_id is not None], context.now
    )
    teams = await store.teams_named(context.session, [row.team_id for row in rows if row.whole_team and row.team_id])
    labels = Labels(context.actor, context.t)
    options = []
    for row in rows:
        if row.whole_team and (team := teams.get(row.team_id or 0)):
            options.append(labels.team(team.public_id, team.name, team.side_name))
        elif person := people.get(row.person_id or 0):
            options.append(labels.person(person))
    return Typed(
        people=tuple(options),
        story=kept.story,
        quote=kept.quote,
        customer=kept.customer,
        value=kept.value,
        ticket=kept.ticket_url,
        goes_to=kept.goes_to,
    )


async def keep(context: Context, draft_id: str, beginning: Typed) -> tuple[Shoutout | None, dict[str, str]]:
    """Keeps a draft of what was typed; None with what is wrong, by field, or with nothing where it was posted."""
    session, actor, t = context.session, context.actor, context.t
    values = await values_of(session)
    required = await settings.is_on(session, settings.VALUE_REQUIRED)
    errors = dict(mistakes(beginning, values, value_required=required, t=t))
    before = await store.named_before(session, draft_id)
    thanked, wrong = await _thanked(context, [one.value for one in beginning.people], before)
    if wrong and "people" not in errors:
        errors["people"] = wrong
    if errors:
        return None, errors
    written = Written(
        thanked=thanked,
        story=beginning.story,
        quote=beginning.quote,
        customer=beginning.customer,
        value=beginning.value,
        ticket_url=beginning.ticket,
        goes_to=beginning.goes_to,
    )
    return await store.save_draft(session, draft_id, actor.person_id, actor.side_id, written, context.now), {}


async def keep_begun(context: Context, draft_id: str, beginning: Typed) -> Shoutout | None:
    """Keeps a draft of what was typed so far, but for whom nobody can thank; None where it was posted."""
    actor = context.actor
    before = await store.named_before(context.session, draft_id)
    thanked, _ = await _thanked(context, [one.value for one in beginning.people], before)
    written = Written(
        thanked=thanked,
        story=beginning.story[:LONGEST_HELD],
        quote=beginning.quote[:LONGEST_HELD],
        customer=beginning.customer[:LONGEST_CUSTOMER],
        value=beginning.value[:LONGEST_VALUE],
        ticket_url=beginning.ticket[:LONGEST_ADDRESS],
        goes_to=beginning.goes_to,
    )
    return await store.save_draft(context.session, draft_id, actor.person_id, actor.side_id, written, context.now)


async def _thanked(
    context: Context, chosen: Sequence[str], before: Mapping[str, Thanked] | None = None
) -> tuple[tuple[Thanked, ...], str]:
    """Those who can be thanked of whoever was chosen, and what is wrong with the first of the others.

    Whom it named `before` (by public id) stays as they were.
    """
    session, t = context.session, context.t
    scope = await scope_to_name(context)
    people = await store.people_chosen(
        session, scope, [one.removeprefix(PERSON) for one in chosen if one.startswith(PERSON)]
    )
    teams = await store.teams_chosen(session, scope, [one.removeprefix(TEAM) for one in chosen if one.startswith(TEAM)])
    found: list[Thanked] = []
    wrong: list[str] = []
    for one in chosen:
        kind, public_id = one[:2], one[2:]
        if before and public_id in before:
            found.append(before[public_id])
        elif kind == PERSON and public_id in people:
            person: Person = people[public_id]
            if person.id == context.actor.person_id:
                wrong.append(t("Thanking oneself does not work. Take yourself out."))
            else:
                found.append(Thanked(person.side_id, person.id, await store.present_team(session, person.id)))
        elif kind == TEAM and public_id in teams:
            team: Team = teams[public_id]
            if await store.has_people(session, team.id):
                found.append(Thanked(team.side_id, None, team.id))
            else:
                wrong.append(t("Nobody is in {team} yet. Choose people instead.", team=team.name))
        else:
            wrong.append(t("Somebody whom you chose is no longer here. Take them out and choose again."))
    return tuple(found), wrong[0] if wrong else ""
