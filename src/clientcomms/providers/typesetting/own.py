"""A team's own templates: single kinds, languages or files put over the shipped ones, rendered apart.

Whatever they do, this process goes on: a child renders them with limits of memory, time and output
(`clientcomms.providers.typesetting.child`), and is killed and started anew when it breaks one.
"""

from __future__ import annotations

import json
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset
from clientcomms.ports.typesetter import TemplateError, Typesetter
from clientcomms.providers.typesetting import child
from clientcomms.providers.typesetting.environment import names_of

_GRACE = 3.0
"""Seconds beyond the child's own limit, for its start and for what its clock cannot interrupt."""
_LARGEST_FRAME = 6 * 4 * child.OUTPUT
"""Four parts, each character as long as JSON can write it."""


class OwnTypesetter:
    """Typesetter that sends what the team has overridden to the child, and all else to `shipped`.

    One letter at a time is in the child; callers in other threads wait.
    """

    def __init__(self, own: Path, shipped_folder: Path, shipped: Typesetter) -> None:
        self._own = own.resolve()
        self._folders = (str(self._own), str(shipped_folder.resolve()))
        self._shipped = shipped
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        """Return the letter's four texts.

        Raises:
            TemplateError: the letter must be held; others go on.

        """
        if not self.overrides(kind, language):
            return self._shipped.typeset(kind, language, brief)
        with self._lock:
            return self._from_child(kind, language, names_of(brief))

    def overrides(self, kind: str, language: Language) -> bool:
        """Whether the team has put something of its own over this letter."""
        return (self._own / "_layout").is_dir() or (self._own / kind / language).is_dir()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._kill()

    def _from_child(self, kind: str, language: Language, known: dict[str, Any]) -> Typeset:
        at = f"{kind}/{language}"
        running = self._running()
        try:
            for said in self._conversation(running, (kind, language, known)):
                match said:
                    case {"at": str(template)}:
                        at = template
                    case {"letter": [str(subject), str(text), str(html), str(chat)]}:
                        return Typeset(subject, text, html, chat)
                    case {"error": [str(template), str(what), int() | None as line]}:
                        raise TemplateError(template, what, line)
                    case _:
                        break
        except TimeoutError:
            self._kill()
            what = f"takes more than {child.SECONDS:g} s; mend the loop"
            raise TemplateError(at, what) from None
        except (OSError, ValueError):
            pass
        self._kill()
        raise TemplateError(at, "broke the process that renders it; mend the loop or the format")

    def _conversation(
        self, running: subprocess.Popen[bytes], asked: tuple[str, Language, dict[str, Any]]
    ) -> Iterator[Any]:
        """What the child says, frame by frame; it ends with the child.

        Raises:
            TimeoutError: the child is silent beyond its time.

        """
        assert running.stdin is not None
        assert running.stdout is not None
        raw = pickle.dumps(asked)
        running.stdin.write(child.LENGTH.pack(len(raw)) + raw)
        running.stdin.flush()
        until = time.monotonic() + child.SECONDS + _GRACE
        reading = running.stdout.fileno()
        while head := _read(reading, child.LENGTH.size, until):
            (length,) = child.LENGTH.unpack(head)
            if length > _LARGEST_FRAME:
                return
            yield json.loads(_read(reading, length, until))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._kill()
            self._child = subprocess.Popen(  # noqa: S603  # our own module, our own interpreter
                [sys.executable, "-I", "-m", child.__name__, *self._folders],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONUTF8": "1"},
                cwd="/",
            )
        return self._child

    def _kill(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._child = None


def _read(descriptor: int, length: int, until: float) -> bytes:
    """Exactly so many bytes, or none when the other end is gone.

    Raises:
        TimeoutError: they did not come in time.

    """
    got = bytearray()
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    while len(got) < length:
        if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError
        chunk = os.read(descriptor, min(65536, length - len(got)))
        if not chunk:
            return b""
        got += chunk
    return bytes(got)
