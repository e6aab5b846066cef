"""Opening the program for a command, and how rows are printed: a table for people, JSON Lines for scripts."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientcomms.cli.failing import log_in_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from clientcomms.bootstrap import App


MOST_ROWS = 1000
"""A table that is longer is read by nobody."""
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def examples(*lines: str, title: str = "Examples:") -> str:
    """Return the end of a command's help: how it is typed, a line each."""
    return "\n".join(("\b", title, *(f"  clientcomms {line}" for line in lines)))


def clock() -> datetime:
    """Return the present instant; the one place where commands read it."""
    return datetime.now(UTC)  # noqa: TID251  # the command line may read the clock


@contextmanager
def opened(config: str, *, make: bool = False) -> Iterator[App]:
    """Open the program of a configuration for the time of a command."""
    from clientcomms.bootstrap import open_app

    log_in_lines()
    app = open_app(Path(config), clock, make=make)
    try:
        yield app
    finally:
        app.close()


def print_json(rows: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object per line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=str))


def harmless(text: str) -> str:
    """Return words of strangers without what steers a terminal or turns the direction of its text."""
    return _STEERING.sub("\ufffd", text)


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], empty: str
) -> None:
    """Print a table, or a sentence where there is nothing.

    Where the terminal is too narrow for the table each row becomes a few lines of its own; into a
    file or a pipe the table goes as wide as it is.
    """
    if not rows:
        click.echo(empty)
        return
    from rich.console import Console

    cells = [
        ["" if cell is None else harmless(str(cell)) for cell in row] for row in rows[:MOST_ROWS]
    ]
    screen = Console()
    table = _table(title, columns, cells)
    wide = screen.measure(table, options=screen.options.update(max_width=10_000)).maximum
    if not screen.is_terminal:
        Console(width=wide).print(table)
    elif wide <= screen.width:
        screen.print(table)
    else:
        _print_blocks(screen, title, columns, cells)
    if len(rows) > MOST_ROWS:
        click.echo(f"… and {len(rows) - MOST_ROWS:,} more: --json shows them all")


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _print_blocks(
    screen: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Print each row as a heading of its short cells and a line for each long one."""
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.text import Text

    screen.print(Text(title, style="bold"))
    for row in rows:
        short = [cell for cell in row if cell and "\n" not in cell and cell_len(cell) <= 30]
        screen.print(Text("  ".join(short), style="bold"))
        for column, cell in zip(columns, row, strict=True):
            if cell and cell not in short:
                text = Text.assemble((f"{column}: ", "dim"), " · ".join(cell.splitlines()))
                screen.print(Padding(text, (0, 0, 0, 2), expand=False))


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


def system_language() -> str:
    """Return the language of the system's messages (POSIX: the first of these that is set)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
