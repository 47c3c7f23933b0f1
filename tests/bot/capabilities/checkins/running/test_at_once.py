"""Two check-ins that ask the same at the same moment are kept apart as any two are."""

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.running.deciding import send_now
from bot.capabilities.checkins.store.checkins import checkin_called
from bot.capabilities.checkins.store.runs import checkin_locked
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.delivery.outbox import Outbox
from bot.storage.sessions import Session
from tests.bot.capabilities.checkins.conftest import Stage
from tests.races import at_once

THRESHOLD = 3


async def asked(stage: Stage, checkin: Checkin) -> Run:
    async with stage.database.write() as session:
        same = await checkin_called(session, checkin.public_id)
        assert same is not None
        return await send_now(session, Outbox(session, stage.clocks), same, stage.calendar.now())


async def test_of_two_at_once_neither_asks_a_few_people_more_than_the_other(stage: Stage) -> None:
    await stage.join("Care", "Cleo", "Dai")
    one = await stage.set_up("Care", mode=Mode.ANONYMOUS, threshold=THRESHOLD)
    other = await stage.set_up("Care", "Harbor", mode=Mode.ANONYMOUS, threshold=THRESHOLD, name="The same")

    async def hold(session: Session) -> None:
        for checkin in (one, other):
            await checkin_locked(session, checkin.id)

    runs = await at_once(stage.database, hold, lambda: asked(stage, one), lambda: asked(stage, other))
    people = [set(await stage.asked(run)) for run in runs]
    assert max(map(len, people)) >= THRESHOLD
    apart = people[0] ^ people[1] if all(people) else set()
    assert not apart or len(apart) >= THRESHOLD, apart
