"""What set-up decides by itself: who may see which way in, how typed places are read, and how long things are kept."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from bot.chat.texts import Texts
from bot.people import access
from bot.people.access import Actor
from bot.people.model import Role
from schedules.calendar import zone_named

READ_MEMBERS = "setup.read_members"
"""The work that reads who is in a linked channel."""

SWEEP = "setup.sweep_channels"
"""The work that goes once over all channels of an installation."""

RETENTION = "setup.retention"
"""The work that deletes what is kept no longer."""

ERASE = "setup.erase_partner"
"""The work that erases a partner's people on the agreed day."""

INBOX_KEPT = timedelta(hours=25)
"""Slack's Delayed Events repeat a request for up to a day: https://docs.slack.dev/apis/events-api/."""

AUDIT_KEPT = timedelta(days=730)
"""How long the trail of who did what is kept."""

WORK_KEPT = timedelta(days=400)
"""How long the keys of finished work are kept, so that a year's rhythm is not run again."""

DAILY = timedelta(days=1)
"""Between two deletions of what is kept no longer, and two readings of a linked channel's members."""

READ_APART = timedelta(seconds=3)
"""Between two channels whose members are read: 20 a minute, what Slack gives its slower lists
(https://docs.slack.dev/apis/web-api/rate-limits/)."""

SWEPT_EVERY = timedelta(hours=6)
"""Between two paged sweeps over an installation's channels; events tell of changes in between."""

TRIED_AGAIN_AFTER = timedelta(minutes=2)
"""Until members that could not be read for a passing cause are read again."""

TRIES = 5
"""Readings of a channel's members before whoever linked it is told that it does not work."""

LATE_AFTER = timedelta(minutes=15)
"""Due work that waits longer than this is worth a look."""

LONGEST_ERASURE_DAYS = 3650
"""Ten years: what is agreed beyond that is a mistyped number."""


def leads_somebody(actor: Actor, t: Texts) -> str | None:
    """To see teams and people, and to link channels to them."""
    if not actor.provisional and (actor.led_team_ids or actor.may_somewhere(Role.LEAD)):
        return None
    return t("Leads and managers can do this. Ask an admin to make you one.")


def manages_audiences(actor: Actor, t: Texts) -> str | None:
    """To see the audiences, and to make one."""
    if actor.may_somewhere(Role.MANAGER):
        return None
    return t("Managers look after audiences. Ask a manager of the organisation.")


def links_homes(actor: Actor, t: Texts) -> str | None:
    """To say to which side a workspace or tenant belongs."""
    return access.may_link_homes(actor)


def manages_partners(actor: Actor, t: Texts) -> str | None:
    """To pause, resume and offboard partners."""
    return access.may_manage_partners(actor)


def changes_settings(actor: Actor, t: Texts) -> str | None:
    """To change what the organisation decides, and to see how Instep is."""
    return access.may_change_settings(actor)


def grants_roles(actor: Actor, t: Texts) -> str | None:
    """To give and take roles, in some side at least."""
    if actor.may_somewhere(Role.ADMIN):
        return None
    return t("Only admins can give and take roles. Ask an admin.")


def read_zone(typed: str) -> str:
    """The IANA name of a zone that was typed as such, or as one of its cities; raises InvalidCalendar."""
    word = typed.strip().replace(" ", "_")
    known = _zones().get(word.casefold(), word)
    return zone_named(known).key


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Zones by their names and by their cities, in small letters; where a city has several, the shortest name."""
    names = sorted(available_timezones(), key=lambda name: (-len(name), name))
    cities = {name.rsplit("/", 1)[-1].casefold(): name for name in names if "/" in name and not name.startswith("Etc/")}
    return cities | {name.casefold(): name for name in names}


def read_days(typed: str) -> int:
    """A number of days as typed; raises ValueError for anything else."""
    days = int(typed.strip())
    if not 0 <= days <= LONGEST_ERASURE_DAYS:
        raise ValueError(f"{days} days")
    return days


def start_of(day: date) -> datetime:
    """The first instant of a day, UTC."""
    return datetime.combine(day, time(), UTC)
