"""All kinds of letters: add a module here and its folder to ``templates/emails``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from clientcomms.letters import (
    action_request,
    approval_request,
    escalation_notice,
    feedback_acknowledgement,
    holiday_greeting,
    import_receipt,
    progress_report,
    review_agenda,
    review_invitation,
    satisfaction_survey,
)
from clientcomms.letters.contract import LetterFacts, LetterSpec, Unfit
from clientcomms.letters.matters import Matter


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter: how it is treated, and how its brief is made."""

    spec: LetterSpec
    brief: Callable[[LetterFacts, Any], object]
    """Takes the facts and the kind's own matter."""


_KINDS = (
    Kind(action_request.SPEC, action_request.brief),
    Kind(progress_report.SPEC, progress_report.brief),
    Kind(holiday_greeting.SPEC, holiday_greeting.brief),
    Kind(satisfaction_survey.SPEC, satisfaction_survey.brief),
    Kind(review_invitation.SPEC, review_invitation.brief),
    Kind(review_agenda.SPEC, review_agenda.brief),
    Kind(feedback_acknowledgement.SPEC, feedback_acknowledgement.brief),
    Kind(approval_request.SPEC, approval_request.brief),
    Kind(import_receipt.SPEC, import_receipt.brief),
    Kind(escalation_notice.SPEC, escalation_notice.brief),
)

LETTERS: Mapping[str, LetterSpec] = MappingProxyType({one.spec.kind: one.spec for one in _KINDS})
"""How each kind is planned and delivered, by its name."""

_BRIEFS = {one.spec.kind: one.brief for one in _KINDS}


def brief_for(kind: str, facts: LetterFacts, matter: Matter) -> object | Unfit:
    """Return the kind's typed brief, or why the letter must not be written now.

    Readers of another project than the facts make every kind unfit: the wall between clients.

    Raises:
        KeyError: no such kind; planning never asks for one.

    """
    strangers = [
        who.address for who in (*facts.to, *facts.cc) if who.project_code != facts.view.project.code
    ]
    if strangers:
        names = "、".join(strangers)
        return Unfit(
            "client_wall",
            f"{names} 不是“{facts.view.project.name}”的联系人\uff0c这封信不能发给他们。",
            f"{', '.join(strangers)} do not belong to project {facts.view.project.name}: "
            "this letter must not reach them.",
        )
    return _BRIEFS[kind](facts, matter)
