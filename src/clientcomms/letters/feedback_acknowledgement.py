"""The word that something a client wrote has arrived, who has it, and when we come back to it.

Never for a complaint: that is answered by a person who calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.domain.people import Language
from clientcomms.domain.wording import one_line
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import AcknowledgementMatter, ReceivedItem
from clientcomms.letters.meeting_words import by_when

SPEC = LetterSpec(
    kind="feedback_acknowledgement",
    audience=Audience.PERSON,
    approval=Approval.NONE,
    name_zh="收到反馈的回执",
    name_en="Feedback acknowledgement",
    essential=True,
    auto_submitted=True,
    priority=10,
    keep_for_hours=24,
    subject_tag=False,
)

_COMPLAINT = "complaint"
_NOTHING_TO_PROMISE = frozenset({"praise", "information", "unsubscribe"})
_LONGEST = 160
_ENDS = " \t。.;；,，、：:"
_ANSWER_PREFIX = re.compile(r"(?i)^(?:(?:re|aw|sv|antw|回复|答复|回覆)\s*[:：]\s*)+")
_QUOTES = str.maketrans('“”„‟"「」', "‘’‘’'‘’")


@dataclass(frozen=True, slots=True)
class Received:
    """One thing the client told us. `owner` and `by` are empty where all share them."""

    text: str
    owner: str
    by: str
    is_ours: bool
    """Whether the signer follows it up in person."""


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the acknowledgement says."""

    frame: Frame
    quoted_subject: str
    """The client's subject without its answer prefixes."""
    items: tuple[Received, ...]
    owner: str
    """Who has all of it; empty where the items differ or nobody is named."""
    is_ours: bool
    by: str
    """When we come back, in words, where it is one time for all."""


def brief(facts: LetterFacts, matter: AcknowledgementMatter) -> Brief | Unfit:
    """Return the acknowledgement; unfit for a complaint and for words that ask nothing."""
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    if any(item.category == _COMPLAINT for item in matter.items):
        return Unfit(
            "complaint",
            "这是投诉，请由人打电话回应，不发自动回执",
            "this is a complaint: a person calls, no machine acknowledges it",
        )
    kept = [item for item in matter.items if item.category not in _NOTHING_TO_PROMISE]
    received = [one for item in kept if (one := _received(item, facts)).text]
    if not received:
        return Unfit(
            "nothing_to_acknowledge",
            "来信里没有需要跟进的事，不发回执",
            "nothing in the mail needs following up",
        )
    owners, times = {one.owner for one in received}, {one.by for one in received}
    one_owner, one_time = len(owners) == 1, len(times) == 1
    return Brief(
        frame=frame,
        quoted_subject=_ANSWER_PREFIX.sub("", one_line(matter.quoted_subject)),
        items=tuple(
            Received(
                text=one.text,
                owner="" if one_owner else one.owner,
                by="" if one_time else one.by,
                is_ours=one.is_ours and not one_owner,
            )
            for one in received
        ),
        owner=received[0].owner if one_owner else "",
        is_ours=received[0].is_ours and one_owner,
        by=received[0].by if one_time else "",
    )


def _received(item: ReceivedItem, facts: LetterFacts) -> Received:
    at = item.next_word_at
    owner = one_line(item.owner)
    signer = facts.signer
    ours = {name.casefold() for name in (signer.name, signer.name_en, signer.address) if name}
    past = at is None or at <= facts.sending_at
    return Received(
        text=_in_quotes(item.text, facts.language),
        owner=owner,
        by="" if at is None or past else by_when(at, facts.today, facts.language),
        is_ours=owner.casefold() in ours,
    )


def _in_quotes(text: str, language: Language) -> str:
    """The client's words on one line, fit to stand between quotation marks."""
    line = one_line(text).strip(_ENDS)
    line = line.translate(_QUOTES) if language is Language.ZH else line.replace('"', "'")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip(_ENDS)}…"
