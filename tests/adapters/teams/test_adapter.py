"""Posting, editing, deleting and reading through the connector, and how each failure is told."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams.credentials import Registration
from adapters.teams.standin import Fault, Kind, Reach, faults
from bot.chat.inbound import Identity
from bot.chat.message import Body, Button, Mention, Message, Paragraph, Plain, say
from bot.ports import (
    MAY_LEAVE,
    Cause,
    Destination,
    Installation,
    NotAllowed,
    NotSent,
    PlatformFailure,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
    Verdict,
)

UPDATE = say("Refunds changed")


def channel(bot: Any, id: str = "") -> Destination:
    return Destination(bot.installation, id or bot.scene.channel.id)


def person(bot: Any, user: Any) -> Destination:
    return Destination(bot.installation, person=Identity("teams", user.tenant, user.id))


async def post(bot: Any, to: Destination, message: Message = UPDATE) -> Any:
    return await bot.platform.post(to, message, delivery_id="d1")


async def failure(bot: Any, to: Destination, message: Message = UPDATE) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        await post(bot, to, message)
    return caught.value


async def test_a_post_begins_a_thread_is_answered_edited_and_deleted(bot) -> None:
    address = await post(bot, channel(bot))
    assert address["conversation"] == f"{bot.scene.channel.id};messageid={address['activity']}"
    reply = await post(bot, replace(channel(bot), thread=address), say("A question"))
    await bot.platform.edit(bot.installation, address, say("Refunds changed twice"))
    seen = bot.scene.teams.ledger.messages(bot.scene.channel.id)
    assert [(one.summary, one.edited) for one in seen] == [("Refunds changed twice", True), ("A question", False)]
    assert {one.thread for one in seen} == {address["activity"]}
    await bot.platform.delete(bot.installation, reply)
    with pytest.raises(Unreachable) as caught:
        await bot.platform.delete(bot.installation, reply)
    assert caught.value.cause is Cause.MESSAGE_MISSING


async def test_a_person_is_written_to_in_one_kept_chat(bot) -> None:
    first = await post(bot, person(bot, bot.scene.bo))
    again = await post(bot, person(bot, bot.scene.bo))
    assert first["conversation"] == again["conversation"]
    creates = [one for one in bot.scene.teams.ledger.calls if one.operation == "create"]
    assert len(creates) == 1
    assert len(bot.scene.teams.people.chat(bot.scene.bo.id)) == 2


async def test_a_chat_that_teams_has_forgotten_is_opened_anew(bot) -> None:
    name = f"@{bot.scene.tenant.id}/{bot.scene.bo.id}"
    gone = {"conversation": "a:1gone", "service_url": bot.scene.teams.service_url}
    await bot.addresses.put("teams", bot.installation, name, gone)
    address = await post(bot, person(bot, bot.scene.bo))
    assert address["conversation"] != "a:1gone"
    assert bot.addresses.rows[bot.installation, name]["conversation"] == address["conversation"]


async def test_an_external_of_a_shared_channel_is_unreachable_in_private_and_reached_there(bot) -> None:
    refused = await failure(bot, person(bot, bot.scene.mei))
    assert (type(refused), refused.cause) == (Unreachable, Cause.PERSON_UNREACHABLE)
    await post(bot, channel(bot, bot.scene.shared.id))


async def test_each_refusal_has_its_cause(bot) -> None:
    world, app = bot.scene.teams.world, bot.scene.registration.app_id
    other = world.add_team(bot.scene.tenant.id, "Billing")
    chat = await post(bot, person(bot, bot.scene.bo))
    world.block(app, bot.scene.bo.id)
    found = {
        "no app": await failure(bot, channel(bot, other.id)),
        "unknown": await failure(bot, channel(bot, "19:none@thread.tacv2")),
        "blocked": await failure(bot, person(bot, bot.scene.bo)),
    }
    world.blocked.clear()
    world.drop_app(app, bot.scene.team.id)
    found["uninstalled"] = await failure(bot, replace(person(bot, bot.scene.bo), address=chat))
    world.add_app(app, bot.scene.team.id)
    world.archive_channel(bot.scene.channel.id)
    found["archived"] = await failure(bot, channel(bot))
    assert {name: (type(one), one.cause) for name, one in found.items()} == {
        "no app": (Unreachable, Cause.BOT_NOT_IN_CHANNEL),
        "unknown": (Unreachable, Cause.CHANNEL_MISSING),
        "blocked": (Unreachable, Cause.PERSON_UNREACHABLE),
        "uninstalled": (Unreachable, Cause.PERSON_UNREACHABLE),
        "archived": (Unreachable, Cause.POSTING_RESTRICTED),
    }


ANSWERS = [
    (400, "BadSyntax", Rejected, Cause.INVALID_MESSAGE),
    (403, "BotDisabledByAdmin", NotAllowed, Cause.APP_REMOVED),
    (403, "SomethingNew", Unreachable, Cause.POSTING_RESTRICTED),
    (403, "MessageWritesBlocked", Unreachable, Cause.POSTING_RESTRICTED),
    (408, "", Uncertain, Cause.PLATFORM_UNAVAILABLE),
    (412, "PreconditionFailed", NotSent, Cause.PLATFORM_UNAVAILABLE),
    (413, "MessageSizeTooBig", Rejected, Cause.TOO_LARGE),
    (500, "", Uncertain, Cause.PLATFORM_UNAVAILABLE),
    (502, "", Uncertain, Cause.PLATFORM_UNAVAILABLE),
    (503, "", Uncertain, Cause.PLATFORM_UNAVAILABLE),
    (504, "", Uncertain, Cause.PLATFORM_UNAVAILABLE),
]


@pytest.mark.parametrize(("status", "code", "kind", "cause"), ANSWERS)
async def test_every_status_is_one_failure_after_one_call(bot, status, code, kind, cause) -> None:
    bot.scene.teams.faults.add(Fault("post", status=status, code=code, count=5))
    refused = await failure(bot, channel(bot))
    assert (type(refused), refused.cause) == (kind, cause)
    assert len([one for one in bot.scene.teams.ledger.calls if one.operation == "create"]) == 1


@pytest.mark.parametrize("status", [429, 502, 503])
async def test_an_edit_is_not_repeated_behind_our_back_either(bot, status: int) -> None:
    address = await post(bot, channel(bot))
    bot.scene.teams.faults.add(Fault("update", status=status, headers={"Retry-After": "0"}, count=5))
    with pytest.raises(RateLimited if status == 429 else Uncertain):
        await bot.platform.edit(bot.installation, address, UPDATE)
    assert len([one for one in bot.scene.teams.ledger.calls if one.operation == "update"]) == 1


@pytest.mark.parametrize("after", ["30", "0", "1000000000", "Wed, 21 Oct 2026 07:28:00 GMT", None])
async def test_a_refusal_for_pace_gives_the_header_as_it_came(bot, after: str | None) -> None:
    bot.scene.teams.faults.add(faults.too_many(retry_after=after))
    refused = await failure(bot, channel(bot))
    assert isinstance(refused, RateLimited)
    assert refused.retry_after == after


@pytest.mark.parametrize("stored", [False, True])
async def test_a_lost_answer_is_uncertain_whatever_became_of_the_post(bot, stored: bool) -> None:
    bot.scene.teams.faults.add(faults.dropped(stored=stored))
    refused = await failure(bot, channel(bot))
    assert (type(refused), refused.cause) == (Uncertain, Cause.CONNECTION_LOST)
    assert len(bot.scene.teams.ledger.posts()) == int(stored)


async def test_a_hanging_call_is_uncertain_after_its_time(bot) -> None:
    await post(bot, channel(bot))
    for client in bot.platform.calls._clients.values():
        client.config.connection.timeout = 0.2
    bot.scene.teams.faults.add(faults.hung(stored=True))
    refused = await failure(bot, channel(bot))
    assert (type(refused), refused.cause) == (Uncertain, Cause.TIMED_OUT)


async def test_a_service_that_cannot_be_reached_has_certainly_got_nothing(bot) -> None:
    bot.platform.limits = replace(bot.platform.limits, service_url="http://127.0.0.1:9/teams/")
    refused = await failure(bot, channel(bot))
    assert type(refused) is NotSent
    address = {"conversation": bot.scene.channel.id, "service_url": "http://127.0.0.1:9/teams/"}
    refused = await failure(bot, replace(channel(bot), address=address))
    assert type(refused) is NotSent


async def test_a_redirect_is_not_followed(bot) -> None:
    bot.scene.teams.faults.add(Fault("post", status=307, headers={"Location": "http://127.0.0.1:9/"}))
    assert isinstance(await failure(bot, channel(bot)), Rejected)


async def test_a_token_is_not_sent_to_a_host_that_is_not_allowed(bot) -> None:
    address = {"conversation": "x", "service_url": "https://evil.example/"}
    await post(bot, replace(channel(bot), address=address))
    assert len(bot.scene.teams.ledger.posts()) == 1


async def test_a_revoked_token_is_replaced_once_and_then_the_installation_is_broken(bot) -> None:
    await post(bot, channel(bot))
    bot.scene.teams.tokens.revoke(bot.scene.registration.app_id)
    await post(bot, channel(bot))
    assert len(bot.scene.teams.ledger.posts()) == 2
    bot.scene.teams.faults.add(Fault("post", status=401, count=2))
    refused = await failure(bot, channel(bot))
    assert (type(refused), refused.cause) == (NotAllowed, Cause.TOKEN_REVOKED)


async def test_a_changed_secret_breaks_the_installation(bot) -> None:
    bot.scene.teams.world.change_password(bot.scene.registration.app_id, "another")
    assert type(await failure(bot, channel(bot))) is NotAllowed
    login, *_ = await bot.platform.examine(bot.installation)
    assert login.verdict is Verdict.FAILED


async def test_a_login_host_that_fails_breaks_nothing(bot) -> None:
    bot.scene.teams.faults.add(Fault("token", status=503))
    assert type(await failure(bot, channel(bot))) is NotSent


async def test_an_installation_of_no_registration_of_ours_is_broken(bot) -> None:
    refused = await failure(bot, Destination("nobody/tenant", bot.scene.channel.id))
    assert (type(refused), refused.cause) == (NotAllowed, Cause.APP_REMOVED)


async def test_the_token_of_a_button_is_sent_with_its_own_message_alone(bot) -> None:
    asked = say("How was it?", Button("Answer", "checkins.answer", "c1", token=True))
    for token in ("", "first", "second", ""):
        await bot.platform.post(channel(bot), asked, delivery_id="d1", token=token)
    told = [str(one.message.card) for one in bot.scene.teams.ledger.posts()]
    assert [[token in card for token in ("first", "second")] for card in told] == [
        [False, False],
        [True, False],
        [False, True],
        [False, False],
    ]


async def test_a_mention_rings_members_and_is_only_a_name_for_others(bot) -> None:
    def told(user: Any) -> Message:
        spans = (Mention(user.name, "teams", user.tenant, user.id), Plain(" thank you"))
        return Message("Thanks", (Body((Paragraph(spans),)),))

    await post(bot, channel(bot), told(bot.scene.bo))
    await post(bot, channel(bot), told(bot.scene.mei))
    first, second = bot.scene.teams.ledger.posts()
    assert first.message.mentions == (bot.scene.bo.id,)
    assert second.message.mentions == ()
    assert "Mei Tan" in str(second.message.card)


async def test_a_second_registration_posts_with_its_own_token(bot) -> None:
    world = bot.scene.teams.world
    app = world.add_registration(bot.scene.partner.id, bot.url, name="Instep for Harborline")
    team = world.add_team(bot.scene.partner.id, "Manila", members=[bot.scene.mei.id])
    world.add_app(app.app_id, team.id)
    key = f"{app.app_id}/{bot.scene.partner.id}"
    await bot.installations.save(
        Installation("teams", key, app.app_id, bot.scene.partner.id, secrets={"password": app.password})
    )
    await bot.platform.registrations.load()
    await post(bot, Destination(key, team.id))
    assert bot.scene.teams.ledger.posts(team.id)[0].message.app_id == app.app_id
    await bot.scene.teams.people.say(bot.scene.mei.id, "hello", app_id=app.app_id)
    assert bot.got[-1].origin.place.installation == key
    assert isinstance(bot.platform.registrations.by_app_id(app.app_id), Registration)


async def test_a_multi_organisation_bot_posts_in_an_allowed_partners_tenant_from_its_home(bot) -> None:
    world = bot.scene.teams.world
    old = world.registration(bot.scene.registration.app_id)
    world.registrations[old.app_id] = replace(old, reach=Reach.MULTIPLE_ORGS)
    team = world.add_team(bot.scene.partner.id, "Manila", members=[bot.scene.mei.id])
    world.add_app(old.app_id, team.id)
    key = f"{old.app_id}/{bot.scene.partner.id}"
    await post(bot, Destination(key, team.id))
    assert bot.scene.teams.ledger.posts(team.id)[0].tenant == bot.scene.partner.id
    facts = await bot.platform.channel(key, team.id)
    assert facts is not None
    assert facts.hosted_elsewhere


async def test_the_roster_names_everyone_with_their_own_tenant(bot) -> None:
    guest = bot.scene.teams.world.add_user(bot.scene.tenant.id, "Gil Guest", guest=True)
    bot.scene.teams.world.add_member(bot.scene.team.id, guest.id)
    found = {one.name: one async for one in bot.platform.members(bot.installation, bot.scene.channel.id)}
    assert found["Ada Ash"].email == "ada@marlowe.example"
    assert found["Bo Birch"].email == ""
    assert found["Gil Guest"].is_guest
    assert not found["Bo Birch"].is_guest
    shared = {one.identity async for one in bot.platform.members(bot.installation, bot.scene.shared.id)}
    assert Identity("teams", bot.scene.partner.id, bot.scene.mei.id) in shared


async def test_a_roster_of_many_pages_is_read_to_its_end(bot) -> None:
    for number in range(620):
        bot.scene.teams.world.teams[bot.scene.team.id].members.add(
            bot.scene.teams.world.add_user(bot.scene.tenant.id, f"Agent {number}").id
        )
    found = [one async for one in bot.platform.members(bot.installation, bot.scene.channel.id)]
    assert len(found) == 622


async def test_somebody_met_is_looked_up_and_a_stranger_is_unknown(bot) -> None:
    who = Identity("teams", bot.scene.tenant.id, bot.scene.bo.id)
    assert await bot.platform.person(bot.installation, who) is None
    await bot.scene.teams.people.mention(bot.scene.bo.id, bot.scene.channel.id, "menu")
    facts = await bot.platform.person(bot.installation, who)
    assert facts is not None
    assert (facts.name, facts.identity) == ("Bo Birch", who)
    bot.scene.teams.world.drop_member(bot.scene.team.id, bot.scene.bo.id)
    assert await bot.platform.person(bot.installation, who) is None


async def test_channels_are_known_by_kind_and_by_who_shares_them(bot) -> None:
    people, world = bot.scene.teams.people, bot.scene.teams.world
    room = world.add_channel(bot.scene.team.id, "night", kind=Kind.PRIVATE, members=[bot.scene.bo.id])
    world.add_app(bot.scene.registration.app_id, room.id)
    await people.mention(bot.scene.ada.id, bot.scene.channel.id, "menu")
    found = {one.name: one async for one in bot.platform.channels(bot.installation)}
    assert set(found) == {"General", "refunds", "with-harborline", "night"}
    assert found["night"].private
    assert found["with-harborline"].homes == (bot.scene.partner.id,)
    assert not found["refunds"].shared
    facts = await bot.platform.channel(bot.installation, bot.scene.channel.id)
    assert facts == found["refunds"]
    shared = await bot.platform.channel(bot.installation, bot.scene.shared.id)
    assert shared is not None
    assert shared.homes == (bot.scene.partner.id,)
    world.delete_channel(bot.scene.channel.id)
    assert await bot.platform.channel(bot.installation, bot.scene.channel.id) is None


async def test_without_the_app_a_channel_is_seen_as_not_ours(bot) -> None:
    await bot.scene.teams.people.mention(bot.scene.ada.id, bot.scene.channel.id, "menu")
    bot.scene.teams.world.drop_app(bot.scene.registration.app_id, bot.scene.team.id)
    facts = await bot.platform.channel(bot.installation, bot.scene.channel.id)
    assert facts is not None
    assert (facts.bot_is_member, facts.can_post) == (False, False)
    assert [one async for one in bot.platform.channels(bot.installation)] == []
    assert [one.verdict for one in await bot.platform.examine(bot.installation)] == [Verdict.OK, Verdict.FAILED]


async def test_what_may_not_leave_any_more_never_arrives(bot) -> None:
    MAY_LEAVE.set(lambda: False)
    with pytest.raises(NotSent):
        await post(bot, channel(bot))
    MAY_LEAVE.set(lambda: True)
    await post(bot, channel(bot))
    assert len(bot.scene.teams.ledger.posts()) == 1


async def test_sixty_posts_at_once_use_one_client_and_one_token(bot) -> None:
    bot.scene.teams.pace.enabled = False
    bot.scene.teams.connector.latency.seconds = 0.5  # one after the other they would take half a minute
    await asyncio.gather(*(post(bot, channel(bot)) for _ in range(60)))
    calls = bot.scene.teams.ledger.calls
    assert len(bot.scene.teams.ledger.posts()) == 60
    assert sum(one.operation == "token" for one in calls) == 1
    assert len(bot.platform.calls._clients) == 1
    posted = [one.tick for one in bot.scene.teams.ledger.entries]
    assert posted[-1] - posted[0] < 10
