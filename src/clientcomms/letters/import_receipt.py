"""What a mailed workbook would change, told to the member who mailed it.

Nothing is written until the member says so; the answer is read by
`clientcomms.letters.approval_request.verdict`, one on rows in new words by
`clientcomms.letters.rename_answers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.wording import one_line
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import ImportMatter

SPEC = LetterSpec(
    kind="import_receipt",
    audience=Audience.MEMBER,
    approval=Approval.NONE,
    name_zh="台账回执",
    name_en="Workbook receipt",
    essential=True,
    auto_submitted=True,
    priority=5,
)

_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the receipt says."""

    frame: Frame
    source: str
    outcome: str
    """`problems` (nothing can be written), `changes` (waits for a yes) or `unchanged`."""
    lines: tuple[str, ...]
    line_count: int
    change_count: int
    """Lines and questions."""
    more_lines: int
    problems: tuple[str, ...]
    problem_count: int
    more_problems: int
    draft_subject: str
    draft_text: str
    questions: tuple[str, ...] = ()
    """Rows that may be old ones in new words, in the order in which an answer counts them."""


def brief(facts: LetterFacts, matter: ImportMatter) -> Brief | Unfit:
    """Return the receipt; unfit only where nobody is written to."""
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    problems, questions = _clean(matter.problems), tuple(map(one_line, matter.questions))
    lines = tuple(one for one in _clean(matter.lines) if not (questions and one.startswith("? ")))
    return Brief(
        frame=frame,
        source=one_line(matter.source),
        outcome="problems" if problems else "changes" if lines or questions else "unchanged",
        lines=lines[:_AT_MOST],
        line_count=len(lines),
        change_count=len(lines) + len(questions),
        more_lines=max(0, len(lines) - _AT_MOST),
        problems=problems[:_AT_MOST],
        problem_count=len(problems),
        more_problems=max(0, len(problems) - _AT_MOST),
        draft_subject=one_line(matter.draft_subject) if not problems else "",
        draft_text=matter.draft_text.strip() if not problems else "",
        questions=questions if not problems else (),
    )


def _clean(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for line in lines if (text := one_line(line)))
