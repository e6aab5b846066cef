"""How an account rests while its server is away or its password refused, and what people hear of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain.attempts import ALARM_AFTER, back_off
from clientcomms.domain.heard import NewTask
from clientcomms.outbound.submitting.courier import Courier, Rest, pause_key
from clientcomms.store import outages, state
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import add_task, finish_task_with_key
from clientcomms.store.journal import Stamp

BY = "submitting"


def let_rest(tx: Tx, courier: Courier, rest: Rest, now: datetime) -> None:
    """Leave an account alone for a while; tell a person once where one is needed."""
    way = pause_key(courier.account)
    known = outages.outage_of(tx, way)
    since = (known.since if known else None) or now
    stamp = Stamp(now, BY, rest.why)
    outages.prolong_outage(tx, way, now + back_off(since, now, rest.lasts), stamp)
    if rest.alarm or now - since >= ALARM_AFTER:
        for member in state.all_members(tx)[:1]:
            add_task(tx, _alarm(courier.account, since, member.address, rest), stamp)


def work_again(tx: Tx, courier: Courier, since: datetime, now: datetime) -> None:
    """Say that an account sends again: its alarms are over."""
    lasted = timedelta(seconds=int((now - since).total_seconds()))
    stamp = Stamp(now, BY, f"it sends again after {lasted}")
    outages.end_outage(tx, pause_key(courier.account), stamp)
    for sort in ("login", "outage"):
        finish_task_with_key(tx, _key(courier.account, since, sort), stamp)


def _key(account: str, since: datetime, sort: str) -> str:
    return f"account:{account}:{since.isoformat()}:{sort}"


def _alarm(account: str, since: datetime, owner: str, rest: Rest) -> NewTask:
    return NewTask(
        key=_key(account, since, "login" if rest.alarm else "outage"),
        kind="account",
        owner=owner,
        title_zh=f"邮箱账号 {account} 暂停发信：{rest.why}；恢复后会自动接着发",
        title_en=f"mail account {account} rests: {rest.why}; letters leave by themselves once it works",
    )
