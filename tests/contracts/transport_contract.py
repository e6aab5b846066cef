"""What every transport promises, whoever carries the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from clientcomms.ports.transport import Envelope, Transport
from clientcomms.wire.addresses import Address
from clientcomms.wire.message import OutgoingMail, assemble
from clientcomms.wire.message_ids import new_message_id

NOW = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class TransportBench:
    """A transport, three addresses it can reach, and what has arrived there."""

    transport: Transport
    sender: str
    people: tuple[str, str, str]
    arrived: Callable[[str], list[bytes]]


def letter(sender: str, to: str, number: int = 1, subject: str = "周报") -> bytes:
    message_id = new_message_id("qinghe.example", now=NOW, entropy=number.to_bytes(10, "big"))
    return assemble(
        OutgoingMail(
            sender=Address("林晓(青禾软件)", sender),
            to=(Address("王总", to),),
            subject=subject,
            date=NOW,
            message_id=message_id,
            text="王总:\n您好!\n.\n..一个点开头的行\nFrom here on, all is well.\n",
        )
    )


def content(raw: bytes) -> bytes:
    """From our first field on: whoever delivers may put trace fields before it."""
    return raw.replace(b"\r\n", b"\n")[raw.replace(b"\r\n", b"\n").index(b"From: =?utf-8") :]


class TransportContract:
    """Inherit, and give a ``bench`` fixture."""

    def test_every_forward_path_gets_the_same_bytes(self, bench: TransportBench) -> None:
        message = letter(bench.sender, bench.people[0])
        receipt = bench.transport.submit(Envelope(bench.sender, bench.people), message)
        assert receipt.accepted == bench.people
        assert receipt.code.startswith("2")
        for person in bench.people:
            [raw] = bench.arrived(person)
            assert content(raw) == content(message)

    def test_only_the_envelope_decides_who_gets_it(self, bench: TransportBench) -> None:
        message = letter(bench.sender, bench.people[0])
        bench.transport.submit(Envelope(bench.sender, bench.people[1:2]), message)
        assert len(bench.arrived(bench.people[1])) == 1
        assert bench.arrived(bench.people[0]) == []

    def test_one_session_carries_many_messages_in_order(self, bench: TransportBench) -> None:
        messages = [letter(bench.sender, bench.people[0], n, f"第{n}周") for n in range(1, 26)]
        with bench.transport.open() as session:
            for message in messages:
                session.submit(Envelope(bench.sender, bench.people[:1]), message)
        arrived = [content(raw) for raw in bench.arrived(bench.people[0])]
        assert sorted(arrived) == sorted(content(message) for message in messages)

    def test_the_null_reverse_path_is_carried(self, bench: TransportBench) -> None:
        receipt = bench.transport.submit(
            Envelope("", bench.people[:1]), letter(bench.sender, bench.people[0])
        )
        assert receipt.accepted == bench.people[:1]

    def test_a_session_that_is_closed_may_be_closed_again(self, bench: TransportBench) -> None:
        session = bench.transport.open()
        session.close()
        session.close()
