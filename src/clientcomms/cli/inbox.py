"""`inbox`: what clients wrote, and how any message would be read."""

from __future__ import annotations

import click

from clientcomms.cli.explaining import explain
from clientcomms.cli.opening import (
    clock,
    harmless,
    iso,
    local,
    opened,
    print_json,
    print_table,
    system_language,
    user,
)


@click.group("inbox")
def inbox() -> None:
    """Messages that came in."""


@inbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.pass_obj
def list_(config: str, limit: int, *, as_json: bool) -> None:
    """List messages, the newest first, with where they belong and why."""
    from clientcomms.store.replies import newest_replies

    with opened(config) as app, app.store.read() as tx:
        rows = newest_replies(tx, limit)
    if as_json:
        print_json(
            {
                "id": f"r{row.id}", "kind": row.kind, "from": row.sender, "subject": row.subject,
                "date": iso(row.sent_at), "state": row.state.value, "rung": row.rung,
                "project": row.project_code, "contact": row.contact_address, "message_id": row.message_id,
                "problems": row.reading.get("problems") or [], "trust": row.trust,
            }
            for row in rows
        )  # fmt: skip
        return
    print_table(
        "inbox",
        ("id", "kind", "from", "subject", "date", "state", "project", "rung"),
        [
            (f"r{row.id}", row.kind, row.sender, row.subject, local(row.sent_at), row.state.value,
             row.project_code, row.rung)
            for row in rows
        ],
        "nothing has come in yet: `clientcomms run` fetches mail, `inbox explain FILE` reads one by hand",
    )  # fmt: skip


@inbox.command("show")
@click.argument("reply", metavar="ID")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Of what could not be read; else the system's."
)
@click.pass_obj
def show(config: str, reply: str, lang: str | None) -> None:
    """Show one message: what was read, what was cut, and where it belongs."""
    from clientcomms.domain.ids import Numbered, parse_id
    from clientcomms.domain.people import Language
    from clientcomms.domain.reading_problems import problem_said
    from clientcomms.errors import NotFoundError
    from clientcomms.store.replies import reply_by_id

    place, number = parse_id(reply if not reply.isdigit() else f"r{reply}")
    with opened(config) as app, app.store.read() as tx:
        found = reply_by_id(tx, number) if place is Numbered.REPLY else None
    if found is None:
        raise NotFoundError("message", reply)
    heading = f"{found.kind} from {found.sender}, {local(found.sent_at)}: {found.subject}"
    click.echo(harmless(heading))
    click.echo(
        f"state {found.state.value}, project {found.project_code or '?'}, rung {found.rung or 'none'}\n"
    )
    language = Language(lang or system_language())
    for reason in found.trust_reasons:
        click.echo(harmless(f"trust {found.trust}: {reason.text(language.value)}"))
    problems = found.reading.get("problems")
    for problem in problems if isinstance(problems, list) else []:
        click.echo(harmless(f"! {problem_said(str(problem), language)}"))
    click.echo(harmless(str(found.reading.get("reply_text", ""))))
    for name in ("elided_text", "signature_text"):
        cut = str(found.reading.get(name) or "")
        if cut:
            click.echo(f"\n--- {name} ---\n{harmless(cut)}")


@inbox.command("retry")
@click.argument("mails", nargs=-1, required=True, metavar="NUMBER…", type=int)
@click.pass_obj
def retry(config: str, mails: tuple[int, ...]) -> None:
    """Let messages that were put aside be read again."""
    from clientcomms.inbound.placing import read_again

    with opened(config) as app:
        for mail in mails:
            changed = read_again(app.store, mail, user(), clock())
            click.echo(f"{mail}: {'will be read again' if changed else 'was not put aside'}")


inbox.add_command(explain)
