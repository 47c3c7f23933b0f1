"""Whom their platform refuses a message of their own, and for good, is asked by the button in their team's channel."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.checkins.kinds import Mode, Path
from bot.capabilities.checkins.running import works
from bot.capabilities.checkins.store.tables import Asked, Run
from bot.capabilities.checkins.subjects import CHANNEL, GROUP, PROMPT, REMINDER
from bot.delivery.tables import Copy, Delivery, State, TargetKind
from bot.due.tables import DueState, DueWork
from bot.people.model import ChatIdentity
from bot.ports import Cause
from tests.bot.capabilities.checkins.conftest import Stage
from tests.bot.capabilities.checkins.running.test_asking import CLOSES, IN_MANILA

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LOOKED_BY = timedelta(minutes=20)


async def becomes(stage: Stage, name: str, state: State, **more: object) -> None:
    """What the platform made of somebody's prompt."""
    async with stage.database.write() as session:
        theirs = select(ChatIdentity.id).where(ChatIdentity.user_id == f"U-{name}")
        copy = select(Copy.id).where(
            Copy.target_kind == TargetKind.PERSON, Copy.target_id.in_(theirs), Copy.subject_kind == GROUP
        )
        await session.execute(update(Delivery).where(Delivery.copy_id.in_(copy)).values(state=state, **more))


async def asked_in_manila(stage: Stage, **others: object) -> Run:
    checkin = await stage.set_up("Harbor", **others)  # type: ignore[arg-type]
    await stage.at(IN_MANILA)
    run = await stage.run(checkin)
    assert set(await stage.sent(run)) >= {"Hana"}
    return run


async def ways(stage: Stage, run: Run) -> dict[str, Path]:
    return {name: row.path for name, row in (await stage.asked(run)).items()}


async def looks_left(stage: Stage) -> int:
    async with stage.database.read() as session:
        waiting = (DueWork.kind == works.ELSEWHERE, DueWork.state == DueState.WAITING)
        return len((await session.scalars(select(DueWork.id).where(*waiting))).all())


async def test_whoever_is_refused_is_asked_in_the_channel_and_never_by_that_message(stage: Stage) -> None:
    run = await asked_in_manila(stage)
    await becomes(stage, "Hana", State.FAILED, cause=Cause.PERSON_UNREACHABLE)
    await becomes(stage, "Hugo", State.SENT)
    await stage.at(IN_MANILA + LOOKED_BY)
    assert await ways(stage, run) == {"Hana": Path.CHANNEL, "Hugo": Path.DIRECT}
    (shown,) = (await stage.sent(run, CHANNEL)).values()
    assert "one person here" in stage.shown(shown)
    async with stage.database.read() as session:
        prompts = dict((await session.execute(select(Copy.target_id, Copy.withdrawn).where(Copy.slot == PROMPT))).all())
    assert sorted(prompts.values()) == [False, True]
    assert await looks_left(stage) == 0
    await stage.deliver()
    await stage.at(CLOSES)
    assert all(row.asked_at for row in (await stage.asked(run)).values()), "both were reached"


async def slots_by_account(stage: Stage) -> dict[tuple[str, str], bool]:
    """Of Hana's messages which were taken back."""
    async with stage.database.read() as session:
        rows = await session.execute(
            select(ChatIdentity.user_id, Copy.slot, Copy.withdrawn)
            .join(Copy, Copy.target_id == ChatIdentity.id)
            .where(Copy.target_kind == TargetKind.PERSON, ChatIdentity.user_id.startswith("U-Hana"))
        )
        return {(user_id, slot): withdrawn for user_id, slot, withdrawn in rows}


@pytest.mark.parametrize("refuses", [True, False])
async def test_another_account_of_theirs_is_tried_before_the_channel(stage: Stage, *, refuses: bool) -> None:
    async with stage.database.write() as session:
        hana = (await session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == "U-Hana"))).one()
        luz = (await session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == "U-Luz"))).one()
        more = {"platform": luz.platform, "home": luz.home, "installation_key": luz.installation_key}
        session.add(ChatIdentity(person_id=hana.person_id, user_id="U-Hana-2", **more))
    run = await asked_in_manila(stage)
    await becomes(stage, "Hugo", State.SENT)
    await becomes(stage, "Hana", State.FAILED, cause=Cause.PERSON_UNREACHABLE)
    await stage.at(IN_MANILA + LOOKED_BY)
    assert (await ways(stage, run))["Hana"] is Path.DIRECT and await stage.sent(run, CHANNEL) == {}
    assert await slots_by_account(stage) == {("U-Hana", PROMPT): True, ("U-Hana-2", PROMPT): False}
    if refuses:
        await becomes(stage, "Hana-2", State.FAILED, cause=Cause.PERSON_UNREACHABLE)
        await stage.at(IN_MANILA + 2 * LOOKED_BY)
        assert (await ways(stage, run))["Hana"] is Path.CHANNEL
    else:
        await becomes(stage, "Hana-2", State.SENT)
        await stage.at(CLOSES)
        assert {whose for whose, slot in await slots_by_account(stage) if slot == REMINDER} == {"U-Hana-2"}


async def test_the_message_that_is_there_says_for_how_many_it_is_then(stage: Stage) -> None:
    await stage.join("Harbor", "Cleo", "Dai")
    await stage.out_of_reach("Hugo")
    run = await asked_in_manila(stage, mode=Mode.ANONYMOUS, threshold=3)
    assert "one person here" in stage.shown(next(iter((await stage.sent(run, CHANNEL)).values())))
    await becomes(stage, "Hana", State.FAILED, cause=Cause.PERSON_UNREACHABLE)
    await stage.at(IN_MANILA + LOOKED_BY)
    assert {name for name, path in (await ways(stage, run)).items() if path is Path.CHANNEL} == {"Hana", "Hugo"}
    (shown,) = (await stage.sent(run, CHANNEL)).values()
    assert "2 people here" in stage.shown(shown)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (State.FAILED, {"cause": Cause.PERSON_UNREACHABLE, "unconfirmed": True}),
        (State.FAILED, {"cause": Cause.OTHER}),
        (State.UNKNOWN, {"cause": Cause.TIMED_OUT, "unconfirmed": True}),
        (State.HELD, {"cause": Cause.TOKEN_REVOKED}),
    ],
)
async def test_whose_message_may_be_there_or_come_yet_is_asked_by_no_other(
    stage: Stage, state: State, more: dict[str, object]
) -> None:
    run = await asked_in_manila(stage)
    await becomes(stage, "Hana", state, **more)
    await stage.at(IN_MANILA + LOOKED_BY)
    assert (await ways(stage, run))["Hana"] is Path.DIRECT
    assert await stage.sent(run, CHANNEL) == {}


async def test_whoever_has_answered_otherwise_is_not_asked_again(stage: Stage) -> None:
    run = await asked_in_manila(stage)
    await becomes(stage, "Hana", State.FAILED, cause=Cause.PERSON_UNREACHABLE)
    async with stage.database.write() as session:
        await session.execute(update(Asked).values(answered_at=IN_MANILA))
    await stage.at(IN_MANILA + LOOKED_BY)
    assert (await ways(stage, run))["Hana"] is Path.DIRECT
