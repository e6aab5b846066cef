"""Loading what one letter is written from: the project as its client may read it, and the matter.

Nothing internal passes here: letters get a `ClientView`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.client_view import ClientView, view_for_client
from clientcomms.domain.flow import Occasion, Plan
from clientcomms.domain.people import Client, Contact, Language, Member, Organisation
from clientcomms.domain.projects import Heard, Project, ProjectState
from clientcomms.domain.workdays import WorkCalendar
from clientcomms.errors import NotFoundError
from clientcomms.letters import matters
from clientcomms.letters.contract import LetterFacts
from clientcomms.store import meeting_facts, outcomes
from clientcomms.store.engine import Tx
from clientcomms.store.greeting_lines import line_of_sheet
from clientcomms.store.letter_matters import answered_by, load_matter
from clientcomms.store.letter_shelf import WHOLE_PROJECT, Shelf

HEARD_FOR = timedelta(days=10)
"""How far back "you said, we did" looks where no letter of its kind left before."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a letter is written from, and what delivery needs beside it."""

    facts: LetterFacts
    matter: matters.Matter
    answers: str | None = None
    """Message-ID of the client's mail that this letter answers."""
    invitation: meeting_facts.Invitation | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all letters of a run."""

    organisation: Organisation
    calendar_of: Callable[[str], WorkCalendar]
    """Country code → its working days."""


def load_letter(
    tx: Tx, plan: Plan, occasion: Occasion, setting: Setting, marker: str, shelf: Shelf
) -> Loaded:
    """Return the facts and the matter of a plan; `shelf` was filled for it in this transaction.

    Raises:
        NotFoundError: something the occasion names is gone; the plan is held with these words.

    """
    language = Language(plan.language)
    reader = shelf.member(plan.to[0]) if occasion.audience.startswith("member:") else None
    view, contacts, signer = _view(tx, (plan, occasion), shelf, language, reader)
    local = plan.at.astimezone(as_zone(plan.zone))
    facts = LetterFacts(
        view=view,
        language=language,
        to=() if reader else _chosen(contacts, plan.to),
        cc=() if reader else _chosen(contacts, plan.cc),
        signer=signer,
        today=local.date(),
        sending_at=local,
        marker=marker,
        reader=reader,
        closes_week=_closes_week(plan, contacts, view.project, setting, local.date()),
        mourning=_mourns(shelf, plan, contacts, view.project, local.date()),
    )
    matter = load_matter(tx, plan, occasion)
    if isinstance(matter, matters.GreetingMatter) and matter.personal_line is None and facts.to:
        matter = replace(matter, personal_line=line_of_sheet(tx, plan, facts.to[0]))
    answers = answered_by(tx, occasion)
    invitation = None
    if occasion.kind == "review_invitation":
        invitation = meeting_facts.invitation_of(tx, occasion.matter, plan.to[0])
    return Loaded(facts, matter, answers, invitation)


def _closes_week(
    plan: Plan, contacts: Mapping[str, Contact], project: Project, setting: Setting, day: date
) -> bool:
    first = contacts.get(plan.to[0]) if plan.to else None
    country = (first.country if first else "") or project.country
    return bool(country) and setting.calendar_of(country).last_working_day_of_week(day) == day


def _mourns(
    shelf: Shelf, plan: Plan, contacts: Mapping[str, Contact], project: Project, day: date
) -> bool:
    first = contacts.get(plan.to[0]) if plan.to else None
    region = f"{project.country}-{project.region}" if project.region else project.country
    country = (first.country if first else "") or region
    return any(switch.holds(day, country) for switch in shelf.mourning)


def _view(
    tx: Tx, due: tuple[Plan, Occasion], shelf: Shelf, language: Language, reader: Member | None
) -> tuple[ClientView, Mapping[str, Contact], Member]:
    plan, occasion = due
    if plan.project_code is None:
        assert reader is not None  # only letters to our own people have no project
        return _without_project(shelf.organisation, reader), {}, reader
    known = _project_state(tx, plan, occasion, shelf)
    contacts = {contact.address: contact for contact in known.contacts}
    return shelf.client_view(plan, known, language), contacts, known.manager


def _project_state(tx: Tx, plan: Plan, occasion: Occasion, shelf: Shelf) -> ProjectState:
    known = shelf.project_state(plan)
    if plan.kind not in WHOLE_PROJECT or known.project.code not in shelf.heard_in:
        return known
    contacts = {contact.address: contact for contact in known.contacts}
    return replace(known, heard=_heard(tx, plan, occasion, contacts))


def _heard(
    tx: Tx, plan: Plan, occasion: Occasion, contacts: Mapping[str, Contact]
) -> tuple[Heard, ...]:
    """What was resolved and not told yet, however long ago."""
    assert plan.project_code is not None
    language = Language(plan.language)
    since = _told_until(tx, plan, occasion) or plan.at - HEARD_FOR
    found = outcomes.outcomes_since(tx, plan.project_code, since)
    return tuple(
        Heard(
            item.id,
            contacts[item.contact_address].addressed(language)
            or contacts[item.contact_address].name,
            item.text,
            item.outcome,
            item.resolved_on,
        )
        for item in found
        if item.contact_address in contacts
    )


def _told_until(tx: Tx, plan: Plan, occasion: Occasion) -> datetime | None:
    """Return when the readers last heard of outcomes: by a report, or at the last meeting."""
    if plan.kind == "progress_report" and plan.project_code is not None:
        return outcomes.words_of_last(tx, plan.kind, plan.project_code, occasion.matter)
    held = occasion.matter.get("last_held_on")
    if not isinstance(held, str):
        return None
    return instant(datetime.fromisoformat(held), as_zone(plan.zone))


def _chosen(contacts: Mapping[str, Contact], addresses: tuple[str, ...]) -> tuple[Contact, ...]:
    missing = [address for address in addresses if address not in contacts]
    if missing:
        raise NotFoundError("contact", missing[0])
    return tuple(contacts[address] for address in addresses)


def _without_project(organisation: Organisation, reader: Member) -> ClientView:
    """Return a view that says nothing of any client, for letters to our own people."""
    project = Project(
        code="",
        name=organisation.called(reader.language),
        client="",
        country="",
        language=reader.language,
        manager=reader.address,
        zone=reader.zone,
    )
    nobody = ProjectState(organisation, project, Client("", ""), reader, (), (), (), (), (), (), ())
    return view_for_client(nobody, reader.language)
