"""A member's word, by mail, on a draft. No clear word means: nothing happens."""

from __future__ import annotations

from clientcomms.domain import person_reasons
from clientcomms.domain.flow import Draft, Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.inbound.recording.case import Case, Words, tell
from clientcomms.letters.approval_request import Verdict, edited_text, verdict
from clientcomms.store import state
from clientcomms.store.drafts import answer_draft, draft_by_id
from clientcomms.store.inbox import raw_mail
from clientcomms.store.journal import Stamp
from clientcomms.store.plans import change_plan, plan_by_id
from clientcomms.wire.mime import OverCapError, parse_mail
from clientcomms.wire.plain_html import page_of_text
from clientcomms.wire.quoting_html import html_lines


def named(case: Case, key: str) -> int | None:
    """Return the number of the draft or book that the answered letter was about."""
    occasion = case.occasion()
    number = occasion.matter.get(key) if occasion else None
    return number if isinstance(number, int) else None


def answer_draft_by_mail(case: Case, member: str, number: int) -> str:
    """Take a member's answer to a draft; return what it was, for the journal."""
    draft = draft_by_id(case.tx, number)
    plan = plan_by_id(case.tx, draft.plan_id) if draft else None
    if draft is None or plan is None:
        return "the draft is gone"
    if not _may_decide(case, plan, member):
        return _not_yours(case, draft, member)
    text = whole_text(case)
    said = verdict(text, draft.text.replace(draft.marker, "").rstrip())
    if draft.state is not DraftState.AWAITING:
        return _too_late(case, (draft, plan), member, said)
    if said is None:
        return _unclear(case, draft, member)
    return _decide(case, (draft, plan), member, None if said == "skip" else _edit(said, text))


def _edit(said: Verdict, text: str) -> str:
    """Return the corrected text, empty where the letter goes as it was shown."""
    return (edited_text(text) or "") if said == "edit" else ""


def _decide(case: Case, shown: tuple[Draft, Plan], member: str, text: str | None) -> str:
    """Approve with the text given (empty: as shown), or skip (None)."""
    draft, plan = shown
    stamp = Stamp(case.now, member, f"by mail r{case.reply.id}")
    if text is None:
        answer_draft(case.tx, draft.id, DraftState.SKIPPED, stamp)
        _move(case, plan, PlanState.DROPPED, person_reasons.skipped_by(member), stamp)
        return "draft skipped"
    if plan.expires_at < case.now:
        return _expired(case, draft, member)
    edited = _edited(draft, plan, text) if text else None
    answer_draft(case.tx, draft.id, DraftState.APPROVED, stamp, edited)
    _move(case, plan, PlanState.APPROVED, person_reasons.approved_by(member), stamp)
    return "draft approved with another text" if edited else "draft approved"


def whole_text(case: Case) -> str:
    """Return the reply with its quotation in the order it stands in, as edits are read from it."""
    raw = raw_mail(case.tx, case.reply.inbox_id) or b""
    try:
        mail = parse_mail(raw)
    except OverCapError:
        return case.said("reply_text")
    plain = mail.body_text()
    page = mail.body("html")
    if plain.strip() or page is None:
        return plain
    return "\n".join(line.text for line in html_lines(page.text()))


def _may_decide(case: Case, plan: Plan, member: str) -> bool:
    """The manager and the manager's deputy; without a project, whoever was asked."""
    project = state.project_by_code(case.tx, plan.project_code) if plan.project_code else None
    asked = [project.manager] if project else [*(case.entry.to if case.entry else ())]
    deciders = set()
    for address in asked:
        one = state.member_with_address(case.tx, address)
        if one is not None:
            deciders |= {one.address.casefold(), one.deputy.casefold()}
    return member.casefold() in deciders


def _move(case: Case, plan: Plan, became: PlanState, reason: Reason, stamp: Stamp) -> None:
    if plan.state is not became:
        change_plan(case.tx, plan.id, became, stamp, reasons=(reason,))


def _edited(draft: Draft, plan: Plan, text: str) -> dict[str, str]:
    told = text.strip() + "\n"
    if draft.marker and draft.marker not in told:
        told += f"\n{draft.marker}\n"
    return {"text": told, "html": page_of_text(told, plan.language)}


def _unclear(case: Case, draft: Draft, member: str) -> str:
    words = Words(
        f"没看懂您对草稿“{draft.subject}”的答复，信还没有发",
        f'your answer on the draft "{draft.subject}" was not clear; nothing was sent',
        "请回“同意”或“不发”；要改，请直接在两行标记之间改好正文再回。",
        'Please answer "ok" or "skip", or correct the text between the two marker lines and reply.',
    )
    tell(case, member, f"unclear:{case.key()}", words, {"draft": draft.id})
    return "an unclear answer: nothing was sent"


def _expired(case: Case, draft: Draft, member: str) -> str:
    words = Words(
        f"“{draft.subject}”已过了该发的时候，没有发出",
        f'"{draft.subject}" is past its time and was not sent',
    )
    tell(case, member, f"expired:{case.key()}", words)
    return "too late: the letter has expired"


def _too_late(case: Case, shown: tuple[Draft, Plan], member: str, said: Verdict | None) -> str:
    """A second word on a draft; anything but a yes holds what has not left."""
    draft, plan = shown
    same: dict[DraftState, Verdict] = {
        DraftState.APPROVED: "approve",
        DraftState.SKIPPED: "skip",
    }
    if said is not None and said == same.get(draft.state):
        return "said before"
    holds = draft.state is DraftState.APPROVED and plan.state is PlanState.APPROVED
    if holds:
        stamp = Stamp(case.now, member, f"by mail r{case.reply.id}")
        _move(case, plan, PlanState.HELD, person_reasons.held_by(member, ""), stamp)
    zh, en = _how_it_stands(draft, plan, holds=holds)
    words = Words(f"“{draft.subject}”：{zh}", f'"{draft.subject}": {en}')
    tell(case, member, f"late:{case.key()}", words)
    return "held after an earlier yes" if holds else "a second answer: nothing changed"


def _how_it_stands(draft: Draft, plan: Plan, *, holds: bool) -> tuple[str, str]:
    number = show_id(Numbered.PLAN, plan.id)
    if draft.state is DraftState.SUPERSEDED:
        return (
            "这份草稿已有更新的一版，请回复最新那封；信还没有发",
            "a newer draft took its place, please answer that one; nothing was sent",
        )
    if holds:
        return (
            f"您先前同意过，这次的回复与之不同，信已暂扣（{number}），没有发出",
            f"you had agreed before; after this answer the letter is held ({number}) and did not leave",
        )
    return (
        f"这封信（{number}）已是“{plan.state}”，这次的回复没有改动它",
        f"the letter ({number}) is {plan.state} already; your answer changed nothing",
    )


def _not_yours(case: Case, draft: Draft, member: str) -> str:
    words = Words(
        f"{member} 回复了草稿“{draft.subject}”；只有您和您的代理人能决定，信还没有发",
        f'{member} answered the draft "{draft.subject}"; only you and your deputy decide, so nothing was sent',
    )
    if case.project is not None:
        tell(case, case.project.manager, f"not_yours:{case.key()}", words)
    return "not the manager's word"
