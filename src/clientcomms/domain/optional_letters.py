"""What is not owed to anybody: surveys and greetings, and all that holds them back."""

from __future__ import annotations

from datetime import date, datetime

from clientcomms.domain import plan_reasons, reasons
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Occasion
from clientcomms.domain.planning_facts import PlanningFacts
from clientcomms.domain.quiet_seasons import no_celebration, quiet_season
from clientcomms.domain.reasons import Reason

NEEDS_BASIS = frozenset({"DE", "AT", "CA"})
"""Countries whose law asks for a recorded ground for surveys and greetings: § 7 UWG, § 174 TKG, CASL."""

SURVEY = "satisfaction_survey"
GREETING = "holiday_greeting"


def unwelcome(occasion: Occasion, facts: PlanningFacts, at: datetime) -> Reason | None:
    """Return why an optional letter must not leave: wish, law, complaint, season or budget."""
    why = (
        _unwanted(facts)
        or _unlawful(facts)
        or _belated(occasion, facts, at)
        or (plan_reasons.open_complaint() if facts.open_complaint else None)
        or _out_of_season(facts, at)
    )
    if why is None and not facts.urgent and facts.optional_letters >= facts.budget:
        why = plan_reasons.contact_budget(facts.budget)
    return why


def _unwanted(facts: PlanningFacts) -> Reason | None:
    reader = facts.readers.to[0]
    if facts.spec.kind == GREETING and not reader.greeting:
        return plan_reasons.not_opted_in("问候", "greetings")
    if facts.spec.kind == SURVEY and not reader.survey:
        return plan_reasons.not_opted_in("调查", "surveys")
    return None


def _unlawful(facts: PlanningFacts) -> Reason | None:
    nation = facts.calendar.countries[0].partition("-")[0]
    if nation in NEEDS_BASIS and not facts.readers.to[0].basis:
        return plan_reasons.no_basis(nation)
    return None


def _belated(occasion: Occasion, facts: PlanningFacts, at: datetime) -> Reason | None:
    """Return why a greeting comes too late, if so."""
    last = occasion.matter.get("not_after")
    if not isinstance(last, str):
        return None
    day = date.fromisoformat(last)
    late = at.astimezone(as_zone(facts.zone)).date() > day
    return plan_reasons.late_greeting(day) if late else None


def _out_of_season(facts: PlanningFacts, at: datetime) -> Reason | None:
    day = at.astimezone(as_zone(facts.zone)).date()
    country = facts.calendar.countries[0]
    if facts.spec.kind == SURVEY:
        season = quiet_season(day, country)
        if season is not None:
            return reasons.quiet_season(season.name_zh, season.name_en)
    return no_celebration(day, country, facts.mourning)
