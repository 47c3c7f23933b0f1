"""`instep demo`, `bench` and `chaos`: a result that could not be kept is said before anything starts."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import bot.proof.bench
import bot.proof.chaos
import bot.proof.demo
from bot.cli import proof
from bot.proof.processes import until_stopped


@pytest.mark.parametrize(
    "command",
    [["demo", "--headless", "--json"], ["bench", "--json"], ["chaos", "--json"], ["chaos", "--page"]],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_start(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(bot.proof.demo, "run_demo", lambda **told: begun.append(told))
    monkeypatch.setattr(bot.proof.bench, "run_bench", lambda **told: begun.append(told))
    monkeypatch.setattr(bot.proof.chaos, "run_chaos", lambda **told: begun.append(told))
    app = typer.Typer(rich_markup_mode=None)
    proof.add_to(app)
    for file, why in ((tmp_path / "none" / "out.json", "no such file or directory"), (tmp_path, "is a directory")):
        result = CliRunner().invoke(app, [*command, str(file)])
        assert result.exit_code == 2
        said = f"{file} cannot be written ({why}): name a file in a folder that exists."
        assert said in result.output
    assert begun == []
    CliRunner().invoke(app, [*command, str(tmp_path / "out.json")])
    assert len(begun) == 1
    assert list(tmp_path.iterdir()) == []


def test_help_names_all_that_can_be_chosen() -> None:
    assert tuple(bot.proof.chaos.SCENARIOS) == proof.SCENARIOS
    assert tuple(bot.proof.bench.MEASURES) == proof.MEASURES


def test_sigterm_ends_a_run_as_an_interruption_does() -> None:
    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(until_stopped(work()))
