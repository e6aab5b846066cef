"""Workbooks: hand one in, look at what it would change, agree or refuse."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.console.guarding import UPLOAD
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.errors import NotFoundError
from clientcomms.intake import operating
from clientcomms.store.books import book_by_id, newest_books
from clientcomms.store.console_looks import journal_of
from clientcomms.store.occasions import matter_with_key

router = APIRouter()


@router.get("/books")
def books(desk: DeskOf) -> Response:
    """Show the workbooks that came, and a form to hand one in."""
    with desk.store.read() as tx:
        kept = operating.MOST_OCTETS >> 20
        return desk.page("books.html", within=tx, listed=newest_books(tx), most=kept)


@router.post(UPLOAD)
def upload(desk: DeskOf, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Keep a workbook; it goes the way of a mailed one, and nothing is written without a yes."""
    if file is None:
        raise operating.UnusableBookError("no file was chosen")
    raw = file.file.read(operating.MOST_OCTETS + 1)
    # Whoever sits at a loopback console is the first one of the team, as everywhere in it.
    sender = desk.context.settings.team[0].address
    number = operating.receive_book(desk.store, file.filename or "", raw, sender, desk.now)
    if number is None:
        return desk.go("/books", "book_before")
    return desk.go(f"/books/{show_id(Numbered.BOOK, number)}", "book_received")


@router.get("/books/{book_id}")
def book(desk: DeskOf, book_id: str) -> Response:
    """Show one workbook with its difference."""
    number = number_in(Numbered.BOOK, book_id)
    with desk.store.read() as tx:
        found = book_by_id(tx, number)
        if found is None:
            raise NotFoundError("workbook", book_id)
        return desk.page(
            "book.html",
            within=tx,
            book=found,
            told=matter_with_key(tx, f"import:{number}"),
            journal=journal_of(tx, [("books", number)]),
        )


@router.post("/books/{book_id}/approve")
def approve(desk: DeskOf, book_id: str) -> Response:
    """Take it in."""
    number = number_in(Numbered.BOOK, book_id)
    operating.approve_book(desk.store, number, desk.context.actor, desk.now)
    return desk.go(f"/books/{show_id(Numbered.BOOK, number)}", "book_approved")


@router.post("/books/{book_id}/refuse")
def refuse(desk: DeskOf, book_id: str) -> Response:
    """Leave it aside."""
    number = number_in(Numbered.BOOK, book_id)
    operating.refuse_book(desk.store, number, desk.context.actor, desk.now)
    return desk.go(f"/books/{show_id(Numbered.BOOK, number)}", "book_refused")
