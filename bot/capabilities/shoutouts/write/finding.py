"""Finds whom to thank while somebody types: people and teams that they may know, under the names they may read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capability import Acting, Context
from bot.chat.form import Option
from bot.chat.inbound import Answer, Sought
from bot.chat.texts import Texts
from bot.people import search
from bot.people.access import Actor
from bot.people.folding import folded, words_sought
from bot.people.model import Sharing
from bot.people.search import MOST, Found
from bot.people.viewpoint import Viewpoint

PERSON, TEAM = "p:", "t:"
"""How the values of a person and of a whole team begin."""

HANDFUL = 5
"""People offered in the form itself, where Teams lists them all at once; everybody else is found by typing."""

LATELY = timedelta(days=30)

AGAIN = 2
"""People whom the giver has thanked lately that come first; most of a handful are others."""

LOOKED_AT = 4 * MOST
"""People looked at where some of those found are shown by less of a name than they were found by."""


async def find(context: Context, inbound: Sought) -> Answer:
    """The people and teams whom these words mean, the likeliest first; for no words those who are likely."""
    if not inbound.words.strip():
        return Answer(options=await suggested(context))
    scope = await scope_to_name(context)
    sees_all = scope == context.actor.scope
    session, labels = context.session, Labels(context.actor, context.t)
    people = await search.find_people(
        session, scope, inbound.words, MOST if sees_all else LOOKED_AT, but=context.actor.person_id
    )
    readable = await shown(context, labels, people, inbound.words)
    teams = await search.find_teams(session, scope, inbound.words)
    found = [(one.found.begins, option) for one, option in zip(readable, labels.people(readable), strict=True)]
    found += [(one.begins, labels.team(one.public_id, one.name, one.side_name)) for one in teams]
    found.sort(key=lambda one: not one[0])
    return Answer(options=tuple(option for _, option in found[:MOST]))


async def suggested(acting: Acting) -> tuple[Option, ...]:
    """The likeliest before anything is typed: whom one has thanked lately, then the people of one's own teams."""
    session, actor, labels = acting.session, acting.actor, Labels(acting.actor, acting.t)
    lately = await store.thanked_lately(session, actor.person_id, acting.now - LATELY, AGAIN)
    first = await search.find_known(session, await scope_to_name(acting), lately) if lately else []
    others = [one for one in await search.find_colleagues(session, actor) if one.person_id not in lately]
    return tuple(labels.people(await shown(acting, labels, [*first, *others][:MOST], "")))


@dataclass(frozen=True)
class Shown:
    """Somebody found, with what may be read of them."""

    found: Found
    named: Named


@dataclass(frozen=True)
class Labels:
    """What people and teams are called to whoever searches."""

    actor: Actor
    t: Texts

    def name(self, one: Named) -> str:
        """The name as they may read it: whole of whom they see anyway, else as the person lets others read it."""
        if self.actor.scope.covers(one.side_id):
            return one.name
        # Whose names these are at all was decided by the scope of the search.
        return name_of(one, Viewpoint(frozenset({self.actor.side_id}), Sharing.NAMES), self.t)

    def shows(self, one: Named, looked_for: Sequence[str]) -> bool:
        """Whether they may find somebody by these words: whom they see anyway by all, others by what they may read."""
        if self.actor.scope.covers(one.side_id):
            return True
        readable = folded(self.name(one), one.alias if one.naming is not Naming.FIRST else "")
        return bool(readable) and all(word in readable for word in looked_for)

    def person(self, one: Named) -> Option:
        """The option of somebody who was chosen already."""
        return Option(f"{PERSON}{one.public_id}", self._called(one))

    def people(self, shown: Sequence[Shown]) -> list[Option]:
        """The options of people; two of one name in one team are told apart by how their e-mails begin."""
        plain = [self._called(one.named) for one in shown]
        times = Counter(plain)
        return [
            Option(
                f"{PERSON}{one.named.public_id}",
                self._called(one.named, one.found.email.partition("@")[0]) if times[called] > 1 else called,
            )
            for one, called in zip(shown, plain, strict=True)
        ]

    def team(self, public_id: str, name: str, side_name: str) -> Option:
        """The option of a whole team."""
        everybody = self.t("Everybody in {team}", team=name)
        return Option(f"{TEAM}{public_id}", f"{everybody} · {side_name}")

    def _called(self, one: Named, apart: str = "") -> str:
        apart = apart if self.actor.scope.covers(one.side_id) else ""
        name = f"{self.name(one)} ({apart})" if apart else self.name(one)
        return f"{name} · {one.team_name or one.side_name}"


async def shown(acting: Acting, labels: Labels, people: Sequence[Found], words: str) -> list[Shown]:
    """Those who are found by what may be read of them, in their order."""
    named = await store.people_named(acting.session, [one.person_id for one in people], acting.now)
    looked_for = words_sought(words)
    found = []
    for one in people:
        known = named.get(one.person_id)
        if known is not None and labels.shows(known, looked_for):
            found.append(Shown(one, known))
    return found
