"""One POST with one deadline for all of it: connecting, asking and the whole answer.

The time-outs of sockets count from octet to octet, so a server that drips would hold us for ever:
a timer closes the connection instead.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Event, Timer
from urllib.parse import urlsplit

from clientcomms.ports.errors import DeferredError

MOST_OCTETS = 512 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the service is (up to /v1), and the key for it; `seconds` bounds one exchange."""

    url: str
    key: str = field(repr=False)
    seconds: float
    ca_file: Path | None = None

    @property
    def host(self) -> str:
        """The name of the machine."""
        return urlsplit(self.url).hostname or ""


def post(endpoint: Endpoint, question: bytes) -> tuple[int, bytes]:
    """The status and the body of the answer, whatever the status.

    Raises:
        DeferredError: no connection, no whole answer in time, or an endless one.

    """
    connection = _connection(endpoint)
    deadline = _Deadline()
    timer = Timer(endpoint.seconds, deadline.pass_)
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        deadline.holds(connection.sock)
        status, body = _exchange(connection, endpoint, question)
        deadline.check()
    except (OSError, HTTPException, ValueError, AttributeError) as failure:
        # AttributeError: http.client, when the timer closes what it is reading from
        why = str(failure) or type(failure).__name__
        message = f"no whole answer from {endpoint.host}: {why}"
        raise DeferredError(message) from failure
    finally:
        timer.cancel()
        connection.close()
    return status, body


class _Deadline:
    """Closes the socket that it holds when its time has come."""

    def __init__(self) -> None:
        self._passed = Event()
        self._socket: socket.socket | None = None

    def holds(self, connected: socket.socket) -> None:
        # http.client forgets its socket while an answer is read; this one is kept.
        self._socket = connected
        self.check()

    def pass_(self) -> None:
        self._passed.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        if self._passed.is_set():
            message = "it took too long"
            raise TimeoutError(message)


def _exchange(connection: HTTPConnection, endpoint: Endpoint, question: bytes) -> tuple[int, bytes]:
    path = urlsplit(endpoint.url).path.rstrip("/") + "/chat/completions"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection.request("POST", path, body=question, headers=headers)
    with connection.getresponse() as response:
        body = response.read(MOST_OCTETS + 1)
        if len(body) > MOST_OCTETS:
            message = "the answer is too long"
            raise HTTPException(message)
        return response.status, body


def _connection(endpoint: Endpoint) -> HTTPConnection:
    parts = urlsplit(endpoint.url)
    if parts.scheme == "http":
        return HTTPConnection(endpoint.host, parts.port, timeout=endpoint.seconds)
    context = ssl.create_default_context(cafile=endpoint.ca_file)
    return HTTPSConnection(endpoint.host, parts.port, timeout=endpoint.seconds, context=context)
