"""What programs wrote: absences, delivery and abuse reports. Never feedback, never answered.

A report counts only for a letter of ours and a recipient we wrote to; any other changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from clientcomms.domain.bounces import Bounce, judge_bounce
from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.states import OutboxState
from clientcomms.domain.trust import Trust
from clientcomms.inbound.recording.case import BY, Case, Words, ask, task
from clientcomms.store import outbox, outbox_recipients, overall, state
from clientcomms.store.feedback import finish_task_with_key
from clientcomms.store.inbox import raw_mail
from clientcomms.store.journal import Stamp, note
from clientcomms.store.outbox_looks import entries_by_message_ids, recipients_of
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.wire.abuse_reports import read_abuse_report

_LONGEST_ABSENCE = timedelta(days=370)
_LONGEST_UNPROVED = timedelta(days=31)
"""So long a contact is waited for on the word of a From line alone."""
_ON_ITS_WAY = frozenset({OutboxState.SUBMITTED, OutboxState.DOUBTFUL})


def record_machine(case: Case) -> str:
    """Record a program's message; return what it changed, for the journal."""
    match case.reply.kind:
        case MessageKind.AUTO_RESPONSE:
            return _absence(case)
        case MessageKind.DELIVERY_REPORT:
            return _delivery(case)
        case MessageKind.ABUSE_REPORT:
            return _abuse(case)
        case _:
            return "nothing to record"


def _absence(case: Case) -> str:
    said = case.reply.reading.get("auto_response")
    returns = said.get("returns_on") if isinstance(said, Mapping) else None
    if not isinstance(returns, str) or case.reply.contact_address is None:
        return "an automatic answer"
    returns_on = date.fromisoformat(returns)
    today = case.now.date()
    unproved = case.reply.trust == Trust.WEAK
    longest = _LONGEST_UNPROVED if unproved else _LONGEST_ABSENCE
    if unproved and today + longest < returns_on <= today + _LONGEST_ABSENCE:
        return f"an automatic answer until {returns}: too long for a From line alone"
    if not today < returns_on <= today + longest:
        return "an automatic answer without a day to wait for"
    stamp = Stamp(case.now, BY, case.key())
    overall.keep_absence(case.tx, case.reply.contact_address, returns_on, stamp)
    return f"away until {returns}"


def _delivery(case: Case) -> str:
    report = case.reply.reading.get("delivery_report")
    entry = case.entry
    if entry is None or not isinstance(report, Mapping):
        return "a report on nothing of ours"
    known = {one.address.casefold(): one for one in recipients_of(case.tx, entry.id)}
    told = [
        (known[address], one)
        for one in _recipients(report)
        for address in _named(one) & known.keys()
    ]
    if not told:
        return "a report on nobody we wrote to"
    for was, one in told:
        _recipient(case, entry, was, one)
    _settle(case, entry)
    return "; ".join(f"{was.address} {one.get('action')}" for was, one in told)


def _named(one: Mapping[str, object]) -> set[str]:
    """Return the addresses a report gives one recipient: a forwarder may have rewritten ours."""
    return {str(one.get(key) or "").casefold() for key in ("final_recipient", "original_recipient")}


def _recipients(report: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = report.get("recipients")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _recipient(
    case: Case, entry: OutboxRow, was: RecipientResult, one: Mapping[str, object]
) -> None:
    status = one.get("status") if isinstance(one.get("status"), str) else None
    diagnostic = str(one.get("diagnostic_code") or "")
    code, action = str(status or ""), one.get("action")
    if action == "delivered" and was.state not in {"bounced", "refused"}:
        result = RecipientResult(was.address, "delivered", code, diagnostic)
        outbox_recipients.mark_recipient(case.tx, entry.id, result)
    elif action == "failed" and was.state != "delivered":
        result = RecipientResult(was.address, "bounced", code, diagnostic)
        outbox_recipients.mark_recipient(case.tx, entry.id, result)
        _bounced(case, entry, was.address, judge_bounce(str(status or "") or None, diagnostic))
    why = f"{was.address}: {action} {code} {diagnostic}".strip()
    note(case.tx, "outbox", entry.id, Stamp(case.now, BY, why[:500]))


def _bounced(case: Case, entry: OutboxRow, address: str, bounce: Bounce) -> None:
    if bounce.is_dead:
        one = overall.Suppression(address, "all", bounce.reason_en)
        overall.suppress(case.tx, one, case.stamp)
    contact = case.project and state.contacts_at(case.tx, case.project.code, [address]).get(address)
    who_zh = (contact.salutation or contact.name) if contact else address
    who_en = (contact.salutation_en or contact.name) if contact else address
    zh = "请用微信或电话告知，并更新“联系人”表" if bounce.is_dead else "请用微信或电话告知"
    en = "tell them by phone or chat" + (", and mend the Contacts sheet" if bounce.is_dead else "")
    words = Words(
        f"{who_zh}收不到信（{address}）：{bounce.reason_zh}。{zh}",
        f"mail does not reach {who_en} ({address}): {bounce.reason_en}. Please {en}",
    )
    owner = case.project.manager if case.project else ""
    code = case.project.code if case.project else ""
    day = "" if bounce.is_dead else f":{entry.id}"
    key = f"bounced:{address.casefold()}:{code}{day}"
    ask(case, replace(task(case, "bounced_address", key, words), owner=owner))


def _settle(case: Case, entry: OutboxRow) -> None:
    """Say delivered only when every recipient was; refused when none was reached."""
    if entry.state not in _ON_ITS_WAY:
        return
    states = {one.state for one in recipients_of(case.tx, entry.id)}
    stamp = Stamp(case.now, BY, f"delivery report r{case.reply.id}")
    submitted = {"submitted_at": entry.submitted_at or entry.doubted_at or case.now}
    if entry.state is OutboxState.DOUBTFUL:  # a report proves that it had left
        finish_task_with_key(case.tx, f"doubtful:{entry.id}", stamp)
        outbox.change_entry(case.tx, entry.id, OutboxState.SUBMITTED, stamp, submitted)
        outbox_recipients.accept_pending(case.tx, entry.id)
    if states == {"delivered"}:
        outbox.change_entry(case.tx, entry.id, OutboxState.DELIVERED, stamp, submitted)
    elif states <= {"bounced", "refused"}:
        outbox.change_entry(case.tx, entry.id, OutboxState.REFUSED, stamp)


def _abuse(case: Case) -> str:
    """A recipient called a letter of ours spam: write no more, whatever the reason."""
    report = read_abuse_report(raw_mail(case.tx, case.reply.inbox_id) or b"")
    ids = [report.original_message_id] if report.original_message_id else []
    entry = next(iter(entries_by_message_ids(case.tx, ids)), None)
    if entry is None:
        return "a report on nothing of ours"
    known = {one.address.casefold(): one.address for one in recipients_of(case.tx, entry.id)}
    named = known.get((report.recipient or "").casefold())
    who = named or (next(iter(known.values())) if len(known) == 1 else None)
    if who is not None:
        one = overall.Suppression(who, "all", f"abuse report r{case.reply.id}")
        overall.suppress(case.tx, one, case.stamp)
    project = state.project_by_code(case.tx, entry.project_code) if entry.project_code else None
    listed = who or "、".join(known.values())
    words = Words(
        f"{listed} 把我们的信“{entry.subject}”举报为垃圾邮件{'，已停止向其发信' if who else ''}，请联系对方",
        f'{listed} reported our letter "{entry.subject}" as spam{"; nothing more is sent there" if who else ""}: please get in touch',
    )
    new = task(case, "abuse", f"abuse:{entry.id}:{listed}", words)
    ask(case, replace(new, owner=project.manager if project else ""))
    return "an abuse report"
