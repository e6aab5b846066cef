"""What every mailbox promises."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from clientcomms.ports.mailbox import Mailbox, Waiting

NOW = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class MailboxBench:
    """A mailbox, and the three things that may happen to it; its cap is 10 000 octets."""

    mailbox: Mailbox
    waiting: Waiting
    put: Callable[[bytes], None]
    reopen: Callable[[], Mailbox]
    """The same mailbox as a daemon sees it after a restart."""
    rebuild: Callable[[], None] | None
    """What a server does when its UIDVALIDITY changes."""


def arrival(number: int, size: int = 0) -> bytes:
    text = f"收到,第{number}封。\n" + "x" * size
    return (
        f"From: Li <li@client.example>\r\nSubject: Re: {number}\r\n"
        f"Message-ID: <{number}@client.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + text.replace("\n", "\r\n").encode()


def _numbers(raws: list[bytes]) -> list[int]:
    return [int(raw.split(b"Subject: Re: ")[1].split(b"\r\n")[0]) for raw in raws]


class MailboxContract:
    """Inherit, and give a ``bench`` fixture."""

    def test_an_empty_mailbox_has_nothing(self, bench: MailboxBench) -> None:
        assert bench.mailbox.fetch_since(None, 10) == []

    def test_pages_follow_one_another_without_gap_or_repeat(self, bench: MailboxBench) -> None:
        for number in range(1, 8):
            bench.put(arrival(number))
        cursor, seen, pages = None, [], []
        while page := bench.mailbox.fetch_since(cursor, 3):
            cursor = page[-1].cursor
            seen += [each.raw for each in page]
            pages.append(len(page))
        assert _numbers(seen) == [1, 2, 3, 4, 5, 6, 7]
        assert pages == [3, 3, 1]

    def test_every_message_carries_a_cursor_of_its_own(self, bench: MailboxBench) -> None:
        for number in (1, 2, 3):
            bench.put(arrival(number))
        first = bench.mailbox.fetch_since(None, 10)[0]
        rest = bench.mailbox.fetch_since(first.cursor, 10)
        assert _numbers([each.raw for each in rest]) == [2, 3]

    def test_the_bytes_are_those_that_arrived(self, bench: MailboxBench) -> None:
        bench.put(arrival(1))
        [fetched] = bench.mailbox.fetch_since(None, 10)
        assert fetched.raw.endswith("收到,第1封。\r\n".encode())
        assert fetched.size == len(fetched.raw)
        assert not fetched.is_cut

    def test_a_cursor_survives_a_restart(self, bench: MailboxBench) -> None:
        bench.put(arrival(1))
        cursor = bench.mailbox.fetch_since(None, 10)[-1].cursor
        bench.put(arrival(2))
        again = bench.reopen().fetch_since(cursor, 10)
        assert _numbers([each.raw for each in again]) == [2]

    def test_reading_changes_nothing(self, bench: MailboxBench) -> None:
        bench.put(arrival(1))
        first = bench.mailbox.fetch_since(None, 10)
        assert bench.mailbox.fetch_since(None, 10) == first
        assert bench.mailbox.fetch_since(first[-1].cursor, 10) == []

    def test_what_lay_there_before_the_end_is_not_fetched(self, bench: MailboxBench) -> None:
        bench.put(arrival(1))
        cursor = bench.mailbox.end(NOW)
        assert bench.mailbox.fetch_since(cursor, 10) == []
        bench.put(arrival(2))
        assert _numbers([each.raw for each in bench.mailbox.fetch_since(cursor, 10)]) == [2]

    def test_the_end_of_an_empty_mailbox_misses_nothing(self, bench: MailboxBench) -> None:
        cursor = bench.mailbox.end(NOW)
        bench.put(arrival(1))
        assert _numbers([each.raw for each in bench.mailbox.fetch_since(cursor, 10)]) == [1]

    def test_a_message_above_the_cap_is_cut_and_says_so(self, bench: MailboxBench) -> None:
        bench.put(arrival(1, size=30_000))
        bench.put(arrival(2))
        big, small = bench.mailbox.fetch_since(None, 10)
        assert big.is_cut
        assert len(big.raw) == 10_000
        assert big.size > 30_000
        assert not small.is_cut

    def test_a_rebuilt_mailbox_leaves_nothing_out(self, bench: MailboxBench) -> None:
        if bench.rebuild is None:
            pytest.skip("this mailbox cannot be rebuilt")
        for number in (1, 2):
            bench.put(arrival(number))
        cursor = bench.mailbox.fetch_since(None, 10)[-1].cursor
        bench.rebuild()
        bench.put(arrival(3))
        after = bench.mailbox.fetch_since(cursor, 10)
        assert 3 in _numbers([each.raw for each in after])
        assert bench.mailbox.fetch_since(after[-1].cursor, 10) == []

    def test_waiting_ends_when_something_arrives(self, bench: MailboxBench) -> None:
        cursor = bench.mailbox.end(NOW)
        postman = threading.Timer(0.3, bench.put, [arrival(1)])
        postman.start()
        try:
            assert bench.waiting.wait(20)
        finally:
            postman.join()
        assert len(bench.mailbox.fetch_since(cursor, 10)) == 1

    def test_waiting_gives_up_after_its_time(self, bench: MailboxBench) -> None:
        bench.mailbox.end(NOW)
        assert not bench.waiting.wait(0.3)

    def test_a_mailbox_that_was_closed_opens_again(self, bench: MailboxBench) -> None:
        bench.put(arrival(1))
        bench.mailbox.close()
        bench.mailbox.close()
        assert len(bench.mailbox.fetch_since(None, 10)) == 1
