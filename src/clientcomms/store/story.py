"""The whole story around one row: its occasion, plan, drafts, letter, answers, items, and the journal."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.flow import Draft, Occasion, OutboxRow, Plan
from clientcomms.domain.heard import Feedback, Reply, Task
from clientcomms.domain.ids import Numbered
from clientcomms.store.books import ReceivedBook, book_by_id
from clientcomms.store.console_looks import drafts_of, journal_of, replies_to, task_by_id, tasks_of
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_by_id, feedback_of_reply
from clientcomms.store.journal import JournalLine
from clientcomms.store.occasions import occasion_by_id
from clientcomms.store.outbox_looks import entry_by_id, entry_of_plan, recipients_of
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.plan_looks import plan_of_occasion
from clientcomms.store.plans import plan_by_id
from clientcomms.store.replies import reply_by_id


@dataclass(frozen=True, slots=True)
class Story:
    """What belongs together; whatever is not there yet is None or empty."""

    occasion: Occasion | None
    plan: Plan | None
    drafts: tuple[Draft, ...]
    entry: OutboxRow | None
    recipients: tuple[RecipientResult, ...]
    replies: tuple[Reply, ...]
    feedback: tuple[Feedback, ...]
    tasks: tuple[Task, ...]
    book: ReceivedBook | None
    journal: tuple[JournalLine, ...]


def story_of(tx: Tx, place: Numbered, number: int) -> Story | None:
    """Return the story around a row; None when there is no such row.

    From a plan, draft or letter it runs from the occasion to all answers; from a reply or an item
    it is that reply and its items, with the letter they answer.
    """
    match place:
        case Numbered.OCCASION | Numbered.PLAN | Numbered.DRAFT | Numbered.OUTBOX:
            occasion = _occasion_of(tx, place, number)
            return None if occasion is None else _of_occasion(tx, occasion)
        case Numbered.REPLY:
            reply = reply_by_id(tx, number)
            return None if reply is None else _of_reply(tx, reply)
        case Numbered.FEEDBACK:
            return _of_feedback(tx, feedback_by_id(tx, number))
        case Numbered.TASK:
            return _of_task(tx, task_by_id(tx, number))
        case Numbered.BOOK:
            return _of_book(tx, book_by_id(tx, number))


def _occasion_of(tx: Tx, place: Numbered, number: int) -> Occasion | None:
    if place is Numbered.OCCASION:
        return occasion_by_id(tx, number)
    draft = draft_by_id(tx, number) if place is Numbered.DRAFT else None
    entry = entry_by_id(tx, number) if place is Numbered.OUTBOX else None
    owner = draft or entry
    plan = plan_by_id(tx, owner.plan_id if owner else number)
    if plan is None or (place is not Numbered.PLAN and owner is None):
        return None
    return occasion_by_id(tx, plan.occasion_id)


def _of_occasion(tx: Tx, occasion: Occasion) -> Story:
    plan = plan_of_occasion(tx, occasion.id)
    entry = entry_of_plan(tx, plan.id) if plan else None
    replies = tuple(replies_to(tx, entry.id)) if entry else ()
    return _told(tx, occasion, plan, entry, replies)


def _of_reply(tx: Tx, reply: Reply) -> Story:
    entry = entry_by_id(tx, reply.outbox_id) if reply.outbox_id else None
    plan = plan_by_id(tx, entry.plan_id) if entry else None
    occasion = occasion_by_id(tx, plan.occasion_id) if plan else None
    return _told(tx, occasion, plan, entry, (reply,))


def _of_feedback(tx: Tx, item: Feedback | None) -> Story | None:
    if item is None:
        return None
    reply = reply_by_id(tx, item.reply_id) if item.reply_id else None
    if reply is not None:
        return _of_reply(tx, reply)
    tasks = tuple(tasks_of(tx, feedback_id=item.id))
    rows: list[tuple[str, int | str]] = [
        ("feedback", item.id),
        *(("tasks", task.id) for task in tasks),
    ]
    return Story(None, None, (), None, (), (), (item,), tasks, None, tuple(journal_of(tx, rows)))


def _of_task(tx: Tx, task: Task | None) -> Story | None:
    if task is None:
        return None
    if task.feedback_id:
        return _of_feedback(tx, feedback_by_id(tx, task.feedback_id))
    reply = reply_by_id(tx, task.reply_id) if task.reply_id else None
    if reply is not None:
        return _of_reply(tx, reply)
    journal = tuple(journal_of(tx, [("tasks", task.id)]))
    return Story(None, None, (), None, (), (), (), (task,), None, journal)


def _of_book(tx: Tx, book: ReceivedBook | None) -> Story | None:
    if book is None:
        return None
    journal = tuple(journal_of(tx, [("books", book.id)]))
    return Story(None, None, (), None, (), (), (), (), book, journal)


def _told(
    tx: Tx,
    occasion: Occasion | None,
    plan: Plan | None,
    entry: OutboxRow | None,
    replies: tuple[Reply, ...],
) -> Story:
    drafts = tuple(drafts_of(tx, plan.id)) if plan else ()
    items = tuple(item for reply in replies for item in feedback_of_reply(tx, reply.id))
    tasks = {
        task.id: task
        for found in (
            *(tasks_of(tx, reply_id=reply.id) for reply in replies),
            *(tasks_of(tx, feedback_id=item.id) for item in items),
        )
        for task in found
    }
    rows: list[tuple[str, int | str]] = []
    rows += [("occasions", occasion.id)] if occasion else []
    rows += [("plans", plan.id)] if plan else []
    rows += [("drafts", draft.id) for draft in drafts]
    rows += [("outbox", entry.id)] if entry else []
    rows += [row for reply in replies for row in (("inbox", reply.inbox_id), ("replies", reply.id))]
    rows += [("feedback", item.id) for item in items]
    rows += [("tasks", number) for number in tasks]
    recipients = tuple(recipients_of(tx, entry.id)) if entry else ()
    journal = tuple(journal_of(tx, rows))
    listed = tuple(tasks.values())
    return Story(occasion, plan, drafts, entry, recipients, replies, items, listed, None, journal)
