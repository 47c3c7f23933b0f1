"""What people do to channels and installations in the middle of a broadcast, and what the receipt says of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from bot.delivery.receipts import ReceiptLine
from bot.people.model import ChatIdentity, Person, Side, SideKind
from bot.ports import Cause
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.scenario import Scenario
from bot.proof.chaos.topology import Place
from bot.proof.organisation import Platform
from bot.proof.processes import free_port
from bot.proof.steps import expect
from bot.storage.columns import new_public_id

STRUCK = 100
"""One channel in so many is struck by each misfortune, and at least one."""

AT_ONCE = 24
"""Calls under way, so that the broadcast lasts."""

IN_THE_MIDDLE = 0.7
"""The part of the first broadcast that is still open then."""

BEGINS_WITHIN, SETTLES_WITHIN = 60.0, 300.0
"""Seconds."""

Fate = Mapping[tuple[Platform, str], Cause]
"""By platform and conversation, the cause that a receipt must give for a failure."""


async def play(arena: Arena) -> None:
    """Two broadcasts: the first is on its way when everything happens, the second comes after it."""
    arena.in_flight = AT_ONCE
    port = free_port()
    async with arena.bot(port=port):
        first = await arena.publish()
        await arena.settled(BEGINS_WITHIN, but=round(IN_THE_MIDDLE * arena.size))
        expect(bool(await arena.open_work()), "a broadcast in the middle", "nothing was open any more")
        await arena.slack.connect_bot(f"http://127.0.0.1:{port}/slack/events")
        fate = await _strike(arena)
        second = await arena.publish(identities=await _strangers(arena))
        await arena.settled(SETTLES_WITHIN)
    _told(fate, (await arena.receipt(first)).lines, all_of_them=False)
    _told(fate, (await arena.receipt(second)).lines, all_of_them=True)
    arena.happened("nothing open any more; whatever failed says why")


async def _strike(arena: Arena) -> Fate:
    """Let each misfortune strike channels of its own, drawn by lot."""
    revoked = arena.random.choice(arena.topology.workspaces)
    places = arena.random.sample(arena.topology.places, len(arena.topology.places))
    slack = iter([one for one in places if one.platform is Platform.SLACK and one.installation != revoked.key])
    teams = iter([one for one in places if one.platform is Platform.TEAMS])
    workspaces = {workspace.key: workspace for workspace in arena.topology.workspaces}
    elsewhere = await arena.slack.world("add_workspace", name="Elsewhere")
    fate: dict[tuple[Platform, str], Cause] = {}

    def struck(place: Place, cause: Cause) -> str:
        fate[place.platform, place.id] = cause
        return place.id

    for _ in range(max(1, arena.size // STRUCK)):
        await arena.slack.act("archive", channel=struck(next(slack), Cause.CHANNEL_ARCHIVED))
        await arena.slack.act("share", channel=struck(next(slack), Cause.SHARED_SINCE), team=elsewhere)
        left = next(slack)
        workspace = workspaces[left.installation]
        scopes = sorted(workspace.scopes - {"chat:write.public"})
        await arena.slack.world("set_scopes", team=workspace.team_id, scopes=scopes)
        removed = struck(left, Cause.BOT_NOT_IN_CHANNEL)
        await arena.slack.act("leave", user=workspace.bot_user_id, channel=removed)
        await arena.teams.world("archive_channel", channel=struck(next(teams), Cause.POSTING_RESTRICTED))
        await arena.teams.world("delete_channel", channel=struck(next(teams), Cause.CHANNEL_MISSING))
    arena.happened("channels archived, deleted, shared with another company, and left by the bot")
    await arena.slack.world("set_token_active", team=revoked.team_id, active=False)
    for place in places:
        if place.installation == revoked.key:
            struck(place, Cause.TOKEN_REVOKED)
    arena.happened("the token of one workspace revoked")
    return fate


async def _strangers(arena: Arena) -> list[int]:
    """Somebody on each platform to whom the bot may not write: deactivated on Slack, without the app on Teams."""
    workspace, registration = arena.topology.workspaces[0], arena.topology.registrations[0]
    gone = await arena.slack.world("add_user", team=workspace.team_id, name="Wren")
    await arena.slack.world("set_user", user=gone, deleted=True)
    without = (await arena.teams.world("add_user", tenant=registration.home, name="Robin"))["id"]
    homes = [
        (Platform.SLACK, workspace.team_id, gone, workspace.key),
        (Platform.TEAMS, registration.home, without, registration.key),
    ]
    now = datetime.now(UTC)
    async with arena.database.write() as session:
        side = Side(public_id=new_public_id(), name="Passers-by", kind=SideKind.PARTNER, created_at=now)
        session.add(side)
        await session.flush()
        people = [
            Person(public_id=new_public_id(), side_id=side.id, name=user, created_at=now) for _, _, user, _ in homes
        ]
        session.add_all(people)
        await session.flush()
        rows = [
            ChatIdentity(
                public_id=new_public_id(),
                person_id=person.id,
                platform=platform,
                home=home,
                user_id=user,
                installation_key=key,
            )
            for person, (platform, home, user, key) in zip(people, homes, strict=True)
        ]
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


def _told(fate: Fate, lines: Iterable[ReceiptLine], *, all_of_them: bool) -> None:
    """Fail unless everything that failed has the cause of what happened there, and if asked all of that failed."""
    for line in lines:
        direct = line.conversation.startswith("@")
        due = Cause.PERSON_UNREACHABLE if direct else fate.get((Platform(line.platform), line.conversation))
        came = f"{line.platform} {line.conversation}: {line.state}, {line.cause or 'without a cause'}"
        if line.failed:
            expect(line.cause is due, f"a failure for {due}" if due else "no failure where nothing happened", came)
        elif all_of_them and not line.doubtful:
            expect(due is None, f"a failure for {due}", came)


SCENARIO = Scenario(
    "middle",
    "Tokens revoked and channels archived, deleted, left or shared with another company in the middle of a broadcast",
    play,
    full=5_000,
)
