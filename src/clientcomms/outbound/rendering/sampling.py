"""A letter as it would read now: for `preview`, and for the draft in answer to a mailed workbook.

Nothing is kept: the caller's transaction is one that only looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import REPORT, Occasion, Plan, contact_audience
from clientcomms.domain.greeting_times import greeting_due_at, next_greeting_at
from clientcomms.domain.letter_spec import Audience
from clientcomms.domain.people import Contact, Place
from clientcomms.domain.projects import Project
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import PlanState
from clientcomms.errors import NotFoundError
from clientcomms.letters.contract import Typeset
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.sealing import seal
from clientcomms.outbound.rendering.writing import Press, write
from clientcomms.store import feedback, meetings, state
from clientcomms.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Sample:
    """The four texts and the whole message."""

    texts: Typeset
    message: bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see."""

    kind: str
    project: str
    contact: str | None = None
    language: str | None = None


def sample(tx: Tx, press: Press, wish: Wish, now: datetime) -> Sample | Reason:
    """Return a letter as it would read now, or why it would not be written.

    Raises:
        NotFoundError: no such kind, project or contact, or nothing for the letter to be about.

    """
    spec = LETTERS.get(wish.kind)
    if spec is None or spec.audience is Audience.MEMBER:
        known = [kind for kind, one in LETTERS.items() if one.audience is not Audience.MEMBER]
        raise NotFoundError("letter for clients", wish.kind, known)
    project = state.project_by_code(tx, wish.project)
    if project is None:
        raise NotFoundError("project", wish.project, [one.code for one in state.all_projects(tx)])
    to, cc = _readers(tx, wish, single=spec.audience is not Audience.REPORT)
    occasion = Occasion(
        id=0,
        kind=wish.kind,
        key="sample",
        audience=REPORT if spec.audience is Audience.REPORT else contact_audience(to[0].address),
        wanted_at=now,
        project_code=project.code,
        matter=_matter(tx, press, wish.kind, project, now),
        thread_key="sample",
        urgent=False,
        asked_by="preview",
    )
    written = write(tx, _plan(occasion, project, to, cc, wish), occasion, press)
    if isinstance(written, Reason):
        return written
    entry = seal(tx, written, press, "live", now)
    return entry if isinstance(entry, Reason) else Sample(written.texts, entry.raw)


def _readers(
    tx: Tx, wish: Wish, *, single: bool
) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    contacts = state.contacts_of(tx, wish.project)
    if wish.contact:
        wanted = wish.contact.casefold()
        named = [
            c
            for c in contacts
            if wanted in {c.address.casefold(), c.name.casefold(), c.salutation.casefold()}
        ]
        if not named:
            raise NotFoundError("contact", wish.contact, [c.address for c in contacts])
        return (named[0],), ()
    to = tuple(c for c in contacts if c.report is Place.TO)
    if not to:
        raise NotFoundError("contact marked To in project", wish.project)
    if single:
        return (to[0],), ()
    return to, tuple(c for c in contacts if c.report is Place.CC)


def _plan(
    occasion: Occasion,
    project: Project,
    to: tuple[Contact, ...],
    cc: tuple[Contact, ...],
    wish: Wish,
) -> Plan:
    at = occasion.wanted_at
    zone = to[0].zone or project.zone
    language = wish.language or (to[0].language or project.language).value
    return Plan(
        id=0,
        occasion_id=0,
        kind=occasion.kind,
        project_code=project.code,
        client=project.client,
        language=language,
        to=tuple(c.address for c in to),
        cc=tuple(c.address for c in cc),
        at=at,
        local=at.astimezone(as_zone(zone)).replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=zone,
        draft_at=None,
        expires_at=at + timedelta(days=1),
        approval="draft",
        priority=50,
        state=PlanState.PLANNED,
        reasons=(),
        attempts=0,
        created_at=at,
        updated_at=at,
    )


def _matter(
    tx: Tx, press: Press, kind: str, project: Project, now: datetime
) -> Mapping[str, object]:
    today = now.astimezone(as_zone(project.zone)).date()
    match kind:
        case "holiday_greeting":
            return _greeting(press, project, now)
        case "satisfaction_survey":
            reader = next(
                (m.address for m in state.all_members(tx) if m.address != project.manager), ""
            )
            return {"reader": reader}
        case "review_invitation" | "review_agenda":
            return _meeting(tx, project)
        case "feedback_acknowledgement":
            return _received(tx, project, today)
        case _:
            monday = today - timedelta(days=today.weekday())
            return {
                "first_on": monday.isoformat(),
                "last_on": (monday + timedelta(days=4)).isoformat(),
            }


def _greeting(press: Press, project: Project, now: datetime) -> Mapping[str, object]:
    calendar = press.setting.calendar_of(project.country)
    at = next_greeting_at(calendar, project.zone, (), "", now)
    due = () if at is None else greeting_due_at(calendar, project.zone, (), at)
    if not due:
        raise NotFoundError("greeting for country", project.country)
    greeting = due[0]

    def iso(day: date | None) -> str | None:
        return None if day is None else day.isoformat()

    return {
        "holiday": greeting.key,
        "on": greeting.day.isoformat(),
        "first_off": iso(greeting.first_off),
        "last_off": iso(greeting.last_off),
        "back_on": iso(greeting.back_on),
        "gazetted": greeting.grade.value == "gazetted",
    }


def _meeting(tx: Tx, project: Project) -> Mapping[str, object]:
    series = meetings.all_series(tx, project.code)
    if not series:
        raise NotFoundError("review series of project", project.code)
    return {"uid": series[0].uid, "change": "new"}


def _received(tx: Tx, project: Project, today: date) -> Mapping[str, object]:
    items = [
        one
        for one in feedback.feedback_list(tx, project=project.code)
        if one.category != "complaint"
    ]
    if not items:
        raise NotFoundError("feedback in project", project.code)
    zone = as_zone(project.zone)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=zone) + timedelta(days=1)
    return {"reply": items[0].reply_id, "items": [items[0].id], "next_word_at": noon.isoformat()}
