"""What may have changed since a letter was planned: who is away, who complains, who wants no more.

Plans are made a day ahead; what came in since then is looked at once more before a letter is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain import plan_reasons
from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import Plan
from clientcomms.domain.people import Contact
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Fitted, fit
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.timing import belated
from clientcomms.outbound.rendering.writing import Press, Written
from clientcomms.store import feedback, overall, state
from clientcomms.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds now for the readers of one batch; addresses are in lower case."""

    press: Press
    now: datetime
    absences: Mapping[str, date]
    unwilling: Mapping[str, str]
    """Address that must not get optional letters → why."""
    complaining: frozenset[str]
    """Clients with an open complaint."""

    @classmethod
    def load(cls, tx: Tx, due: Sequence[Plan], press: Press, now: datetime) -> Circumstances:
        """Ask the store once for the whole batch."""
        readers = sorted({address for plan in due for address in (*plan.to, *plan.cc)})
        suppressed = overall.suppressed(tx, readers)
        codes = sorted(feedback.complaining_projects(tx))
        return cls(
            press,
            now,
            absences=overall.absent_until(tx, readers, now.date()),
            unwilling={address: one.reason for address, one in suppressed.items()},
            complaining=frozenset(one.client for one in state.projects_by_codes(tx, codes)),
        )

    def against(self, written: Written) -> Reason | None:
        """Return why a letter must not leave any more, if so; only what is not owed is stopped."""
        plan, readers = written.plan, written.loaded.facts.to
        if not readers or not LETTERS[plan.kind].optional:
            return None
        address = readers[0].address
        if address.lower() in self.unwilling:
            return plan_reasons.suppressed(address, self.unwilling[address.lower()])
        if plan.client in self.complaining:
            return plan_reasons.open_complaint()
        later, last = self.later(written), written.occasion.matter.get("not_after")
        if later is None or not isinstance(last, str):
            return None
        over = later.at.astimezone(as_zone(plan.zone)).date() > date.fromisoformat(last)
        return plan_reasons.late_greeting(date.fromisoformat(last)) if over else None

    def later(self, written: Written) -> Fitted | None:
        """Return the hour for which a letter must wait, None where it may leave now."""
        return self._after_absence(written) or belated(written, self.press, self.now)

    def _after_absence(self, written: Written) -> Fitted | None:
        """Wait for a single reader who is away; a report to several does not wait."""
        plan, facts = written.plan, written.loaded.facts
        if written.occasion.urgent or len(facts.to) != 1 or facts.cc:
            return None
        reader: Contact = facts.to[0]
        back, zone = self.absences.get(reader.address.lower()), as_zone(plan.zone)
        if back is None or self.now.astimezone(zone).date() >= back:
            return None
        window = self.press.settings.sending.window()
        country = reader.country or facts.view.project.region_code
        fitted = fit(
            instant(datetime.combine(back, window.open), zone),
            zone=plan.zone,
            calendar=self.press.setting.calendar_of(country),
            window=window,
            essential=LETTERS[plan.kind].essential,
        )
        return Fitted(fitted.at, (plan_reasons.away(reader.name, back), *fitted.moves))
