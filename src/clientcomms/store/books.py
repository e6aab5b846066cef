"""[books]: workbooks that came by mail or into the watched folder, until somebody decides on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, func, select, update

from clientcomms.domain.states import BookState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import insert
from clientcomms.store.schema.inbound import books

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class BookAnswers:
    """What its sender said of rows in new words, as pairs of handles (new, old)."""

    same: tuple[Pair, ...] = ()
    new: tuple[Pair, ...] = ()

    @property
    def settled(self) -> frozenset[Pair]:
        """The pairs that were answered either way."""
        return frozenset((*self.same, *self.new))

    def and_then(self, later: BookAnswers) -> BookAnswers:
        """Return both; of two answers to one question the later holds."""
        same, new = (
            tuple(pair for pair in before if pair not in later.settled)
            for before in (self.same, self.new)
        )
        return BookAnswers((*same, *later.same), (*new, *later.new))


@dataclass(frozen=True, slots=True)
class BookQuestion:
    """A row that may be an old one in new words, as the receipt of its workbook asks about it."""

    number: int
    """From one, as the receipt counts."""
    text: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class ReceivedBook:
    """A workbook with the member who sent it."""

    id: int
    name: str
    raw: bytes
    sender: str
    reply_id: int | None
    state: BookState
    received_at: datetime
    answers: BookAnswers


@dataclass(frozen=True, slots=True)
class BookLine:
    """A workbook without its bytes, for lists."""

    id: int
    name: str
    sender: str
    state: BookState
    received_at: datetime


def add_book(
    tx: Tx, name: str, raw: bytes, stamp: Stamp, reply_id: int | None = None
) -> int | None:
    """Keep a workbook; `stamp.by` is its sender. None when the same bytes came before."""
    number = tx.execute(
        insert(tx, books)
        .on_conflict_do_nothing(index_elements=["digest"])
        .values(
            digest=sha256(raw).hexdigest(),
            name=name,
            raw=raw,
            sender=stamp.by,
            reply_id=reply_id,
            state=BookState.RECEIVED.value,
            received_at=stamp.at,
        )
        .returning(books.c.id)
    ).scalar()
    if number is not None:
        note(tx, "books", number, Stamp(stamp.at, stamp.by, name), became="received")
    return number


def books_in(tx: Tx, state: BookState) -> list[ReceivedBook]:
    """Return the workbooks in one state, oldest first."""
    found = tx.execute(select(books).where(books.c.state == state.value).order_by(books.c.id))
    return [_book(row) for row in found]


def newest_books(tx: Tx, limit: int = 100) -> list[BookLine]:
    """Return the workbooks that came last, newest first."""
    shown = (books.c.id, books.c.name, books.c.sender, books.c.state, books.c.received_at)
    found = tx.execute(select(*shown).order_by(books.c.id.desc()).limit(limit))
    return [
        BookLine(row.id, row.name, row.sender, BookState(row.state), row.received_at)
        for row in found
    ]


def count_compared(tx: Tx) -> int:
    """Count the workbooks whose difference waits for an answer."""
    waiting = books.c.state == BookState.COMPARED.value
    return tx.execute(select(func.count()).select_from(books).where(waiting)).scalar_one()


def book_by_id(tx: Tx, book_id: int) -> ReceivedBook | None:
    """Return one workbook."""
    row = tx.execute(select(books).where(books.c.id == book_id)).first()
    return None if row is None else _book(row)


def questions_of(matter: Mapping[str, object]) -> list[BookQuestion]:
    """Return the questions of a receipt, from what its occasion is about."""
    found = matter.get("questions")
    listed = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return [
        BookQuestion(number, str(one.get("text", "")), (str(one.get("new")), str(one.get("old"))))
        for number, one in enumerate(listed, start=1)
    ]


def open_questions(book: ReceivedBook, matter: Mapping[str, object]) -> list[BookQuestion]:
    """Return the questions of a receipt that nobody has answered yet; none once it was refused."""
    if book.state not in {BookState.COMPARED, BookState.APPLIED}:
        return []
    return [one for one in questions_of(matter) if one.pair not in book.answers.settled]


def change_book(
    tx: Tx, book_id: int, became: BookState, stamp: Stamp, answers: BookAnswers | None = None
) -> None:
    """Say what has become of a workbook, and what was answered to its questions."""
    values: dict[str, object] = {"state": became.value}
    if answers is not None:
        values["answers"] = {"same": list(answers.same), "new": list(answers.new)}
    tx.execute(update(books).where(books.c.id == book_id).values(**values))
    note(tx, "books", book_id, stamp, became=became.value)


def _book(row: Row[Any]) -> ReceivedBook:
    return ReceivedBook(
        row.id,
        row.name,
        row.raw,
        row.sender,
        row.reply_id,
        BookState(row.state),
        row.received_at,
        BookAnswers(*(_pairs(row.answers, key) for key in ("same", "new"))),
    )


def _pairs(answers: dict[str, list[list[str]]] | None, key: str) -> tuple[Pair, ...]:
    return tuple((new, old) for new, old in (answers or {}).get(key, []))
