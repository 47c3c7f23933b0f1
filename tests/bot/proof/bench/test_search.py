"""What the bench of search looks for is there, within the walls."""

from bot.capabilities.updates import store
from bot.proof.bench.search import Vocabulary, fill
from bot.storage.full_text import words_of
from bot.storage.sessions import Database


async def test_the_questions_of_the_bench_find_what_reached_the_partner(database: Database) -> None:
    vocabulary = Vocabulary()
    actor = await fill(database, vocabulary, 60)
    found = {}
    async with database.read() as session:
        for words, after in vocabulary.questions(8):
            found[words, after] = len(await store.find(session, actor, words_of(words), after=after, at_most=60))
    assert found["", 0] == 30 and found["qqq", 0] == 0
    assert sum(found.values()) > 40
