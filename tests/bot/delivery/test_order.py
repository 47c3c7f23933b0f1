"""What a lane looks at next, when more waits than it can look at."""

from bot.chat.message import say
from bot.delivery.intake import look
from bot.delivery.lanes import Owned
from bot.delivery.pace import Priority


async def test_what_stands_behind_urgent_posts_does_not_overtake_those_that_found_no_place(desk):
    first, *_ = desk.posts(say("Now"), "internal", slot="answer.1")
    second, *_ = desk.posts(say("Now too"), "internal", slot="answer.2")
    behind, *_ = desk.posts(say("Later"), "internal", slot="card")
    for post, priority in ((first, Priority.ANSWER), (second, Priority.ANSWER), (behind, Priority.PUBLISH)):
        await desk.publish([post], priority=priority)
    row = await desk.lane()
    lane = Owned(row.id, row.platform, row.installation_key, row.epoch, row.policy, {}, in_doubt=False)
    looked = {}
    async with desk.database.read() as session:
        for places in (1, 2, 3):
            found = await look(session, lane, desk.clocks.machine.now(), at_most=places)
            looked[places] = [one.priority for one in found]
    assert looked == {
        1: [Priority.ANSWER],
        2: [Priority.ANSWER, Priority.ANSWER],
        3: [Priority.ANSWER, Priority.ANSWER, Priority.PUBLISH],
    }


async def test_what_is_urgent_brings_what_stands_before_it(desk):
    before, *_ = desk.posts(say("Earlier"), "internal", slot="card")
    urgent, elsewhere, *_ = desk.posts(say("Now"), "internal", slot="answer.1")
    await desk.publish([before])
    await desk.publish([elsewhere], priority=Priority.ANSWER)
    await desk.publish([urgent], priority=Priority.ANSWER)
    row = await desk.lane()
    lane = Owned(row.id, row.platform, row.installation_key, row.epoch, row.policy, {}, in_doubt=False)
    async with desk.database.read() as session:
        found = await look(session, lane, desk.clocks.machine.now(), at_most=2)
    assert [one.priority for one in found] == [Priority.PUBLISH, Priority.ANSWER, Priority.ANSWER]
