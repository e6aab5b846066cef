"""talon and mail-parser-reply in an environment of their own: their parts are old, and none of ours.

This file is also the program that runs there (standard library and the peers only): for each line on
its input it reads all messages and prints the seconds that took.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PEERS = ("talon", "mail-parser-reply")
# talon's own requirements name machine learning that its quotation part never loads, and a
# detector of charsets that no longer builds; faust-cchardet is the same one kept alive.
PINNED = ("talon==1.4.4", "mail-parser-reply==1.36")
BESIDE = ("regex", "lxml", "cssselect", "html5lib", "six", "chardet<8", "faust-cchardet")
HOME = Path(__file__).resolve().parent.parent / "var" / "bench" / "reading_peers"
INSTALL_SECONDS = 180


@dataclass(frozen=True)
class Peer:
    """A peer that waits in its process."""

    asked: IO[str]
    answers: IO[str]

    def seconds(self) -> float:
        self.asked.write("go\n")
        self.asked.flush()
        return float(self.answers.readline())


@contextlib.contextmanager
def started_peers(messages: Path) -> Iterator[tuple[dict[str, Peer], dict[str, str]]]:
    """The peers that can be had, by name, and why the others cannot."""
    peers: dict[str, Peer] = {}
    skipped: dict[str, str] = {}
    reason = _install()
    with contextlib.ExitStack() as stack:
        for name in PEERS:
            try:
                peers[name] = _started(name, messages, stack)
            except (OSError, ValueError) as cause:
                skipped[name] = reason or str(cause)
        yield peers, skipped


def _install() -> str:
    """Why the environment could not be made; empty when it is there."""
    python = HOME / "bin" / "python"
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    try:
        if not python.exists():
            _told_to((sys.executable, "-m", "venv", str(HOME)))
        _told_to((*pip, "--no-deps", *PINNED))
        _told_to((*pip, *BESIDE))
    except (OSError, subprocess.SubprocessError) as cause:
        return f"cannot be installed: {cause}"[:200]
    return ""


def _told_to(command: Sequence[str]) -> None:
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=INSTALL_SECONDS,
    )


def _started(name: str, messages: Path, stack: contextlib.ExitStack) -> Peer:
    process = stack.enter_context(
        subprocess.Popen(
            (str(HOME / "bin" / "python"), str(Path(__file__).resolve()), name, str(messages)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    )
    stack.callback(process.kill)
    assert process.stdin is not None
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise ValueError(f"{name} does not start on Python {sys.version.split()[0]}")
    return Peer(process.stdin, process.stdout)


def main(name: str, path: Path) -> None:
    """The program: serve one peer."""
    messages: list[bytes] = pickle.loads(path.read_bytes())
    extract = _extractor(name)
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        for raw in messages:
            # Both fail on some messages; that is not what is measured.
            with contextlib.suppress(Exception):
                extract(raw)
        print(time.perf_counter() - began, flush=True)


def _extractor(name: str) -> Callable[[bytes], object]:
    if name == "talon":
        from talon import quotations  # type: ignore[import-not-found]  # lives in its own environment

        def by_talon(raw: bytes) -> object:
            text, media_type = _body(raw)
            return quotations.extract_from(text, media_type)

        return by_talon
    from mailparser_reply import (  # type: ignore[import-not-found]  # lives in its own environment
        EmailReplyParser,
    )

    parser = EmailReplyParser(
        languages=["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs", "ja", "ko", "zh"]
    )
    return lambda raw: parser.parse_reply(_body(raw)[0])


def _body(raw: bytes) -> tuple[str, str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return (str(body.get_content()), body.get_content_type()) if body else ("", "text/plain")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
