"""[plans] → [drafts] for the manager, and [plans] → [outbox] with the bytes frozen.

A letter that cannot be written is held with the reason; the others go on. An attempt is charged
before it is made, so a letter that kills the process is put aside in the end.
"""

from __future__ import annotations

import logging
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import assert_never

from clientcomms.domain import client_wall, composing, plan_reasons
from clientcomms.domain.flow import (
    Draft,
    NewDraft,
    NewOccasion,
    NewOutboxEntry,
    Occasion,
    Plan,
    member_audience,
)
from clientcomms.domain.projects import Promise
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.errors import ClientCommsError
from clientcomms.letters.contract import Typeset, Unfit
from clientcomms.letters.registry import LETTERS, brief_for
from clientcomms.ports.typesetter import TemplateError, Typesetter
from clientcomms.settings import Settings
from clientcomms.store import drafts, occasions, outbox, outbox_looks, overall, plans, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.letter_facts import Loaded, Setting, load_letter
from clientcomms.wire.calendar_event import CalendarAddress
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.imip import InvitationMethod, invitation_part
from clientcomms.wire.invite_findings import Level
from clientcomms.wire.invite_lint import lint_invitation
from clientcomms.wire.message import assemble
from clientcomms.wire.message_ids import new_message_id
from clientcomms.wire.plain_html import page_of_text

BATCH = 50
MAX_ATTEMPTS = 3
BY = "rendering"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """What letters are made with."""

    typesetter: Typesetter
    settings: Settings
    setting: Setting
    entropy: Callable[[int], bytes]
    """So many random bytes; handed in, so that a rehearsal can repeat itself."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, with all that delivery needs."""

    plan: Plan
    occasion: Occasion
    loaded: Loaded
    texts: Typeset
    marker: str
    edited: bool = False

    @property
    def digest(self) -> str:
        """What a changed fact changes; the marker is left out."""
        said = f"{self.texts.subject}\n{self.texts.text}".replace(self.marker, "")
        return sha256(said.encode()).hexdigest()


def render_due(store: Store, press: Press, now: datetime) -> int:
    """Show due drafts to their managers and freeze due letters; return how many moved."""
    moved = _draft_due(store, press, now) + _refresh_drafts(store, press, now)
    while True:
        rendered, taken = _freeze_batch(store, press, now)
        moved += rendered
        if taken < BATCH:
            return moved


# ---- drafts --------------------------------------------------------------------------------------


def _draft_due(store: Store, press: Press, now: datetime) -> int:
    moved = 0
    for plan, occasion in _charged(store, now, plans.plans_to_draft):
        with store.begin() as tx:
            written = _write(tx, plan, occasion, press)
            if isinstance(written, Reason):
                _hold(tx, plan, written, now)
                continue
            _show(tx, written, now)
            stamp = Stamp(now, BY)
            why = (plan_reasons.waits_for_answer(),)
            plans.change_plan(
                tx, plan.id, PlanState.HELD, stamp, reasons=why, values={"attempts": 0}
            )
            moved += 1
    return moved


def _show(tx: Tx, written: Written, now: datetime) -> None:
    """Keep a draft and ask for the letter that shows it to the manager."""
    plan, spec = written.plan, LETTERS[written.plan.kind]
    draft = drafts.add_draft(
        tx,
        NewDraft(
            plan_id=plan.id,
            facts_digest=written.digest,
            marker=written.marker,
            subject=written.texts.subject,
            text=written.texts.text,
            html=written.texts.html,
            chat=written.texts.chat,
            asked_at=now,
        ),
    )
    ask = NewOccasion(
        kind="approval_request",
        key=f"approval:{draft}",
        audience=member_audience(written.loaded.facts.signer.address),
        wanted_at=now,
        project_code=plan.project_code,
        matter={"draft": draft, "kind_zh": spec.name_zh, "kind_en": spec.name_en},
        thread_key=f"approval:plan:{plan.id}",
        asked_by=BY,
    )
    occasions.add_occasions(tx, [ask], now)


def _refresh_drafts(store: Store, press: Press, now: datetime) -> int:
    """Show a draft anew when its facts changed before anybody answered."""
    with store.read() as tx:
        stale = [draft for draft in drafts.awaiting_drafts(tx) if _facts_changed(tx, draft)]
    renewed = 0
    for draft in stale:
        with store.begin() as tx:
            plan = plans.plan_by_id(tx, draft.plan_id)
            occasion = occasions.occasion_by_id(tx, plan.occasion_id) if plan else None
            if plan is None or occasion is None or plan.state is not PlanState.HELD:
                continue
            written = _write(tx, plan, occasion, press)
            if isinstance(written, Written) and written.digest != draft.facts_digest:
                _show(tx, written, now)
                renewed += 1
            else:
                drafts.touch_draft(tx, draft.id, now)
    return renewed


def _facts_changed(tx: Tx, draft: Draft) -> bool:
    plan = plans.plan_by_id(tx, draft.plan_id)
    changed = state.changed_at(tx, plan.project_code) if plan and plan.project_code else None
    return changed is not None and changed > draft.asked_at


# ---- freezing --------------------------------------------------------------------------------------


def _freeze_batch(store: Store, press: Press, now: datetime) -> tuple[int, int]:
    """Freeze one batch; return how many were frozen and how many were taken up."""
    due = _charged(store, now, plans.plans_to_render)
    entries: list[NewOutboxEntry] = []
    promises: list[Promise] = []
    held: list[tuple[Plan, Reason]] = []
    with store.read() as tx:
        mode = overall.switch(tx, overall.MODE) or press.settings.sending.mode
        for plan, occasion in due:
            written = _approved(tx, plan, occasion, press)
            entry = (
                written if isinstance(written, Reason) else _frozen(tx, written, press, mode, now)
            )
            if isinstance(entry, Reason):
                held.append((plan, entry))
                continue
            entries.append(entry)
            promises += _promises(plan, written, entry.message_id)
    with store.begin() as tx:
        for plan, why in held:
            _hold(tx, plan, why, now)
        done = outbox.add_entries(tx, entries, now)
        plans.mark_rendered(tx, done, now)
        overall.keep_promises(tx, promises, now)
    return len(done), len(due)


def _charged(
    store: Store, now: datetime, ripe: Callable[[Tx, datetime, int], list[Plan]]
) -> list[tuple[Plan, Occasion]]:
    """Take up a batch of plans, each attempt counted; those that failed too often are put aside."""
    with store.begin() as tx:
        found = ripe(tx, now, BATCH)
        worn = [plan for plan in found if plan.attempts >= MAX_ATTEMPTS]
        for plan in worn:
            _hold(tx, plan, plan_reasons.broken("rendering failed three times"), now)
        fresh = [plan for plan in found if plan.attempts < MAX_ATTEMPTS]
        plans.charge_rendering(tx, [plan.id for plan in fresh])
        known = occasions.occasions_by_ids(tx, [plan.occasion_id for plan in fresh])
    return [(plan, known[plan.occasion_id]) for plan in fresh]


def _hold(tx: Tx, plan: Plan, why: Reason, now: datetime) -> None:
    stamp = Stamp(now, BY)
    plans.change_plan(tx, plan.id, PlanState.HELD, stamp, reasons=(why,), values={"attempts": 0})


def _approved(tx: Tx, plan: Plan, occasion: Occasion, press: Press) -> Written | Reason:
    """Return the letter in the words that were approved, else in fresh ones."""
    draft = drafts.newest_draft(tx, plan.id)
    if draft is None or draft.state is not DraftState.APPROVED:
        return _write(tx, plan, occasion, press)
    written = _write(tx, plan, occasion, press, marker=draft.marker)
    if isinstance(written, Reason):
        return written
    text, html = draft.text, draft.html
    if draft.edited and draft.marker not in text:
        text = f"{text.rstrip()}\n\n{draft.marker}\n"
        html = page_of_text(text, plan.language)
    return replace(
        written, texts=Typeset(draft.subject, text, html, draft.chat), edited=draft.edited
    )


def _write(
    tx: Tx, plan: Plan, occasion: Occasion, press: Press, marker: str | None = None
) -> Written | Reason:
    """Return a plan's letter in words, or why it must not be written."""
    marker = marker or _new_marker(press)
    try:
        loaded = load_letter(tx, plan, occasion, press.setting, marker)
        brief = brief_for(plan.kind, loaded.facts, loaded.matter)
        if isinstance(brief, Unfit):
            return plan_reasons.unfit(brief.rule, brief.text_zh, brief.text_en)
        texts = press.typesetter.typeset(plan.kind, loaded.facts.language, brief)
    except TemplateError as error:
        return plan_reasons.unfit("template", f"模板有误：{error}", f"broken template: {error}")
    except ClientCommsError as error:
        return plan_reasons.broken(str(error))
    except Exception as error:  # one broken letter must not stop the others: held with its evidence
        log.exception("plan %s cannot be written", plan.id)
        return plan_reasons.broken(f"{type(error).__name__}: {error}")
    foreign = _foreign(tx, plan, texts)
    if foreign:
        listed = ", ".join(foreign)
        return plan_reasons.unfit(
            "client_wall",
            f"信中出现其他客户的名字：{listed}",
            f"the letter names another client: {listed}",
        )
    return Written(plan, occasion, loaded, texts, marker)


def _foreign(tx: Tx, plan: Plan, texts: Typeset) -> tuple[str, ...]:
    if plan.client is None:
        return ()
    names = client_wall.foreign_names(
        plan.client, [client.name for client in state.all_clients(tx)]
    )
    return client_wall.names_in(f"{texts.subject}\n{texts.text}\n{texts.chat}", names)


def _new_marker(press: Press) -> str:
    code = b32encode(press.entropy(5)).decode("ascii").lower()
    return f"[cc:{code}]"


def _frozen(
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
        thread=tuple(outbox_looks.thread_of(tx, thread_key, plan.client)),
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
        return plan_reasons.broken(str(error))
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
        next_at=max(plan.at, now),
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
        return plan_reasons.broken("; ".join(errors))
    return part


def _promises(plan: Plan, written: Written | Reason, message_id: str) -> Sequence[Promise]:
    if plan.kind != "progress_report" or isinstance(written, Reason) or plan.project_code is None:
        return ()
    return [
        Promise(plan.project_code, stone.key, stone.forecast_on, message_id)
        for stone in written.loaded.facts.view.milestones
        if stone.actual_on is None
    ]


def preview(store: Store, press: Press, plan: Plan, occasion: Occasion) -> Typeset | Reason:
    """Return a letter in words without keeping anything, or why it could not be written."""
    with store.read() as tx:
        written = _write(tx, plan, occasion, press)
    match written:
        case Reason():
            return written
        case Written():
            return written.texts
        case _:
            assert_never(written)
