"""The example of `make run`, loaded at odd hours: it must have something to show on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clientcomms.bootstrap.acts import acts_of
from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.example import load_example, open_example
from clientcomms.store.outbox_looks import newest_entries

SHANGHAI = ZoneInfo("Asia/Shanghai")
ODD_HOURS = (
    datetime(2026, 11, 28, 3, tzinfo=SHANGHAI),  # a Saturday night
    datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI),
    datetime(2026, 12, 31, 23, 58, tzinfo=SHANGHAI),
    datetime(2027, 2, 6, 12, tzinfo=SHANGHAI),  # New Year's Day of the lunar calendar
    datetime(2028, 2, 29, 9, tzinfo=SHANGHAI),
)


@pytest.fixture(params=ODD_HOURS, ids=lambda at: f"{at:%Y-%m-%dT%H:%M}")
def started(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[App, datetime]]:
    at: datetime = request.param.astimezone(UTC)
    app = open_example(tmp_path, lambda: at)
    load_example(app, at)
    yield app, at
    app.close()


def _same(at: datetime) -> datetime:
    return at


def _run(app: App, at: datetime, seconds: int) -> None:
    """Nudge every act once a second, as if none had a cadence of its own."""
    acts = acts_of(app)
    for second in range(seconds):
        for act in acts:
            act.run(at + timedelta(seconds=second))


def _letters(app: App, *, ours: bool) -> list[Path]:
    root = app.settings.base / "mail"
    found = root.glob("*@*/new/*")
    return [path for path in found if path.parts[-3].endswith("@yanxi.example") is ours]


def test_on_any_day_and_hour_clients_have_mail_managers_have_drafts_and_a_meeting_stands(
    started: tuple[App, datetime],
) -> None:
    app, at = started
    _run(app, at, 3)
    assert _letters(app, ours=False)
    assert _letters(app, ours=True)
    assert len(_letters(app, ours=False)) + len(_letters(app, ours=True)) >= 3
    assert list((app.settings.base / "calendars").rglob("*.ics"))


def test_a_second_start_sends_nothing_again(tmp_path: Path) -> None:
    at = datetime(2026, 11, 28, 3, tzinfo=SHANGHAI).astimezone(UTC)
    ids: list[set[str]] = []
    for start in (at, at + timedelta(minutes=3)):
        app = open_example(tmp_path, partial(_same, start))
        load_example(app, start)
        _run(app, start, 3)
        with app.store.read() as tx:
            ids.append({one.message_id for one in newest_entries(tx, limit=500)})
        app.close()
    assert ids[0]
    assert ids[0] == ids[1]


def test_a_survey_waits_for_a_score_outside_quiet_seasons(tmp_path: Path) -> None:
    at = datetime(2026, 11, 24, 4, tzinfo=UTC)
    app = open_example(tmp_path, lambda: at)
    load_example(app, at)
    _run(app, at, 3)
    with app.store.read() as tx:
        surveys = [one for one in newest_entries(tx) if one.kind == "satisfaction_survey"]
    app.close()
    assert [one.to for one in surveys] == [("meng@yunxi-library.example",)]
    assert surveys[0].submitted_at is not None
