from __future__ import annotations

from pathlib import Path

import pytest
from tests.contracts.calendar_contract import CalendarContract

from clientcomms.ports.calendar import Calendar
from clientcomms.providers.memory_calendar import MemoryCalendar
from clientcomms.providers.vdir import Vdir


class TestVdir(CalendarContract):
    @pytest.fixture
    def calendar(self, tmp_path: Path) -> Calendar:
        return Vdir.create(tmp_path / "reviews")


class TestMemoryCalendar(CalendarContract):
    @pytest.fixture
    def calendar(self, tmp_path: Path) -> Calendar:
        return MemoryCalendar(tmp_path.name)
