"""The contracts of transport and mailbox, against Postfix and Dovecot."""

from __future__ import annotations

import email
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from tests.contracts.mailbox_contract import NOW, MailboxBench, MailboxContract
from tests.contracts.transport_contract import TransportBench, TransportContract, letter
from tests.servers.mail_server import MailServer

from clientcomms.ports.errors import DeferredError, Extent, RefusedError, UnauthorizedError
from clientcomms.ports.mailbox import Fetched
from clientcomms.ports.transport import Envelope
from clientcomms.providers.imap import ImapMailbox, ImapSent, Protection
from clientcomms.providers.smtp import SmtpTransport

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mail")]

LIN = "lin@example.test"
WANG, LI, CHEN = PEOPLE = ("wang@example.test", "li@example.test", "chen@example.test")


def _name(addr_spec: str) -> str:
    return addr_spec.partition("@")[0]


def _inbox(server: MailServer, addr_spec: str) -> list[Fetched]:
    mailbox = ImapMailbox(server.imap_account(_name(addr_spec)))
    try:
        return mailbox.fetch_since(None, 100)
    finally:
        mailbox.close()


def _await(server: MailServer, addr_spec: str, count: int) -> list[Fetched]:
    """Delivery follows the 250: wait until ``count`` messages are there, 20 s at most."""
    give_up = time.monotonic() + 20
    while len(found := _inbox(server, addr_spec)) < count and time.monotonic() < give_up:
        time.sleep(0.1)
    assert len(found) == count
    return found


def _settled(server: MailServer) -> None:
    """Until Postfix has delivered all it took."""
    queue = server.directory / "postfix" / "spool"
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if not any(
            path.is_file()
            for name in ("incoming", "active", "maildrop")
            for path in (queue / name).rglob("*")
        ):
            return
        time.sleep(0.05)
    pytest.fail("Postfix did not deliver within 20 s")


@pytest.fixture
def server(mail_server: MailServer) -> MailServer:
    for name in ("lin", "wang", "li", "chen", "full"):
        mail_server.empty(name)
    return mail_server


@pytest.fixture
def transport(server: MailServer) -> SmtpTransport:
    return SmtpTransport(server.submission_account("lin"))


class TestSubmission(TransportContract):
    @pytest.fixture
    def bench(self, server: MailServer, transport: SmtpTransport) -> TransportBench:
        def arrived(addr_spec: str) -> list[bytes]:
            _settled(server)
            return [each.raw for each in _inbox(server, addr_spec)]

        return TransportBench(transport, LIN, PEOPLE, arrived)


class TestInbox(MailboxContract):
    @pytest.fixture
    def bench(self, server: MailServer) -> Iterator[MailboxBench]:
        opened: list[ImapMailbox] = []

        def open_mailbox() -> ImapMailbox:
            opened.append(ImapMailbox(server.imap_account("li", cap=10_000)))
            return opened[-1]

        mailbox = open_mailbox()
        yield MailboxBench(
            mailbox,
            mailbox,
            lambda raw: server.deliver("li", raw),
            open_mailbox,
            lambda: server.rebuild("li"),
        )
        for each in opened:
            each.close()


def test_one_unknown_recipient_of_three_is_refused_in_the_dialogue(
    server: MailServer, transport: SmtpTransport
) -> None:
    envelope = Envelope(LIN, (WANG, "nobody@example.test", LI))
    receipt = transport.submit(envelope, letter(LIN, WANG))
    assert receipt.accepted == (WANG, LI)
    refused = receipt.recipients[1]
    assert (refused.code, refused.permanent) == ("550", True)
    assert "5.1.1" in refused.text
    _await(server, WANG, 1)
    _await(server, LI, 1)


@pytest.mark.parametrize(
    ("recipient", "size", "status"),
    [("gone@example.test", 0, "5.1.2"), ("full@example.test", 60_000, "5.2.2")],
)
def test_a_refusal_after_the_fact_comes_back_as_a_delivery_report(
    server: MailServer, transport: SmtpTransport, recipient: str, size: int, status: str
) -> None:
    message = letter(LIN, recipient) + (b"x" * 70 + b"\r\n") * (size // 72)
    transport.submit(Envelope(LIN, (recipient,)), message)
    [fetched] = _await(server, LIN, 1)
    report = email.message_from_bytes(fetched.raw, policy=default)
    assert isinstance(report, EmailMessage)
    assert report.get_content_type() == "multipart/report"
    [part] = [p for p in report.walk() if p.get_content_type() == "message/delivery-status"]
    blocks: Any = part.get_payload()
    fields = blocks[-1]
    assert fields["Action"] == "failed"
    assert fields["Status"] == status


def test_a_plus_address_reaches_its_owner(server: MailServer, transport: SmtpTransport) -> None:
    transport.submit(Envelope(LIN, ("wang+k7@example.test",)), letter(LIN, "wang+k7@example.test"))
    [fetched] = _await(server, WANG, 1)
    assert b"Delivered-To: wang+k7@example.test" in fetched.raw


def test_a_wrong_password_is_unauthorized_on_both_ways(server: MailServer) -> None:
    with pytest.raises(UnauthorizedError) as sending:
        SmtpTransport(server.submission_account("lin", "wrong")).submit(
            Envelope(LIN, (WANG,)), letter(LIN, WANG)
        )
    assert sending.value.code == "535"
    with pytest.raises(UnauthorizedError):
        ImapMailbox(server.imap_account("lin", "wrong")).fetch_since(None, 1)


def test_a_letter_above_the_size_limit_is_refused_before_it_is_sent(
    server: MailServer, transport: SmtpTransport
) -> None:
    del server
    huge = letter(LIN, WANG) + (b"x" * 70 + b"\r\n") * 400_000
    with pytest.raises(RefusedError) as failure:
        transport.submit(Envelope(LIN, (WANG,)), huge)
    assert failure.value.code == "552"


def test_an_idle_reader_wakes_up_for_a_letter(server: MailServer, transport: SmtpTransport) -> None:
    mailbox = ImapMailbox(server.imap_account("wang"))
    cursor = mailbox.end(NOW)
    postman = threading.Timer(0.5, transport.submit, [Envelope(LIN, (WANG,)), letter(LIN, WANG)])
    postman.start()
    try:
        assert mailbox.wait(30)
        assert len(mailbox.fetch_since(cursor, 10)) == 1
    finally:
        postman.join()
        mailbox.close()


def test_a_connection_that_the_server_ended_is_made_anew_unnoticed(server: MailServer) -> None:
    mailbox = ImapMailbox(server.imap_account("wang"))
    mailbox.end(NOW)
    server.empty("wang")  # throws the connection out, too
    assert mailbox.fetch_since(None, 10) == []
    mailbox.close()


def test_a_server_that_is_gone_defers_the_account(server: MailServer) -> None:
    account = replace(server.imap_account("wang"), port=1)
    with pytest.raises(DeferredError) as failure:
        ImapMailbox(account).fetch_since(None, 10)
    assert failure.value.extent is Extent.ACCOUNT


def test_starttls_protects_the_password_of_a_reader(server: MailServer) -> None:
    account = replace(server.imap_account("wang"), port=server.imap, protection=Protection.STARTTLS)
    mailbox = ImapMailbox(account)
    assert mailbox.fetch_since(None, 10) == []
    mailbox.close()
    with pytest.raises(DeferredError, match="certificate"):
        ImapMailbox(replace(account, ca_file=None)).fetch_since(None, 10)


def test_a_folder_that_is_not_there_is_refused(server: MailServer) -> None:
    mailbox = ImapMailbox(server.imap_account("wang"), "No Such Folder")
    with pytest.raises(RefusedError):
        mailbox.fetch_since(None, 10)
    mailbox.close()


def test_a_letter_kept_in_sent_is_found_after_a_doubt(server: MailServer) -> None:
    sent = ImapSent(server.imap_account("lin"), is_complete=True)
    message = letter(LIN, WANG)
    message_id = message.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode()
    assert sent.find_submitted(message_id) is False
    sent.keep(message, NOW)
    assert sent.find_submitted(message_id) is True
    sent.close()
    unsure = ImapSent(server.imap_account("mei"))
    assert unsure.find_submitted(message_id) is None
    unsure.close()


def test_a_rebuilt_inbox_is_read_again_no_further_back_than_two_weeks(server: MailServer) -> None:
    for number in itertools.islice(itertools.count(1), 3):
        server.deliver("li", letter(LIN, LI, number))
    mailbox = ImapMailbox(server.imap_account("li"))
    cursor = mailbox.fetch_since(None, 10)[-1].cursor
    validity, uid, day = cursor.split(".")
    later = f"{int(validity) - 1}.{uid}.{int(day[:4]) + 1}{day[4:]}"
    assert mailbox.fetch_since(later, 10) == []
    assert len(mailbox.fetch_since(f"{int(validity) - 1}.{uid}.{day}", 10)) == 3
    mailbox.close()
