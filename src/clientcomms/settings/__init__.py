"""The configuration: frozen, validated as a whole, with secrets of a type that does not print.

`clientcomms.toml` says who we are, which accounts we have and how far the program may go;
`schedules.toml` beside it says what is written when. Every problem of both files is named at once.
"""

from __future__ import annotations

from clientcomms.settings.advice import AdviceSection
from clientcomms.settings.loading import load_settings
from clientcomms.settings.parts import Parts
from clientcomms.settings.sections import (
    AccountSection,
    CalendarSection,
    ConsoleSection,
    IntakeSection,
    MemberSection,
    OrganisationSection,
    Override,
    PlanningSection,
    Rule,
    SendingSection,
)
from clientcomms.settings.trust import TrustSection
from clientcomms.settings.whole import Settings

__all__ = [
    "AccountSection",
    "AdviceSection",
    "CalendarSection",
    "ConsoleSection",
    "IntakeSection",
    "MemberSection",
    "OrganisationSection",
    "Override",
    "Parts",
    "PlanningSection",
    "Rule",
    "SendingSection",
    "Settings",
    "TrustSection",
    "load_settings",
]
