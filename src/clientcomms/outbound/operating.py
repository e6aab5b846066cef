"""What a person does to plans and drafts: approve, skip, hold, release, drop.

Each function is one transaction. It returns True when something changed and False when it was so
already (a second click); it raises a `ClientCommsError` in words when the state forbids it.
The entries of the outbox are `dispatching`'s, the sending mode is `switching`'s.
"""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain import person_reasons
from clientcomms.domain.flow import Draft, Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.errors import ClientCommsError, IllegalTransitionError, NotFoundError
from clientcomms.store.drafts import answer_draft, draft_by_id, newest_draft
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.plans import change_plan, plan_by_id
from clientcomms.wire.plain_html import page_of_text


class TooLateError(ClientCommsError):
    """A letter whose hour is so far gone that it is no longer worth sending."""

    def __init__(self, plan: Plan) -> None:
        self.plan_id = plan.id
        super().__init__(
            f"{show_id(Numbered.PLAN, plan.id)} was worth sending until "
            f"{plan.expires_at:%Y-%m-%d %H:%M} UTC and will not leave any more"
        )


class UnansweredDraftError(ClientCommsError):
    """A plan that waits for a word on its draft, so releasing it would say nothing."""

    def __init__(self, draft_id: int) -> None:
        self.draft_id = draft_id
        super().__init__(
            f"its draft {show_id(Numbered.DRAFT, draft_id)} waits for an answer: approve it or skip it"
        )


def approve_draft(
    store: Store, draft_id: int, by: str, now: datetime, edited_text: str | None = None
) -> bool:
    """Let a letter go as it was shown, or with the person's own text; its subject is kept.

    An edited text gets an HTML part of its own, and keeps the marker that a reply quotes back.

    Raises:
        NotFoundError: no such draft.
        IllegalTransitionError: it was skipped, superseded, or its plan is out of reach.
        TooLateError: the letter has expired.

    """
    with store.begin() as tx:
        draft, plan = _draft_and_plan(tx, draft_id)
        edited = _edited(draft, plan, edited_text)
        if draft.state is DraftState.APPROVED and (not edited or edited["text"] == draft.text):
            return False
        if plan.expires_at < now:
            raise TooLateError(plan)
        answer_draft(tx, draft_id, DraftState.APPROVED, Stamp(now, by), edited)
        _move(tx, plan, PlanState.APPROVED, person_reasons.approved_by(by), Stamp(now, by))
    return True


def skip_draft(store: Store, draft_id: int, by: str, now: datetime) -> bool:
    """Do not send this letter.

    Raises:
        NotFoundError: no such draft.
        IllegalTransitionError: it was approved or superseded.

    """
    with store.begin() as tx:
        draft, plan = _draft_and_plan(tx, draft_id)
        if draft.state is DraftState.SKIPPED:
            return False
        answer_draft(tx, draft_id, DraftState.SKIPPED, Stamp(now, by))
        if plan.state is not PlanState.DROPPED:
            _move(tx, plan, PlanState.DROPPED, person_reasons.skipped_by(by), Stamp(now, by))
    return True


def hold_plan(store: Store, plan_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Keep a planned letter back until a person releases it."""
    with store.begin() as tx:
        plan = _plan(tx, plan_id)
        if plan.state is PlanState.HELD:
            return False
        _move(tx, plan, PlanState.HELD, person_reasons.held_by(by, why), Stamp(now, by))
    return True


def release_plan(store: Store, plan_id: int, by: str, now: datetime) -> bool:
    """Let a held or dropped letter go on: to its hour if a person had approved it, else to planning.

    Raises:
        UnansweredDraftError: its draft waits for an answer.
        TooLateError: the letter has expired.

    """
    with store.begin() as tx:
        plan = _plan(tx, plan_id)
        if plan.state in {PlanState.PLANNED, PlanState.APPROVED}:
            return False
        if plan.expires_at < now:
            raise TooLateError(plan)
        draft = newest_draft(tx, plan_id)
        if draft is not None and draft.state is DraftState.AWAITING:
            raise UnansweredDraftError(draft.id)
        agreed = _is_approved(draft) or plan.approval == Approval.OK.value
        approved = plan.state is PlanState.HELD and agreed
        became = PlanState.APPROVED if approved else PlanState.PLANNED
        _move(tx, plan, became, person_reasons.released_by(by), Stamp(now, by))
    return True


def drop_plan(store: Store, plan_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Take a letter off the list; a draft that waits for an answer is skipped with it."""
    return _dropped(store, plan_id, person_reasons.dropped_by(by, why), Stamp(now, by))


def mark_sent_by_hand(store: Store, plan_id: int, by: str, now: datetime) -> bool:
    """Note that the person has said it already ("I sent it myself"), so nothing more leaves."""
    return _dropped(store, plan_id, person_reasons.sent_by_hand(by), Stamp(now, by))


def _dropped(store: Store, plan_id: int, reason: Reason, stamp: Stamp) -> bool:
    with store.begin() as tx:
        plan = _plan(tx, plan_id)
        if plan.state is PlanState.DROPPED:
            return False
        draft = newest_draft(tx, plan_id)
        if draft is not None and draft.state is DraftState.AWAITING:
            answer_draft(tx, draft.id, DraftState.SKIPPED, stamp)
        _move(tx, plan, PlanState.DROPPED, reason, stamp)
    return True


def _move(tx: Tx, plan: Plan, became: PlanState, reason: Reason, stamp: Stamp) -> None:
    change_plan(tx, plan.id, became, stamp, reasons=(reason,))


def _plan(tx: Tx, plan_id: int) -> Plan:
    plan = plan_by_id(tx, plan_id)
    if plan is None:
        raise NotFoundError("plan", show_id(Numbered.PLAN, plan_id))
    return plan


def _draft_and_plan(tx: Tx, draft_id: int) -> tuple[Draft, Plan]:
    draft = draft_by_id(tx, draft_id)
    if draft is None:
        raise NotFoundError("draft", show_id(Numbered.DRAFT, draft_id))
    return draft, _plan(tx, draft.plan_id)


def _is_approved(draft: Draft | None) -> bool:
    return draft is not None and draft.state is DraftState.APPROVED


def _edited(draft: Draft, plan: Plan, text: str | None) -> dict[str, str]:
    """Return what the person changed; nothing where the text came back as it was shown."""
    if text is None or not text.strip() or _same(text, draft.text):
        return {}
    told = text.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if draft.marker and draft.marker not in told:
        told += f"\n{draft.marker}\n"
    if draft.state is not DraftState.AWAITING and told != draft.text:
        raise IllegalTransitionError("drafts", draft.id, draft.state.value, "edited")
    return {"text": told, "html": page_of_text(told, plan.language)}


def _same(text: str, shown: str) -> bool:
    return text.replace("\r\n", "\n").strip() == shown.replace("\r\n", "\n").strip()
