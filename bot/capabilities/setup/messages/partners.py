"""What is said about partners that come, pause and go."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from bot.capabilities.setup.messages.words import presence_name, state_name
from bot.capabilities.setup.views import PartnerEffect, PartnerView
from bot.chat.form import Form, Show, TextField
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Fact,
    Facts,
    Headline,
    ListBlock,
    Message,
    Part,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts
from bot.people.model import SideState
from bot.people.partners import DAYS_UNTIL_ERASED


class PartnerStep(StrEnum):
    """What may be done with a partner as a whole."""

    PAUSE = "pause"
    RESUME = "resume"
    OFFBOARD = "offboard"


def step_label(t: Texts, step: PartnerStep) -> str:
    """A step as a button."""
    match step:
        case PartnerStep.PAUSE:
            return t("Pause")
        case PartnerStep.RESUME:
            return t("Resume")
        case PartnerStep.OFFBOARD:
            return t("Offboard")
        case _:
            assert_never(step)


def steps_from(state: SideState) -> tuple[PartnerStep, ...]:
    """What may be done from where a partner stands."""
    match state:
        case SideState.ACTIVE:
            return (PartnerStep.PAUSE, PartnerStep.OFFBOARD)
        case SideState.PAUSED:
            return (PartnerStep.RESUME, PartnerStep.OFFBOARD)
        case SideState.LEAVING | SideState.GONE:
            return ()
        case _:
            assert_never(state)


LISTED = 20
"""Partners shown in one answer; the rest is counted, and found by name."""


def partner_list(t: Texts, partners: Sequence[PartnerView]) -> Message:
    """All partners, each with what may be done."""
    if not partners:
        summary = t("There are no partners yet.")
        return Message(
            summary=summary,
            parts=(
                paragraph(summary),
                paragraph(t("Link a partner's workspace or tenant, or one of its channels, and it is one.")),
                Actions((Button(t("Link a company"), "setup.link_home", tone=Tone.PRIMARY, opens_form=True),)),
            ),
            locale=t.locale,
        )
    summary = t.n("{n} partner", "{n} partners", len(partners))
    parts: list[Part] = [Headline(summary)]
    for partner in partners[:LISTED]:
        said = [state_name(t, partner.state), *(f"{home}: {presence_name(t, way)}" for home, way in partner.homes)]
        if partner.erase_on:
            said.append(t("its people are erased on {date}", date=t.day(partner.erase_on)))
        parts.append(Facts((Fact(partner.name, plain(" · ".join(said))),)))
        buttons = tuple(
            Button(step_label(t, step), f"setup.partner_{step}", partner.public_id, opens_form=True)
            for step in steps_from(partner.state)
        )
        if buttons:
            parts.append(Actions(buttons))
    if len(partners) > LISTED:
        parts.append(Context(plain(t("and {n} more: write “partner pause” and a name.", n=len(partners) - LISTED))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def partner_form(t: Texts, step: PartnerStep, partner: PartnerView, effect: PartnerEffect) -> Form:
    """Shows what a step will do before it is done."""
    lines = _consequences(t, step, partner, effect)
    days = (
        (
            TextField(
                "days",
                t("Days until its people are erased"),
                value=str(DAYS_UNTIL_ERASED),
                maximum=4,
                hint=t("As agreed with the partner. Totals stay, without names."),
            ),
        )
        if step is PartnerStep.OFFBOARD
        else ()
    )
    return Form(
        action=f"setup.partner_{step}",
        title=t("{step} a partner", step=step_label(t, step)),
        parts=(
            Show(Headline(partner.name, size=2)),
            Show(Body((ListBlock(tuple(plain(line) for line in lines)),), label=t("What will happen"))),
            *days,
        ),
        submit=step_label(t, step),
        close=t("Cancel"),
        object_id=partner.public_id,
        locale=t.locale,
    )


def _consequences(t: Texts, step: PartnerStep, partner: PartnerView, effect: PartnerEffect) -> list[str]:
    channels = t.n("{n} channel", "{n} channels", effect.channels)
    people = t.n("{n} person", "{n} people", effect.people)
    match step:
        case PartnerStep.PAUSE:
            return [
                t("Nothing more is delivered to {channels} of {name}.", channels=channels, name=partner.name),
                t("{people} are neither reminded nor counted.", people=people),
                t("Waiting for it now and cancelled: {n}.", n=effect.waiting),
                t("Resume undoes this; what was cancelled is not sent later."),
            ]
        case PartnerStep.RESUME:
            return [
                t("Updates reach {channels} of {name} again.", channels=channels, name=partner.name),
                t("{people} are counted again.", people=people),
                t("What was missed meanwhile is not sent by itself."),
            ]
        case PartnerStep.OFFBOARD:
            return [
                t("Nothing more is delivered to {channels} of {name}.", channels=channels, name=partner.name),
                t("{people} can no longer use Instep.", people=people),
                t("Waiting for it now and cancelled: {n}.", n=effect.waiting),
                t("Until the day of erasure you can hand the partner its data: your operator exports it."),
                t("On that day its people are erased; totals stay, without names."),
            ]
        case _:
            assert_never(step)


def partner_done(
    t: Texts, step: PartnerStep, name: str, cancelled: int, erase_on: date | None, *, revoked: int
) -> Message:
    """Confirms a step."""
    match step:
        case PartnerStep.PAUSE:
            summary = t("{name} is paused.", name=name)
        case PartnerStep.RESUME:
            summary = t("{name} takes part again.", name=name)
        case PartnerStep.OFFBOARD:
            summary = t("{name} has left.", name=name)
        case _:
            assert_never(step)
    parts: list[Part] = [paragraph(summary)]
    if cancelled:
        parts.append(Context(plain(t.n("{n} delivery was cancelled.", "{n} deliveries were cancelled.", cancelled))))
    if revoked:
        parts.append(
            Context(
                plain(
                    t.n(
                        "Instep has forgotten its access to {n} installation; the partner's admin can remove the app.",
                        "Instep has forgotten its access to {n} installations; the partner's admin can remove the app.",
                        revoked,
                    )
                )
            )
        )
    if erase_on:
        parts.append(Context(plain(t("Its people are erased on {date}.", date=t.day(erase_on)))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def no_such_partner(t: Texts, name: str) -> str:
    """A name that is no partner's."""
    return t("There is no partner called “{name}”.", name=name)


def partner_gone(t: Texts) -> str:
    """A button of a partner that is no longer there."""
    return t("This partner is no longer there, so nothing was changed.")


def step_not_now(t: Texts, partner: PartnerView) -> str:
    """A step that makes no sense from where the partner stands."""
    return t(
        "{name} is {state} already, so there is nothing to do.",
        name=partner.name,
        state=state_name(t, partner.state),
    )


def days_not_understood(t: Texts) -> str:
    """Refuses a period that is no number of days."""
    return t("Write a number of days from 0 to 3650.")


def partner_erased(t: Texts, name: str, people: int) -> Message:
    """Tells an admin that the agreed day has come."""
    summary = t("The people of {name} have been erased, as agreed.", name=name)
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Context(plain(t.n("{n} person; totals stay.", "{n} people; totals stay.", people))),
        ),
        locale=t.locale,
    )
