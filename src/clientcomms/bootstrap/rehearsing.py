"""A rehearsal: the configured plans run for days in seconds, on nothing but memory.

The project state is copied into a store of its own, providers live in memory, and the clock jumps
from one due instant to the next. A scripted manager approves each draft after some minutes, the
team keeps its dates, clients are silent. What was submitted is then looked at from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.rehearsal_stage import MANAGER, Stage, staged
from clientcomms.bootstrap.rehearsal_story import custom_of, submissions_of
from clientcomms.domain.rehearsal_findings import Violation, violations
from clientcomms.domain.rehearsed_team import day_gone
from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.errors import ClientCommsError
from clientcomms.outbound import operating
from clientcomms.store import drafts, outbox_looks, plan_looks, state
from clientcomms.store.journal import Stamp
from clientcomms.store.waking import ANSWERING, Due, next_due, with_work

HEARTBEAT = timedelta(hours=24)
"""What no row says (an agenda, the team's sheet) is looked at so often, as acts look 26 hours ahead at least."""
MOST_STEPS = 500
NEVER_ASKED = frozenset({"inviting", "prompting", "booking"})
"""Acts whose work no single row shows: they look for themselves."""
A_BATCH = 50
"""An act that moved so many rows may have left some."""
WEEKLY = frozenset({"scheduling", "booking"})
"""Acts that follow rules and holidays, which stand still in a rehearsal but for their horizon."""

Progress = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the days held, in letters."""

    days: int
    submitted: int
    held: int
    dropped: int
    by_kind: Mapping[str, int]
    violations: Sequence[Violation]
    to_clients: int
    held_by_rule: Mapping[str, int]
    dropped_by_rule: Mapping[str, int]
    assumed: Sequence[str]
    """Where the rehearsal did not take the configuration at its word."""


def rehearse(app: App, days: int, now: datetime, told: Progress = lambda _at: None) -> Summary:
    """Run `days` from `now` on a copy of the state; `told` hears which instant it has reached.

    Nothing of `app` is changed and nothing leaves.
    """
    stage = staged(app, now)
    try:
        play(stage, now + timedelta(days=days), told)
        return summary_of(stage, days)
    finally:
        stage.app.close()


def play(stage: Stage, until: datetime, told: Progress) -> None:
    """Turn the clock from one due instant to the next until `until`."""
    beats = 0
    beat = stage.clock.now
    due = Due(beat, frozenset())
    while stage.clock.now <= until:
        now = stage.clock.now
        told(now)
        awake = set(due.acts)
        if now >= beat:
            awake |= _daily(stage, beats)
            beats, beat = beats + 1, now + HEARTBEAT
        _turn(stage, awake)
        with stage.app.store.read() as tx:
            due = next_due(tx, now, stage.leads) or Due(beat, frozenset())
        stage.clock.now = min(due.at, beat)
        due = due if due.at <= beat else Due(beat, frozenset())


def _daily(stage: Stage, beats: int) -> set[str]:
    """Let the team do its day's work; return the acts that look around on this day."""
    _team_works(stage)
    names = {act.name for act in stage.acts}
    return names if beats % 7 == 0 else names - WEEKLY


def _turn(stage: Stage, called: set[str]) -> None:
    """Run the acts that have something to do, and those that follow them, until all are at rest."""
    if ANSWERING in called and _manager_answers(stage):
        called.add("rendering")
    awake = {act.name for act in stage.acts if {act.name, act.name.partition(":")[0]} & called}
    for _step in range(MOST_STEPS):
        act = next((one for one in stage.acts if one.name in awake), None)
        if act is None:
            return
        awake.discard(act.name)
        moved = act.run(stage.clock.now)
        if moved:
            awake |= {*_with_work(stage, act.after), *({act.name} if moved >= A_BATCH else ())}


def _with_work(stage: Stage, names: Sequence[str]) -> set[str]:
    """Leave out the outbound acts that would find nothing: looking costs more than asking once."""
    with stage.app.store.read() as tx:
        ripe = with_work(tx, stage.clock.now, stage.leads)
    return {one for one in names if one.partition(":")[0] in ripe | NEVER_ASKED}


def _manager_answers(stage: Stage) -> int:
    """Approve the drafts that were shown some minutes ago, and letters that wait for a word."""
    now, store = stage.clock.now, stage.app.store
    with store.read() as tx:
        shown = [
            d.id for d in drafts.awaiting_drafts(tx) if d.asked_at + stage.leads.answering <= now
        ]
    answered = 0
    for draft in shown:
        try:
            answered += operating.approve_draft(store, draft, MANAGER, now)
        except ClientCommsError:  # too late for its letter: it is not sent
            answered += operating.skip_draft(store, draft, MANAGER, now)
    return answered


def _team_works(stage: Stage) -> None:
    now = stage.clock.now
    with stage.app.store.begin() as tx:
        codes = [project.code for project in state.all_projects(tx)]
        changed = day_gone(state.load_book(tx, codes), now.date())
        state.apply_book(tx, changed)
        touched = {stone.project_code for stone in changed.milestones}
        touched |= {item.project_code for item in changed.week_items}
        touched |= {headline.project_code for headline in changed.headlines}
        state.mark_changed(tx, sorted(touched), Stamp(now, MANAGER))


def summary_of(stage: Stage, days: int) -> Summary:
    """Count what became of every letter, and look at those that left."""
    with stage.app.store.read() as tx:
        submitted = submissions_of(tx, stage.taken)
        custom = custom_of(tx, stage.app.settings)
        everything = plan_looks.plans_between(tx, None, None, limit=1_000_000)
        entries = outbox_looks.entries_in(tx, [OutboxState.HELD], limit=1_000_000)
    held = Counter(
        plan.reasons[-1].rule if plan.reasons else ""
        for plan in everything
        if plan.state is PlanState.HELD
    )
    held.update((entry.reason or "held").partition(":")[0] for entry in entries)
    dropped = Counter(
        plan.reasons[-1].rule if plan.reasons else ""
        for plan in everything
        if plan.state is PlanState.DROPPED
    )
    return Summary(
        days=days,
        submitted=len(submitted),
        held=held.total(),
        dropped=dropped.total(),
        by_kind=dict(sorted(Counter(one.kind for one in submitted).items())),
        violations=violations(submitted, custom),
        to_clients=sum(one.client is not None for one in submitted),
        held_by_rule=dict(held.most_common()),
        dropped_by_rule=dict(dropped.most_common()),
        assumed=stage.assumed,
    )


def as_json(summary: Summary) -> dict[str, object]:
    """Return the stable shape of `rehearse --json`."""
    return {
        "days": summary.days,
        "submitted": summary.submitted,
        "held": summary.held,
        "dropped": summary.dropped,
        "by_kind": dict(summary.by_kind),
        "violations": [
            {
                "rule": one.rule,
                "at": one.at.isoformat(),
                "kind": one.kind,
                "to": one.to,
                "text": one.text,
            }
            for one in summary.violations
        ],
        "to_clients": summary.to_clients,
        "held_by_rule": dict(summary.held_by_rule),
        "dropped_by_rule": dict(summary.dropped_by_rule),
        "assumed": list(summary.assumed),
    }
