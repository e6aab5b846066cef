"""Opening the program for a command, and how rows are printed: a table for people, JSON Lines for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clientcomms.bootstrap import App


def clock() -> datetime:
    """Return the present instant; the one place where commands read it."""
    return datetime.now(UTC)  # noqa: TID251  # the command line may read the clock


@contextmanager
def opened(config: str, *, make: bool = False) -> Iterator[App]:
    """Open the program of a configuration for the time of a command."""
    from clientcomms.bootstrap import open_app

    app = open_app(Path(config), clock, make=make)
    try:
        yield app
    finally:
        app.close()


def print_json(rows: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object per line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=str))


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], empty: str
) -> None:
    """Print a table, or a sentence where there is nothing."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(empty)
        return
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console().print(table)


def user() -> str:
    """Return who sits at the terminal, for the journal."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def local(moment: datetime | None, zone: str = "") -> str:
    """Return an instant for people: in a zone, else in UTC."""
    if moment is None:
        return ""
    if zone:
        from clientcomms.domain.civil import as_zone

        return f"{moment.astimezone(as_zone(zone)):%Y-%m-%d %H:%M}"
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def iso(moment: datetime | None) -> str | None:
    """Return an instant for scripts: ISO 8601 with an offset."""
    return None if moment is None else moment.isoformat()
