"""`import`: project state from files, with its difference."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, opened, user

if TYPE_CHECKING:
    from clientcomms.bootstrap import App
    from clientcomms.intake.importing import ImportReport


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the difference and change nothing.")
@click.option("--allow-removals", is_flag=True, help="Go on although many rows are missing.")
@click.pass_obj
def import_(config: str, paths: tuple[Path, ...], *, dry_run: bool, allow_removals: bool) -> None:
    """Take in project state from workbooks (.xlsx, .xls), folders or single files of YAML or CSV.

    Every problem is named at once and nothing is half-applied. Rows that vanished from the source
    are kept.
    """
    with opened(config) as app:
        failed = [
            path for path in paths if not _take(app, path, dry_run=dry_run, allow=allow_removals)
        ]
    sys.exit(1 if failed else 0)


def _take(app: App, path: Path, *, dry_run: bool, allow: bool) -> bool:
    from rich.console import Console

    from clientcomms.bootstrap.intake import open_source
    from clientcomms.errors import IntakeError
    from clientcomms.intake.importing import import_source
    from clientcomms.ports.errors import ProviderError
    from clientcomms.store.journal import Stamp

    stamp = Stamp(clock(), user())
    try:
        with Console(stderr=True).status(f"reading {path}"):
            report = import_source(
                app.store, open_source(path), stamp, dry_run=dry_run, allow_removals=allow
            )
    except IntakeError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"{path}: {len(error.problems)} problems, nothing was imported", err=True)
        return False
    except ProviderError as error:
        click.echo(f"{path}: {error}", err=True)
        return False
    _print(path, report, dry_run=dry_run)
    return not report.stops


def _print(path: Path, report: ImportReport, *, dry_run: bool) -> None:
    for line in report.lines:
        click.echo(line)
    for notice in report.notices:
        click.echo(f"! {notice.problem}")
    for left in report.ignored:
        click.echo(f"  left alone: {left}")
    for stop in report.stops:
        click.echo(stop, err=True)
    projects = ", ".join(report.projects) or "no project"
    verdict = "would change" if dry_run or report.stops else "changed"
    click.echo(f"{path}: {report.rows} rows of {projects}, {len(report.lines)} {verdict}")
