"""`approve`, `skip`, `go-live`, `redirect`, `pause`, `resume`: a person's word on what leaves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, examples, local, opened, print_table, user

if TYPE_CHECKING:
    from clientcomms.bootstrap import App


@click.command("approve", epilog=examples("approve", "approve d12 d13", "approve --all"))
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--all", "everything", is_flag=True, help="Approve every draft that waits.")
@click.pass_obj
def approve(config: str, ids: tuple[str, ...], *, everything: bool) -> None:
    """Say yes to drafts (d12) or held plans (p12); without an id list what waits for a word."""
    from clientcomms.domain.ids import Numbered, parse_id, show_id
    from clientcomms.outbound import operating
    from clientcomms.store.drafts import awaiting_drafts

    with opened(config) as app:
        if everything:
            with app.store.read() as tx:
                ids = tuple(show_id(Numbered.DRAFT, draft.id) for draft in awaiting_drafts(tx))
        if not ids:
            _list_waiting(app)
            return
        for text in ids:
            place, number = parse_id(text)
            if place is Numbered.PLAN:
                changed = operating.release_plan(app.store, number, user(), clock())
            else:
                changed = operating.approve_draft(app.store, _draft(text), user(), clock())
            click.echo(f"{text}: {'approved' if changed else 'was approved already'}")


@click.command("skip", epilog=examples("skip d12"))
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.pass_obj
def skip(config: str, ids: tuple[str, ...]) -> None:
    """Say no to drafts (d12) or plans (p12): they will not be sent."""
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.outbound import operating

    with opened(config) as app:
        for text in ids:
            place, number = parse_id(text)
            if place is Numbered.PLAN:
                operating.drop_plan(app.store, number, user(), clock())
            else:
                operating.skip_draft(app.store, _draft(text), user(), clock())
            click.echo(f"{text}: will not be sent")


@click.command("urgent", epilog=examples("urgent p12", "urgent m7"))
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.pass_obj
def urgent(config: str, ids: tuple[str, ...]) -> None:
    """Let plans (p12), drafts (d12) or letters (m7) go first and at once, whatever the hour is there.

    A draft still waits for your yes, and what is held for its release.
    """
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.errors import NotFoundError
    from clientcomms.outbound import expediting
    from clientcomms.store.drafts import draft_by_id

    with opened(config) as app:
        for text in ids:
            place, number = parse_id(text)
            if place is Numbered.OUTBOX:
                changed = expediting.expedite_entry(app.store, number, user(), clock())
            else:
                if place is Numbered.DRAFT:
                    with app.store.read() as tx:
                        draft = draft_by_id(tx, number)
                    number = draft.plan_id if draft else 0
                elif place is not Numbered.PLAN:
                    raise NotFoundError("plan, draft or letter", text)
                changed = expediting.expedite_plan(app.store, number, user(), clock())
            click.echo(f"{text}: {'goes first' if changed else 'was urgent already'}")


@click.command(
    "personal-line",
    epilog=examples(
        'personal-line p31 "三月割接那晚，您陪我们在机房守到两点，谢谢您。"', "personal-line p31"
    ),
)
@click.argument("plan", metavar="ID")
@click.argument("line", nargs=-1, metavar="[TEXT]")
@click.pass_obj
def personal_line(config: str, plan: str, line: tuple[str, ...]) -> None:
    """Let a planned greeting (p31, or its draft d12) begin with your own sentence; without TEXT, none."""
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.errors import NotFoundError
    from clientcomms.outbound.personalising import set_personal_line
    from clientcomms.store.drafts import draft_by_id

    place, number = parse_id(plan)
    with opened(config) as app:
        if place is Numbered.DRAFT:
            with app.store.read() as tx:
                draft = draft_by_id(tx, number)
            number = draft.plan_id if draft else 0
        elif place is not Numbered.PLAN:
            raise NotFoundError("plan or draft", plan)
        changed = set_personal_line(app.store, number, " ".join(line), user(), clock())
    click.echo(f"{plan}: {'written down' if changed else 'was so already'}")


def _draft(text: str) -> int:
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.errors import NotFoundError

    place, number = parse_id(text)
    if place is not Numbered.DRAFT:
        raise NotFoundError("draft or plan", text)
    return number


def _list_waiting(app: App) -> None:
    from clientcomms.domain.ids import Numbered, show_id
    from clientcomms.store import drafts, plans

    rows = []
    with app.store.read() as tx:
        for draft in drafts.awaiting_drafts(tx):
            plan = plans.plan_by_id(tx, draft.plan_id)
            assert plan is not None  # a draft belongs to a plan by foreign key
            name = show_id(Numbered.DRAFT, draft.id)
            rows.append((name, draft.subject, ", ".join(plan.to), local(plan.at, plan.zone)))
    print_table(
        "drafts that wait for your word",
        ("id", "subject", "to", "leaves"),
        rows,
        "no draft waits: see `clientcomms plan` for what comes next",
    )


@click.command("go-live", epilog=examples("go-live", "go-live --yes"))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def go_live(config: str, *, yes: bool) -> None:
    """Show what will leave in the next days, ask, and let letters reach clients."""
    from clientcomms.bootstrap import forecasting
    from clientcomms.domain.states import PlanState
    from clientcomms.outbound import switching

    with opened(config) as app:
        found = forecasting.forecast(app, 7, clock())
        leaving = [f.plan for f in found if f.plan.client and f.plan.state is not PlanState.DROPPED]
        rows = [
            (
                plan.local.replace("T", " "),
                plan.kind,
                ", ".join((*plan.to, *plan.cc)),
                plan.state.value,
            )
            for plan in leaving
        ]
        print_table(
            "the next 7 days",
            ("when", "letter", "to", "state"),
            rows,
            "nothing leaves in the next 7 days",
        )
        if not yes and not click.confirm("Send letters to clients from now on?", default=False):
            click.echo("nothing was changed")
            sys.exit(1)
        changed = switching.go_live(app.store, user(), clock())
        click.echo(
            "letters go to clients from now on" if changed else "letters went to clients already"
        )


@click.command("redirect")
@click.argument("address", required=False)
@click.pass_obj
def redirect(config: str, address: str | None) -> None:
    """Send every letter to ADDRESS of the configuration (sending.redirect_to) instead of to clients."""
    from clientcomms.outbound import switching

    with opened(config) as app:
        target = address or app.settings.sending.redirect_to
        if address and address != app.settings.sending.redirect_to:
            msg = "the address stands in clientcomms.toml: sending.redirect_to"
            raise click.UsageError(msg)
        switching.redirect(app.store, target, user(), clock())
        click.echo(f"every letter goes to {target}")


@click.command("pause", epilog=examples("pause", "pause --client 海通码头"))
@click.option("--client", metavar="C", help="Only this client; else everything.")
@click.pass_obj
def pause(config: str, client: str | None) -> None:
    """Stop everything, or one client, at once; letters wait until `resume`."""
    from clientcomms.outbound import switching

    with opened(config) as app:
        switching.pause(app.store, user(), clock(), client)
        click.echo(f"paused: {client or 'everything'}")


@click.command("resume", epilog=examples("resume", "resume --client 海通码头"))
@click.option("--client", metavar="C", help="Only this client; else everything.")
@click.pass_obj
def resume(config: str, client: str | None) -> None:
    """Let everything, or one client, go on."""
    from clientcomms.outbound import switching

    with opened(config) as app:
        changed = switching.resume(app.store, user(), clock(), client)
        click.echo(f"{'goes on' if changed else 'was not paused'}: {client or 'everything'}")


@click.group("mourning")
def mourning() -> None:
    """Days on which nothing festive is sent to a region, and letters carry no colour."""


@mourning.command("on")
@click.option("--region", required=True, metavar="CC", help="Country or subdivision: CN, DE-BY.")
@click.option("--until", required=True, metavar="DATE", help="The last day, such as 2026-12-13.")
@click.pass_obj
def mourning_on(config: str, region: str, until: str) -> None:
    """Begin now, until a day (included)."""
    from datetime import date

    from clientcomms.outbound import switching

    try:
        day = date.fromisoformat(until)
    except ValueError as error:
        msg = f"--until: {until!r} is no date such as 2026-12-13"
        raise click.UsageError(msg) from error
    with opened(config) as app:
        switching.mourn(app.store, region, day, user(), clock())
    click.echo(f"{region}: no greetings and surveys until {day}")


@mourning.command("off")
@click.option("--region", required=True, metavar="CC")
@click.pass_obj
def mourning_off(config: str, region: str) -> None:
    """End it now."""
    from clientcomms.outbound import switching

    with opened(config) as app:
        changed = switching.end_mourning(app.store, region, user(), clock())
    click.echo(f"{region}: {'ended' if changed else 'was not on'}")
