"""[plans] → [outbox]: the bytes of a letter, frozen with its envelope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import Draft, NewOutboxEntry, Plan
from clientcomms.domain.projects import Promise
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Fitted
from clientcomms.domain.states import DraftState
from clientcomms.letters.contract import Typeset
from clientcomms.outbound.rendering.circumstances import Circumstances
from clientcomms.outbound.rendering.drafting import draft_again
from clientcomms.outbound.rendering.sealing import seal
from clientcomms.outbound.rendering.timing import move_to
from clientcomms.outbound.rendering.writing import (
    BATCH,
    Due,
    Press,
    Written,
    charged,
    drop,
    hold,
    shelf_for,
    write,
)
from clientcomms.store import outbox, overall, plans_in_writing
from clientcomms.store.engine import Store, Tx
from clientcomms.store.letter_shelf import Shelf
from clientcomms.wire.plain_html import page_of_text

WIDE_BATCH = 4 * BATCH
"""Letters taken up at once where several processes share them."""


@dataclass
class Frozen:
    """What has become of plans that were taken up; nothing of it is written down yet."""

    entries: list[NewOutboxEntry] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    held: list[tuple[Plan, Reason]] = field(default_factory=list)
    dropped: list[tuple[Plan, Reason]] = field(default_factory=list)
    moved: list[tuple[Plan, Fitted]] = field(default_factory=list)
    outdated: list[Written] = field(default_factory=list)
    """Approved in words that no longer hold; written as they hold now."""

    def add(self, other: Frozen) -> None:
        """Take over what was made elsewhere."""
        for one in fields(self):
            getattr(self, one.name).extend(getattr(other, one.name))


Freeze = Callable[[Sequence[Due]], Frozen]


class Hands(Protocol):
    """Other processes that freeze letters beside this one; they read the store and write nothing."""

    def frozen(self, due: Sequence[Due], mine: Freeze, now: datetime) -> Frozen | None:
        """Freeze a batch, a part of it by `mine`; None when a process broke under its part."""


def freeze_batch(
    store: Store, press: Press, now: datetime, hands: Hands | None = None
) -> tuple[int, int]:
    """Freeze one batch; return how many were frozen and how many were taken up.

    Where `hands` break, what they were given stays charged: it is taken up letter by letter next.
    """
    due = charged(
        store, now, plans_in_writing.plans_to_render, BATCH if hands is None else WIDE_BATCH
    )
    if not due:
        return 0, 0
    mine = partial(freeze, store, press, now)
    batch = mine(due) if hands is None else hands.frozen(due, mine, now)
    return (0 if batch is None else _settle(store, batch, now)), len(due)


def freeze(store: Store, press: Press, now: datetime, due: Sequence[Due]) -> Frozen:
    """Return the bytes of letters, or what else becomes of them; the store is only read."""
    batch = Frozen()
    with store.read() as tx:
        mode = overall.switch(tx, overall.MODE) or press.settings.sending.mode
        shelf = shelf_for(tx, due, press)
        now_holds = Circumstances.load(tx, [plan for plan, _occasion in due], press, now)
        for plan, occasion in due:
            written = write(tx, plan, occasion, press, _marker(plan, shelf), shelf)
            if isinstance(written, Written) and _is_outdated(written, shelf):
                batch.outdated.append(written)
                continue
            _freeze(tx, _approved(written, plan, shelf), plan, now_holds, (batch, mode))
    return batch


def _settle(store: Store, batch: Frozen, now: datetime) -> int:
    """Write down what became of a batch; return how many letters are in the outbox now."""
    with store.begin() as tx:
        for plan, why in batch.held:
            hold(tx, plan, why, now)
        for plan, why in batch.dropped:
            drop(tx, plan, why, now)
        for plan, fitted in batch.moved:
            move_to(tx, plan, fitted, now)
        for written in batch.outdated:
            draft_again(tx, written, plan_reasons.meeting_changed(), now)
        done = plans_in_writing.mark_rendered(tx, [one.plan_id for one in batch.entries], now)
        entries = [one for one in batch.entries if one.plan_id in done]
        outbox.add_entries(tx, entries, now)
        frozen_ids = {one.message_id for one in entries}
        kept = [one for one in batch.promises if one.said_in in frozen_ids]
        overall.keep_promises(tx, kept, now)
    return len(done)


def _freeze(
    tx: Tx,
    written: Written | Reason,
    plan: Plan,
    now_holds: Circumstances,
    into: tuple[Frozen, str],
) -> None:
    batch, mode = into
    if isinstance(written, Reason):
        batch.held.append((plan, written))
        return
    unwelcome = now_holds.against(written)
    if unwelcome is not None:
        batch.dropped.append((plan, unwelcome))
        return
    later = now_holds.later(written)
    if later is not None:
        batch.moved.append((plan, later))
        return
    entry = seal(tx, written, now_holds.press, mode, now_holds.now)
    if isinstance(entry, Reason):
        batch.held.append((plan, entry))
        return
    batch.entries.append(entry)
    batch.promises += _promises(plan, written, entry.message_id)


def _draft_of(plan: Plan, shelf: Shelf) -> Draft | None:
    draft = shelf.drafts.get(plan.id)
    return draft if draft is not None and draft.state is DraftState.APPROVED else None


def _marker(plan: Plan, shelf: Shelf) -> str | None:
    draft = _draft_of(plan, shelf)
    return draft.marker if draft else None


def _is_outdated(written: Written, shelf: Shelf) -> bool:
    """Whether the approved words and the calendar object would say different things."""
    draft = _draft_of(written.plan, shelf)
    meeting = written.loaded.invitation
    if draft is None or meeting is None:
        return False
    changed = meeting.event.sequence != written.occasion.matter.get("sequence")
    return changed and written.digest != draft.facts_digest


def _approved(written: Written | Reason, plan: Plan, shelf: Shelf) -> Written | Reason:
    """Return the letter in the words that were approved, else in fresh ones."""
    draft = _draft_of(plan, shelf)
    if draft is None or isinstance(written, Reason):
        return written
    text, html = draft.text, draft.html
    if draft.edited and draft.marker not in text:
        text = f"{text.rstrip()}\n\n{draft.marker}\n"
        html = page_of_text(text, plan.language)
    return replace(
        written, texts=Typeset(draft.subject, text, html, draft.chat), edited=draft.edited
    )


def _promises(plan: Plan, written: Written, message_id: str) -> Sequence[Promise]:
    if plan.kind != "progress_report" or plan.project_code is None:
        return ()
    return [
        Promise(plan.project_code, stone.key, stone.forecast_on, message_id)
        for stone in written.loaded.facts.view.milestones
        if stone.actual_on is None
    ]
