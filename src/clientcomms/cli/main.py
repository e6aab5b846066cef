"""The command line: names of commands, and how errors reach a person.

A command's module is imported when the command is called, so that help and short commands start
at once. Nobody ever sees a traceback: errors of ours are lines on stderr.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping

import click
from typing_extensions import override

from clientcomms import __version__
from clientcomms.errors import ClientCommsError, ConfigurationError, ProblemsError

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
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_m, _a, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config",
    metavar="PATH",
    envvar="CLIENTCOMMS_CONFIG",
    default="clientcomms.toml",
    show_default=True,
    help="The configuration; schedules.toml stands beside it.",
)
@click.version_option(__version__, prog_name="clientcomms")
@click.pass_context
def cli(ctx: click.Context, config: str) -> None:
    """Keep every client informed, met and heard."""
    ctx.obj = config


def main() -> None:
    """Run the command line; exit 0 done, 1 could not be done, 2 wrong usage or configuration."""
    try:
        cli.main(args=_with_config_first(sys.argv[1:]), standalone_mode=False)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ClientCommsError as error:
        _tell(error)
        sys.exit(2 if isinstance(error, ConfigurationError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        sys.exit(1)


def _with_config_first(arguments: list[str]) -> list[str]:
    """Let `--config PATH` stand behind the command too, as every command takes it."""
    moved: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word == "--config":
            moved += [word, next(waiting, "")]
        elif word.startswith("--config="):
            moved.append(word)
        else:
            rest.append(word)
    return moved + rest


def _tell(error: ClientCommsError) -> None:
    lines = (
        [str(one) for one in error.problems] if isinstance(error, ProblemsError) else [str(error)]
    )
    for line in lines:
        click.echo(line, err=True)
