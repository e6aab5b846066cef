"""The example of `make run`: its configuration, its workbook, and the first letters somebody asks for."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from clientcomms import resources
from clientcomms.bootstrap.app import App, Clock, open_app
from clientcomms.bootstrap.intake import open_source, write_workbook
from clientcomms.domain.civil import as_zone
from clientcomms.domain.demo_book import demo_book
from clientcomms.domain.demo_book.library import CODE as LIBRARY
from clientcomms.domain.demo_book.our_people import DIRECTOR
from clientcomms.domain.flow import REPORT, NewOccasion, contact_audience
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Project
from clientcomms.intake.importing import import_source
from clientcomms.store import occasions, state
from clientcomms.store.journal import Stamp

BOOK = "项目台账.xlsx"
BY = "example"
SCORED_BY = "meng@yunxi-library.example"


def open_example(folder: Path, clock: Clock) -> App:
    """Open the example in `folder`; its configuration and its store are made if they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for shipped in sorted((resources.config() / "demo").glob("*.toml")):
        if not (folder / shipped.name).exists():
            _copy_whole(shipped, folder / shipped.name)
    return open_app(folder / "clientcomms.toml", clock, make=True)


def _copy_whole(shipped: Path, target: Path) -> None:
    """Copy a file so that it is there as a whole or not at all, whatever ends the process."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.copyfile(shipped, partial)
    partial.replace(target)


def load_example(app: App, now: datetime) -> None:
    """Load the projects and ask for the first reports; what is there already stays as it is."""
    with app.store.read() as tx:
        fresh = not state.all_projects(tx)
    if fresh:
        (app.settings.base / "workbooks").mkdir(exist_ok=True)
        _load(app, app.settings.base / BOOK, now)
    with app.store.begin() as tx:
        # Each has one key for ever: a second start asks for none of them again.
        asked = [_report(one, now) for one in state.all_projects(tx)]
        occasions.add_occasions(tx, [*asked, _survey(now)], now)


def _load(app: App, book: Path, now: datetime) -> None:
    """Write the workbook and take it in by the front door."""
    today = now.astimezone(as_zone(app.settings.team[0].zone)).date()
    write_workbook(book, language=Language.ZH, today=today, book=demo_book(today))
    import_source(app.store, open_source(book), Stamp(now, BY, book.name))


def _report(project: Project, now: datetime) -> NewOccasion:
    """Ask for this week's report at once; one project's goes out without a draft, to be answered."""
    today = now.astimezone(as_zone(project.zone)).date()
    monday = today - timedelta(days=today.weekday())
    matter: dict[str, object] = {
        "rule": "weekly-report",
        "variant": "weekly",
        "first_on": monday.isoformat(),
        "last_on": (monday + timedelta(days=4)).isoformat(),
    }
    if project.country == "US":
        matter["approval"] = "without_me"
    return NewOccasion(
        kind="progress_report",
        key=f"example:{project.code}",
        audience=REPORT,
        wanted_at=now,
        project_code=project.code,
        matter=matter,
        asked_by=BY,
    )


def _survey(now: datetime) -> NewOccasion:
    """Ask one client for a score, so that there is one to give; planning may still say no."""
    return NewOccasion(
        kind="satisfaction_survey",
        key="example:survey",
        audience=contact_audience(SCORED_BY),
        wanted_at=now,
        project_code=LIBRARY,
        matter={"approval": "without_me", "reader": DIRECTOR},
        asked_by=BY,
    )
