"""Time can be moved for bots on stand-ins: every process follows, the machine's own time does not, and nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import cli
from bot.clock import SystemClock, system_clocks
from bot.proof import calendar
from bot.proof.calendar import MovableCalendar
from bot.settings import SettingsError

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Standing:
    """A machine whose clock stands still."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


def test_whoever_was_given_the_file_follows_at_once_and_the_machine_does_not(tmp_path: Path) -> None:
    machine, file = Standing(), tmp_path / "calendar"
    moved, following = MovableCalendar(file, machine), MovableCalendar(file, machine)
    assert following.now() == NOON
    moved.move_to(NOON + timedelta(days=3, microseconds=1))
    assert following.now() == NOON + timedelta(days=3, microseconds=1)
    assert machine.now() == NOON
    assert MovableCalendar(file, machine).ahead == timedelta(days=3, microseconds=1)


def test_the_calendar_never_goes_back(tmp_path: Path) -> None:
    moved = MovableCalendar(tmp_path / "calendar", Standing())
    moved.move_to(NOON + timedelta(hours=1))
    with pytest.raises(ValueError, match="never goes back"):
        moved.move_to(NOON + timedelta(minutes=59))
    assert moved.now() == NOON + timedelta(hours=1)


@pytest.mark.parametrize("name", ["SLACK_API_URL", "TEAMS_LOGIN_URL"])
def test_a_bot_whose_time_can_be_moved_reaches_stand_ins_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = {"SLACK_API_URL": "http://127.0.0.1:4000", "TEAMS_LOGIN_URL": "http://127.0.0.1:4001"}
    named = {**here, "TEAMS_OPENID_METADATA_URL": "http://127.0.0.1:4001", "INSTEP_MODE": "development"}
    for one, value in {**named, "SLACK_BOT_TOKEN": "xoxb-invented", "SLACK_SIGNING_SECRET": "invented"}.items():
        monkeypatch.setenv(one, value)
    monkeypatch.delenv(name)
    monkeypatch.setattr("sys.argv", ["calendar", str(tmp_path / "calendar")])
    with pytest.raises(SettingsError, match=f"Time can be moved for stand-ins .* but {name} names nothing"):
        calendar.main()


def test_what_an_operator_starts_goes_by_the_machine_alone() -> None:
    clocks = system_clocks()
    assert clocks.calendar is clocks.machine
    assert isinstance(clocks.machine, SystemClock)
    run = (Path(cli.__file__).parent / "run.py").read_text()
    assert "serve(settings)" in run
    assert "bot.proof" not in run
