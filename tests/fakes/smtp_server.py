"""An SMTP server that says what it is told to say: queued replies, hang-ups, slowness.

It is as strict as it must be to notice our mistakes: commands out of order get a 503, a line
that ends in a bare LF hangs up, and what arrives is kept with its envelope.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

HANG_UP = ""


@dataclass(frozen=True)
class Taken:
    """One message that the server took responsibility for."""

    reverse_path: str
    forward_paths: tuple[str, ...]
    message: bytes
    connection: int


class _HangUpError(Exception):
    pass


class SmtpServer:
    """Say yes to everything but what ``answer`` queued for a verb.

    Verbs: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA (the 354), CONTENT (the final reply;
    a queued 2yz or ``HANG_UP`` still takes the message), QUIT.
    """

    def __init__(self, tls_directory: Path) -> None:
        self.extensions: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME", "STARTTLS")
        self.mechanisms = "PLAIN LOGIN"
        self.password = "pw-lin"
        self.swallows_pipelined = False
        self.byte_every: float | None = None
        self.taken: list[Taken] = []
        self.verbs: list[str] = []
        self.connections = 0
        self._replies: dict[str, deque[str]] = defaultdict(deque)
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        authority = trustme.CA()
        self.ca_file = tls_directory / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.context)

    def answer(self, verb: str, *replies: str) -> None:
        self._replies[verb].extend(replies)

    def reply_to(self, verb: str, usual: str) -> str:
        self.verbs.append(verb)
        return self._replies[verb].popleft() if self._replies[verb] else usual

    def arrived(self, addr_spec: str) -> list[bytes]:
        return [each.message for each in self.taken if addr_spec in each.forward_paths]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        # Closing alone does not wake a thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._start(_Talk(self, connection, self.connections).run)


class _Talk:
    """One connection, and what it has said so far."""

    def __init__(self, server: SmtpServer, connection: socket.socket, number: int) -> None:
        self.server = server
        self.number = number
        self.connection = connection
        self.rfile = connection.makefile("rb")
        self.secure = False
        self.reverse_path: str | None = None
        self.forward_paths: list[str] = []

    def run(self) -> None:
        try:
            with contextlib.suppress(_HangUpError, OSError):
                self._say("CONNECT", "220 fake.example ESMTP")
                while (line := self._line()) and self._obey(line):
                    pass
        finally:
            self.rfile.close()
            self.connection.close()

    def _line(self) -> str:
        # A server that does not bear pipelining reads a packet and sees one line in it.
        line = self._first_of_packet() if self.server.swallows_pipelined else self.rfile.readline()
        if line and not line.endswith(b"\r\n"):
            raise _HangUpError
        return line.decode("ascii").removesuffix("\r\n")

    def _first_of_packet(self) -> bytes:
        packet: bytes = self.connection.recv(65536)
        line, end, _ = packet.partition(b"\r\n")
        return line + end

    def _say(self, verb: str, usual: str) -> str:
        reply = self.server.reply_to(verb, usual)
        if reply == HANG_UP:
            raise _HangUpError
        octets = reply.encode() + b"\r\n"
        if self.server.byte_every is None:
            self.connection.sendall(octets)
        else:
            for position in range(len(octets)):
                self.connection.sendall(octets[position : position + 1])
                time.sleep(self.server.byte_every)
        return reply

    def _obey(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        obey: dict[str, Callable[[str], None]] = {
            "EHLO": self._hello,
            "STARTTLS": self._start_tls,
            "AUTH": self._log_in,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
        }
        if verb == "QUIT":
            self._say("QUIT", "221 2.0.0 bye")
        elif verb in obey:
            obey[verb](rest)
        else:
            self._say("?", "500 5.5.2 what?")
        return verb != "QUIT"

    def _rset(self, _rest: str) -> None:
        self.reverse_path, self.forward_paths = None, []
        self._say("RSET", "250 2.0.0 ok")

    def _hello(self, _rest: str) -> None:
        offered = list(self.server.extensions)
        if self.secure:
            offered.remove("STARTTLS")
        if self.secure and self.server.mechanisms:
            offered.append(f"AUTH {self.server.mechanisms}")
        lines = ["fake.example greets you", *offered]
        usual = "\r\n".join(
            f"250{'-' if n < len(lines) else ' '}{each}" for n, each in enumerate(lines, 1)
        )
        self._say("EHLO", usual)

    def _start_tls(self, _rest: str) -> None:
        if self._say("STARTTLS", "220 2.0.0 go on").startswith("220"):
            self.rfile.close()
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.secure = True

    def _log_in(self, rest: str) -> None:
        mechanism, _, token = rest.partition(" ")
        if mechanism == "LOGIN":
            self.connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            user = self._line()
            self.connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            secrets = [b64decode(user), b64decode(self._line())]
        else:
            secrets = b64decode(token).split(b"\0")[1:]
        right = secrets[-1].decode() == self.server.password
        usual = "235 2.7.0 welcome" if right else "535 5.7.8 wrong user or password"
        self._say("AUTH", usual)

    def _mail(self, rest: str) -> None:
        if self.reverse_path is not None:
            self._say("MAIL", "503 5.5.1 nested MAIL")
        elif self._say("MAIL", "250 2.1.0 ok").startswith("250"):
            self.reverse_path = rest.partition("<")[2].partition(">")[0]

    def _rcpt(self, rest: str) -> None:
        path = rest.partition("<")[2].partition(">")[0]
        if self.reverse_path is None:
            self._say("RCPT", "503 5.5.1 MAIL first")
        elif self._say("RCPT", "250 2.1.5 ok").startswith("250"):
            self.forward_paths.append(path)

    def _data(self, _rest: str) -> None:
        if not self.forward_paths:
            self._say("DATA", "554 5.5.1 no valid recipients")
            return
        if not self._say("DATA", "354 go ahead").startswith("354"):
            return
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line.endswith(b"\r\n"):
                raise _HangUpError
            lines.append(line.removeprefix(b"."))
        reply = self.server.reply_to("CONTENT", "250 2.0.0 taken")
        if reply == HANG_UP or reply.startswith("2"):
            message, paths = b"".join(lines), tuple(self.forward_paths)
            taken = Taken(self.reverse_path or "", paths, message, self.number)
            self.server.taken.append(taken)
        self.reverse_path, self.forward_paths = None, []
        if reply == HANG_UP:
            raise _HangUpError
        self.connection.sendall(reply.encode() + b"\r\n")
