"""The chapter on commands, from click."""

from __future__ import annotations

from collections.abc import Iterator

import click
from docs.generate.tables import table

from clientcomms.cli.main import COMMANDS, cli


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, in the order of `clientcomms --help`."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield f"{name} {inner}", found


def command_text(name: str, command: click.Command) -> str:
    """Return a command's lines: usage, what it does, its options."""
    context = click.Context(command, info_name=f"clientcomms {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    text = f"\n### `{name}`\n\n```\n{usage}\n```\n\n{' '.join((command.help or '').split())}\n"
    records = [
        record
        for option in command.params
        if isinstance(option, click.Option)
        and (record := option.get_help_record(context))
        and option.name not in {"help", "config"}
    ]
    if records:
        text += "\n" + table("option · meaning", ((f"`{a}`", b) for a, b in records))
    return text + examples_of(command)


def examples_of(command: click.Command) -> str:
    """Return the end of a command's help as it is typed; empty where it has none."""
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    typed = [line for line in lines if line.startswith("clientcomms ")]
    return "\n```\n{}\n```\n".format("\n".join(typed)) if typed else ""


def commands_part() -> str:
    """Return the chapter on commands."""
    text = (
        "\n## Commands\n\nEvery command takes `--config PATH`, else `$CLIENTCOMMS_CONFIG`, else "
        "`./clientcomms.toml`.\nExit status: 0 done · 1 something asked for could not be done · "
        "2 wrong usage or configuration.\n"
    )
    return text + "".join(command_text(name, one) for name, one in commands())
