"""What a review series is, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from clientcomms.domain.holiday_data import Grade
from clientcomms.domain.reasons import Reason


class HolidayPolicy(StrEnum):
    """What becomes of an occurrence on a day that is not worked."""

    NONE = "none"
    SKIP = "skip"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """A recurring meeting as its master describes it.

    ``exdates`` are naive local times, aware instants, or dates that take out a whole day.
    ``moved`` maps an original start (naive local or aware) to another, as overrides do.
    """

    start_local: datetime
    zone: str
    rrule: str
    exdates: tuple[datetime | date, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesInstance:
    """One meeting that takes place."""

    start: datetime
    """UTC."""
    local: datetime
    """Aware, in the series' zone."""
    moved_from: datetime | None = None
    """UTC start by the rule, when the calendar or an override moved it."""
    reason: Reason | None = None
    grade: Grade | None = None
    """How sure the calendar is of its date; look again when it is not gazetted. None: not asked."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One occurrence of the rule that does not take place by itself."""

    start: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a series comes to."""

    instances: tuple[SeriesInstance, ...]
    skipped: tuple[Skipped, ...]

    def to_json(self, language: str = "en") -> dict[str, list[dict[str, str | None]]]:
        """Return the JSON object of ``reviews dates --json``."""
        return {
            "instances": [
                {
                    "start": _utc(one.start),
                    "local": one.local.isoformat(),
                    "moved_from": _utc(one.moved_from) if one.moved_from else None,
                    "reason": one.reason.text(language) if one.reason else None,
                    "grade": one.grade,
                }
                for one in self.instances
            ],
            "skipped": [
                {"start": _utc(one.start), "reason": one.reason.text(language)}
                for one in self.skipped
            ],
        }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
