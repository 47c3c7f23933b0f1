"""The machine's clock against those it has to agree with: the database's and the platforms'."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.teams.limits import LIMITS as TEAMS
from bot.clock import MachineClock
from bot.ports import Finding, Verdict
from bot.settings import Settings
from bot.storage.sessions import Database, database_now

TOLERATED = 2.0
"""Seconds apart that mean nothing: a `Date` header has whole seconds and travels for a while."""

DANGEROUS = 60.0
"""Seconds apart at which signed requests, which may be five minutes old but not from the future, are soon refused."""

SLACK_API = "https://slack.com/api"
REMEDY = "Let the machine keep its time by NTP (`timedatectl set-ntp true`)."


async def examine_clock(settings: Settings, database: Database, machine: MachineClock) -> Sequence[Finding]:
    """How far the clocks are apart; a platform that cannot be asked is a warning."""
    findings = []
    if database.is_postgresql:
        async with database.read() as session:
            theirs = await database_now(session, machine)
        findings.append(judge("PostgreSQL", theirs, machine.now()))
    pages = {}
    if settings.slack_on:
        pages["Slack"] = f"{settings.slack_api_url or SLACK_API}/api.test"
    if settings.teams_on and not settings.development:
        pages["Microsoft"] = settings.teams_openid_metadata_url or TEAMS.openid_metadata_url
    for title, page in pages.items():
        findings.append(await _ask(title, page, machine, settings.instep_http_timeout_seconds))
    return findings or [Finding("Clock", Verdict.OK, "No other clock has to agree with this machine's.")]


async def _ask(title: str, page: str, machine: MachineClock, seconds: float) -> Finding:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as client,
            client.get(page, allow_redirects=False) as answer,
        ):
            header = answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Finding(
            f"Clock and {title}",
            Verdict.FAILED,
            f"{title} cannot be reached ({type(error).__name__}).",
            f"Let this machine reach {page.split('/')[2]} over HTTPS.",
        )
    try:
        return judge(title, parsedate_to_datetime(header).astimezone(UTC), machine.now())
    except ValueError:
        return Finding(f"Clock and {title}", Verdict.WARNING, f"{title} did not say what time it is.")


def judge(title: str, theirs: datetime, ours: datetime) -> Finding:
    """What two readings taken at the same moment say."""
    apart = (ours - theirs).total_seconds()
    about = f"Clock and {title}"
    if abs(apart) <= TOLERATED:
        return Finding(about, Verdict.OK, f"This machine and {title} agree on the time.")
    verdict = Verdict.FAILED if abs(apart) >= DANGEROUS else Verdict.WARNING
    direction = "ahead of" if apart > 0 else "behind"
    return Finding(about, verdict, f"This machine is {abs(apart):.0f} s {direction} {title}.", REMEDY)
