"""Receipts that leave chat: what is in them, for whom, and who sees that they were taken."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates.composing import RECEIPT
from bot.capabilities.updates.store import Update, knowledge
from bot.capabilities.updates.store.knowledge import CheckQuestion, KnowledgeAnswer
from bot.chat.message import Button
from bot.people.model import AuditEntry, Channel, Grant, Person, PersonState, Role, Side, Team
from bot.ports import Cause

MINUTE = timedelta(minutes=1)


async def grant(stage: Any, who: str, role: Role, side: str | None) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        side_id = await session.scalar(select(Side.id).where(Side.name == side)) if side else None
        session.add(Grant(person_id=person.id, role=role, side_id=side_id))


async def leads(stage: Any, who: str, team: str) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=person.id))


async def noted(stage: Any, known: Update, *order: tuple[str, int]) -> None:
    """People press *Got it* one after the other, so many minutes after the publication."""
    published = stage.calendar.instant
    for who, minutes in order:
        stage.calendar.instant = published + minutes * MINUTE
        answer = await stage.press(who, Button("Got it", "updates.got_it", f"{known.public_id}.{known.version}"))
        assert "Noted" in stage.shown(answer.message)


async def published(stage: Any) -> Update:
    known = await stage.publish()
    await stage.deliver(failing={"lumen": Cause.CHANNEL_ARCHIVED})
    order = (("Ines", 1), ("Ada", 2), ("Hana", 5), ("Luz", 6), ("Bo", 9), ("Hugo", 12))
    await noted(stage, known, *order)
    return known


async def taken(program: Any, known: Update, who: str = "Ines", **query: str) -> Any:
    await program.has_token(who)
    response = await program.ask("GET", f"/updates/{known.public_id}/receipt", params=query)
    assert response.status == 200, await response.text()
    if query.get("format") == "csv":
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    return await response.json()


async def test_it_tells_by_side_team_version_and_channel(stage: Any, program: Any) -> None:
    receipt = await taken(program, await published(stage))
    assert receipt["delivery"]["promised"] == 3 and receipt["delivery"]["failed"] == 1
    assert [(one["side"], one["noted"], one["expected"]) for one in receipt["sides"]] == [
        ("Internal", 3, 3),
        ("Harborline", 2, 2),
        ("Lumenara", 1, 2),
    ]
    teams = {one["team"]: (one["version"], one["side"], one["noted"], one["expected"]) for one in receipt["teams"]}
    assert teams["Lumen"] == (1, "Lumenara", 1, 2) and teams["Harbor"] == (1, "Harborline", 2, 2)
    medians = {one["side"]: one["median_seconds"] for one in receipt["versions"]}
    assert medians == {"Internal": 120, "Harborline": (300 + 720) / 2, "Lumenara": 360}
    lumen = next(one for one in receipt["channels"] if one["channel"] == "lumen")
    assert lumen["state"] == "failed" and lumen["cause"] == "channel_archived" and lumen["remedy"]
    assert receipt["partners_behind_seconds"] == 240.0  # Ada at 2 min, Luz at 6 min
    assert receipt["people"] == []


async def test_a_sheet_says_the_same_as_json(stage: Any, program: Any) -> None:
    known = await published(stage)
    receipt, rows = await taken(program, known), await taken(program, known, format="csv")
    assert [row["record"] for row in rows] == [
        *("update", *["side"] * 3, *["team"] * 3, *["version"] * 3, *["channel"] * 3),
    ]
    for what, models in (("side", "sides"), ("team", "teams"), ("version", "versions"), ("channel", "channels")):
        written = [row for row in rows if row["record"] == what]
        for row, model in zip(written, receipt[models], strict=True):
            told = {name: "" if value is None else str(value) for name, value in model.items() if name in row}
            at = {name for name in told if name.endswith("_at")}
            assert {name: row[name] for name in told.keys() - at} == {name: told[name] for name in told.keys() - at}
    assert rows[0]["promised"] == "3" and rows[0]["partners_behind_seconds"] == "240.0"


async def test_no_cell_is_taken_for_a_formula(stage: Any, program: Any) -> None:
    for name, evil in (("care", "=cmd|' /C calc'!A0"), ("harbor", "+1"), ("lumen", "@SUM(A1)")):
        async with stage.database.write() as session:
            await session.execute(update(Channel).where(Channel.name == name).values(name=evil))
    rows = await taken(program, await stage.publish(), format="csv")
    names = [row["channel"] for row in rows if row["record"] == "channel"]
    assert len(names) == 3 and all(name.startswith("'") for name in names)


async def test_parity_stands_on_the_authors_card_once_half_of_both_have_it(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await noted(stage, known, ("Ines", 1), ("Ada", 2), ("Hana", 5))
    assert "Parity" not in (await stage.redrawn(known, RECEIPT))["Ines"]
    await noted(stage, known, ("Luz", 1))
    card = (await stage.redrawn(known, RECEIPT))["Ines"]
    assert "Parity: Partners 4 min behind internal (median)" in card and "at delivery" in card


async def test_parity_can_be_the_other_way_round(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await noted(stage, known, ("Hana", 1), ("Luz", 2), ("Ines", 3), ("Ada", 5))
    assert "Partners 3 min ahead of internal (median)" in (await stage.redrawn(known, RECEIPT))["Ines"]


async def test_a_partners_author_is_not_told_how_far_others_are(stage: Any, program: Any) -> None:
    known = await published(stage)
    await grant(stage, "Hana", Role.AUTHOR, "Harborline")
    assert (await taken(program, known, "Hana"))["partners_behind_seconds"] is None


OTHERS = {
    "Harborline": {"Internal", "Lumenara", "Care", "Lumen", "care", "lumen", "Ines", "Ada", "Bo", "Luz", "Leo"},
    "Lumenara": {"Internal", "Harborline", "Care", "Harbor", "care", "harbor", "Ines", "Ada", "Bo", "Hana", "Hugo"},
}


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.AUDITOR, Role.MANAGER, Role.ADMIN])
@pytest.mark.parametrize(("who", "side"), [("Hana", "Harborline"), ("Leo", "Lumenara")])
async def test_no_receipt_names_another_partner(stage: Any, program: Any, role: Role, who: str, side: str) -> None:
    known = await published(stage)
    await grant(stage, who, role, side)
    names = "true" if role in (Role.AUDITOR, Role.ADMIN) else "false"
    for said in (
        await taken(program, known, who, names=names),
        await taken(program, known, who, names=names, format="csv"),
        await (await program.ask("GET", f"/updates/{known.public_id}")).json(),
    ):
        words = set(json.dumps(said).replace('"', " ").replace(",", " ").replace("#", " ").split())
        assert not words & OTHERS[side], words & OTHERS[side]
    async with stage.database.read() as session:
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "export_receipt"))).all()
        own = await session.scalar(select(Side.id).where(Side.name == side))
    assert len(entries) == 2 and {one.detail["side_id"] for one in entries} == {own}


@pytest.mark.parametrize("who", ["Bo", "Hugo", "Leo"])
async def test_somebody_without_a_right_has_no_receipt(stage: Any, program: Any, who: str) -> None:
    known = await published(stage)
    await program.has_token(who)
    for path in ("", "/receipt"):
        assert (await program.ask("GET", f"/updates/{known.public_id}{path}")).status == 404


async def people_named(program: Any, known: Update, who: str) -> set[str]:
    return {one["person"] for one in (await taken(program, known, who, names="true"))["people"]}


async def test_names_are_for_the_lead_and_for_auditors_of_that_very_side(stage: Any, program: Any) -> None:
    known = await published(stage)
    await leads(stage, "Hana", "Harbor")
    assert await people_named(program, known, "Hana") == {"Hana", "Hugo"}
    await program.has_token("Ines")  # its author, and no auditor
    response = await program.ask("GET", f"/updates/{known.public_id}/receipt", params={"names": "true"})
    assert response.status == 403 and (await response.json())["error"]["field"] == "names"
    await grant(stage, "Ines", Role.ADMIN, None)
    assert await people_named(program, known, "Ines") == {"Ines", "Ada", "Bo"}
    await grant(stage, "Ines", Role.AUDITOR, "Lumenara")
    assert await people_named(program, known, "Ines") == {"Ines", "Ada", "Bo", "Luz", "Leo"}


async def test_names_tell_who_has_noted_it_and_when(stage: Any, program: Any) -> None:
    known = await published(stage)
    await leads(stage, "Luz", "Lumen")
    people = (await taken(program, known, "Luz", names="true"))["people"]
    assert [(one["person"], one["team"], bool(one["noted_at"])) for one in people] == [
        ("Leo", "Lumen", False),
        ("Luz", "Lumen", True),
    ]


async def test_a_provisional_lead_is_shown_nothing(stage: Any, program: Any) -> None:
    known = await published(stage)
    await leads(stage, "Hana", "Harbor")
    await stage.change(Person, "Hana", state=PersonState.PROVISIONAL)
    await program.has_token("Hana")
    assert (await program.ask("GET", f"/updates/{known.public_id}/receipt")).status == 404


async def test_each_export_is_seen_by_the_admins_of_the_sides_that_are_in_it(stage: Any, program: Any) -> None:
    known = await published(stage)
    await grant(stage, "Hana", Role.ADMIN, "Harborline")
    await grant(stage, "Ines", Role.AUDITOR, "Harborline")
    assert "Nothing that your side is in" in stage.shown((await stage.command("Hana", "exports")).message)
    await taken(program, known, names="true")
    said = stage.shown((await stage.command("Hana", "exports")).message)
    assert "Ines exported “Refunds need no supervisor”, Harborline, with names" in said
    assert "Lumenara" not in said and "Internal" not in said
    assert "Only admins of a side" in stage.shown((await stage.command("Leo", "exports")).message)
    await grant(stage, "Leo", Role.ADMIN, "Lumenara")
    said = stage.shown((await stage.press("Leo", Button("Exported receipts and shoutouts", "updates.exports"))).message)
    assert "Lumenara, without names" in said and "Harborline" not in said


async def test_whoever_asks_wrongly_exports_nothing(stage: Any, program: Any) -> None:
    known = await published(stage)
    for query in ({"format": "xml"}, {"names": "perhaps"}, {"colour": "red"}):
        response = await program.ask("GET", f"/updates/{known.public_id}/receipt", params=query)
        assert response.status == 422 and (await response.json())["error"]["field"] in query
    async with stage.database.read() as session:
        assert not (await session.scalars(select(AuditEntry).where(AuditEntry.action == "export_receipt"))).all()


async def test_it_tells_which_question_fails_and_nothing_where_too_few_answered(stage: Any, program: Any) -> None:
    known = await published(stage)
    question = CheckQuestion("Up to which amount?", ("50", "200"), 1, "Up to €200.")
    async with stage.database.write() as session:
        await knowledge.keep_check(session, known, [question])
        sides = dict((await session.execute(select(Side.name, Side.id))).all())
        session.add_all(
            KnowledgeAnswer(
                update_id=known.id,
                version=1,
                number=1,
                side_id=sides[side],
                right_at_first=number >= 2,
                first_at=stage.calendar.now(),
            )
            for side, people in (("Internal", 6), ("Harborline", 4))
            for number in range(people)
        )
    expected = [("Internal", 1, 1, "Up to which amount?", 6, 2), ("Harborline", 1, 1, "Up to which amount?", 4, None)]
    keys = ("side", "version", "question", "asks", "answered", "wrong_at_first")
    assert [tuple(one[key] for key in keys) for one in (await taken(program, known))["checks"]] == expected
    rows = [row for row in await taken(program, known, format="csv") if row["record"] == "question"]
    assert [tuple(row[key] for key in keys) for row in rows] == [
        tuple("" if one is None else str(one) for one in line) for line in expected
    ]
    await leads(stage, "Hana", "Harbor")
    assert [one["side"] for one in (await taken(program, known, "Hana"))["checks"]] == ["Harborline"]
