"""What a person does to feedback: assign, start, resolve, close, reopen, decline, tick off.

Each function is one transaction. It returns True when something changed and False when it was so
already (a second click); it raises a `ClientCommsError` in words when the state forbids it.
"""

from __future__ import annotations

from datetime import date, datetime

from clientcomms.domain.heard import Feedback
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import FeedbackState
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.store import feedback as place
from clientcomms.store.console_looks import task_by_id
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.state import all_members, member_with_address


class WordsMissingError(ClientCommsError):
    """An outcome without words: the client will read what is written here."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: write it in the words the client will read")


class WrongDuplicateError(ClientCommsError):
    """An item that cannot be a duplicate of the other one."""

    def __init__(self, feedback_id: int, of: int, why: str) -> None:
        mine, other = show_id(Numbered.FEEDBACK, feedback_id), show_id(Numbered.FEEDBACK, of)
        super().__init__(f"{mine} cannot be a duplicate of {other}: {why}")


def assign(store: Store, feedback_id: int, owner: str, by: str, now: datetime) -> bool:
    """Give an item to one of our people; it stays in its state.

    Raises:
        NotFoundError: no such item, or no such member.

    """
    with store.begin() as tx:
        item = _item(tx, feedback_id)
        member = member_with_address(tx, owner)
        if member is None:
            raise NotFoundError("team member", owner, [one.address for one in all_members(tx)])
        if item.owner == member.address:
            return False
        stamp = Stamp(now, by, f"owner: {member.address}")
        place.edit_feedback(tx, feedback_id, stamp, owner=member.address)
    return True


def start(store: Store, feedback_id: int, by: str, now: datetime) -> bool:
    """Say that somebody works on it."""
    return _moved(store, feedback_id, FeedbackState.IN_PROGRESS, Stamp(now, by))


def resolve(
    store: Store, feedback_id: int, outcome: str, by: str, now: datetime, *, resolved_on: date
) -> bool:
    """Say what was done, in words for the client ("you said, we did").

    Raises:
        WordsMissingError: no outcome.
        NotFoundError: no such item.
        IllegalTransitionError: it is closed, declined or a duplicate.

    """
    told = _words(outcome, "what was done")
    values = {"outcome": told, "resolved_on": resolved_on}
    with store.begin() as tx:
        item = _item(tx, feedback_id)
        if item.state is FeedbackState.RESOLVED:
            if item.outcome == told:
                return False
            stamp = Stamp(now, by, f"outcome: {told}")
            place.edit_feedback(tx, feedback_id, stamp, **values)
            return True
        place.change_feedback(tx, feedback_id, FeedbackState.RESOLVED, Stamp(now, by, told), values)
    return True


def close(store: Store, feedback_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Say that the client agreed that it is done."""
    return _moved(store, feedback_id, FeedbackState.CLOSED, Stamp(now, by, why))


def reopen(store: Store, feedback_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Take an item up again that was resolved, closed, declined or called a duplicate."""
    return _moved(store, feedback_id, FeedbackState.REOPENED, Stamp(now, by, why))


def decline(store: Store, feedback_id: int, why: str, by: str, now: datetime) -> bool:
    """Say that we will not do it, and why, in words for the client.

    Raises:
        WordsMissingError: no reason.

    """
    told = _words(why, "why it is declined")
    return _moved(
        store, feedback_id, FeedbackState.DECLINED, Stamp(now, by, told), {"outcome": told}
    )


def mark_duplicate(store: Store, feedback_id: int, of: int, by: str, now: datetime) -> bool:
    """Say that the same was said before; `of` is the item that stays.

    Raises:
        WrongDuplicateError: it is itself, of another project, or a duplicate too.

    """
    with store.begin() as tx:
        item, other = _item(tx, feedback_id), _item(tx, of)
        if item.state is FeedbackState.DUPLICATE:
            return False
        if item.id == other.id:
            raise WrongDuplicateError(feedback_id, of, "it is the same item")
        if item.project_code != other.project_code:
            raise WrongDuplicateError(feedback_id, of, "they belong to two projects")
        if other.state is FeedbackState.DUPLICATE:
            raise WrongDuplicateError(feedback_id, of, "that one is a duplicate itself")
        stamp = Stamp(now, by, f"of {show_id(Numbered.FEEDBACK, of)}")
        place.change_feedback(tx, feedback_id, FeedbackState.DUPLICATE, stamp)
    return True


def finish_task(store: Store, task_id: int, by: str, now: datetime) -> bool:
    """Tick a task off.

    Raises:
        NotFoundError: no such task.

    """
    with store.begin() as tx:
        if task_by_id(tx, task_id) is None:
            raise NotFoundError("task", show_id(Numbered.TASK, task_id))
        return place.finish_task(tx, task_id, Stamp(now, by))


def _moved(
    store: Store,
    feedback_id: int,
    became: FeedbackState,
    stamp: Stamp,
    values: dict[str, object] | None = None,
) -> bool:
    with store.begin() as tx:
        if _item(tx, feedback_id).state is became:
            return False
        place.change_feedback(tx, feedback_id, became, stamp, values)
    return True


def _item(tx: Tx, feedback_id: int) -> Feedback:
    item = place.feedback_by_id(tx, feedback_id)
    if item is None:
        raise NotFoundError("feedback item", show_id(Numbered.FEEDBACK, feedback_id))
    return item


def _words(text: str, what: str) -> str:
    told = text.strip()
    if not told:
        raise WordsMissingError(what)
    return told
