"""Greetings and surveys: one occasion for each person who may get one, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.greeting_times import greeting_due_at
from clientcomms.outbound.prompting.runs import Run, names_in
from clientcomms.store import state
from clientcomms.store.engine import Tx


def greetings(tx: Tx, run: Run, now: datetime, page: int) -> Iterator[list[NewOccasion]]:
    """Yield a greeting for each contact who wants one, so many at once, while it is not too late."""
    schedule = run.schedule
    assert schedule.project_code is not None
    zone = as_zone(schedule.zone)
    wanted = names_in(schedule.matter.get("holidays"))
    for greeting in greeting_due_at(run.calendar, schedule.zone, wanted, run.at):
        if now.astimezone(zone).date() > greeting.not_after:
            continue
        matter = {
            **schedule.matter,
            "holiday": greeting.key,
            "on": greeting.day.isoformat(),
            "first_off": _iso(greeting.first_off),
            "last_off": _iso(greeting.last_off),
            "back_on": _iso(greeting.back_on),
            "gazetted": greeting.grade.value == "gazetted",
            "not_after": greeting.not_after.isoformat(),
        }
        for contacts in state.contact_pages(tx, schedule.project_code, page):
            yield [
                NewOccasion(
                    kind=schedule.kind,
                    key=f"{schedule.kind}:{greeting.key}:{greeting.day.year}:{contact.address.lower()}",
                    audience=contact_audience(contact.address),
                    wanted_at=run.wanted_at,
                    project_code=schedule.project_code,
                    matter=matter,
                )
                for contact in contacts
                if contact.greeting
            ]


def surveys(tx: Tx, run: Run, page: int) -> Iterator[list[NewOccasion]]:
    """Yield a question for each contact who answers surveys, so many at once."""
    schedule = run.schedule
    assert schedule.project_code is not None
    for contacts in state.contact_pages(tx, schedule.project_code, page):
        yield [
            NewOccasion(
                kind=schedule.kind,
                key=f"{schedule.key}:{run.day.isoformat()}:{contact.address.lower()}",
                audience=contact_audience(contact.address),
                wanted_at=run.wanted_at,
                project_code=schedule.project_code,
                matter=schedule.matter,
            )
            for contact in contacts
            if contact.survey
        ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
