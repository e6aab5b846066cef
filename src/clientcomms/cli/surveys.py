"""`surveys`: scores that clients gave by reply."""

from __future__ import annotations

import click

from clientcomms.cli.opening import iso, local, opened, print_json, print_table


@click.group("surveys")
def surveys() -> None:
    """Scores that clients gave."""


@surveys.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option("--project", metavar="CODE")
@click.pass_obj
def list_(config: str, project: str | None, *, as_json: bool) -> None:
    """List the scores, the newest first."""
    from clientcomms.store.feedback import survey_answers

    with opened(config) as app, app.store.read() as tx:
        rows = survey_answers(tx, project)
    if as_json:
        print_json(
            {
                "project": row.project_code,
                "contact": row.contact_address,
                "value": float(row.value),
                "scale": row.scale,
                "comment": row.comment,
                "answered_at": iso(row.answered_at),
            }
            for row in rows
        )
        return
    print_table(
        "scores",
        ("project", "who", "score", "words", "when"),
        [
            (
                r.project_code,
                r.contact_address,
                f"{r.value:g}/{r.scale}",
                r.comment,
                local(r.answered_at),
            )
            for r in rows
        ],
        "no scores yet: a client answers a survey with a number",
    )
