"""The states of every place, what each means, and which may follow.

The store refuses whatever is not listed here, so a duplicate or a latecomer shows itself instead of
being fallen into.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class OccasionState(StrEnum):
    """An occasion: one reason to write, at one time."""

    OPEN = "open"
    """Planning has not looked at it yet."""
    PLANNED = "planned"
    """A plan stands for it."""


class PlanState(StrEnum):
    """A plan: what will be sent, when, to whom."""

    PLANNED = "planned"
    """Decided; nobody's word is needed, or its draft is not due yet."""
    HELD = "held"
    """A person must act: answer the draft, mend a fact, release it."""
    DROPPED = "dropped"
    """It will not be sent."""
    APPROVED = "approved"
    """A person said yes; it leaves at its hour."""
    RENDERED = "rendered"
    """Its bytes are frozen in the outbox."""


class DraftState(StrEnum):
    """A draft shown to the manager."""

    AWAITING = "awaiting"
    """No answer yet, which means hold."""
    APPROVED = "approved"
    """The manager said yes, perhaps with an edited text."""
    SKIPPED = "skipped"
    """The manager said no."""
    SUPERSEDED = "superseded"
    """The facts changed, and a newer draft took its place."""


class OutboxState(StrEnum):
    """A letter on its way to the next hop."""

    READY = "ready"
    """Waits for its hour."""
    CLAIMED = "claimed"
    """A holder is submitting it until its lease lapses."""
    SUBMITTED = "submitted"
    """The next hop took responsibility (RFC 5321 §4.2.5)."""
    DEFERRED = "deferred"
    """A temporary refusal; it is tried again."""
    DOUBTFUL = "doubtful"
    """Perhaps submitted: looked up by its Message-ID before anything else."""
    HELD = "held"
    """A person or the sending mode keeps it back."""
    REFUSED = "refused"
    """The next hop said no for good."""
    WITHDRAWN = "withdrawn"
    """A person took it back before it was submitted."""
    DEAD = "dead"
    """Given up after the last attempt; a person can retry it."""
    DELIVERED = "delivered"
    """A delivery report said so (RFC 3464), never before."""


class InboxState(StrEnum):
    """A message as it was fetched."""

    FETCHED = "fetched"
    """Raw bytes are kept; nobody has read them yet."""
    READ = "read"
    """A reply row holds what it says."""
    ASIDE = "aside"
    """Reading failed too often; the bytes wait for a person."""


class ReplyState(StrEnum):
    """What a message said, on its way to the right project."""

    READ = "read"
    """Read, not matched yet."""
    MATCHED = "matched"
    """Its project or member is known, with the rung."""
    UNMATCHED = "unmatched"
    """No rung held; a person decides."""
    RECORDED = "recorded"
    """Its facts stand in the places they belong to."""


class FeedbackState(StrEnum):
    """Something a client said, until the client agrees that it is done."""

    NEW = "new"
    """Written down; nobody has looked after it yet."""
    ACKNOWLEDGED = "acknowledged"
    """The client knows that we have it."""
    IN_PROGRESS = "in_progress"
    """Somebody works on it."""
    RESOLVED = "resolved"
    """We think it is done; the client has not said so."""
    CLOSED = "closed"
    """The client agreed, or kept silent with the door open."""
    REOPENED = "reopened"
    """The client says that it is not done."""
    DECLINED = "declined"
    """We will not do it, and said why."""
    DUPLICATE = "duplicate"
    """Another item says the same."""


class TaskState(StrEnum):
    """Something one of our people does by hand."""

    OPEN = "open"
    """It waits."""
    DONE = "done"
    """Ticked off by hand."""


class BookState(StrEnum):
    """A workbook that a team member mailed or dropped."""

    RECEIVED = "received"
    """Kept as it came; nobody has compared it yet."""
    COMPARED = "compared"
    """Its difference was told to the sender, who has not answered yet."""
    APPROVED = "approved"
    """Its sender agreed; it is taken in with the next run."""
    APPLIED = "applied"
    """Its rows are what we know now."""
    REFUSED = "refused"
    """It has problems, or its sender said no."""


class SeriesState(StrEnum):
    """A review series."""

    ACTIVE = "active"
    """It is held, and its calendar is kept."""
    CANCELLED = "cancelled"
    """It is over; attendees were told."""


P = PlanState
B = OutboxState
F = FeedbackState

PLAN_NEXT: Mapping[PlanState, frozenset[PlanState]] = {
    P.PLANNED: frozenset({P.PLANNED, P.HELD, P.DROPPED, P.APPROVED, P.RENDERED}),
    P.HELD: frozenset({P.PLANNED, P.HELD, P.DROPPED, P.APPROVED}),
    P.APPROVED: frozenset({P.PLANNED, P.RENDERED, P.HELD, P.DROPPED, P.APPROVED}),
    P.DROPPED: frozenset({P.PLANNED}),
    P.RENDERED: frozenset(),
}

DRAFT_NEXT: Mapping[DraftState, frozenset[DraftState]] = {
    DraftState.AWAITING: frozenset(
        {DraftState.APPROVED, DraftState.SKIPPED, DraftState.SUPERSEDED}
    ),
    DraftState.APPROVED: frozenset({DraftState.SUPERSEDED}),
    DraftState.SKIPPED: frozenset({DraftState.SUPERSEDED}),
    DraftState.SUPERSEDED: frozenset(),
}

OUTBOX_NEXT: Mapping[OutboxState, frozenset[OutboxState]] = {
    B.READY: frozenset({B.CLAIMED, B.HELD, B.WITHDRAWN}),
    B.CLAIMED: frozenset({B.SUBMITTED, B.DEFERRED, B.DOUBTFUL, B.REFUSED, B.DEAD, B.READY, B.HELD}),
    B.DEFERRED: frozenset({B.CLAIMED, B.HELD, B.WITHDRAWN, B.DEAD, B.READY}),
    B.DOUBTFUL: frozenset({B.SUBMITTED, B.READY, B.HELD, B.DEAD, B.DELIVERED, B.WITHDRAWN}),
    B.HELD: frozenset({B.READY, B.WITHDRAWN}),
    B.SUBMITTED: frozenset({B.DELIVERED, B.REFUSED}),
    B.REFUSED: frozenset({B.READY}),
    B.DEAD: frozenset({B.READY, B.WITHDRAWN}),
    B.WITHDRAWN: frozenset(),
    B.DELIVERED: frozenset(),
}

FEEDBACK_NEXT: Mapping[FeedbackState, frozenset[FeedbackState]] = {
    F.NEW: frozenset(
        {F.ACKNOWLEDGED, F.IN_PROGRESS, F.RESOLVED, F.CLOSED, F.DECLINED, F.DUPLICATE}
    ),
    F.ACKNOWLEDGED: frozenset({F.IN_PROGRESS, F.RESOLVED, F.CLOSED, F.DECLINED, F.DUPLICATE}),
    F.IN_PROGRESS: frozenset({F.RESOLVED, F.CLOSED, F.DECLINED, F.DUPLICATE}),
    F.RESOLVED: frozenset({F.CLOSED, F.REOPENED}),
    F.CLOSED: frozenset({F.REOPENED}),
    F.REOPENED: frozenset({F.IN_PROGRESS, F.RESOLVED, F.CLOSED, F.DECLINED}),
    F.DECLINED: frozenset({F.REOPENED}),
    F.DUPLICATE: frozenset({F.REOPENED}),
}

OPEN_FEEDBACK = frozenset({F.NEW, F.ACKNOWLEDGED, F.IN_PROGRESS, F.REOPENED})
"""States in which the client is still waiting for us."""

UNSETTLED_OUTBOX = frozenset({B.READY, B.CLAIMED, B.DEFERRED, B.DOUBTFUL, B.HELD})
"""States in which a letter is still with us."""
