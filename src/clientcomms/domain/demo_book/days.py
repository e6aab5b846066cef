"""Days around the day of loading, so that the example is never out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clientcomms.domain.people import Language
from clientcomms.domain.wording import short_day


@dataclass(frozen=True, slots=True)
class Days:
    """Counts weekdays from `today`; on a weekend the Friday before is where counting begins."""

    today: date

    def on(self, weekdays: int) -> date:
        """The weekday so many weekdays after today (before it, if negative)."""
        day = self.today - timedelta(days=max(0, self.today.weekday() - 4))
        weeks, rest = divmod(weekdays, 5)
        landed = day.weekday() + rest
        return day + timedelta(weeks=weeks, days=rest + (2 if landed > 4 else 0))

    def this_week(self, weekdays_ago: int) -> date:
        """A day of this week up to today: so many weekdays ago, Monday at the earliest."""
        monday = self.today - timedelta(days=self.today.weekday())
        return max(monday, self.on(-weekdays_ago))

    def week(self, ago: int = 0) -> str:
        """The ISO week so many weeks ago."""
        year, week, _ = (self.today - timedelta(weeks=ago)).isocalendar()
        return f"{year}-W{week:02}"

    def zh(self, weekdays: int) -> str:
        """The day in Chinese words."""
        return short_day(self.on(weekdays), Language.ZH, self.today)

    def en(self, weekdays: int) -> str:
        """The day in English words."""
        return short_day(self.on(weekdays), Language.EN, self.today)
