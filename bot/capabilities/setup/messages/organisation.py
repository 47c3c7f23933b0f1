"""What is said about what the organisation decides: settings and audiences."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.capabilities.setup.messages.words import sharing_name
from bot.capabilities.setup.views import AudienceView, ChoiceView
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, SwitchField, TextField
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    ListBlock,
    Message,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts
from bot.people.model import Sharing
from bot.people.settings import SettingSpec
from bot.people.settings import Value as SettingValue


def audience_list(t: Texts, audiences: Sequence[AudienceView], *, may_make: bool) -> Message:
    """The audiences within one's scope."""
    new = Actions((Button(t("New audience"), "setup.new_audience", tone=Tone.PRIMARY, opens_form=True),))
    if not audiences:
        summary = t("There are no audiences yet.")
        parts: list[Part] = [
            paragraph(summary),
            paragraph(
                t("An audience is a set of teams that get the same updates, such as “Everyone” or “Night shift”.")
            ),
        ]
    else:
        summary = t.n("{n} audience", "{n} audiences", len(audiences))
        parts = [
            Headline(summary),
            Body(
                (
                    ListBlock(
                        tuple(
                            (
                                Plain(audience.name, bold=True),
                                Plain(f" · {_teams(t, audience)} · {sharing_name(t, audience.sharing)}"),
                            )
                            for audience in audiences
                        )
                    ),
                )
            ),
        ]
    return Message(summary=summary, parts=(*parts, new) if may_make else tuple(parts), locale=t.locale)


def _teams(t: Texts, audience: AudienceView) -> str:
    if audience.everyone:
        return t("everyone")
    if len(audience.teams) > 6:
        return t.n("{n} team", "{n} teams", len(audience.teams))
    return t.names(list(audience.teams)) if audience.teams else t("no teams")


def audience_form(t: Texts, teams: Sequence[ChoiceView], *, may_open: bool) -> Form:
    """Asks for a new audience. Only who may open walls is offered what the sides share."""
    shares = tuple(Sharing) if may_open else (Sharing.NOTHING,)
    return Form(
        action="setup.new_audience",
        title=t("New audience"),
        parts=(
            TextField("name", t("Name"), maximum=120, placeholder=t("Night shift")),
            ChoiceField(
                "teams",
                t("Teams"),
                tuple(Option(team.public_id, team.name, team.detail) for team in teams),
                several=True,
            ),
            ChoiceField(
                "sharing",
                t("What its sides share"),
                tuple(Option(sharing.value, sharing_name(t, sharing)) for sharing in shares),
                value=(Sharing.NOTHING.value,),
                hint=t("Partners are often competitors. Share only what they have agreed to."),
            ),
        ),
        submit=t("Make it"),
        close=t("Cancel"),
        locale=t.locale,
    )


def audience_made(t: Texts, name: str, channels: int) -> str:
    """Confirms a new audience."""
    return t.n(
        "The audience {name} is there. It has {n} channel now.",
        "The audience {name} is there. It has {n} channels now.",
        channels,
        name=name,
    )


def audience_taken(t: Texts, name: str) -> str:
    """A name that another audience has."""
    return t("There is already an audience called “{name}”. Choose another name.", name=name)


def no_teams_for_audience(t: Texts) -> str:
    """An audience needs teams first."""
    return t("There are no teams yet. Link a channel to a team first.")


def settings_changed(t: Texts, changed: Sequence[tuple[SettingSpec, SettingValue]]) -> str:
    """Confirms what was changed and what holds from now on, and what was left as it was."""
    if not changed:
        return t("Nothing was changed.")
    lines = [t("{label}: {value}", label=setting_label(t, spec), value=_said(t, value)) for spec, value in changed]
    saved = t("Saved, for the whole organisation. {settings}.", settings="; ".join(lines))
    return " ".join(
        [saved, *dict.fromkeys(t(spec.missing) for spec, value in changed if spec.missing and value is True)]
    )


def _said(t: Texts, value: SettingValue) -> SettingValue:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return value if isinstance(value, int) else value.replace("_", " ") or t("empty")


def no_settings(t: Texts) -> str:
    """No capability offers a setting."""
    return t("There is nothing to set yet.")


def settings_form(t: Texts, settings: Sequence[tuple[SettingSpec, SettingValue]], headings: Mapping[str, str]) -> Form:
    """All settings with their present values by capability and matter, each with a sentence on what it decides.

    `headings` say what capabilities are called, by name.
    """
    note = t("They hold for the whole organisation. Every change is kept with who made it.")
    parts: list[Field | FormButton | Show] = [Show(Context(plain(note)))]
    for capability, its in groupby(settings, lambda one: one[0].name.partition(".")[0]):
        parts.append(Show(Headline(t(headings[capability]))))
        for matter, alike in groupby(its, lambda one: one[0].matter):
            if matter:
                parts.append(Show(Headline(t(matter), 2)))
            parts += [_setting_field(t, spec, value) for spec, value in alike]
    return Form(
        action="setup.settings",
        title=t("Settings"),
        parts=tuple(parts),
        submit=t("Save"),
        close=t("Cancel"),
        locale=t.locale,
    )


def setting_label(t: Texts, spec: SettingSpec) -> str:
    """A setting as it is called."""
    return t(spec.label or spec.name.rsplit(".", 1)[-1].replace("_", " ").capitalize())


def _setting_field(t: Texts, spec: SettingSpec, value: SettingValue) -> Field:
    label, hint = setting_label(t, spec), t(spec.sentence)
    if spec.type is bool:
        return SwitchField(spec.name, label, value=bool(value), hint=hint)
    if spec.choices:
        options = tuple(Option(str(choice), t(str(choice).replace("_", " ").capitalize())) for choice in spec.choices)
        return ChoiceField(spec.name, label, options, value=(str(value),), hint=hint)
    return TextField(spec.name, label, value=str(value), required=spec.type is int, maximum=300, hint=hint)
