"""Organisations of many kinds of people and places, in which every name occurs once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts import settings as decided
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.store import RecognitionChoice, SideNaming
from bot.chat.inbound import Identity
from bot.people import channels, settings, sides
from bot.people.model import (
    Audience,
    AudienceTeam,
    ChatIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Presence,
    Role,
    Sharing,
    Team,
)
from bot.ports import ChannelFacts, Installation
from bot.storage.installations import InstallationStore
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.marks import names
from tests.stage import INSTALLATIONS, TUESDAY

US = "Marlowe & Finch"
PARTNERS = ("Lumenara", "Quillon", "Pellworm", "Harborline")
OURS = "own"

LEADS, MANAGES, AUDITS, WORKS, SHY, UNREACHED, NEW = ("lead", "manager", "auditor", "agent", "shy", "unreached", "new")
"""What somebody is there: `shy` wants to be thanked privately, `new` is not confirmed yet."""

RIGHTS = {MANAGES: Role.MANAGER, AUDITS: Role.AUDITOR}


@dataclass(frozen=True)
class Member:
    """Somebody, with how they chose to be named and, once they are kept, their ids."""

    key: str
    side: str
    team: str
    what: str
    alias: str
    naming: Naming
    ids: tuple[str, ...] = ()

    @property
    def words(self) -> Sequence[str]:
        return (*self.key.split(), *self.alias.split())


@dataclass(frozen=True)
class Crew:
    """A team of a side with its channel and people."""

    name: str
    side: str
    channel: str
    platform: str
    home: str
    people: tuple[Member, ...]
    also_read_by: str = ""

    @property
    def lead(self) -> Member:
        return self.called(LEADS)

    def called(self, what: str) -> Member:
        return next(one for one in self.people if one.what == what)


@dataclass(frozen=True)
class Company:
    """The whole: `listens` are the sides of the recognition audience, of which there may be none."""

    crews: tuple[Crew, ...]
    allowed: dict[str, Naming]
    sharing: Sharing
    listens: frozenset[str]
    unnamed: bool
    partners_see_all: bool
    ids: dict[str, Sequence[str]] = field(default_factory=dict)

    @property
    def people(self) -> Sequence[Member]:
        return [one for crew in self.crews for one in crew.people]

    @property
    def partners(self) -> Sequence[str]:
        return [one for one in dict.fromkeys(crew.side for crew in self.crews) if one != US]

    def crew_of(self, member: Member) -> Crew:
        return next(crew for crew in self.crews if crew.name == member.team)

    def open_to(self, reader: str, side: str, least: Sharing) -> bool:
        """Whether both have agreed to tell each other that much."""
        told = (Sharing.NOTHING, Sharing.FIGURES, Sharing.NAMES)
        return {reader, side} <= self.listens and told.index(self.sharing) >= told.index(least)

    def knows(self, reader: str, side: str) -> bool:
        """Whether people of one side may be told the names of another's."""
        return reader in (US, side) or side == US or self.open_to(reader, side, Sharing.NAMES)

    def naming_of(self, member: Member) -> Naming:
        order = tuple(Naming)
        return max(member.naming, self.allowed.get(member.side, Naming.FULL), key=order.index)


def generated(dice: random.Random) -> Company:
    """Three or four partners and us, of whom not all hear of every shoutout."""
    words = names(dice)
    chosen = dice.sample(PARTNERS, dice.randint(3, 4))
    crews = [_crew(dice, words, US, "slack", OURS), _crew(dice, words, US, "slack", OURS)]
    for number, side in enumerate(chosen):
        platform = "teams" if number == 1 else "slack"
        crews.append(_crew(dice, words, side, platform, f"home-{side.lower()}"))
    # Two partners meet in a channel of the first.
    crews[2] = replace(crews[2], also_read_by=chosen[2])
    if dice.random() < 0.5:
        crews.append(_crew(dice, words, chosen[0], "slack", f"home-{chosen[0].lower()}"))
    listens = frozenset((US, *dice.sample(chosen, len(chosen) - 1)))
    return Company(
        tuple(crews),
        {side: dice.choice((Naming.FULL, Naming.FULL, *Naming)) for side in (US, *chosen)},
        dice.choice(tuple(Sharing)),
        listens if dice.random() < 0.85 else frozenset(),
        dice.random() < 0.75,
        dice.random() < 0.25,
    )


def _crew(dice: random.Random, words: list[str], side: str, platform: str, home: str) -> Crew:
    team = f"{words.pop()} {words.pop()}"

    def member(what: str) -> Member:
        alias = dice.choice(("", f"{words.pop()} {words.pop()}"))
        return Member(f"{words.pop()} {words.pop()}", side, team, what, alias, dice.choice((Naming.FULL, *Naming)))

    people = tuple(member(what) for what in (LEADS, MANAGES, AUDITS, WORKS, SHY, UNREACHED, NEW))
    return Crew(team, side, words.pop().lower(), platform, home, people)


async def moved_in(stage: Stage, company: Company) -> Company:
    """The same with the ids of everybody, once all are kept."""
    found: list[Crew] = []
    installations = InstallationStore(stage.database)
    await installations.save(Installation("slack", INSTALLATIONS["slack"], "A1", OURS, US))
    await installations.save(Installation("teams", INSTALLATIONS["teams"], "app", "lumen", "All on Teams"))
    async with stage.database.write() as session:
        known = {US: await sides.make_internal_side(session, TUESDAY)}
        await sides.link_home(session, None, "slack", OURS, known[US], Presence.OWN_WORKSPACE, TUESDAY)
        for side in company.partners:
            known[side] = await sides.add_partner(session, None, side, TUESDAY)
            crew = next(one for one in company.crews if one.side == side)
            presence = Presence.OWN_TENANT if crew.platform == "teams" else Presence.SLACK_CONNECT
            await sides.link_home(session, None, crew.platform, crew.home, known[side], presence, TUESDAY)
        audience = Audience(name="Applause", sharing=company.sharing, everyone=False)
        session.add(audience)
        await session.flush()
        for crew in company.crews:
            team, kept = await _kept(session, stage, company, crew, known[crew.side].id)
            found.append(kept)
            if crew.side in company.listens:
                session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
        session.add_all(SideNaming(side_id=known[side].id, naming=way) for side, way in company.allowed.items())
        for spec, value in (
            (decided.AUDIENCE, "Applause" if company.listens else ""),
            (decided.ACROSS_WALLS, "unnamed" if company.unnamed else "nothing"),
            (decided.PARTNERS_SEE_ALL, "on" if company.partners_see_all else "off"),
            (decided.PER_DAY, "50"),
        ):
            await settings.change(session, None, stage.offers.settings, spec.name, value, TUESDAY)
    ids = {name: (side.public_id,) for name, side in known.items()}
    return replace(company, crews=tuple(found), ids=ids)


async def _kept(session: AsyncSession, stage: Stage, company: Company, crew: Crew, side_id: int) -> tuple[Team, Crew]:
    team = Team(side_id=side_id, name=crew.name, zone="Europe/London", working_hours="Mon-Sun 00:00-24:00")
    session.add(team)
    await session.flush()
    homes = () if crew.side == US or crew.platform == "teams" else (crew.home,)
    homes += (next(one.home for one in company.crews if one.side == crew.also_read_by),) if crew.also_read_by else ()
    facts = ChannelFacts(
        INSTALLATIONS[crew.platform],
        f"C-{crew.channel}",
        crew.channel,
        bot_is_member=True,
        can_post=True,
        shared=bool(homes),
        homes=homes,
    )
    channel = await channels.keep_facts(session, crew.platform, facts, TUESDAY)
    await channels.link(session, None, channel, team, TUESDAY)
    people = []
    for one in crew.people:
        state = PersonState.PROVISIONAL if one.what == NEW else PersonState.ACTIVE
        person = Person(side_id=side_id, name=one.key, alias=one.alias, state=state, created_at=TUESDAY)
        session.add(person)
        await session.flush()
        session.add(
            Membership(team_id=team.id, person_id=person.id, confirmed=one.what != NEW, since=TUESDAY),
        )
        session.add(RecognitionChoice(person_id=person.id, privately=one.what == SHY, naming=one.naming))
        if one.what in RIGHTS:
            session.add(Grant(person_id=person.id, role=RIGHTS[one.what], side_id=None if crew.side == US else side_id))
        if one.what == LEADS:
            team.lead_id = person.id
        user = f"U-{person.public_id[:9]}"
        if one.what != UNREACHED:
            stage.people[one.key] = Identity(crew.platform, crew.home, user)
            key = INSTALLATIONS[crew.platform]
            session.add(
                ChatIdentity(
                    person_id=person.id, platform=crew.platform, home=crew.home, user_id=user, installation_key=key
                )
            )
        people.append(replace(one, ids=(person.public_id, user)))
    await session.flush()
    return team, replace(crew, people=tuple(people))
