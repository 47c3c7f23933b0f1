"""What is offered of calendars, for the capability to join to its own."""

from datetime import datetime, timedelta

from bot.capabilities.syncs.calendar import examples, feeds, messages
from bot.capabilities.syncs.calendar.asking import FILE, Asking
from bot.capabilities.syncs.calendar.feeds import Feeds
from bot.capabilities.syncs.store import feeds as store
from bot.capability import Capability, CommandOffer, DownloadOffer, PressOffer, SecretOffer
from bot.people.personal_links import Links
from bot.storage.sessions import Session

KEPT = timedelta(days=90)
"""How long it is known that an address was revoked."""


def offers(links: Links | None) -> Capability:
    """The command, its buttons, the file, and the addresses that calendars ask; those only where Instep has one."""
    asking = Asking(links)
    answering = Feeds(links.base_url) if links is not None else None
    return Capability(
        name="syncs",
        commands=(
            CommandOffer(
                "sync calendar",
                asking.by_words,
                usage="sync calendar [name]",
                help="Have your syncs in your own calendar",
                reads=True,
            ),
        ),
        presses={
            messages.CALENDAR: PressOffer(asking.by_button, reads=True),
            messages.SUBSCRIBE: PressOffer(asking.subscribe),
            messages.SUBSCRIBE_ALL: PressOffer(asking.subscribe_to_all),
            messages.REVOKE: PressOffer(asking.revoke),
        },
        downloads={FILE: DownloadOffer(asking.fetch, admins_see=False)},
        secrets=(
            (
                SecretOffer(f"{feeds.PATH}/{{secret}}.ics", feeds.PATTERN, answering.read, _note),
                SecretOffer(f"{feeds.PATH}/{{secret}}", feeds.PATTERN, answering.open),
            )
            if answering is not None
            else ()
        ),
        examples=examples.examples,
        retention=_forget,
    )


async def _note(session: Session, secret: str, now: datetime) -> None:
    await store.note_use(session, feeds.hashed(secret), now)


async def _forget(session: Session, now: datetime) -> int:
    return await store.forget_before(session, now - KEPT)
