"""The console beside the daemon: one process, one orderly end."""

from __future__ import annotations

import secrets
import threading

from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.forecasting import forecast
from clientcomms.console.app import make_app
from clientcomms.console.context import ConsoleContext, DemoLetter, DemoMail, DemoMailbox, Foreseen
from clientcomms.daemon.local import LocalEngine
from clientcomms.domain.triage import triage_text
from clientcomms.ports.transport import Envelope


def serve(app: App, engine: LocalEngine) -> bool:
    """Run daemon and console until a signal; return False when the port is taken."""
    import uvicorn

    section = app.settings.console
    config = uvicorn.Config(
        make_app(context_of(app, engine)),
        host=section.host,
        port=section.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    starter = threading.Thread(target=_start_when_up, args=(server, engine), daemon=True)
    starter.start()
    # uvicorn handles SIGINT and SIGTERM itself and returns after an orderly end.
    try:
        server.run()
    except SystemExit:  # uvicorn's way to say that the port is taken; it has printed so
        engine.finish()
        return False
    engine.finish()
    return server.started


def _start_when_up(server: object, engine: LocalEngine) -> None:
    """Begin to nudge once the console listens, so that a taken port starts nothing."""
    waiting = threading.Event()
    while not getattr(server, "started", False):
        if getattr(server, "should_exit", False) or engine.stopping():
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
        nudge=engine.nudge,
    )


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
