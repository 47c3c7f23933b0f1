"""Whatever happens with shoutouts: nobody is told of people of another partner more than those have agreed to."""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.capabilities.shoutouts.kinds import Naming, Where
from bot.people.model import Sharing
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.bot.capabilities.shoutouts.walls.company import MANAGES, SHY, US, Company, Member, generated, moved_in
from tests.bot.capabilities.shoutouts.walls.life import CHOOSING, PHONE, Heard, Life, Shown, Told
from tests.marks import any_of

ORGANISATIONS = 3


def kept_from(company: Company, reader: str) -> Iterator[str]:
    """Every word that would tell people of a side of somebody whom they may not know, or not by that name."""
    for one in company.people:
        if one.side == reader:
            continue
        if not company.knows(reader, one.side):
            yield from (*one.words, *one.ids)
            continue
        first, last = one.key.split()
        naming = company.naming_of(one)
        if naming is not Naming.FULL and reader != US:
            yield from (last, one.ids[1])
            if naming is Naming.ALIAS and one.alias:
                yield first
    for crew in company.crews:
        if not company.knows(reader, crew.side):
            yield from (*crew.name.split(), crew.home)
            if not company.open_to(reader, crew.side, Sharing.FIGURES):
                yield from (crew.side, *company.ids[crew.side], crew.channel)
    if not company.partners_see_all and reader != US:
        yield PHONE


def named_by_less(company: Company) -> Iterator[str]:
    """The words by which nobody is called in a channel of ours that they have not chosen to be called by."""
    for one in company.people:
        if one.side != US and company.naming_of(one) is not Naming.FULL:
            yield one.key.split()[1]


def told_privately(life: Life, word_of: Member) -> set[str]:
    """Who may read that somebody was thanked who wants that privately."""
    company = life.company
    givers = {one.giver.key for one in life.told if word_of in (*one.people, *one.before)}
    leads = {crew.lead.key for crew in company.crews if word_of in crew.people}
    return {word_of.key, *givers, *leads}


def slips(life: Life) -> Iterator[str]:
    """Everything that somebody was told and should not have been."""
    company = life.company
    by_key = {one.key: one for one in company.people}
    partners_in = {crew.channel: {crew.side, crew.also_read_by} & set(company.partners) for crew in company.crews}
    kept = {side: any_of(set(kept_from(company, side))) for side in company.partners}
    less = any_of({*named_by_less(company), "\0"})
    shy = {one.key: any_of(one.words) for one in company.people if one.what == SHY}
    knowing = {key: told_privately(life, by_key[key]) for key in shy}
    for one in life.stage.shown_so_far:
        reader = by_key.get(one.reader)
        for side in ({reader.side} - {US}) if reader else partners_in[one.channel]:
            yield from found(kept[side], one, side)
        if reader is None and not partners_in[one.channel]:
            yield from found(less, one, "a channel of ours")
        for key, words in shy.items():
            if reader is None or (one.reader not in knowing[key] and one.on not in CHOOSING):
                yield from found(words, one, "nobody who knows of it")
        for told in life.told:
            if told.goes_to is Where.PRIVATELY and told.mark in one.text and one.reader not in may_read(life, told):
                yield f"private {told.mark} is told: {one}"
            if told.mark in one.text and not meant(company, told).issuperset({reader.side} if reader else ()):
                yield f"{told.mark} is told to {one.reader} of {one.on}, whom it does not concern: {one}"
        for mark, praised in life.praised.items():
            if mark in one.text and (reader is None or reader.side not in (US, praised.side)):
                yield f"{mark} of {praised.side} is told: {one}"


def meant(company: Company, told: Told) -> set[str]:
    """The sides that it concerns, and those who read a channel that it went to."""
    teams = {one.team for one in told.openly} | set(told.teams)
    went = [crew for crew in company.crews if crew.name in teams]
    if told.goes_to is Where.EVERYWHERE:
        went += [crew for crew in company.crews if crew.side in company.listens]
    readers = {crew.also_read_by for crew in went}
    return {
        US,
        told.giver.side,
        *(one.side for one in (*told.people, *told.before)),
        *(crew.side for crew in went),
        *readers,
    }


def may_read(life: Life, told: Told) -> set[str]:
    """Whoever gave it, whom it thanks, their leads, and if it was reported those who decide."""
    company, people = life.company, {*told.people, *told.before}
    leads = {crew.lead.key for crew in company.crews if people & set(crew.people)}
    teams = {one.key for one in company.people if one.team in told.teams}
    deciders = {one.key for one in company.people if one.side == US and one.what == MANAGES}
    return {
        told.giver.key,
        *(one.key for one in people),
        *leads,
        *teams,
        *(deciders if told.mark in life.reported else ()),
    }


def found(words: re.Pattern[str], one: Shown, who: str) -> Iterator[str]:
    if word := words.search(one.text):
        yield f"{word[0]!r} is told to {who}: {one}"


@settings(
    max_examples=ORGANISATIONS,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
async def test_nobody_reads_of_people_whom_they_may_not_know(
    seed: int, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    print(f"seed {seed}")
    path = tmp_path_factory.mktemp("walls") / "instep.db"
    shutil.copy(sqlite_template, path)
    dice = random.Random(seed)
    async with Database(f"sqlite:///{path}", Keyring(["a-key-for-tests-that-is-long-enough"])) as database:
        stage = Heard(database)
        life = Life(stage, await moved_in(stage, generated(dice)), dice)
        await life.happen()
    assert len(life.told) > 4, "too little was told for this to prove anything"
    assert not (wrong := list(slips(life))), f"seed {seed}: {wrong[0]}"
