"""The console beside the daemon: one process, one orderly end."""

from __future__ import annotations

import secrets
import socket
import threading
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.forecasting import forecast
from clientcomms.console.app import make_app
from clientcomms.console.context import (
    ConsoleContext,
    DemoLetter,
    DemoMail,
    DemoMailbox,
    Foreseen,
    Preview,
)
from clientcomms.console.guarding import require_loopback
from clientcomms.daemon.local import LocalEngine, stop_on_signals
from clientcomms.domain.flow import Plan
from clientcomms.domain.reasons import Reason
from clientcomms.domain.triage import triage_text
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.outbound.rendering.writing import write
from clientcomms.ports.transport import Envelope
from clientcomms.store.occasions import occasion_by_id

if TYPE_CHECKING:
    import uvicorn


class PortTakenError(ClientCommsError):
    """Nobody can listen where the console should."""

    def __init__(self, host: str, port: int, why: str, mend: str) -> None:
        self.host = host
        self.port = port
        super().__init__(f"the console cannot listen on {host}:{port}: {why} — {mend}")


def listen(host: str, port: int, mend: str) -> socket.socket:
    """Return a socket that listens there, before anything else is begun.

    Raises:
        ConfigurationError: others could reach it.
        PortTakenError: something else listens there, or we may not; `mend` says what to do.

    """
    require_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # Without it a restart would wait a minute for the last visitor's connection to be forgotten.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortTakenError(host, port, (error.strerror or str(error)).lower(), mend) from error
    return listener


def serve(app: App, engine: LocalEngine, listener: socket.socket) -> None:
    """Run daemon and console until SIGINT or SIGTERM; what is under way is finished first."""
    import uvicorn

    config = uvicorn.Config(
        make_app(context_of(app, engine)),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    # uvicorn ends in an orderly way upon a signal and then raises it once more for whoever
    # listened before: that is us, so nothing dies of it and Ctrl-C leaves no trace.
    stop_on_signals(engine, lambda: None)
    starter = threading.Thread(target=_start_when_up, args=(server, engine), daemon=True)
    starter.start()
    try:
        server.run(sockets=[listener])
    finally:
        engine.ask_to_stop()
        starter.join()
        engine.finish()


def _start_when_up(server: uvicorn.Server, engine: LocalEngine) -> None:
    """Begin to nudge once the console answers."""
    waiting = threading.Event()
    while not server.started:
        if engine.stopping():  # the signal came before uvicorn listened for it
            server.should_exit = True
        if server.should_exit:
            return
        waiting.wait(0.02)
    engine.start()


def context_of(app: App, engine: LocalEngine) -> ConsoleContext:
    """Return what the pages may use."""
    return ConsoleContext(
        store=app.store,
        settings=app.settings,
        clock=app.clock,
        secret=app.secret,
        triage=triage_text,
        random=secrets.token_bytes,
        demo=_demo_mail(app, engine) if app.settings.demo else None,
        forecast=lambda days, now: [
            Foreseen(one.plan, one.stored) for one in forecast(app, days, now)
        ],
        preview=lambda plan, now: _preview(app, plan, now),
        nudge=engine.nudge,
    )


def _preview(app: App, plan: Plan, now: datetime) -> Preview:
    with app.store.read() as tx:
        occasion = occasion_by_id(tx, plan.occasion_id)
        if occasion is None:
            raise NotFoundError("occasion", str(plan.occasion_id))
        # Whoever is past its hour would leave now.
        written = write(tx, replace(plan, at=max(plan.at, now)), occasion, app.press)
    if isinstance(written, Reason):
        return Preview("", "", "", written)
    return Preview(written.texts.subject, written.texts.text, written.texts.html)


def _demo_mail(app: App, engine: LocalEngine) -> DemoMail:
    account = app.settings.accounts[0]
    transport = app.transports[account.name]

    def deliver(raw: bytes, envelope: Envelope) -> object:
        receipt = transport.submit(envelope, raw)
        engine.nudge(f"fetching:{account.name}")
        return receipt

    return DemoMail(mailboxes=lambda: _mailboxes(app), deliver=deliver)


def _mailboxes(app: App) -> list[DemoMailbox]:
    """Return what each address but our own got, from its Maildir."""
    account = app.settings.accounts[0]
    if account.folder is None:
        return []
    root = app.settings.resolve(account.folder)
    found = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []:
        if folder.name == account.address or "@" not in folder.name:
            continue
        letters = tuple(
            DemoLetter(path.name.partition(":")[0], path.read_bytes())
            for part in ("new", "cur")
            if (folder / part).is_dir()
            for path in sorted((folder / part).iterdir())
        )
        found.append(DemoMailbox(folder.name, letters))
    return found
