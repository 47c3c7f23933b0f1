"""What is said about the language that a team reads."""

from collections.abc import Sequence

from bot.capabilities.setup.views import ChoiceView
from bot.chat import languages
from bot.chat.form import ChoiceField, Form, Option
from bot.chat.message import Button, Message, say
from bot.chat.texts import Texts

TEAM_LANGUAGE = "setup.team_language"
UNDO_LANGUAGE = "setup.undo_team_language"

MOST_TEAMS = 100
"""What a form can offer to choose from (docs.slack.dev/reference/block-kit/block-elements)."""


def language_button(t: Texts) -> Button:
    return Button(t("Team language"), TEAM_LANGUAGE, opens_form=True)


def language_form(t: Texts, teams: Sequence[ChoiceView], team: str, language: str) -> Form:
    """Which team reads which language; what is known of that stands in it already."""
    every = sorted(languages.LANGUAGES, key=lambda one: languages.name(one).casefold())
    return Form(
        action=TEAM_LANGUAGE,
        title=t("Team language"),
        parts=(
            ChoiceField(
                "team",
                t("Team"),
                tuple(Option(one.public_id, one.name, one.detail) for one in teams[:MOST_TEAMS]),
                value=(team,) if team in [one.public_id for one in teams[:MOST_TEAMS]] else (),
            ),
            ChoiceField(
                "language",
                t("Language"),
                tuple(Option(one, languages.name(one), t.language(one)) for one in every),
                value=(language,) if language else (),
                hint=t("Updates that are given in it reach the team's channels in it, from the next one on."),
            ),
        ),
        submit=t("Keep it"),
        locale=t.locale,
    )


def language_kept(t: Texts, team: str, team_id: str, language: str, before: str) -> Message:
    """What a team reads from now on, and the way back."""
    text = t(
        "{team} reads {language} from the next update on. What is out already stays as it is.",
        team=team,
        language=t.language(language),
    )
    back = Button(t("Back to {language}", language=t.language(before)), UNDO_LANGUAGE, f"{team_id}.{before}")
    return say(text, back, locale=t.locale)


def reads_it_already(t: Texts, team: str, language: str) -> str:
    return t("{team} reads {language} already.", team=team, language=t.language(language))


def no_team_to_change(t: Texts) -> str:
    return t("You lead no team. Link a channel to one first, or ask an admin to make you its lead.")


def no_such_language(t: Texts, typed: str) -> str:
    return t(
        "“{typed}” is no language I know. Write it in English, like Polish, or in itself, like Polski.", typed=typed
    )
