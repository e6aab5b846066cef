"""An SMTP sink in a process of its own: takes everything, verifies and counts every message.

It is as strict as a careful next hop: every message must name its envelope's recipients in To or
Cc, carry a Message-ID that never came before, be 7 bit with CRLF, and close its MIME boundary.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from typing_extensions import override

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb'boundary="?([^";\r\n]+)', re.IGNORECASE)
_PATH = re.compile(rb"<([^>]*)>")
_END = b"\r\n.\r\n"


class Counters:
    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0
        self.faults: list[str] = []
        self.seen: set[bytes] = set()

    def take(self, paths: list[bytes], raw: bytes) -> None:
        self.messages += 1
        self.bytes += len(raw)
        head, _, body = raw.partition(b"\r\n\r\n")
        named = _MESSAGE_ID.search(head)
        if named is None or named[1] in self.seen:
            self.faults.append(f"Message-ID missing or twice: {named}")
        else:
            self.seen.add(named[1])
        if not all(path in head for path in paths):
            self.faults.append(f"{paths} not in the header")
        boundary = _BOUNDARY.search(head)
        if boundary and b"--" + boundary[1] + b"--" not in body:
            self.faults.append("the boundary is not closed")
        if not raw.isascii() or b"\n" in raw.replace(b"\r\n", b""):
            self.faults.append("not 7 bit with CRLF")


class Conversation(asyncio.Protocol):
    def __init__(self, counters: Counters, *, verify: bool) -> None:
        self._counters = counters
        self._verify = verify
        self._buffer = bytearray()
        self._paths: list[bytes] = []
        self._in_data = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport.write(b"220 sink ESMTP\r\n")

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        replies: list[bytes] = []
        while self._step(replies):
            pass
        if replies:
            self._transport.write(b"".join(replies))

    def _step(self, replies: list[bytes]) -> bool:
        if self._in_data:
            end = self._buffer.find(_END)
            if end < 0:
                return False
            raw = bytes(self._buffer[: end + 2])
            del self._buffer[: end + len(_END)]
            self._in_data = False
            if self._verify:
                self._counters.take(self._paths, raw.replace(b"\r\n..", b"\r\n."))
            else:
                self._counters.messages += 1
            self._paths = []
            replies.append(b"250 2.0.0 taken\r\n")
            return True
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        replies.append(self._answer(line))
        return True

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        match verb:
            case b"EHLO":
                return b"250-sink\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250 8BITMIME\r\n"
            case b"RCPT":
                found = _PATH.search(line)
                self._paths.append(found[1] if found else b"")
                return b"250 2.1.5 ok\r\n"
            case b"DATA":
                self._in_data = True
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 2.0.0 bye\r\n"
            case _:
                return b"250 2.0.0 ok\r\n"


async def _serve(listener: socket.socket, control: Connection, *, verify: bool) -> None:
    counters = Counters()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(counters, verify=verify), sock=listener)
    async with server:
        while True:
            asked = await loop.run_in_executor(None, _heard, control)
            if asked is None:
                return
            control.send((counters.messages, counters.bytes, counters.faults[:5]))


def _heard(control: Connection) -> str | None:
    try:
        said = control.recv()
    except EOFError:
        return None
    return said if isinstance(said, str) else None


def _run(listener: socket.socket, control: Connection, verify: bool) -> None:  # a process target
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(listener, control, verify=verify))


@dataclass(frozen=True)
class Sink:
    port: int
    control: Connection

    def counted(self) -> int:
        """How many messages arrived so far; raises when one of them was not as it must be."""
        self.control.send("count")
        messages, _bytes, faults = self.control.recv()
        if faults:
            raise AssertionError(f"the sink found: {faults}")
        return int(messages)

    def bytes(self) -> int:
        self.control.send("count")
        return int(self.control.recv()[1])


@contextlib.contextmanager
def running_sink(*, verify: bool = True) -> Iterator[Sink]:
    context = multiprocessing.get_context("spawn")
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(listener, theirs, verify), daemon=True)
    process.start()
    listener.close()
    theirs.close()
    try:
        yield Sink(port, ours)
    finally:
        ours.send(None)
        process.join(5)
        if process.is_alive():
            process.terminate()
