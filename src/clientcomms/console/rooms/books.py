"""Workbooks: hand one in, look at what it would change, agree or refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.console.guarding import UPLOAD
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.errors import NotFoundError
from clientcomms.intake import operating
from clientcomms.store.books import (
    BookAnswers,
    book_by_id,
    newest_books,
    open_questions,
    questions_of,
)
from clientcomms.store.console_looks import journal_of
from clientcomms.store.occasions import matter_with_key

router = APIRouter()


def _receipt(number: int) -> str:
    """Return the key of the occasion that tells what a workbook would change."""
    return f"import:{number}"


async def _said(request: Request) -> Mapping[str, str]:
    """Return the fields of a form: one for each question, however many there are."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _lines(told: Mapping[str, object]) -> list[str]:
    """Return the difference without the rows that are asked about by themselves."""
    listed = told.get("lines")
    lines = [str(one) for one in listed] if isinstance(listed, list) else []
    return [one for one in lines if not (questions_of(told) and one.startswith("? "))]


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
        told = matter_with_key(tx, _receipt(number))
        return desk.page(
            "book.html",
            within=tx,
            book=found,
            told=told,
            lines=_lines(told),
            questions=open_questions(found, told),
            journal=journal_of(tx, [("books", number)]),
        )


@router.post("/books/{book_id}/approve")
def approve(
    desk: DeskOf, book_id: str, said: Annotated[Mapping[str, str], Depends(_said)]
) -> Response:
    """Take it in, with what was said of its rows in new words."""
    number = number_in(Numbered.BOOK, book_id)
    with desk.store.read() as tx:
        asked = questions_of(matter_with_key(tx, _receipt(number)))
    same, new = (
        tuple(one.pair for one in asked if said.get(f"row{one.number}") == word)
        for word in ("same", "new")
    )
    answers = BookAnswers(same, new)
    operating.approve_book(desk.store, number, desk.context.actor, desk.now, answers)
    return desk.go(f"/books/{show_id(Numbered.BOOK, number)}", "book_approved")


@router.post("/books/{book_id}/refuse")
def refuse(desk: DeskOf, book_id: str) -> Response:
    """Leave it aside."""
    number = number_in(Numbered.BOOK, book_id)
    operating.refuse_book(desk.store, number, desk.context.actor, desk.now)
    return desk.go(f"/books/{show_id(Numbered.BOOK, number)}", "book_refused")
