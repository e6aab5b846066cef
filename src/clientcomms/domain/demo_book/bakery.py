"""United States: the wholesale ordering portal of a bakery group; a monthly retainer."""

from __future__ import annotations

from decimal import Decimal

from clientcomms.domain.demo_book.days import Days
from clientcomms.domain.demo_book.our_people import BAKERY_MANAGER, DIRECTOR
from clientcomms.domain.people import Client, Contact, Formality, Language, Place, Role
from clientcomms.domain.projects import (
    Acceptance,
    Book,
    Cause,
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

CODE = "HB-ORD"
CLIENT = "Harlow & Birch Bakeries"


def bakery(days: Days) -> Book:
    """The project as it stands on the day of loading."""
    return Book(
        clients=(Client(CLIENT, "US"),),
        projects=(_project(days),),
        contacts=CONTACTS,
        milestones=_milestones(days),
        week_items=(*_work(days), *_talk(days)),
        headlines=_headlines(days),
        hours=_hours(days),
    )


def _project(days: Days) -> Project:
    return Project(
        code=CODE,
        name="Wholesale ordering portal",
        name_en="Wholesale ordering portal",
        subject_tag="Ordering",
        client=CLIENT,
        country="US",
        region="OR",
        zone="America/Los_Angeles",
        language=Language.EN,
        manager=BAKERY_MANAGER,
        commercial=Commercial.RETAINER,
        started_on=days.on(-130),
        planned_end_on=days.on(65),
        goal="Cafés place and change their own orders until 9 pm, without a phone call",
        measure="Fewer than 10 phone orders a day (it was 120 at the start)",
        report_rule="every friday 12:00",
        review_rule="monthly third thu 10:00",
    )


CONTACTS = (
    Contact(
        CODE, "sarah@harlowbirch.example", "Sarah Whitcomb", "Sarah", "Sarah", "COO", Role.SPONSOR, 1,
        counterpart=DIRECTOR, formality=Formality.CASUAL,
        internal_note="renewal talk in six weeks; the director sees every mail to her first",
    ),
    Contact(
        CODE, "marcus@harlowbirch.example", "Marcus Bell", "Marcus", "Marcus", "IT operations lead",
        Role.DAY_TO_DAY, 2, counterpart=BAKERY_MANAGER, formality=Formality.CASUAL,
    ),
    Contact(
        CODE, "dana@harlowbirch.example", "Dana Ruiz", "Dana", "Dana", "Customer service", Role.USER, 3,
        report=Place.CC, counterpart=BAKERY_MANAGER, formality=Formality.CASUAL,
    ),
    Contact(
        CODE, "orders-team@harlowbirch.example", "Orders team", "all", "all", "group mailbox", Role.CC, 9,
        report=Place.CC, meetings=False, survey=False, greeting=False, formality=Formality.CASUAL,
    ),
)  # fmt: skip


def _milestones(days: Days) -> tuple[Milestone, ...]:
    return (
        Milestone(CODE, "M1", "Portal live for Portland cafés", days.on(-60), days.on(-60), days.on(-60),
                  acceptance=Acceptance.MAIL, position=0),
        Milestone(CODE, "M2", "Standing orders", days.on(-20), days.on(-17), days.on(-17), Cause.CLIENT,
                  "The price list arrived three days later than planned", "", Acceptance.MAIL, 1),
        Milestone(CODE, "M3", "Seattle cafés switched over", days.on(7), days.on(7), position=2),
        Milestone(CODE, "M4", "Invoices to the accounting system", days.on(18), days.on(21), None,
                  Cause.THIRD_PARTY, "The accounting vendor moved its test system by three working days; "
                  "the go-live is not affected", position=3),
        Milestone(CODE, "M5", "Phone line closed at 6 pm", days.on(40), days.on(40), position=4),
    )  # fmt: skip


def _work(days: Days) -> tuple[WeekItem, ...]:
    done, doing, coming = ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT
    said = days.this_week(0)
    return (
        WeekItem(CODE, "1", done, "cutoff logic rewritten, DST case covered",
                 "Orders can be changed until 9 pm, up from 5 pm", client_visible=True, owner="Mo Tang",
                 percent=100, state=ItemState.DONE, updated_on=said, position=0),
        WeekItem(CODE, "2", done, "import of Seattle customers, 3 dupes merged by hand",
                 "All 84 Seattle cafés are in the system, 3 duplicate accounts merged", client_visible=True,
                 owner="Chuan He", done_on=days.this_week(1), percent=100, state=ItemState.DONE,
                 updated_on=said, position=1),
        WeekItem(CODE, "3", done, "order page perf", "The order page opens in 1.1 s on a phone instead of 4.8 s",
                 client_visible=True, owner="Chuan He", percent=100, state=ItemState.DONE,
                 updated_on=said, position=2),
        WeekItem(CODE, "4", done, "upgrade of the queue library, unpaid tech debt", client_visible=False,
                 owner="Chuan He", percent=100, state=ItemState.DONE, updated_on=said, position=3),
        WeekItem(CODE, "5", doing, "driver app offline mode", "Delivery notes for drivers without reception",
                 client_visible=True, owner="Mo Tang", due_on=days.on(5), percent=60,
                 state=ItemState.IN_PROGRESS, updated_on=said, position=4),
        WeekItem(CODE, "6", coming, "Seattle dry run", "Dry run with five Seattle cafés", client_visible=True,
                 owner="Grace Han", due_on=days.on(6), updated_on=said, position=5),
        WeekItem(CODE, "7", coming, "webinar for baristas", "Two 20-minute walk-throughs for Seattle staff",
                 client_visible=True, owner="Grace Han", due_on=days.on(7), updated_on=said, position=6),
        WeekItem(CODE, "8", doing, "margin on this month is thin, watch overtime", client_visible=False,
                 owner="Min Fang", state=ItemState.IN_PROGRESS, updated_on=said, position=7),
    )  # fmt: skip


def _talk(days: Days) -> tuple[WeekItem, ...]:
    said = days.this_week(0)
    return (
        WeekItem(CODE, "9", ItemKind.ASK, "minimum order for Seattle still open",
                 "The minimum order for Seattle: keep $40 as in Portland, or $60? "
                 "We suggest $40 for the first month, since 22 of the 84 cafés order less than $60",
                 client_visible=True, ask_of="Sarah", due_on=days.on(3),
                 if_late="The switch-over moves by the same number of days", updated_on=said, position=8),
        WeekItem(CODE, "10", ItemKind.ASK, "need delivery windows", "Delivery windows for the four Seattle routes",
                 client_visible=True, ask_of="Marcus", due_on=days.on(4),
                 if_late="The dry run starts with two routes instead of four", updated_on=said, position=9),
        WeekItem(CODE, "11", ItemKind.ISSUE, "card processor declines corporate cards randomly",
                 f"Since {days.en(-3)} 1 in 50 company cards has been declined although it is valid",
                 client_visible=True, owner="Chuan He", due_on=days.on(2),
                 solution="Declined orders are booked on account for now, so no café goes without bread; "
                 f"the processor has confirmed its own fix for {days.en(2)}",
                 state=ItemState.IN_PROGRESS, severity="high", updated_on=said, position=10),
        WeekItem(CODE, "12", ItemKind.RISK, "long-weekend volume", "Before a long weekend orders run at three times a normal day",
                 client_visible=True, owner="Chuan He",
                 solution="Load test at five times the volume before the next one; two of us on call that weekend",
                 updated_on=said, position=11),
        WeekItem(CODE, "13", ItemKind.RISK, "they may not renew, new CFO wants three bids", client_visible=False,
                 owner="Min Fang", severity="high", updated_on=said, position=12),
        WeekItem(CODE, "14", ItemKind.FEEDBACK, "Dana: search is annoying",
                 "A search for rye lists crackers before bread", client_visible=True, ask_of="Dana",
                 done_on=days.this_week(1), solution="Bread comes first now, and so does what a café ordered last",
                 state=ItemState.DONE, source="phone", updated_on=said, position=13),
    )  # fmt: skip


def _headlines(days: Days) -> tuple[Headline, ...]:
    return (
        Headline(CODE, days.week(1), "Standing orders took 61% of last week's volume; phone orders fell to 31 a day.", {
            Dimension.OVERALL: Status(Light.GREEN),
        }),
        Headline(
            CODE, days.week(),
            "Seattle is loaded and on track for the switch-over; one card problem is open, with a fix dated.", {
                Dimension.OVERALL: Status(Light.AMBER, f"company cards are declined at times; green again on {days.en(2)}"),
                Dimension.SCHEDULE: Status(Light.GREEN, "Seattle unchanged, invoices three working days later"),
                Dimension.QUALITY: Status(Light.AMBER, "the card problem; no café has missed a delivery"),
                Dimension.COST: Status(Light.GREEN, "hours are on plan for the month"),
            },
        ),
    )  # fmt: skip


def _hours(days: Days) -> tuple[Hours, ...]:
    """Four weeks of a retainer of 24 person-days; the run-out date follows from them."""
    spent = (Decimal("4.5"), Decimal(5), Decimal("4.5"), Decimal("3.5"))
    total = Decimal(0)
    rows: list[Hours] = []
    for ago, person_days in zip(range(len(spent) - 1, -1, -1), spent, strict=True):
        total += person_days
        rows.append(
            Hours(CODE, days.week(ago), person_days, total, Decimal(24), client_visible=True)
        )
    return tuple(rows)
