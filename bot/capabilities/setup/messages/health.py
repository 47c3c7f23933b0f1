"""What is said about how Instep itself is: the short report of the doctor, and installations that went away."""

from bot.capabilities.setup.views import Health, LaneView
from bot.chat.message import Alert, Body, Context, Headline, ListBlock, Message, Part, Plain, Tone, paragraph, plain
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.ports import Cause

SHOWN = 10
"""Channels and companies listed one by one; more are counted."""


def report(t: Texts, health: Health, zone: str) -> Message:
    """What is known to be wrong, with what to do; short where all is well."""
    troubles = _troubles(t, health)
    if troubles:
        summary = t.n("{n} thing needs a look.", "{n} things need a look.", len(troubles))
    else:
        summary = t("All is well, as far as is known.")
    parts: list[Part] = [Headline(summary)]
    if troubles:
        parts.append(
            Body((ListBlock(tuple((Plain(what, bold=True), Plain(f" {remedy}")) for what, remedy in troubles)),))
        )
    parts.append(
        Body((ListBlock(tuple(plain(_lane(t, lane)) for lane in health.lanes)),))
        if health.lanes
        else paragraph(t("Nothing was sent yet."))
    )
    checked = (
        t("Channels were last checked {when}.", when=t.moment(health.checked_at, zone))
        if health.checked_at
        else t("Channels have not been checked yet.")
    )
    parts.append(Context(plain(f"{t.n('{n} linked channel.', '{n} linked channels.', health.channels)} {checked}")))
    parts.append(
        Context((*plain(t("Your operator sees more on the command line:") + " "), *plain("instep doctor", code=True)))
    )
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _troubles(t: Texts, health: Health) -> list[tuple[str, str]]:
    found = [
        (
            t("{platform} {name} stands still: {why}", platform=lane.platform, name=lane.name, why=lane.halted),
            t("Have an admin there install the app again."),
        )
        for lane in health.lanes
        if lane.halted
    ]
    found += [(obstacle.what, obstacle.remedy) for obstacle in health.obstacles[:SHOWN]]
    if (rest := len(health.obstacles) - SHOWN) > 0:
        found.append((t.n("{n} more channel.", "{n} more channels.", rest), t("Mend the first ones, then ask again.")))
    found += [
        (
            t("{platform} {home} is not linked.", platform=platform, home=home),
            t("Use “link home” to say whose it is."),
        )
        for platform, home in health.unlinked_homes[:SHOWN]
    ]
    if health.overdue:
        found.append(
            (
                t.n("{n} piece of work is late.", "{n} pieces of work are late.", health.overdue),
                t("If this stays, have your operator look at the logs."),
            )
        )
    return found


def _lane(t: Texts, lane: LaneView) -> str:
    waiting = t.n("{n} delivery waiting", "{n} deliveries waiting", lane.open_deliveries)
    return f"{lane.platform} {lane.name}: {waiting}"


def installation_lost(t: Texts, cause: Cause, platform_title: str, name: str, channels: int) -> Message:
    """Tells the admins, elsewhere, that a workspace or tenant does not accept Instep any more, and why."""
    place = t("{platform} {name}", platform=platform_title, name=name)
    match cause:
        case Cause.TOKEN_REVOKED:
            summary = t("The access to {place} was revoked.", place=place)
        case Cause.APP_REMOVED:
            summary = t("Instep was removed from {place}.", place=place)
        case _:
            summary = explain(cause, t, channel=place).what
    return Message(
        summary=summary,
        parts=(
            Alert(plain(summary), tone=Tone.URGENT),
            paragraph(
                t.n(
                    "{n} linked channel there gets nothing until an admin there installs the app again.",
                    "{n} linked channels there get nothing until an admin there installs the app again.",
                    channels,
                )
            ),
            Context(plain(t("What waits for it goes out after that, if it is still wanted."))),
        ),
        locale=t.locale,
    )
