"""`run`, `step`, `demo`: the daemon, one act once, the example."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, opened
from clientcomms.daemon.stopping import remember_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientcomms.bootstrap import App

DEMO = Path("var/demo")


@click.command("run")
@click.option("--no-console", is_flag=True, help="Only the daemon.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Where the console listens, else as configured."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell what every act moved.")
@click.pass_obj
def run(config: str, port: int | None, *, no_console: bool, verbose: bool) -> None:
    """Run the daemon and the console until SIGTERM or Ctrl-C; what is under way is finished first."""
    stopped = remember_signals()
    _log(verbose=verbose)
    with opened(config) as app:
        _serve(app, None if no_console else _listener(app, port), stopped)


@click.command("step")
@click.argument("act")
@click.option(
    "--now", "now", metavar="T", help="As if it were this instant (ISO 8601 with an offset)."
)
@click.pass_obj
def step(config: str, act: str, now: str | None) -> None:
    """Run one act once, such as importing, planning, rendering, submitting, fetching or reading."""
    from datetime import datetime

    from clientcomms.bootstrap.acts import acts_of
    from clientcomms.errors import NotFoundError

    try:
        at = clock() if now is None else datetime.fromisoformat(now)
    except ValueError as error:
        msg = f"--now: {now!r} is no instant such as 2026-10-16T16:00+08:00"
        raise click.UsageError(msg) from error
    if at.tzinfo is None:
        msg = f"--now: {now!r} names no offset; write for example {now}+08:00"
        raise click.UsageError(msg)
    with opened(config) as app:
        known = acts_of(app)
        chosen = [one for one in known if one.name == act or one.name.split(":")[0] == act]
        if not chosen:
            raise NotFoundError("act", act, dict.fromkeys(one.name.split(":")[0] for one in known))
        moved = sum(one.run(at) for one in chosen)
    click.echo(f"{act}: {moved}")


@click.command("demo")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=DEMO, show_default=True
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Where the console listens (else 8025)."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell what every act moved.")
def demo(folder: Path, port: int | None, *, verbose: bool) -> None:
    """Load the example projects and run them; a second call goes on where the first stopped."""
    stopped = remember_signals()
    from clientcomms.bootstrap.example import load_example, open_example

    _log(verbose=verbose)
    if stopped():
        return
    app = open_example(folder, clock)
    try:
        if stopped():
            return
        listener = _listener(app, port)
        load_example(app, clock())
        click.echo(f"the console: http://{_address(listener)}")
        click.echo(f"mail, calendar and workbook: {folder.resolve()}")
        click.echo("Ctrl-C ends it")
        _serve(app, listener, stopped)
    finally:
        app.close()


def _listener(app: App, port: int | None) -> socket:
    from clientcomms.bootstrap.serving import listen

    section = app.settings.console
    mend = "end what uses it, or choose another with --port"
    return listen(section.host, port or section.port, mend)


def _address(listener: socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _serve(app: App, listener: socket | None, stopped: Callable[[], bool]) -> None:
    """Run until a signal; one that came while loading (`stopped`) counts as well."""
    from clientcomms.bootstrap.acts import acts_of, watches_of
    from clientcomms.bootstrap.serving import serve
    from clientcomms.daemon.local import LocalEngine, stop_on_signals

    engine = LocalEngine(acts_of(app), app.clock)
    app.stopping = engine.stopping
    stop_on_signals(engine, lambda: None)
    if stopped():
        return
    for watch in watches_of(app, engine.nudge):
        watch.start()
    if listener is not None:
        serve(app, engine, listener)
        return
    engine.start()
    engine.wait()
    engine.finish()


def _log(*, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
