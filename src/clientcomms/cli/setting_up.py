"""`init`, `workbook`, `migrate`: what a team does once."""

from __future__ import annotations

from pathlib import Path

import click

from clientcomms.cli.opening import clock, opened


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def init(folder: Path, lang: str) -> None:
    """Make a configuration with comments in your language, an empty store and a workbook to fill in.

    Letters are redirected to the manager until `clientcomms go-live`.
    """
    from clientcomms import resources
    from clientcomms.bootstrap.intake import write_workbook
    from clientcomms.domain.people import Language
    from clientcomms.errors import ClientCommsError

    target = folder / "clientcomms.toml"
    if target.exists():
        msg = f"{target} is there already: nothing was written"
        raise ClientCommsError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    kind = "zh.example" if lang == "zh" else "example"
    for name in ("clientcomms", "schedules"):
        example = resources.config() / f"{name}.{kind}.toml"
        (folder / f"{name}.toml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    book = folder / ("项目台账.xlsx" if lang == "zh" else "project-book.xlsx")
    write_workbook(book, language=Language(lang), today=clock().date())
    with opened(str(target), make=True):
        pass
    click.echo(f"made {target}, schedules.toml, {book.name} and an empty store")
    click.echo(
        "next: write your team and your mail account into clientcomms.toml, fill in the workbook, then"
    )
    click.echo(f"  clientcomms --config {target} import {book}")


@click.command("workbook")
@click.option("--lang", type=click.Choice(["zh", "en"]), required=True)
@click.option(
    "-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)
@click.option("--project", metavar="CODE", help="Fill it with what is known of one project.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@click.pass_obj
def workbook(
    config: str, lang: str, output: Path | None, project: str | None, *, force: bool
) -> None:
    """Write the project workbook: drop-downs, notes on every column, grey example rows."""
    from clientcomms.bootstrap.intake import write_workbook
    from clientcomms.domain.people import Language
    from clientcomms.errors import ClientCommsError

    language = Language(lang)
    path = output or Path("项目台账.xlsx" if language is Language.ZH else "project-book.xlsx")
    if path.exists() and not force:
        msg = f"{path} is there already: nothing was written — choose another name (-o), or --force"
        raise ClientCommsError(msg)
    if project is None:
        write_workbook(path, language=language, today=clock().date())
    else:
        from clientcomms.errors import NotFoundError
        from clientcomms.store.state import all_projects, load_book

        with opened(config) as app, app.store.read() as tx:
            book = load_book(tx, [project])
            if not book.projects:
                raise NotFoundError("project", project, [one.code for one in all_projects(tx)])
        write_workbook(path, language=language, today=clock().date(), book=book, project=project)
    click.echo(str(path))


@click.command("migrate")
@click.pass_obj
def migrate(config: str) -> None:
    """Bring the store to the present schema; a store that is not there is made."""
    with opened(config, make=True) as app:
        click.echo(f"{app.settings.store_url()} has the present schema")
