from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

STARTED = (0.5, 0.9, 1.4, 2.2)
"""Seconds after its start at which the signal comes: imports, migration, loading, serving."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ended_by(number: signal.Signals, after: float, folder: Path, port: int) -> tuple[int, str]:
    """Start the example, end it after some time, and return its status and what it complained of."""
    command = [sys.executable, "-m", "clientcomms", "demo", "--folder", str(folder)]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        time.sleep(after)
        process.send_signal(number)
        _out, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_first_seconds_ends_quietly_and_the_next_start_works(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder, port = tmp_path / "demo", free_port()
    for after in STARTED:
        assert ended_by(number, after, folder, port) == (0, ""), after
        assert not list(folder.glob("*.partial"))
    assert ended_by(number, 8, folder, port) == (0, "")
    assert list((folder / "mail").rglob("new/*")) or list(folder.rglob("*.ics"))
