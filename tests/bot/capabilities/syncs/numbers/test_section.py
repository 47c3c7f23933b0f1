"""What each side reads of figures, on the agenda and when somebody asks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.capabilities.syncs.kinds import Better
from bot.capabilities.syncs.numbers.defining import Definition
from bot.capabilities.syncs.numbers.forgetting import KEPT, forget
from bot.capabilities.syncs.numbers.section import Numbers
from bot.capabilities.syncs.numbers.taking import Figure, take
from bot.capabilities.syncs.store.tables import MetricValue
from bot.capability import AgendaAsked
from bot.chat.plain_text import lines_of, text_of
from bot.chat.texts import Texts
from bot.people.audience import resolve_people
from bot.people.model import Side, SideKind, Team
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.numbers.conftest import rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SINCE = datetime(2026, 11, 16, 9, tzinfo=UTC)
UNTIL = datetime(2026, 11, 23, 9, tzinfo=UTC)


def figure(side: str, value: float, day: date = date(2026, 11, 22), metric: str = "CSAT", **others: Any) -> Figure:
    return Figure(1, metric, side, others.pop("team", ""), day, value, others.pop("weight", 100), **others)


async def bring(stage: Stage, *figures: Figure, better: Better | None = None) -> None:
    async with stage.database.write() as session:
        definitions = [Definition(one.metric, better=better) for one in figures[:1] if better]
        await take(session, None, figures, definitions, UNTIL)


async def agenda(stage: Stage, side: str, *beside: str) -> str:
    """What stands in a place of a side, in which people of those `beside` it are too."""
    async with stage.database.read() as session:
        sides = {one.name: one.id for one in await rows(stage, Side)}
        resolved = await resolve_people(session, [one.id for one in await rows(stage, Team)], UNTIL)
        viewpoint = resolved.viewpoint_of(sides[side])
        viewpoint = replace(viewpoint, sides=viewpoint.sides | {sides[one] for one in beside})
        asked = AgendaAsked(resolved, viewpoint, (), "slack", Texts(), "UTC", SINCE, UNTIL)
        return "\n".join(line for part in await Numbers(None).section(session, asked) for line in lines_of(part))


EACH = (("internal", 4.6), ("Harborline", 4.7), ("Lumenara", 4.2))


async def test_each_side_reads_its_own_figure_and_the_whole(stage: Stage) -> None:
    await bring(stage, *(figure(side, value) for side, value in EACH))
    await bring(stage, *(figure(side, value - 0.1, date(2026, 11, 15)) for side, value in EACH))
    inside = await agenda(stage, "Internal")
    assert "Harborline 4.7 ▲ 0.1 better" in inside
    assert "Lumenara 4.2 ▲ 0.1 better" in inside
    theirs = "CSAT: All together 4.5 ▲ 0.1 better · Harborline 4.7 ▲ 0.1 better"
    assert await agenda(stage, "Harborline") == theirs
    # As in a channel of Slack Connect, where some of our own people are too; with another partner there is no whole.
    assert await agenda(stage, "Harborline", "Internal") == theirs
    assert "All together" not in await agenda(stage, "Harborline", "Lumenara", "Internal")


async def test_with_two_sides_a_partner_reads_its_own_alone(stage: Stage) -> None:
    await bring(stage, *(figure(side, value) for side, value in EACH[:2]))
    assert await agenda(stage, "Harborline") == "CSAT: Harborline 4.7"
    assert await agenda(stage, "Lumenara") == ""


async def test_a_change_is_that_of_the_figures_as_they_are_written(stage: Stage) -> None:
    await bring(stage, figure("internal", 4.6, date(2026, 11, 15), decimals=1), figure("internal", 4.65, decimals=1))
    assert await agenda(stage, "Internal") == "CSAT: Internal 4.7 ▲ 0.1 better"
    await bring(stage, figure("internal", 4.55))
    assert await agenda(stage, "Internal") == "CSAT: Internal 4.6 as last time"


async def test_less_is_better_where_it_was_said_to_be(stage: Stage) -> None:
    first = figure("internal", 7.5, date(2026, 11, 15), "Handling time")
    await bring(stage, first, figure("internal", 7.1, metric="Handling time"), better=Better.LOWER)
    assert await agenda(stage, "Internal") == "Handling time: Internal 7.1 ▼ 0.4 better"


async def test_a_figure_from_before_says_its_day_and_teams_without_weights_stand_alone(stage: Stage) -> None:
    await bring(stage, figure("Harborline", 4.4, date(2026, 11, 12), team="Harbor", weight=0))
    assert await agenda(stage, "Harborline") == "CSAT: Harborline, Harbor 4.4 of 12 Nov"


async def test_a_trend_stands_in_bars_and_in_words(stage: Stage) -> None:
    await bring(stage, *(figure("Harborline", 4.1 + day / 10, date(2026, 11, 16 + day)) for day in range(1, 5)))
    assert "CSAT, Harborline: ▁▃▆█ 4.2 to 4.5 over 4 figures since 17 Nov" in await agenda(stage, "Harborline")
    await bring(stage, *(figure("internal", 4.7 - day / 10, date(2026, 11, 16 + day)) for day in range(1, 5)))
    alike = "CSAT, 4 figures since 17 Nov: Internal █▆▃▁ 4.6 to 4.3 · Harborline ▁▃▆█ 4.2 to 4.5"
    assert alike in await agenda(stage, "Internal"), "what is the same of all sides is said once"
    await bring(stage, figure("internal", 4.7, date(2026, 11, 16)))
    assert "CSAT, Harborline: ▁▃▆█ 4.2 to 4.5 over 4 figures" in await agenda(stage, "Internal")


async def test_sync_numbers_shows_whoever_asks_their_own_side(stage: Stage) -> None:
    answer = await stage.command("Hana", "sync numbers")
    assert answer.message is not None
    assert "no figures of your side yet" in text_of(answer.message)
    await bring(stage, *(figure(side, value) for side, value in EACH))
    answer = await stage.command("Hana", "sync numbers")
    assert answer.message is not None
    assert "Harborline 4.7" in text_of(answer.message)
    assert "4.2" not in text_of(answer.message)
    assert "Lumenara" not in text_of(answer.message)
    assert "Changes are since" not in text_of(answer.message), "there is none"
    await bring(stage, figure("Harborline", 4.5, date(2026, 11, 12)))
    answer = await stage.command("Hana", "sync numbers")
    assert answer.message is not None
    assert "better" in text_of(answer.message) and "Changes are since" in text_of(answer.message)


async def test_figures_go_two_years_after_they_were_brought_in(stage: Stage) -> None:
    await bring(stage, *(figure(side, value) for side, value in EACH))
    for later, left in ((KEPT, len(EACH)), (KEPT + timedelta(days=1), 0)):
        async with stage.database.write() as session:
            await forget(session, UNTIL + later)
        assert await stage.count(MetricValue) == left


async def test_a_side_with_daily_figures_that_takes_no_part_keeps_others_from_a_whole_without_it(stage: Stage) -> None:
    async with stage.database.write() as session:
        session.add(Side(name="Oakvale", kind=SideKind.PARTNER, created_at=SINCE))
    day = date(2026, 11, 1)
    await bring(stage, *(figure(side, value, day) for side, value in EACH))
    assert "All together" in await agenda(stage, "Harborline")
    await bring(stage, *(figure("Oakvale", 4.0, day + timedelta(ahead)) for ahead in range(20)))
    assert "All together" not in await agenda(stage, "Harborline")
    assert "All together" in await agenda(stage, "Internal")
