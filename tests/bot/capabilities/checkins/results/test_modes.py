"""Who sees who said what: with names a person's own lead too, confidential managers alone; and nobody by a trick."""

import csv
import io
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.results import looking
from bot.capabilities.checkins.results.pictures import Pictures
from bot.capabilities.checkins.results.telling import Telling
from bot.capabilities.checkins.store.tables import Group, Run
from bot.capabilities.checkins.subjects import RESULTS, RUN
from bot.capability import Declined
from bot.chat.message import Button
from bot.delivery.outbox import Outbox
from bot.people.model import Person, Side, Team
from tests.bot.capabilities.checkins.results.conftest import INFORMED, Given, Stage
from tests.bot.capabilities.checkins.results.test_results import HELP, acting_as, figures, seen

ALL: Mapping[str, list[Given]] = {
    "Care": [(1, "Care wrote"), (4,)],
    "Night": [(2, "Night wrote")] * 6,
    "Harbor": [(2, "Harbor wrote"), (5,)],
    "Lumen": [(3, "Lumen wrote")] * 6,
}
"""Of Night and Lumen as many as the threshold, so that nothing but who looks hides them."""

NAMES = ("Care 0", "Night 0", "Harbor 0", "Lumen 0")


async def asked(stage: Stage, mode: Mode = Mode.NAMED, **more: int) -> Run:
    async with stage.database.write() as session:
        if await session.scalar(select(Team.id).where(Team.name == "Night")) is None:
            side_id = await session.scalar(select(Team.side_id).where(Team.name == "Care"))
            session.add(Team(side_id=side_id, name="Night"))
    return await stage.run_of(await stage.checkin(), ALL, [INFORMED, HELP], mode=mode, **more)


async def names_seen(stage: Stage, who: str, run: Run) -> set[str]:
    """Whose names they come by: on the page, by a forged button for each of them, and in the file."""
    pages = [await stage.press(who, Button("", "checkins.follow", f"{run.public_id}.1.{at}")) for at in (0, 8)]
    found = {name for name in NAMES if any(name in stage.shown(one.message) for one in pages)}
    forged = set()
    async with stage.database.read() as session:
        ids = {name: await session.scalar(select(Person.public_id).where(Person.name == name)) for name in NAMES}
    for name, public_id in ids.items():
        button = Button("", "checkins.follow_up", f"{run.public_id}.1.{public_id}")
        forged |= {name} if (await stage.press(who, button)).form is not None else set()
    assert forged == found
    assert {row["person"] for row in await file(stage, who, run)} & set(NAMES) == found
    return found


async def file(stage: Stage, who: str, run: Run) -> list[dict[str, str]]:
    try:
        async with stage.database.write() as session:
            document = await looking.fetch(await acting_as(stage, session, who), {"run": run.public_id})
    except Declined:
        return []
    return list(csv.DictReader(io.StringIO(document.data.decode("utf-8-sig"))))


async def test_with_names_leads_see_what_their_own_team_said_and_not_a_figure_more(stage: Stage) -> None:
    await stage.lead("Bo", "Care")
    await stage.lead("Hana", "Harbor")
    run = await asked(stage)
    assert await names_seen(stage, "Ines", run) == set(NAMES)
    for who, team, own in (
        ("Bo", "Care", {"team:Care": 2.5}),
        ("Hana", "Harbor", {"side:Harborline": 3.5, "team:Harbor": 3.5}),
    ):
        assert await names_seen(stage, who, run) == {f"{team} 0"}
        assert figures(await seen(stage, who, run)) == own
        found = await seen(stage, who, run)
        assert found is not None and found.questions[1].words == (f"{team} wrote",)
        text = await stage.results(who, run) + str(await file(stage, who, run))
        assert team in text and not any(other in text for other in {"Care", "Night", "Harbor", "Lumen"} - {team})
        assert "Weekly pulse" in stage.shown((await stage.command(who, "checkin results")).message)
    rows = [row for row in await file(stage, "Bo", run) if row["person"] == "Care 0"]
    assert [(row["what"], row["answer"]) for row in rows] == [("named", "1 of 5"), ("text", "Care wrote")]
    assert "Say what you did" not in await stage.results("Bo", run)


@pytest.mark.parametrize("mode", [Mode.CONFIDENTIAL, Mode.ANONYMOUS])
async def test_in_the_other_modes_leads_see_nothing(stage: Stage, mode: Mode) -> None:
    await stage.lead("Bo", "Care")
    await stage.lead("Hana", "Harbor")
    await stage.manage("Luz", "Lumen")
    run = await asked(stage, mode)
    for who in ("Bo", "Hana"):
        assert await names_seen(stage, who, run) == set() and await seen(stage, who, run) is None
    confidential = mode is Mode.CONFIDENTIAL
    assert await names_seen(stage, "Luz", run) == ({"Lumen 0"} if confidential else set())
    assert await names_seen(stage, "Ines", run) == (set(NAMES) if confidential else set())


async def test_only_whoever_led_the_team_when_it_was_sent_and_still_does_is_its_lead(stage: Stage) -> None:
    await stage.lead("Bo", "Care")
    await stage.lead("Hana", "Harbor")
    run = await asked(stage)
    # A lead since then, of the same team and of one that nobody led; and one who leads others by now.
    await stage.lead("Ada", "Care")
    await stage.lead("Luz", "Lumen")
    await stage.lead("Hana", "Lumen")
    await stage.lead("Hugo", "Harbor")
    for who in ("Ada", "Bo", "Luz", "Hana", "Hugo"):
        assert await names_seen(stage, who, run) == set(), who
        assert await seen(stage, who, run) is None, who
    await stage.lead("Bo", "Care")
    assert await names_seen(stage, "Bo", run) == {"Care 0"}


async def test_no_lead_of_another_partner_sees_a_team_or_somebody_who_went_to_another_side(stage: Stage) -> None:
    # Luz of Lumenara is put down as the lead of Harborline's team; Hana leads it afterwards.
    await stage.lead("Luz", "Harbor")
    first = await asked(stage)
    assert await names_seen(stage, "Luz", first) == set()
    async with stage.database.read() as session:
        assert not any(await session.scalars(select(Group.lead_id))), "nor is she named as the lead"
    await stage.lead("Hana", "Harbor")
    await stage.manage("Hugo", "Harbor")
    await stage.manage("Leo", "Lumen")
    run = await asked(stage, week=1)
    async with stage.database.write() as session:
        lumenara = await session.scalar(select(Side.id).where(Side.name == "Lumenara"))
        went = (
            await session.scalars(select(Person).where(Person.name == "Harbor 0").order_by(Person.id.desc()))
        ).first()
        assert went is not None and lumenara is not None
        went.side_id = lumenara
    for who in ("Hana", "Hugo"):
        page = stage.shown((await stage.press(who, Button("", "checkins.follow", f"{run.public_id}.1.0"))).message)
        assert "Harbor 0" not in page and "Harbor 1" in page
    await stage.change(Person, "Hana", side_id=lumenara)
    assert await names_seen(stage, "Hana", run) == set() and await seen(stage, "Hana", run) is None
    assert "Harbor 0" not in stage.shown(
        (await stage.press("Leo", Button("", "checkins.follow", f"{run.public_id}.1.0"))).message
    )


async def test_whoever_set_it_up_and_may_no_more_sees_no_results_of_it(stage: Stage) -> None:
    run = await asked(stage)
    await stage.takes_back("Ines")
    assert await names_seen(stage, "Ines", run) == set() and await seen(stage, "Ines", run) is None
    assert "No results" in stage.shown((await stage.command("Ines", "checkin results")).message)
    async with stage.database.write() as session:
        outbox = Outbox(session, stage.clocks)
        await Telling(Pictures(None)).tell(session, outbox, await session.get_one(Run, run.id), stage.calendar.now())
    assert await stage.cards(run, RUN, RESULTS) == {}
    # Who leads one of the teams since sees no more of them, and does not speak for the organisers.
    await stage.lead("Ines", "Care")
    assert await seen(stage, "Ines", run) is None
    of_care = await stage.run_of(await stage.checkin(), {"Care": ALL["Care"]}, mode=Mode.NAMED, week=1)
    await stage.takes_back("Ines")
    assert "Say what you did" in await stage.results("Ines", of_care), "she could set it up as their lead"
    wider = await asked(stage, week=2)
    await stage.takes_back("Ines")
    shown = await stage.results("Ines", wider)
    assert "Care" in shown and "Harbor" not in shown and "Say what you did" not in shown


async def test_leads_are_told_of_their_own_team_once_it_has_closed(stage: Stage) -> None:
    await stage.lead("Hana", "Harbor")
    run = await asked(stage)
    async with stage.database.write() as session:
        outbox = Outbox(session, stage.clocks)
        run_now = await session.get_one(Run, run.id)
        await Telling(Pictures(None)).tell(session, outbox, run_now, stage.calendar.now())
    told = await stage.cards(run, RUN, RESULTS)
    assert set(told) == {"Ines", "Hana"}
    assert "Care" not in stage.shown(told["Hana"]) and "2 answers" in stage.shown(told["Hana"])
