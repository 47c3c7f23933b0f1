"""What the gallery shows of setting a check-in up."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.capabilities.checkins.kinds import CheckinState, Mode, RunState, Template
from bot.capabilities.checkins.protecting.grouping import NotHeld, Refusal
from bot.capabilities.checkins.questions import kept
from bot.capabilities.checkins.running.messages import LeftOut
from bot.capabilities.checkins.running.reaching import Hindrance
from bot.capabilities.checkins.setting_up import messages
from bot.capabilities.checkins.setting_up.forms import Choices, checkin_form, preview_form
from bot.capabilities.checkins.setting_up.messages import Listed
from bot.capabilities.checkins.setting_up.notation import read_questions
from bot.capabilities.checkins.setting_up.outlook import ByChannel, Outlook, TeamTimes
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.setting_up.templates import PULSE, USUAL
from bot.capabilities.checkins.setting_up.trying import over
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capability import Example
from bot.chat.form import Form, Option
from bot.chat.texts import Texts
from bot.due.rhythms import Party, Upcoming
from bot.due.tables import Rhythm, Whose
from bot.people.audience import ResolvedTeam
from bot.setting_up.forms import Begun, Looked, Whom
from schedules.calendar import HolidayRule

ZONE = "Europe/London"
FIRST = datetime(2026, 11, 27, 10, tzinfo=UTC)
CARE = ResolvedTeam(1, "team-1", "Care", 1, ZONE, "en", "GB", "ENG", "Mon-Fri 09:00-17:30", None)
NIGHT = replace(CARE, team_id=2, public_id="team-2", name="Lumenara night", side_id=2, zone="Asia/Manila", country="PH")


def examples(t: Texts) -> list[Example]:
    """Each form and message once, with a weekly pulse of two sides."""
    weekly = _outlook(t)
    few = replace(weekly, not_held=NotHeld(Refusal.TOO_FEW, 2, 5), people=2, direct=2, by_button=())
    by_hand = replace(weekly, seen=replace(weekly.seen, rhythm=None, latest=None), dates=())
    behind = replace(weekly, seen=replace(weekly.seen, refusal="", mine=False), teams=(NIGHT,), others=True)
    choices = Choices(
        Whom(
            (Option("team-1", "Care · Marlowe & Finch"),),
            (
                Option("team-2", "Lumenara night · Lumenara"),
                Option("audience:1", t("{name} · audience", name="All support")),
            ),
            audiences=True,
        ),
        likely_occasions=(Option("updates.acknowledged/1", "Refunds within a day"),),
    )
    typed = replace(Typed.beginning(PULSE, 3), name="Weekly pulse", teams=("team-1",))
    opened = FIRST - timedelta(weeks=1)
    closes = opened + timedelta(days=3)
    run = Run(public_id="run-1", original_date=opened.date(), state=RunState.OPEN, at=opened, closes_at=closes)
    done = t("It is set up. Nobody was told yet.")
    passed = t("That time has passed. Choose a later one, or write “{words}”.", words="now")
    return [
        Example("checkins, none", messages.listed([], t, ZONE, "", may_begin=True)),
        Example("checkins, none, for agents", messages.listed([], t, ZONE, "", may_begin=False)),
        Example(
            "checkins",
            messages.listed(
                [Listed(weekly.seen, FIRST), Listed(by_hand.seen, None)],
                t,
                ZONE,
                "/checkin NAME",
                may_begin=True,
                more=3,
            ),
        ),
        Example("checkins, one", messages.shown(weekly, t, ZONE, unfinished=run)),
        Example("checkins, one, as a partner's manager sees it", messages.shown(behind, t, ZONE)),
        Example("checkins, one asked by hand", messages.shown(by_hand, t, ZONE)),
        Example("checkins, set up", messages.shown(weekly, t, ZONE, done)),
        Example("checkins, form", checkin_form(typed, choices, t, Begun("draft-1", again=True))),
        Example(
            "checkins, form of changes",
            checkin_form(typed, choices, t, Begun("draft-1", "checkin-1", says=(passed,))),
        ),
        Example("checkins, a look before", _look(weekly, t)),
        Example("checkins, a look before it is asked now", _look(by_hand, t, now=True)),
        Example("checkins, a look before that is asked of too few", _look(few, t)),
        Example("checkins, a test that is over", over(t)),
    ]


def _look(outlook: Outlook, t: Texts, *, now: bool = False) -> Form:
    return preview_form(outlook, t, Looked("draft-1", ".1", changes=False), now=now)


def _outlook(t: Texts) -> Outlook:
    usual = USUAL[PULSE]
    checkin = Checkin(
        public_id="checkin-1",
        name="Weekly pulse",
        template=Template.PULSE,
        state=CheckinState.ACTIVE,
        mode=Mode.ANONYMOUS,
        threshold=5,
        questions=kept(read_questions(usual.questions, t)),
        open_minutes=usual.open_minutes,
        reminds=True,
    )
    rhythm = Rhythm(
        public_id="rhythm-1",
        rule="FREQ=WEEKLY;BYDAY=FR",
        starts=date(2026, 11, 6),
        at=time(10),
        turns="",
        zone=ZONE,
        whose=Whose.ALL,
        on_holiday=HolidayRule.RUN,
        any_counts=False,
        paused_until=None,
    )
    seen = Seen(checkin, rhythm, {1: 1, 2: 2}, frozenset({1, 2}), None, None, mine=True, refusal=None)
    weeks = (FIRST + timedelta(weeks=week) for week in range(3))
    return Outlook(
        seen=seen,
        dates=tuple(Upcoming(one.date(), Party(zone=ZONE), one) for one in weeks),
        closes_after=timedelta(minutes=usual.open_minutes),
        teams=(CARE, NIGHT),
        others=False,
        paused=("Umbra Desk",),
        people=34,
        direct=31,
        by_button=(ByChannel("#night-desk", 3),),
        times=(
            TeamTimes("Care", ((FIRST, ZONE),)),
            TeamTimes("Lumenara night", ((FIRST - timedelta(hours=5), NIGHT.zone),)),
        ),
        left_out=(LeftOut("Care", Hindrance.NO_CHAT, 1), LeftOut("Lumenara night", Hindrance.UNCONFIRMED, 2)),
        silenced=1,
        rested=2,
        not_held=None,
    )
