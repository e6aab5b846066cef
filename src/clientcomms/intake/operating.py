"""What a person does to a workbook that came in: hand one in, agree to its difference, refuse it.

Each function is one transaction; importing compares what was handed in and applies what was agreed
to. Returns False when it was so already, and raises in words when the state forbids it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import BookState
from clientcomms.errors import ClientCommsError, IllegalTransitionError, NotFoundError
from clientcomms.store.books import BookAnswers, ReceivedBook, add_book, book_by_id, change_book
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et")
MOST_OCTETS = 10 * 1024 * 1024
_YES, _NO = BookState.APPROVED, BookState.REFUSED
_NOTHING = BookAnswers()
_SETTLED = frozenset({BookState.APPROVED, BookState.APPLIED})


class UnusableBookError(ClientCommsError):
    """A file that is no workbook of ours."""


def receive_book(store: Store, name: str, raw: bytes, sender: str, now: datetime) -> int | None:
    """Keep a workbook that a member handed in; None when the same bytes came before.

    Raises:
        UnusableBookError: no workbook by its name, empty, or too large.

    """
    bare = PurePath(name.replace("\\", "/")).name
    if PurePath(bare.lower()).suffix not in SUFFIXES:
        raise UnusableBookError(f"{bare or 'a file'}: no workbook ({', '.join(SUFFIXES)})")
    if not raw:
        raise UnusableBookError(f"{bare}: the file is empty")
    if len(raw) > MOST_OCTETS:
        raise UnusableBookError(f"{bare}: larger than {MOST_OCTETS >> 20} MB")
    with store.begin() as tx:
        return add_book(tx, bare, raw, Stamp(now, sender))


def approve_book(
    store: Store, book_id: int, by: str, now: datetime, answers: BookAnswers = _NOTHING
) -> bool:
    """Let a compared workbook be taken in, with what was answered of its rows in new words.

    Rows without an answer are left out; one that was taken in already can still get theirs.
    """
    with store.begin() as tx:
        book = _book(tx, book_id)
        if book.state in _SETTLED and answers.settled <= book.answers.settled:
            return False
        if book.state not in {BookState.COMPARED, BookState.APPLIED}:
            raise IllegalTransitionError("books", book_id, book.state.value, _YES.value)
        change_book(tx, book_id, _YES, Stamp(now, by), book.answers.and_then(answers))
    return True


def refuse_book(store: Store, book_id: int, by: str, now: datetime) -> bool:
    """Leave a compared workbook aside; nothing of it is written."""
    with store.begin() as tx:
        book = _book(tx, book_id)
        if book.state is BookState.REFUSED:
            return False
        if book.state is not BookState.COMPARED:
            raise IllegalTransitionError("books", book_id, book.state.value, _NO.value)
        change_book(tx, book_id, _NO, Stamp(now, by))
    return True


def _book(tx: Tx, book_id: int) -> ReceivedBook:
    found = book_by_id(tx, book_id)
    if found is None:
        raise NotFoundError("workbook", show_id(Numbered.BOOK, book_id))
    return found
