"""What stands in the form of a sync, as it was typed: from a form, a draft, a file or what is set up."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from bot.capabilities.syncs.kinds import Held, Section, Template
from bot.capabilities.syncs.setting_up.rules import USUAL
from bot.chat.form import Values
from schedules.calendar import HolidayRule

LISTS = ("teams", "sections", "facilitators")


@dataclass(frozen=True)
class Typed:
    """The fields of the form. Teams, people and the audience by their public ids; times before it in minutes."""

    name: str = ""
    template: str = Template.WEEKLY
    teams: tuple[str, ...] = ()
    audience: str = ""
    when: str = ""
    at: str = ""
    again: str = ""
    zone: str = ""
    held: str = Held.LIVE
    link: str = ""
    minutes: str = ""
    sections: tuple[str, ...] = ()
    agents: str = ""
    facilitators: tuple[str, ...] = ()
    on_holiday: str = HolidayRule.NEXT_WORKING_DAY
    any_counts: bool = False
    collect_before: str = ""
    remind_before: str = ""
    agenda_before: str = ""

    @classmethod
    def beginning(cls, template: Template, zone: str) -> Self:
        """An empty form with the usual settings of a kind of meeting."""
        return cls(zone=zone).usual(template)

    def usual(self, template: Template) -> Self:
        """The same with the usual settings of a kind of meeting, whatever was chosen before."""
        usual = USUAL[template]
        return replace(
            self,
            template=template.value,
            when=usual.rule,
            at=usual.at,
            minutes=str(usual.minutes),
            sections=tuple(one.value for one in usual.sections),
            agents=str(usual.agents),
            collect_before=str(usual.collect_before),
            remind_before=str(usual.remind_before),
            agenda_before=str(usual.agenda_before),
            on_holiday=HolidayRule.SKIP if template is Template.HUDDLE else self.on_holiday,
        )

    @property
    def kind(self) -> Template:
        """The kind of meeting; a weekly sync where none was chosen."""
        return Template(self.template) if self.template in tuple(Template) else Template.WEEKLY

    def kept(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What a draft keeps; what it does not know stays as in an empty form."""
        known = {one.name for one in fields(cls)}
        found: dict[str, Any] = {name: value for name, value in kept.items() if name in known}
        found.update({name: tuple(found[name]) for name in LISTS if name in found})
        return cls(**found)

    @classmethod
    def of_form(cls, values: Values, template: str) -> Self:
        """What a submitted form holds; a form of changes has no `template` of its own."""
        return cls(
            name=" ".join(_text(values, "name").split()),
            template=_text(values, "template") or template,
            teams=_many(values, "teams"),
            audience=_text(values, "audience"),
            when=_text(values, "when"),
            at=_text(values, "at"),
            again=_text(values, "again"),
            zone=_text(values, "zone"),
            held=_text(values, "held"),
            link=_text(values, "link"),
            minutes=_text(values, "minutes"),
            sections=tuple(one.value for one in Section if one.value in _many(values, "sections")),
            agents=_text(values, "agents"),
            facilitators=_many(values, "facilitators"),
            on_holiday=_text(values, "on_holiday"),
            any_counts=values.get("any_counts") is True,
            collect_before=_text(values, "collect_before"),
            remind_before=_text(values, "remind_before"),
            agenda_before=_text(values, "agenda_before"),
        )


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    if isinstance(value, tuple):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else ""


def _many(values: Values, name: str) -> tuple[str, ...]:
    value = values.get(name)
    chosen = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    return tuple(dict.fromkeys(chosen))
