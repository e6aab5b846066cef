"""`import`: project state from files, with its difference."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, examples, opened, user
from clientcomms.domain.people import Language

if TYPE_CHECKING:
    from clientcomms.bootstrap import App
    from clientcomms.domain.book.answers import Terms
    from clientcomms.domain.book.raw import RawWorkbook
    from clientcomms.intake.importing import ImportReport
    from clientcomms.ports.project_source import ProjectSource

MOST_LINES = 2000
"""So many lines of a difference are read by nobody."""


@click.command(
    "import",
    epilog=examples(
        "import 项目台账.xlsx --dry-run", "import project-book.xlsx", "import sheets-as-csv/"
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the difference and change nothing.")
@click.option("--allow-removals", is_flag=True, help="Go on although many rows are missing.")
@click.option(
    "--same",
    metavar="ROW=ROW",
    multiple=True,
    help="Two rows that are one in other words, as the difference names them; may be repeated.",
)
@click.option("--all-same", "others", flag_value="same", help="All such rows are the old ones.")
@click.option("--all-new", "others", flag_value="new", help="All (other) such rows are new ones.")
@click.pass_obj
def import_(
    config: str,
    paths: tuple[Path, ...],
    same: tuple[str, ...],
    others: str | None,
    *,
    dry_run: bool,
    allow_removals: bool,
) -> None:
    """Take in project state from workbooks (.xlsx, .xls), folders or single files of YAML or CSV.

    Every problem is named at once and nothing is half-applied. Rows that vanished from the source
    are kept. A row that looks like an old one in new words is left out until you say which it is.
    """
    from clientcomms.domain.book.answers import Others, Terms

    terms = Terms(allow_removals, tuple(map(_pair, same)), Others(others or "ask"))
    with opened(config) as app:
        failed = [path for path in paths if not _take(app, path, terms, dry_run=dry_run)]
    sys.exit(1 if failed else 0)


def _pair(words: str) -> tuple[str, str]:
    new, sign, old = words.partition("=")
    if not (new.strip() and sign and old.strip()):
        raise click.BadParameter(f"{words!r} is not ROW=ROW", param_hint="--same")
    return new, old


def _take(app: App, path: Path, terms: Terms, *, dry_run: bool) -> bool:
    from clientcomms.bootstrap.intake import open_source
    from clientcomms.errors import IntakeError
    from clientcomms.intake.importing import import_source
    from clientcomms.ports.errors import ProviderError
    from clientcomms.store.journal import Stamp

    stamp = Stamp(clock(), user())
    try:
        with _shown(path) as stage:
            source = _Watched(open_source(path), stage)
            origin = str(path.resolve().parent)
            report = import_source(
                app.store, source, stamp, origin=origin, terms=terms, dry_run=dry_run
            )
    except IntakeError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        count = len(error.problems)
        many = "1 problem" if count == 1 else f"{count} problems"
        click.echo(f"{path}: {many}, nothing was imported", err=True)
        return False
    except ProviderError as error:
        click.echo(f"{path}: {error}", err=True)
        return False
    _print(path, report, dry_run=dry_run)
    return not report.stops


class _Watched:
    """A source that tells how far it is."""

    def __init__(self, source: ProjectSource, tell: Callable[[str], object]) -> None:
        self._source = source
        self._tell = tell

    @property
    def name(self) -> str:
        return self._source.name

    def read(self) -> RawWorkbook:
        self._tell("reading")
        raw = self._source.read()
        rows = sum(len(sheet.rows) for sheet in raw.sheets)
        self._tell(f"{rows:,} rows: comparing and writing")
        return raw


@contextmanager
def _shown(path: Path) -> Iterator[Callable[[str], object]]:
    """Show on a terminal what is being done and for how long; lend what changes the words."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    hidden = not screen.is_terminal
    with Progress(*columns, console=screen, transient=True, disable=hidden) as progress:
        task = progress.add_task(escape(path.name), total=None)
        yield lambda stage: progress.update(task, description=f"{escape(path.name)}: {stage}")


def _print(path: Path, report: ImportReport, *, dry_run: bool) -> None:
    from clientcomms.domain.book.diff_lines import question_lines

    lines = [line for line in report.lines if not line.startswith("! ")]
    for line in lines[:MOST_LINES]:
        click.echo(line)
    if len(lines) > MOST_LINES:
        click.echo(f"… {len(lines) - MOST_LINES:,}")
    for line in question_lines(report.questions, report.language):
        click.echo(line)
    for notice in report.notices:
        click.echo(f"! {notice.problem}")
    for left in report.ignored:
        click.echo(f"  {_LEFT_ALONE[report.language]}{left}")
    for stop in report.stops:
        click.echo(stop, err=True)
    click.echo(f"{path}: {_verdict(report, lines, dry_run=dry_run)}")


def _verdict(report: ImportReport, lines: Sequence[str], *, dry_run: bool) -> str:
    """Say in the workbook's language what was taken in, or would be."""
    words = _WORDS[report.language]
    if not report.rows and not report.stops:
        return words["empty"]
    gone = sum(line.startswith("- ") for line in lines)
    changed = sum(line.startswith(("+ ", "~ ")) for line in lines)
    said = [words["rows"].format(rows=report.rows, projects=", ".join(report.projects))]
    said.append(words["changed" if changed else "same"].format(changed=changed))
    if gone:
        said.append(words["gone"].format(gone=gone))
    if report.stops:
        said.append(words["stopped"])
    elif dry_run:
        said.append(words["tried"])
    return words["comma"].join(said)


_LEFT_ALONE = {Language.ZH: "没有读：", Language.EN: "left alone: "}
_WORDS = {
    Language.ZH: {
        "empty": "表里还没有内容；示例行不算，写上自己的再导入",
        "rows": "{projects} 共 {rows} 行",
        "changed": "{changed} 处不同",
        "same": "没有不同",
        "gone": "{gone} 行表里没有了，都保留",
        "stopped": "没有导入",
        "tried": "只是试读，什么都没写",
        "comma": "，",
    },
    Language.EN: {
        "empty": "nothing is filled in yet; example rows do not count, write your own and import again",
        "rows": "{rows} rows of {projects}",
        "changed": "{changed} differences",
        "same": "no differences",
        "gone": "{gone} rows are gone from the file and kept",
        "stopped": "nothing was imported",
        "tried": "a dry run: nothing was written",
        "comma": ", ",
    },
}
