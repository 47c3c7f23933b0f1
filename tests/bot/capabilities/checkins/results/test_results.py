"""What people read who look at results."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bot.capabilities.checkins.kinds import Ask, Mode, RunState, Template
from bot.capabilities.checkins.questions import After, Question
from bot.capabilities.checkins.results import looking, messages
from bot.capabilities.checkins.results.facts import Results
from bot.capabilities.checkins.results.pictures import PURPOSE, Claim, Pictures
from bot.capabilities.checkins.results.settings import PICTURES
from bot.capabilities.checkins.results.telling import Telling
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import RESULTS, RUN
from bot.capability import Acting, Declined
from bot.chat.message import Button, Picture
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.drawing import SIZE
from bot.people import directory
from bot.people import settings as people_settings
from bot.people.model import Person, Team
from bot.storage.sessions import Session
from tests.bot.capabilities.checkins.results.conftest import INFORMED, Given, Stage
from tests.stage import TUESDAY

WHY = Question(Ask.SEVERAL_OF, "What was missing?", ("Prices", "Policy"), After(1, (1, 2)))
HELP = Question(Ask.TEXT, "What would help?")
ACKNOWLEDGED = "updates.acknowledged"


def answers(*values: int) -> list[Given]:
    return [(value,) for value in values]


ALL = {"Care": answers(5, 5, 4, 4, 3, 3), "Harbor": answers(4, 4, 4, 4, 4), "Lumen": answers(1, 2, 1, 2, 1)}


async def acting_as(stage: Stage, session: Session, who: str) -> Acting:
    person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
    actor = await directory.actor_of(session, person_id)
    outbox = Outbox(session, stage.clocks)
    return Acting(session, outbox, actor, Texts(), stage.clocks, stage.platforms, stage.offers)


async def seen(stage: Stage, who: str, run: Run) -> Results | None:
    async with stage.database.read() as session:
        return await looking.seen(await acting_as(stage, session, who), run.public_id, words=True)


def figures(found: Results | None, place: int = 1) -> dict[str, float | None]:
    """The figure of each part that is shown of a question."""
    assert found is not None
    one = found.questions[place - 1]
    return {f"{part.level}:{part.title}": part.tally.figure(one.measure) for part in one.parts}


async def test_internal_managers_see_all_parts_and_a_partners_manager_its_own_side_and_the_whole(stage: Stage) -> None:
    run = await stage.run_of(await stage.checkin(), ALL)
    await stage.manage("Ada")
    await stage.manage("Hana", "Harbor")
    everything = {
        "whole:": 3.2,
        "side:Internal": 4.0,
        "side:Harborline": 4.0,
        "side:Lumenara": 1.4,
        "team:Care": 4.0,
        "team:Harbor": 4.0,
        "team:Lumen": 1.4,
    }
    assert figures(await seen(stage, "Ines", run)) == everything
    assert figures(await seen(stage, "Ada", run)) == everything
    hers = await seen(stage, "Hana", run)
    assert figures(hers) == {"whole:": 3.2, "side:Harborline": 4.0, "team:Harbor": 4.0}
    text = await stage.results("Hana", run)
    assert "Lumen" not in text
    assert "16 of 30 people reached have answered (53 %)".replace(" %", "%") in text.replace("\xa0", "")
    assert await seen(stage, "Bo", run) is None
    assert await seen(stage, "Luz", run) is None
    assert "not yours to see" in await stage.results("Luz", run)


async def test_a_partner_does_not_see_a_whole_that_one_other_side_makes_up(stage: Stage) -> None:
    checkin = await stage.checkin()
    two = await stage.run_of(checkin, {"Care": answers(5, 5, 4, 4, 3), "Harbor": answers(4, 4, 4, 4, 4)})
    mostly = {"Care": answers(*[4] * 30), "Harbor": answers(*[4] * 5), "Lumen": answers(*[4] * 5)}
    uneven = await stage.run_of(checkin, mostly, week=1, people=30)
    await stage.manage("Hana", "Harbor")
    for run in (two, uneven):
        assert "whole:" not in figures(await seen(stage, "Hana", run))
        assert "whole:" in figures(await seen(stage, "Ines", run))


async def test_below_the_threshold_nothing_is_shown_to_anybody_and_no_other_part_gives_it_away(stage: Stage) -> None:
    few = {"Care": answers(5, 5, 4, 4, 3, 3), "Harbor": answers(4, 4, 4, 4, 4), "Lumen": answers(1, 2, 1)}
    run = await stage.run_of(await stage.checkin(), few)
    await stage.manage("Luz", "Lumen")
    assert figures(await seen(stage, "Ines", run)) == {"whole:": 3.4, "side:Internal": 4.0, "team:Care": 4.0}
    assert figures(await seen(stage, "Luz", run)) == {"whole:": 3.4}
    text = await stage.results("Ines", run)
    assert "fewer than 5 answers are not shown" in text
    assert "3 of 10 people reached have answered" in text


async def test_low_answers_are_pointed_out_with_the_results_of_the_parts_that_are_shown_alone(stage: Stage) -> None:
    marked = replace(INFORMED, alerts=(1, 2))
    few = {"Care": answers(5, 5, 4, 2, 3, 1), "Harbor": answers(4, 4, 4, 4, 4), "Lumen": answers(1, 2, 1)}
    run = await stage.run_of(await stage.checkin(), few, [marked])
    low = "Marked as low (1 of 5 and 2 of 5): All together: 5 of 14 · Internal: 2 of 6"
    text = await stage.results("Ines", run)
    assert low in text and f"{low} ·" not in text
    fine = await stage.run_of(await stage.checkin(), {"Care": answers(5, 5, 4, 4, 3)}, [marked], week=1)
    assert "Marked as low" not in await stage.results("Ines", fine)


async def test_while_it_is_open_only_who_takes_part_is_shown(stage: Stage) -> None:
    run = await stage.run_of(await stage.checkin(), ALL, state=RunState.OPEN)
    found = await seen(stage, "Ines", run)
    assert found is not None and not found.questions and found.rates
    assert "results are shown when it has closed" in await stage.results("Ines", run)


@pytest.mark.parametrize("state", [RunState.WITHDRAWN, RunState.NOT_HELD, RunState.PREPARED])
async def test_what_is_withdrawn_or_not_held_shows_nothing(stage: Stage, state: RunState) -> None:
    run = await stage.run_of(await stage.checkin(), ALL, state=state)
    assert await seen(stage, "Ines", run) is None


async def test_what_changed_is_said_only_where_both_are_shown(stage: Stage) -> None:
    checkin = await stage.checkin()
    before = {"Care": answers(5, 5, 5, 5, 5), "Harbor": answers(3, 3, 3, 3, 3, 3), "Lumen": answers(1, 2)}
    await stage.run_of(checkin, before)
    run = await stage.run_of(checkin, ALL, week=1)
    found = await seen(stage, "Ines", run)
    assert found is not None
    was = {part.title: part.before is not None for part in found.questions[0].parts if part.level != "team"}
    # Care had five answers then, and was hidden for the two of Lumen.
    assert was == {"": True, "Internal": False, "Harborline": True, "Lumenara": False}
    assert "4.0, ▲ 1.0 since last time · 5 answers" in await stage.results("Ines", run)


async def test_a_trend_begins_with_the_third_time_and_passes_over_other_questions(stage: Stage) -> None:
    checkin = await stage.checkin()
    same = Question(Ask.SCALE_5, "Did you have the information  you needed")
    for week, value in enumerate((2, 3, 4)):
        others = [Question(Ask.YES_NO, "Anything else?"), same]
        given: dict[str, Sequence[Given]] = {"Care": [(1, value)] * 6}
        run = await stage.run_of(checkin, given, others, week=week)
    found = await seen(stage, "Ines", run)
    assert found is not None and found.questions[1].parts[0].trend == (2.0, 3.0, 4.0)
    assert "The last 3 times, the oldest first: 2.0, 3.0, 4.0" in await stage.results("Ines", run)
    another = await stage.run_of(checkin, {"Care": answers(1, 1, 1, 1, 1)}, week=3)
    found = await seen(stage, "Ines", another)
    assert found is not None and found.questions[0].parts[0].trend == (2.0, 3.0, 4.0, 1.0)


async def test_a_trend_has_a_gap_where_a_part_was_hidden_and_its_picture_draws_what_was_shown_alone(
    stage: Stage,
) -> None:
    checkin = await stage.checkin()
    await stage.manage("Hana", "Harbor")
    for week, few in enumerate((6, 3, 6, 6)):
        given = {"Care": answers(*[4] * 6), "Harbor": answers(*[2 + week // 3] * few)}
        run = await stage.run_of(checkin, given, week=week)
    text = await stage.results("Ines", run)
    assert "Harborline: 2.0, not shown, 2.0, 3.0 ▁·▁█" in text and "Internal: 4.0, not shown, 4.0, 4.0" in text
    assert "All together: 3.0, 3.3, 3.0, 3.5" in text
    async with stage.database.write() as session:
        await people_settings.change(session, None, {PICTURES.name: PICTURES}, PICTURES.name, "on", TUESDAY)
    lines = {}
    for who in ("Ines", "Hana"):
        message = (await stage.press(who, Button("", messages.RESULTS, run.public_id))).message
        assert message is not None
        (one,) = [part for part in message.parts if isinstance(part, Picture)]
        assert one.alt and "not shown" in one.text and ("Internal" in one.text) is (who == "Ines")
        sealed = one.url.removeprefix("https://instep.example/checkin-trend/").removesuffix(".png")
        lines[who] = Claim.model_validate_json(stage.links.of_lasting(PURPOSE, sealed) or "").lines
        async with stage.database.read() as session:
            found = await Pictures(stage.links).read(session, stage.clocks, sealed)
            assert found is not None and Image.open(io.BytesIO(found.document.data)).size == (SIZE, SIZE)
            assert await Pictures(stage.links).read(session, stage.clocks, f"{sealed[:-3]}abc") is None
    own = (2.0, None, 2.0, 3.0)
    assert lines == {"Ines": ((4.0, None, 4.0, 4.0), own), "Hana": (own,)}


async def test_a_follow_up_is_not_shown_where_too_few_were_asked_it(stage: Stage) -> None:
    low: list[Given] = [(1, 0b01), (2, 0b11), (1, 0b10), (2, 0b10), (1, 0b10)]
    given: dict[str, Sequence[Given]] = {"Care": [*low, (5,)], "Harbor": [(1, 0b01), *answers(5, 5, 5, 5, 5)]}
    run = await stage.run_of(await stage.checkin(), given, [INFORMED, WHY])
    found = await seen(stage, "Ines", run)
    assert found is not None
    assert [part.title for part in found.questions[1].parts] == [""]
    assert found.questions[1].parts[0].tally.counts == {0: 3, 1: 4}


async def test_words_are_shown_of_the_whole_or_of_ones_own_side_and_never_of_a_few(stage: Stage) -> None:
    def wrote(team: str, count: int) -> list[Given]:
        return [(4, f"{team} says {n}") for n in range(count)] + [(4,)] * (6 - count)

    given = {"Care": wrote("Care", 5), "Harbor": wrote("Harbor", 5), "Lumen": wrote("Lumen", 2)}
    run = await stage.run_of(await stage.checkin(), given, [INFORMED, HELP])
    await stage.manage("Hana", "Harbor")
    await stage.manage("Luz", "Lumen")
    found = {who: await seen(stage, who, run) for who in ("Ines", "Hana", "Luz")}
    words = {who: one.questions[1] for who, one in found.items() if one is not None}
    assert len(words["Ines"].words) == 12
    # Of Care's, Harborline's and Lumenara's words two are too few, so one more side hides with them.
    hidden = {who for who in ("Hana", "Luz") if words[who].words_hidden}
    assert "Luz" in hidden and not words["Luz"].words
    assert all(text.startswith("Harbor") for text in words["Hana"].words)


async def test_words_of_four_are_not_shown(stage: Stage) -> None:
    given: dict[str, Sequence[Given]] = {"Care": [(4, "hush")] * 4 + [(4,)] * 4}
    run = await stage.run_of(await stage.checkin(), given, [INFORMED, HELP])
    text = await stage.results("Ines", run)
    assert "hush" not in text
    assert "too few did" in text


async def test_with_names_managers_see_their_people_and_others_only_enough_of_them(stage: Stage) -> None:
    given = {"Care": answers(5, 5, 4, 4, 3, 3), "Harbor": answers(4, 3), "Lumen": answers(1, 2, 1, 2, 1)}
    run = await stage.run_of(await stage.checkin(), given, mode=Mode.CONFIDENTIAL)
    await stage.manage("Hana", "Harbor")
    await stage.manage("Ada", "Care")
    assert figures(await seen(stage, "Hana", run)) == {"whole:": 2.9, "side:Harborline": 3.5, "team:Harbor": 3.5}
    assert len(figures(await seen(stage, "Ines", run))) == 7
    others = figures(await seen(stage, "Ada", run))
    assert "side:Harborline" not in others and others["side:Internal"] == 4.0
    # Of the two other sides she could take the five from the seven.
    assert "side:Lumenara" not in others


async def test_a_partner_who_asks_others_too_sees_no_few_of_them(stage: Stage) -> None:
    given = {"Care": answers(5), "Harbor": answers(4, 3, 2, 1, 5), "Lumen": answers(1)}
    run = await stage.run_of(await stage.checkin("Hana", occasion=ACKNOWLEDGED), given, mode=Mode.CONFIDENTIAL)
    assert figures(await seen(stage, "Hana", run)) == {"side:Harborline": 3.0, "team:Harbor": 3.0}
    given = {"Care": answers(5, 5, 5), "Harbor": answers(4, 3), "Lumen": answers(1, 1, 1)}
    run = await stage.run_of(await stage.checkin("Hana", occasion=ACKNOWLEDGED), given, mode=Mode.CONFIDENTIAL)
    assert figures(await seen(stage, "Hana", run)) == {"whole:": 3.1, "side:Harborline": 3.5, "team:Harbor": 3.5}
    async with stage.database.write() as session:
        (await session.get_one(Run, run.id)).rested = 3
    assert "not asked this time" not in await stage.results("Hana", run)
    await stage.manage("Ada")
    assert "3 people were not asked this time" in await stage.results("Ada", run)


async def test_whoever_is_asked_elsewhere_sees_nothing(stage: Stage) -> None:
    run = await stage.run_of(await stage.checkin(), {"Care": answers(5, 5, 5, 5, 5)})
    await stage.manage("Hana", "Harbor")
    assert await seen(stage, "Hana", run) is None
    assert "No results for you yet" in stage.shown((await stage.command("Hana", "checkin results")).message)
    assert "Weekly pulse" in stage.shown((await stage.command("Ines", "checkin results")).message)
    assert "No results" in stage.shown((await stage.command("Ines", "checkin results tooling")).message)


async def test_the_list_has_what_somebody_may_see_however_much_was_asked_of_others_since(stage: Stage) -> None:
    await stage.manage("Hana", "Harbor")
    run = await stage.run_of(await stage.checkin(), {"Harbor": answers(5, 5, 5, 5, 5)})
    async with stage.database.write() as session:
        about = {one: getattr(run, one) for one in ("mode", "threshold", "questions", "opens_at", "closes_at")}
        for number in range(70):
            other = Checkin(name="Others", mode=run.mode, side_id=1, created_at=TUESDAY)
            session.add(other)
            await session.flush()
            at = run.at + timedelta(days=number + 1)
            session.add(
                Run(checkin_id=other.id, original_date=at.date(), state=RunState.CLOSED, at=at, nodes=[], **about)
            )
    for who in ("Hana", "Ines"):
        listed = (await stage.command(who, "checkin results")).message
        assert stage.button(listed, "See results").object_id == run.public_id and "Others" not in stage.shown(listed)
        assert "No results" in stage.shown((await stage.command(who, "checkin results others")).message)


async def test_one_question_by_itself_has_the_teams_too(stage: Stage) -> None:
    run = await stage.run_of(await stage.checkin(), ALL)
    shown = await stage.press("Ines", Button("Look closer", messages.DETAIL, f"{run.public_id}.1"))
    text = stage.shown(shown.message)
    assert "5 of 5: 2" in text and "Lumen\n1.4 · 5 answers" in text
    for wrong in ("", run.public_id, f"{run.public_id}.2", f"{run.public_id}.x", "nothing.1"):
        refused = await stage.press("Ines", Button("Look closer", messages.DETAIL, wrong))
        assert "not yours to see" in stage.shown(refused.message)


async def test_enps_where_the_check_in_is_one(stage: Stage) -> None:
    checkin: Checkin = await stage.checkin(template=Template.ENPS)
    asked = [Question(Ask.SCALE_10, "Would you recommend working here?")]
    run = await stage.run_of(checkin, {"Care": answers(10, 9, 9, 8, 2)}, asked)
    assert figures(await seen(stage, "Ines", run))["whole:"] == 40
    assert "eNPS 40 · 5 answers" in await stage.results("Ines", run)


async def test_the_file_holds_what_is_seen_and_no_formula(stage: Stage) -> None:
    given = {"Care": [(5, "=1+1")] * 5, "Harbor": [(4, "fine")] * 5, "Lumen": answers(1, 2)}
    run = await stage.run_of(await stage.checkin(), given, [INFORMED, HELP])
    await stage.manage("Hana", "Harbor")
    offered = await stage.press("Hana", Button("Export", messages.EXPORT, run.public_id))
    assert "yours alone" in stage.shown(offered.message)

    async def fetched(who: str) -> list[dict[str, str]]:
        async with stage.database.write() as session:
            document = await looking.fetch(await acting_as(stage, session, who), {"run": run.public_id})
        return list(csv.DictReader(io.StringIO(document.data.decode("utf-8-sig"))))

    theirs = await fetched("Ines")
    shown = {row["part"] for row in theirs if row["what"] == "choice"}
    assert shown == {"All together", "Internal", "Care"}
    assert sum(row["answer"] == "'=1+1" for row in theirs) == 5
    assert not any("Lumen" in row["part"] for row in theirs if row["what"] != "took_part")
    assert {row["part"] for row in await fetched("Hana")} <= {"All together", "Harborline", "Harbor", ""}
    with pytest.raises(Declined, match="not yours"):
        await fetched("Bo")


@pytest.mark.parametrize("closed", [True, False])
async def test_the_organiser_is_told_in_their_own_hours_once_it_has_closed(stage: Stage, closed: bool) -> None:
    run = await stage.run_of(await stage.checkin(), ALL)
    await stage.change(Team, "Care", working_hours="Mon-Fri 16:00-22:00")
    async with stage.database.write() as session:
        outbox = Outbox(session, stage.clocks)
        run_now = await session.get_one(Run, run.id)
        await Telling(Pictures(None)).tell(session, outbox, run_now, stage.calendar.now())
    assert not await stage.cards(run, RUN, RESULTS)
    if not closed:
        async with stage.database.write() as session:
            (await session.get_one(Run, run.id)).state = RunState.WITHDRAWN
    await stage.until(stage.calendar.now() + timedelta(hours=3))
    told = await stage.cards(run, RUN, RESULTS)
    assert list(told) == (["Ines"] if closed else [])
    assert all("Results: Weekly pulse" in stage.shown(one) for one in told.values())
    assert all("Say what you did" in stage.shown(one) for one in told.values())


async def test_a_follow_up_does_not_tell_how_a_side_answered_that_is_hidden(stage: Stage) -> None:
    low: Given = (1, 0b01)
    given: dict[str, Sequence[Given]] = {"Care": [low] * 7, "Harbor": [low] * 6, "Lumen": [(5,), (5,)]}
    run = await stage.run_of(await stage.checkin(), given, [INFORMED, WHY])
    found = await seen(stage, "Ines", run)
    assert found is not None
    parts = [{part.title for part in one.parts} for one in found.questions]
    assert parts == [{"", "Internal", "Care"}] * 2


async def test_the_time_before_last_is_not_last_time(stage: Stage) -> None:
    checkin = await stage.checkin()
    await stage.run_of(checkin, {"Care": answers(5, 5, 5, 5, 5)})
    await stage.run_of(checkin, {"Care": answers(1, 1, 1, 1, 1)}, [Question(Ask.YES_NO, "Understood?")], week=1)
    run = await stage.run_of(checkin, {"Care": answers(4, 4, 4, 4, 4)}, week=2)
    found = await seen(stage, "Ines", run)
    assert found is not None and found.questions[0].parts[0].before is None
