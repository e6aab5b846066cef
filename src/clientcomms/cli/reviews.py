"""`clientcomms reviews`: the review series, who comes, and a person's word on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, iso, opened, print_json, print_table, user
from clientcomms.cli.reviews_dates import dates

if TYPE_CHECKING:
    from clientcomms.domain.meeting_answers import MeetingAnswer
    from clientcomms.store.engine import Store, Tx
    from clientcomms.store.meetings import Series


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
    from clientcomms.errors import NotFoundError
    from clientcomms.store.journal import history
    from clientcomms.store.meeting_answers import answers_of_series
    from clientcomms.store.meeting_copies import copy_of
    from clientcomms.store.meetings import all_series, attendees_of, series_by_uid

    with store.read() as tx:
        one = series_by_uid(tx, uid)
        if one is None:
            raise NotFoundError("review series", uid, [known.uid for known in all_series(tx)])
        copy = copy_of(tx, uid)
        return {
            **_row(tx, one),
            "next": _coming(one, now)[:coming],
            "instances": [
                {"address": r.address, "instance": r.instance, "partstat": r.partstat}
                for r in attendees_of(tx, uid)
                if r.instance
            ],
            "delegates": [
                {"address": r.address, "instance": r.instance or None, "delegate": r.delegate}
                for r in attendees_of(tx, uid)
                if r.delegate
            ],
            "calendar": {"state": copy.state.value, "problem": copy.problem or None},
            "answers": [_answer(one) for one in answers_of_series(tx, uid)],
            "history": [
                {"at": iso(line.at), "by": line.actor, "became": line.became, "why": line.note}
                for line in history(tx, "series", uid)
            ],
        }


def _coming(one: Series, now: datetime) -> list[dict[str, object]]:
    from datetime import timedelta

    from clientcomms.domain.civil import as_zone
    from clientcomms.domain.review_times import meetings_of
    from clientcomms.store.meeting_tellings import times_of

    zone = as_zone(one.zone)
    return [
        {
            "starts": iso(meeting.starts_at.astimezone(zone)),
            "moved_from": None
            if meeting.rule_at == meeting.starts_at
            else iso(meeting.rule_at.astimezone(zone)),
        }
        for meeting in meetings_of(times_of(one), (now + timedelta(days=400)).date())
        if meeting.starts_at > now
    ]


def _answer(answer: MeetingAnswer) -> dict[str, object]:
    return {
        "from": answer.sender,
        "method": answer.method,
        "partstat": answer.partstat or None,
        "instance": answer.instance or None,
        "comment": answer.comment or None,
        "delegated_to": answer.delegated_to or None,
        "delegated_from": answer.delegated_from or None,
        "sent_by": answer.sent_by or None,
        "state": answer.state.value,
        "reason": answer.reason or None,
        "at": iso(answer.dtstamp),
    }


@reviews.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.pass_obj
def list_(config: str, *, as_json: bool) -> None:
    """List the review series and who comes."""
    with opened(config) as app:
        rows = list_rows(app.store)
    if as_json:
        print_json(rows)
        return
    print_table(
        "reviews",
        ("uid", "project", "meeting", "rule", "attendees", "state"),
        [_cells(row) for row in rows],
        "no review series: a rule of kind review_invitation in schedules.toml makes them",
    )


def _cells(row: Mapping[str, object]) -> tuple[object, ...]:
    people = row["attendees"]
    assert isinstance(people, list)
    coming = "\n".join(f"{who['address']} {who['partstat'].lower()}" for who in people)
    return (row["uid"], row["project"], row["title"], row["rrule"], coming, row["state"])


@reviews.command("show")
@click.argument("uid")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.pass_obj
def show(config: str, uid: str, *, as_json: bool) -> None:
    """Show one series: its next meetings, answers, and history."""
    with opened(config) as app:
        row = shown_row(app.store, uid, clock())
    if as_json:
        print_json([row])
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
@click.pass_obj
def cancel(config: str, uid: str) -> None:
    """End a series; its attendees are told."""
    from clientcomms.calendars.operating import cancel_series

    with opened(config) as app:
        cancel_series(app.store, uid, user(), clock())


@reviews.command("reopen")
@click.argument("uid")
@click.pass_obj
def reopen(config: str, uid: str) -> None:
    """Take a cancellation back; the series is held again under its UID."""
    from clientcomms.calendars.operating import reopen_series

    with opened(config) as app:
        reopen_series(app.store, uid, user(), clock())


@reviews.command("restore")
@click.argument("uid")
@click.pass_obj
def restore(config: str, uid: str) -> None:
    """Put our event again, over what was changed or deleted in the calendar."""
    from clientcomms.calendars.operating import restore_event

    with opened(config) as app:
        restore_event(app.store, uid, user(), clock())


@reviews.command("change")
@click.argument("uid")
@click.option("--rule", help="Another rule, like 'weekly fri 15:00'; empty: the project's again.")
@click.option("--minutes", type=click.IntRange(5, 600), help="Another length.")
@click.option("--place", help="Another place; empty: the rule's again.")
@click.pass_obj
def change(config: str, uid: str, rule: str | None, minutes: int | None, place: str | None) -> None:
    """Change when or where a series is held; its attendees are told."""
    from clientcomms.calendars.operating import Change, change_series

    with opened(config) as app:
        change_series(app.store, uid, Change(rule, minutes, place), user(), clock())


@reviews.command("move")
@click.argument("uid")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("to", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), required=False)
@click.option("--drop", is_flag=True, help="Leave this one out.")
@click.pass_obj
def move(config: str, uid: str, day: datetime, to: datetime | None, *, drop: bool) -> None:
    """Move the meeting of DAY to TO (local time of the series), or drop it."""
    from clientcomms.calendars.operating import move_meeting

    if drop == (to is not None):
        raise click.UsageError("say where to (2026-10-30T10:00), or --drop")
    with opened(config) as app:
        move_meeting(app.store, uid, (day.date(), to), user(), clock())
