"""When a person must call: a complaint, a bad score. No machine answers these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from clientcomms.domain.civil import as_zone
from clientcomms.domain.heard import SurveyAnswer
from clientcomms.domain.people import Language
from clientcomms.inbound.recording.case import Case, Words, ask, task, tell
from clientcomms.letters.escalation_notice import call_client
from clientcomms.settings.clocks import team_hours
from clientcomms.store import state
from clientcomms.store.feedback import add_answer

_BAD_SHARE = Decimal("0.4")
"""2 of 5, 4 of 10; with a top of ten or more 6 is bad already, as the question on recommending has it."""
_BAD_OF_TEN = Decimal("0.6")


def ask_to_call(case: Case, words: str, feedback_id: int | None = None) -> None:
    """Leave a task to call the client, and tell the manager by mail at once."""
    who = _called(case)
    owner = case.owner()
    due_at = _call_by(case, owner)
    title = Words(
        f"请给{who[Language.ZH]}打电话：{_short(words)}",
        f"please call {who[Language.EN]}: {_short(words)}",
    )
    new = task(case, "call", f"call:{case.key()}", title)
    added = ask(case, replace(new, due_at=due_at, feedback_id=feedback_id))
    if added is None or case.project is None:
        return
    for member in dict.fromkeys([case.project.manager, owner]):
        notice = _notice(case, words, due_at)
        tell(case, member, f"call:{case.key()}:{member}", notice, {"due_at": due_at.isoformat()})


def record_score(case: Case, *, complained: bool) -> bool:
    """Keep the score that answers a survey; a bad one asks for a call."""
    entry, rating = case.entry, case.reply.reading.get("rating")
    if entry is None or entry.kind != "satisfaction_survey" or not isinstance(rating, Mapping):
        return False
    assert case.project is not None
    value, scale = Decimal(str(rating["value"])), int(str(rating["scale"]))
    answer = SurveyAnswer(
        reply_id=case.reply.id,
        project_code=case.project.code,
        contact_address=case.reply.contact_address or case.reply.sender,
        outbox_id=entry.id,
        value=value,
        scale=scale,
        comment=case.said("reply_text").strip(),
        answered_at=case.reply.sent_at,
    )
    added = add_answer(case.tx, answer)
    if added and is_bad(value, scale) and not complained:
        ask_to_call(case, f"{rating['value']}/{scale} {answer.comment}".strip())
    return added


def is_bad(value: Decimal, scale: int) -> bool:
    """Return whether a score asks for a call: at most 2 of 5, at most 6 of 10."""
    return value <= (_BAD_OF_TEN if scale >= 10 else _BAD_SHARE) * scale


def _call_by(case: Case, owner: str) -> datetime:
    hours = team_hours(case.settings, state.member_with_address(case.tx, owner))
    return hours.add(case.now, case.settings.planning.call_within_hours)


def _called(case: Case) -> dict[Language, str]:
    contact = case.contact()
    name = contact.name if contact else case.reply.sender
    return {
        language: (contact.addressed(language) if contact else "") or name for language in Language
    }


def _notice(case: Case, words: str, due_at: datetime) -> Words:
    manager = case.manager()
    local = due_at.astimezone(as_zone(manager.zone)) if manager else due_at
    who = _called(case)
    zh = call_client(who[Language.ZH], words, local, Language.ZH)
    en = call_client(who[Language.EN], words, local, Language.EN)
    return Words(zh.title, en.title, zh.body, en.body)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
