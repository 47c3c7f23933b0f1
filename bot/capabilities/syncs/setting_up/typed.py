"""What stands in the form of a sync, as it was typed: from a form, a draft, a file or what is set up."""

from dataclasses import dataclass, replace
from typing import Self

from bot.capabilities.syncs.kinds import EVENTS, Held, Section, Template
from bot.capabilities.syncs.setting_up.rules import USUAL
from bot.chat.form import Values
from bot.setting_up import typed
from schedules.calendar import HolidayRule


@dataclass(frozen=True)
class Typed(typed.Typed):
    """The fields of the form. People by their public ids; times before it in minutes."""

    template: str = Template.WEEKLY
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
        return cls(template=template, zone=zone).with_usual()

    def with_usual(self) -> Self:
        usual = USUAL[self.kind]
        return replace(
            self,
            template=self.kind.value,
            when=usual.rule,
            at=usual.at,
            minutes=str(usual.minutes),
            sections=tuple(one.value for one in usual.sections),
            agents=str(usual.agents),
            collect_before=str(usual.collect_before),
            remind_before=str(usual.remind_before),
            agenda_before=str(usual.agenda_before),
            held=Held.LIVE if self.kind in EVENTS else self.held,
            on_holiday=HolidayRule.SKIP if self.kind is Template.HUDDLE else self.on_holiday,
        )

    def completed(self) -> Self:
        usual = USUAL[self.kind]
        return replace(
            self,
            held=self.held or Held.LIVE,
            agents=self.agents or str(usual.agents),
            collect_before=self.collect_before or str(usual.collect_before),
            remind_before=self.remind_before or str(usual.remind_before),
            agenda_before=self.agenda_before or str(usual.agenda_before),
        )

    @property
    def kind(self) -> Template:
        """The kind of meeting; a weekly sync where none was chosen."""
        return Template(self.template) if self.template in tuple(Template) else Template.WEEKLY

    @classmethod
    def of_form(cls, values: Values, template: str = "") -> Self:
        """What a submitted form holds, with the sections in the order that they are known in."""
        found = super().of_form(values, template)
        return replace(found, sections=tuple(one.value for one in Section if one.value in found.sections))
