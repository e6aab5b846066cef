"""[plans] → [outbox]: the bytes of a letter, frozen with its envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from clientcomms.domain import composing, plan_reasons
from clientcomms.domain.flow import Draft, NewOutboxEntry, Plan
from clientcomms.domain.projects import Promise
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Fitted
from clientcomms.domain.states import DraftState
from clientcomms.errors import ClientCommsError
from clientcomms.letters.contract import Typeset
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.circumstances import Circumstances
from clientcomms.outbound.rendering.drafting import draft_again
from clientcomms.outbound.rendering.timing import move_to
from clientcomms.outbound.rendering.writing import (
    Press,
    Written,
    charged,
    drop,
    hold,
    shelf_for,
    write,
)
from clientcomms.store import outbox, outbox_looks, overall, plans_in_writing
from clientcomms.store.engine import Store, Tx
from clientcomms.store.letter_shelf import Shelf
from clientcomms.wire.calendar_event import CalendarAddress
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.imip import InvitationMethod, invitation_part
from clientcomms.wire.invite_findings import Level
from clientcomms.wire.invite_lint import lint_invitation
from clientcomms.wire.message import assemble
from clientcomms.wire.message_ids import new_message_id
from clientcomms.wire.plain_html import page_of_text

AHEAD = timedelta(days=1)
"""Letters leave in the order of their hours; an urgent one stands before all of today's."""
NO_TIME = timedelta()


@dataclass
class _Batch:
    """What has become of the plans that were taken up."""

    entries: list[NewOutboxEntry] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    held: list[tuple[Plan, Reason]] = field(default_factory=list)
    dropped: list[tuple[Plan, Reason]] = field(default_factory=list)
    moved: list[tuple[Plan, Fitted]] = field(default_factory=list)
    outdated: list[Written] = field(default_factory=list)
    """Approved in words that no longer hold; written as they hold now."""


def freeze_batch(store: Store, press: Press, now: datetime) -> tuple[int, int]:
    """Freeze one batch; return how many were frozen and how many were taken up."""
    due = charged(store, now, plans_in_writing.plans_to_render)
    if not due:
        return 0, 0
    batch = _Batch()
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
        outbox.add_entries(tx, [one for one in batch.entries if one.plan_id in done], now)
        frozen_ids = {one.message_id for one in batch.entries if one.plan_id in done}
        kept = [one for one in batch.promises if one.said_in in frozen_ids]
        overall.keep_promises(tx, kept, now)
    return len(done), len(due)


def _freeze(
    tx: Tx,
    written: Written | Reason,
    plan: Plan,
    now_holds: Circumstances,
    into: tuple[_Batch, str],
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
    entry = frozen(tx, written, now_holds.press, mode, now_holds.now)
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


def frozen(
    tx: Tx, written: Written, press: Press, mode: str, now: datetime
) -> NewOutboxEntry | Reason:
    """Return the outbox entry with its bytes."""
    plan, facts = written.plan, written.loaded.facts
    account = press.settings.account_of(facts.signer.address)
    domain = account.address.rpartition("@")[2]
    thread_key = written.occasion.thread_key
    dispatch = composing.Dispatch(
        mode=mode,
        redirect_to=press.settings.sending.redirect_to or facts.signer.address,
        account_address=account.address,
        message_id=new_message_id(domain, now=now, entropy=press.entropy(10)),
        marker=written.marker,
        date=now.astimezone(facts.sending_at.tzinfo),
        thread=tuple(outbox_looks.thread_of(tx, thread_key, plan.client, mode))
        if written.threaded
        else (),
        answers=written.loaded.answers,
    )
    people = composing.People(
        signer=facts.signer,
        organisation=facts.view.organisation,
        language=facts.language,
        to=facts.to,
        cc=facts.cc,
        reader=facts.reader,
    )
    texts = composing.Texts(written.texts.subject, written.texts.text, written.texts.html)
    try:
        calendar = _calendar(written, account.address)
        if isinstance(calendar, Reason):
            return calendar
        composed = composing.compose(texts, people, LETTERS[plan.kind], dispatch, calendar)
        raw = assemble(composed.mail)
    except ClientCommsError as error:
        return plan_reasons.unwritable(str(error))
    return NewOutboxEntry(
        plan_id=plan.id,
        kind=plan.kind,
        project_code=plan.project_code,
        client=plan.client,
        account=account.name,
        mode=mode,
        reverse_path=account.address,
        to=composed.to,
        cc=composed.cc,
        message_id=dispatch.message_id,
        marker=written.marker.strip("[]").removeprefix("cc:"),
        thread_key=thread_key,
        subject=texts.subject,
        raw=raw,
        priority=plan.priority,
        next_at=max(plan.at, now) - (AHEAD if written.occasion.urgent else NO_TIME),
        held_because="the sending mode is rehearse" if mode == composing.REHEARSE else None,
        note=composed.note,
    )


def _calendar(written: Written, account_address: str) -> CalendarPart | Reason | None:
    """Return the calendar object of an invitation; one that calendars would misread is not sent."""
    invitation = written.loaded.invitation
    if invitation is None:
        return None
    organizer = CalendarAddress(invitation.event.organizer.name, account_address)
    event = replace(invitation.event, organizer=organizer, description=written.texts.text)
    part = invitation_part(event, InvitationMethod(invitation.method))
    found = lint_invitation(part.content, method=invitation.method, from_address=account_address)
    errors = [finding.text for finding in found if finding.level is Level.ERROR]
    if errors:
        return plan_reasons.unwritable("; ".join(errors))
    return part


def _promises(plan: Plan, written: Written, message_id: str) -> Sequence[Promise]:
    if plan.kind != "progress_report" or plan.project_code is None:
        return ()
    return [
        Promise(plan.project_code, stone.key, stone.forecast_on, message_id)
        for stone in written.loaded.facts.view.milestones
        if stone.actual_on is None
    ]
