"""What the gallery shows of rhythms."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.capabilities.rhythms import forms, messages
from bot.capabilities.rhythms.messages import Listed
from bot.capability import Example
from bot.chat.texts import Texts
from bot.due.crowding import Crowded, crowded_line
from bot.due.rhythms import ByHand, Party, Upcoming
from bot.due.tables import Rhythm, Whose
from bot.due.words import rule_in_words
from schedules.calendar import DaysOff, HolidayMoved, HolidayRule, HolidaySkipped, JointDaysOff

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
ZONE = "Europe/London"
LONDON = Party(zone=ZONE, days_off=JointDaysOff((("Lumenara day", DaysOff("PH")), ("Care", DaysOff("GB", "ENG")))))
MANILA = Party("team:2", "Asia/Manila")


def examples(t: Texts) -> list[Example]:
    """Each message and form once, with a rhythm of one instant and one of each team's own time."""
    sync, digest = _sync(t), _digest(t)
    return [
        Example("rhythms, none", messages.listed([], t, ZONE, "")),
        Example("rhythms, none for whoever looks", messages.listed([], t, ZONE, "", sees_all=False)),
        Example("rhythms", messages.listed([sync, digest], t, ZONE, "/instep rhythms NAME")),
        Example("rhythms, one", messages.shown(sync, t, ZONE)),
        Example("rhythms, each team's own time", messages.shown(digest, t, ZONE)),
        *(Example(f"rhythms, {what.partition('.')[2]}", forms.ask(what, sync, t, ZONE, {})) for what in forms.ASKED),
        Example(
            "rhythms, a look before",
            forms.preview(
                messages.SKIP, sync, [t("{day} is left out.", day=t.weekday(date(2026, 12, 22)))], "", t, ZONE
            ),
        ),
        Example("rhythms, a month with two", forms.preview(messages.CHANGE, sync, _two_in_december(t), "", t, ZONE)),
        Example(
            "rhythms, handed over", messages.handed_over(replace(sync, owner="", mine=False), "Tobias Finch", t, ZONE)
        ),
        Example("rhythms, days off changed", messages.stands(sync.title, sync.rhythm, _overtaken(), t, ZONE)),
        Example(
            "rhythms, missed",
            messages.missed(
                sync.title,
                [date(2026, 12, 1), date(2026, 12, 8)],
                "Instep was not running when it was due",
                sync.rhythm,
                sync.coming[0],
                t,
                ZONE,
                nobodys=True,
            ),
        ),
    ]


def _two_in_december(t: Texts) -> list[str]:
    """Its rule was changed when there had been one already."""
    found = Crowded((date(2026, 12, 1), date(2026, 12, 22)), date(2026, 12, 1), date(2026, 12, 31))
    return [t("From now on: {rule}.", rule=rule_in_words(_sync(t).rhythm, t)), crowded_line(found, t)]


def _overtaken() -> list[tuple[Upcoming, Upcoming]]:
    """Two that were opened before days off changed: by the rule one would be left out now, one a day later."""
    first, second = datetime(2026, 12, 22, 10, tzinfo=UTC), datetime(2026, 12, 29, 10, tzinfo=UTC)
    moved = HolidayMoved("Winter break", date(2026, 12, 30))
    return [
        (
            Upcoming(first.date(), LONDON, first),
            Upcoming(first.date(), LONDON, None, (HolidaySkipped("Winter break"),)),
        ),
        (
            Upcoming(second.date(), LONDON, second),
            Upcoming(second.date(), LONDON, second + timedelta(days=1), (moved,)),
        ),
    ]


def _sync(t: Texts) -> Listed:
    rhythm = Rhythm(
        public_id="r1",
        rule="FREQ=WEEKLY;BYDAY=TU",
        starts=date(2026, 1, 1),
        at=time(10),
        zone=ZONE,
        whose=Whose.ALL,
        on_holiday=HolidayRule.NEXT_WORKING_DAY,
        any_counts=False,
        paused_until=None,
    )
    at = datetime(2026, 12, 15, 10, tzinfo=UTC)
    coming = (
        Upcoming(at.date(), LONDON, at),
        Upcoming(date(2026, 12, 22), LONDON, None, (ByHand(None),)),
        Upcoming(date(2026, 12, 29), LONDON, at + timedelta(days=14)),
        Upcoming(
            date(2027, 1, 1), LONDON, at + timedelta(days=20), (HolidayMoved("New Year's Day", date(2027, 1, 4)),)
        ),
    )
    return Listed(rhythm, t("Weekly sync"), "Ines Okafor", coming, mine=True, paused=False)


def _digest(t: Texts) -> Listed:
    rhythm = Rhythm(
        public_id="r2",
        rule="FREQ=WEEKLY;BYDAY=FR",
        starts=date(2026, 1, 1),
        at=time(15),
        zone="UTC",
        whose=Whose.TEAM,
        on_holiday=HolidayRule.SKIP,
        any_counts=False,
        paused_until=date(2027, 1, 4),
    )
    friday = date(2027, 1, 8)
    coming = (
        Upcoming(friday, LONDON, datetime(2027, 1, 8, 15, tzinfo=UTC)),
        Upcoming(friday, MANILA, datetime(2027, 1, 8, 7, tzinfo=UTC)),
        Upcoming(date(2027, 1, 15), MANILA, None, (HolidaySkipped("Sinulog"),)),
    )
    return Listed(rhythm, t("Digest of shoutouts"), "", coming, mine=True, paused=True)
