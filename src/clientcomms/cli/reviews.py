"""`clientcomms reviews`: the review series, who comes, and a person's word on them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import click

from clientcomms.cli.reviews_dates import dates

if TYPE_CHECKING:
    from clientcomms.settings import Settings
    from clientcomms.store.engine import Store, Tx
    from clientcomms.store.meetings import Series


class Opened(Protocol):
    """What a command works with."""

    @property
    def store(self) -> Store:
        """The open store."""
        ...

    @property
    def settings(self) -> Settings:
        """The configuration."""
        ...

    def clock(self) -> datetime:
        """Return the present instant."""
        ...


@click.group("reviews")
def reviews() -> None:
    """Review meetings: list, show, move, cancel, and the dates a rule would give."""


reviews.add_command(dates)


def list_rows(store: Store) -> list[dict[str, object]]:
    """Return a row for each series, as `reviews list --json` prints it."""
    from clientcomms.store.meetings import all_series

    with store.read() as tx:
        return [_row(tx, one) for one in all_series(tx)]


def _row(tx: Tx, one: Series) -> dict[str, object]:
    from clientcomms.store.meetings import attendees_of

    people = [row for row in attendees_of(tx, one.uid) if not row.instance]
    return {
        "uid": one.uid,
        "project": one.project_code,
        "sequence": one.sequence,
        "rrule": one.rule or None,
        "attendees": [{"address": row.address, "partstat": row.partstat} for row in people],
        "state": one.state.value,
        "title": one.title,
        "level": one.level,
        "zone": one.zone,
    }


def shown_row(store: Store, uid: str, now: datetime, coming: int = 8) -> dict[str, object]:
    """Return all that is known of one series: its next meetings, answers, the calendar's copy.

    Raises:
        NotFoundError: no such series.

    """
    from datetime import timedelta

    from clientcomms.domain.civil import as_zone
    from clientcomms.domain.review_times import meetings_of
    from clientcomms.errors import NotFoundError
    from clientcomms.store.journal import history
    from clientcomms.store.meeting_answers import answers_of_series
    from clientcomms.store.meeting_copies import copy_of
    from clientcomms.store.meeting_tellings import times_of
    from clientcomms.store.meetings import all_series, attendees_of, series_by_uid

    with store.read() as tx:
        one = series_by_uid(tx, uid)
        if one is None:
            raise NotFoundError("review series", uid, [known.uid for known in all_series(tx)])
        zone = as_zone(one.zone)
        held = meetings_of(times_of(one), (now + timedelta(days=400)).date())
        copy = copy_of(tx, uid)
        return {
            **_row(tx, one),
            "next": [
                {
                    "starts": m.starts_at.astimezone(zone).isoformat(),
                    "moved_from": m.rule_at.astimezone(zone).isoformat()
                    if m.rule_at != m.starts_at
                    else None,
                }
                for m in held
                if m.starts_at > now
            ][:coming],
            "instances": [
                {"address": r.address, "instance": r.instance, "partstat": r.partstat}
                for r in attendees_of(tx, uid)
                if r.instance
            ],
            "calendar": {"state": copy.state.value, "problem": copy.problem or None},
            "answers": [
                {
                    "from": a.sender,
                    "method": a.method,
                    "partstat": a.partstat or None,
                    "instance": a.instance or None,
                    "state": a.state.value,
                    "reason": a.reason or None,
                    "at": a.dtstamp.isoformat(),
                }
                for a in answers_of_series(tx, uid)
            ],
            "history": [
                {
                    "at": line.at.isoformat(),
                    "by": line.actor,
                    "became": line.became,
                    "why": line.note,
                }
                for line in history(tx, "series", uid)
            ],
        }


@reviews.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.pass_obj
def list_reviews(opened: Opened, as_json: bool) -> None:
    """List the review series and who comes."""
    rows = list_rows(opened.store)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("uid", "project", "title", "rule", "attendees", "state")
    for row in rows:
        people = row["attendees"]
        assert isinstance(people, list)
        coming = "\n".join(f"{who['address']} {who['partstat'].lower()}" for who in people)
        cells = (row["uid"], row["project"], row["title"], row["rrule"], coming, row["state"])
        table.add_row(*(str(cell or "") for cell in cells))
    Console().print(table)


@reviews.command("show")
@click.argument("uid")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.pass_obj
def show_review(opened: Opened, uid: str, as_json: bool) -> None:
    """Show one series: its next meetings, answers, and history."""
    row = shown_row(opened.store, uid, opened.clock())
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    for key, value in row.items():
        if not isinstance(value, list):
            click.echo(f"{key}: {json.dumps(value, ensure_ascii=False)}")
            continue
        click.echo(f"{key}:" if value else f"{key}: -")
        for line in value:
            click.echo("  " + "  ".join(str(part) for part in line.values() if part is not None))


@reviews.command("cancel")
@click.argument("uid")
@click.option("--by", default="cli", show_default=True, help="Who says so.")
@click.pass_obj
def cancel_review(opened: Opened, uid: str, by: str) -> None:
    """End a series; its attendees are told."""
    from clientcomms.calendars.operating import cancel_series

    cancel_series(opened.store, uid, by, opened.clock())


@reviews.command("reopen")
@click.argument("uid")
@click.option("--by", default="cli", show_default=True, help="Who says so.")
@click.pass_obj
def reopen_review(opened: Opened, uid: str, by: str) -> None:
    """Take a cancellation back; the series is held again under its UID."""
    from clientcomms.calendars.operating import reopen_series

    reopen_series(opened.store, uid, by, opened.clock())


@reviews.command("restore")
@click.argument("uid")
@click.option("--by", default="cli", show_default=True, help="Who says so.")
@click.pass_obj
def restore_review(opened: Opened, uid: str, by: str) -> None:
    """Put our event again, over what was changed or deleted in the calendar."""
    from clientcomms.calendars.operating import restore_event

    restore_event(opened.store, uid, by, opened.clock())


@reviews.command("change")
@click.argument("uid")
@click.option("--rule", help="Another rule, like 'weekly fri 15:00'; empty: the project's again.")
@click.option("--minutes", type=click.IntRange(5, 600), help="Another length.")
@click.option("--place", help="Another place; empty: the rule's again.")
@click.option("--by", default="cli", show_default=True, help="Who says so.")
@click.pass_obj
def change_review(
    opened: Opened, uid: str, rule: str | None, minutes: int | None, place: str | None, by: str
) -> None:
    """Change when or where a series is held; its attendees are told."""
    from clientcomms.calendars.operating import Change, change_series

    change_series(opened.store, uid, Change(rule, minutes, place), by, opened.clock())


@reviews.command("move")
@click.argument("uid")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("to", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), required=False)
@click.option("--drop", is_flag=True, help="Leave this one out.")
@click.option("--by", default="cli", show_default=True, help="Who says so.")
@click.pass_obj
def move_review(
    opened: Opened, uid: str, day: datetime, to: datetime | None, drop: bool, by: str
) -> None:
    """Move the meeting of DAY to TO (local time of the series), or drop it."""
    from clientcomms.calendars.operating import move_meeting

    if drop == (to is not None):
        raise click.UsageError("say where to (2026-10-30T10:00), or --drop")
    move_meeting(opened.store, uid, (day.date(), to), by, opened.clock())
