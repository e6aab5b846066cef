"""Germany: a maintenance portal of a pump maker, by time and material; formal letters in English."""

from __future__ import annotations

from decimal import Decimal

from clientcomms.domain.demo_book.days import Days
from clientcomms.domain.demo_book.our_people import DIRECTOR, PUMPS_MANAGER
from clientcomms.domain.people import Client, Contact, Formality, Language, Place, Role
from clientcomms.domain.projects import (
    Acceptance,
    Book,
    Cause,
    Change,
    Commercial,
    Dimension,
    Headline,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    Project,
    Status,
    WeekItem,
)

CODE = "KP-SRV"
CLIENT = "Kesselbach Pumpen GmbH"


def pumps(days: Days) -> Book:
    """The project as it stands on the day of loading."""
    return Book(
        clients=(Client(CLIENT, "DE"),),
        projects=(_project(days),),
        contacts=_contacts(days),
        milestones=_milestones(days),
        week_items=(*_work(days), *_talk(days)),
        headlines=_headlines(days),
        hours=(
            Hours(CODE, days.week(1), Decimal(11), Decimal(74), Decimal(140), client_visible=True),
            Hours(
                CODE,
                days.week(),
                Decimal("8.5"),
                Decimal("82.5"),
                Decimal(140),
                client_visible=True,
            ),
        ),
        changes=_changes(days),
    )


def _project(days: Days) -> Project:
    return Project(
        code=CODE,
        name="Maintenance portal",
        name_en="Maintenance portal",
        subject_tag="Maintenance portal",
        client=CLIENT,
        country="DE",
        region="BW",
        zone="Europe/Berlin",
        language=Language.EN,
        manager=PUMPS_MANAGER,
        commercial=Commercial.TM,
        started_on=days.on(-85),
        planned_end_on=days.on(70),
        goal="Service technicians see a pump's history and parts before they drive",
        measure="Second visits down from 18% to 8% of all call-outs",
        report_rule="weekly fri 11:00",
        review_rule="monthly second wed 14:00",
    )


def _contacts(days: Days) -> tuple[Contact, ...]:
    consent = f"consent by mail, {days.on(-80).isoformat()} (§ 7 UWG)"
    return (
        Contact(
            CODE, "a.kuehn@kesselbach.example", "Dr. Annette Kühn", "Dr Kühn", "Dr Kühn", "Head of Service",
            Role.SPONSOR, 1, counterpart=DIRECTOR, formality=Formality.FORMAL, basis=consent,
        ),
        Contact(
            CODE, "s.albrecht@kesselbach.example", "Stefan Albrecht", "Mr Albrecht", "Mr Albrecht",
            "IT project lead", Role.APPROVER, 2, counterpart=PUMPS_MANAGER, formality=Formality.FORMAL,
            basis=consent, internal_note="prefers numbers; call before any change of date",
        ),
        Contact(
            CODE, "i.lorenz@kesselbach.example", "Ines Lorenz", "Ms Lorenz", "Ms Lorenz",
            "Dispatch, field service", Role.USER, 3, report=Place.CC, formality=Formality.FORMAL,
            survey=False, greeting=False,
        ),
    )  # fmt: skip


def _milestones(days: Days) -> tuple[Milestone, ...]:
    return (
        Milestone(CODE, "M1", "Pump histories imported", days.on(-45), days.on(-45), days.on(-45),
                  acceptance=Acceptance.MAIL, position=0),
        Milestone(CODE, "M2", "Parts list by serial number", days.on(-15), days.on(-11), days.on(-11), Cause.US,
                  "We underestimated pumps built before 2009; their drawings were read by hand", "",
                  Acceptance.MAIL, 1),
        Milestone(CODE, "M3", "Pilot with eight technicians", days.on(6), days.on(6),
                  acceptance=Acceptance.MAIL, position=2),
        Milestone(CODE, "M4", "Offline mode on tablets", days.on(25), days.on(25), position=3),
        Milestone(CODE, "M5", "All 46 technicians", days.on(50), days.on(50),
                  acceptance=Acceptance.SIGNED, position=4),
    )  # fmt: skip


def _work(days: Days) -> tuple[WeekItem, ...]:
    done, doing, coming = ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT
    said = days.this_week(0)
    return (
        WeekItem(CODE, "A1", done, "serial lookup incl. old prefix tables",
                 "A pump is found by serial number, old prefixes included: 9,410 of 9,467 recognised",
                 client_visible=True, owner="Chuan He", percent=100, state=ItemState.DONE,
                 updated_on=said, position=0),
        WeekItem(CODE, "A2", done, "SSO against their directory", "Sign-in with your company account",
                 client_visible=True, owner="Jonas Brandt", done_on=days.this_week(1), percent=100,
                 state=ItemState.DONE, updated_on=said, position=1),
        WeekItem(CODE, "A3", done, "test plan reviewed", "Test plan for the pilot, reviewed with Ms Lorenz",
                 client_visible=True, owner="Mo Tang", percent=100, state=ItemState.DONE,
                 updated_on=said, position=2),
        WeekItem(CODE, "A4", doing, "photo upload, iOS memory leak", "Photo upload from site works, large series are still slow", client_visible=True, owner="Mo Tang", due_on=days.on(5),
                 percent=70, state=ItemState.IN_PROGRESS, updated_on=said, position=3),
        WeekItem(CODE, "A5", coming, "tablets for the pilot", "Set up eight tablets for the pilot",
                 client_visible=True, owner="Jonas Brandt", due_on=days.on(5), updated_on=said, position=4),
        WeekItem(CODE, "A6", coming, "kick-off with technicians", "One hour with the pilot technicians",
                 client_visible=True, owner="Jonas Brandt", due_on=days.on(5), updated_on=said, position=5),
        WeekItem(CODE, "A7", doing, "day rate talk for next year, not before the pilot", client_visible=False,
                 owner="Min Fang", state=ItemState.IN_PROGRESS, updated_on=said, position=6),
    )  # fmt: skip


def _talk(days: Days) -> tuple[WeekItem, ...]:
    said = days.this_week(0)
    return (
        WeekItem(CODE, "B1", ItemKind.ASK, "works council has to agree on location data",
                 "The works council's decision on showing a technician's last site. "
                 "Without it we leave the location out of the pilot",
                 client_visible=True, ask_of="Dr Kühn", due_on=days.on(4),
                 if_late="The pilot starts without the location view; the date holds", updated_on=said, position=7),
        WeekItem(CODE, "B2", ItemKind.ASK, "57 serials nobody knows", "A look at the 57 serial numbers "
                 "we could not recognise", client_visible=True, ask_of="Mr Albrecht", due_on=days.on(5),
                 if_late="These pumps show no parts list in the pilot", updated_on=said, position=8),
        WeekItem(CODE, "B3", ItemKind.ISSUE, "ERP export slow, their side",
                 "The nightly parts export takes 5 hours 40 minutes and may overlap the start of work",
                 client_visible=True, owner="Chuan He", due_on=days.on(3),
                 solution="We now read only what changed: 25 minutes in the test; live from "
                 f"{days.en(3)}", state=ItemState.IN_PROGRESS, severity="normal", updated_on=said, position=9),
        WeekItem(CODE, "B4", ItemKind.RISK, "poor reception in pump stations", "Many pump stations have no reception, "
                 "and offline mode comes after the pilot", client_visible=True, owner="Mo Tang",
                 solution="Pilot sites are chosen with reception; technicians get a printed history for the rest",
                 updated_on=said, position=10),
        WeekItem(CODE, "B5", ItemKind.RISK, "Jonas on leave next month, cover thin", client_visible=False,
                 owner="Min Fang", severity="normal", updated_on=said, position=11),
        WeekItem(CODE, "B6", ItemKind.FEEDBACK, "Lorenz: too many clicks", "Opening a call-out takes seven clicks",
                 client_visible=True, ask_of="Ms Lorenz", done_on=days.this_week(1),
                 solution="It takes three now; the list remembers the last region", state=ItemState.DONE,
                 source="meeting", updated_on=said, position=12),
    )  # fmt: skip


def _headlines(days: Days) -> tuple[Headline, ...]:
    return (
        Headline(CODE, days.week(1), "The parts list is complete, four working days late; the pilot date holds.", {
            Dimension.OVERALL: Status(Light.GREEN),
        }),
        Headline(
            CODE, days.week(),
            f"99.4% of all pumps are found by serial number, and the pilot starts on {days.en(6)} as planned.", {
                Dimension.OVERALL: Status(Light.GREEN, "no date has moved this week"),
                Dimension.SCOPE: Status(Light.GREEN, "one change agreed, after the pilot"),
                Dimension.SCHEDULE: Status(Light.GREEN, "pilot unchanged"),
                Dimension.QUALITY: Status(Light.AMBER, f"photo upload is slow; cured by {days.en(5)}"),
                Dimension.COST: Status(Light.GREEN, "82.5 of 140 person-days used, 59% at 58% of the work"),
            },
        ),
    )  # fmt: skip


def _changes(days: Days) -> tuple[Change, ...]:
    return (
        Change(CODE, "C1", "Parts can be ordered from the portal", "Stefan Albrecht",
               "one more page, two more interfaces", "8 working days, after the pilot", "9 person-days",
               "approved", "Dr. Annette Kühn", days.on(-6)),
    )  # fmt: skip
