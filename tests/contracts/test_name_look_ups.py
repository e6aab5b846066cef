"""Look-ups of keys in the DNS against a name server on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from clientcomms.ports.errors import DeferredError
from clientcomms.providers.dns import DnsResolver

KEY = "s1._domainkey.cold.example"


@dataclass
class NameServer:
    """Answers TXT questions from a table, each as strings of one record; "SERVFAIL" fails."""

    zone: dict[str, list[str]] = field(default_factory=dict)
    ttl: int = 300
    is_silent: bool = False
    black_holes: tuple[str, ...] = ()
    """Names that nobody answers for."""
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def run(self, listening: socket.socket) -> None:
        while True:
            try:
                wire, client = listening.recvfrom(4096)
            except OSError:
                return
            question = dns.message.from_wire(wire)
            name = question.question[0].name.to_text().rstrip(".").lower()
            self.asked.append(name)
            if not (self.is_silent or name in self.black_holes):
                listening.sendto(self._answer(question, name).to_wire(), client)

    def _answer(self, question: dns.message.Message, name: str) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        found = self.zone.get(name)
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif found == ["SERVFAIL"]:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            text = " ".join(f'"{piece}"' for piece in found)
            answer.answer.append(dns.rrset.from_text(f"{name}.", self.ttl, "IN", "TXT", text))
        return answer


@pytest.fixture
def server() -> Iterator[NameServer]:
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    one = NameServer(port=listening.getsockname()[1])
    thread = threading.Thread(target=one.run, args=(listening,), daemon=True)
    thread.start()
    yield one
    listening.close()
    thread.join(timeout=0.1)


def resolver(server: NameServer, now: list[float]) -> DnsResolver:
    return DnsResolver(timeout=0.5, port=server.port, servers=("127.0.0.1",), clock=lambda: now[0])


def test_the_pieces_of_a_long_key_are_one_text(server: NameServer) -> None:
    server.zone[KEY] = ["v=DKIM1; k=rsa; p=" + "A" * 200, "B" * 180]
    (text,) = resolver(server, [0.0]).txt(KEY)
    assert text == "v=DKIM1; k=rsa; p=" + "A" * 200 + "B" * 180


def test_a_name_without_a_record_has_none(server: NameServer) -> None:
    server.zone["empty.example"] = []
    asking = resolver(server, [0.0])
    assert asking.txt(KEY) == ()
    assert asking.txt("empty.example") == ()


def test_an_answer_is_remembered_for_its_time(server: NameServer) -> None:
    server.zone[KEY] = ["v=DKIM1; p=A"]
    now = [0.0]
    asking = resolver(server, now)
    for _ in range(3):
        asking.txt(KEY.upper())
    assert server.asked == [KEY]
    now[0] = 301.0
    server.zone[KEY] = ["v=DKIM1; p=B"]
    assert asking.txt(KEY) == ("v=DKIM1; p=B",)


def test_a_failing_server_is_a_passing_trouble_of_that_name_alone(server: NameServer) -> None:
    server.zone |= {KEY: ["SERVFAIL"], "other.example": ["x"]}
    asking = resolver(server, [0.0])
    with pytest.raises(DeferredError):
        asking.txt(KEY)
    assert asking.txt("other.example") == ("x",)


def test_while_nobody_answers_no_further_time_is_lost(server: NameServer) -> None:
    server.is_silent = True
    now = [0.0]
    asking = resolver(server, now)
    with pytest.raises(DeferredError):
        asking.txt(KEY)
    before = len(server.asked)
    with pytest.raises(DeferredError, match="lately"):
        asking.txt("other.example")
    assert len(server.asked) == before
    server.is_silent, now[0] = False, 301.0
    server.zone[KEY] = ["x"]
    assert asking.txt(KEY) == ("x",)


@pytest.mark.parametrize(
    "name", ["", "a" * 70 + ".example", "x." * 200, "\x00.example", "ü.example"]
)
def test_a_name_that_cannot_exist_is_no_crash(server: NameServer, name: str) -> None:
    try:
        assert resolver(server, [0.0]).txt(name) == ()
    except DeferredError:
        assert name not in server.zone
