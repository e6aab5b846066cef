"""Two clients with one project each, settings made in code, and a clock turned by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from clientcomms import resources
from clientcomms.domain.flow import NewOccasion, OutboxRow, Plan
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.people import Client, Contact, Language, Member, Organisation, Place, Role
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    ItemKind,
    Light,
    Milestone,
    Project,
    Status,
    WeekItem,
)
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.outbound import planning, prompting, scheduling, submitting, sweeping
from clientcomms.outbound.rendering import Press, render_due
from clientcomms.outbound.submitting import Courier
from clientcomms.ports.transport import SentLookup, Transport
from clientcomms.ports.typesetter import Typesetter
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.providers.typesetting.shipped import ShippedTypesetter
from clientcomms.settings import (
    AccountSection,
    MemberSection,
    OrganisationSection,
    PlanningSection,
    Rule,
    SendingSection,
    Settings,
)
from clientcomms.settings.clocks import reader_hours
from clientcomms.store import occasions, outbox_looks, plan_looks
from clientcomms.store.engine import Store
from clientcomms.store.journal import Stamp, history
from clientcomms.store.letter_facts import Setting
from clientcomms.store.state import apply_book, mark_changed, replace_members

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
"""Friday, 10:00 in Shanghai, an ordinary working week."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LIN = Member(
    "lin@qinghe.example", "林晓", "Xiao Lin", "项目经理", "Project manager", "138-0000-0000"
)
WANG, LI, SARAH = "wang@cold.example", "li@cold.example", "sarah@orchard.example"
COLD, SHOP = "远山冷链", "Orchard & Co"


def in_shanghai(day: str, clock: str) -> datetime:
    """`in_shanghai("2026-10-16", "16:00")`, in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def in_new_york(day: str, clock: str) -> datetime:
    """The same in New York."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def a_book(today: date = date(2026, 10, 16)) -> Book:
    """A Chinese project with To and Cc, an American one; nobody is a sponsor."""
    day = timedelta(days=1)
    return Book(
        clients=(Client(COLD, "CN"), Client(SHOP, "US")),
        projects=(
            Project(
                *("cold", "冷链追溯平台", COLD, "CN", Language.ZH, LIN.address),
                name_en="Cold-chain tracing",
                zone="Asia/Shanghai",
                started_on=today - 90 * day,
            ),
            Project(
                *("shop", "Orchard web shop", SHOP, "US", Language.EN, LIN.address),
                name_en="Orchard web shop",
                zone="America/New_York",
            ),
        ),
        contacts=(
            Contact("cold", WANG, "王建国", "王总", "David", role=Role.APPROVER, rank=1),
            Contact("cold", LI, "李娜", "李工", "Lena", rank=2, report=Place.CC),
            Contact("shop", SARAH, "Sarah Miller", "", "Sarah", rank=1),
        ),
        milestones=(
            Milestone("cold", "m1", "移动端验收", today + 7 * day, today + 11 * day),
            Milestone("cold", "m2", "试运行", today + 21 * day, today + 21 * day),
            Milestone("shop", "m1", "Launch", today + 21 * day, today + 21 * day),
        ),
        week_items=(
            _item("cold", "w1", ItemKind.DOING, "移动端离线上传", today),
            _item("cold", "w2", ItemKind.ASK, "温度报警是否加 30 分钟延时", today),
            replace(
                _item("cold", "w3", ItemKind.ISSUE, "毛利太薄，不能再加人", today),
                client_visible=False,
            ),
            _item("shop", "w1", ItemKind.DOING, "Checkout in the test shop", today),
        ),
        headlines=(
            Headline(
                "cold", "2026-W42", "接口本周联调通过", {Dimension.OVERALL: Status(Light.GREEN)}
            ),
            Headline(
                "shop", "2026-W42", "Checkout works", {Dimension.OVERALL: Status(Light.GREEN)}
            ),
        ),
    )


def _item(project: str, key: str, kind: ItemKind, text: str, today: date) -> WeekItem:
    asked: dict[str, Any] = (
        {"ask_of": "王总", "due_on": today + timedelta(days=5)} if kind is ItemKind.ASK else {}
    )
    return replace(
        WeekItem(project, key, kind, text, client_visible=True, updated_on=today), **asked
    )


def never_wait_for_the_disk(store: Store) -> None:
    """Let SQLite trust the machine: nobody cuts the power, and waiting is most of what tests do."""
    if store.engine.dialect.name == "sqlite":
        event.listen(store.engine, "connect", _hurry)


def _hurry(connection: Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()


def some_settings(base: Path, *rules: Rule, **sections: Any) -> Settings:
    """Live, without caution, one account; `sections` replace whole tables of the configuration."""
    known: dict[str, Any] = {
        "base": base,
        "organisation": OrganisationSection(name="青禾软件", name_en="Qinghe Software"),
        "team": (MemberSection(address=LIN.address, name=LIN.name, name_en=LIN.name_en),),
        "accounts": (AccountSection(name="main", address=LIN.address, folder=base / "mail"),),
        "sending": SendingSection(mode="live"),
        "planning": PlanningSection(first_letter_by_person=False, stale_after_days=60),
        "rules": rules,
    }
    return Settings.model_validate({**known, **sections})


def weekly(approval: str | None = "without_me", **changed: Any) -> Rule:
    """Friday 16:00 in the client's zone."""
    return Rule.model_validate(
        {"name": "weekly", "kind": "progress_report", "rule": "weekly fri 16:00"}
        | {"approval": approval}
        | changed
    )


@lru_cache
def shipped() -> ShippedTypesetter:
    """The shipped letters, compiled once for all tests."""
    return ShippedTypesetter(resources.templates())


def counting_entropy() -> Callable[[int], bytes]:
    """Bytes that differ at every call and are the same in every run."""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


def a_press(settings: Settings, typesetter: Typesetter | None = None) -> Press:
    """What letters are made with."""
    return Press(
        typesetter or shipped(),
        settings,
        Setting(Organisation("青禾软件", "Qinghe Software"), calendars(settings)),
        counting_entropy(),
    )


def calendars(settings: Settings) -> Callable[[str], WorkCalendar]:
    """The working days of a country, configured notices included."""
    return lambda country: calendar_for(country, overrides_from_mapping(settings.holidays))


@dataclass
class World:
    """A store with everything that moves letters through it."""

    store: Store
    settings: Settings
    now: datetime = FRIDAY
    transport: MemoryTransport = field(default_factory=MemoryTransport)
    typesetter: Typesetter | None = None
    holder: str = "first"
    per_minute: int | None = None
    team: tuple[Member, ...] = (LIN,)
    civil: bool = True
    """Whether late letters keep their readers' hours, as the product lets them."""

    def __post_init__(self) -> None:
        self.press = a_press(self.settings, self.typesetter)

    @classmethod
    def told(cls, store: Store, base: Path, *rules: Rule, **sections: Any) -> World:
        """A world with the book taken in."""
        world = cls(store, some_settings(base, *rules, **sections))
        world.take_in(a_book())
        return world

    def take_in(self, book: Book) -> None:
        """Import a book."""
        with self.store.begin() as tx:
            replace_members(tx, self.team)
            apply_book(tx, book)
            mark_changed(tx, [project.code for project in book.projects], self.stamp())

    def stamp(self, by: str = "test") -> Stamp:
        """Now, by somebody."""
        return Stamp(self.now, by)

    def ask(self, kind: str, audience: str = "report", **changed: Any) -> None:
        """Leave one occasion for `cold`, wanted now."""
        given: dict[str, Any] = {"key": f"{kind}:{audience}", "project_code": "cold"} | changed
        new = replace(NewOccasion(kind, "", audience, self.now), **given)
        with self.store.begin() as tx:
            occasions.add_occasions(tx, [new], self.now)

    def report(self, project: str = "cold", **changed: Any) -> None:
        """Leave an occasion for a report on this week that needs nobody's word."""
        monday = self.now.date() - timedelta(days=self.now.weekday())
        matter = {
            "first_on": monday.isoformat(),
            "last_on": (monday + 4 * DAY).isoformat(),
            "approval": "without_me",
        }
        given: dict[str, Any] = {"key": f"report:{project}", "matter": matter} | changed
        self.ask("progress_report", project_code=project, **given)

    def schedule(self) -> int:
        return scheduling.schedule_rules(self.store, self.settings, self.now)

    def prompt(self) -> int:
        return prompting.prompt_due(self.store, self.settings, self.now)

    def plan(self) -> int:
        return planning.plan_due(self.store, self.settings, self.now)

    def render(self) -> int:
        return render_due(self.store, self.press, self.now)

    def courier(self, **changed: Any) -> Courier:
        """A way out that knows this world's clock."""
        usual = Courier(
            account="main",
            transport=self.transport,
            holder=self.holder,
            clock=lambda: self.now,
            per_minute=self.per_minute,
            default_mode=self.settings.sending.mode,
            hours=reader_hours(self.settings) if self.civil else None,
        )
        return replace(usual, **changed)

    def submit(self, **changed: Any) -> int:
        return submitting.submit_due(self.store, self.courier(**changed), self.now)

    def sweep(self, policy: sweeping.Policy = "ask") -> int:
        lookups: Mapping[str, SentLookup] = {"main": self.transport}
        return sweeping.sweep(self.store, lookups, policy, self.now)

    def turn(self, now: datetime | None = None) -> None:
        """Run every outbound act as the daemon would, until a draft's own letter is out too."""
        self.now = now or self.now
        self.schedule()
        self.prompt()
        for _ in range(2):
            self.plan()
            self.render()
            self.submit()
        self.sweep()

    def plans(self, kind: str | None = None) -> list[Plan]:
        with self.store.read() as tx:
            found = plan_looks.plans_between(tx, None, None)
        return [plan for plan in found if kind in {None, plan.kind}]

    def one_plan(self, kind: str = "progress_report") -> Plan:
        (plan,) = self.plans(kind)
        return plan

    def entries(self) -> list[OutboxRow]:
        with self.store.read() as tx:
            return list(reversed(outbox_looks.newest_entries(tx)))

    def one_entry(self) -> OutboxRow:
        (entry,) = self.entries()
        return entry

    def letters_to(self, address: str) -> list[bytes]:
        """The bytes that reached an address."""
        return [one.message for one in self.transport.submitted if address in one.accepted]

    def story(self, place: str, row: int) -> list[tuple[str | None, str | None]]:
        """The journal of one row as (was, became)."""
        with self.store.read() as tx:
            return [(line.was, line.became) for line in history(tx, place, row)]


def rules_of(plan: Plan) -> list[str]:
    """The rules of a plan's reasons, in their order."""
    return [reason.rule for reason in plan.reasons]


def at(plan: Plan, clock: time) -> bool:
    """Whether a plan stands for that hour of its reader's day."""
    return plan.at.astimezone(ZoneInfo(plan.zone)).time() == clock


def without(contacts: Iterable[Contact], address: str) -> tuple[Contact, ...]:
    """The contacts but one."""
    return tuple(contact for contact in contacts if contact.address != address)


def transport_of(world: World) -> Transport:
    """The way out, as the port."""
    return world.transport
