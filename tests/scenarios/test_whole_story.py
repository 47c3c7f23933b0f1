"""The demo's story with the real bot in a process of its own, on PostgreSQL; `instep demo` tells it on SQLite."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.proof.evidence import Evidence, read_evidence
from bot.proof.marlowe import HARBORLINE, LUMENARA, marlowe_and_finch
from bot.proof.scenes.correcting import NOTED_ON_SLACK, NOTED_ON_TEAMS
from bot.proof.scenes.plot import TITLE
from bot.proof.scenes.praising import DID, MAIL
from bot.proof.scenes.thanking import IN_CONNECT, IN_ONE_LINE, NUMBER, ON_TEAMS, WORDS
from bot.proof.stage import Stage
from bot.proof.steps import Happened, Record, Scene, Step, tell
from bot.proof.story import Story


class Nobody:
    """Watches without a word."""

    def begins(self, name: str) -> None:
        pass

    def ended(self, step: Step) -> None:
        pass


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with Stage(marlowe_and_finch(), database_url=database_url, moves_time=True) as opened:
        yield opened


def assert_told(record: Record, log: str) -> None:
    """Every step happened; else the first that did not is named, with the end of the bot's log."""
    failed = next((step for step in record.steps if not step.ok), None)
    assert failed is None, f"{failed}\n{log}"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_story_is_told_to_its_end_on_both_platforms(stage: Stage) -> None:
    story, before_the_weeks = Story(stage), Evidence()

    async def read() -> Happened:
        # Months later nothing is left of the words of an update that was withdrawn.
        nonlocal before_the_weeks
        async with stage.database() as database:
            before_the_weeks = await read_evidence(database, stage.world, of=TITLE)
        return Happened("")

    scenes = story.scenes()
    weeks = next(number for number, one in enumerate(scenes) if one.name == "A weekly sync is set up once")
    scenes.insert(weeks, Scene("What was noted is read", read))
    assert_told(await tell(scenes, Nobody()), stage.bot.told())
    for partner, platform in ((LUMENARA, "slack"), (HARBORLINE, "teams")):
        assert_pair(story.evidence, ("Internal", "slack"), (partner, platform))
    both = {stage.world.organisation.person(key).name for key in (NOTED_ON_SLACK, NOTED_ON_TEAMS)}
    assert twice(before_the_weeks) == both
    assert not twice(story.evidence)
    assert_thanked(story)


def twice(evidence: Evidence) -> set[str]:
    """Who has noted both what it said at first and what it said once it was corrected."""
    return {name for name, times in Counter(one.person for one in evidence.acknowledgements).items() if times == 2}


def assert_thanked(story: Story) -> None:
    """What everybody received of each shoutout is told: channels once, and those who are thanked with their leads."""
    name, thanks = story.plot.name, {one.story: one for one in story.evidence.thanks}
    for one in thanks.values():
        assert sorted(card.reader for card in one.channels) == sorted(story.plot.reachable)
    told = {one.reader for one in thanks[WORDS].people}
    assert told == {name(key) for key in (ON_TEAMS, IN_CONNECT, "yasmin", "ligaya")}
    assert [one.reader for one in thanks[IN_ONE_LINE].people] == [name("minh")]
    assert [one.reader for one in thanks[DID].people] == [name("arjun")]
    assert not [secret for secret in (NUMBER, MAIL) if secret in str(story.evidence.as_json())]


def assert_pair(evidence: Evidence, *sides: tuple[str, str]) -> None:
    """Each of two sides on its platform was delivered to, and has acknowledged."""
    for side, platform in sides:
        posts = [
            one
            for one in evidence.deliveries
            if (one.side, one.platform, one.operation) == (side, platform, "post") and one.state == "sent"
        ]
        assert posts
        assert all(one.attempts == 1 and one.released_at and one.sent_at for one in posts)
        assert [one for one in evidence.acknowledgements if (one.side, one.platform) == (side, platform)]
