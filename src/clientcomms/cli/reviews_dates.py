"""`clientcomms reviews dates`: the instances a review series would have.

Nothing is stored or asked for: a dry run of rule, zone, holidays and policy.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clientcomms.domain.recurrence import Expansion, SeriesRule
    from clientcomms.domain.workdays import WorkCalendar

_LOCAL = "2026-04-27T16:00"


@click.command("dates")
@click.option("--start", required=True, metavar="LOCAL", help=f"First start, like {_LOCAL}.")
@click.option("--tz", "zone", required=True, metavar="TZ", help="IANA zone, like Asia/Shanghai.")
@click.option("--rrule", required=True, metavar="R", help="RFC 5545, like FREQ=WEEKLY;BYDAY=MO.")
@click.option("--exdate", "exdates", multiple=True, metavar="LOCAL", help="Leave this one out.")
@click.option(
    "--policy",
    type=click.Choice(["none", "skip", "next", "previous"]),
    default="none",
    show_default=True,
    help="What to do on a weekend or holiday.",
)
@click.option("--country", metavar="CC[-SUB][,…]", help="Whose holidays: CN, GB-ENG, DE-BY.")
@click.option("--no-makeup-workdays", is_flag=True, help="Make-up working days (调休) are off.")
@click.option("--count", type=int, required=True, metavar="N", help="Occurrences of the rule.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Of the reasons.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def dates(  # noqa: PLR0913, PLR0917 - one parameter for each option
    start: str,
    zone: str,
    rrule: str,
    exdates: tuple[str, ...],
    policy: str,
    country: str | None,
    no_makeup_workdays: bool,
    count: int,
    lang: str,
    as_json: bool,
) -> None:
    """Show the instances a review series would have."""
    from clientcomms.domain.recurrence import HolidayPolicy, SeriesRule, expand
    from clientcomms.errors import ClientCommsError

    series = SeriesRule(
        _local("--start", start), zone, rrule, tuple(_exdate(text) for text in exdates)
    )
    try:
        expansion = expand(
            series,
            policy=HolidayPolicy(policy),
            calendar=_calendar(policy, country, makeup_works=not no_makeup_workdays),
            count=count,
        )
    except ClientCommsError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(expansion.to_json(lang), ensure_ascii=False))
    else:
        _show(series, expansion, lang)


def _calendar(policy: str, country: str | None, *, makeup_works: bool) -> WorkCalendar | None:
    from clientcomms.domain.workdays import calendar_for

    if country is not None:
        return calendar_for(country, makeup_works=makeup_works)
    if policy != "none":
        raise click.UsageError(f"--policy {policy} needs --country: whose holidays?")
    return None


def _local(option: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or len(text) <= 10:
        raise click.BadParameter(f"{text!r} is no local time; write {_LOCAL}", param_hint=option)
    return found


def _exdate(text: str) -> datetime | date:
    """A local time, an instant with an offset, or a date for all of that day."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no local time; write {_LOCAL}", param_hint="--exdate"
        ) from None
    return found.date() if len(text) <= 10 else found


def _show(series: SeriesRule, expansion: Expansion, language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from clientcomms.domain.civil import zone_named

    chinese = language == "zh"
    table = Table(
        "当地时间" if chinese else "local time",
        "UTC",
        "原定" if chinese else "moved from",
        "原因" if chinese else "reason",
    )
    place = zone_named(series.zone)
    rows: list[tuple[datetime, tuple[str, str, str]]] = []
    for one in expansion.instances:
        moved = _spoken(one.moved_from.astimezone(place), language) if one.moved_from else ""
        reason = one.reason.text(language) if one.reason else ""
        rows.append((one.start, (_spoken(one.local, language), moved, reason)))
    for lost in expansion.skipped:
        local = _spoken(lost.start.astimezone(place), language)
        dropped = "不举行" if chinese else "does not take place"
        rows.append((lost.start, (local, dropped, lost.reason.text(language))))
    for start, (local, moved, reason) in sorted(rows):
        table.add_row(local, f"{start.astimezone(UTC):%Y-%m-%d %H:%M}", moved, reason)
    Console().print(f"{series.rrule} · {series.zone}", style="bold")
    Console().print(table)


def _spoken(at: datetime, language: str) -> str:
    chinese = language == "zh"
    day = "一二三四五六日"[at.weekday()] if chinese else f"{at:%a}"
    return f"{at:%Y-%m-%d} {'周' if chinese else ''}{day} {at:%H:%M}"
