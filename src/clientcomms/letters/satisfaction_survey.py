"""One question about a phase, answered by replying with a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.domain.people import Language, Member
from clientcomms.domain.wording import clause
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import SurveyMatter
from clientcomms.letters.salutation import names_line

SPEC = LetterSpec(
    kind="satisfaction_survey",
    audience=Audience.PERSON,
    approval=Approval.DRAFT,
    name_zh="满意度一问",
    name_en="Satisfaction question",
    optional=True,
    priority=70,
    subject_tag=False,
)

_PHASE_ZH = re.compile(r"(?:这一?个?)?阶段$")
_PHASE_EN = re.compile(r"(?i)^the\s+|\s+phase$")


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the question says."""

    frame: Frame
    name: str
    """The reader's salutation, for the subject."""
    phase: str
    """Without the word phase; empty where the whole work is meant."""
    scale: int
    reader: str
    """Who reads the answer in place of the signer; empty where nobody else does."""
    reader_title: str
    reminder: bool


def brief(facts: LetterFacts, matter: SurveyMatter) -> Brief | Unfit:
    """Return the question; unfit for a group, since a score is one person's."""
    if len(facts.to) > 1 or facts.cc:
        return Unfit(
            "one_person", "满意度只问一个人，不抄送", "a survey goes to one person, without Cc"
        )
    name = names_line(facts.to, facts.language)
    if isinstance(name, Unfit):
        return name
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    reader = matter.reader if _is_another(matter.reader, facts.signer) else None
    ends = _PHASE_ZH if facts.language is Language.ZH else _PHASE_EN
    return Brief(
        frame=frame,
        name=name,
        phase=ends.sub("", clause(matter.phase)).strip(),
        scale=matter.scale,
        reader=reader.called(facts.language) if reader else "",
        reader_title=reader.titled(facts.language) if reader else "",
        reminder=matter.reminder,
    )


def _is_another(reader: Member | None, signer: Member) -> bool:
    """Whether it is true that somebody other than the signer reads the score."""
    if reader is None:
        return False
    own = {address.casefold() for address in (signer.address, *signer.aliases)}
    return reader.address.casefold() not in own
