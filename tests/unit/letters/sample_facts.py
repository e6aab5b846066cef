"""A rich project in both languages, told as its team keeps it, internal words included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from clientcomms.domain.client_view import view_for_client
from clientcomms.domain.people import (
    Client,
    Contact,
    Formality,
    Language,
    Member,
    Organisation,
    Role,
)
from clientcomms.domain.projects import (
    Cause,
    Commercial,
    Cover,
    Dimension,
    Headline,
    Heard,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    Project,
    ProjectState,
    Promise,
    Status,
    WeekItem,
)
from clientcomms.letters.contract import LetterFacts

TODAY = date(2026, 10, 16)
SECRETS = ("毛利", "margin is thin", "内部备注", "OTHER-CLIENT", "internal wording")
"""Words that stand in fields which must never reach a client."""

MANAGER = Member(
    "lin@qinghe.example", "林晓", "Xiao Lin", "项目经理", "Project manager", "138-0000-0000"
)
CHEN = Member("chen@qinghe.example", "陈工", "Chen")
DIRECTOR = Member("zhou@qinghe.example", "周敏", "Mei Zhou", "交付总监", "Delivery director")

_TEXTS: Mapping[Language, Mapping[str, str | Sequence[str]]] = {
    Language.ZH: {
        "headline": "仓储接口本周联调通过，总体完成 68%(计划 67%)，11月6日试运行的日期不变",
        "schedule": "移动端验收晚两个工作日，10月27日追平",
        "done": ("仓储接口联调", "报表导出提速", "权限方案评审", "一号库现场测试"),
        "doing": "移动端离线上传",
        "next": ("二号库现场测试", "试运行方案初稿"),
        "decide": "温度报警是否加 30 分钟延时",
        "why": "周二的 46 次报警里有 41 次是开门装卸引起的，我们建议加",
        "if_late": "试运行要跟着顺延",
        "help": "请开通二号库的 3 个测试账号。",
        "issue": "一号库网关日志写满磁盘，数据晚到 20 分钟",
        "cure": "已清理；四个网关周四加自动清理",
        "risk": "二号库 PDA 型号偏老，扫码可能变慢",
        "guard": "周三前带两台新机到现场比对",
        "stones": ("接口联调", "移动端验收", "试运行"),
        "moved": "离线断点续传低估了两天；已从后台组调一人支援，不影响试运行",
        "said": "报表导出慢",
        "did": "10 万行由 48 秒降到 6 秒，周四已上测试环境",
    },
    Language.EN: {
        "headline": "The warehouse interfaces passed integration this week. "
        "We are at 68% (plan: 67%) and the trial run stays on Friday 6 November",
        "schedule": "mobile acceptance slips two working days; green again on 27 Oct",
        "done": (
            "warehouse interfaces",
            "faster report export",
            "access-rights review",
            "site test at warehouse 1",
        ),
        "doing": "mobile offline upload",
        "next": ("site test at warehouse 2", "first draft of the trial-run plan"),
        "decide": "should temperature alarms wait 30 minutes?",
        "why": "On Tuesday 41 of 46 alarms were loading doors, so we suggest yes",
        "if_late": "the trial run moves by the same number of days",
        "help": "please open three test accounts for warehouse 2.",
        "issue": "the gateway of warehouse 1 filled its disk and data came 20 minutes late",
        "cure": "cleaned up; all four gateways get automatic clean-up on Thursday",
        "risk": "the handhelds at warehouse 2 are old and may scan slowly",
        "guard": "we bring two new ones to compare before Wednesday",
        "stones": ("Integration", "Mobile acceptance", "Trial run"),
        "moved": "resuming interrupted uploads took two days more than we estimated; "
        "a back-end colleague has joined and the trial run is not affected",
        "said": "the export is slow",
        "did": "100,000 rows now take 6 seconds instead of 48, on the test system since Thursday",
    },
}


def contacts() -> tuple[Contact, ...]:
    note = "内部备注： OTHER-CLIENT"
    return (
        Contact(
            *("cold", "wang@cold.example", "王建国", "王总", "David"),
            role=Role.SPONSOR,
            rank=1,
            internal_note=note,
        ),
        Contact(
            *("cold", "li@cold.example", "李娜", "李工", "Lena"),
            rank=2,
            internal_note=note,
        ),
    )


def state(language: Language = Language.ZH) -> ProjectState:
    """The whole project, with things in it that its client must not read."""
    texts = _TEXTS[language]
    week = "2026-W42"
    return ProjectState(
        organisation=Organisation("青禾软件", "Qinghe Software", "杭州市西湖区文三路 1 号"),
        project=Project(
            code="cold",
            name="冷链追溯平台",
            client="云仓物流",
            country="CN",
            language=language,
            manager=MANAGER.address,
            name_en="Cold-chain",
            subject_tag="Cold-chain" if language is Language.EN else "",
            commercial=Commercial.TM,
            started_on=date(2026, 3, 2),
        ),
        client=Client("云仓物流", "CN"),
        manager=MANAGER,
        members=(MANAGER, CHEN, DIRECTOR),
        contacts=contacts(),
        milestones=_milestones(texts["stones"], str(texts["moved"])),
        week_items=(*_work(texts), *_troubles(texts), *_secrets()),
        headlines=(
            Headline(
                *("cold", week, str(texts["headline"])),
                {
                    Dimension.OVERALL: Status(Light.GREEN),
                    Dimension.SCOPE: Status(Light.GREEN),
                    Dimension.SCHEDULE: Status(Light.AMBER, str(texts["schedule"])),
                    Dimension.QUALITY: Status(Light.GREEN),
                },
            ),
        ),
        covers=(Cover("cold", "1", date(2026, 10, 1), date(2026, 10, 7), "陈工", "139-0000-0000"),),
        hours=(
            Hours("cold", week, Decimal("12.5"), Decimal(164), Decimal(240), client_visible=True),
            Hours("cold", "2026-W41", Decimal(99), Decimal(999), Decimal(240)),
        ),
        promises=(Promise("cold", "m2", date(2026, 10, 23), "<w41@qinghe.example>"),),
        heard=(
            Heard(
                7,
                "李工" if language is Language.ZH else "Lena",
                str(texts["said"]),
                str(texts["did"]),
            ),
        ),
    )


def _milestones(names: Sequence[str], moved: str) -> tuple[Milestone, ...]:
    first, second, third = names
    return (
        Milestone("cold", "m1", first, date(2026, 10, 16), date(2026, 10, 16), date(2026, 10, 16)),
        Milestone(
            *("cold", "m2", second, date(2026, 10, 20), date(2026, 10, 27), None),
            *(Cause.US, moved),
        ),
        Milestone("cold", "m3", third, date(2026, 11, 6), date(2026, 11, 6)),
    )


def item(key: str, kind: ItemKind, text: str, **more: object) -> WeekItem:
    """A visible line with an internal wording that must not be read."""
    values: dict[str, object] = {"client_visible": True, "updated_on": TODAY, **more}
    return WeekItem("cold", key, kind, "internal wording 毛利", text, **values)  # type: ignore[arg-type]  # keyword table


def _work(texts: Mapping[str, str | Sequence[str]]) -> tuple[WeekItem, ...]:
    return (
        *(
            item(f"d{n}", ItemKind.DONE, text, state=ItemState.DONE, done_on=date(2026, 10, 15))
            for n, text in enumerate(texts["done"])
        ),
        item(
            *("p1", ItemKind.DOING, str(texts["doing"])),
            percent=80,
            due_on=date(2026, 10, 20),
            owner=CHEN.address,
        ),
        *(
            item(*(f"n{n}", ItemKind.NEXT, text), due_on=date(2026, 10, 22 + n), owner=MANAGER.name)
            for n, text in enumerate(texts["next"])
        ),
    )


def _troubles(texts: Mapping[str, str | Sequence[str]]) -> tuple[WeekItem, ...]:
    return (
        item(
            *("a1", ItemKind.ASK, str(texts["decide"])),
            ask_of="王总",
            due_on=date(2026, 10, 21),
            solution=texts["why"],
            if_late=texts["if_late"],
        ),
        item("a2", ItemKind.ASK, str(texts["help"]), ask_of="李娜", due_on=date(2026, 10, 20)),
        item(
            *("i1", ItemKind.ISSUE, str(texts["issue"])),
            solution=texts["cure"],
            owner=CHEN.address,
            due_on=date(2026, 10, 22),
        ),
        item("r1", ItemKind.RISK, str(texts["risk"]), solution=texts["guard"]),
    )


def _secrets() -> tuple[WeekItem, ...]:
    return tuple(
        WeekItem("cold", f"s{n}", kind, "毛利 margin is thin OTHER-CLIENT", "margin is thin")
        for n, kind in enumerate(ItemKind)
    )


def facts(language: Language = Language.ZH, of: ProjectState | None = None) -> LetterFacts:
    """What a letter to the report's readers is written from, on a Friday afternoon."""
    known = of or state(language)
    return LetterFacts(
        view=view_for_client(known, language),
        language=language,
        to=tuple(who for who in known.contacts if who.role is not Role.CC),
        cc=(),
        signer=MANAGER,
        today=TODAY,
        sending_at=datetime(2026, 10, 16, 8, tzinfo=UTC),
        marker="[cc:7Q2M4K]",
        closes_week=True,
    )


def formal(who: Contact, salutation_en: str) -> Contact:
    """The contact, spoken to formally in English."""
    return replace(who, formality=Formality.FORMAL, salutation_en=salutation_en)
