"""Loading what a letter is about from the keys that its occasion names: one loader per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import cast

from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Json, Occasion, Plan
from clientcomms.domain.people import Language
from clientcomms.errors import NotFoundError
from clientcomms.letters import matters
from clientcomms.store import drafts, feedback, meeting_facts, plans, replies, state
from clientcomms.store.engine import Tx


def load_matter(tx: Tx, plan: Plan, occasion: Occasion) -> matters.Matter:
    """Return the matter of a letter.

    Raises:
        NotFoundError: something the occasion names is gone, or no loader knows the kind.

    """
    loader = _LOADERS.get(occasion.kind)
    if loader is None:
        raise NotFoundError("kind of letter", occasion.kind, _LOADERS)
    return loader(tx, plan, occasion.matter)


def answered_by(tx: Tx, occasion: Occasion) -> str | None:
    """Return the Message-ID of the client's mail that a letter answers, if it answers one."""
    number = occasion.matter.get("reply")
    reply = replies.reply_by_id(tx, number) if isinstance(number, int) else None
    return reply.message_id if reply else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _asks(_tx: Tx, _plan: Plan, said: Json) -> matters.AskMatter:
    return matters.AskMatter(_texts(said.get("items")), bool(said.get("reminder")))


def _report(_tx: Tx, _plan: Plan, said: Json) -> matters.ReportMatter:
    return matters.ReportMatter(
        first_on=date.fromisoformat(_text(said["first_on"])),
        last_on=date.fromisoformat(_text(said["last_on"])),
        variant=_text(said.get("variant")) or "weekly",
        coalesced_weeks=cast("int", said.get("weeks", 1)),
        since_on=_day(said.get("since_on")),
    )


def _greeting(_tx: Tx, _plan: Plan, said: Json) -> matters.GreetingMatter:
    sure = bool(said.get("gazetted"))
    return matters.GreetingMatter(
        holiday=_text(said["holiday"]),
        holiday_on=date.fromisoformat(_text(said["on"])),
        first_off=_day(said.get("first_off")) if sure else None,
        last_off=_day(said.get("last_off")) if sure else None,
        back_on=_day(said.get("back_on")) if sure else None,
        personal_line=_text(said["personal_line"]) if "personal_line" in said else None,
    )


def _survey(tx: Tx, plan: Plan, said: Json) -> matters.SurveyMatter:
    assert plan.project_code is not None
    reader = _text(said.get("reader"))
    return matters.SurveyMatter(
        phase=_text(said.get("phase")) or state.last_reached_milestone(tx, plan.project_code),
        reader=state.member_with_address(tx, reader) if reader else None,
        reminder=bool(said.get("reminder")),
    )


def _acknowledgement(tx: Tx, plan: Plan, said: Json) -> matters.AcknowledgementMatter:
    zone = as_zone(plan.zone)
    reply = replies.reply_by_id(tx, cast("int", said["reply"]))
    items = [feedback.feedback_by_id(tx, number) for number in cast("list[int]", said["items"])]
    when = _text(said.get("next_word_at"))
    next_word_at = datetime.fromisoformat(when).astimezone(zone) if when else None
    received = tuple(
        matters.ReceivedItem(item.text, item.category, _owner(tx, item.owner, plan), next_word_at)
        for item in items
        if item is not None
    )
    subject = reply.subject if reply else ""
    return matters.AcknowledgementMatter(received, subject)


def _owner(tx: Tx, address: str, plan: Plan) -> str:
    member = state.member_with_address(tx, address)
    return member.called(Language(plan.language)) if member else ""


def _approval(tx: Tx, _plan: Plan, said: Json) -> matters.ApprovalMatter:
    draft = drafts.draft_by_id(tx, cast("int", said["draft"]))
    plan = plans.plan_by_id(tx, draft.plan_id) if draft else None
    if draft is None or plan is None:
        raise NotFoundError("draft", str(said["draft"]))
    notes = [reason for reason in plan.reasons if reason.rule not in _NO_NOTE]
    return matters.ApprovalMatter(
        draft_id=draft.id,
        kind_zh=_text(said.get("kind_zh")),
        kind_en=_text(said.get("kind_en")),
        to=plan.to,
        cc=plan.cc,
        leaves_local=plan.at.astimezone(as_zone(plan.zone)),
        zone=plan.zone,
        subject=draft.subject,
        text=draft.text.replace(draft.marker, "").rstrip(),
        notes_zh=tuple(reason.text_zh for reason in notes),
        notes_en=tuple(reason.text_en for reason in notes),
        changed=draft.revision > 1,
    )


_NO_NOTE = frozenset({"draft_first", "draft_sent", "after_my_ok"})


def _import(_tx: Tx, _plan: Plan, said: Json) -> matters.ImportMatter:
    return matters.ImportMatter(
        source=_text(said.get("source")),
        lines=_texts(said.get("lines")),
        problems=_texts(said.get("problems")),
        draft_subject=_text(said.get("draft_subject")),
        draft_text=_text(said.get("draft_text")),
        questions=tuple(_text(one.get("text")) for one in _objects(said.get("questions"))),
    )


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _escalation(_tx: Tx, plan: Plan, said: Json) -> matters.EscalationMatter:
    zh = plan.language == Language.ZH.value
    due = _text(said.get("due_at"))
    return matters.EscalationMatter(
        title=_text(said.get("title_zh" if zh else "title_en")),
        body=_text(said.get("body_zh" if zh else "body_en")),
        due_local=datetime.fromisoformat(due).astimezone(as_zone(plan.zone)) if due else None,
    )


def _invitation(tx: Tx, plan: Plan, said: Json) -> matters.MeetingMatter:
    return meeting_facts.meeting_matter(tx, said, plan)


def _agenda(tx: Tx, plan: Plan, said: Json) -> matters.AgendaMatter:
    return meeting_facts.agenda_matter(tx, said, plan)


_LOADERS: Mapping[str, Callable[[Tx, Plan, Json], matters.Matter]] = {
    "action_request": _asks,
    "approval_request": _approval,
    "escalation_notice": _escalation,
    "feedback_acknowledgement": _acknowledgement,
    "holiday_greeting": _greeting,
    "import_receipt": _import,
    "progress_report": _report,
    "review_agenda": _agenda,
    "review_invitation": _invitation,
    "satisfaction_survey": _survey,
}
