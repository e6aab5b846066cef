"""China: seat booking and book returns across the branches of a city library; fixed price."""

from __future__ import annotations

from decimal import Decimal

from clientcomms.domain.book.row_keys import derived_key
from clientcomms.domain.demo_book.days import Days
from clientcomms.domain.demo_book.our_people import DIRECTOR, LIBRARY_MANAGER
from clientcomms.domain.people import Client, Contact, Formality, Language, Place, Role
from clientcomms.domain.projects import (
    Acceptance,
    Book,
    Cause,
    Change,
    Commercial,
    Cover,
    Dimension,
    Document,
    Headline,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    MinuteLine,
    Project,
    Status,
    WeekItem,
)

CODE = "YX-LIB"
CLIENT = "云溪市图书馆"


def library(days: Days) -> Book:
    """The project as it stands on the day of loading."""
    return Book(
        clients=(Client(CLIENT, "CN"),),
        projects=(_project(days),),
        contacts=CONTACTS,
        milestones=_milestones(days),
        week_items=_week(days),
        headlines=_headlines(days),
        covers=_covers(days),
        hours=(Hours(CODE, days.week(1), Decimal("9.5"), Decimal(118), Decimal(160)),),
        documents=_documents(days),
        changes=_changes(days),
        minutes=_minutes(days),
    )


def _project(days: Days) -> Project:
    return Project(
        code=CODE,
        name="通借通还与座位预约平台",
        name_en="Library loans and seats",
        subject_tag="云溪图书馆",
        client=CLIENT,
        country="CN",
        zone="Asia/Shanghai",
        language=Language.ZH,
        manager=LIBRARY_MANAGER,
        commercial=Commercial.FIXED,
        started_on=days.on(-75),
        planned_end_on=days.on(45),
        goal="读者在任何一个分馆都能还书、订座，不用再打电话问",
        measure="异馆还书当天入账；订座占用核销率 90% 以上",
        report_rule="每周最后工作日 16:00",
        review_rule="每月第三个周四 14:30",
    )


CONTACTS = (
    Contact(
        CODE, "qin@yunxi-library.example", "秦怀远", "秦馆长", "Mr Qin", "馆长", Role.SPONSOR, 1,
        counterpart=DIRECTOR, formality=Formality.FORMAL, survey=False,
        internal_note="只看第一段；要他定的事提前一天打电话",
    ),
    Contact(
        CODE, "zhao@yunxi-library.example", "赵丽华", "赵主任", "Ms Zhao", "信息技术部主任",
        Role.APPROVER, 2, counterpart=LIBRARY_MANAGER, formality=Formality.FORMAL,
    ),
    Contact(
        CODE, "meng@yunxi-library.example", "孟凡", "孟老师", "Fan", "信息技术部", Role.DAY_TO_DAY, 3,
        report=Place.CC, counterpart=LIBRARY_MANAGER,
    ),
    Contact(
        CODE, "gu@yunxi-library.example", "顾晓雯", "顾老师", "Xiaowen", "读者服务部主管", Role.USER, 4,
        report=Place.CC, internal_note="窗口的意见都从她这里来",
    ),
)  # fmt: skip


def _milestones(days: Days) -> tuple[Milestone, ...]:
    return (
        Milestone(CODE, "M1", "读者数据迁移", days.on(-40), days.on(-40), days.on(-40),
                  payment="第一笔 30%", acceptance=Acceptance.SIGNED, position=0),
        Milestone(CODE, "M2", "座位预约上线（总馆）", days.on(-12), days.on(-10), days.on(-10), Cause.US,
                  "闸机联动多调了两天，上线后没有再出现", "", Acceptance.MAIL, 1),
        Milestone(CODE, "M3", "通借通还三馆试点", days.on(8), days.on(10), None, Cause.CLIENT,
                  "城北分馆弱电改造推迟两天完工，试点跟着顺延；后面两个节点不变", "", Acceptance.MAIL, 2),
        Milestone(CODE, "M4", "十二个分馆全部接入", days.on(28), days.on(28),
                  payment="第二笔 50%", acceptance=Acceptance.SIGNED, position=3),
        Milestone(CODE, "M5", "初验", days.on(42), days.on(42),
                  payment="第三笔 20%", acceptance=Acceptance.STAMPED, position=4),
    )  # fmt: skip


def _week(days: Days) -> tuple[WeekItem, ...]:
    return (*_work(days), *_talk(days))


def _work(days: Days) -> tuple[WeekItem, ...]:
    done, doing, coming = ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT
    said = days.this_week(0)
    return (
        WeekItem(CODE, "L1", done, "RFID 接口联调，三家厂商只有两家按协议来，第三家写了适配",
                 "三个试点馆的自助还书机全部联通，连续还 500 册无漏记", client_visible=True, owner="何川",
                 percent=100, state=ItemState.DONE, updated_on=said, position=0),
        WeekItem(CODE, "L2", done, "订座超时释放改成 15 分钟", "订座后 15 分钟未到自动释放，总馆高峰空占座位由 46 个降到 9 个",
                 client_visible=True, owner="何川", done_on=days.this_week(1), percent=100,
                 state=ItemState.DONE, updated_on=said, position=1),
        WeekItem(CODE, "L3", done, "老年读者版界面走查", "老年读者版界面走查，按窗口的意见放大了字号和按钮", client_visible=True,
                 owner="唐墨", percent=100, state=ItemState.DONE, updated_on=said, position=2),
        WeekItem(CODE, "L4", done, "重构借阅流水表，顺手修了死锁", client_visible=False, owner="何川",
                 done_on=days.this_week(2), percent=100, state=ItemState.DONE, updated_on=said, position=3),
        WeekItem(CODE, "L5", doing, "异馆还书当天入账（对账脚本）", "异馆还书当天入账，试算与手工账只差 3 册，差异已找到原因",
                 client_visible=True, owner="何川", due_on=days.on(5), percent=80,
                 state=ItemState.IN_PROGRESS, updated_on=said, position=4),
        WeekItem(CODE, "L6", coming, "城北分馆设备进场", "城北分馆设备进场安装", client_visible=True, owner="陆一鸣",
                 due_on=days.on(5), updated_on=said, position=5),
        WeekItem(CODE, "L7", coming, "试点馆员培训两场", "试点三馆馆员培训，每场一小时，共两场", client_visible=True,
                 owner="唐墨", due_on=days.on(6), updated_on=said, position=6),
        WeekItem(CODE, "L8", doing, "人手紧，想从别的项目借一个前端", client_visible=False, owner="方敏",
                 state=ItemState.IN_PROGRESS, updated_on=said, position=7),
    )  # fmt: skip


def _talk(days: Days) -> tuple[WeekItem, ...]:
    said = days.this_week(0)
    return (
        WeekItem(CODE, "L9", ItemKind.ASK, "赔书规则没定，改一次要动三张表",
                 "异馆还书时发现书有破损，按哪个馆的规则赔。我们建议由还书馆当场处理，读者不用再跑一趟",
                 client_visible=True, ask_of="秦馆长", due_on=days.on(3),
                 if_late=f"赔书功能赶不上{days.zh(10)}的试点，试点期间要靠手工登记", updated_on=said, position=8),
        WeekItem(CODE, "L10", ItemKind.ASK, "催 12 个分馆的网络地址", "把十二个分馆的网络地址表发给我们",
                 client_visible=True, ask_of="孟老师", due_on=days.on(4),
                 if_late="分馆接入的排期定不下来", source="wechat", updated_on=said, position=9),
        WeekItem(CODE, "L11", ItemKind.ISSUE, "短信通道偶发超时，供应商说是他们扩容",
                 "订座提醒短信有 2% 晚到 10 分钟以上", client_visible=True, owner="何川", due_on=days.on(2),
                 solution=f"已加一条备用通道，晚于 1 分钟自动改走；{days.zh(2)}把一周的到达时间发给您",
                 state=ItemState.IN_PROGRESS, severity="normal", updated_on=said, position=10),
        WeekItem(CODE, "L12", ItemKind.RISK, "城北弱电可能再拖", "城北分馆弱电改造如果再晚，试点只能先开两个馆",
                 client_visible=True, owner="陆一鸣",
                 solution=f"{days.zh(4)}现场看一次进度；必要时先用临时网络，不影响另外两馆", updated_on=said, position=11),
        WeekItem(CODE, "L13", ItemKind.RISK, "第二笔回款可能拖到明年，商务在跟", client_visible=False,
                 owner="方敏", severity="high", updated_on=said, position=12),
        WeekItem(CODE, "L14", ItemKind.FEEDBACK, "窗口嫌扫码要对得很准", "扫读者证要对得很准，排队的人会着急",
                 client_visible=True, ask_of="顾老师", done_on=days.this_week(1),
                 solution="把识别框放大了一倍，斜着也能扫；在总馆窗口试了 40 张，39 张一次通过",
                 state=ItemState.DONE, source="meeting", updated_on=said, position=13),
    )  # fmt: skip


def _headlines(days: Days) -> tuple[Headline, ...]:
    return (
        Headline(CODE, days.week(1), "总馆订座上线满一周，日均 1,140 人次，没有因系统原因的投诉。", {
            Dimension.OVERALL: Status(Light.GREEN, ""),
        }),
        Headline(
            CODE, days.week(),
            "三个试点馆的还书机全部联通；城北分馆弱电改造晚两天，试点顺延两天，全部分馆接入的日期不变。", {
                Dimension.OVERALL: Status(Light.GREEN, "试点顺延在机动时间以内"),
                Dimension.SCHEDULE: Status(Light.AMBER, f"三馆试点晚两天，{days.zh(10)}开始后恢复"),
                Dimension.SCOPE: Status(Light.GREEN, "赔书规则待定，其余已确认"),
                Dimension.QUALITY: Status(Light.GREEN, "本周新增缺陷 4 个，关闭 6 个"),
            },
        ),
    )  # fmt: skip


def _covers(days: Days) -> tuple[Cover, ...]:
    first, last, name = days.on(15), days.on(19), "何川"
    key = derived_key(CODE, first.isoformat(), last.isoformat(), name)
    return (Cover(CODE, key, first, last, name, "139-0000-0023", "订座打不开、还书不入账"),)


def _documents(days: Days) -> tuple[Document, ...]:
    return (
        Document(CODE, "D1", "需求规格说明书", "1.3", "交付/需求规格说明书_1.3.docx", days.on(-50),
                 sign_off=True, sign_off_state="scanned"),
        Document(CODE, "D2", "三馆试点方案", "0.9", "交付/三馆试点方案_0.9.docx", days.on(-3),
                 sign_off=True, sign_off_state="sent"),
    )  # fmt: skip


def _changes(days: Days) -> tuple[Change, ...]:
    return (
        Change(CODE, "C1", "增加“家长代订少儿座位”", "顾晓雯", "新增一个页面，少儿馆可用", "3 个工作日，在试点之后做",
               "不增加费用", "approved", "赵丽华", days.on(-9)),
    )  # fmt: skip


def _minutes(days: Days) -> tuple[MinuteLine, ...]:
    held, present = days.on(-8), "秦馆长、赵主任、孟老师、陆一鸣、方敏"
    rows = (
        ("试点先开总馆、城北、河坊三馆，为期两周", "", "", None),
        ("", "提供十二个分馆的网络地址", "孟老师", days.on(4)),
    )
    return tuple(
        MinuteLine(CODE, derived_key(CODE, held.isoformat(), decision, action), held, present,
                   decision, action, owner, due)
        for decision, action, owner, due in rows
    )  # fmt: skip
