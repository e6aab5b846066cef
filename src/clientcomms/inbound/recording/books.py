"""A member's word, by mail, on a workbook: yes, no, and which rows are old ones in new words."""

from __future__ import annotations

from collections.abc import Iterable

from clientcomms.domain.states import BookState
from clientcomms.inbound.recording.approvals import whole_text
from clientcomms.inbound.recording.case import Case, Words, tell
from clientcomms.letters.approval_request import verdict
from clientcomms.letters.rename_answers import RenameAnswers, rename_answers
from clientcomms.store import state
from clientcomms.store.books import (
    BookAnswers,
    Pair,
    ReceivedBook,
    book_by_id,
    change_book,
    questions_of,
)
from clientcomms.store.journal import Stamp


def answer_book(case: Case, member: str, number: int) -> str:
    """Take a member's answer to the receipt of a workbook; return what it was, for the journal.

    Numbers answer the questions of the receipt, and say yes to the rest with it; a workbook that
    was taken in already can still have its open questions answered.
    """
    book = book_by_id(case.tx, number)
    if book is None:
        return "the workbook is gone"
    if member.casefold() not in _deciders_of_book(case, book):
        return "not the sender of the workbook"
    asked = _questions(case)
    answers = rename_answers(case.said("reply_text"), len(asked))
    if answers is not None and book.state in {BookState.COMPARED, BookState.APPLIED}:
        return _answered(case, (member, book), asked, answers)
    said = verdict(whole_text(case)) if book.state is BookState.COMPARED else "late"
    stamp = Stamp(case.now, member, f"by mail r{case.reply.id}")
    match said:
        case "approve":
            change_book(case.tx, book.id, BookState.APPROVED, stamp)
            if asked:
                tell(case, member, f"answered:{case.key()}", _left_out(book, range(len(asked))))
            return "workbook approved"
        case "skip":
            change_book(case.tx, book.id, BookState.REFUSED, stamp)
            return "workbook refused"
        case "late":
            words = _late(book)
        case _:
            words = _unclear(book, has_questions=bool(asked))
    tell(case, member, f"answered:{case.key()}", words, _matter(case, book))
    return "an answer that changes nothing"


def _answered(
    case: Case, whose: tuple[str, ReceivedBook], asked: list[Pair], answers: RenameAnswers
) -> str:
    """Let the workbook be taken in with the rows that were named; say which stay open."""
    member, book = whose
    stamp = Stamp(case.now, member, f"by mail r{case.reply.id}")
    same = tuple(asked[n - 1] for n in sorted(answers.same))
    new = tuple(asked[n - 1] for n in sorted(answers.new))
    said = book.answers.and_then(BookAnswers(same, new))
    change_book(case.tx, book.id, BookState.APPROVED, stamp, said)
    left = [n for n, pair in enumerate(asked) if pair not in said.settled]
    if left:
        tell(case, member, f"answered:{case.key()}", _left_out(book, left), _matter(case, book))
    return f"workbook approved: {len(same)} rows the same, {len(new)} new, {len(left)} left out"


def _matter(case: Case, book: ReceivedBook) -> dict[str, object]:
    """What makes an answer to our note an answer to the workbook."""
    occasion = case.occasion()
    questions = occasion.matter.get("questions") if occasion else None
    return {"book": book.id, "questions": questions or []}


def _questions(case: Case) -> list[Pair]:
    occasion = case.occasion()
    return [one.pair for one in questions_of(occasion.matter)] if occasion else []


def _left_out(book: ReceivedBook, places: Iterable[int]) -> Words:
    """The number of each row as the receipt counted them, and how it is answered."""
    numbers = [str(place + 1) for place in places]
    zh, en = "、".join(numbers), ", ".join(numbers)
    return Words(
        f"台账 {book.name} 写入了，第 {zh} 问还没有答，那几行先没有写",
        f"the workbook {book.name} is taken in; question {en} is open, and its row was left out",
        f"直接回这封信：是原来那一行，回“是 {zh}”；是新的一行，回“新 {zh}”。",
        f'Just reply: "yes {en}" where it is the old row, "new {en}" where it is a new one.',
    )


def _late(book: ReceivedBook) -> Words:
    return Words(
        f"台账 {book.name} 已经处理过（{book.state}），您这次的回复没有再改动什么",
        f"the workbook {book.name} was settled before ({book.state}); your answer changed nothing",
    )


def _unclear(book: ReceivedBook, *, has_questions: bool) -> Words:
    zh = "请只回“同意”或“不要”。要改内容，请改好表格再发一次。"
    en = 'Please answer just "ok" or "no". To change something, mail the corrected workbook.'
    if has_questions:
        zh += "换了说法的行，回“是 1”（原来那一行）或“新 1”（新的一行），编号照那封信。"
        en += ' For rows in new words answer "yes 1" (the old row) or "new 1" (a new one), by their numbers.'
    return Words(
        f"没看懂您对台账 {book.name} 的答复，还没有写入",
        f"your answer on the workbook {book.name} was not clear; nothing was written yet",
        zh,
        en,
    )


def _deciders_of_book(case: Case, book: ReceivedBook) -> set[str]:
    sender = state.member_with_address(case.tx, book.sender)
    manager = case.manager()
    return {one.address.casefold() for one in (sender, manager) if one is not None}
