"""What looking back offers."""

from bot.capabilities.shoutouts.back import (
    coverage,
    coverage_messages,
    digest,
    digest_messages,
    leads,
    sending,
    wall_messages,
    walls,
)
from bot.capabilities.shoutouts.back.exporting import Exporting
from bot.capabilities.shoutouts.back.side_export import SideExporting, may_export
from bot.capabilities.shoutouts.store import DIGEST
from bot.capabilities.shoutouts.write import beginning
from bot.capability import CommandOffer, FormPressOffer, JobOffer, MenuItem, PressOffer, SubmitOffer
from bot.people.personal_links import Links


def commands(links: Links | None) -> tuple[CommandOffer, ...]:
    """The words that look back."""
    return (
        CommandOffer("shoutout mine", walls.mine, usage="shoutout mine", help="Shoutouts that name you", reads=True),
        CommandOffer("shoutout given", walls.given, usage="shoutout given", help="Shoutouts that you gave", reads=True),
        CommandOffer(
            "shoutout team", walls.of_team, usage="shoutout team [name]", help="A team's shoutouts", reads=True
        ),
        CommandOffer(
            "shoutout coverage",
            coverage.show,
            usage="shoutout coverage",
            help="Whom nobody has named lately",
            reads=True,
            may=coverage.may_see,
        ),
        CommandOffer(
            "shoutout digest",
            digest.show,
            usage="shoutout digest",
            help="Look at the digest of the week, and send it",
            reads=True,
            may=digest.may_send,
        ),
        CommandOffer(
            "shoutout export",
            SideExporting(links).offer,
            usage="shoutout export",
            help="Take the shoutouts of your sides as a file",
            reads=True,
            may=may_export,
        ),
    )


def presses(links: Links | None) -> dict[str, PressOffer]:
    """Buttons on messages."""
    return {
        wall_messages.GIVE_TO: PressOffer(beginning.give_to, reads=True),
        coverage_messages.COVERAGE: PressOffer(coverage.show, reads=True, may=coverage.may_see),
        digest_messages.SHOW: PressOffer(digest.show, reads=True, may=digest.may_send),
        wall_messages.MINE: PressOffer(walls.mine, reads=True),
        wall_messages.EXPORT_MINE: PressOffer(Exporting(links).offer, reads=True),
        wall_messages.EXPORT: PressOffer(SideExporting(links).offer, reads=True, may=may_export),
        wall_messages.WALL: PressOffer(walls.show, reads=True),
        wall_messages.TURN: PressOffer(walls.turn, reads=True),
    }


def submits() -> dict[str, SubmitOffer]:
    """Forms."""
    return {digest_messages.SEND: SubmitOffer(digest.submit, may=digest.may_send)}


def form_presses() -> dict[str, FormPressOffer]:
    """Buttons in forms."""
    return {
        digest_messages.CHOOSE: FormPressOffer(digest.choose, reads=False, may=digest.may_send),
        digest_messages.TAKE_BACK: FormPressOffer(digest.take_back, reads=False, may=digest.may_send),
    }


def jobs() -> dict[str, JobOffer]:
    """What goes out by itself."""
    return {
        DIGEST: JobOffer(sending.send_due, sending.TOO_LATE),
        leads.TELL_LEAD: JobOffer(leads.TO_LEADS.run, leads.TOO_LATE),
    }


def menu() -> tuple[MenuItem, ...]:
    """Lines of the menu."""
    return (
        MenuItem("My shoutouts", wall_messages.MINE, order=16),
        MenuItem("Whom nobody has named lately", coverage_messages.COVERAGE, order=17, may=coverage.may_see),
        MenuItem("Digest of shoutouts", digest_messages.SHOW, order=18, opens_form=True, may=digest.may_send),
        MenuItem("Export shoutouts", wall_messages.EXPORT, order=19, opens_form=True, may=may_export),
    )
