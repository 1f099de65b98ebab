"""The clock of the edge: frozen, moved for all processes, refused in production."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mashangban.config.environment import Mode
from mashangban.kit import clock

AT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A home whose clock nobody has moved, before and after."""
    settings.HOME = tmp_path
    clock.move(timedelta(0))
    yield tmp_path
    (tmp_path / "clock.json").write_text(json.dumps({"seconds": 0}))
    clock.move(timedelta(0))


def real_now() -> datetime:
    return datetime.now(UTC)


def test_it_tells_the_time_in_utc() -> None:
    before = real_now()
    now = clock.now()
    assert before <= now <= real_now()
    assert now.tzinfo is UTC


def test_it_can_be_stopped_for_a_while() -> None:
    with clock.frozen(AT):
        assert clock.now() == clock.now() == AT
        with clock.frozen(AT + timedelta(days=1)):
            assert clock.now() == AT + timedelta(days=1)
        assert clock.now() == AT
    assert clock.now() != AT


def test_the_date_is_that_of_shanghai() -> None:
    with clock.frozen(AT):
        assert clock.today() == date(2026, 11, 24)
    assert clock.local_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)


def test_moves_add_up() -> None:
    clock.move(timedelta(days=2))
    after = clock.move(timedelta(hours=-5))
    expected = real_now() + timedelta(days=2, hours=-5)
    assert abs(after - expected) < timedelta(seconds=5)
    assert abs(clock.now() - expected) < timedelta(seconds=5)


def test_a_stopped_clock_does_not_move() -> None:
    with clock.frozen(AT):
        assert clock.move(timedelta(days=3)) == AT


def test_other_processes_see_the_move(home: Path) -> None:
    clock.move(timedelta(days=30))
    program = "from mashangban.kit import clock; print(clock.now().isoformat())"
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "mashangban.config.settings",
            "MASHANGBAN_MODE": "demo",
            "MASHANGBAN_HOME": str(home),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    moved = datetime.fromisoformat(told.stdout.strip())
    assert timedelta(days=29, hours=23) < moved - real_now() < timedelta(days=30, hours=1)


def test_a_move_by_another_process_is_seen_within_a_second(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now()  # this process has looked at the file
    (home / "clock.json").write_text(json.dumps({"seconds": 7 * 86_400}))
    elapsed = clock.time.monotonic() + 1.1
    monkeypatch.setattr(clock.time, "monotonic", lambda: elapsed)
    assert clock.now() - real_now() > timedelta(days=6)


class TestInProduction:
    @pytest.fixture(autouse=True)
    def production(self, settings: Any, home: Path) -> Iterator[None]:
        settings.MODE = Mode.PRODUCTION
        yield
        settings.MODE = Mode.TEST

    def test_it_cannot_be_moved(self, home: Path) -> None:
        before = (home / "clock.json").read_text()
        with pytest.raises(clock.ClockIsFixed, match="demonstration and in tests only"):
            clock.move(timedelta(days=1))
        assert (home / "clock.json").read_text() == before

    def test_it_cannot_be_stopped(self) -> None:
        with pytest.raises(clock.ClockIsFixed), clock.frozen(AT):
            pass

    def test_a_moved_clock_left_behind_is_not_believed(self, home: Path) -> None:
        (home / "clock.json").write_text(json.dumps({"seconds": 7 * 86_400}))
        assert abs(clock.now() - real_now()) < timedelta(seconds=5)
