"""`plan` and `preview`: what will happen, and how a letter would read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clientcomms.cli.opening import clock, examples, opened, print_json, print_table


@click.command(
    "plan",
    epilog=examples("plan --days 7", "plan --project AD --json", "plan --days 60 --ics > plan.ics"),
)
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=30,
    show_default=True,
    metavar="N",
    help="How far to look ahead, 400 at most.",
)
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option("--ics", is_flag=True, help="As a calendar that any calendar program shows.")
@click.option("--project", metavar="CODE", help="Only one project.")
@click.pass_obj
def plan(config: str, days: int, project: str | None, *, as_json: bool, ics: bool) -> None:
    """Say what will be sent and booked, when, to whom, and why anything is held, dropped or moved.

    Times are those of the reader's own clock. Nothing is sent, booked or changed by looking.
    """
    from clientcomms.bootstrap import forecasting

    with opened(config) as app:
        found = forecasting.forecast(app, days, clock())
    if project:
        found = [one for one in found if one.plan.project_code == project]
    if as_json:
        print_json(forecasting.as_json(one) for one in found)
        return
    if ics:
        click.echo(forecasting.as_calendar(found, clock()), nl=False)
        return
    rows = [
        (
            f"{one.plan.local.replace('T', ' ')} {one.plan.zone}",
            one.plan.kind,
            one.plan.project_code,
            "\n".join((*one.plan.to, *(f"cc {address}" for address in one.plan.cc))),
            one.plan.state.value,
            "\n".join(reason.text(one.plan.language) for reason in one.plan.reasons),
        )
        for one in found
    ]
    print_table(
        f"the next {days} days",
        ("when (reader's time)", "letter", "project", "to", "state", "why"),
        rows,
        f"nothing is planned for the next {days} days: import a workbook, or look at schedules.toml",
    )


@click.command(
    "preview",
    epilog=examples(
        "preview progress_report --project AD",
        "preview holiday_greeting --project AD --contact 钱总 -o preview/",
    ),
)
@click.argument("kind")
@click.option("--project", required=True, metavar="P", help="The project's code.")
@click.option("--contact", metavar="C", help="Address, name or salutation of the reader.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Another language than the project's."
)
@click.option(
    "-o",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the five files here.",
)
@click.pass_obj
def preview(
    config: str, kind: str, project: str, contact: str | None, lang: str | None, folder: Path | None
) -> None:
    """Render a letter as it would read now: subject.txt, body.txt, body.html, chat.txt, message.eml.

    KIND is the name of a letter to clients, such as progress_report or satisfaction_survey. Nothing
    is sent.
    """
    from clientcomms.bootstrap.forecasting import meetings_tried
    from clientcomms.domain.reasons import Reason
    from clientcomms.outbound.rendering import Wish, sample

    with opened(config) as app, meetings_tried(app, clock()) as trial, trial.read() as tx:
        found = sample(tx, app.press, Wish(kind, project, contact, lang), clock())
    if isinstance(found, Reason):
        click.echo(f"the letter would be held: {found.text_en}（{found.text_zh}）", err=True)
        sys.exit(1)
    if folder is None:
        click.echo(f"{found.texts.subject}\n\n{found.texts.text}", nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("subject.txt", found.texts.subject + "\n"),
        ("body.txt", found.texts.text),
        ("body.html", found.texts.html),
        ("chat.txt", found.texts.chat),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "message.eml").write_bytes(found.message)
    click.echo(f"{folder}: subject.txt body.txt body.html chat.txt message.eml")
