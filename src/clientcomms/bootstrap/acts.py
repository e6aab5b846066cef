"""Binds every act to its parts: the list that the daemon nudges and `step` runs once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from clientcomms.bootstrap.advising import reader_of
from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.intake import attachment_source, draft_of, dropped_files
from clientcomms.bootstrap.trusting import authenticator_of
from clientcomms.calendars import booking, inviting, preparing, responding
from clientcomms.daemon.cadence import Act
from clientcomms.daemon.watching import Watch
from clientcomms.domain.attempts import Patience
from clientcomms.inbound import fetching, interpreting, matching, recording
from clientcomms.inbound.reading import read
from clientcomms.inbound.reading_process import ReadingProcess
from clientcomms.intake import importing
from clientcomms.outbound import planning, prompting, scheduling, submitting, sweeping
from clientcomms.outbound.rendering import render_due
from clientcomms.settings import AccountSection
from clientcomms.tracking import acknowledging, escalating

Run = Callable[[datetime], int]


def acts_of(app: App) -> tuple[Act, ...]:
    """Return all acts in the order in which a matter passes them."""
    return (*_intake(app), *_calendars(app), *_outbound(app), *_inbound(app), *_tracking(app))


def _intake(app: App) -> tuple[Act, ...]:
    return (
        Act(
            "importing",
            10,
            partial(_import, app),
            after=("scheduling", "booking", "planning", "rendering"),
        ),
        Act(
            "scheduling",
            300,
            lambda now: scheduling.schedule_rules(app.store, app.settings, now),
            after=("prompting",),
        ),
    )


def _import(app: App, now: datetime) -> int:
    dropped = dropped_files(app, now)
    told = importing.import_dropped(app.store, dropped, attachment_source, now)
    return len(told) + importing.import_received(app.store, attachment_source, draft_of(app), now)


def _calendars(app: App) -> tuple[Act, ...]:
    settings = app.settings
    domain = settings.accounts[0].address.rpartition("@")[2]

    def new_uid() -> str:
        return f"{app.entropy(16).hex()}@{domain}"

    return (
        Act(
            "booking",
            60,
            lambda now: booking.book_series(
                app.store, settings, app.calendar, now, lambda: app.entropy(16).hex()
            ),
            after=("inviting",),
        ),
        Act("inviting", 20, partial(_invite, app), after=("planning",)),
        Act(
            "responding", 5, lambda now: responding.respond(app.store, now, 200), after=("booking",)
        ),
    )


def _invite(app: App, now: datetime) -> int:
    invited = inviting.invite_due(app.store, app.settings, now)
    return invited + preparing.agenda_due(app.store, app.settings, now)


def _outbound(app: App) -> tuple[Act, ...]:
    settings = app.settings
    ways_out = tuple(
        Act(f"submitting:{account.name}:{number}", 5, partial(_submit, app, account, number))
        for account in settings.accounts
        for number in range(account.connections)
    )
    return (
        Act(
            "prompting",
            30,
            lambda now: prompting.prompt_due(app.store, settings, now),
            after=("planning",),
        ),
        Act(
            "planning",
            5,
            lambda now: planning.plan_due(app.store, settings, now),
            after=("rendering",),
        ),
        Act(
            "rendering",
            5,
            partial(_render, app),
            after=("planning", *(act.name for act in ways_out)),
        ),
        *ways_out,
        Act(
            "sweeping",
            30,
            partial(_sweep, app),
        ),
    )


def _sweep(app: App, now: datetime) -> int:
    sending = app.settings.sending
    patience = Patience(sending.attempts, timedelta(minutes=sending.retry_minutes))
    return sweeping.sweep(app.store, app.lookups, sending.doubtful, now, patience)


def _render(app: App, now: datetime) -> int:
    moved = render_due(app.store, app.press, now, app.hands)
    if app.hands is not None and not moved:
        app.hands.rest(now)
    return moved


def _submit(app: App, account: AccountSection, number: int, now: datetime) -> int:
    return submitting.submit_due(app.store, app.courier(account, number), now)


def _inbound(app: App) -> tuple[Act, ...]:
    every = 2 if app.settings.demo else 20
    ways_in = tuple(
        Act(f"fetching:{name}", every, partial(_fetch, app, name), after=("reading",))
        for name in (account.name for account in app.settings.accounts if account.mailbox != "none")
    )
    ways_in += tuple(
        Act(f"fetching:{name}:sent", 60, partial(_fetch_sent, app, name), after=("reading",))
        for name in app.sent_mailboxes
    )
    ours = [account.address for account in app.settings.accounts]
    process = ReadingProcess(read)
    app.on_close(process.close)
    reader = reader_of(process, app.settings)
    authenticate = authenticator_of(app.settings)
    return (
        *ways_in,
        Act(
            "reading",
            10,
            lambda now: interpreting.read_fetched(
                app.store, reader, now, 100, authenticate=authenticate
            ),
            after=("matching",),
        ),
        Act(
            "matching",
            10,
            lambda now: matching.match_read(app.store, now, 200, ours=ours),
            after=("recording",),
        ),
        Act(
            "recording",
            10,
            lambda now: recording.record_matched(app.store, app.settings, now, 200),
            after=("responding", "importing", "rendering", "planning"),
        ),
    )


def _fetch(app: App, name: str, now: datetime) -> int:
    account = next(one for one in app.settings.accounts if one.name == name)
    by_server = account.mailbox == "imap"
    # A mailbox with a history of its own is read from the first start on, not from its beginning.
    return fetching.fetch(app.store, name, app.mailboxes[name], now, from_now=by_server)


def _fetch_sent(app: App, name: str, now: datetime) -> int:
    """See what people answered by themselves: it silences the robot."""
    mailbox = app.sent_mailboxes[name]
    return fetching.fetch(app.store, f"{name}:sent", mailbox, now, from_now=True)


def watches_of(app: App, nudge: Callable[[str], object]) -> tuple[Watch, ...]:
    """Return a watch for each mailbox that can say when something arrives."""
    return tuple(
        Watch(mailbox, partial(nudge, f"fetching:{name}"), app.clock)
        for name, mailbox in app.watched().items()
    )


def _tracking(app: App) -> tuple[Act, ...]:
    settings = app.settings
    return (
        Act(
            "acknowledging",
            30,
            lambda now: acknowledging.acknowledge_due(app.store, settings, now),
            after=("planning",),
        ),
        Act(
            "escalating",
            60,
            lambda now: escalating.escalate_due(app.store, settings, now),
            after=("planning",),
        ),
    )
