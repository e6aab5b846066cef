"""A client's words that one of our own people forwarded: feedback of the client, told to the member.

No machine acknowledges them: the client wrote to a person, and that person knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256

from clientcomms.domain.civil import as_zone
from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Project
from clientcomms.domain.reading import Category, Item, Urgency
from clientcomms.domain.triage import triage_text
from clientcomms.domain.wording import day, one_line
from clientcomms.inbound.recording.calls import ask_to_call
from clientcomms.inbound.recording.case import Case, Words, tell
from clientcomms.store.feedback import add_feedback, feedback_list
from clientcomms.store.inbox import raw_mail
from clientcomms.wire.forwards import Forward, forward_in

CHANNEL = "forwarded"
_MOST_CHARACTERS = 20_000
_SAME_FOR = timedelta(days=7)
"""So long the same words of the same contact are taken for the same message."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Kept:
    """One thing the client said, and its number."""

    number: int
    item: Item


def forwarded(case: Case) -> Forward | None:
    """Return what the message passes on, None when it holds a member's own words alone."""
    return forward_in(raw_mail(case.tx, case.reply.inbox_id) or b"")


def record_forward(case: Case, member: str, found: Forward) -> str:
    """Record a client's forwarded words; return what they held, for the journal."""
    project, address = case.project, case.reply.contact_address
    assert project is not None
    assert address is not None
    text = found.text.strip()[:_MOST_CHARACTERS]
    if not text:
        tell(case, member, f"forwarded:{case.key()}", _empty(case, project))
        return "a forward without words"
    written_at = _written_at(case, project, found)
    items = triage_text(text, sent_at=written_at, subject=found.subject[:300]).items
    whole = Item(Category.INFORMATION, text, 0, len(text), Urgency.NORMAL, None)
    before = _said_before(case, project)
    said = items or (whole,)
    known = [before[_squeezed(one.text)] for one in said if _squeezed(one.text) in before]
    kept = _keep(case, project, text, [one for one in said if _squeezed(one.text) not in before])
    if not kept:
        tell(case, member, f"forwarded:{case.key()}", _known(case, project, known))
        return f"forwarded words that were there already: {', '.join(known)}"
    _ask_to_call(case, kept)
    tell(case, member, f"forwarded:{case.key()}", _told(case, project, kept))
    return f"{len(kept)} items, forwarded by {member}"


def _written_at(case: Case, project: Project, found: Forward) -> datetime:
    """When the client wrote, in the client's zone: "by Friday" counts from that day."""
    contact = case.contact()
    zone = as_zone((contact.zone if contact else "") or project.zone or "Asia/Shanghai")
    arrived = case.reply.sent_at.astimezone(zone)
    if found.sent_on is None or found.sent_on >= arrived.date():
        return arrived
    return datetime.combine(found.sent_on, time(12), tzinfo=zone)


def _keep(case: Case, project: Project, text: str, items: Sequence[Item]) -> list[_Kept]:
    address = case.reply.contact_address or ""
    stem = f"forwarded:{project.code}:{address}:{case.key()}:{_digest(text)}"
    kept: list[_Kept] = []
    for n, item in enumerate(items, 1):
        new = NewFeedback(
            key=f"{stem}:{n}",
            project_code=project.code,
            contact_address=address,
            channel=CHANNEL,
            category=item.category.value,
            urgency=item.urgency.value,
            due_on=item.due,
            owner=case.owner(),
            text=item.text,
            rung=case.reply.rung or "",
            reply_id=case.reply.id,
            message_id=case.reply.message_id,
        )
        number = add_feedback(case.tx, new, case.stamp)
        if number is not None:
            kept.append(_Kept(number, item))
    return kept


def _ask_to_call(case: Case, kept: Sequence[_Kept]) -> None:
    for one in kept:
        if one.item.category is Category.COMPLAINT:
            ask_to_call(case, one.item.text, one.number)
            return


def _said_before(case: Case, project: Project) -> dict[str, str]:
    """Return what the client said lately, with its number: by mail, or in an earlier forward."""
    return {
        _squeezed(one.text): show_id(Numbered.FEEDBACK, one.id)
        for one in feedback_list(case.tx, project=project.code)
        if one.contact_address == case.reply.contact_address
        and case.now - one.created_at <= _SAME_FOR
    }


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _digest(text: str) -> str:
    return sha256(_squeezed(text).encode()).hexdigest()[:20]


def _who(case: Case, language: Language) -> str:
    contact = case.contact()
    name = (contact.addressed(language) or contact.name) if contact else ""
    return name or case.reply.contact_address or ""


def _told(case: Case, project: Project, kept: Sequence[_Kept]) -> Words:
    zh = "；".join(_line(one, Language.ZH) for one in kept)
    en = "; ".join(_line(one, Language.EN) for one in kept)
    return Words(
        f"已登记{_who(case, Language.ZH)}在“{project.called(Language.ZH)}”说的 {len(kept)} 件事：{zh}",
        f"recorded for {project.called(Language.EN)}, in the words of {_who(case, Language.EN)}: {en}",
    )


def _line(one: _Kept, language: Language) -> str:
    number, text = show_id(Numbered.FEEDBACK, one.number), one_line(one.item.text)
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    due = one.item.due
    if language is Language.ZH:
        return f"{number} “{short}”" + (f"（{day(due, language)}前）" if due else "")
    return f'{number} "{short}"' + (f" (by {day(due, language)})" if due else "")


def _known(case: Case, project: Project, numbers: Sequence[str]) -> Words:
    return Words(
        f"您转来的{_who(case, Language.ZH)}的话（“{project.called(Language.ZH)}”）先前已经登记：{'、'.join(numbers)}",
        f"what you forwarded of {_who(case, Language.EN)} ({project.called(Language.EN)}) was recorded before: {', '.join(numbers)}",
    )


def _empty(case: Case, project: Project) -> Words:
    return Words(
        f"您转来的{_who(case, Language.ZH)}的信（“{project.called(Language.ZH)}”）里没有读到正文，没有登记；请用“补记”写下原话",
        f"the mail of {_who(case, Language.EN)} ({project.called(Language.EN)}) that you forwarded holds no words; nothing was recorded: write them down by hand",
    )
