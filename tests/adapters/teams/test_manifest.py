"""The app package has what Teams asks for in schema 1.25, and nothing that it would refuse."""

import io
import json
import struct
import zipfile
import zlib

import pytest

from adapters.teams.manifest import NEVER, PERMISSIONS, Publisher, build_manifest, build_package, never, permissions

APP = "0a6ef8b2-6c1b-4b0e-9f5a-2b6a3a0e7c11"
PUBLISHER = Publisher("Marlowe & Finch", "https://m.example", "https://m.example/privacy", "https://m.example/terms")


def test_the_manifest_names_one_bot_in_three_scopes_with_commands_and_forms() -> None:
    made = build_manifest(APP, PUBLISHER, base_url="https://instep.m.example:8443/x")
    assert made["manifestVersion"] == "1.25"
    assert made["supportsChannelFeatures"] == "tier1"
    (bot,) = made["bots"]
    assert bot["botId"] == APP
    assert set(bot["scopes"]) == {"team", "personal", "groupChat"}
    assert {"update", "got it", "help"} <= {one["title"] for one in bot["commandLists"][0]["commands"]}
    commands = {one["id"]: one for one in made["composeExtensions"][0]["commands"]}
    assert commands["update"]["context"] == commands["shoutout"]["context"] == ["compose", "commandBox", "message"]
    assert all(one["fetchTask"] and len(one["title"]) <= 32 for one in commands.values())
    assert made["validDomains"] == ["instep.m.example"]
    assert "authorization" not in made
    assert "webApplicationInfo" not in made


def test_reading_replies_is_asked_for_only_where_the_operator_chose_it() -> None:
    made = build_manifest(APP, PUBLISHER, reading=True)
    (asked,) = made["authorization"]["permissions"]["resourceSpecific"]
    assert asked == {"name": "ChannelMessage.Read.Group", "type": "Application"}
    assert made["webApplicationInfo"]["id"] == APP
    assert made["webApplicationInfo"]["resource"]
    described = made["description"]["full"]
    assert "what is not addressed to it" in described
    assert "reads only what is addressed" not in described
    assert len(described) <= 4000
    told = permissions(reading=True)
    assert [one.name for one in told[:-1]] == [one.name for one in PERMISSIONS]
    assert "ChannelMessage.Read.Group" in told[-1].name
    assert "keeps and logs nothing" in told[-1].why
    assert all(one.why.endswith(".") for one in told)
    assert {*NEVER} - {*never(reading=True)} == {one for one in NEVER if "resource-specific consent" in one}


def test_texts_keep_to_the_schemas_lengths() -> None:
    made = build_manifest(APP, PUBLISHER)
    assert len(made["name"]["short"]) <= 30
    assert len(made["name"]["full"]) <= 100
    assert len(made["description"]["short"]) <= 80
    assert len(made["description"]["full"]) <= 4000
    listed = made["bots"][0]["commandLists"][0]["commands"]
    assert len(listed) <= 12
    assert all(len(one["title"]) <= 128 and len(one["description"]) <= 4000 for one in listed)


def test_two_bots_have_two_packages_and_one_bot_always_the_same() -> None:
    other = "1b6ef8b2-6c1b-4b0e-9f5a-2b6a3a0e7c11"
    assert build_manifest(APP, PUBLISHER)["id"] == build_manifest(APP.upper(), PUBLISHER)["id"]
    assert build_manifest(APP, PUBLISHER)["id"] != build_manifest(other, PUBLISHER)["id"]
    assert build_package(build_manifest(APP, PUBLISHER)) == build_package(build_manifest(APP, PUBLISHER))


def test_commands_can_have_other_words() -> None:
    made = build_manifest(APP, PUBLISHER, names={"update": "news"})
    assert "news" in {one["title"] for one in made["bots"][0]["commandLists"][0]["commands"]}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"app_id": "instep"}, "application id"),
        ({"app_name": "x" * 31}, "1 to 30"),
        ({"version": "1.0"}, "three numbers"),
        ({"publisher": Publisher("M", "http://m.example", "https://p", "https://t")}, "https://"),
        ({"publisher": Publisher("", "https://m", "https://p", "https://t")}, "1 to 32"),
        ({"names": {"fly": "x"}}, "no command"),
        ({"names": {"update": ""}}, "1 to 32"),
    ],
)
def test_what_an_upload_would_refuse_is_said_in_one_sentence(changes: dict, says: str) -> None:
    arguments = {"app_id": APP, "publisher": PUBLISHER, **changes}
    with pytest.raises(ValueError, match=says):
        build_manifest(**arguments)


def size_and_pixels(png: bytes) -> tuple[int, int, bytes]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 6)
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + body)
        data += body if name == b"IDAT" else b""
        at += 12 + length
    return width, height, zlib.decompress(data)


def test_the_package_holds_manifest_and_icons_at_its_root() -> None:
    with zipfile.ZipFile(io.BytesIO(build_package(build_manifest(APP, PUBLISHER)))) as archive:
        assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(archive.read("manifest.json"))["bots"][0]["botId"] == APP
        assert size_and_pixels(archive.read("color.png"))[:2] == (192, 192)
        width, height, pixels = size_and_pixels(archive.read("outline.png"))
    assert (width, height) == (32, 32)
    seen = {pixels[row * 129 + 1 + 4 * x : row * 129 + 5 + 4 * x] for row in range(32) for x in range(32)}
    assert b"\xff\xff\xff\x00" in seen  # transparent around the mark
    assert b"\xff\xff\xff\xff" in seen
    assert {one[:3] for one in seen} == {b"\xff\xff\xff"}  # white alone, as Teams asks


def test_every_permission_says_why_in_a_sentence() -> None:
    assert all(one.why.endswith(".") and one.name for one in PERMISSIONS)
    assert all(one.endswith(".") for one in NEVER)
