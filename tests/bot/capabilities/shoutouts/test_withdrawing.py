"""Taking a shoutout back everywhere: by its giver, or by a lead with a reason."""

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.telling import TELL
from bot.chat.form import Form, FormButton, TextField
from bot.chat.message import Button
from bot.people.model import AuditEntry, Grant, Person, Role, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def whole(stage: Stage, who: str, kept: Shoutout) -> Form:
    form = (await stage.press(who, Button("", MORE, kept.public_id))).form
    assert form is not None
    return form


def labels(form: Form) -> list[str]:
    return [part.label for part in form.parts if isinstance(part, FormButton)]


async def lead(stage: Stage, who: str, team: str) -> None:
    async with stage.database.write() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=person_id))


async def withdraw(stage: Stage, kept: Shoutout) -> Button:
    ask = (await stage.press_in("Ines", await whole(stage, "Ines", kept), "Withdraw")).form
    assert ask is not None
    answer = await stage.submit("Ines", ask)
    return stage.button(answer.message, "Go on with it")


async def test_a_giver_withdraws_it_and_every_copy_says_so(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    await withdraw(stage, kept)
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.WITHDRAWN
    told = [*(await stage.cards(kept)).values(), *(await stage.cards(kept, slot="personal")).values()]
    assert len(told) == 4
    for card in told:
        assert stage.shown(card).splitlines()[0] == "This shoutout was withdrawn by whoever gave it."
        assert STORY not in stage.shown(card)
        assert "Cheer" not in stage.shown(card)


async def test_whoever_was_to_be_told_later_is_not(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 01:00-02:00")
    kept = await stage.give("Ines", "Luz")
    assert [work.state for work in await stage.waiting_work(TELL)] == ["waiting"]
    await withdraw(stage, kept)
    assert [work.state for work in await stage.waiting_work(TELL)] == ["cancelled"]


async def test_what_was_withdrawn_can_be_gone_on_with_as_a_draft_of_its_own(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", quote="Thank you so much!")
    again = (await stage.press("Ines", await withdraw(stage, kept))).form
    assert again is not None
    assert again.object_id != kept.public_id
    values = {part.name: part.value for part in again.parts if isinstance(part, TextField)}
    assert (values["story"], values["quote"]) == (STORY, "Thank you so much!")
    look = (await stage.submit("Ines", again, **await stage.filled("Luz"))).form
    assert look is not None
    await stage.submit("Ines", look)
    assert (await stage.kept(again.object_id)).state is ShoutoutState.POSTED


async def test_what_is_gone_on_with_is_one_draft_that_keeps_what_was_typed_and_is_posted_once(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    button = await withdraw(stage, kept)
    first = (await stage.press("Ines", button)).form
    assert first is not None
    await stage.submit("Ines", first, **await stage.filled("Luz", story=f"{STORY} Twice."))
    again = (await stage.press("Ines", button)).form
    assert again is not None
    assert f"{STORY} Twice." in [part.value for part in again.parts if isinstance(part, TextField)]
    assert "This is what you had begun." in stage.shown(again)
    look = (await stage.submit("Ines", again, **await stage.filled("Luz"))).form
    assert look is not None
    await stage.submit("Ines", look)
    assert "posted or discarded already" in stage.shown((await stage.press("Ines", button)).message)
    assert await stage.count(Shoutout) == 2


async def test_nobody_else_withdraws_it_or_goes_on_with_it(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    ask = (await stage.press_in("Ines", await whole(stage, "Ines", kept), "Withdraw")).form
    assert ask is not None
    assert "Withdraw" not in labels(await whole(stage, "Ada", kept))
    assert "Only whoever gave" in stage.shown((await stage.submit("Ada", ask)).message)
    again = await withdraw(stage, kept)
    assert "no longer stands" in stage.shown((await stage.press("Ada", again)).message)
    assert await stage.count(Shoutout) == 1


async def test_withdrawing_twice_and_cheering_afterwards_change_nothing(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    ask = (await stage.press_in("Ines", await whole(stage, "Ines", kept), "Withdraw")).form
    assert ask is not None
    await stage.submit("Ines", ask)
    assert "no longer stands" in stage.shown((await stage.submit("Ines", ask)).message)
    for action in (CHEER, ADD, MORE):
        answer = await stage.press("Ada", Button("", action, kept.public_id))
        assert "no longer stands" in stage.shown(answer.message)


async def test_a_lead_takes_it_down_and_its_giver_reads_why(stage: Stage) -> None:
    await lead(stage, "Leo", "Lumen")
    kept = await stage.give("Ines", "Luz")
    ask = (await stage.press_in("Leo", await whole(stage, "Leo", kept), "Take it down")).form
    assert ask is not None
    errors = (await stage.submit("Leo", ask, reason=" ")).errors
    assert errors is not None
    answer = await stage.submit("Leo", ask, reason="The customer rang from +44 20 7946 0958 and asked us to.")
    assert "Taken down everywhere" in stage.shown(answer.message)
    assert "This shoutout was taken down." in stage.shown((await stage.cards(kept))["lumen"])
    letter = stage.shown((await stage.cards(kept, slot="taken_down"))["Ines"])
    assert "asked us to." in letter
    assert "7946" not in letter
    assert "🌟 Luz · Lumen" in letter
    assert STORY in letter
    async with stage.database.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "take_down_shoutout"))).one()
    assert entry.object_id == kept.public_id


async def test_its_giver_reads_whom_they_thanked_privately_when_it_is_taken_down(stage: Stage) -> None:
    await lead(stage, "Leo", "Lumen")
    kept = await stage.give("Ines", "Luz", goes_to=(Where.PRIVATELY,))
    ask = (await stage.press_in("Leo", await whole(stage, "Leo", kept), "Take it down")).form
    assert ask is not None
    await stage.submit("Leo", ask, reason="The customer asked us to.")
    assert "🌟 Luz · Lumen" in stage.shown((await stage.cards(kept, slot="taken_down"))["Ines"])


@pytest.mark.parametrize(("who", "may"), [("Ada", False), ("Leo", False), ("Bo", True)])
async def test_only_leads_managers_and_admins_take_it_down(stage: Stage, who: str, may: bool) -> None:
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
        session.add(Grant(person_id=bo.id, role=Role.MANAGER, side_id=bo.side_id))
    kept = await stage.give("Ines", "Luz")
    form = await whole(stage, who, kept)
    assert ("Take it down" in labels(form)) is may
    forged = Form("shoutouts.end", "", (), object_id=kept.public_id)
    answer = await stage.submit(who, forged, reason="Because of this.")
    assert ("Taken down" in stage.shown(answer.message)) is may


async def test_somebody_of_a_side_that_has_not_got_it_reads_nothing(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await stage.press("Hana", Button("", MORE, kept.public_id))
    assert answer.form is None
    assert "not for you" in stage.shown(answer.message)
