"""What the organisation decides: typed settings that capabilities offer, kept as rows, every change audited."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import Actor
from bot.people.model import OrganisationSetting
from bot.people.refusal import Refused

Value = bool | int | str

_KEPT = "organisation settings"

_YES = frozenset({"yes", "on", "true", "1"})
_NO = frozenset({"no", "off", "false", "0"})


@dataclass(frozen=True)
class SettingSpec:
    """One setting: `sentence` tells a person what it decides; `choices` are all values it may have, if they are few.

    `label` is what a form calls it, empty for the last part of its name in words; `matter` is the heading under which
    a form shows it with others, and those of one matter follow one another.
    `least` and `most` bound a number. `known` looks a text up that names something: it gives it as it is spelled there,
    or raises Refused. `missing` is what it does not work without here, for whoever switches it on.
    """

    name: str
    type: type[bool] | type[int] | type[str]
    default: Value
    sentence: str
    choices: tuple[Value, ...] = ()
    least: int | None = None
    most: int | None = None
    known: Callable[[AsyncSession, str], Awaitable[str]] | None = None
    label: str = ""
    matter: str = ""
    missing: str = ""

    def parse(self, text: str) -> Value:
        """The value that somebody wrote; raises Refused with what may be written."""
        text = text.strip()
        value: Value = text
        if self.type is bool:
            if text.casefold() not in _YES | _NO:
                raise Refused(f"{self.name} is either yes or no.")
            value = text.casefold() in _YES
        elif self.type is int:
            try:
                value = int(text)
            except ValueError:
                raise Refused(f"{self.name} is a whole number, like {self.default}.") from None
            self._check_bounds(value)
        if self.choices and value not in self.choices:
            raise Refused(f"{self.name} is one of {', '.join(str(choice) for choice in self.choices)}.")
        return value

    def _check_bounds(self, value: int) -> None:
        if self.least is not None and value < self.least:
            raise Refused(f"{self.name} must be at least {self.least}.")
        if self.most is not None and value > self.most:
            raise Refused(f"{self.name} must be at most {self.most}.")


async def read(session: AsyncSession, spec: SettingSpec) -> Value:
    """The organisation's value of a setting, or its default; also where what is stored no longer fits."""
    return _meant(spec, await _kept(session))


async def read_all(session: AsyncSession, registry: Mapping[str, SettingSpec]) -> Mapping[str, Value]:
    """The values of all settings, by name, in the order of the registry."""
    kept = await _kept(session)
    return {name: _meant(spec, kept) for name, spec in registry.items()}


async def parse(session: AsyncSession, actor: Actor | None, spec: SettingSpec, text: str) -> Value:
    """The value that somebody wrote; raises Refused with what may be written, also for a name that is not there."""
    access.require(actor, access.may_change_settings)
    value = spec.parse(text)
    return await spec.known(session, value) if spec.known and isinstance(value, str) else value


async def change(
    session: AsyncSession,
    actor: Actor | None,
    registry: Mapping[str, SettingSpec],
    name: str,
    text: str,
    now: datetime,
) -> Value:
    """Set a setting to what somebody wrote; raises Refused for an unknown name and for what it cannot be."""
    access.require(actor, access.may_change_settings)
    spec = registry.get(name)
    if spec is None:
        raise Refused(f"There is no setting “{name}”. Choose one of {', '.join(registry)}.")
    value = await parse(session, actor, spec, text)
    before = await read(session, spec)
    row = await session.get(OrganisationSetting, name)
    if row is None:
        session.add(OrganisationSetting(name=name, value=value, changed_at=now))
    else:
        row.value, row.changed_at = value, now
    await session.flush()
    (await _kept(session))[name] = value
    await audit.record(session, actor, "change_setting", "setting", name, at=now, before=before, after=value)
    return value


async def _kept(session: AsyncSession) -> dict[str, object]:
    """All values that are not the default, by name: read once in a session, since a press may ask for a dozen."""
    if _KEPT not in session.info:
        session.info[_KEPT] = {row.name: row.value for row in await session.scalars(select(OrganisationSetting))}
    kept: dict[str, object] = session.info[_KEPT]
    return kept


def _meant(spec: SettingSpec, kept: Mapping[str, object]) -> Value:
    if spec.name not in kept:
        return spec.default
    value = kept[spec.name]
    # A later release may have narrowed the choices; the default is then what holds.
    if type(value) is not spec.type or (spec.choices and value not in spec.choices):
        return spec.default
    assert isinstance(value, bool | int | str)
    return value
