"""What follows from an answer beside the letter itself: dead addresses, copies of what was sent."""

from __future__ import annotations

import logging
from datetime import datetime

from clientcomms.domain.attempts import is_dead_address
from clientcomms.domain.heard import NewTask
from clientcomms.outbound.submitting.courier import Courier
from clientcomms.ports.errors import ProviderError
from clientcomms.store import overall, state
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.settlements import Settlement

log = logging.getLogger(__name__)


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


def keep_copy(courier: Courier, raw: bytes, submitted_at: datetime) -> None:
    """File a copy of a submitted letter; without one the letter has left all the same."""
    if courier.keep is None:
        return
    try:
        courier.keep(raw, submitted_at)
    except ProviderError as error:
        log.warning("%s: no copy of a sent letter was filed: %s", courier.account, error)
