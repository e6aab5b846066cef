"""`outbox`: letters on their way, and a person's acts on them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import (
    clock,
    harmless,
    iso,
    local,
    opened,
    print_json,
    print_table,
    user,
)

if TYPE_CHECKING:
    from clientcomms.domain.flow import OutboxRow
    from clientcomms.store.engine import Store


@click.group("outbox")
def outbox() -> None:
    """Letters on their way to the next hop."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option("--project", metavar="CODE")
@click.option("--state", multiple=True, help="Only these states.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.pass_obj
def list_(
    config: str, project: str | None, state: tuple[str, ...], limit: int, *, as_json: bool
) -> None:
    """List letters, the newest first."""
    from clientcomms.store.outbox_looks import newest_entries

    with opened(config) as app, app.store.read() as tx:
        rows = newest_entries(tx, project=project, limit=limit)
    if state:
        rows = [row for row in rows if row.state.value in state]
    if as_json:
        print_json(row_as_json(row) for row in rows)
        return
    print_table(
        "outbox",
        ("id", "letter", "to", "subject", "state", "when", "said"),
        [
            (
                f"m{row.id}", row.kind, ", ".join((*row.to, *row.cc)), row.subject, row.state.value,
                local(row.submitted_at or row.next_at), row.reason or row.reply_text,
            )
            for row in rows
        ],
        "the outbox is empty: see `clientcomms plan` for what comes next",
    )  # fmt: skip


def row_as_json(row: OutboxRow) -> dict[str, object]:
    """Return a letter in the stable shape of `outbox list`."""
    return {
        "id": f"m{row.id}",
        "plan_id": f"p{row.plan_id}",
        "kind": row.kind,
        "project": row.project_code,
        "to": list(row.to),
        "cc": list(row.cc),
        "state": row.state.value,
        "message_id": row.message_id,
        "attempts": row.attempts,
        "submitted_at": iso(row.submitted_at),
        "doubted_at": iso(row.doubted_at),
        "reply_code": row.reply_code,
        "reason": row.reason,
        "subject": row.subject,
        "mode": row.mode,
    }


@outbox.command("show")
@click.argument("letter", metavar="ID")
@click.option("--raw", is_flag=True, help="The bytes exactly as they were submitted.")
@click.pass_obj
def show(config: str, letter: str, *, raw: bool) -> None:
    """Show one letter as it was sent."""
    from email.parser import BytesParser
    from email.policy import default

    from clientcomms.errors import NotFoundError
    from clientcomms.store import outbox_looks

    number = _number(letter)
    with opened(config) as app, app.store.read() as tx:
        row = outbox_looks.entry_by_id(tx, number)
        content = outbox_looks.raw_of(tx, number)
        results = outbox_looks.recipients_of(tx, number)
    if row is None or content is None:
        raise NotFoundError("letter", letter)
    if raw:
        sys.stdout.buffer.write(content)
        return
    message = BytesParser(policy=default).parsebytes(content)
    for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To"):
        if message[name]:
            click.echo(f"{name}: {message[name]}")
    click.echo(f"state: {row.state.value} {row.reply_code or ''} {row.reason or ''}".rstrip())
    for result in results:
        click.echo(
            harmless(f"  {result.address}: {result.state} {result.code} {result.text}".rstrip())
        )
    body = message.get_body(("plain",))
    click.echo("\n" + (body.get_content() if body else ""))


def _number(text: str) -> int:
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.errors import NotFoundError

    place, number = parse_id(text if not text.isdigit() else f"m{text}")
    if place is not Numbered.OUTBOX:
        raise NotFoundError("letter", text)
    return number


def _acts() -> dict[str, tuple[Callable[[Store, int, str, datetime], bool], str]]:
    from clientcomms.outbound import dispatching, expediting

    return {
        "hold": (dispatching.hold_entry, "held"),
        "release": (dispatching.release_entry, "goes on"),
        "withdraw": (dispatching.withdraw_entry, "withdrawn: it will not be sent"),
        "retry": (dispatching.retry_entry, "will be tried again"),
        "confirm": (dispatching.confirm_submitted, "noted: it did leave"),
        "deny": (dispatching.deny_submitted, "did not leave: it is sent again"),
        "urgent": (expediting.expedite_entry, "goes first"),
    }


def _command(name: str, line: str) -> click.Command:
    @click.command(name, help=line)
    @click.argument("letters", nargs=-1, required=True, metavar="ID…")
    @click.pass_obj
    def command(config: str, letters: tuple[str, ...]) -> None:
        act, said = _acts()[name]
        with opened(config) as app:
            for letter in letters:
                changed = act(app.store, _number(letter), user(), clock())
                click.echo(f"{letter}: {said if changed else 'was so already'}")

    return command


for _name, _line in (
    ("hold", "Keep letters back until `release`."),
    ("release", "Let held letters go on."),
    ("withdraw", "Take letters back that were not submitted."),
    ("retry", "Try refused, dead or doubtful letters again, with the same bytes."),
    ("confirm", "Say of doubtful letters that they did leave: they count as submitted."),
    ("deny", "Say of doubtful letters that they did not leave: the same bytes go out again."),
    ("urgent", "Let waiting letters go first; plans that are not written yet: `urgent p12`."),
):
    outbox.add_command(_command(_name, _line))
