"""Mailbox → [inbox]: raw bytes first, the cursor beside them in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain.attempts import ACCOUNT_REST
from clientcomms.domain.heard import NewMail, NewTask
from clientcomms.ports.errors import DeferredError, ProviderError
from clientcomms.ports.mailbox import Mailbox
from clientcomms.store import inbox, outages
from clientcomms.store.engine import Store
from clientcomms.store.feedback import add_task, finish_task_with_key
from clientcomms.store.journal import Stamp

BY = "fetching"
SHORT_REST = timedelta(minutes=2)
"""So long a mailbox that cannot be reached is left alone, unless it names a pause itself."""


def fetch(
    store: Store,
    account: str,
    mailbox: Mailbox,
    now: datetime,
    limit: int = 200,
    *,
    from_now: bool = False,
) -> int:
    """Keep what arrived since the last time; return how many messages were new.

    Goes on until the mailbox is drained. An account that cannot be read rests for a while with
    its reason and goes on by itself; nothing is raised, so other accounts are not held up.
    `from_now`: an account that was never read begins with what arrives from now on.
    """
    with store.read() as tx:
        if account in inbox.paused_accounts(tx, now):
            return 0
        cursor, outage = inbox.cursor_of(tx, account), outages.outage_of(tx, account)
    since = outage.since if outage else None
    try:
        if cursor is None and from_now:
            cursor = mailbox.end(now)
            _keep(store, account, [], cursor, now)
        added = _drain(store, account, mailbox, (cursor, limit), now)
    except ProviderError as error:
        _rest(store, account, error, since, now)
        return 0
    if since is not None:
        _recovered(store, account, since, now)
    return added


def _drain(
    store: Store, account: str, mailbox: Mailbox, place: tuple[str | None, int], now: datetime
) -> int:
    cursor, limit = place
    added = 0
    while page := mailbox.fetch_since(cursor, limit):
        mails = [NewMail(account, one.key, one.raw, one.size) for one in page]
        added += _keep(store, account, mails, page[-1].cursor, now)
        if page[-1].cursor == cursor:  # a mailbox that stands still would keep us for ever
            break
        cursor = page[-1].cursor
    return added


def _keep(store: Store, account: str, mails: list[NewMail], cursor: str, now: datetime) -> int:
    with store.begin() as tx:
        added = inbox.add_mail(tx, mails, now)
        inbox.keep_cursor(tx, account, cursor, now)
    return added


def _recovered(store: Store, account: str, since: datetime, now: datetime) -> None:
    """Say that an account is read again; nobody has to look after it any more."""
    stamp = Stamp(now, BY, "it is read again")
    with store.begin() as tx:
        outages.end_outage(tx, account, stamp)
        finish_task_with_key(tx, _key(account, since), stamp)


def _rest(
    store: Store, account: str, error: ProviderError, since: datetime | None, now: datetime
) -> None:
    """Pause; a person hears of it at once, or of a mere lack of connection when it lasts."""
    passing = isinstance(error, DeferredError)
    rest = SHORT_REST if passing else ACCOUNT_REST
    stamp = Stamp(now, BY, str(error))
    with store.begin() as tx:
        outages.prolong_outage(tx, account, now + max(rest, error.wait or timedelta()), stamp)
        if since is not None or not passing:
            add_task(tx, _task(account, error, since or now), stamp)


def _key(account: str, since: datetime) -> str:
    """One outage, one task."""
    return f"account:{account}:in:{since.isoformat()}"


def _task(account: str, error: ProviderError, since: datetime) -> NewTask:
    return NewTask(
        key=_key(account, since),
        kind="account",
        owner="",
        title_zh=f"收不了邮箱账号 {account} 的信：{error}。其他账号照常；恢复后会自动继续",
        title_en=f"mail account {account} cannot be read: {error}; the others go on, and so does this one as soon as it can",
    )
