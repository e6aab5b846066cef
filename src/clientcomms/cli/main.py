"""The command line: the names of commands and the options that all take.

A command's module is imported when the command is called, so that help and short commands start
at once. Nobody ever sees a traceback: `failing` puts every failure into lines.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from typing_extensions import override

from clientcomms import __version__
from clientcomms.cli.failing import tell_failure
from clientcomms.cli.opening import examples

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    # name: module below clientcomms.cli, attribute, one line of help
    "demo": (
        "running",
        "demo",
        "Load the example projects and run them: daemon, console and clients' mailboxes.",
    ),
    "init": (
        "setting_up",
        "init",
        "Make a configuration with comments, a store and a workbook in DIR.",
    ),
    "workbook": ("setting_up", "workbook", "Write the project workbook that a team keeps."),
    "import": (
        "taking_in",
        "import_",
        "Take in project state from workbooks, YAML or CSV; prints a diff.",
    ),
    "plan": ("planning", "plan", "Say what will be sent and booked, when, to whom, and why not."),
    "preview": ("planning", "preview", "Render a letter as it would read now."),
    "approve": (
        "answering",
        "approve",
        "Say yes to a draft or plan; without an id list what waits.",
    ),
    "skip": ("answering", "skip", "Say no to a draft or plan."),
    "urgent": ("answering", "urgent", "Let a letter go first and at once, whatever the hour."),
    "personal-line": (
        "answering",
        "personal_line",
        "Let a planned greeting begin with your own sentence.",
    ),
    "go-live": (
        "answering",
        "go_live",
        "Show what will leave, ask, and let letters reach clients.",
    ),
    "redirect": ("answering", "redirect", "Send every letter to one of our own people again."),
    "pause": ("answering", "pause", "Stop everything, or one client, at once."),
    "resume": ("answering", "resume", "Let everything, or one client, go on."),
    "mourning": (
        "answering",
        "mourning",
        "Hold greetings, surveys and colours back for a region.",
    ),
    "explain": (
        "looking",
        "explain",
        "Tell the whole history of one thing, with the stored reasons.",
    ),
    "outbox": (
        "outbox",
        "outbox",
        "Letters on their way: list, show, hold, release, withdraw, retry.",
    ),
    "inbox": ("inbox", "inbox", "What clients wrote: list, show, explain how mail would be read."),
    "feedback": ("feedback", "feedback", "What clients said, until they agree that it is done."),
    "reviews": ("reviews", "reviews", "Review meetings: list, show, cancel, dates."),
    "surveys": ("surveys", "surveys", "Scores that clients gave."),
    "run": ("running", "run", "Run the daemon and the console."),
    "step": ("running", "step", "Run one act once."),
    "rehearse": (
        "rehearsing",
        "rehearse",
        "Run the configured plans for N days in seconds, on no real account.",
    ),
    "migrate": ("setting_up", "migrate", "Bring the store to the present schema."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[cmd_name]
        command: click.Command = getattr(
            importlib.import_module(f"clientcomms.cli.{module}"), attribute
        )
        return _with_config_in_help(command)

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_m, _a, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "demo",
        "init my-team",
        "import 项目台账.xlsx --dry-run",
        "plan --days 30",
        title="Begin with:",
    ),
)
@click.option(
    "--config",
    "config",
    metavar="PATH",
    envvar="CLIENTCOMMS_CONFIG",
    show_envvar=True,
    default="clientcomms.toml",
    show_default=True,
    help="The configuration, before or behind any command; schedules.toml stands beside it.",
)
@click.version_option(__version__, prog_name="clientcomms")
@click.pass_context
def cli(ctx: click.Context, config: str) -> None:
    """Keep every client informed, met and heard."""
    ctx.obj = str(Path(config, "clientcomms.toml")) if Path(config).is_dir() else config


def _with_config_in_help(command: click.Command) -> click.Command:
    """Let the help of a command, and of those below it, name `--config`, which all take."""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            command.commands[name] = _with_config_in_help(below)
    elif not any(parameter.name == "config" for parameter in command.params):
        line = "The configuration; else $CLIENTCOMMS_CONFIG, else ./clientcomms.toml."
        command.params.append(
            click.Option(["--config"], metavar="PATH", expose_value=False, help=line)
        )
    return command


def main() -> None:
    """Run the command line; exit 0 done, 1 could not be done, 2 wrong usage or configuration."""
    try:
        code = cli.main(
            args=_with_config_first(sys.argv[1:]), prog_name="clientcomms", standalone_mode=False
        )
        sys.stdout.flush()
    except Exception as error:  # noqa: BLE001  # the last wall: nobody ever sees a traceback
        sys.exit(tell_failure(error))
    sys.exit(code if isinstance(code, int) else 0)


def _with_config_first(arguments: list[str]) -> list[str]:
    """Let `--config PATH` stand behind the command too, as every command takes it."""
    moved: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "--config":
            path = next(waiting, None)
            # Without a path it stays where it is, and is told that it lacks one.
            (rest if path is None else moved).append(word if path is None else f"{word}={path}")
        elif word.startswith("--config="):
            moved.append(word)
        else:
            rest.append(word)
    return moved + rest
