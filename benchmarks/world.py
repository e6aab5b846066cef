"""The world that is measured: projects as full as real ones, on a store of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from clientcomms.bootstrap.press import press_of, typesetter_of
from clientcomms.domain.people import Client, Contact, Language, Member, Place
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
from clientcomms.outbound.rendering import Press
from clientcomms.settings import (
    AccountSection,
    MemberSection,
    OrganisationSection,
    PlanningSection,
    Rule,
    SendingSection,
    Settings,
)
from clientcomms.store.engine import Store, open_store
from clientcomms.store.migrating import migrate
from clientcomms.store.state import apply_book, replace_members

MANAGER = Member("lin@bench.example", "林晓", "Xiao Lin", "项目经理", "Project manager", "000-0000")
FIRST_FRIDAY = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)
"""16:00 in Shanghai."""
FIRST_DAY = FIRST_FRIDAY.date()
WEEK = timedelta(days=7)


def full_book(projects: int, contacts: int = 2, today: date = FIRST_DAY) -> Book:
    """Projects with eight milestones and fourteen lines each, half Chinese, half English."""
    codes = [f"p{number:05}" for number in range(projects)]
    return Book(
        clients=tuple(Client(f"客户{code}有限公司", "CN") for code in codes),
        projects=tuple(_project(code, n) for n, code in enumerate(codes)),
        contacts=tuple(_contact(code, n) for code in codes for n in range(contacts)),
        milestones=tuple(_milestone(code, n, today) for code in codes for n in range(8)),
        week_items=tuple(_item(code, n, today) for code in codes for n in range(14)),
        headlines=tuple(_headline(code, today) for code in codes),
    )


def _project(code: str, number: int) -> Project:
    language = Language.ZH if number % 2 == 0 else Language.EN
    return Project(
        *(code, f"订单平台{code}", f"客户{code}有限公司", "CN", language, MANAGER.address),
        name_en=f"Order platform {code}",
        zone="Asia/Shanghai",
        started_on=date(2026, 3, 2),
        planned_end_on=date(2027, 12, 1),
        goal="下单到出库两小时以内",
        measure="95% 的订单",
    )


def _contact(code: str, number: int) -> Contact:
    place = Place.TO if number == 0 else Place.CC if number == 1 else Place.NONE
    return Contact(
        code,
        f"c{number}@{code}.example",
        f"王建国{number}",
        "王总",
        "David",
        rank=number,
        report=place,
    )


def _milestone(code: str, number: int, today: date) -> Milestone:
    due = today + timedelta(days=400 + 14 * number)
    done = number < 3
    when = today - timedelta(days=30 * (4 - number)) if done else due
    return Milestone(
        code,
        f"m{number}",
        f"第{number}阶段验收",
        when,
        when,
        when if done else None,
        position=number,
    )


_KINDS = (ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT, ItemKind.ISSUE, ItemKind.RISK, ItemKind.ASK)


def _item(code: str, number: int, today: date) -> WeekItem:
    kind = _KINDS[number % len(_KINDS)]
    return WeekItem(
        *(code, f"w{number}", kind, f"仓储接口第{number}项联调与数据核对"),
        client_wording=f"仓储接口第 {number} 项：联调完成，数据核对一致，等贵方确认口径",
        client_visible=True,
        owner="陈工",
        ask_of="王总" if kind is ItemKind.ASK else "",
        due_on=today + timedelta(days=400 + number),
        done_on=today if kind is ItemKind.DONE else None,
        percent=60,
        solution="已清理日志，周四加自动清理" if kind in {ItemKind.ISSUE, ItemKind.RISK} else "",
        updated_on=today,
        position=number,
    )


def _headline(code: str, today: date) -> Headline:
    year, week, _ = today.isocalendar()
    lights = {one: Status(Light.GREEN) for one in Dimension}
    return Headline(
        code, f"{year}-W{week:02}", "接口本周联调通过，总体完成 68%，试运行日期不变", lights
    )


def settings_for(base: Path, port: int = 0, rules: tuple[Rule, ...] = ()) -> Settings:
    return Settings(
        base=base,
        store=f"sqlite:///{base / 'bench.db'}",
        organisation=OrganisationSection(name="青禾软件", name_en="Qinghe Software"),
        team=(MemberSection(address=MANAGER.address, name=MANAGER.name, name_en=MANAGER.name_en),),
        accounts=(
            AccountSection(
                name="main",
                address=MANAGER.address,
                transport="smtp",
                smtp_host="127.0.0.1",
                smtp_port=port or 25,
                smtp_security="none",
                mailbox="none",
                per_minute=10_000_000,
                per_connection=1_000_000,
            ),
        ),
        sending=SendingSection(mode="live", batch=200),
        planning=PlanningSection(first_letter_by_person=False, stale_after_days=10_000),
        rules=rules,
    )


WEEKLY = Rule(name="weekly", kind="progress_report", rule="weekly fri 16:00", approval="without_me")
GREETINGS = Rule(name="greetings", kind="holiday_greeting", rule="09:30", approval="without_me")


def press_for(settings: Settings) -> Press:
    return press_of(settings, typesetter_of(settings))


@dataclass
class Home:
    store: Store
    folder: Path


@contextmanager
def a_store(url: str | None = None) -> Iterator[Home]:
    """A migrated, empty store: a SQLite file with synchronous FULL, or what `url` names."""
    with tempfile.TemporaryDirectory(prefix="ccbench") as folder:
        store = open_store(url or f"sqlite:///{folder}/bench.db")
        migrate(store)
        try:
            yield Home(store, Path(folder))
        finally:
            store.close()


def take_in(store: Store, book: Book) -> None:
    with store.begin() as tx:
        replace_members(tx, [MANAGER])
        apply_book(tx, book)


Run = Callable[[], object]
