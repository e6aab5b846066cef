"""The least of an IMAP server, to be as odd as those that cannot be installed here.

It knows one folder, reads one command per line, and can be NetEase: no SELECT before ID, no IDLE.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme


class ImapServer:
    """Messages are put with ``put``; ``commands`` has the verbs that were said."""

    def __init__(self, tls_directory: Path, capabilities: str = "IMAP4rev1 ID") -> None:
        self.capabilities = capabilities
        self.wants_id = True
        self.login_answer = "OK welcome"
        self.vanished: set[int] = set()
        self.messages: list[bytes] = []
        self.commands: list[str] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        authority = trustme.CA()
        self.ca_file = tls_directory / "imap-ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._context)

    def put(self, message: bytes) -> None:
        self.messages.append(message)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]  # a method of ours
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            self._start(self._talk, connection)

    def _talk(self, plain: socket.socket) -> None:
        with plain, contextlib.suppress(OSError):
            connection = self._context.wrap_socket(plain, server_side=True)
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"* OK here\r\n")
                introduced = False
                for line in lines:
                    tag, _, command = line.decode().strip().partition(" ")
                    verb = command.removeprefix("UID ").partition(" ")[0].upper()
                    self.commands.append(verb)
                    introduced = introduced or verb == "ID"
                    connection.sendall(b"".join(self._answers(tag, verb, command, introduced)))
                    if verb == "LOGOUT":
                        return

    def _answers(self, tag: str, verb: str, command: str, introduced: bool) -> Iterator[bytes]:
        last = f"{tag} OK done"
        match verb:
            case "CAPABILITY":
                yield f"* CAPABILITY {self.capabilities}\r\n".encode()
            case "LOGIN":
                last = f"{tag} {self.login_answer}"
            case "ID" | "LOGOUT":
                yield {"ID": b'* ID ("name" "fake")\r\n', "LOGOUT": b"* BYE\r\n"}[verb]
            case "EXAMINE" if self.wants_id and not introduced:
                last = f"{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
            case "EXAMINE":
                yield (
                    f"* {len(self.messages)} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] x\r\n"
                    f"* OK [UIDNEXT {len(self.messages) + 1}] x\r\n"
                ).encode()
            case "SEARCH":
                yield self._found(command)
            case "FETCH":
                yield from self._fetched(command)
            case _:
                last = f"{tag} BAD what?"
        yield f"{last}\r\n".encode()

    def _found(self, command: str) -> bytes:
        found = re.search(r"SEARCH UID (\d+):", command)
        uids = range(int(found[1]) if found else 1, len(self.messages) + 1)
        return f"* SEARCH {' '.join(map(str, uids))}\r\n".encode()

    def _fetched(self, command: str) -> Iterator[bytes]:
        uids = [int(uid) for uid in command.split(" ")[2].split(",")]
        cap = int(found[1]) if (found := re.search(r"<0\.(\d+)>", command)) else None
        for uid in uids:
            raw = self.messages[uid - 1]
            if cap is None:
                yield (
                    f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)} "
                    'INTERNALDATE "16-Oct-2026 16:00:00 +0800")\r\n'
                ).encode()
            elif uid not in self.vanished:
                part = raw[:cap]
                yield f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode()
                yield part + b")\r\n"
