"""How failures reach a person: lines on stderr and an exit status, never a traceback."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback

import click
from typing_extensions import override

from clientcomms.errors import (
    ClientCommsError,
    ConfigurationError,
    IllegalTransitionError,
    ProblemsError,
)

NOT_DONE = 1
"""Something asked for could not be done."""
WRONG_USE = 2
"""Wrong usage or configuration."""
DEBUG = "CLIENTCOMMS_DEBUG"
"""The environment variable that shows where a fault of ours stands."""


def tell_failure(error: Exception) -> int:
    """Print what went wrong, a line a problem, and return the exit status."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error, file=sys.stderr)
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.Abort():
            _say("stopped")
        case click.ClickException():
            return _tell_misuse(error)
        case ClientCommsError():
            return _tell_ours(error)
        case OSError():
            return _tell_machine(error)
        case _:
            _tell_fault(error)
    return NOT_DONE


class _OneLine(logging.Formatter):
    """A line a record; the trace of a fault is left to the daemon's log."""

    @override
    def formatException(self, ei: object) -> str:
        return ""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).rstrip()


def log_in_lines() -> None:
    """Let what parts warn of reach a person as lines, where no log was set up."""
    logger = logging.getLogger()
    if logger.handlers or os.environ.get(DEBUG):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(message)s"))
    logger.addHandler(handler)


def _tell_misuse(error: click.ClickException) -> int:
    """Say in one line what was typed wrong, and where the right words stand."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _say(error.format_message())
        return WRONG_USE
    _say(error.format_message().replace("\n", " "))
    if isinstance(error, click.UsageError) and error.ctx is not None:
        _say(f"see `{error.ctx.command_path} --help`")
    return error.exit_code


def _tell_ours(error: ClientCommsError) -> int:
    if isinstance(error, IllegalTransitionError):
        _say(f"{_called(error)} is {error.state} and cannot become {error.wanted}")
        return NOT_DONE
    for one in error.problems if isinstance(error, ProblemsError) else [error]:
        _say(str(one))
    return WRONG_USE if isinstance(error, ConfigurationError) else NOT_DONE


def _called(error: IllegalTransitionError) -> str:
    """Name a row as people name it: m7, not outbox 7."""
    from clientcomms.domain.ids import Numbered, show_id

    if error.place in set(Numbered) and isinstance(error.row_id, int):
        return show_id(Numbered(error.place), error.row_id)
    return f"{error.place} {error.row_id}"


def _tell_machine(error: OSError) -> int:
    if error.errno != errno.EPIPE:
        _say(f"{error.filename or 'the machine'}: {error.strerror or error}")
        return NOT_DONE
    # Whoever read our output has gone (`… | head`): nothing is wrong. Python flushes stdout once
    # more at its end; there must be somewhere for that to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _tell_fault(error: Exception) -> None:
    """A fault of the program itself: what is known of it in one line, and how to see the rest."""
    first = (str(error).splitlines() or [""])[0][:200]
    what = f"{type(error).__name__}: {first}".rstrip(": ")
    seen = "" if os.environ.get(DEBUG) else f"; {DEBUG}=1 before the command shows where"
    _say(f"a fault of clientcomms itself, please report it: {what}{seen}")


def _say(line: str) -> None:
    click.echo(line, err=True)
