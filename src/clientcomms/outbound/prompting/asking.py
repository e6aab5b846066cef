"""What we need from a client: a request for what is due soon, or one reminder."""

from __future__ import annotations

from clientcomms.domain.ask_rounds import ask_round
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import REPORT, NewOccasion
from clientcomms.outbound.prompting.runs import Run
from clientcomms.settings import Settings
from clientcomms.store import occasions, state
from clientcomms.store.engine import Tx


def requests(tx: Tx, run: Run, settings: Settings) -> list[NewOccasion]:
    """Return a request for what is due soon and was not asked for by letter, or one reminder."""
    schedule = run.schedule
    assert schedule.project_code is not None
    items = state.load_book(tx, [schedule.project_code]).week_items
    asked = occasions.matters_of(tx, schedule.kind, schedule.project_code)
    today = run.wanted_at.astimezone(as_zone(schedule.zone)).date()
    chosen = ask_round(items, asked, today, settings.planning.stale_after_days)
    if not chosen.keys:
        return []
    return [
        NewOccasion(
            kind=schedule.kind,
            key=f"{schedule.key}:{run.day.isoformat()}",
            audience=REPORT,
            wanted_at=run.wanted_at,
            project_code=schedule.project_code,
            matter={**schedule.matter, "items": list(chosen.keys), "reminder": chosen.reminder},
            thread_key=f"asks:{schedule.project_code}:{chosen.keys[0]}",
        )
    ]
