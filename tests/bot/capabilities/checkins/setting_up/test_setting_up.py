"""A check-in is set up once: in one form, with a look at what comes of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.checkins.kinds import CheckinState, Mode, RunState, Template
from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.setting_up.trying import compose
from bot.capabilities.checkins.store.drafts import CheckinDraft
from bot.capabilities.checkins.store.tables import Asked, Checkin, CheckinTeam, Run
from bot.capabilities.checkins.subjects import TRIAL
from bot.chat.message import Button
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy
from bot.due.tables import Rhythm
from bot.people import settings
from bot.people.model import Person, Team
from tests.bot.capabilities.checkins.conftest import Stage
from tests.bot.capabilities.checkins.setting_up.conftest import Desk


async def test_what_was_looked_at_is_set_up_once_however_often_it_is_sent(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at()).form
    assert look is not None
    assert await stage.count(Checkin) == 0 and await stage.count(Rhythm) == 0
    first, second = await stage.submit("Ines", look), await stage.submit("Ines", look)
    assert "It is set up. Nobody was told yet." in stage.shown(first.message)
    assert "This was saved already." in stage.shown(second.message)
    made = await desk.checkin()
    assert (made.template, made.mode, made.threshold, made.open_minutes) == (Template.PULSE, Mode.ANONYMOUS, 5, 4320)
    assert await stage.count(Rhythm) == 1 and await stage.count(CheckinTeam) == 3
    assert await stage.count(CheckinDraft) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_look_before_says_when_whom_and_how(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 22:00-24:00")
    await stage.out_of_reach("Hugo")
    seen = stage.shown((await desk.looked_at(when="every Friday", at="10:00")).form)
    assert "Asked every Friday at 10:00 of each person's own time." in seen
    assert "6 people get a message of their own" in seen
    assert "1 person cannot be messaged directly, and answers by a button in #harbor." in seen
    assert "Care: Fri 27 Nov, 10:00 there" in seen and "Harbor: Fri 27 Nov, 22:00 there" in seen
    assert "[\u00a0😀\u00a0Very\u00a0good\u00a0]  [\u00a0🙂\u00a0Good\u00a0]" in seen
    assert "Asked only after one of these to question 1: 😣 Very bad, 🙁 Bad" in seen
    assert "Anything is shown only of 5 people together or more." in seen
    assert "Spanish: ¿Cómo te fue esta semana en el trabajo?" in seen and "Filipino: Ano sana" in seen
    assert "As written" not in seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_cannot_be_reached_is_said_with_what_to_change(stage: Stage, desk: Desk) -> None:
    await stage.out_of_reach("Leo", unknown=True)
    seen = stage.shown((await desk.looked_at()).form)
    assert "1 person of Lumen: Instep knows no chat account of theirs. Ask them to write to Instep once." in seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_anonymous_one_for_two_people_is_refused_with_why(stage: Stage, desk: Desk) -> None:
    says = await desk.wrong("mode", teams=("Lumen",))
    assert "at least 5 people must be asked, and only 2 can be" in says
    looked = await desk.looked_at(teams=("Lumen",), mode=("named",))
    assert looked.form is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "values", "says"),
    [
        ("name", {"name": " "}, "Give it a name"),
        ("questions", {"questions": ""}, "Line 1: Write at least one question"),
        ("questions", {"questions": "\n".join(["1-5: How?"] * 6)}, "Line 6: A check-in has up to 5 questions."),
        ("teams", {"teams": ()}, "Say who is asked"),
        ("when", {"when": "now and then"}, "“now and then” is not understood."),
        ("when", {"when": "on 2026-11-23"}, "That time has passed."),
        ("when", {"when": "on 9999-12-24"}, "more than five years ahead"),
        ("when", {"when": "on 2026-11-24", "at": "13:59"}, "That time has passed."),
        ("when", {"when": "every Friday until 2026-11-01"}, "This ends before it starts."),
        ("at", {"at": "25:00"}, "There is no time 25:00."),
        ("at", {"at": "10:00, 17:00"}, "Write one time"),
        ("open_minutes", {"open_minutes": ("1",)}, "from 1 hour to 30 days"),
        ("mode", {"mode": ("open",)}, "Choose who can see"),
        ("threshold", {"threshold": ("2",)}, "from 3 to 50"),
        ("template", {"template": ("none",)}, "Choose what it begins from."),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    stage: Stage, desk: Desk, field: str, values: dict[str, object], says: str
) -> None:
    assert says in await desk.wrong(field, **values)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_teams_and_audiences_that_are_forged_are_none(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    filled = await desk.filled(form)
    forged = await stage.submit("Ines", form, **{**filled, "teams": ("A" * 22,)})
    assert forged.errors is not None and "no longer there" in forged.errors.by_field["teams"]
    forged = await stage.submit("Ines", form, **{**filled, "teams": (f"audience:{'A' * 22}",)})
    assert forged.errors is not None and "no longer there" in forged.errors.by_field["teams"]
    forged = await stage.submit("Ines", form, **{**filled, "teams": (), "occasion": ("syncs.attended/x",)})
    assert forged.errors is not None and "no such occasion" in forged.errors.by_field["occasion"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_organisation_decides_the_least_threshold(stage: Stage, desk: Desk) -> None:
    async with stage.database.write() as session:
        spec = stage.offers.settings
        await settings.change(session, None, spec, "checkins.least_threshold", "7", stage.calendar.now())
    assert (await desk.looked_at()).form is not None, "the form offers the least one by itself"
    assert "from 7 to 50" in await desk.wrong("threshold", threshold=("5",))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_choosing_a_template_fills_the_form(stage: Stage, desk: Desk) -> None:
    form = await desk.form()
    answer = await stage.press_in(
        "Ines", form, "Fill in the usual", **await desk.filled(form, template=("enps",), name="Quarterly")
    )
    assert answer.form is not None
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in answer.form.parts}
    assert values["questions"].startswith("0-10: How likely are you to recommend")
    assert (values["name"], values["when"]) == ("Quarterly", "first Tuesday of the quarter")
    assert len(values["teams"]) == 3
    own = await desk.filled(answer.form, questions="text: What would you change?", template=("pulse",))
    kept = await stage.press_in("Ines", answer.form, "Fill in the usual", **own)
    assert "Your questions stay as you wrote them." in stage.shown(kept.form)
    assert kept.form is not None
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in kept.form.parts}
    assert (values["questions"], values["when"]) == ("text: What would you change?", "every Friday")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_onboarding_can_be_set_up_while_nobody_is_new_and_not_asked_then(stage: Stage, desk: Desk) -> None:
    async with stage.database.write() as session:
        await session.execute(update(Person).values(created_at=stage.calendar.now() - timedelta(days=90)))
    form = await desk.form()
    chosen = await desk.filled(form, template=("onboarding_2",))
    form = (await stage.press_in("Ines", form, "Fill in the usual", **chosen)).form or form
    now = await stage.submit("Ines", form, **await desk.filled(form, when="now"))
    assert now.errors is not None and "Nobody there is in that week now." in now.errors.by_field["when"]
    look = (await stage.submit("Ines", form, **await desk.filled(form))).form
    assert look is not None
    seen = stage.shown(look)
    assert "Only people whom Instep met 8 to 14 days before are asked" in seen
    assert "Nobody is in that week the next time" in seen and "get a message" not in seen
    assert "Only people whom Instep met" in stage.shown((await stage.submit("Ines", look)).message)


async def test_asked_now_it_is_asked_once_however_often_it_is_sent(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at(when="now")).form
    assert look is not None and look.submit == "Ask now"
    assert await stage.count(Run) == 0
    first, second = await stage.submit("Ines", look), await stage.submit("Ines", look)
    assert "It is on its way" in stage.shown(first.message)
    assert "presses “Send now”" not in stage.shown(first.message), "it was just sent"
    assert "This was saved already." in stage.shown(second.message)
    assert await stage.count(Run) == 1 and await stage.count(Rhythm) == 0
    await stage.ahead(minutes=1)
    assert len(await stage.sent(await stage.run(await desk.checkin()))) == 7


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_asked_on_a_day_it_comes_once(stage: Stage, desk: Desk) -> None:
    seen = stage.shown((await desk.begun(when="26 November", at="10:00")).message)
    assert "Asked once, on Thursday, 26 November at 10:00 of each person's own time." in seen
    await stage.ahead(days=10)
    [run] = await stage.runs(await desk.checkin())
    assert run.state is RunState.CLOSED and run.original_date.isoformat() == "2026-11-26"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_test_comes_to_whoever_asks_alone_and_keeps_nothing(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at()).form
    assert look is not None
    tried = (await stage.press_in("Ines", look, "Send me a test")).form
    assert "The test is on its way" in stage.shown(tried) and tried is not None and tried.submit == look.submit
    await stage.press_in("Ines", tried, "Send me another test")
    async with stage.database.read() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        slots = list(await session.scalars(select(Copy.slot).where(Copy.subject_kind == TRIAL)))
    assert len(slots) == 2
    [(reader, message)] = (await stage.cards(ines, TRIAL, slots[0])).items()
    assert reader == "Ines" and "A test for you alone" in stage.shown(message)
    async with stage.database.read() as session:
        copy = (await session.scalars(select(Copy).where(Copy.slot == slots[0]))).one()
        assert await compose(session, Subject(TRIAL, ines.id), copy) is None, "it stays as it is"
        erased = await compose(session, Subject(TRIAL, 0), copy)
        assert "was erased" in stage.shown(erased)
    tapped = await stage.press("Ines", stage.button(message, "🙂"))
    assert "nothing was kept" in stage.shown(tapped.message)
    await stage.ahead(days=3)
    assert "is closed" in stage.shown((await stage.cards(ines, TRIAL, slots[0]))["Ines"])
    await stage.out_of_reach("Ines")
    shown = (await stage.press_in("Ines", look, "Send me a test")).message
    assert "A test for you alone" in stage.shown(shown), "it is shown where it cannot be sent"
    assert await stage.count(Asked) == 0 and await stage.count(Checkin) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_begun_comes_back_and_can_be_begun_anew(stage: Stage, desk: Desk) -> None:
    assert "not understood" in await desk.wrong("when", when="now and then")
    again = await desk.form()
    assert "This is what you had begun." in stage.shown(again)
    values = {getattr(part, "name", ""): getattr(part, "value", "") for part in again.parts}
    assert values["when"] == "now and then"
    anew = await stage.press_in("Ines", again, "Start anew")
    assert "This is what you had begun." not in stage.shown(anew.form)
    assert await stage.count(CheckinDraft) == 0


# --- what is decided later --------------------------------------------------------------------------------------------


async def test_changed_it_is_otherwise_from_the_next_time_on(stage: Stage, desk: Desk) -> None:
    begun = await desk.begun()
    form = (await stage.press("Ines", stage.button(begun.message, "Change"))).form
    assert form is not None
    values = await desk.filled(form, when="every Monday", questions="yes/no: Was it clear?", teams=())
    looked = await stage.submit("Ines", form, **values)
    assert looked.form is not None, looked.errors
    done = await stage.submit("Ines", looked.form)
    assert "Saved. This holds from the next time on." in stage.shown(done.message)
    assert "Mon 30 Nov, 10:00" in stage.shown(done.message)
    made = await desk.checkin()
    assert [one.text for one in read(made.questions)] == ["Was it clear?"]
    assert await stage.count(Rhythm) == 1 and await stage.count(CheckinTeam) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_change_by_which_a_month_has_two_is_said_before(stage: Stage, desk: Desk) -> None:
    begun = await desk.begun(when="every Wednesday")
    await stage.ahead(days=1)
    form = (await stage.press("Ines", stage.button(begun.message, "Change"))).form
    assert form is not None
    monthly = await stage.submit("Ines", form, **await desk.filled(form, when="last Monday of the month"))
    assert "This month has 2 then: Wed 25 Nov and Mon 30 Nov." in stage.shown(monthly.form)
    weekly = await stage.submit("Ines", form, **await desk.filled(form, when="every Thursday"))
    assert weekly.form is not None and "then:" not in stage.shown(weekly.form)


async def test_skipping_twice_with_one_button_leaves_one_out(stage: Stage, desk: Desk) -> None:
    button = stage.button((await desk.begun()).message, "Skip next")
    assert button.confirm is not None and "Fri 4 Dec" in button.confirm.text
    skipped = await stage.press("Ines", button)
    assert "Friday, 27 November is left out." in stage.shown(skipped.message)
    again = await stage.press("Ines", button)
    assert "nothing was changed" in stage.shown(again.message)
    await stage.ahead(days=12)
    assert [one.original_date.isoformat() for one in await stage.runs(await desk.checkin())] == ["2026-12-04"]


async def test_sent_now_twice_it_is_asked_once_and_can_be_withdrawn(stage: Stage, desk: Desk) -> None:
    button = stage.button((await desk.begun()).message, "Send now")
    assert button.confirm is not None and "7 people are asked at once" in button.confirm.text
    first, second = await stage.press("Ines", button), await stage.press("Ines", button)
    assert "It is on its way" in stage.shown(first.message)
    assert "asked today already" in stage.shown(second.message)
    await stage.ahead(minutes=1)
    taken = await stage.press("Ines", stage.button(first.message, "Withdraw"))
    assert "what was answered is deleted" in stage.shown(taken.message)
    again = await stage.press("Ines", stage.button(first.message, "Withdraw"))
    assert "It was over already" in stage.shown(again.message)
    async with stage.database.read() as session:
        assert (await session.scalars(select(Run.state))).all() == [RunState.WITHDRAWN]


async def test_a_pause_is_said_in_the_list(stage: Stage, desk: Desk) -> None:
    await desk.begun()
    async with stage.database.write() as session:
        (await session.scalars(select(Rhythm))).one().paused_until = date.max
    listed = stage.shown((await stage.command("Ines", "checkin")).message)
    assert "Paused until somebody resumes it." in listed and "Nothing is to come" not in listed


async def test_ended_it_is_asked_no_more_and_its_old_buttons_say_so(stage: Stage, desk: Desk) -> None:
    begun = await desk.begun()
    ended = await stage.press("Ines", stage.button(begun.message, "End"))
    assert "has ended" in stage.shown(ended.message)
    for label in ("End", "Change", "Send now", "Skip next"):
        answer = await stage.press("Ines", stage.button(begun.message, label))
        assert "This check-in has ended, so nothing was changed." in stage.shown(answer.message)
    assert (await desk.checkin()).state is CheckinState.ENDED
    assert stage.shown((await stage.command("Ines", "checkin")).message).startswith("No check-ins yet.")
    await stage.until(stage.calendar.instant + timedelta(days=8))
    assert await stage.count(Run) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("action", ["look", "edit", "skip", "send_now", "withdraw", "end"])
async def test_a_forged_button_finds_nothing(stage: Stage, desk: Desk, action: str) -> None:
    await desk.begun()
    key = (await desk.checkin()).public_id
    forged = ["", "x", "A" * 22, "'; drop table checkin; --", "ü" * 40, "A" * 22 + ".2026-11-27"]
    if action == "skip":
        forged += [key, f"{key}.", f"{key}.tomorrow"]
    for one in forged:
        answer = await stage.press("Ines", Button("x", f"checkins.{action}", one))
        assert "nothing was changed" in stage.shown(answer.message), one


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_is_found_by_a_part_of_its_name(stage: Stage, desk: Desk) -> None:
    await desk.begun()
    assert "Weekly pulse" in stage.shown((await stage.command("Ines", "checkin pulse")).message)
    assert (await stage.command("Ines", "checkin edit pulse")).form is not None
    none = await stage.command("Ines", "checkin <@U1> *bold*")
    assert "No check-in that you may see is called" in stage.shown(none.message)
