"""The child process that renders a team's own templates: `python -m …typesetting.child OWN SHIPPED`.

Jinja's sandbox keeps a template from our objects, but has no limit of memory, time or output (a format
such as `'%1000000000d'` takes a gigabyte). This process has all three, and holds no secret: its
environment is empty, and what it is sent is one brief that its client may read.

The parent writes a frame (4 bytes of length, then a pickle of kind, language and the brief's fields) and reads frames
of JSON: `{"at": template}` before each part, then `{"letter": …}` or `{"error": …}`.
"""

from __future__ import annotations

import json
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from jinja2 import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset
from clientcomms.ports.typesetter import TemplateError
from clientcomms.providers.typesetting.environment import PARTS, environment, letter_of
from clientcomms.providers.typesetting.faults import Greedy, blamed

MEMORY = 512 * 1024 * 1024
"""Bytes of address space, the interpreter included."""
SECONDS = 2.0
"""For one letter."""
OUTPUT = 2 * 1024 * 1024
"""Characters of one part."""
LENGTH = struct.Struct(">I")


def main(own: str, shipped: str) -> None:
    """Serve until the parent closes the pipe."""
    folders = (Path(own), Path(shipped))
    using = {
        language: environment(folders, language, ImmutableSandboxedEnvironment, watched=True)
        for language in Language
    }
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _out_of_time)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while asked := received(incoming):
        kind, language, known = pickle.loads(asked)  # noqa: S301  # from our own parent through a private pipe
        try:
            letter = _letter(using[language], f"{kind}/{language}", known, outgoing)
        except TemplateError as error:
            said: object = {"error": [error.template, error.what, error.line]}
        else:
            said = {"letter": [letter.subject, letter.text, letter.html, letter.chat]}
        sent(outgoing, said)


def _letter(
    using: Environment, folder: str, known: Mapping[str, object], outgoing: BinaryIO
) -> Typeset:
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        parts: dict[str, str] = {}
        for part in PARTS:
            sent(outgoing, {"at": f"{folder}/{part}"})
            parts[part] = _part(using, f"{folder}/{part}", known)
        return letter_of(parts)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _part(using: Environment, template: str, known: Mapping[str, object]) -> str:
    try:
        return _counted(using.get_template(template).generate(known))
    except Exception as error:  # whatever a template raises holds its letter; the child goes on
        raise blamed(error, template) from error


def _counted(chunks: Iterator[str]) -> str:
    assert isinstance(chunks, Generator)
    written: list[str] = []
    room = OUTPUT
    for chunk in chunks:
        written.append(chunk)
        room -= len(chunk)
        if room < 0:  # raised inside the template, so that it names its line
            chunks.throw(Greedy(f"writes more than {OUTPUT // 1024 // 1024} MB; mend the loop"))
    return "".join(written)


def _out_of_time(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise Greedy(f"takes more than {SECONDS:g} s; mend the loop")


def received(stream: BinaryIO) -> bytes:
    """One frame; empty at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    return stream.read(LENGTH.unpack(head)[0])


def sent(stream: BinaryIO, said: object) -> None:
    """Write one frame of JSON."""
    raw = json.dumps(said).encode()
    stream.write(LENGTH.pack(len(raw)) + raw)
    stream.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
