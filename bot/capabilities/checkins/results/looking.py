"""Looking at results: by words, by buttons, and as a file by a link of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.checkins.following.beside import beside_question, beside_run
from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.results import messages
from bot.capabilities.checkins.results.facts import Results
from bot.capabilities.checkins.results.loading import results
from bot.capabilities.checkins.results.pictures import Pictures
from bot.capabilities.checkins.results.sheet import sheet_of
from bot.capabilities.checkins.results.walls import Eyes, eyes_of
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store.checkins import run_called
from bot.capabilities.checkins.store.named import NOBODYS, answers_named
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capability import Acting, Context, Declined, Document
from bot.chat.inbound import Answer, Command, Press
from bot.people import audit
from bot.people.personal_links import LIVES, Links

RESULTS_FILE = "checkins.results"
"""What a link to the file of a run fetches."""

LOOKED_THROUGH = 60
"""Of those that are likely somebody's to see."""

MOST_LISTED = 10

SHOWN = (RunState.OPEN, RunState.CLOSED)
"""What is withdrawn, or was not held, shows nothing to anybody."""


async def seen(acting: Acting, key: str, *, words: bool = False) -> Results | None:
    """The results of a run as whoever acts may see them; None where they may not, or there is no such run."""
    found = await _looked_at(acting, key)
    return await results(acting.session, *found, words=words) if found is not None else None


async def _looked_at(acting: Acting, key: str) -> tuple[Run, Checkin, Eyes] | None:
    run = await run_called(acting.session, key)
    if run is None or run.state not in SHOWN:
        return None
    checkin = await acting.session.get_one(Checkin, run.checkin_id)
    eyes = await eyes_of(acting.session, acting.actor, run, checkin)
    return (run, checkin, eyes) if eyes is not None else None


@dataclass(frozen=True)
class Looking:
    """Shows results, with pictures of trends."""

    pictures: Pictures

    async def show(self, context: Context, inbound: Press) -> Answer:
        """The results of a run, or who takes part in it so far."""
        found = await seen(context, inbound.object_id)
        if found is None:
            return Answer(message=messages.refused(context.t))
        found = await self.pictures.illustrated(context.session, found)
        message = messages.results(found, context.t, context.zone)
        return Answer(
            message=messages.with_parts(message, await beside_run(context.session, context.actor, found, context.t))
        )

    async def show_question(self, context: Context, inbound: Press) -> Answer:
        """One question of a run."""
        key, _, place = inbound.object_id.partition(".")
        found = await seen(context, key, words=True)
        if found is not None:
            found = await self.pictures.illustrated(context.session, found)
        one = next((one for one in found.questions if str(one.place) == place), None) if found is not None else None
        if found is None or one is None:
            return Answer(message=messages.refused(context.t))
        message = messages.detail(found, one, context.t, context.zone)
        return Answer(message=messages.with_parts(message, await beside_question(context, found, one)))


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/checkin results`: the latest runs that whoever asks may look at; more words are looked for in their names."""
    session, actor, wanted = context.session, context.actor, inbound.text.strip().casefold()
    lines: list[messages.Line] = []
    for run, checkin in await tallies.latest_runs(session, actor, wanted, at_most=LOOKED_THROUGH):
        if len(lines) < MOST_LISTED and await eyes_of(session, actor, run, checkin) is not None:
            lines.append(messages.Line(run.public_id, checkin.name, run.at, run.state is RunState.CLOSED))
    return Answer(message=messages.listed(lines, context.t, context.zone))


@dataclass(frozen=True)
class Exporting:
    """Gives the link to whoever may see the results; None where nothing says under which address Instep is reached."""

    links: Links | None

    async def offer(self, context: Context, inbound: Press) -> Answer:
        """The button *Export*; who may is asked again when the link is used."""
        found = await seen(context, inbound.object_id)
        if found is None:
            return Answer(message=messages.refused(context.t))
        if self.links is None:
            return Answer(message=messages.no_address(context.t))
        url = self.links.to(context.actor.person_id, RESULTS_FILE, {"run": found.key})
        return Answer(message=messages.export_offered(found.name, url, LIVES, context.t))


async def fetch(acting: Acting, about: Mapping[str, str]) -> Document:
    """The file of a run, for whoever may still see it; raises Declined."""
    looked_at = await _looked_at(acting, about["run"])
    if looked_at is None:
        raise Declined(messages.refused(acting.t).summary)
    run, _, eyes = looked_at
    found = await results(acting.session, *looked_at, words=True)
    # Nothing of what was answered is shown before it has closed.
    names = eyes.names(run, acting.actor) if found.closed else NOBODYS
    with_names = await answers_named(acting.session, run.id, names)
    await audit.record(acting.session, acting.actor, "export_checkin", "checkin_run", found.key, at=acting.now)
    return Document("text/csv; charset=utf-8", sheet_of(found, with_names, acting.t), "check-in.csv")
