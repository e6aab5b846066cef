"""`rehearse`: a year of the configured plans in seconds, and whether any letter would offend."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, opened, print_table

if TYPE_CHECKING:
    from clientcomms.bootstrap.rehearsing import Summary


@click.command("rehearse")
@click.option("--days", type=click.IntRange(1, 3660), default=365, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One summary object.")
@click.pass_obj
def rehearse(config: str, days: int, *, as_json: bool) -> None:
    """Run the configured plans for N days in seconds, on a copy of the state and no real account.

    Drafts are approved after some minutes, the team keeps its dates, clients are silent. Every
    letter that leaves is then held against days off, hours, complaints and the client wall.
    Exit 1 when one offends.
    """
    from clientcomms.bootstrap import rehearsing

    now = clock()
    with opened(config) as app, _progress(now, days) as told:
        summary = rehearsing.rehearse(app, days, now, told)
    if as_json:
        click.echo(json.dumps(rehearsing.as_json(summary), ensure_ascii=False))
    else:
        _print(summary)
    if summary.violations:
        sys.exit(1)


@contextmanager
def _progress(start: datetime, days: int) -> Iterator[Callable[[datetime], None]]:
    """Show on stderr how far the clock has run; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(f"{start:%Y-%m-%d}", total=days)

        def told(at: datetime) -> None:
            gone = (at - start).total_seconds() / 86_400
            bar.update(task, completed=min(gone, days), description=f"{at:%Y-%m-%d}")

        yield told


def _print(summary: Summary) -> None:
    for line in summary.assumed:
        click.echo(f"note: {line}", err=True)
    print_table(
        f"{summary.days} days",
        ("letter", "submitted"),
        [*summary.by_kind.items(), ("all", summary.submitted)],
        "nothing is written in these days: import a workbook, or look at schedules.toml",
    )
    for word, counts in (("held", summary.held_by_rule), ("dropped", summary.dropped_by_rule)):
        listed = ", ".join(f"{rule} {number}" for rule, number in counts.items())
        click.echo(f"{word}: {getattr(summary, word)}{f' ({listed})' if listed else ''}")
    print_table(
        "letters that should not have left like this",
        ("rule", "when (UTC)", "letter", "to", "why"),
        [(v.rule, f"{v.at:%Y-%m-%d %H:%M}", v.kind, v.to, v.text) for v in summary.violations],
        "no letter on a day off, at night, twice, or to a stranger",
    )
