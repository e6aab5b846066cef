"""[feedback], [answers], [tasks], [sightings]: what clients said and who looks after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from clientcomms.domain.heard import Feedback, NewFeedback, NewTask, Sighting, SurveyAnswer, Task
from clientcomms.domain.states import FEEDBACK_NEXT, OPEN_FEEDBACK, FeedbackState, TaskState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import insert, move
from clientcomms.store.schema.inbound import answers, feedback, sightings, tasks


def add_feedback(tx: Tx, new: NewFeedback, stamp: Stamp) -> int | None:
    """Insert one item; None when its key is there already (the same mail read twice)."""
    number = tx.execute(
        insert(tx, feedback)
        .on_conflict_do_nothing(index_elements=["key"])
        .values(
            key=new.key,
            project_code=new.project_code,
            contact_address=new.contact_address,
            channel=new.channel,
            state=FeedbackState.NEW.value,
            category=new.category,
            urgency=new.urgency,
            due_on=new.due_on,
            owner=new.owner,
            text=new.text,
            rung=new.rung,
            reply_id=new.reply_id,
            message_id=new.message_id,
            outcome="",
            acknowledge_at=new.acknowledge_at,
            created_at=stamp.at,
            updated_at=stamp.at,
        )
        .returning(feedback.c.id)
    ).scalar()
    if number is not None:
        note(tx, "feedback", number, stamp, became="new")
    return number


def feedback_by_id(tx: Tx, feedback_id: int) -> Feedback | None:
    """Return one item."""
    row = tx.execute(select(feedback).where(feedback.c.id == feedback_id)).first()
    return None if row is None else _feedback(row)


def feedback_list(
    tx: Tx, *, project: str | None = None, states: Sequence[FeedbackState] = (), limit: int = 500
) -> list[Feedback]:
    """Return items, the newest first."""
    wanted = select(feedback).order_by(feedback.c.id.desc()).limit(limit)
    if project is not None:
        wanted = wanted.where(feedback.c.project_code == project)
    if states:
        wanted = wanted.where(feedback.c.state.in_([state.value for state in states]))
    return [_feedback(row) for row in tx.execute(wanted)]


def feedback_of_reply(tx: Tx, reply_id: int) -> list[Feedback]:
    """Return the items that one reply held."""
    found = tx.execute(
        select(feedback).where(feedback.c.reply_id == reply_id).order_by(feedback.c.id)
    )
    return [_feedback(row) for row in found]


def feedback_to_acknowledge(tx: Tx, now: datetime, limit: int) -> list[Feedback]:
    """Return new items whose time for a human answer has run out."""
    found = tx.execute(
        select(feedback)
        .where(feedback.c.acknowledge_at <= now, feedback.c.state == FeedbackState.NEW.value)
        .order_by(feedback.c.acknowledge_at, feedback.c.id)
        .limit(limit)
    )
    return [_feedback(row) for row in found]


def complaining_projects(tx: Tx) -> frozenset[str]:
    """Return the projects with a complaint that is still open."""
    found = tx.execute(
        select(feedback.c.project_code)
        .where(
            feedback.c.category == "complaint",
            feedback.c.state.in_([state.value for state in OPEN_FEEDBACK]),
        )
        .distinct()
    )
    return frozenset(found.scalars())


def change_feedback(
    tx: Tx,
    feedback_id: int,
    became: FeedbackState,
    stamp: Stamp,
    values: Mapping[str, object] | None = None,
) -> None:
    """Move an item on; a changed state ends the wait for an acknowledgement."""
    changed = {"updated_at": stamp.at, "acknowledge_at": None, **(values or {})}
    move(tx, feedback, feedback_id, (became, FEEDBACK_NEXT), stamp, changed)


def edit_feedback(tx: Tx, feedback_id: int, stamp: Stamp, **values: object) -> None:
    """Change facts of an item (owner, due date, category) without moving it."""
    tx.execute(
        update(feedback).where(feedback.c.id == feedback_id).values(updated_at=stamp.at, **values)
    )
    note(tx, "feedback", feedback_id, stamp)


def projects_with_outcomes(tx: Tx, codes: Sequence[str]) -> set[str]:
    """Return those of the projects in which something came of what a client said."""
    found = tx.execute(
        select(feedback.c.project_code)
        .where(feedback.c.project_code.in_(list(codes)), feedback.c.outcome != "")
        .distinct()
    )
    return set(found.scalars())


def add_answer(tx: Tx, answer: SurveyAnswer) -> bool:
    """Record a score; one reply gives one score."""
    row = tx.execute(
        insert(tx, answers)
        .on_conflict_do_nothing(index_elements=["reply_id"])
        .values(
            reply_id=answer.reply_id,
            project_code=answer.project_code,
            contact_address=answer.contact_address,
            outbox_id=answer.outbox_id,
            value=answer.value,
            scale=answer.scale,
            comment=answer.comment,
            answered_at=answer.answered_at,
        )
        .returning(answers.c.reply_id)
    ).first()
    return row is not None


def survey_answers(tx: Tx, project: str | None = None) -> list[SurveyAnswer]:
    """Return the scores, the newest first."""
    wanted = select(answers).order_by(answers.c.answered_at.desc())
    if project is not None:
        wanted = wanted.where(answers.c.project_code == project)
    return [
        SurveyAnswer(
            r.reply_id,
            r.project_code,
            r.contact_address,
            r.outbox_id,
            r.value,
            r.scale,
            r.comment,
            r.answered_at,
        )
        for r in tx.execute(wanted)
    ]


def add_task(
    tx: Tx, new: NewTask, stamp: Stamp, *, again_after: datetime | None = None
) -> int | None:
    """Insert a task; None when its key is there already.

    One that was ticked off before `again_after` is opened again: the same matter came up anew.
    """
    number = tx.execute(
        insert(tx, tasks)
        .on_conflict_do_nothing(index_elements=["key"])
        .values(
            key=new.key,
            kind=new.kind,
            project_code=new.project_code,
            feedback_id=new.feedback_id,
            reply_id=new.reply_id,
            owner=new.owner,
            title_zh=new.title_zh,
            title_en=new.title_en,
            due_at=new.due_at,
            state=TaskState.OPEN.value,
            created_at=stamp.at,
        )
        .returning(tasks.c.id)
    ).scalar()
    if number is not None:
        note(tx, "tasks", number, Stamp(stamp.at, stamp.by, new.title_en), became="open")
        return int(number)
    return None if again_after is None else _open_again(tx, new, stamp, again_after)


def _open_again(tx: Tx, new: NewTask, stamp: Stamp, again_after: datetime) -> int | None:
    number: int | None = tx.execute(
        update(tasks)
        .where(
            tasks.c.key == new.key,
            tasks.c.state == TaskState.DONE.value,
            tasks.c.done_at < again_after,
        )
        .values(
            state=TaskState.OPEN.value,
            done_at=None,
            title_zh=new.title_zh,
            title_en=new.title_en,
            due_at=new.due_at,
        )
        .returning(tasks.c.id)
    ).scalar()
    if number is not None:
        why = Stamp(stamp.at, stamp.by, new.title_en)
        note(tx, "tasks", number, why, was="done", became="open")
    return number


def open_tasks(tx: Tx, limit: int = 200) -> list[Task]:
    """Return what our people still have to do, the most pressing first."""
    found = tx.execute(
        select(tasks)
        .where(tasks.c.state == TaskState.OPEN.value)
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(limit)
    )
    return [
        Task(
            r.id,
            r.kind,
            r.owner,
            r.title_zh,
            r.title_en,
            r.project_code,
            r.feedback_id,
            r.reply_id,
            r.due_at,
            r.state,
            r.created_at,
        )
        for r in found
    ]


def finish_task(tx: Tx, task_id: int, stamp: Stamp) -> bool:
    """Tick a task off; False when it was done already."""
    changed = tx.execute(
        update(tasks)
        .where(tasks.c.id == task_id, tasks.c.state == TaskState.OPEN.value)
        .values(state=TaskState.DONE.value, done_at=stamp.at)
    )
    if changed.rowcount:
        note(tx, "tasks", task_id, stamp, was="open", became="done")
    return bool(changed.rowcount)


def finish_task_with_key(tx: Tx, key: str, stamp: Stamp) -> bool:
    """Tick off the task of a matter that was settled; False when there is none to do."""
    number = tx.execute(select(tasks.c.id).where(tasks.c.key == key)).scalar()
    return number is not None and finish_task(tx, number, stamp)


def add_sighting(tx: Tx, seen: Sighting, now: datetime) -> None:
    """Remember that one of our people answered a client."""
    tx.execute(
        insert(tx, sightings)
        .on_conflict_do_nothing(index_elements=["message_id"])
        .values(
            message_id=seen.message_id,
            member_address=seen.member_address,
            answers_message_id=seen.answers_message_id,
            to=list(seen.to),
            seen_at=now,
        )
    )


def human_answered(tx: Tx, message_id: str | None, contact: str, since: datetime) -> bool:
    """Return whether one of our people answered this message, or wrote to this contact since."""
    wanted = [sightings.c.answers_message_id == message_id] if message_id else []
    found = tx.execute(
        select(sightings.c.answers_message_id, sightings.c.to).where(
            or_(*wanted, and_(sightings.c.seen_at >= since))
        )
    )
    return any(
        row.answers_message_id == message_id
        or contact.casefold() in {str(a).casefold() for a in row.to}
        for row in found
    )


def _feedback(row: Row[Any]) -> Feedback:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row's mapping
    return Feedback(**values | {"state": FeedbackState(row.state)})
