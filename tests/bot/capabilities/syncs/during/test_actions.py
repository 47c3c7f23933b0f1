"""Actions: added, reminded of, done, handed over and dropped."""

from datetime import date, datetime, timedelta

import pytest

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.during.action_messages import DONE, DROP, HAND_OVER, MOVE_DAY, TEAM, UNDO_DONE
from bot.capabilities.syncs.kinds import ActionState
from bot.chat.form import EARLIEST, LATEST, SearchField
from bot.chat.inbound import HomeOpened, Sought
from bot.chat.message import Message
from bot.people.model import Audience, Person, PersonState, Role, Sharing, Team
from tests.bot.capabilities.syncs.during.conftest import STARTS, WEEK, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAY = timedelta(days=1)


async def test_an_owner_is_told_of_an_action_that_somebody_else_added(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.act("Ada", meeting, "Hana", "Rewrite the macro")
    assert "Added for Hana, until Wed 2 Dec. They are told." in stage.shown(answer.message)
    letters = await stage.letters("yours")
    assert list(letters) == ["Hana"]
    assert "Ada has an action for you" in stage.shown(letters["Hana"])
    assert "written down by" not in stage.shown(letters["Hana"]), "the title says so"
    (action,) = await stage.actions()
    assert action.due_on == date(2026, 12, 2)


async def test_whoever_adds_an_action_for_themselves_is_not_told(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.act("Ada", meeting, "Ada")
    assert "Added for you" in stage.shown(answer.message)
    assert await stage.letters("yours") == {}
    for until, reminded in ((STARTS + DAY, False), (STARTS + 2 * DAY, True)):
        shown = stage.shown((await stage.act("Ada", meeting, "Ada", until=until)).message)
        assert ("You are reminded a day before." in shown) is reminded


async def test_its_author_takes_an_action_back_and_its_owner_sees_it(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.act("Ada", meeting, "Hana")
    undo = stage.button(answer.message, "Take it back")
    assert "Only whoever wrote it" in stage.shown((await stage.press("Hana", undo)).redraw)
    assert "Taken back" in stage.shown((await stage.press("Ada", undo)).redraw)
    (action,) = await stage.actions()
    assert "Taken back" in (await stage.redrawn(action, "sync_action", "yours"))["Hana"]
    assert "Ask finance" not in (await stage.redrawn(meeting))["care"]


@pytest.mark.parametrize(
    ("until", "says"),
    [(STARTS - DAY, "This day is over"), (STARTS + 400 * DAY, "more than a year")],
)
async def test_a_day_that_cannot_be_is_told_at_its_field(stage: Stage, until: datetime, says: str) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.act("Ada", meeting, "Hana", until=until)
    assert answer.errors is not None
    assert says in answer.errors.by_field["until"]
    assert await stage.actions() == []


async def test_where_no_day_is_said_it_is_the_next_meetings(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.begun("Care")
    form = (await stage.command("Ada", "sync action Ask finance")).form
    assert form is not None
    doer = (await stage.public_id("Ada"),)
    answer = await stage.submit("Ada", form, meeting=(meeting.public_id,), what="Ask finance", doer=doer)
    assert "Added for you, until Wed 2 Dec. You are reminded a day before." in stage.shown(answer.message)


async def test_nobody_who_takes_no_part_or_may_not_be_named_can_be_chosen(stage: Stage) -> None:
    _, meeting = await stage.begun()
    for who, owner in (("Hana", "Luz"), ("Luz", "Hana")):
        answer = await stage.act(who, meeting, owner)
        assert answer.errors is not None
        assert "Choose somebody who takes part" in answer.errors.by_field["doer"]
    assert "Added for Luz" in stage.shown((await stage.act("Ada", meeting, "Luz")).message)
    _, apart = await stage.begun("Care", attend=("Ada",))
    answer = await stage.act("Ada", apart, "Luz")
    assert answer.errors is not None


async def test_the_search_finds_those_who_take_part_and_may_be_named(stage: Stage) -> None:
    await stage.begun()
    for who, words, found in (("Ada", "l", {"Luz", "Leo"}), ("Hana", "l", set()), ("Hana", "a", {"Ada"})):
        assert {name for name in await doers(stage, who, words) if name.lower().startswith(words)} == found, who


async def doers(stage: Stage, who: str, words: str, within: str = "") -> set[str]:
    answer = await stage.dispatch(Sought(stage.origin(who), "syncs.doers", words, within))
    return {one.label.partition(" ·")[0] for one in answer.options}


async def test_the_search_in_the_form_of_a_sync_finds_its_people_alone(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    sync, apart = await stage.begun("Care", "Lumen")
    form = await stage.opened("Ada", buttons.ADD_ACTION, apart.public_id)
    field = next(part for part in form.parts if isinstance(part, SearchField))
    assert field.asked_of == f"syncs.doers/{sync.public_id}"
    assert "Hana" in await doers(stage, "Ada", "hana")
    assert await doers(stage, "Ada", "hana", field.within) == set()
    assert await doers(stage, "Ada", "luz", field.within) == {"Luz"}
    assert await doers(stage, "Ada", "", field.within) == {"Bo", "Ines"}
    for who, within in (("Hana", field.within), ("Ada", "gone")):
        assert await doers(stage, who, "ada", within) == set(), "who takes no part finds nobody, by no id"
    await stage.act("Ada", meeting, "Ada")
    (action,) = await stage.actions()
    form = await stage.opened("Ada", HAND_OVER, action.public_id)
    within = next(part for part in form.parts if isinstance(part, SearchField)).within
    assert await doers(stage, "Ada", "luz", within) == set()
    assert await doers(stage, "Ada", "hana", within) == {"Hana"}


async def test_an_owner_is_reminded_a_day_before_and_once_when_it_is_late(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    # 09:00 in Manila is 01:00 UTC.
    await stage.at(datetime.fromisoformat("2026-12-01T00:59:00+00:00"))
    assert await stage.letters("soon") == {}
    await stage.at(datetime.fromisoformat("2026-12-01T01:00:00+00:00"))
    assert "Your action is due soon" in stage.shown((await stage.letters("soon"))["Hana"])
    await stage.at(datetime.fromisoformat("2026-12-03T01:00:00+00:00"))
    assert "Your action is late" in stage.shown((await stage.letters("late"))["Hana"])
    (action,) = await stage.actions()
    assert "late, was due Wed 2 Dec" in (await stage.redrawn(action, "sync_action", "yours"))["Hana"]


async def test_who_is_told_of_an_action_when_it_is_late_already_reads_of_it_once(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    # Nobody of theirs works before the morning after the day until which it was to be done.
    await stage.change(Team, "Harbor", working_hours="Fri 07:00-16:00")
    await stage.act("Ada", meeting, "Hana", until=STARTS)
    await stage.at(STARTS + 3 * DAY)
    assert "late, was due Wed 25 Nov" in stage.shown((await stage.letters("yours"))["Hana"])
    assert await stage.letters("late") == {}


async def test_who_is_told_of_an_action_today_is_not_reminded_today(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    stage.calendar.instant = STARTS.replace(hour=8)
    await stage.act("Ada", meeting, "Bo", until=STARTS + DAY)
    await stage.at(STARTS.replace(hour=20))
    assert set(await stage.letters("yours")) == {"Bo"}
    assert await stage.letters("soon") == {}
    await stage.at(STARTS + 2 * DAY)
    assert set(await stage.letters("late")) == {"Bo"}


async def test_an_action_that_is_done_is_not_reminded_of(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    answer = await stage.pressed("Hana", DONE, action.public_id)
    assert "Done: Ask finance" in stage.shown(answer.redraw)
    assert await stage.letters("changed.0.done") == {}
    await stage.at(STARTS + 9 * DAY)
    assert await stage.letters("soon") == {}
    again = await stage.pressed("Hana", DONE, action.public_id)
    assert "Nothing was changed. Done, says Hana." in stage.shown(again.message)


async def test_what_was_not_done_after_all_is_open_again(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    done = await stage.pressed("Hana", DONE, action.public_id)
    again = await stage.press("Hana", stage.button(done.redraw, "It is not done"))
    assert "Open again" in stage.shown(again.redraw)
    assert (await stage.actions())[0].state is ActionState.OPEN
    assert "It is not done" not in stage.shown((await stage.pressed("Hana", UNDO_DONE, action.public_id)).message)
    own = (await stage.redrawn(action, "sync_action", "yours"))["Hana"]
    assert "Drop" in own and "Reopen" not in own
    await stage.at(STARTS + 6 * DAY)
    assert list(await stage.letters("soon")) == ["Hana"], "what is open again is reminded of again"


async def test_whoever_did_it_reads_that_they_did(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.leads("Hugo", "Harbor")
    for who, says in (("Hugo", "Done, says Hugo."), ("Hana", "Done, by you.")):
        await stage.act("Ada", meeting, "Hana", f"Ask {who}")
        action = (await stage.actions())[-1]
        await stage.pressed(who, DONE, action.public_id)
        assert says in (await stage.redrawn(action, "sync_action", "yours"))["Hana"]


async def test_an_owner_is_told_when_somebody_else_ends_it(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Hana", meeting, "Hugo")
    (action,) = await stage.actions()
    form = await stage.opened("Ada", DROP, action.public_id)
    await stage.submit("Ada", form, reason="Finance has done it")
    told = (await stage.letters("changed.0.dropped"))["Hugo"]
    assert "Dropped by Ada: Finance has done it" in stage.shown(told)
    assert "dropped: Finance has done it" in (await stage.redrawn(meeting))["care"]


async def test_dropping_needs_a_reason(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    answer = await stage.submit("Hana", await stage.opened("Hana", DROP, action.public_id), reason=" ")
    assert answer.errors is not None
    assert (await stage.actions())[0].state is ActionState.OPEN


async def test_who_gets_an_action_is_told_and_who_had_it_too(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    form = await stage.opened("Ada", HAND_OVER, action.public_id)
    same = await stage.submit("Ada", form, doer=(await stage.public_id("Hana"),))
    assert same.errors is not None
    answer = await stage.submit("Ada", form, doer=(await stage.public_id("Hugo"),))
    assert "Handed over to Hugo. They are told." in stage.shown(answer.message)
    letters = await stage.letters("yours.1")
    assert list(letters) == ["Hugo"]
    assert "An action was handed over to you" in stage.shown(letters["Hugo"])
    assert "written down by Ada" in stage.shown(letters["Hugo"])
    assert "Hugo does it now." in stage.shown((await stage.letters("changed.1.open"))["Hana"])
    assert "Hugo does it now." in (await stage.redrawn(action, "sync_action", "yours"))["Hana"]
    await stage.at(STARTS + 6 * DAY + timedelta(hours=12))
    assert list(await stage.letters("soon.1")) == ["Hugo"]
    assert await stage.letters("soon") == {}


async def test_an_action_with_another_day_is_reminded_of_by_that_day(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    await stage.at(datetime.fromisoformat("2026-12-01T01:00:00+00:00"))
    assert list(await stage.letters("soon")) == ["Hana"]
    assert (await stage.pressed("Hugo", MOVE_DAY, action.public_id)).form is None
    assert "They are told" in repr(await stage.opened("Ada", MOVE_DAY, action.public_id))
    form = await stage.opened("Hana", MOVE_DAY, action.public_id)
    assert "You are reminded a day before, unless that is today." in repr(form) and "They are told" not in repr(form)
    for until, says in (
        (STARTS - DAY, "This day is over"),
        (STARTS + WEEK, "until this day already"),
        (None, "Say"),
        (EARLIEST, "over"),
        (LATEST, "a year ahead"),
    ):
        refused = await stage.submit("Hana", form, until=until)
        assert refused.errors is not None and says in refused.errors.by_field["until"]
    own = await stage.submit("Hana", form, until=STARTS + WEEK + 2 * DAY)
    assert own.message is not None and own.message.summary == "It is until Fri 4 Dec now."
    assert await stage.letters("moved.0.1") == {}
    assert "Your action has another day now" in (await stage.redrawn(action, "sync_action", "soon"))["Hana"]
    assert "until Fri 4 Dec" in (await stage.redrawn(meeting))["care"]
    form = await stage.opened("Ada", MOVE_DAY, action.public_id)
    assert "Its owner is told." in stage.shown((await stage.submit("Ada", form, until=STARTS + WEEK + 3 * DAY)).message)
    (told,) = (await stage.letters("moved.0.2")).values()
    assert "Your action has another day now" in stage.shown(told) and "until Sat 5 Dec" in stage.shown(told)
    assert stage.button(told, "Done")
    await stage.at(datetime.fromisoformat("2026-12-04T00:59:00+00:00"))
    for slot in ("late", "late.0.2", "soon.0.2"):
        assert await stage.letters(slot) == {}, slot
    await stage.at(datetime.fromisoformat("2026-12-04T01:00:00+00:00"))
    assert list(await stage.letters("soon.0.2")) == ["Hana"]
    assert await stage.letters("soon.0.1") == {}


async def test_only_those_whom_it_concerns_change_an_action(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", facilitator="")
    await stage.act("Hana", meeting, "Hana")
    (action,) = await stage.actions()
    for who in ("Hugo", "Bo", "Luz"):
        for name in (DONE, DROP, HAND_OVER, UNDO_DONE):
            answer = await stage.pressed(who, name, action.public_id)
            assert "Only its owner, their lead" in stage.shown(answer.message), (who, name)
        assert "Only its owner" in stage.shown((await stage.pressed(who, DONE, "forged")).message)
    await stage.leads("Hugo", "Harbor")
    assert "Done" in stage.shown((await stage.pressed("Hugo", DONE, action.public_id)).redraw)


async def test_a_manager_of_the_owners_side_changes_an_action(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", facilitator="")
    await stage.act("Hana", meeting, "Hana")
    (action,) = await stage.actions()
    await stage.grant("Bo", Role.MANAGER)
    assert "Done" in stage.shown((await stage.pressed("Bo", DONE, action.public_id)).redraw)


async def test_while_an_owner_is_away_their_lead_is_reminded(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.leads("Hugo", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    await stage.change(Person, "Hana", away_until=STARTS + 30 * DAY)
    await stage.at(STARTS + 6 * DAY + timedelta(hours=12))
    letters = await stage.letters("soon")
    assert list(letters) == ["Hugo"]
    assert "Hana is away, and an action is due soon" in stage.shown(letters["Hugo"])
    assert "Hand over" in stage.shown(letters["Hugo"])
    (action,) = await stage.actions()
    form = await stage.opened("Hugo", HAND_OVER, action.public_id)
    await stage.submit("Hugo", form, doer=(await stage.public_id("Ada"),))
    after = (await stage.redrawn(action, "sync_action", "soon"))["Hugo"]
    assert "An action is due soon" in after and "is away" not in after, "whoever does it now is there"


async def test_what_somebody_who_left_was_to_do_falls_to_their_lead(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    async with stage.database.write() as session:
        for part in stage.offers.capabilities:
            if part.standing:
                await part.standing(session, stage.calendar.instant)
    await stage.leads("Hugo", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    await stage.change(Person, "Hana", state=PersonState.LEFT)
    await stage.ahead(days=2)
    told = (await stage.letters("fell.1"))["Hugo"]
    assert "This action fell to you" in stage.shown(told)
    assert len(await stage.waiting_work("syncs.falling")) == 3


async def test_ones_own_actions_stand_in_a_list_late_ones_first(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    assert "You have no open action" in stage.shown((await stage.command("Hana", "sync actions")).message)
    await stage.act("Ada", meeting, "Hana", "Later one", STARTS + 3 * WEEK)
    await stage.act("Ada", meeting, "Hana", "Sooner one", STARTS + DAY)
    await stage.at(STARTS + 4 * DAY)
    listed = stage.shown((await stage.command("Hana", "sync actions")).message)
    assert "2 open actions of yours · 1 late" in listed
    assert listed.index("Sooner one") < listed.index("Later one")
    first = stage.button((await stage.command("Hana", "sync actions")).message, "Done")
    after = stage.shown((await stage.press("Hana", first)).redraw)
    assert "Done: Sooner one" in after
    assert "1 open action of yours" in after
    assert "1 open action of yours" in stage.shown(await home_of(stage, "Hana"))


async def test_a_lead_sees_the_teams_actions(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana")
    assert "My team's actions" not in stage.shown((await stage.command("Hugo", "sync actions")).message)
    assert "Ask finance" not in stage.shown((await stage.pressed("Hugo", TEAM, "")).message)
    await stage.leads("Hugo", "Harbor")
    mine = (await stage.command("Hugo", "sync actions")).message
    theirs = stage.shown((await stage.press("Hugo", stage.button(mine, "My team's actions"))).message)
    assert "1 open action of your team" in theirs
    assert "until Wed 2 Dec · Hana" in theirs


async def test_an_action_is_seen_by_its_sides_alone(stage: Stage) -> None:
    _, meeting = await stage.begun()
    await stage.act("Luz", meeting, "Luz", "Send the rota")
    cards = await stage.redrawn(meeting)
    assert "Luz: Send the rota" in cards["care"]
    assert "Luz: Send the rota" in cards["lumen"]
    assert "rota" not in cards["harbor"]
    # Written down by a partner, for somebody internal: another partner reads nothing of it either.
    await stage.act("Luz", meeting, "Ada", "Ask why Bogota waits")
    assert "Bogota" not in (await stage.redrawn(meeting))["harbor"]


async def test_where_figures_are_shared_an_action_is_seen_without_its_owner(stage: Stage) -> None:
    async with stage.database.write() as session:
        audience = Audience(name="All", sharing=Sharing.FIGURES, everyone=True)
        session.add(audience)
        await session.flush()
        key = audience.id
    _, meeting = await stage.begun(audience_id=key)
    await stage.act("Luz", meeting, "Luz", "Send the rota")
    assert "An agent of another team: Send the rota" in (await stage.redrawn(meeting))["harbor"]


async def home_of(stage: Stage, who: str) -> Message | None:
    return (await stage.send(HomeOpened(stage.origin(who)))).home
