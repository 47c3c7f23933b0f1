"""`instep demo` as a command: what it writes, how it fails, and what it leaves behind."""

import asyncio
import json
import os
import signal
import sys
from functools import partial
from pathlib import Path

from bot.proof.marlowe import HARBORLINE, LUMENARA
from bot.proof.scenes.praising import DID, MAIL
from bot.proof.scenes.thanking import IN_ONE_LINE, NUMBER, WORDS

BROKEN = """
import os, sys
if "bot.proof.calendar" in sys.orig_argv:
    os.write(2, b"this bot is broken")
    os._exit(3)
"""
"""A `sitecustomize` with which every Python starts but the bot."""

STEP_WITHIN = 60


async def start(*arguments: str, python_path: Path | None = None) -> asyncio.subprocess.Process:
    """A demo that hears Ctrl-C, as from a terminal: what a script runs in the background, these tests too, has been
    told to ignore it, and would pass that on (POSIX, Shell Command Language, 2.11)."""
    environment = {**os.environ, **({"PYTHONPATH": str(python_path)} if python_path else {})}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "demo", "--headless", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def started_by(parent: int) -> list[int]:
    """The processes whose parent is this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(state[1]) == parent and state[0] != "Z":
                found.append(int(entry.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_step_that_fails_says_what_was_expected_and_ends_the_demo_with_1(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN)
    demo = await start("--json", str(tmp_path / "out.json"), python_path=tmp_path)
    assert demo.stdout
    said = (await demo.stdout.read()).decode()
    assert await demo.wait() == 1
    assert "FAILED  The bot starts: expected it to happen; came `-m bot.proof.calendar " in said
    assert "ended with 3" in said
    assert "this bot is broken" in said
    assert "--  The manager publishes it: not tried" in said
    out = json.loads((tmp_path / "out.json").read_text())
    assert [step["ok"] for step in out["steps"]][:3] == [True, True, False]
    assert not any(step["ok"] for step in out["steps"][2:])
    assert out["deliveries"] == out["acknowledgements"] == out["shoutouts"] == out["syncs"] == []


async def test_the_demo_tells_its_story_to_its_end_and_writes_what_came_of_it(tmp_path: Path) -> None:
    demo = await start("--json", str(tmp_path / "out.json"))
    assert demo.stdout
    said = (await demo.stdout.read()).decode()
    assert await demo.wait() == 0, said
    assert all(line.startswith("ok  ") for line in said.splitlines() if not line.startswith(" ")), said
    out = json.loads((tmp_path / "out.json").read_text())
    assert [step["ok"] for step in out["steps"]] == [True] * said.count("\nok  ") + [True]
    for side, platform in ((LUMENARA, "slack"), (HARBORLINE, "teams")):
        for what in ("deliveries", "acknowledgements"):
            assert [one for one in out[what] if (one["side"], one["platform"]) == (side, platform)], what
    assert {one["story"] for one in out["shoutouts"]} == {WORDS, IN_ONE_LINE, DID}
    assert not [secret for secret in (NUMBER, MAIL) if secret in json.dumps(out)]
    assert out["syncs"]
    assert out["checkins"]


async def test_a_demo_that_is_stopped_takes_its_processes_with_it() -> None:
    demo = await start()
    assert demo.stdout
    said = b""
    try:
        async with asyncio.timeout(STEP_WITHIN):
            while b"The bot starts" not in said:
                said = await demo.stdout.readline()
        assert said.startswith(b"ok  "), said.decode()
        children = started_by(demo.pid)
        assert len(children) == 2
        demo.send_signal(signal.SIGINT)
    except BaseException:
        demo.terminate()
        raise
    finally:
        await demo.stdout.read()
        code = await demo.wait()
    assert code != 0
    assert not [pid for pid in children if is_running(pid)]
