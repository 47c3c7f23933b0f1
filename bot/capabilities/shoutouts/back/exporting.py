"""*Export mine*: all stories that name a person as a file, by a link of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.capabilities.shoutouts.back.sight import sight_of
from bot.capabilities.shoutouts.back.wall_messages import export_offered, no_address
from bot.capabilities.shoutouts.back.walls import stories_of
from bot.capabilities.shoutouts.card import counted_cheers, readable
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.store import back
from bot.capabilities.shoutouts.store.back import Wall
from bot.capability import Acting, Context, Document
from bot.chat.inbound import Answer, Press
from bot.people import audit
from bot.people.personal_links import LIVES, Links
from bot.people.tabular.sheet import write_sheet

MINE_FILE = "shoutouts.mine"
"""What such a link fetches."""

MOST = 2000
"""Stories in one file, the newest ones: more than anybody is told in a working life."""

COLUMNS = ("date", "for", "story", "customers_words", "customer", "value", "from", "cheers")


@dataclass(frozen=True)
class Exporting:
    """Gives the link to whoever asks; None where nothing says under which address Instep is reached."""

    links: Links | None

    async def offer(self, context: Context, inbound: Press) -> Answer:
        """The button *Export mine*."""
        if self.links is None:
            return Answer(message=no_address(context.t))
        url = self.links.to(context.actor.person_id, MINE_FILE, {})
        return Answer(message=export_offered(url, LIVES, context.t))


async def fetch(acting: Acting, about: Mapping[str, str]) -> Document:
    """The stories that name whoever the link was made for, as they may see them, for a spreadsheet."""
    t, zone = acting.t, ZoneInfo(acting.zone)
    sight = await sight_of(acting)
    wall = Wall(person_id=acting.actor.person_id)
    rows = []
    found = await back.stories(acting.session, sight, wall, after=0, at_most=MOST)
    for story in await stories_of(acting, sight, found):
        facts, viewpoint = story.facts, story.viewpoint
        cheers, without_name = counted_cheers(facts, viewpoint)
        names = [name for one in facts.openly if (name := name_of(one, viewpoint, t))]
        rows.append(
            {
                "date": story.at.astimezone(zone).date().isoformat(),
                "for": t.names(names),
                "story": readable(facts.story, facts, viewpoint),
                "customers_words": readable(facts.quote, facts, viewpoint),
                "customer": readable(facts.customer, facts, viewpoint),
                "value": facts.value.word if facts.value else "",
                "from": name_of(facts.giver, viewpoint, t),
                "cheers": str(len(cheers) + without_name),
            }
        )
    await audit.record(
        acting.session,
        acting.actor,
        "export_shoutouts",
        "person",
        acting.actor.public_id,
        at=acting.now,
        rows=len(rows),
    )
    return Document("text/csv; charset=utf-8", write_sheet(COLUMNS, rows), "shoutouts.csv")
