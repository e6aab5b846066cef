from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.contracts.mailbox_contract import MailboxBench, MailboxContract, arrival
from tests.contracts.transport_contract import letter

from clientcomms.ports.transport import Envelope
from clientcomms.providers.maildir import MaildirMailbox, MaildirTransport, maildir_of
from clientcomms.providers.memory_mail import MemoryMailbox


def _put(box: Path, raw: bytes, number: list[int]) -> None:
    """As a delivery agent does it; the names sort against the order of arrival."""
    number[0] += 1
    for folder in ("tmp", "new", "cur"):
        (box / folder).mkdir(parents=True, exist_ok=True)
    name = f"{1000 - number[0]}.M{number[0]}P1.host"
    (box / "tmp" / name).write_bytes(raw)
    (box / "tmp" / name).rename(box / "new" / name)


class TestMaildir(MailboxContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> MailboxBench:
        box, counter = tmp_path / "box", [0]
        mailbox = MaildirMailbox(box, cap=10_000)
        return MailboxBench(
            mailbox,
            mailbox,
            lambda raw: _put(box, raw, counter),
            lambda: MaildirMailbox(box, cap=10_000),
            (box / "clientcomms-uidlist").unlink,
        )

    def test_a_message_that_its_owner_reads_is_still_fetched_once(self, tmp_path: Path) -> None:
        counter = [0]
        mailbox = MaildirMailbox(tmp_path)
        _put(tmp_path, arrival(1), counter)
        [first] = mailbox.fetch_since(None, 10)
        for path in list((tmp_path / "new").iterdir()):
            path.rename(tmp_path / "cur" / f"{path.name}:2,RS")
        assert mailbox.fetch_since(first.cursor, 10) == []
        assert mailbox.fetch_since(None, 10)[0].raw == first.raw

    def test_a_message_that_its_owner_deletes_is_passed_over(self, tmp_path: Path) -> None:
        counter = [0]
        mailbox = MaildirMailbox(tmp_path)
        for number in (1, 2, 3):
            _put(tmp_path, arrival(number), counter)
        keys = [each.key for each in mailbox.fetch_since(None, 10)]
        (tmp_path / "new" / keys[1]).unlink()
        assert [each.key for each in mailbox.fetch_since(None, 10)] == [keys[0], keys[2]]

    def test_a_late_delivery_with_an_older_time_stamp_is_not_lost(self, tmp_path: Path) -> None:
        import os

        counter = [0]
        mailbox = MaildirMailbox(tmp_path)
        _put(tmp_path, arrival(1), counter)
        cursor = mailbox.fetch_since(None, 10)[-1].cursor
        _put(tmp_path, arrival(2), counter)
        for path in (tmp_path / "new").glob("998.*"):
            os.utime(path, (1, 1))
        [late] = mailbox.fetch_since(cursor, 10)
        assert late.internal_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)

    def test_a_list_torn_by_a_crash_is_mended(self, tmp_path: Path) -> None:
        counter = [0]
        mailbox = MaildirMailbox(tmp_path)
        for number in (1, 2):
            _put(tmp_path, arrival(number), counter)
        first = mailbox.fetch_since(None, 10)[0]
        listing = tmp_path / "clientcomms-uidlist"
        listing.write_bytes(listing.read_bytes()[:-5])
        assert [each.key for each in mailbox.fetch_since(first.cursor, 10)] == ["998.M2P1.host"]
        assert mailbox.fetch_since(None, 10)[0].key == first.key

    def test_what_the_transport_delivers_the_mailbox_reads(self, tmp_path: Path) -> None:
        who = "wang@client.example"
        message = letter("lin@qinghe.example", who)
        MaildirTransport(tmp_path).submit(Envelope("lin@qinghe.example", (who,)), message)
        [fetched] = MaildirMailbox(maildir_of(tmp_path, who)).fetch_since(None, 10)
        assert fetched.raw.endswith(message)
        assert fetched.raw.startswith(b"Return-Path: <lin@qinghe.example>\r\n")


class TestMemory(MailboxContract):
    @pytest.fixture
    def bench(self) -> MailboxBench:
        mailbox = MemoryMailbox(cap=10_000)
        return MailboxBench(mailbox, mailbox, mailbox.put, lambda: mailbox, mailbox.rebuild)
