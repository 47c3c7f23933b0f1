"""Who may do what."""

from collections.abc import Callable
from itertools import product

import pytest

from bot.chat.inbound import Identity
from bot.people import access
from bot.people.access import EVERYTHING, Actor, FirstAdmins, Right, Scope
from bot.people.model import Role, SideKind
from bot.people.refusal import Refused

INTERNAL, HARBORLINE, LUMENARA = 1, 2, 3
CARE, HARBOR = 10, 20


def actor(*rights: Right, side: int = INTERNAL, provisional: bool = False, leads: tuple[int, ...] = ()) -> Actor:
    return Actor(
        person_id=7,
        public_id="p",
        name="Ada",
        side_id=side,
        side_name="",
        side_kind=SideKind.INTERNAL if side == INTERNAL else SideKind.PARTNER,
        provisional=provisional,
        zone="UTC",
        locale="en",
        roles=frozenset(rights),
        identity=None,
        team_ids=(),
        led_team_ids=leads,
    )


def test_everybody_is_an_agent_of_their_own_side_only() -> None:
    assert actor(side=HARBORLINE).may(Role.AGENT, HARBORLINE)
    assert not actor(side=HARBORLINE).may(Role.AGENT, LUMENARA)


def test_a_right_within_a_side_holds_nowhere_else() -> None:
    manager = actor((Role.MANAGER, HARBORLINE), side=HARBORLINE)
    assert manager.may(Role.AUTHOR, HARBORLINE)
    assert not manager.may(Role.AUTHOR, LUMENARA)
    assert not manager.may(Role.AUTHOR)
    assert manager.may_somewhere(Role.AUTHOR)


def test_ringing_people_comes_with_no_other_role() -> None:
    everything_else = [(role, None) for role in Role if role is not Role.URGENT]
    assert access.may_publish_urgent(actor(*everything_else), {INTERNAL})
    assert access.may_publish_urgent(actor((Role.URGENT, None)), {INTERNAL})
    assert access.may_publish_urgent(actor((Role.URGENT, None), (Role.AUTHOR, None)), {INTERNAL}) is None


def test_provisional_people_have_no_right_whatever_was_granted() -> None:
    somebody = actor((Role.ADMIN, None), provisional=True, leads=(CARE,))
    assert not any(somebody.may(role) for role in Role)
    assert access.may_lead_team(somebody, CARE, INTERNAL)
    assert access.may_see_receipts(somebody, {INTERNAL}, owner_id=somebody.person_id)


def test_one_needs_the_right_on_every_side_that_is_reached() -> None:
    author = actor((Role.AUTHOR, HARBORLINE), side=HARBORLINE)
    assert access.may_publish(author, {HARBORLINE}) is None
    assert access.may_publish(author, {HARBORLINE, INTERNAL})
    assert access.may_publish(author, set())
    assert access.may_publish(actor((Role.MANAGER, None)), set()) is None


def test_names_of_who_has_not_acted_go_to_their_own_lead_only() -> None:
    assert access.may_see_names(actor(side=HARBORLINE, leads=(HARBOR,)), HARBOR, HARBORLINE) is None
    assert access.may_see_names(actor((Role.LEAD, HARBORLINE), side=HARBORLINE), HARBOR, HARBORLINE) is None
    for other in (actor((Role.ADMIN, None)), actor((Role.AUTHOR, None)), actor(leads=(CARE,))):
        assert access.may_see_names(other, HARBOR, HARBORLINE)


def test_a_partner_sees_itself_and_internal_people_see_everyone() -> None:
    assert actor().scope == EVERYTHING
    assert actor(provisional=True).scope == Scope(frozenset({INTERNAL}))
    assert actor((Role.ADMIN, HARBORLINE), side=HARBORLINE).scope == Scope(frozenset({HARBORLINE}))


def test_the_admin_of_a_side_makes_no_further_admins_and_lets_nobody_ring() -> None:
    admin = actor((Role.ADMIN, HARBORLINE), side=HARBORLINE)
    allowed = {
        (role, side)
        for role, side in product(Role, (None, INTERNAL, HARBORLINE))
        if access.may_grant(admin, role, side) is None
    }
    assert allowed == {(role, HARBORLINE) for role in Role if role not in (Role.ADMIN, Role.URGENT)}


@pytest.mark.parametrize(
    "refusal",
    [
        lambda who: access.may_publish(who, {INTERNAL}),
        lambda who: access.may_publish_urgent(who, {INTERNAL}),
        lambda who: access.may_see_receipts(who, {INTERNAL}, owner_id=8),
        lambda who: access.may_see_names(who, CARE, INTERNAL),
        lambda who: access.may_remind(who, {INTERNAL}, owner_id=8),
        lambda who: access.may_lead_team(who, CARE, INTERNAL),
        lambda who: access.may_manage_people(who, INTERNAL),
        lambda who: access.may_merge(who, [INTERNAL, HARBORLINE]),
        lambda who: access.may_link_channel(who, CARE, INTERNAL),
        lambda who: access.may_link_homes(who),
        lambda who: access.may_grant(who, Role.AUTHOR, INTERNAL),
        lambda who: access.may_change_settings(who),
        lambda who: access.may_manage_audiences(who, {INTERNAL}),
        lambda who: access.may_open_walls(who),
        lambda who: access.may_audit(who),
        lambda who: access.may_manage_partners(who),
    ],
)
def test_an_agent_is_refused_with_a_sentence_that_says_whom_to_ask(refusal: Callable[[Actor], str | None]) -> None:
    said = refusal(actor())
    assert said and said.endswith(".") and (" sk " in said.replace("A", " ").replace("a", " "))
    if "names" not in said:
        assert refusal(actor((Role.ADMIN, None), (Role.URGENT, None))) is None


def test_requiring_a_right_raises_what_is_said_and_lets_the_operator_pass() -> None:
    access.require(None, access.may_link_homes)
    access.require(actor((Role.ADMIN, None)), access.may_link_homes)
    with pytest.raises(Refused, match="Ask an admin"):
        access.require(actor(), access.may_link_homes)


@pytest.mark.parametrize("entry", ["U1", "u1", "slack:U1", " Ines@Marlowe.example "])
def test_a_first_admin_is_named_by_id_or_email(entry: str) -> None:
    assert FirstAdmins((entry,)).names(Identity("slack", "T1", "U1"), "ines@marlowe.example")


@pytest.mark.parametrize("entry", ["teams:U1", "U2", "", "slack:", "marlowe.example"])
def test_nobody_else_is_a_first_admin(entry: str) -> None:
    assert not FirstAdmins((entry,)).names(Identity("slack", "T1", "U1"), "")
