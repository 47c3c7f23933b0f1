"""Who of those that a shoutout names cannot be told directly, and whether somebody can tell them."""

from collections import Counter
from collections.abc import Sequence

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.card import first_of
from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.release import Release
from bot.capabilities.shoutouts.telling import TOO_LATE
from bot.capabilities.shoutouts.write.finding import Labels
from bot.capability import Acting
from bot.chat.texts import Texts


def reached(release: Release) -> bool:
    """Whether anybody who is named can be told directly."""
    return any(one.reached and not one.whole_team for one in release.facts.recipients)


async def untold(acting: Acting, release: Release) -> list[str]:
    """What its giver is told of those who cannot be: whose lead is told instead, and whom nobody tells."""
    unmet = [one for one in release.facts.recipients if not one.reached]
    if not unmet:
        return []
    teams = {row.person_id: row.team_id for row in release.rows if row.team_id is not None}
    leads = await store.leads_of(acting.session, list(teams.values()))
    able = await store.told_directly(acting.session, leads.values())
    hear = {team_id for team_id, lead_id in leads.items() if lead_id != release.kept.giver_id and lead_id in able}
    through_lead = [one for one in unmet if teams.get(one.person_id) in hear]
    through_nobody = [one for one in unmet if one not in through_lead]
    t, labels = acting.t, Labels(acting.actor, acting.t)
    times = Counter(labels.name(one) for one in release.facts.recipients)

    def called(one: Named) -> str:
        name = labels.name(one)
        return f"{name} ({one.team_name})" if times[name] > 1 and name and one.team_name else name

    days = t.n("{n} day", "{n} days", TOO_LATE.days)
    return [
        *_line([called(one) for one in through_lead], t, lead=True, days=days),
        *_line([called(one) for one in through_nobody], t, lead=False, days=days),
    ]


def _line(people: Sequence[str], t: Texts, *, lead: bool, days: str) -> list[str]:
    if not people:
        return []
    names = t.names(first_of([one or t("an agent of another team") for one in people], t))
    if lead:
        text = t.n(
            "{names} cannot be messaged directly yet: their lead is told instead.",
            "{names} cannot be messaged directly yet: their leads are told instead.",
            len(people),
            names=names,
        )
    else:
        text = t(
            "{names} cannot be messaged directly yet, and there is no other lead to tell: pass it on yourself.",
            names=names,
        )
    return [f"{text} {t('If Instep meets them within {days}, they get it then.', days=days)}"]
