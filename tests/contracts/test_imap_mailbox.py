"""What Dovecot does not do: servers as NetEase's (the rest is in tests/servers)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.contracts.mailbox_contract import NOW, arrival
from tests.fakes.imap_server import ImapServer

from clientcomms.errors import ConfigurationError
from clientcomms.ports.errors import DeferredError, UnauthorizedError
from clientcomms.providers.imap import ImapAccount, ImapMailbox, Protection


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    with ImapServer(tmp_path) as running:
        yield running


@pytest.fixture
def account(server: ImapServer) -> ImapAccount:
    return ImapAccount(
        host="127.0.0.1",
        port=server.port,
        username="lin@qinghe.example",
        password="pw-lin",
        ca_file=server.ca_file,
        timeout=5,
        poll=0.1,
        cap=10_000,
    )


@pytest.fixture
def mailbox(account: ImapAccount) -> Iterator[ImapMailbox]:
    opened = ImapMailbox(account)
    yield opened
    opened.close()


def test_we_say_who_we_are_before_a_folder_is_opened(
    server: ImapServer, mailbox: ImapMailbox
) -> None:
    server.put(arrival(1))
    [fetched] = mailbox.fetch_since(None, 10)
    assert fetched.raw == arrival(1)
    assert fetched.internal_at == datetime(2026, 10, 16, 8, 0, tzinfo=UTC)
    assert server.commands.index("ID") < server.commands.index("EXAMINE")


def test_an_unsafe_login_stops_the_account(server: ImapServer, mailbox: ImapMailbox) -> None:
    server.capabilities = "IMAP4rev1"
    with pytest.raises(UnauthorizedError, match="Unsafe Login"):
        mailbox.fetch_since(None, 10)


def test_without_idle_the_folder_is_looked_into_now_and_then(
    server: ImapServer, mailbox: ImapMailbox
) -> None:
    cursor = mailbox.end(NOW)
    assert not mailbox.wait(0.3)
    postman = threading.Timer(0.3, server.put, [arrival(1)])
    postman.start()
    try:
        assert mailbox.wait(10)
    finally:
        postman.join()
    assert len(mailbox.fetch_since(cursor, 10)) == 1
    assert "IDLE" not in server.commands


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("NO LOGIN Login error password error", UnauthorizedError),
        ("NO [AUTHENTICATIONFAILED] no", UnauthorizedError),
        ("NO [UNAVAILABLE] the directory is down", DeferredError),
    ],
)
def test_a_login_that_may_pass_later_does_not_stop_the_account(
    server: ImapServer, mailbox: ImapMailbox, answer: str, kind: type[Exception]
) -> None:
    server.login_answer = answer
    with pytest.raises(kind):
        mailbox.fetch_since(None, 10)


def test_a_page_whose_messages_all_vanish_does_not_end_the_reading(
    server: ImapServer, mailbox: ImapMailbox
) -> None:
    for number in range(1, 6):
        server.put(arrival(number))
    server.vanished = {1, 2}
    found = mailbox.fetch_since(None, 2)
    assert [each.raw for each in found] == [arrival(3), arrival(4)]


def test_a_page_holds_no_more_octets_than_allowed(server: ImapServer, account: ImapAccount) -> None:
    for number in range(1, 4):
        server.put(arrival(number, size=6_000))
    mailbox = ImapMailbox(replace(account, page=13_000))
    first = mailbox.fetch_since(None, 10)
    assert len(first) == 2
    assert len(mailbox.fetch_since(first[-1].cursor, 10)) == 1
    mailbox.close()


def test_the_cursor_of_another_provider_reads_all_again(
    server: ImapServer, mailbox: ImapMailbox
) -> None:
    server.put(arrival(1))
    assert len(mailbox.fetch_since("4f2a91.17", 10)) == 1


def test_a_password_is_never_configured_to_travel_in_the_clear(account: ImapAccount) -> None:
    assert replace(account, protection=Protection.NONE).protection is Protection.NONE
    with pytest.raises(ConfigurationError, match="in the clear"):
        replace(account, protection=Protection.NONE, host="imap.client.example")
    assert "pw-lin" not in repr(account)
