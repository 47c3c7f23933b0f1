"""What the bench of the directory looks for is there."""

import random

import pytest

from bot.chat.inbound import Answer
from bot.proof.bench import directory
from bot.storage.sessions import Database


async def test_the_searches_of_the_bench_find_people_and_teams(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, small in (("PARTNERS", 2), ("TEAMS", 2), ("IN_A_TEAM", 5)):
        monkeypatch.setattr(directory, name, small)
    chance = random.Random(11)
    actor, names = await directory.fill(database, chance)
    assert len(names) == 20
    found = {}
    async with database.read() as session:
        for words in directory.questions(chance, names, 10):
            answer = await directory.finding(actor, words)(session)
            assert isinstance(answer, Answer)
            found[words] = len(answer.options)
    assert found.pop("qqqq") == found.pop("") == 0
    assert min(found.values()) > 0
