"""What follows from an answer beside the letter itself: dead addresses, accounts that rest."""

from __future__ import annotations

import logging
from datetime import datetime

from clientcomms.domain.attempts import is_dead_address
from clientcomms.domain.heard import NewTask
from clientcomms.outbound.submitting.courier import Courier, Rest, pause_key
from clientcomms.ports.errors import ProviderError
from clientcomms.store import inbox, overall, state
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.settlements import Settlement

log = logging.getLogger(__name__)


def let_rest(tx: Tx, courier: Courier, rest: Rest, now: datetime) -> None:
    """Leave an account alone for a while; tell a person where one is needed."""
    stamp = Stamp(now, "submitting", rest.why)
    inbox.pause_account(tx, pause_key(courier.account), now + rest.lasts, stamp)
    if rest.alarm:
        for member in state.all_members(tx)[:1]:
            add_task(tx, _account_task(courier.account, member.address, stamp), stamp)


def forget_dead(tx: Tx, one: Settlement, now: datetime) -> None:
    """Write no more to addresses at which nobody lives."""
    for result in one.recipients:
        if result.state == "refused" and is_dead_address(result.code, result.text):
            _dead_address(tx, result, Stamp(now, "submitting"))


def _dead_address(tx: Tx, result: RecipientResult, stamp: Stamp) -> None:
    """Stop writing to an address at which nobody lives, and tell the managers who wrote there."""
    said = f"{result.code} {result.text}".strip()
    overall.suppress(tx, overall.Suppression(result.address, "all", said), stamp)
    for contact in state.contacts_with_address(tx, result.address):
        project = state.project_by_code(tx, contact.project_code)
        if project is None:
            continue
        task = NewTask(
            key=f"bounced:{result.address.lower()}:{project.code}",
            kind="bounced_address",
            owner=project.manager,
            title_zh=f"{contact.name} 的邮箱 {result.address} 收不到信（{said}），请换一种方式联系并更新“联系人”表",
            title_en=f"{contact.name} cannot be reached at {result.address} ({said}): ask for the new address and mend the Contacts sheet",
            project_code=project.code,
        )
        add_task(tx, task, stamp)


def _account_task(account: str, owner: str, stamp: Stamp) -> NewTask:
    day = stamp.at.date().isoformat()  # the same trouble is told anew on another day
    return NewTask(
        key=f"account:{account}:{day}:{stamp.why[:120]}",
        kind="account",
        owner=owner,
        title_zh=f"邮箱账号 {account} 暂停发信：{stamp.why}",
        title_en=f"mail account {account} rests: {stamp.why}",
    )


def keep_copy(courier: Courier, raw: bytes, submitted_at: datetime) -> None:
    """File a copy of a submitted letter; without one the letter has left all the same."""
    if courier.keep is None:
        return
    try:
        courier.keep(raw, submitted_at)
    except ProviderError as error:
        log.warning("%s: no copy of a sent letter was filed: %s", courier.account, error)
