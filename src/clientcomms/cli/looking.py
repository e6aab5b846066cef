"""`explain`: the whole history of one thing, with the stored reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import examples, harmless, local, opened

if TYPE_CHECKING:
    from clientcomms.domain.ids import Numbered
    from clientcomms.store.engine import Tx


@click.command("explain", epilog=examples("explain d12", "explain m7", "explain f3"))
@click.argument("thing", metavar="ID")
@click.pass_obj
def explain(config: str, thing: str) -> None:
    """Tell all about an occasion (o1), plan (p1), draft (d1), letter (m1), item (f1), task (t1) or a meeting's UID."""
    from clientcomms.domain.ids import Numbered, parse_id

    with opened(config) as app, app.store.read() as tx:
        if "@" in thing:
            _meeting(tx, thing)
            return
        place, number = parse_id(thing)
        if place in {Numbered.OCCASION, Numbered.PLAN, Numbered.DRAFT, Numbered.OUTBOX}:
            _letter(tx, place, number, thing)
        else:
            _journal(tx, place.value, number, thing)


def _letter(tx: Tx, place: Numbered, number: int, thing: str) -> None:
    """Follow one letter from its occasion to the next hop."""
    from clientcomms.errors import NotFoundError
    from clientcomms.store import drafts, occasions, outbox_looks, plans

    plan_id = _plan_id(tx, place, number)
    plan = plans.plan_by_id(tx, plan_id) if plan_id is not None else None
    if plan is None:
        raise NotFoundError("occasion, plan, draft or letter", thing)
    occasion = occasions.occasion_by_id(tx, plan.occasion_id)
    assert occasion is not None  # by foreign key
    asked = f" asked by {occasion.asked_by}" if occasion.asked_by else ""
    click.echo(f"o{occasion.id} occasion {occasion.key}{asked}, wanted {local(occasion.wanted_at)}")
    click.echo(f"p{plan.id} {plan.kind} to {', '.join((*plan.to, *plan.cc))}: {plan.state.value}")
    click.echo(f"   leaves {plan.local.replace('T', ' ')} {plan.zone}")
    for reason in plan.reasons:
        click.echo(f"   · {reason.text(plan.language)}  [{reason.rule}]")
    _journal(tx, "plans", plan.id, thing)
    newest = drafts.newest_draft(tx, plan.id)
    if newest is not None:
        click.echo(f"d{newest.id} draft {newest.revision}: {newest.state.value}  {newest.subject}")
        _journal(tx, "drafts", newest.id, thing)
    sent = outbox_looks.entry_of_plan(tx, plan.id)
    if sent is not None:
        click.echo(
            f"m{sent.id} {sent.state.value} {sent.message_id} {sent.reply_code or ''} {sent.reason or ''}".rstrip()
        )
        for result in outbox_looks.recipients_of(tx, sent.id):
            click.echo(
                harmless(
                    f"   {result.address}: {result.state} {result.code} {result.text}".rstrip()
                )
            )
        _journal(tx, "outbox", sent.id, thing)


def _plan_id(tx: Tx, place: Numbered, number: int) -> int | None:
    """Return the plan that an occasion, a draft or a letter belongs to."""
    from clientcomms.domain.ids import Numbered
    from clientcomms.store import drafts, outbox_looks, plan_looks

    if place is Numbered.PLAN:
        return number
    if place is Numbered.DRAFT:
        draft = drafts.draft_by_id(tx, number)
        return draft.plan_id if draft else None
    if place is Numbered.OUTBOX:
        entry = outbox_looks.entry_by_id(tx, number)
        return entry.plan_id if entry else None
    known = plan_looks.plan_of_occasion(tx, number)
    return known.id if known else None


def _meeting(tx: Tx, uid: str) -> None:
    from clientcomms.errors import NotFoundError
    from clientcomms.store import meetings

    series = meetings.series_by_uid(tx, uid)
    if series is None:
        raise NotFoundError("meeting", uid, [one.uid for one in meetings.all_series(tx)])
    click.echo(
        f"{series.title}: {series.rule} from {series.starts_local} {series.zone}, SEQUENCE {series.sequence}"
    )
    for moved in series.overrides:
        click.echo(f"   {moved.rule_local} → {moved.starts_local}  {moved.reason_en}")
    for left_out in series.exdates:
        click.echo(f"   {left_out} left out")
    for who in meetings.attendees_of(tx, uid):
        click.echo(f"   {who.address} {who.instance}: {who.partstat} {who.comment}".rstrip())
    _journal(tx, "series", uid, uid)


def _journal(tx: Tx, place: str, row: int | str, thing: str) -> None:
    from clientcomms.errors import NotFoundError
    from clientcomms.store.journal import history

    lines = history(tx, place, row)
    if not lines:
        raise NotFoundError("history of", thing)
    for line in lines:
        change = f"{line.was} → {line.became}" if line.was else (line.became or "")
        click.echo(f"   {local(line.at)}  {line.actor}: {change} {line.note}".rstrip())
