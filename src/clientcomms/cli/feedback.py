"""`feedback`: what clients said, until they agree that it is done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import (
    clock,
    examples,
    harmless,
    iso,
    local,
    opened,
    print_json,
    print_table,
    user,
)

if TYPE_CHECKING:
    from clientcomms.domain.heard import Feedback
    from clientcomms.domain.people import Member
    from clientcomms.store.engine import Store


@click.group("feedback")
def feedback() -> None:
    """What clients said: items with an owner and a due date."""


@feedback.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option("--project", metavar="CODE")
@click.option("--open", "only_open", is_flag=True, help="Only what a client still waits for.")
@click.pass_obj
def list_(config: str, project: str | None, *, only_open: bool, as_json: bool) -> None:
    """List items, the newest first."""
    from clientcomms.domain.states import OPEN_FEEDBACK
    from clientcomms.store.feedback import feedback_list

    with opened(config) as app, app.store.read() as tx:
        rows = feedback_list(tx, project=project, states=tuple(OPEN_FEEDBACK) if only_open else ())
    if as_json:
        print_json(item_as_json(row) for row in rows)
        return
    print_table(
        "feedback",
        ("id", "project", "who", "what", "category", "urgency", "due", "owner", "state"),
        [
            (f"f{r.id}", r.project_code, r.contact_address, r.text, r.category, r.urgency, r.due_on,
             r.owner, r.state.value)
            for r in rows
        ],
        "no feedback yet: replies show up here, and `feedback add` takes what came by WeChat or phone",
    )  # fmt: skip


def item_as_json(item: Feedback) -> dict[str, object]:
    """Return an item in the stable shape of `feedback list`."""
    return {
        "id": f"f{item.id}",
        "project": item.project_code,
        "contact": item.contact_address,
        "channel": item.channel,
        "state": item.state.value,
        "category": item.category,
        "urgency": item.urgency,
        "due": None if item.due_on is None else item.due_on.isoformat(),
        "owner": item.owner or None,
        "text": item.text,
        "rung": item.rung,
        "message_id": item.message_id,
        "created_at": iso(item.created_at),
    }


@feedback.command("show")
@click.argument("item", metavar="ID")
@click.pass_obj
def show(config: str, item: str) -> None:
    """Show one item with its history."""
    from clientcomms.errors import NotFoundError
    from clientcomms.store.feedback import feedback_by_id
    from clientcomms.store.journal import history

    number = _number(item)
    with opened(config) as app, app.store.read() as tx:
        found = feedback_by_id(tx, number)
        lines = history(tx, "feedback", number)
    if found is None:
        raise NotFoundError("feedback", item)
    click.echo(
        f"f{found.id} {found.category}, {found.urgency}, {found.state.value}, due {found.due_on or '-'}"
    )
    said = f"{found.contact_address} by {found.channel} ({found.rung}): {found.text}"
    click.echo(harmless(said))
    if found.outcome:
        click.echo(f"what the client is told: {found.outcome}")
    for line in lines:
        click.echo(
            f"  {local(line.at)} {line.actor}: {line.was or ''} → {line.became or ''} {line.note}"
        )


@feedback.command(
    "add",
    epilog=examples(
        "feedback add --project AD --contact 沈工 --channel wechat 请周五前把手册发我们"
    ),
)
@click.option("--project", required=True, metavar="P")
@click.option("--contact", required=True, metavar="C", help="Address, name or salutation.")
@click.option("--channel", required=True, metavar="wechat|phone|meeting|…")
@click.argument("text")
@click.pass_obj
def add(config: str, project: str, contact: str, channel: str, text: str) -> None:
    """Write down an ask that did not come by mail, through the same triage."""
    from clientcomms.domain.triage import triage_text
    from clientcomms.tracking.adding import HandEntry, add_feedback_by_hand

    entry = HandEntry(project, contact, channel, text)
    with opened(config) as app:
        numbers = add_feedback_by_hand(app.store, entry, user(), clock(), triage_text, app.settings)
    click.echo("\n".join(f"f{number}" for number in numbers) or "that was written down already")


@feedback.command("assign")
@click.argument("item", metavar="ID")
@click.argument("owner")
@click.pass_obj
def assign(config: str, item: str, owner: str) -> None:
    """Give an item to one of our people (address or name)."""
    from clientcomms.tracking import operating

    with opened(config) as app:
        member = _member(app.store, owner)
        changed = operating.assign(app.store, _number(item), member.address, user(), clock())
    click.echo(f"{item}: {member.name} {'owns it' if changed else 'owned it already'}")


def _member(store: Store, text: str) -> Member:
    """Find one of our people by an address or a name."""
    from clientcomms.errors import NotFoundError
    from clientcomms.store.state import all_members

    with store.read() as tx:
        team = all_members(tx)
    wanted = text.strip().casefold()
    for member in team:
        names = (member.address, member.name, member.name_en, *member.aliases)
        if wanted and wanted in {name.casefold() for name in names}:
            return member
    raise NotFoundError("team member", text, [f"{one.name} <{one.address}>" for one in team])


@feedback.command(
    "resolve", epilog=examples('feedback resolve f3 "the manual was sent" --on 2026-10-16')
)
@click.argument("item", metavar="ID")
@click.argument("words")
@click.option("--on", "on", metavar="DATE", help="The day on which it was done; today if left out.")
@click.pass_obj
def resolve(config: str, item: str, words: str, on: str | None) -> None:
    """Say what was done, in words the client reads in "you said, we did"."""
    from clientcomms.tracking import operating

    now = clock()
    try:
        day = date.fromisoformat(on) if on else now.date()
    except ValueError as error:
        msg = f"--on: {on!r} is no date such as 2026-10-16"
        raise click.UsageError(msg) from error
    with opened(config) as app:
        operating.resolve(app.store, _number(item), words, user(), now, resolved_on=day)
    click.echo(f"{item}: resolved")


@feedback.command("close")
@click.argument("item", metavar="ID")
@click.option("--why", default="", help="Why, for the journal.")
@click.pass_obj
def close(config: str, item: str, why: str) -> None:
    """Close an item that the client agrees is done."""
    from clientcomms.tracking import operating

    with opened(config) as app:
        operating.close(app.store, _number(item), user(), clock(), why)
    click.echo(f"{item}: closed")


@feedback.command("reopen")
@click.argument("item", metavar="ID")
@click.option("--why", default="", help="Why, for the journal.")
@click.pass_obj
def reopen(config: str, item: str, why: str) -> None:
    """Open an item again."""
    from clientcomms.tracking import operating

    with opened(config) as app:
        operating.reopen(app.store, _number(item), user(), clock(), why)
    click.echo(f"{item}: open again")


def _number(text: str) -> int:
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.errors import NotFoundError

    place, number = parse_id(text if not text.isdigit() else f"f{text}")
    if place is not Numbered.FEEDBACK:
        raise NotFoundError("feedback", text)
    return number
