"""Opens sources of project state, and lends importing the eyes of rendering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePath

from clientcomms.bootstrap.app import App
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book
from clientcomms.domain.reasons import Reason
from clientcomms.errors import ClientCommsError, IntakeError, Problem
from clientcomms.intake.importing import DraftOf, Dropped
from clientcomms.outbound.rendering import Wish, sample
from clientcomms.ports.project_source import ProjectSource
from clientcomms.store.engine import Tx

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
TEXTS = frozenset({".csv", ".yaml", ".yml"})
SETTLED_FOR = 2.0
"""Seconds a dropped file must rest, so that one still being copied is left alone."""


def open_source(path: Path) -> ProjectSource:
    """Return the source for a path: workbook, folder, single CSV or YAML file.

    Raises:
        IntakeError: there is no such file, or nothing reads its kind.

    """
    from clientcomms.providers.book_folder import BookFolder, TextFile
    from clientcomms.providers.workbook.reading import WorkbookFile

    if not path.exists():
        raise IntakeError([Problem(str(path), "there is no such file or folder")])
    if path.is_dir():
        return BookFolder(path)
    if path.suffix.lower() in TEXTS:
        return TextFile(path)
    if path.suffix.lower() in WORKBOOKS:
        return WorkbookFile(path)
    known = ", ".join(sorted(WORKBOOKS | TEXTS))
    mend = "save it as .xlsx; a plan from MS Project: save as XML"
    raise IntakeError(
        [Problem(str(path), f"nothing reads {path.suffix or 'this kind of'} files ({known})", mend)]
    )


def attachment_source(name: str, raw: bytes) -> ProjectSource:
    """Return the source for a workbook, CSV or YAML file that came by mail or was dropped."""
    from clientcomms.providers.book_folder import TextAttachment
    from clientcomms.providers.workbook.reading import WorkbookAttachment

    if PurePath(name.lower()).suffix in TEXTS:
        return TextAttachment(name, raw)
    return WorkbookAttachment(name, raw)


def draft_of(app: App) -> DraftOf:
    """Return who can say how the next report would read within a transaction."""

    def drafted(tx: Tx, project: str, now: datetime) -> tuple[str, str]:
        try:
            found = sample(tx, app.press, Wish("progress_report", project), now)
        except ClientCommsError as error:
            return "", str(error)
        if isinstance(found, Reason):
            return "", f"{found.text_zh}\n{found.text_en}"
        return found.texts.subject, found.texts.text

    return drafted


def dropped_files(app: App, now: datetime) -> Sequence[Dropped]:
    """Return the workbooks, CSV and YAML files that rest in the watched folder."""
    if app.settings.intake.watch is None:
        return []
    folder = app.settings.resolve(app.settings.intake.watch)
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        is_book = path.suffix.lower() in WORKBOOKS | TEXTS and not path.name.startswith(("~$", "."))
        if is_book and now.timestamp() - path.stat().st_mtime >= SETTLED_FOR:
            found.append(Dropped(path.name, path.read_bytes()))
    return found


def write_workbook(
    path: Path,
    *,
    language: Language,
    today: date,
    book: Book | None = None,
    project: str | None = None,
) -> None:
    """Write the workbook that people fill in."""
    from clientcomms.providers.workbook.writing import write_workbook as write

    write(path, language=language, today=today, book=book, project=project)
