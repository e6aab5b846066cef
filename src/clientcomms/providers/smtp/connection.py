"""One SMTP connection: bytes out, replies in, under a deadline."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass

_LONGEST_REPLY = 64_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply code and the server's words, one line of text per line of the reply."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(self.lines)

    @property
    def positive(self) -> bool:
        """2yz or 3yz (RFC 5321 §4.2.1)."""
        return 200 <= self.code < 400


class Connection:
    """A socket that speaks lines. Every call raises ``OSError`` when the connection is lost.

    Time-outs and broken replies are such losses too: nothing can be said on it any more.
    """

    def __init__(self, host: str, port: int, allowed: float) -> None:
        self._host = host
        self._buffer = bytearray()
        self.allow(allowed)
        self._socket = socket.create_connection((host, port), timeout=allowed)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def own_name(self) -> str:
        """Our address as a literal, for want of a name (RFC 5321 §4.1.4)."""
        address: str = self._socket.getsockname()[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def allow(self, seconds: float) -> None:
        """Whatever follows may take so long altogether."""
        self._until = time.monotonic() + seconds

    def protect(self, context: ssl.SSLContext) -> None:
        """Go on under TLS."""
        if self._buffer:
            # RFC 3207 §6: what was said in the clear counts for nothing; an answer that is here
            # before TLS was put there by somebody else.
            raise ConnectionError("the server said more than it should before TLS")
        self._socket.settimeout(self._remaining())
        self._socket = context.wrap_socket(self._socket, server_hostname=self._host)

    def send(self, data: bytes) -> None:
        """All of ``data``; if it raises, the last byte of it has not left."""
        self._socket.settimeout(self._remaining())
        self._socket.sendall(data)

    def command(self, line: str) -> Reply:
        """Send one line and wait for its reply."""
        self.send(line.encode("ascii") + b"\r\n")
        return self.reply()

    def reply(self) -> Reply:
        """The next reply, all its lines (RFC 5321 §4.2.1)."""
        lines: list[str] = []
        octets = 0
        while True:
            line = self._line()
            octets += len(line)
            code = line[:3]
            if not (len(code) == 3 and code.isdigit()) or octets > _LONGEST_REPLY:
                raise ConnectionError(f"this is no SMTP reply: {_words(line[:60])!r}")
            lines.append(_words(line[4:]))
            if line[3:4] != b"-":
                return Reply(int(code), tuple(lines))

    def close(self) -> None:
        """Hang up; never raises."""
        self._socket.close()

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_REPLY:
                raise ConnectionError("the server's line has no end")
            self._socket.settimeout(self._remaining())
            if not (received := self._socket.recv(8192)):
                raise ConnectionError("the server hung up")
            self._buffer += received
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _remaining(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server took too long")
        return left


def _words(line: bytes) -> str:
    """Chinese servers answer in UTF-8 or GB18030, as they please."""
    try:
        return line.decode("utf-8").strip()
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace").strip()
