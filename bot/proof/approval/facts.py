"""What a partner's administrators are told, from the manifests' reasons, the settings and the retention in force."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from adapters.teams.limits import LIMITS as TEAMS
from bot.capabilities.setup.rules import AUDIT_KEPT, INBOX_KEPT, WORK_KEPT
from bot.delivery.retention import CONTENT_KEPT
from bot.people.access import Scope
from bot.people.model import Presence
from bot.people.partners import DAYS_UNTIL_ERASED, partner
from bot.people.refusal import Refused
from bot.people.sides import homes
from bot.proof.approval.ways import Way, way_of
from bot.settings import Settings
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Stored:
    """One kind of data, what it is needed for, and how long it stays."""

    what: str
    why: str
    kept: str


@dataclass(frozen=True)
class Host:
    """A host that Instep contacts, and what for."""

    name: str
    why: str


@dataclass(frozen=True)
class Facts:
    """Everything on the page. `ways` are those in which this partner is present, and no others.

    `reading`: the operator asks for the optional permission to read what people write to others in channels.
    """

    partner: str
    publisher: str
    contact: str
    on: date
    address: str
    ways: tuple[Way, ...]
    stored: tuple[Stored, ...]
    hosts: tuple[Host, ...]
    reading: bool = False
    days_until_erased: int = DAYS_UNTIL_ERASED

    @property
    def slug(self) -> str:
        """The partner's name as part of a folder's name."""
        return re.sub(r"[^a-z0-9]+", "-", self.partner.lower()).strip("-") or "partner"

    @property
    def left_to_do(self) -> tuple[str, ...]:
        """What the operator has to fill in or do before it can be handed over."""
        asked = ["Read privacy.md and terms.md, adapt them, and put them where your app package says."]
        if not self.contact:
            asked.append("Give --contact, so that the partner's admins know whom to ask.")
        if not self.address:
            asked.append("Set INSTEP_BASE_URL, so that the page can say where Instep runs.")
        if Presence.OWN_TENANT in {way.presence for way in self.ways}:
            asked.append(
                "Posting across tenants has not been proven with real companies yet: once they have approved,"
                " run `instep doctor --tenant` with their tenant id."
            )
        return tuple(asked)


async def facts_of(
    session: Session,
    scope: Scope,
    settings: Settings,
    name: str,
    today: date,
    *,
    publisher: str = "",
    contact: str = "",
    presences: Collection[Presence] = (),
    reading: bool = False,
) -> Facts:
    """The facts for one partner; `presences` stand for homes that are not linked yet.

    Raises Refused if there is no such partner, or if nobody has said how it is present.
    """
    side = await partner(session, scope, name)
    linked = {home.presence for home in await homes(session, scope) if home.side_id == side.id}
    present = [each for each in Presence if each in linked | set(presences)]
    if not present:
        raise Refused(
            f"Nobody has said yet how {side.name} is present: link its workspace or tenant, or give --presence "
            f"({', '.join(Presence)})."
        )
    ways = tuple(way_of(each, settings, reading) for each in present)
    return Facts(
        partner=side.name,
        publisher=publisher or "[your company]",
        contact=contact,
        on=today,
        address=urlsplit(settings.instep_base_url or "").hostname or "",
        ways=ways,
        stored=tuple(_stored(reading)),
        hosts=tuple(_hosts(settings, {way.platform for way in ways})),
        reading=reading,
    )


def _stored(reading: bool) -> Sequence[Stored]:
    work = "While they take part"
    offered = Stored(
        "Who was offered to have something asked that they wrote under an update, and when; not what they wrote",
        "To offer it once",
        f"{work}, at most {_days(CONTENT_KEPT)} after the update was withdrawn",
    )
    return (
        *((offered,) if reading else ()),
        Stored("Names, user ids, time zones and, where the platform tells, e-mail addresses", "To reach people", work),
        Stored("Teams, their working hours and leads, and who is in which", "To write only to people on shift", work),
        Stored("Channels: name, id, and which companies share them", "To know who would read a message", work),
        Stored(
            "What is published through Instep",
            "To show, correct and withdraw it",
            f"{_days(CONTENT_KEPT)} after it was withdrawn or replaced; then only who got it and when",
        ),
        Stored("Who pressed “Got it”, and when", "To show what has arrived", "As long as the update's receipt"),
        Stored("Ids of requests", "So that nothing happens twice", f"{INBOX_KEPT // timedelta(hours=1)} hours"),
        Stored("Times of finished work", "So that nothing is run twice", _days(WORK_KEPT)),
        Stored("Who changed what in Instep, as ids", "To answer for it", _days(AUDIT_KEPT)),
        Stored("The app's tokens, encrypted", "To act as the app", "Until the app is removed"),
    )


def _hosts(settings: Settings, platforms: Collection[str]) -> Sequence[Host]:
    hosts: list[Host] = []
    if "slack" in platforms:
        address = urlsplit(settings.slack_api_url or "https://slack.com").hostname or "slack.com"
        hosts.append(Host(address, "Slack's Web API"))
        if settings.slack_app_token:
            hosts.append(Host("wss-primary.slack.com, wss-backup.slack.com", "Slack's Socket Mode"))
    if "teams" in platforms:
        services = settings.teams_service_hosts or TEAMS.service_hosts
        hosts += [Host(name, "Microsoft's Bot Connector for Teams") for name in services]
        hosts.append(Host("login.microsoftonline.com", "Tokens for the Bot Connector"))
        keys = urlsplit(settings.teams_openid_metadata_url or TEAMS.openid_metadata_url).hostname or ""
        hosts.append(Host(keys, "The keys that prove that a request comes from Microsoft"))
    return hosts


def _days(span: timedelta) -> str:
    return f"{span.days} days" if span.days < 700 else f"{span.days // 365} years"
