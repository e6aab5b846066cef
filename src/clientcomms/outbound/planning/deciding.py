"""A batch of occasions decided upon one by one; what is broken holds itself and nobody else."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.crowding import uncrowded
from clientcomms.domain.flow import NewPlan, Occasion
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.planning import decide
from clientcomms.domain.planning_facts import Readers
from clientcomms.domain.states import PlanState
from clientcomms.errors import ClientCommsError
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.planning.facts import Shared, facts_of
from clientcomms.outbound.planning.periods import following, rules_behind
from clientcomms.outbound.planning.readers import load_readers
from clientcomms.settings import Settings
from clientcomms.store.engine import Tx

log = logging.getLogger(__name__)


def decide_all(
    tx: Tx,
    waiting: Sequence[Occasion],
    settings: Settings,
    now: datetime,
    *,
    instead_of: Sequence[int] = (),
) -> Iterator[NewPlan]:
    """Yield a plan for each occasion; nothing is written.

    What matters more is decided first, so that it gets the contact budget. `instead_of` names the
    plans that are decided anew and count for nothing.
    """
    if not waiting:
        return
    readers = load_readers(tx, waiting)
    shared = Shared.load(tx, settings, waiting, readers.values(), (now, frozenset(instead_of)))
    rules = rules_behind(tx, waiting)
    for occasion in sorted(waiting, key=_priority):
        who = readers[occasion.id]
        try:
            facts = facts_of(occasion, who, shared, now)
            newer_at = following(occasion, rules.get(occasion.id), shared.overrides)
            plan = uncrowded(decide(occasion, facts), occasion.wanted_at, newer_at, facts)
        except ClientCommsError as error:  # says in words what a person has to mend
            plan = _broken(occasion, who, shared, str(error))
        except Exception as error:  # one broken occasion stops no other: held with its evidence
            log.exception("occasion %s cannot be planned", occasion.id)
            plan = _broken(occasion, who, shared, f"{type(error).__name__}: {error}")
        shared.count(plan)
        yield plan


def _priority(occasion: Occasion) -> int:
    spec = LETTERS.get(occasion.kind)
    return 0 if occasion.urgent or spec is None else spec.priority


def _broken(occasion: Occasion, readers: Readers, shared: Shared, why: str) -> NewPlan:
    """Hold a letter whose kind, zone or country cannot be used."""
    project = shared.projects.get(occasion.project_code or "")
    at = occasion.wanted_at
    return NewPlan(
        occasion_id=occasion.id,
        kind=occasion.kind,
        project_code=occasion.project_code,
        client=project.client if project else None,
        language=project.language.value if project else "en",
        to=tuple(contact.address for contact in readers.to),
        cc=tuple(contact.address for contact in readers.cc),
        at=at,
        local=at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="minutes"),
        zone="UTC",
        draft_at=None,
        expires_at=at + timedelta(days=7),
        approval=Approval.DRAFT.value,
        priority=50,
        state=PlanState.HELD,
        reasons=(plan_reasons.broken(why),),
    )
