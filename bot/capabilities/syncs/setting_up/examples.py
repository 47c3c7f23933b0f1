"""What the gallery shows of setting a sync up."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.capabilities.syncs.kinds import Held, Section, SyncState, Template
from bot.capabilities.syncs.setting_up import messages
from bot.capabilities.syncs.setting_up.forms import Choices, preview_form, sync_form
from bot.capabilities.syncs.setting_up.messages import Listed
from bot.capabilities.syncs.setting_up.other_times import OtherTimes
from bot.capabilities.syncs.setting_up.outlook import Date, Local, Outlook
from bot.capabilities.syncs.setting_up.rules import USUAL
from bot.capabilities.syncs.setting_up.seen import Seen
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store.setting_up import MyPart, PersonChosen
from bot.capabilities.syncs.store.tables import Sync
from bot.capability import Example
from bot.chat.form import Option
from bot.chat.texts import Texts
from bot.due.rhythms import Party, Upcoming
from bot.due.tables import Rhythm, Whose
from bot.people.audience import Reader, Resolved, ResolvedChannel, ResolvedTeam
from bot.people.model import Sharing
from bot.setting_up.forms import Begun, Looked, Whom
from schedules.calendar import HolidayMoved, HolidayRule

ZONE = "Europe/London"
FIRST = datetime(2026, 11, 24, 15, tzinfo=UTC)
CARE = ResolvedTeam(1, "team-1", "Care", 1, ZONE, "en", "GB", "ENG", "Mon-Fri 09:00-17:30", None)
NIGHT = replace(CARE, team_id=2, public_id="team-2", name="Lumenara night", side_id=2, zone="Asia/Manila", country="PH")
DESK = replace(CARE, team_id=3, public_id="team-3", name="Harborline desk", side_id=3, zone="America/Bogota")
INES = PersonChosen(1, "person-1", "Ines Okafor", 1, "Marlowe & Finch", None)
LUZ = PersonChosen(2, "person-2", "Luz Amihan", 2, "Lumenara", datetime(2026, 12, 1, tzinfo=UTC))


def examples(t: Texts) -> list[Example]:
    """Each form and message once, with a weekly sync of three sides and an event."""
    weekly, demo = _outlook(Template.WEEKLY, t), _outlook(Template.DEMO, t)
    chosen = tuple(Option(one.public_id, one.name) for one in (CARE, NIGHT))
    likely = (Option(DESK.public_id, DESK.name), Option("audience:1", t("{name} · audience", name="All support")))
    choices = Choices(Whom(chosen, likely, audiences=True))
    typed = replace(Typed.beginning(Template.WEEKLY, ZONE), name="Care weekly", teams=("team-1", "team-2"))
    event = replace(typed, template=Template.DEMO).with_usual()
    behind = replace(weekly, seen=replace(weekly.seen, refusal=""), teams=(CARE, NIGHT), others=True)
    part = MyPart(facilitates=True, attends=True)
    return [
        Example("syncs, none", messages.listed([], t, ZONE, "", may_begin=True)),
        Example("syncs, none, for agents", messages.listed([], t, ZONE, "", may_begin=False)),
        Example(
            "syncs",
            messages.listed(
                [
                    Listed(weekly.seen, FIRST, part),
                    Listed(demo.seen, FIRST, MyPart(False, False)),
                    Listed(demo.seen, None, part, until=FIRST),
                ],
                t,
                ZONE,
                "/sync NAME",
                may_begin=True,
                more=3,
            ),
        ),
        Example("syncs, one", messages.shown(weekly, t)),
        Example("syncs, one, as a partner's agent sees it", messages.shown(behind, t)),
        Example("syncs, set up", messages.shown(weekly, t, t("It is set up. Nobody else was told."))),
        Example("syncs, form", sync_form(typed, choices, t, Begun("draft-1", again=True))),
        Example("syncs, form of changes", sync_form(typed, choices, t, Begun("draft-1", "sync-1"))),
        Example("syncs, form of an event", sync_form(event, choices, t, Begun("draft-1"))),
        Example("syncs, a look before", preview_form(weekly, t, Looked("draft-1", ".1", changes=False))),
        Example("syncs, a look before an event", preview_form(demo, t, Looked("draft-1", "sync-1.1", changes=True))),
    ]


def _outlook(template: Template, t: Texts) -> Outlook:
    usual = USUAL[template]
    sync = Sync(
        public_id=f"sync-{template.value}",
        name=t("Product demo") if template is Template.DEMO else "Care weekly",
        template=template,
        held=Held.LIVE,
        state=SyncState.ACTIVE,
        meeting_url="https://meet.example/care-weekly",
        sections=[one.value for one in Section if one in usual.sections],
        minutes=usual.minutes,
        collect_before=usual.collect_before,
        remind_before=usual.remind_before,
        agenda_before=usual.agenda_before,
        agents_per_team=usual.agents,
    )
    rhythm = Rhythm(
        public_id=f"rhythm-{template.value}",
        rule="FREQ=WEEKLY;BYDAY=TU",
        starts=date(2026, 11, 3),
        at=time(15),
        turns="",
        zone=ZONE,
        whose=Whose.ALL,
        on_holiday=HolidayRule.NEXT_WORKING_DAY,
        any_counts=True,
        paused_until=None,
    )
    teams = (CARE, NIGHT, DESK)
    channels, readers = tuple(_channel(one) for one in teams[:2]), tuple(_reader(one) for one in teams[:2])
    resolved = Resolved(0, "", Sharing.NOTHING, channels, readers, teams, (), 1)
    seen = Seen(sync, rhythm, (1, 2, 3), frozenset({1, 2, 3}), mine=True, refusal=None)
    dates = tuple(_date(FIRST + timedelta(weeks=week), week) for week in range(5))
    other = OtherTimes((time(9, 30),), frozenset({3}))
    return Outlook(seen, resolved, dates, teams, False, ("Umbra Desk",), 3, 3, 3, (INES, LUZ), other=other)


def _channel(team: ResolvedTeam) -> ResolvedChannel:
    return ResolvedChannel(
        channel_id=team.team_id,
        public_id=f"channel-{team.team_id}",
        platform="slack",
        installation="",
        external_id="",
        name="",
        address=None,
        side_id=team.side_id,
        side_ids=frozenset({team.side_id}),
        team_ids=(team.team_id,),
        zone=team.zone,
        locale="en",
        shared=False,
        private=False,
    )


def _reader(team: ResolvedTeam) -> Reader:
    return Reader(
        person_id=team.team_id,
        team_id=team.team_id,
        side_id=team.side_id,
        name="",
        identities=(),
        provisional=False,
        away=False,
        zone=team.zone,
        locale="en",
        working_hours="",
        country="",
        region="",
    )


def _date(at: datetime, week: int) -> Date:
    original = at.date()
    if week == 3:
        moved = at + timedelta(days=1)
        reasons = (HolidayMoved("Immaculate Conception", moved.date()),)
        return Date(Upcoming(original, Party(zone=ZONE), moved, reasons), (Local(CARE, ZONE, moved),))
    locals_ = (
        Local(CARE, ZONE, at),
        Local(NIGHT, "Asia/Manila", at, outside=week < 2),
        Local(DESK, "America/Bogota", at, off="Christmas Day" if week == 4 else ""),
    )
    return Date(Upcoming(original, Party(zone=ZONE), at), locals_)
