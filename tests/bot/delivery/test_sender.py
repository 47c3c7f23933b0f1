"""The sender: from a committed row to a truthful receipt, whatever the platform answers."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.chat.message import say
from bot.delivery.intake import still_open
from bot.delivery.outbox import Post, Subject, to_channel, to_person
from bot.delivery.pace import Bucket, MethodPace, PaceRules, Priority, Window
from bot.delivery.tables import Content, Copy, Delivery, Lane, Operation, Pause, Policy, State
from bot.people.model import Channel, ChannelTeam, ChatIdentity, HomeLink, Person, Presence, Team
from bot.ports import (
    Cause,
    Limits,
    NotAllowed,
    NotSent,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from bot.storage.errors import DatabaseBusy, DatabaseUnreachable
from tests.bot.delivery.conftest import QUICK, SUBJECT, sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform, lost

OLD = say("The limit is €40")
NEW = say("The limit is €50")
NEWEST = say("The limit is €60")


async def test_a_publication_reaches_every_channel_once(desk):
    async with sending(desk) as running:
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.pending) == (8, 8, 0)
    assert {one.channel for one in running.slack.posted} == {
        *(f"C-internal-{n}" for n in range(4)),
        *(f"C-harborline-{n}" for n in range(2)),
    }
    assert len(running.slack.posted) == 6
    assert len(running.teams.posted) == 2
    assert running.sender.counters.deliveries["slack", "post", "sent"] == 6
    assert running.sender.counters.in_flight == 0
    assert running.sender.counters.lag["slack"] < 5
    assert {line.attempts for line in receipt.lines} == {1}
    assert receipt.first_to_last < 5
    assert receipt.between_sides < 5


async def test_nothing_held_goes_out(desk):
    async with sending(desk) as running:
        await desk.publish(held=True)
        await desk.publish(desk.posts(OLD, "harborline"), subject=Subject("update", 8))
        await settled(desk)
    assert {one.channel for one in running.slack.posted} == {"C-harborline-0", "C-harborline-1"}


async def test_a_direct_message_is_addressed_by_the_identity(desk):
    async with desk.database.write() as session:
        person = Person(side_id=desk.sides["internal"], name="Ana", created_at=desk.clocks.machine.now())
        session.add(person)
        await session.flush()
        known = ChatIdentity(person_id=person.id, platform="slack", home="T1", user_id="U1", installation_key="A1/-/T1")
        lonely = ChatIdentity(person_id=person.id, platform="slack", home="T9", user_id="U9")
        session.add_all([known, lonely])
    async with sending(desk) as running:
        await desk.publish([Post(to_person(one.id), OLD, None) for one in (known, lonely)])
        await settled(desk)
    assert [one.channel for one in running.slack.posted] == ["@U1"]
    lines = (await desk.receipt()).lines
    assert [(line.state, line.cause) for line in lines] == [
        (State.SENT, None),
        (State.FAILED, Cause.CONVERSATION_UNKNOWN),
    ]


# --- what the platform answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (Unreachable(Cause.CHANNEL_ARCHIVED, "is_archived"), Cause.CHANNEL_ARCHIVED),
        (Unreachable(Cause.BOT_NOT_IN_CHANNEL, "not_in_channel"), Cause.BOT_NOT_IN_CHANNEL),
        (Rejected(Cause.TOO_LARGE, "msg_too_long"), Cause.TOO_LARGE),
    ],
)
async def test_a_channel_that_is_always_refused_fails_with_its_cause_and_the_others_get_it(desk, failure, cause):
    slack = MemoryPlatform()
    slack.always["C-internal-1"] = failure
    async with sending(desk, slack) as running:
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.failed, receipt.unconfirmed) == (8, 7, 1, 0)
    (line,) = [line for line in receipt.lines if line.failed]
    assert (line.channel, line.cause, line.detail, line.attempts) == ("internal-1", cause, failure.detail, 1)
    expected = [] if cause is Cause.TOO_LARGE else [(desk.channels["internal"][1], cause)]
    assert [(fact.channel_id, fact.cause) for fact in running.facts] == expected


async def test_what_was_certainly_not_sent_is_repeated(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [NotSent(Cause.PLATFORM_UNAVAILABLE, "refused")] * 2
    async with sending(desk, slack):
        await desk.publish()
        await settled(desk)
    lines = {line.conversation: line for line in (await desk.receipt()).lines}
    assert (lines["C-internal-0"].state, lines["C-internal-0"].attempts) == (State.SENT, 3)
    assert [one.channel for one in slack.posted].count("C-internal-0") == 1


async def test_a_refusal_for_pace_pauses_the_lane_and_is_no_attempt(desk):
    slack = MemoryPlatform()
    slack.faults["post"] = [RateLimited("1", Limits.METHOD)]
    async with sending(desk, slack) as running:
        begin = asyncio.get_running_loop().time()
        await desk.publish()

        async def teams_has_it():
            return len(running.teams.posted) == 2

        await until(teams_has_it)
        assert asyncio.get_running_loop().time() - begin < 0.9, "a pause stops nothing else"
        (pause,) = await until(lambda: pauses(desk))
        assert (pause.scope, pause.key) == ("method", "post")
        await settled(desk)
    receipt = await desk.receipt()
    assert receipt.delivered == 8
    assert {line.attempts for line in receipt.lines} == {1}
    refused_at = max(at for _, channel, at in slack.calls if channel == slack.calls[0][1]) - 1
    assert running.sender.counters.pauses["slack", "method"] == 1
    assert all(at <= refused_at + 0.5 or at >= slack.calls[0][2] + 1 for _, _, at in slack.calls)


async def pauses(desk):
    async with desk.database.read() as session:
        return (await session.scalars(select(Pause))).all()


async def test_a_pause_outlives_the_process(desk):
    slack = MemoryPlatform()
    slack.always["post"] = RateLimited("2", Limits.METHOD)
    async with sending(desk, slack, options=QUICK):
        await desk.publish(desk.posts(OLD, "internal"))
        await until(lambda: pauses(desk))
    begin = asyncio.get_running_loop().time()
    async with sending(desk) as running:
        await settled(desk)
    assert running.slack.calls[0][2] - begin > 1.0
    assert len(running.slack.posted) == 4


async def test_an_answer_that_was_lost_after_the_post_is_looked_up_and_not_posted_again(desk):
    slack = MemoryPlatform()
    slack.faults_after["C-internal-0"] = [lost()]
    async with sending(desk, slack):
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed) == (8, 0)
    assert len(slack.posted) == 6
    (copy, *_) = await desk.publish()
    assert copy.address == {"id": slack.posted[0].id, "channel": "C-internal-0"} or copy.address["channel"]


async def test_one_look_up_settles_all_doubts_of_a_channel_after_the_grace_time(desk):
    slack = MemoryPlatform()
    slack.faults_after["C-internal-0"] = [lost(), lost()]
    posts = [post for slot in ("card", "card.2") for post in desk.posts(OLD, "internal", slot=slot)][::4]
    rules = {"slack": PaceRules(), "teams": PaceRules()}
    async with sending(desk, slack, rules=rules):
        await desk.publish(posts)
        await settled(desk)
    assert len(slack.posted) == 2
    assert [len(ids) for _, ids in slack.finds] in ([1, 1], [2])


async def test_a_direct_message_in_doubt_is_looked_up_and_not_sent_twice(desk):
    slack = MemoryPlatform()
    slack.faults_after["@U1"] = [lost()]
    async with desk.database.write() as session:
        person = Person(side_id=desk.sides["internal"], name="Ana", created_at=desk.clocks.machine.now())
        session.add(person)
        await session.flush()
        ana = ChatIdentity(person_id=person.id, platform="slack", home="T1", user_id="U1", installation_key="A1/-/T1")
        session.add(ana)
        await session.flush()
    async with sending(desk, slack):
        await desk.publish([Post(to_person(ana.id), OLD, None)])
        await settled(desk)
    assert [one.channel for one in slack.posted] == ["@U1"]
    assert (await desk.receipt()).delivered == 1


async def test_a_post_that_is_not_found_is_posted_again_and_certain(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [lost()]
    async with sending(desk, slack):
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed) == (8, 0)
    assert len(slack.posted) == 6


async def test_a_hanging_call_is_in_doubt_after_the_timeout(desk):
    slack = MemoryPlatform()

    async def hang(*_, **__):
        await asyncio.sleep(60)

    slack.post = hang
    async with sending(desk, slack) as running:
        await desk.publish(desk.posts(OLD, "internal"))

        async def in_doubt():
            return {row.state for row in await desk.deliveries()} == {State.UNKNOWN}

        await until(in_doubt)
        assert {row.cause for row in await desk.deliveries()} == {Cause.TIMED_OUT}
        del slack.post
        await settled(desk)
    assert (await desk.receipt()).delivered == 4
    assert len(running.slack.posted) == 4


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize(
    ("policy", "posts", "state"),
    [
        (Policy.AT_LEAST_ONCE, 2, State.SENT),
        (Policy.AT_MOST_ONCE, 1, State.UNKNOWN),
        (Policy.ASK, 1, State.UNKNOWN),
    ],
)
async def test_where_nothing_can_be_looked_up_the_policy_decides_and_the_receipt_says_so(
    desk, policy, posts, state, happened
):
    teams = MemoryPlatform("teams", findable=False)
    (teams.faults_after if happened else teams.faults)["C-lumenara-0"] = [lost()]
    await desk.publish(held=True)
    await desk.set(Lane, {"policy": policy})
    async with sending(desk, teams=teams):
        async with desk.outbox() as outbox:
            await outbox.release(SUBJECT)
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.failed, receipt.unconfirmed) == (8, 7, 0, 1)
    (line,) = [line for line in receipt.lines if line.doubtful]
    assert (line.conversation, line.state) == ("C-lumenara-0", state)
    assert [one.channel for one in teams.posted].count("C-lumenara-0") == posts - (not happened)


async def test_what_is_to_be_posted_again_can_be_held_and_released(desk):
    """What a doubt was about is over with it: it must not look like a cause that keeps a held post back."""
    teams = MemoryPlatform("teams", findable=False)
    teams.faults["C-lumenara-0"] = [lost()]
    async with sending(desk, teams=teams):
        await desk.publish()

        async def held():
            async with desk.outbox() as outbox:
                return any(row.unconfirmed for row in await desk.deliveries()) and await outbox.hold(SUBJECT)

        assert await until(held) == 1
        async with desk.outbox() as outbox:
            assert await outbox.release(SUBJECT) == 1
        await settled(desk)
    assert [one.channel for one in teams.posted].count("C-lumenara-0") == 1


async def test_posting_again_has_an_end_when_no_answer_ever_comes(desk):
    teams = MemoryPlatform("teams", findable=False)
    teams.faults_after["C-lumenara-0"] = [lost() for _ in range(9)]
    async with sending(desk, teams=teams):
        await desk.publish()
        await settled(desk)
    assert [one.channel for one in teams.posted].count("C-lumenara-0") == 3
    assert (await desk.receipt()).unconfirmed == 1


async def test_an_error_of_ours_is_not_repeated_and_not_called_a_success(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [KeyError("ts")]
    async with sending(desk, slack):
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed) == (7, 1)
    assert [line.detail for line in receipt.lines if line.doubtful] == ["KeyError"]


# --- broken installations --------------------------------------------------------------------------------------------


async def test_a_revoked_token_halts_its_lane_after_one_call_and_no_other(desk):
    slack = MemoryPlatform()
    slack.always["post"] = NotAllowed(Cause.TOKEN_REVOKED, "token_revoked")
    rules = {"slack": PaceRules({"posts": Bucket(20)}, {"post": MethodPace("posts")}), "teams": PaceRules()}
    async with sending(desk, slack, rules=rules) as running:
        await desk.publish()
        await settled(desk)
        assert len(slack.calls) == 1
        assert [(halt.platform, halt.installation, halt.cause) for halt in running.halts] == [
            ("slack", "A1/-/T1", Cause.TOKEN_REVOKED)
        ]
        receipt = await desk.receipt()
        assert (receipt.promised, receipt.delivered, receipt.failed, receipt.pending) == (8, 2, 6, 0)
        assert {line.cause for line in receipt.lines if line.failed} == {Cause.TOKEN_REVOKED}
        # What comes later is stopped without a call.
        await desk.publish(desk.posts(OLD, "internal", slot="card.2"))
        await settled(desk)
        assert len(slack.calls) == 1
        assert (await desk.receipt(slot="card.2")).failed == 4
        # Repaired, it all goes.
        slack.always.clear()
        async with desk.outbox() as outbox:
            assert await outbox.resume("slack", "A1/-/T1") == 10
        await settled(desk)
    assert (await desk.receipt()).delivered == 8
    assert len(slack.posted) == 10


async def test_a_token_revoked_in_the_middle_leaves_a_truthful_receipt(desk):
    slack = MemoryPlatform()
    rules = {"slack": PaceRules({"posts": Bucket(20)}, {"post": MethodPace("posts")}), "teams": PaceRules()}

    def revoke(verb, channel):
        if len(slack.posted) == 3:
            slack.always["post"] = NotAllowed(Cause.TOKEN_REVOKED, "token_revoked")

    slack.during = revoke
    async with sending(desk, slack, rules=rules):
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.failed) == (8, 5, 3)


async def test_an_archived_channel_in_the_middle_leaves_a_truthful_receipt(desk):
    slack = MemoryPlatform()

    def archive(verb, channel):
        if slack.posted:
            slack.always["C-harborline-1"] = Unreachable(Cause.CHANNEL_ARCHIVED, "is_archived")

    slack.during = archive
    rules = {"slack": PaceRules({"posts": Bucket(50)}, {"post": MethodPace("posts")}), "teams": PaceRules()}
    async with sending(desk, slack, rules=rules):
        await desk.publish()
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.failed) == (8, 7, 1)


async def test_a_channel_that_was_shared_with_another_company_since_is_held_at_the_send(desk):
    shared = desk.channels["internal"][2]
    async with sending(desk) as running:
        await desk.publish(held=True)
        await desk.set(Channel, {"homes": ["T-other"], "shared": True}, Channel.id == shared)
        async with desk.outbox() as outbox:
            await outbox.release(SUBJECT)
        await settled(desk)
        assert not [one for one in running.slack.posted if one.channel == "C-internal-2"]
        receipt = await desk.receipt()
        assert (receipt.delivered, receipt.failed) == (7, 1)
        assert [line.cause for line in receipt.lines if line.failed] == [Cause.SHARED_SINCE]
        # Agreed to, it goes when it is tried again.
        await desk.set(Channel, {"agreed_homes": ["T-other"]}, Channel.id == shared)
        async with desk.outbox() as outbox:
            assert await outbox.retry(SUBJECT) == 1
        await settled(desk)
    assert (await desk.receipt()).delivered == 8


async def test_another_workspace_of_the_company_whose_channel_it_is_holds_nothing_back(desk):
    shared, side = desk.channels["harborline"][0], desk.sides["harborline"]
    async with desk.database.write() as session:
        team = Team(side_id=side, name="Harborline day")
        session.add_all([team, HomeLink(platform="slack", home="T-new", side_id=side, presence=Presence.SLACK_CONNECT)])
        await session.flush()
        session.add(ChannelTeam(channel_id=shared, team_id=team.id))
    await desk.set(Channel, {"homes": ["T-new"], "shared": True}, Channel.id == shared)
    async with sending(desk):
        await desk.publish()
        await settled(desk)
    assert (await desk.receipt()).delivered == 8


# --- order -----------------------------------------------------------------------------------------------------------


async def test_a_conversation_keeps_its_order_and_others_do_not_wait(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [NotSent(Cause.PLATFORM_UNAVAILABLE)]
    slots = ["card", *(f"card.{number}" for number in range(2, 6))]
    async with sending(desk, slack):
        for slot in slots:
            await desk.publish(desk.posts(say(slot), "internal", slot=slot))
        await settled(desk)
    for channel in range(4):
        assert [one.text for one in slack.posted if one.channel == f"C-internal-{channel}"] == slots


async def test_a_post_in_doubt_does_not_reorder_its_channel(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [lost()]
    async with sending(desk, slack):
        for slot in ("card", "card.2"):
            await desk.publish(desk.posts(say(slot), "internal", slot=slot))
        await settled(desk)
    assert [one.text for one in slack.posted if one.channel == "C-internal-0"] == ["card", "card.2"]


async def test_a_post_that_comes_into_doubt_while_the_lane_is_looked_at_does_not_reorder_its_channel(desk, monkeypatch):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [lost()]
    looking, under_way = asyncio.Event(), asyncio.Event()

    async def look_slowly(session, ids, now):
        """The look that finds the second post ends after the first one's answer was written down."""
        found = await still_open(session, ids, now)
        if under_way.is_set() and not looking.is_set():
            looking.set()
            async with asyncio.timeout(10):
                while running.sender.counters.in_flight:  # noqa: ASYNC110 - the sender tells nobody
                    await asyncio.sleep(0.01)
        return found

    async def at(point: str) -> None:
        if point == "mid_post" and not under_way.is_set():
            under_way.set()
            await desk.publish(desk.posts(say("card.2"), "internal", slot="card.2")[:1])
            await looking.wait()

    monkeypatch.setattr("bot.delivery.runner.still_open", look_slowly)
    async with sending(desk, slack, options=replace(QUICK, timeout=8.0, lease=30.0), at=at) as running:
        await desk.publish(desk.posts(say("card"), "internal")[:1])
        await settled(desk)
    assert [one.text for one in slack.posted] == ["card", "card.2"]


async def test_what_is_urgent_goes_first(desk):
    rules = {"slack": PaceRules({"posts": Bucket(100)}, {"post": MethodPace("posts")}), "teams": PaceRules()}
    await desk.publish(desk.posts(say("remind"), "internal", slot="r")[:2], priority=Priority.REMIND)
    await desk.publish(desk.posts(say("publish"), "internal", slot="p")[2:], priority=Priority.PUBLISH)
    await desk.publish(desk.posts(say("answer"), "harborline", slot="a"), priority=Priority.ANSWER)
    async with sending(desk, rules=rules) as running:
        await settled(desk)
    assert [one.text for one in running.slack.posted] == ["answer"] * 2 + ["publish"] * 2 + ["remind"] * 2


async def test_a_reply_waits_for_the_message_it_answers(desk):
    (copy, *_) = await desk.publish(desk.posts(OLD, "internal"), held=True)
    reply = Post(to_channel(copy.target_id), say("Yes, it does"), None, slot="answer:1", parent_id=copy.id)
    async with sending(desk) as running:
        await desk.publish([reply])
        async with desk.outbox() as outbox:
            await outbox.release(SUBJECT)
        await settled(desk)
    posts = [one for one in running.slack.posted if one.channel == "C-internal-0"]
    assert [one.text for one in posts] == [OLD.summary, "Yes, it does"]
    assert posts[1].thread == posts[0].id


async def test_a_reply_in_doubt_is_looked_for_as_any_post(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack):
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        slack.faults_after["C-internal-0"] = [lost()]
        await desk.publish([Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)])
        await settled(desk)
    assert len(slack.finds) == 1
    assert [one.text for one in slack.posted if one.channel == "C-internal-0"] == [OLD.summary, NEW.summary]
    receipt = await desk.receipt(slot="answer:1")
    assert (receipt.delivered, receipt.unconfirmed) == (1, 0)


async def test_a_reply_to_a_message_that_failed_fails_of_the_same_cause(desk):
    slack = MemoryPlatform()
    slack.always["C-internal-0"] = Unreachable(Cause.CHANNEL_ARCHIVED, "is_archived")
    async with sending(desk, slack):
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
        reply = Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)
        await desk.publish([reply])
        await settled(desk)
    (line,) = (await desk.receipt(slot="answer:1")).lines
    assert (line.state, line.cause, line.detail) == (State.FAILED, Cause.CHANNEL_ARCHIVED, "is_archived")


async def test_a_reply_whose_message_failed_stands_by_itself_once_it_is_tried_again(desk):
    slack = MemoryPlatform()
    slack.always["C-internal-0"] = Unreachable(Cause.CHANNEL_ARCHIVED, "is_archived")
    async with sending(desk, slack) as running:
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
        await desk.publish([Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)])
        await settled(desk)
        del slack.always["C-internal-0"]
        async with desk.outbox() as outbox:
            assert await outbox.retry(SUBJECT, slot="answer:1") == 1
        await settled(desk)
    (alone,) = [one for one in running.slack.posted if one.channel == "C-internal-0"]
    assert (alone.text, alone.thread) == (NEW.summary, None)


async def test_a_reply_to_a_message_that_waits_for_an_admins_word_waits_for_it_too(desk):
    shared = desk.channels["internal"][0]
    async with sending(desk) as running:
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"), held=True)
        await desk.publish([Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)])
        await desk.set(Channel, {"homes": ["T-other"], "shared": True}, Channel.id == shared)
        async with desk.outbox() as outbox:
            await outbox.release(SUBJECT)

        async def told():
            (line,) = (await desk.receipt(slot="answer:1")).lines
            return line.failed and line

        line = await until(told)
        assert (line.state, line.cause) == (State.HELD, Cause.SHARED_SINCE)
        await desk.set(Channel, {"agreed_homes": ["T-other"]}, Channel.id == shared)
        async with desk.outbox() as outbox:
            assert await outbox.retry(SUBJECT, slot="answer:1") == 1
        await settled(desk)
    (alone,) = [one for one in running.slack.posted if one.channel == "C-internal-0"]
    assert (alone.text, alone.thread) == (NEW.summary, None)


async def test_a_reply_is_tried_again_by_itself_where_somebody_deleted_what_it_answers(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack) as running:
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        slack.faults["C-internal-0"] = [Unreachable(Cause.MESSAGE_MISSING, "thread_not_found")]
        await desk.publish([Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)])
        await settled(desk)
        async with desk.outbox() as outbox:
            await outbox.retry(SUBJECT, slot="answer:1")
        await settled(desk)
    assert [one.thread for one in running.slack.posted if one.channel == "C-internal-0"] == [None, None]


async def test_a_reply_to_a_reply_stands_in_the_thread_of_both(desk):
    async with sending(desk) as running:
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))
        answer = Post(to_channel(copy.target_id), NEW, None, slot="answer:1", parent_id=copy.id)
        reply = (await desk.publish([answer]))[-1]
        await desk.publish([Post(to_channel(copy.target_id), OLD, None, slot="more", parent_id=reply.id)])
        await settled(desk)
    posts = [one for one in running.slack.posted if one.channel == "C-internal-0"]
    assert [one.thread for one in posts] == [None, posts[0].id, posts[0].id]


# --- edits and withdrawals -------------------------------------------------------------------------------------------


async def test_a_correction_changes_every_copy(desk):
    async with sending(desk) as running:
        copies = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        async with desk.outbox() as outbox:
            assert await outbox.edit_all([(copy, NEW) for copy in copies]) == 4
        await settled(desk)
    assert running.slack.shown("C-internal-3") == [NEW.summary]
    assert (await desk.receipt(Operation.EDIT)).delivered == 4
    async with desk.database.read() as session:
        revisions = (await session.execute(select(Copy.present_revision, Copy.wanted_revision))).all()
    assert set(revisions) == {(2, 2)}


async def test_an_edit_during_the_post_follows_it(desk):
    slack = MemoryPlatform()
    slack.latency = 0.2
    async with sending(desk, slack):
        copies = await desk.publish(desk.posts(OLD, "internal"))

        async def under_way():
            return {row.state for row in await desk.deliveries()} == {State.SENDING}

        await until(under_way)
        async with desk.outbox() as outbox:
            await outbox.edit_all([(copy, NEW) for copy in copies])
            await outbox.edit_all([(copy, NEWEST) for copy in copies])
        await settled(desk)
    assert [one.text for one in slack.posted] == [OLD.summary] * 4
    assert slack.shown("C-internal-0") == [NEWEST.summary]
    assert [verb for verb, channel, _ in slack.calls if channel == "C-internal-0"] == ["post", "edit"]


async def test_an_edit_whose_answer_was_lost_is_simply_repeated(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack):
        copies = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        slack.faults_after["C-internal-0"] = [lost()]
        async with desk.outbox() as outbox:
            await outbox.edit_all([(copy, NEW) for copy in copies])
        await settled(desk)
    receipt = await desk.receipt(Operation.EDIT)
    assert (receipt.delivered, receipt.unconfirmed) == (4, 0)


async def test_an_edit_that_failed_gives_way_to_a_newer_one(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack, options=replace(QUICK, timeout=3.0)):
        copies = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        slack.latency = 1.0
        slack.faults["edit"] = [NotSent(Cause.PLATFORM_UNAVAILABLE)] * 4
        async with desk.outbox() as outbox:
            await outbox.edit_all([(copy, NEW) for copy in copies])

        async def under_way():
            return [row for row in await desk.deliveries(Operation.EDIT) if row.state is State.SENDING]

        await until(under_way)
        async with desk.outbox() as outbox:
            await outbox.edit_all([(copy, NEWEST) for copy in copies])
        await settled(desk)
    assert {text for number in range(4) for text in slack.shown(f"C-internal-{number}")} == {NEWEST.summary}
    assert [verb for verb, channel, _ in slack.calls if channel == "C-internal-0"] == ["post", "edit", "edit"]
    edits = await desk.deliveries(Operation.EDIT)
    assert Counter(row.state for row in edits) == {State.CANCELLED: 4, State.SENT: 4}


async def test_a_withdrawal_is_the_last_word(desk):
    async with sending(desk) as running:
        copies = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        async with desk.outbox() as outbox:
            await outbox.edit_all([(copy, NEW) for copy in copies])
            await outbox.withdraw_all([(copies[0], None), (copies[1], say("Withdrawn"))])
        await settled(desk)
        async with desk.outbox() as outbox:
            assert not await outbox.edit(copies[0], NEWEST)
        await settled(desk)
    shown = [running.slack.shown(f"C-internal-{number}") for number in range(4)]
    assert shown == [[], ["Withdrawn"], [NEW.summary], [NEW.summary]]


async def test_a_message_that_is_already_gone_counts_as_deleted(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack):
        copies = await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
        slack.always["delete"] = Unreachable(Cause.MESSAGE_MISSING, "message_not_found")
        async with desk.outbox() as outbox:
            await outbox.withdraw_all([(copy, None) for copy in copies])
        await settled(desk)
    assert (await desk.receipt(Operation.DELETE)).delivered == 4


async def test_a_post_in_doubt_that_was_withdrawn_is_not_posted_again(desk):
    slack = MemoryPlatform()
    slack.faults["C-internal-0"] = [lost()]
    async with sending(desk, slack):
        (copy, *_) = await desk.publish(desk.posts(OLD, "internal"))

        async def in_doubt():
            return State.UNKNOWN in {row.state for row in await desk.deliveries()}

        await until(in_doubt)
        async with desk.outbox() as outbox:
            await outbox.withdraw(copy)
        await settled(desk)
    assert slack.shown("C-internal-0") == []
    rows = await desk.deliveries()
    assert [row.state for row in rows if row.conversation == "C-internal-0"] == [State.CANCELLED] * 2


# --- stopping --------------------------------------------------------------------------------------------------------


async def test_stopping_finishes_what_is_under_way_and_hands_the_lanes_back(desk):
    slack = MemoryPlatform()
    slack.latency = 0.3
    rules = {"slack": PaceRules({"posts": Bucket(2, 2)}, {"post": MethodPace("posts")}), "teams": PaceRules()}
    async with sending(desk, slack, rules=rules):
        await desk.publish(desk.posts(OLD, "internal"))

        async def begun():
            return slack.calls

        await until(begun)
    assert Counter(row.state for row in await desk.deliveries()) == {State.SENT: 2, State.WAITING: 2}
    lane = await desk.lane()
    assert (lane.owner, lane.lease_until) == ("", None)
    assert lane.pace["owed"]["posts"] > -1, "what was spent of the pace is handed over"
    async with sending(desk, slack, rules=rules):
        await settled(desk)
    assert len(slack.posted) == 4


async def test_an_idle_lane_is_let_go(desk):
    async with sending(desk):
        await desk.publish()
        await settled(desk)

        async def let_go():
            return (await desk.lane()).owner == ""

        await until(let_go)


async def test_the_pace_of_the_platform_is_kept(desk):
    rules = {
        "slack": PaceRules(
            {"posts": Bucket(20, 2)}, {"post": MethodPace("posts", in_channel=True)}, channel_windows=(Window(1, 0.4),)
        ),
        "teams": PaceRules(),
    }
    async with sending(desk, rules=rules) as running:
        for slot in ("card", "card.2"):
            await desk.publish(desk.posts(OLD, "internal", slot=slot))
        await settled(desk)
    times = sorted(at for _, _, at in running.slack.calls)
    assert times[-1] - times[0] >= 6 / 20 - 0.02
    for channel in range(4):
        first, second = [at for _, name, at in running.slack.calls if name == f"C-internal-{channel}"]
        assert second - first >= 0.38


async def test_content_that_cannot_be_read_fails_alone(desk):
    async with sending(desk):
        await desk.publish(desk.posts(NEW, "internal"), held=True)
        await desk.set(Content, {"message": '{"schema":99}'})
        await desk.publish(desk.posts(OLD, "harborline"))
        async with desk.outbox() as outbox:
            await outbox.release(SUBJECT)
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.failed) == (2, 4)
    assert {line.cause for line in receipt.lines if line.failed} == {Cause.INVALID_MESSAGE}


async def test_a_look_up_that_fails_for_a_while_is_tried_again_and_nothing_is_posted_meanwhile(desk):
    slack = MemoryPlatform()
    slack.faults_after["C-internal-0"] = [lost()]
    slack.faults["find C-internal-0"] = [Uncertain(Cause.TIMED_OUT)]
    async with sending(desk, slack):
        await desk.publish(desk.posts(OLD, "internal"))

        async def postponed():
            return slack.finds

        await until(postponed)
        await until(lambda: _postponed(desk))
        await desk.set(Delivery, {"not_before": None}, Delivery.state == State.UNKNOWN)
        await settled(desk)
    assert len(slack.finds) == 2
    assert len(slack.posted) == 4


async def _postponed(desk):
    return [row for row in await desk.deliveries() if row.state is State.UNKNOWN and row.not_before]


async def test_the_distance_counts_from_when_a_post_really_left(desk):
    """The first claim takes long, as on a busy database; the second does not."""
    slow = iter([0.3])

    async def at(name):
        if name == "mid_claim":
            await asyncio.sleep(next(slow, 0.0))

    rules = {
        "slack": PaceRules(methods={"post": MethodPace(in_channel=True)}, channel_windows=(Window(1, 0.4),)),
        "teams": PaceRules(),
    }
    async with sending(desk, rules=rules, at=at) as running:
        for slot in ("card", "card.2"):
            await desk.publish(desk.posts(OLD, "internal", slot=slot)[:1])
        await settled(desk)
    first, second = [at for _, _, at in running.slack.calls]
    assert second - first >= 0.38


class Crowded(MemoryPlatform):
    """Counts the calls under way."""

    under_way = most = 0

    async def post(self, *args, **how):
        Crowded.under_way += 1
        Crowded.most = max(Crowded.most, Crowded.under_way)
        try:
            return await super().post(*args, **how)
        finally:
            Crowded.under_way -= 1


async def test_lanes_together_have_no_more_calls_under_way_than_one_process_may(desk, monkeypatch):
    monkeypatch.setattr(Crowded, "most", 0)
    for number in range(5):
        await desk.add_side("marlowe", "slack", f"A1/-/T{number + 2}", 4)
    slack = Crowded()
    slack.latency = 0.05
    await desk.publish(desk.posts(OLD, "marlowe"))
    async with sending(desk, slack, options=replace(QUICK, in_flight=3)) as running:
        await settled(desk)
    assert len(slack.posted) == 20
    assert 1 < Crowded.most <= 3
    assert running.sender.counters.in_flight == 0


@pytest.mark.parametrize("findable", [True, False])
async def test_a_database_that_is_away_in_the_middle_of_a_call_loses_nothing(desk, findable):
    """Platforms keep installations and addresses there, and read them for each post."""
    slack = MemoryPlatform(findable=findable)
    slack.faults["post"] = [DatabaseUnreachable("The database cannot be reached.")]
    slack.faults_after["C-internal-3"] = [DatabaseBusy("The database is busy.")]
    async with sending(desk, slack):
        await desk.publish(desk.posts(OLD, "internal"))
        await settled(desk)
    posted = Counter(one.channel for one in slack.posted)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed, receipt.failed) == ((4, 0, 0) if findable else (2, 2, 0))
    assert len(posted) == 4
    assert posted.total() == (4 if findable else 5)


async def test_a_lane_with_much_work_leaves_room_for_the_others(desk):
    await desk.add_side("marlowe", "slack", "A1/-/T2", 60)
    small = [f"small{number}" for number in range(4)]
    for name in small:
        await desk.add_side(name, "slack", f"A1/-/{name}", 3)
    slack = MemoryPlatform()
    slack.latency = 0.02
    await desk.publish([post for name in ("marlowe", *small) for post in desk.posts(OLD, name)])
    async with sending(desk, slack, options=replace(QUICK, in_flight=4, poll=2.0)):
        await settled(desk)
    order = [one.channel for one in slack.posted]
    last_of_the_small = max(at for at, channel in enumerate(order) if "small" in channel)
    assert last_of_the_small < len(order) // 2
