"""Choosing another channel for one that was not reached."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.message import Button
from bot.delivery.tables import State
from bot.people import channels
from bot.people.model import Channel, Grant, Person, Role, Team
from bot.ports import Cause, ChannelFacts
from tests.bot.capabilities.updates.test_correct import shown_receipt
from tests.kills import killed_between_any_two_steps
from tests.stage import INSTALLATIONS


async def spare(stage: Any, team: str, name: str, *, homes: tuple[str, ...] = (), **facts: Any) -> str:
    """Gives a team, whose home channel is the one it has, another channel; returns its public id."""
    async with stage.database.write() as session:
        of = (await session.scalars(select(Team).where(Team.name == team))).one()
        of.home_channel_id = (await session.scalars(select(Channel.id).where(Channel.name == team.lower()))).one()
        platform = "teams" if team == "Lumen" else "slack"
        known = {"bot_is_member": True, "can_post": True, "shared": bool(homes), **facts}
        found = ChannelFacts(INSTALLATIONS[platform], f"C-{name}", name, homes=homes, **known)
        row = await channels.keep_facts(session, platform, found, stage.calendar.now())
        await channels.link(session, None, row, of, stage.calendar.now())
        return str(row.public_id)


async def failed(stage: Any, *names: str) -> Any:
    known = await stage.publish()
    await stage.deliver(dict.fromkeys(names, Cause.CHANNEL_ARCHIVED))
    return known


def labels(form: Any) -> list[list[str]]:
    return [[option.label for option in part.options] for part in form.parts if hasattr(part, "options")]


async def test_another_channel_of_the_team_gets_it_under_the_same_receipt(stage: Any) -> None:
    other = await spare(stage, "Care", "care-two")
    await spare(stage, "Care", "care-closed", archived=True)
    known = await failed(stage, "care")
    receipt = await shown_receipt(stage, known)
    form = (await stage.press("Ines", stage.button(receipt, "Choose another channel"))).form
    assert labels(form) == [["#care-two"]]
    (field,) = [part for part in form.parts if hasattr(part, "options")]
    empty = await stage.submit("Ines", form)
    assert "Choose a channel" in empty.errors.by_field[field.name]
    forged = await stage.submit("Ines", form, **{field.name: ("C-lumen",)})
    assert "Nothing was published." in forged.errors.by_field[field.name]
    answer = await stage.submit("Ines", form, **{field.name: (other,)})
    assert answer.message.summary == "Going out to 1 other channel."
    await stage.deliver()
    text = stage.shown(await shown_receipt(stage, known))
    assert "Delivered to all 3 channels" in text and "Try again" not in text
    assert "Not reached, and another channel has it instead: #care" in text
    assert (await stage.press("Ines", Button("x", "updates.retry", known.public_id))).message.summary == (
        "Every channel has it, or is about to get it."
    )
    assert (await stage.states(known))["care-two"] is State.SENT
    card = (await stage.cards(known))["care-two"]
    assert (await stage.press("Bo", stage.button(card, "Got it"))).message.summary.startswith("Noted at")
    await stage.correct(known, title="Refunds up to 300")
    assert "Refunds up to 300" in stage.shown((await stage.cards(known))["care-two"])
    again = await stage.submit("Ines", form, **{field.name: (other,)})
    assert again.message.summary == "This was settled already."


async def test_no_channel_is_offered_that_others_read_or_that_may_not_be_published_to(stage: Any) -> None:
    await spare(stage, "Care", "with-harborline", homes=("T9",))
    known = await failed(stage, "care")
    button = Button("Choose another channel", "updates.choose_channel", known.public_id)
    assert "No other channel of these teams can be reached." in (await stage.press("Ines", button)).message.summary
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role=Role.AUTHOR, side_id=hana.side_id))
    await spare(stage, "Care", "care-two")
    assert (await stage.press("Hana", button)).form is None
    assert (await stage.press("Ines", button)).form is not None
    await stage.withdraw(known)
    assert "no longer published" in (await stage.press("Ines", button)).message.summary


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_killed_between_any_two_steps_another_channel_gets_it_once_and_the_failed_one_is_given_up(
    stage: Any,
) -> None:
    other = await spare(stage, "Care", "care-two")
    known = await failed(stage, "care")
    form = (await stage.press("Ines", Button("Choose", "updates.choose_channel", known.public_id))).form
    (field,) = [part for part in form.parts if hasattr(part, "options")]
    before = await stage.states(known)
    answer, killed = await killed_between_any_two_steps(
        stage.database, lambda: stage.submit("Ines", form, **{field.name: (other,)}), stage.restart
    )
    assert killed > 5
    assert answer.message.summary == "Going out to 1 other channel."
    await stage.deliver()
    after = await stage.states(known)
    assert (len(after), after["care-two"]) == (len(before) + 1, State.SENT)


async def test_two_who_choose_at_once_have_it_go_out_once(stage: Any) -> None:
    other = await spare(stage, "Care", "care-two")
    known = await failed(stage, "care")
    form = (await stage.press("Ines", Button("Choose", "updates.choose_channel", known.public_id))).form
    (field,) = [part for part in form.parts if hasattr(part, "options")]
    answers = await asyncio.gather(*(stage.submit("Ines", form, **{field.name: (other,)}) for _ in range(3)))
    said = sorted(one.message.summary for one in answers)
    assert said == ["Going out to 1 other channel.", *["This was settled already."] * 2]
    assert len([one for one in await stage.states(known) if one == "care-two"]) == 1
