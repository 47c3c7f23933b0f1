"""Adding somebody whom nobody finds in the form: never guessed, and provisional until their lead confirms them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.posting import start_of_day
from bot.capabilities.shoutouts.store import Shoutout, Thanked
from bot.capabilities.shoutouts.write import drafts, flow
from bot.capabilities.shoutouts.write.finding import PERSON, Labels
from bot.capabilities.shoutouts.write.forms import CHANGE
from bot.capabilities.shoutouts.write.typed import typed
from bot.capability import Acting, Context
from bot.chat.form import (
    ChoiceField,
    Field,
    FieldErrors,
    Form,
    FormButton,
    Option,
    SearchField,
    Show,
    TextField,
    Values,
)
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Sought
from bot.chat.message import Alert, Tone, plain
from bot.chat.texts import Texts
from bot.people import audit, roster, search
from bot.people.folding import folded
from bot.people.model import Person
from bot.people.names import LONGEST_NAME
from bot.people.search import MOST
from bot.people.tabular.rows import is_email
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id

KEEP = "shoutouts.keep_unlisted"

TEAMS = "shoutouts.teams"
"""The source in which the team of somebody new is searched."""

ANOTHER = "another"
"""The choice that says that somebody is none of those who are called alike."""

SHORTEST_NAME = 2
LONGEST_EMAIL = 320

MOST_ALIKE = 10
"""People called alike that are offered; they come back with the form, which carries 2,000 characters at most."""

MOST_A_DAY = 10
"""People whom somebody can add in a day of their own zone: whoever misses more wants an import of the roster."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to be added, as typed; `team` is how the form shows the team that was chosen."""

    name: str = ""
    team: Option | None = None
    email: str = ""


async def open_page(context: Context, inbound: FormPressed) -> Answer:
    """*Add somebody who is not listed*: everything typed so far is kept."""
    # The form of a correction says what it corrects; once that was sent off, it begins nothing new.
    if inbound.state and await drafts.own_draft(context, inbound.object_id) is None:
        return drafts.gone(context)
    kept = await drafts.keep_begun(context, inbound.object_id, typed(inbound.values))
    if kept is None:
        return drafts.gone(context)
    return Answer(form=page(Newcomer(), kept.public_id, new_public_id(), context.t, teams=await _teams(context)))


async def find_team(context: Context, inbound: Sought) -> Answer:
    """The teams that these words mean, of those to which whoever acts can add somebody."""
    if not inbound.words.strip():
        return Answer(options=await _teams(context))
    found = await search.find_teams(context.session, context.actor.scope, inbound.words)
    return Answer(options=tuple(_team(one.public_id, one.name, one.side_name) for one in found))


async def add(context: Context, inbound: FormSubmitted) -> Answer:
    """Adds them and names them in the draft, unless it may be somebody who is known: then that is asked.

    The form brings the id of whoever it adds, so that sending it twice adds one person.
    """
    session, actor, t = context.session, context.actor, context.t
    kept = await drafts.own_draft(context, inbound.object_id, lock=True)
    newcomer_id, *offered = inbound.state.split(",")
    if kept is None or len(newcomer_id) != PUBLIC_ID_LENGTH:
        return drafts.gone(context)
    meant = _text(inbound.values, "meant").removeprefix(PERSON)
    chosen = await store.people_chosen(session, actor.scope, [newcomer_id, meant])
    if person := chosen.get(newcomer_id) or chosen.get(meant):
        return await _thank(context, kept, person)

    name, email = _text(inbound.values, "name"), _text(inbound.values, "email")
    team_id = _text(inbound.values, "team")
    team = (await store.teams_chosen(session, actor.scope, [team_id])).get(team_id)
    errors = _mistakes(name, email, t)
    if team is None:
        errors["team"] = t("Choose the team that they are in.")
    if errors or team is None:
        return Answer(errors=FieldErrors(errors))

    alike = await store.people_alike(session, actor.scope, team.side_id, name, email, MOST_ALIKE)
    if alike and (meant != ANOTHER or any(one.public_id not in offered for one in alike)):
        shown = (await store.teams_named(session, [team.id]))[team.id]
        newcomer = Newcomer(name, _team(team.public_id, team.name, shown.side_name), email)
        options = await _options(context, alike)
        return Answer(form=page(newcomer, kept.public_id, newcomer_id, t, teams=await _teams(context), alike=options))
    if email and await store.is_taken(session, actor.scope, team.side_id, email):
        wrong = t("Somebody else has this e-mail. Correct it, or leave it empty.")
        return Answer(errors=FieldErrors({"email": wrong}))
    if await audit.count_since(session, actor, roster.ADDED, start_of_day(context)) >= MOST_A_DAY:
        full = t(
            "You have added {n} people today, as many as one can. Ask their lead to bring the others in.", n=MOST_A_DAY
        )
        return Answer(errors=FieldErrors({"name": full}))
    return await _thank(context, kept, await roster.add(session, actor, team, newcomer_id, name, email, context.now))


def page(
    newcomer: Newcomer,
    draft_id: str,
    newcomer_id: str,
    t: Texts,
    *,
    teams: Sequence[Option],
    alike: Sequence[Option] = (),
) -> Form:
    """Asks who it is; `alike` are those who are known already and may be meant, `teams` those offered at once."""
    parts: list[Field | FormButton | Show] = []
    if alike:
        parts.append(Show(Alert(plain(t("Somebody is called so already, or has this e-mail.")), Tone.PLAIN)))
        options = (*alike, Option(ANOTHER, t("Somebody else")))
        parts.append(ChoiceField("meant", t("Did you mean them?"), options))
    parts += [
        TextField("name", t("Name"), newcomer.name, minimum=SHORTEST_NAME, maximum=LONGEST_NAME),
        SearchField(
            "team",
            t("Team"),
            TEAMS,
            (newcomer.team,) if newcomer.team else (),
            suggested=tuple(teams),
            placeholder=t("Type a team or a company"),
            hint=t("Its lead confirms that they are in it. Until then they count nowhere."),
        ),
        TextField(
            "email",
            t("E-mail"),
            newcomer.email,
            required=False,
            maximum=LONGEST_EMAIL,
            hint=t("Where you know it: by this they are found when they join. Nothing is sent to it."),
        ),
        FormButton(t("Back"), CHANGE),
    ]
    state = ",".join([newcomer_id, *(one.value.removeprefix(PERSON) for one in alike)])
    return Form(KEEP, t("Add somebody"), tuple(parts), t("Add"), object_id=draft_id, state=state, locale=t.locale)


async def _thank(context: Context, kept: Shoutout, person: Person) -> Answer:
    """The form again, with everything as it was typed and with this person in it."""
    session, t = context.session, context.t
    if person.id == context.actor.person_id:
        return Answer(errors=FieldErrors({"meant": t("Thanking oneself does not work. Choose somebody else.")}))
    rows = (await store.recipients_of(session, [kept.id]))[kept.id]
    if all(row.person_id != person.id for row in rows):
        named = [Thanked(row.side_id, row.person_id, row.team_id) for row in rows]
        team_id = await store.present_team(session, person.id)
        await store.name_anew(session, kept, [*named, Thanked(person.side_id, person.id, team_id)])
        kept.revision += 1
    return await flow.go_on(context, kept)


def _mistakes(name: str, email: str, t: Texts) -> dict[str, str]:
    found: dict[str, str] = {}
    if len(name) < SHORTEST_NAME or not folded(name):
        found["name"] = t("Write their name.")
    elif len(name) > LONGEST_NAME:
        found["name"] = t("Up to {n} characters fit. Shorten it.", n=LONGEST_NAME)
    if email and (len(email) > LONGEST_EMAIL or not is_email(email)):
        found["email"] = t("This is no e-mail address. Correct it, or leave it empty.")
    return found


async def _options(context: Context, people: Sequence[Person]) -> tuple[Option, ...]:
    """People whom whoever acts sees anyway, told apart by team and e-mail."""
    named = await store.people_named(context.session, [one.id for one in people], context.now)
    labels = Labels(context.actor, context.t)
    return tuple(
        replace(labels.person(named[one.id]), description=one.email[:LONGEST_NAME]) for one in people if one.id in named
    )


async def _teams(acting: Acting) -> tuple[Option, ...]:
    """The first of the teams to which whoever acts can add somebody, by name."""
    first = await store.teams_within(acting.session, acting.actor.scope, MOST)
    named = await store.teams_named(acting.session, first)
    return tuple(_team(named[one].public_id, named[one].name, named[one].side_name) for one in first)


def _team(public_id: str, name: str, side_name: str) -> Option:
    return Option(public_id, f"{name} · {side_name}")


def _text(values: Values, name: str) -> str:
    """What was typed or chosen, in one line and without signs that no name has."""
    value = values.get(name)
    if isinstance(value, tuple):
        value = value[0] if value else ""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(one for one in text if unicodedata.category(one) != "Cc")
