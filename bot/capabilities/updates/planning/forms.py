"""The page on which it is chosen when an update goes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates.planning.words import city
from bot.capabilities.updates.store.planning import PlanWay
from bot.chat.form import ChoiceField, Form, Option, Show, TextField
from bot.chat.message import Alert, Tone, plain
from bot.chat.texts import Texts
from schedules.calendar import LONGEST_UNTIL

PLAN = "updates.plan"
"""The preview's button that opens the page."""

KEEP_PLAN = "updates.keep_plan"
MOVE_PLAN = "updates.move_plan"

AT_ONCE = "now"
"""The choice that takes a plan back: it goes out when the author publishes it."""


@dataclass(frozen=True)
class Chosen:
    """What stands on the page: the way, the time as typed, and the zone that it is in."""

    way: str
    when: str
    zone: str


def plan_form(chosen: Chosen, zones: Sequence[str], t: Texts, *, object_id: str, move: bool, alert: str = "") -> Form:
    """The page; with `move` for an update that is planned already, and can only be given another time."""
    ways = (
        *(() if move else (Option(AT_ONCE, t("At once, when I publish it")),)),
        Option(PlanWay.MOMENT, t("At a time")),
        Option(PlanWay.MORNINGS, t("In each team's own morning")),
        Option(PlanWay.SHIFTS, t("At the start of each team's next shift")),
    )
    hint = t(
        "A day and a time, such as 24 Nov 09:00 or tomorrow 14:30. For mornings: the day alone. "
        "For shifts: empty, or the time before which nothing goes out."
    )
    return Form(
        action=MOVE_PLAN if move else KEEP_PLAN,
        title=t("Move it") if move else t("Plan it"),
        parts=(
            *((Show(Alert(plain(alert), Tone.DANGER)),) if alert else ()),
            ChoiceField("way", t("Goes out"), ways, value=(chosen.way,)),
            when_field(chosen, hint, t),
            zone_field(chosen, zones, t("For “At a time”; mornings and shifts are each team's own."), t),
        ),
        submit=t("Move it") if move else t("See it first"),
        close=t("Cancel"),
        object_id=object_id,
        locale=t.locale,
    )


def when_field(chosen: Chosen, hint: str, t: Texts) -> TextField:
    return TextField("when", t("When"), chosen.when, required=False, maximum=LONGEST_UNTIL, hint=hint)


def zone_field(chosen: Chosen, zones: Sequence[str], hint: str, t: Texts) -> ChoiceField:
    options = tuple(Option(zone, _named(zone, t)) for zone in zones)
    return ChoiceField("zone", t("In the time of"), options, value=(chosen.zone,), hint=hint)


def _named(zone: str, t: Texts) -> str:
    return zone if city(zone) == zone else t("{city} ({zone})", city=city(zone), zone=zone)
