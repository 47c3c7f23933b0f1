"""What the bench of check-ins looks at is all there."""

from bot.proof.bench.checkins import PARTNERS, QUESTIONS, TEAMS, compute, fill
from bot.storage.sessions import Database


async def test_the_bench_looks_at_every_part_of_all_responses(database: Database) -> None:
    run_id, internal = await fill(database, 10 * TEAMS)
    async with database.write() as session:
        found = await compute(session, run_id, internal)
    assert (found.rates[0].answered, found.rates[0].reached) == (10 * TEAMS, 10 * TEAMS)
    assert [len(one.parts) for one in found.questions] == [1 + len(PARTNERS) + 1 + TEAMS] * len(QUESTIONS)
    assert found.questions[0].parts[0].tally.people == 10 * TEAMS
    assert found.questions[0].wrote
