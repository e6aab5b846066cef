from __future__ import annotations

import resource
from pathlib import Path

import pytest
from tests.contracts.transport_contract import TransportBench, TransportContract, letter

from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.ports.transport import (
    Envelope,
    RecipientsDeferredError,
    RecipientsRefusedError,
)
from clientcomms.providers.maildir import MaildirTransport, maildir_of
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.wire.addresses import InvalidAddressError

LIN = "lin@qinghe.example"
PEOPLE = ("wang@client.example", "li@client.example", "chen@client.example")
MESSAGE_ID = "<cc.01k7nm2200000000000000000r@qinghe.example>"


def _files(maildir: Path) -> list[Path]:
    return [path for folder in ("new", "cur") for path in sorted((maildir / folder).glob("*"))]


class TestMaildir(TransportContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> TransportBench:
        return TransportBench(
            MaildirTransport(tmp_path),
            LIN,
            PEOPLE,
            lambda person: [path.read_bytes() for path in _files(maildir_of(tmp_path, person))],
        )

    def test_the_same_letter_again_makes_no_second_copy(self, bench: TransportBench) -> None:
        message = letter(LIN, PEOPLE[0])
        for _ in range(2):
            bench.transport.submit(Envelope(LIN, PEOPLE), message)
        assert [len(bench.arrived(person)) for person in PEOPLE] == [1, 1, 1]

    def test_not_even_when_it_was_read_meanwhile(self, tmp_path: Path) -> None:
        transport, box = MaildirTransport(tmp_path), maildir_of(tmp_path, PEOPLE[0])
        transport.submit(Envelope(LIN, PEOPLE[:1]), letter(LIN, PEOPLE[0]))
        [path] = _files(box)
        path.rename(box / "cur" / f"{path.name}:2,S")
        transport.submit(Envelope(LIN, PEOPLE[:1]), letter(LIN, PEOPLE[0]))
        assert len(_files(box)) == 1

    def test_a_doubt_is_settled_by_looking(self, tmp_path: Path) -> None:
        transport = MaildirTransport(tmp_path)
        message = letter(LIN, PEOPLE[0])
        message_id = message.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode()
        assert transport.find_submitted(message_id) is False
        transport.submit(Envelope(LIN, PEOPLE[:1]), message)
        assert transport.find_submitted(message_id) is True

    def test_half_a_delivery_does_not_count_as_submitted(self, tmp_path: Path) -> None:
        transport = MaildirTransport(tmp_path)
        message = letter(LIN, PEOPLE[0])
        message_id = message.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode()
        blocked = maildir_of(tmp_path, PEOPLE[1])
        blocked.write_text("a file where the folder should be")
        with pytest.raises(DeferredError):
            transport.submit(Envelope(LIN, PEOPLE), message)
        assert transport.find_submitted(message_id) is False
        blocked.unlink()
        transport.submit(Envelope(LIN, PEOPLE), message)
        assert [len(_files(maildir_of(tmp_path, person))) for person in PEOPLE] == [1, 1, 1]

    def test_a_plus_address_reaches_the_plain_mailbox(self, tmp_path: Path) -> None:
        MaildirTransport(tmp_path).submit(
            Envelope(LIN, ("Wang+k7@client.example",)), letter(LIN, PEOPLE[0])
        )
        [path] = _files(maildir_of(tmp_path, PEOPLE[0]))
        assert b"Delivered-To: Wang+k7@client.example\r\n" in path.read_bytes()

    def test_an_address_cannot_leave_the_directory(self, tmp_path: Path) -> None:
        directory = tmp_path / "mail"
        transport = MaildirTransport(directory)
        transport.submit(Envelope(LIN, ("/etc/x@client.example",)), letter(LIN, PEOPLE[0]))
        with pytest.raises(InvalidAddressError):
            Envelope(LIN, ("../x@client.example",))
        assert [path.name for path in tmp_path.iterdir()] == ["mail"]

    def test_a_folder_that_may_not_be_written_stops_the_account(self) -> None:
        with pytest.raises(UnauthorizedError) as failure:
            MaildirTransport(Path("/sys")).submit(Envelope(LIN, PEOPLE), letter(LIN, PEOPLE[0]))
        assert failure.value.code in {"EPERM", "EACCES", "EROFS"}

    def test_a_full_disk_leaves_no_half_letter_and_stops_the_account(self, tmp_path: Path) -> None:
        transport, box = MaildirTransport(tmp_path), maildir_of(tmp_path, PEOPLE[0])
        message = letter(LIN, PEOPLE[0])
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        # No file may grow beyond 100 octets: as near to a full disk as a process comes.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        try:
            with pytest.raises(DeferredError) as failure:
                transport.submit(Envelope(LIN, PEOPLE[:1]), message)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert failure.value.extent is Extent.ACCOUNT
        assert failure.value.code == "EFBIG"
        assert [path for path in box.rglob("*") if path.is_file()] == []
        transport.submit(Envelope(LIN, PEOPLE[:1]), message)
        assert len(_files(box)) == 1


class TestMemory(TransportContract):
    @pytest.fixture
    def bench(self) -> TransportBench:
        transport = MemoryTransport()
        return TransportBench(
            transport,
            LIN,
            PEOPLE,
            lambda who: [each.raw for each in transport.mailbox(who).fetch_since(None, 100)],
        )

    def test_failures_come_in_the_order_they_were_asked_for(self) -> None:
        transport = MemoryTransport()
        transport.fail_next(DeferredError("later", code="450"), RefusedError("no", code="550"))
        for kind in (DeferredError, RefusedError):
            with pytest.raises(kind):
                transport.submit(Envelope(LIN, PEOPLE), letter(LIN, PEOPLE[0]))
        assert transport.submitted == []
        transport.submit(Envelope(LIN, PEOPLE), letter(LIN, PEOPLE[0]))
        assert len(transport.submitted) == 1

    def test_after_a_doubt_the_message_is_found(self) -> None:
        transport = MemoryTransport()
        transport.fail_next(DoubtfulError("connection lost"))
        with pytest.raises(DoubtfulError):
            transport.submit(Envelope(LIN, PEOPLE), letter(LIN, PEOPLE[0]))
        message_id = transport.submitted[0].message.split(b"Message-ID: ")[1].split(b"\r\n")[0]
        assert transport.find_submitted(message_id.decode()) is True
        assert transport.find_submitted(MESSAGE_ID) is False
        transport.keeps_sent = False
        assert transport.find_submitted(MESSAGE_ID) is None

    def test_one_unknown_recipient_of_three_is_named(self) -> None:
        transport = MemoryTransport()
        transport.refuse(PEOPLE[1])
        receipt = transport.submit(Envelope(LIN, PEOPLE), letter(LIN, PEOPLE[0]))
        assert receipt.accepted == (PEOPLE[0], PEOPLE[2])
        assert transport.mailbox(PEOPLE[1]).fetch_since(None, 9) == []

    def test_nobody_accepted_is_deferred_as_long_as_one_may_be_later(self) -> None:
        transport = MemoryTransport()
        transport.refuse(PEOPLE[0])
        transport.refuse(PEOPLE[1], "450", "greylisted")
        with pytest.raises(RecipientsDeferredError) as failure:
            transport.submit(Envelope(LIN, PEOPLE[:2]), letter(LIN, PEOPLE[0]))
        assert failure.value.code == "450"
        assert [each.permanent for each in failure.value.recipients] == [True, False]
        with pytest.raises(RecipientsRefusedError):
            transport.submit(Envelope(LIN, PEOPLE[:1]), letter(LIN, PEOPLE[0]))


@pytest.mark.parametrize(
    "path", ["", "wang", "wang@client.example>\r\nDATA", "a b@client.example", "王@client.example"]
)
def test_an_envelope_takes_only_what_can_stand_in_a_command(path: str) -> None:
    with pytest.raises(InvalidAddressError):
        Envelope(LIN, (path,))
