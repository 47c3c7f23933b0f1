"""Who decides on customers' stories, and who says whom one praises."""

from collections.abc import Sequence

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory
from bot.capabilities.shoutouts.store.stories import managers_of, present_leads, teams_of
from bot.chat.texts import Texts
from bot.people.access import Actor
from bot.people.model import Role
from bot.storage.sessions import Session


def looks_after(actor: Actor, t: Texts) -> str | None:
    """To see the list: leads and managers, each what concerns them."""
    if not actor.provisional and (actor.led_team_ids or actor.may_somewhere(Role.LEAD)):
        return None
    return t("Customers' stories go to leads and managers. Ask your lead what they have heard of you.")


def sorts_out(actor: Actor) -> bool:
    """Whether they say whom a story praises that matches nobody: the organisation's own leads and managers."""
    return actor.is_internal and not actor.provisional and bool(actor.led_team_ids or actor.may_somewhere(Role.LEAD))


async def may_decide(session: Session, actor: Actor, story: CustomerStory) -> bool:
    """Whether this story is theirs: of somebody whom they lead or manage, but not of themselves."""
    if actor.provisional or story.person_id == actor.person_id:
        return False
    if story.person_id is None or story.side_id is None:
        return story.state in (StoryState.UNMATCHED, StoryState.DECLINED) and sorts_out(actor)
    if actor.may(Role.LEAD, story.side_id):
        return True
    return bool(set(actor.led_team_ids) & set(await teams_of(session, story.person_id)))


async def deciders_of(session: Session, story: CustomerStory) -> Sequence[int]:
    """Who is asked: the agent's leads, else the managers of their side, else the organisation's; never themselves."""
    if story.person_id is None or story.side_id is None:
        return ()
    for found in (
        await present_leads(session, story.person_id),
        await managers_of(session, story.side_id),
        await managers_of(session, None),
    ):
        if others := [one for one in found if one != story.person_id]:
            return others
    return ()
