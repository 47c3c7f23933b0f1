"""What stands in the form of a check-in, as it was typed: from a form, a draft, a file or what is set up."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting import USUAL_THRESHOLD
from bot.capabilities.checkins.setting_up.templates import OWN, PULSE, USUAL, Usual
from bot.chat.form import Values

LISTS = ("teams",)


@dataclass(frozen=True)
class Typed:
    """The fields of the form. Teams and the audience by their public ids; `occasion` as `kind/public id`."""

    name: str = ""
    template: str = PULSE
    questions: str = ""
    teams: tuple[str, ...] = ()
    audience: str = ""
    occasion: str = ""
    when: str = ""
    at: str = ""
    open_minutes: str = ""
    mode: str = Mode.ANONYMOUS
    threshold: str = ""
    reminds: bool = True

    @classmethod
    def beginning(cls, template: str, least: int) -> Self:
        """An empty form with what is usual for a template; the organisation has no threshold below `least`."""
        return cls(threshold=str(max(least, USUAL_THRESHOLD))).usual(template)

    def usual(self, template: str) -> Self:
        """The same with what is usual for a template, whatever was chosen before."""
        usual = USUAL[template]
        return replace(
            self,
            template=template,
            questions=usual.questions,
            when=usual.when,
            at=usual.at,
            open_minutes=str(usual.open_minutes),
            mode=usual.mode.value,
            reminds=usual.reminds,
        )

    @property
    def begins(self) -> Usual:
        """What it began from; own questions where nothing known was chosen."""
        return USUAL.get(self.template, USUAL[OWN])

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
            questions=_text(values, "questions"),
            teams=_many(values, "teams"),
            audience=_text(values, "audience"),
            occasion=_text(values, "occasion"),
            when=_text(values, "when"),
            at=_text(values, "at"),
            open_minutes=_text(values, "open_minutes"),
            mode=_text(values, "mode"),
            threshold=_text(values, "threshold"),
            reminds=values.get("reminds") is True,
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
