"""A draft shown to its manager, and how the manager's answer by mail is read.

The full text stands between two marker lines; an answer is a yes, a no, or the corrected text
between the same lines. Without a clear answer the letter stays held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clientcomms.domain.people import Language
from clientcomms.domain.verdicts import Said, said
from clientcomms.domain.wording import moment, one_line
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import ApprovalMatter
from clientcomms.letters.meeting_words import zone_called

TEXT_BEGINS = "----- 正文开始 / letter begins -----"
TEXT_ENDS = "----- 正文结束 / letter ends -----"

Verdict = Literal["approve", "skip", "edit"]

SPEC = LetterSpec(
    kind="approval_request",
    audience=Audience.MEMBER,
    approval=Approval.NONE,
    name_zh="请您过目的草稿",
    name_en="Draft for approval",
    essential=True,
    auto_submitted=True,
    priority=5,
)

# Mail programs lengthen, shorten and beautify rows of hyphens, and put quote marks before them.
_DASHES = r"[-‐‑‒–—―─]"
_BEGINS = re.compile(
    rf"^[>\s*_|]*{_DASHES}+\s*正文开始\s*/\s*letter begins\s*{_DASHES}+[\s*_]*$", re.IGNORECASE
)
_ENDS = re.compile(
    rf"^[>\s*_|]*{_DASHES}+\s*正文结束\s*/\s*letter ends\s*{_DASHES}+[\s*_]*$", re.IGNORECASE
)
_QUOTE_MARK = re.compile(r"^(?:> ?)+")
_HISTORY = re.compile(
    r"(?i)^\s*(?:>|[-_=]{2,}.*(?:原始邮件|邮件原件|回复的原邮件|转发邮件|original message)"
    r"|on\b.{5,200}\bwrote:\s*$|在.{4,120}写道[:：]?\s*$|.{1,120}于.{4,60}写道[:：]?\s*$"
    r"|(?:from|sent|发件人|发件时间|发送时间)\s*[:：]|_{8,}\s*$"
    r"|-- ?$|发自我的|来自我的|sent from my\b)"
)
# Outlook writes `a@b.example<mailto:a@b.example>` into the plain text of a quotation.
_SPELT_LINK = re.compile(r"(\S)\s?<(?:mailto:|tel:|https?://)[^<>\s]{1,2000}>")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))
_MAX_REPLY = 200_000
_MAX_LINE = 300
"""As much of a line as is looked at for a marker or the head of a quotation."""


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the approval request says."""

    frame: Frame
    letter: str
    """The name of the kind of letter."""
    to: str
    cc: str
    leaves: str
    zone: str
    subject: str
    text: str
    notes: tuple[str, ...]
    changed: bool
    draft_id: int
    text_begins: str = TEXT_BEGINS
    text_ends: str = TEXT_ENDS


def brief(facts: LetterFacts, matter: ApprovalMatter) -> Brief | Unfit:
    """Return the draft with its notes; unfit where there is nobody to send it to."""
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    if not matter.to:
        return Unfit("no_recipient", "这封草稿没有收件人", "the draft has no recipient")
    zh = facts.language is Language.ZH
    comma = "、" if zh else ", "
    notes = matter.notes_zh if zh else matter.notes_en
    return Brief(
        frame=frame,
        letter=matter.kind_zh if zh else matter.kind_en,
        to=comma.join(matter.to),
        cc=comma.join(matter.cc),
        leaves=moment(matter.leaves_local, facts.language),
        zone=zone_called(matter.zone, matter.leaves_local, facts.language),
        subject=one_line(matter.subject),
        text=matter.text.strip("\n"),
        notes=tuple(line for note in notes if (line := one_line(note))),
        changed=matter.changed,
        draft_id=matter.draft_id,
    )


def edited_text(reply_text: str) -> str | None:
    """Return the text between the first pair of marker lines, without quote marks, or None.

    `reply_text` is the whole text of the reply, quoted history included. None where a marker is
    missing or nothing stands between: half a letter must not leave.
    """
    lines = reply_text[:_MAX_REPLY].splitlines()
    begins = next((n for n, line in enumerate(lines) if _BEGINS.match(line[:_MAX_LINE])), None)
    if begins is None:
        return None
    ends = next(
        (n for n in range(begins + 1, len(lines)) if _ENDS.match(lines[n][:_MAX_LINE])), None
    )
    if ends is None:
        return None
    text = "\n".join(_clean(line) for line in lines[begins + 1 : ends])
    return text.strip("\n") or None


def verdict(reply_text: str, draft: str | None = None) -> Verdict | None:
    """Return what a reply decides, or None where it must be asked again.

    `draft` is the text that was shown. A reply that merely quotes it whole has edited nothing;
    without `draft` a quoted block counts as an edit only where the words say so or stand alone.
    ``edit`` means: send `edited_text(reply_text)`. A refusal outweighs an edit.
    """
    answer = said(_words(reply_text))
    if answer.refuses:
        undecided = answer.approves or answer.announces_edit or answer.asks
        return None if undecided else "skip"
    text = edited_text(reply_text)
    if text is not None and _is_edit(text, draft, answer, by_hand=not _is_history(reply_text)):
        return None if answer.asks or answer.waits else "edit"
    if answer.approves and answer.is_plain and not answer.announces_edit:
        return "approve"
    return None


def _is_edit(text: str, draft: str | None, answer: Said, *, by_hand: bool) -> bool:
    if draft is not None:
        return _squeezed(text) != _squeezed(draft)
    return answer.announces_edit or (answer.silent and by_hand)


def _is_history(reply_text: str) -> bool:
    """Whether the block is a mail program's quotation rather than pasted by a person."""
    for line in reply_text[:_MAX_REPLY].splitlines():
        if _HISTORY.match(line[:_MAX_LINE]):
            return True
        if _BEGINS.match(line[:_MAX_LINE]):
            return False
    return False


def _squeezed(text: str) -> str:
    """The text without blanks and breaks, which mail programs change as they quote."""
    return "".join("".join(_clean(line) for line in text.splitlines()).split())


def _clean(line: str) -> str:
    """A line as it was before mail programs marked it as quoted and spelt out its links."""
    plain = line.replace("\xa0", " ").translate(_INVISIBLE)
    return _SPELT_LINK.sub(r"\1", _QUOTE_MARK.sub("", plain)).rstrip()


def _words(reply_text: str) -> str:
    """What the person wrote above the draft, the quoted history and the signature."""
    words: list[str] = []
    for line in reply_text[:_MAX_REPLY].splitlines():
        if _BEGINS.match(line[:_MAX_LINE]) or _HISTORY.match(line[:_MAX_LINE]):
            break
        words.append(line)
    return "\n".join(words)
