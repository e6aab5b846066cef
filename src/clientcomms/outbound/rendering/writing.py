"""One letter in words: its facts loaded, its brief typeset, the client wall looked at once more."""

from __future__ import annotations

import logging
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import Occasion, Plan
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import PlanState
from clientcomms.errors import ClientCommsError
from clientcomms.letters.contract import Typeset, Unfit
from clientcomms.letters.registry import brief_for
from clientcomms.outbound.rendering.telling import tell_of_hold
from clientcomms.ports.typesetter import TemplateError, Typesetter
from clientcomms.settings import Settings
from clientcomms.store import occasions, plans, plans_in_writing
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.letter_facts import Loaded, Setting, load_letter
from clientcomms.store.letter_shelf import Shelf, fill_shelf

BATCH = 50
MAX_ATTEMPTS = 3
BY = "rendering"

Due = tuple[Plan, Occasion]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """What letters are made with."""

    typesetter: Typesetter
    settings: Settings
    setting: Setting
    entropy: Callable[[int], bytes]
    """So many random bytes; handed in, so that a rehearsal can repeat itself."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, with all that delivery needs."""

    plan: Plan
    occasion: Occasion
    loaded: Loaded
    texts: Typeset
    marker: str
    threaded: bool = False
    """Whether an earlier letter stands in its thread."""
    edited: bool = False

    @property
    def digest(self) -> str:
        """What a changed fact changes; the marker is left out."""
        said = f"{self.texts.subject}\n{self.texts.text}".replace(self.marker, "")
        return sha256(said.encode()).hexdigest()


def shelf_for(tx: Tx, batch: Sequence[Due], press: Press) -> Shelf:
    """Return what the letters of a batch rest on, asked for once in this transaction."""
    keyed = [(plan, occasion.thread_key) for plan, occasion in batch]
    return fill_shelf(tx, keyed, press.setting.organisation)


def write(
    tx: Tx,
    plan: Plan,
    occasion: Occasion,
    press: Press,
    marker: str | None = None,
    shelf: Shelf | None = None,
) -> Written | Reason:
    """Return a plan's letter in words, or why it must not be written.

    `shelf` serves the letters of one batch; without it the letter asks for itself.
    """
    marker = marker or _new_marker(press)
    try:
        shelf = shelf or shelf_for(tx, [(plan, occasion)], press)
        loaded = load_letter(tx, plan, occasion, press.setting, marker, shelf)
        brief = brief_for(plan.kind, loaded.facts, loaded.matter)
        if isinstance(brief, Unfit):
            return plan_reasons.unfit(brief.rule, brief.text_zh, brief.text_en)
        texts = press.typesetter.typeset(plan.kind, loaded.facts.language, brief)
    except TemplateError as error:
        return plan_reasons.unfit("template", f"模板有误：{error}", f"broken template: {error}")
    except ClientCommsError as error:
        return plan_reasons.unwritable(str(error))
    except Exception as error:  # one broken letter must not stop the others: held with its evidence
        log.exception("plan %s cannot be written", plan.id)
        return plan_reasons.unwritable(f"{type(error).__name__}: {error}")
    foreign = _foreign(shelf, plan, texts)
    if foreign:
        listed = ", ".join(foreign)
        return plan_reasons.unfit(
            "client_wall",
            f"信中出现其他客户的名字：{listed}",
            f"the letter names another client: {listed}",
        )
    return Written(
        plan, occasion, loaded, texts, marker, threaded=occasion.thread_key in shelf.threaded
    )


def _foreign(shelf: Shelf, plan: Plan, texts: Typeset) -> tuple[str, ...]:
    if plan.client is None:
        return ()
    said = f"{texts.subject}\n{texts.text}\n{texts.chat}"
    return shelf.client_names.foreign_in(plan.client, said)


def _new_marker(press: Press) -> str:
    code = b32encode(press.entropy(5)).decode("ascii").lower()
    return f"[cc:{code}]"


def charged(
    store: Store,
    now: datetime,
    ripe: Callable[[Tx, datetime, int], list[Plan]],
    limit: int = BATCH,
) -> list[Due]:
    """Take up a batch of plans, each attempt counted; those that failed too often are put aside.

    Plans whose last attempt did not end are taken up one at a time: one of them ended the process,
    and the others must not be charged for it again.
    """
    with store.begin() as tx:
        found = ripe(tx, now, limit)
        for plan in found:
            if plan.attempts >= MAX_ATTEMPTS:
                hold(tx, plan, plan_reasons.poison(plan.attempts), now)
        fresh = [plan for plan in found if plan.attempts < MAX_ATTEMPTS]
        taken = [plan for plan in fresh if plan.attempts][:1] or fresh
        ours = plans_in_writing.charge_rendering(tx, [plan.id for plan in taken], now)
        known = occasions.occasions_by_ids(tx, [plan.occasion_id for plan in taken])
    return [(plan, known[plan.occasion_id]) for plan in taken if plan.id in ours]


def hold(tx: Tx, plan: Plan, why: Reason, now: datetime) -> bool:
    """Keep a letter back with the reason, and tell the manager; its attempts begin anew.

    Returns False when somebody else has decided upon it meanwhile.
    """
    if not is_as_taken(tx, plan):
        return False
    stamp = Stamp(now, BY)
    plans.change_plan(tx, plan.id, PlanState.HELD, stamp, reasons=(why,), values={"attempts": 0})
    tell_of_hold(tx, plan, why, now)
    return True


def drop(tx: Tx, plan: Plan, why: Reason, now: datetime) -> bool:
    """Take a letter off the list with the reason; False when somebody else decided meanwhile."""
    if not is_as_taken(tx, plan):
        return False
    plans.change_plan(tx, plan.id, PlanState.DROPPED, Stamp(now, BY), reasons=(why,))
    return True


def is_as_taken(tx: Tx, plan: Plan) -> bool:
    """Return whether a plan stands where it stood when it was taken up."""
    present = plans.plan_by_id(tx, plan.id)
    return present is not None and present.state is plan.state
