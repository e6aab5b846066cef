"""A store in the middle of a week: two clients, letters in every state, answers, meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from clientcomms.domain.flow import NewDraft, NewOccasion, NewOutboxEntry, NewPlan
from clientcomms.domain.heard import Match, NewFeedback, NewMail, NewReply, NewTask
from clientcomms.domain.people import Client, Contact, Language, Member, Place, Role
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    Project,
    Status,
    WeekItem,
)
from clientcomms.domain.reasons import Reason, public_holiday, quiet_hours
from clientcomms.domain.states import FeedbackState, OutboxState, PlanState, SeriesState
from clientcomms.store.drafts import add_draft
from clientcomms.store.engine import Store, Tx, open_store
from clientcomms.store.feedback import add_feedback, add_task, change_feedback
from clientcomms.store.inbox import add_mail, mail_to_read, mark_read
from clientcomms.store.journal import Stamp
from clientcomms.store.meetings import Attendee, MovedInstance, Series, put_attendees, put_series
from clientcomms.store.occasions import add_occasions, open_occasions
from clientcomms.store.outbox import add_entries
from clientcomms.store.outbox_claims import claim_batch
from clientcomms.store.plans import add_plans
from clientcomms.store.replies import add_reply, keep_match
from clientcomms.store.schema import metadata
from clientcomms.store.settlements import Settlement, settle
from clientcomms.store.state import apply_book, replace_members
from clientcomms.wire.addresses import Address
from clientcomms.wire.message import OutgoingMail, assemble
from clientcomms.wire.plain_html import page_of_text

NOW = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
"""Friday, 10:00 in Shanghai."""

LIN = Member(
    "lin@qinghe.example", "林晓", "Xiao Lin", "项目经理", "Project manager", "138-0000-0000"
)
CHEN = Member("chen@qinghe.example", "陈工", "Chen")

REPORT_ZH = """王总、李工：
您好！

仓储接口本周联调通过，总体完成 68%（计划 67%），11月6日试运行的日期不变。

【需要您这边】
1. 请王总 10月21日（周三）前定：温度报警是否加 30 分钟延时。
   周二的 46 次报警里有 41 次是开门装卸引起的，我们建议加。
2. 麻烦李工 10月20日（周二）前开通二号库的 3 个测试账号。

【里程碑】
· 接口联调：10月16日，按期完成
· 移动端验收：10月23日 → 10月27日
· 试运行：11月6日，不变

哪里没写清楚，直接回这封邮件，或者打我电话。
周末愉快！

林晓 项目经理｜青禾软件｜138-0000-0000

[cc:7f3k9q]
"""

REPORT_EN = """Hi Sarah,

Checkout is live in the test shop and the launch stays on Friday 6 November.

**We need from you**
1. Sarah, by Wed 21 Oct: which of the two tax texts do we show?

Anything unclear, just reply or call.

Have a good weekend,
Xiao Lin

[cc:2m8x4t]
"""

HOSTILE_TEXT = "<script>document.title='owned'</script><img src=x onerror=alert(1)> 导出又慢了"
HOSTILE_HTML = (
    "<html><body onload=\"document.title='owned'\"><script>document.title='owned'</script>"
    "<p>导出又慢了</p><img src=x onerror=\"document.title='owned'\">"
    "<a href=\"javascript:alert(1)\">x</a><img src='http://tracker.example/p.gif'></body></html>"
)


@dataclass(frozen=True, slots=True)
class Story:
    """The numbers of what stands in the store."""

    store: Store
    draft_zh: int
    draft_en: int
    plan_of_draft_zh: int
    planned: int
    held: int
    dropped: int
    submitted: int
    dead: int
    doubtful: int
    held_entry: int
    feedback: int
    complaint: int
    task: int
    unmatched: int
    matched: int


def empty_store(folder: Path) -> Store:
    """A store with the present tables and nothing in them."""
    store = open_store(f"sqlite:///{folder / 'clientcomms.db'}")
    metadata.create_all(store.engine)
    return store


def told(folder: Path, now: datetime = NOW) -> Story:
    """A store with the whole story in it."""
    store = empty_store(folder)
    with store.begin() as tx:
        replace_members(tx, [LIN, CHEN])
        apply_book(tx, _book(now.date()))
        plans = _plans(tx, now)
        zh = add_draft(tx, _draft(plans["report_zh"], REPORT_ZH, "zh", "7f3k9q", now))
        en = add_draft(tx, _draft(plans["report_en"], REPORT_EN, "en", "2m8x4t", now))
        entries = _outbox(tx, plans, now)
        unmatched, matched = _replies(tx, entries["submitted"], now)
        item, complaint, task = _feedback(tx, matched, now)
        _meeting(tx, now)
    return Story(
        store=store,
        draft_zh=zh,
        draft_en=en,
        plan_of_draft_zh=plans["report_zh"],
        planned=plans["survey"],
        held=plans["greeting"],
        dropped=plans["dropped"],
        submitted=entries["submitted"],
        dead=entries["dead"],
        doubtful=entries["doubtful"],
        held_entry=entries["held"],
        feedback=item,
        complaint=complaint,
        task=task,
        unmatched=unmatched,
        matched=matched,
    )


def _book(today: date) -> Book:
    day = timedelta(days=1)
    return Book(
        clients=(Client("远山冷链", "CN"), Client("Orchard & Co", "US")),
        projects=(
            Project(
                *("cold", "冷链追溯平台", "远山冷链", "CN", Language.ZH, LIN.address),
                name_en="Cold-chain tracing",
                zone="Asia/Shanghai",
                started_on=today - 90 * day,
                planned_end_on=today + 60 * day,
                goal="四个库的温度全程可追溯",
                measure="漏报警 0 次",
            ),
            Project(
                *("shop", "Orchard web shop", "Orchard & Co", "US", Language.EN, LIN.address),
                zone="America/New_York",
            ),
        ),
        contacts=(
            Contact(
                "cold", "wang@cold.example", "王建国", "王总", "David", "副总经理", Role.SPONSOR, 1
            ),
            Contact("cold", "li@cold.example", "李娜", "李工", "Lena", rank=2, report=Place.CC),
            Contact("shop", "sarah@orchard.example", "Sarah Miller", "", "Sarah", rank=1),
        ),
        milestones=(
            Milestone("cold", "m1", "接口联调", today, today, today),
            Milestone("cold", "m2", "移动端验收", today + 7 * day, today + 11 * day),
            Milestone("cold", "m3", "试运行", today + 21 * day, today + 21 * day),
        ),
        week_items=(
            WeekItem(
                *("cold", "w1", ItemKind.ASK, "温度报警延时"),
                client_wording="温度报警是否加 30 分钟延时",
                client_visible=True,
                ask_of="王总",
                due_on=today + 5 * day,
                if_late="试运行要跟着顺延",
            ),
            WeekItem(
                *("cold", "w2", ItemKind.ISSUE, "网关日志写满磁盘"),
                client_visible=True,
                solution="已清理；周四加自动清理",
                owner="陈工",
                state=ItemState.IN_PROGRESS,
            ),
        ),
        headlines=(
            Headline(
                *("cold", "2026-W42", "仓储接口本周联调通过，总体完成 68%"),
                {
                    Dimension.OVERALL: Status(Light.GREEN),
                    Dimension.SCHEDULE: Status(Light.AMBER, "移动端验收晚两个工作日"),
                },
            ),
        ),
    )


def _plans(tx: Tx, now: datetime) -> dict[str, int]:
    hour = timedelta(hours=1)
    wait = Reason("awaiting_approval", "等您看过草稿", "waits for a word on its draft")
    told = [
        ("report_zh", "progress_report", "cold", now + 6 * hour, PlanState.HELD, (wait,)),
        ("report_en", "progress_report", "shop", now + 13 * hour, PlanState.HELD, (wait,)),
        (
            *("survey", "satisfaction_survey", "cold", now + 74 * hour, PlanState.PLANNED),
            (quiet_hours("09:00", "18:00"),),
        ),
        (
            *("greeting", "holiday_greeting", "shop", now + 30 * hour, PlanState.HELD),
            (Reason("salutation", "联系人缺少称呼", "a contact has no salutation"),),
        ),
        (
            *("dropped", "review_agenda", "cold", now + 50 * hour, PlanState.DROPPED),
            (public_holiday("重阳节", "Double Ninth", "CN"),),
        ),
        ("submitted", "progress_report", "cold", now - 160 * hour, PlanState.APPROVED, ()),
        ("dead", "action_request", "shop", now - 80 * hour, PlanState.APPROVED, ()),
        ("doubtful", "action_request", "cold", now - 20 * hour, PlanState.APPROVED, ()),
        ("held", "review_invitation", "cold", now - 3 * hour, PlanState.APPROVED, ()),
    ]
    numbers: dict[str, int] = {}
    for name, kind, project, at, state, reasons in told:
        add_occasions(tx, [NewOccasion(kind, f"{name}:{project}", "report", at, project)], now)
        occasion = open_occasions(tx, at, 100)
        number = next(one.id for one in occasion if one.key == f"{name}:{project}")
        cold = project == "cold"
        numbers[name] = add_plans(
            tx,
            [
                NewPlan(
                    number,
                    kind,
                    project,
                    "远山冷链" if cold else "Orchard & Co",
                    "zh" if cold else "en",
                    ("wang@cold.example",) if cold else ("sarah@orchard.example",),
                    ("li@cold.example",) if cold else (),
                    at,
                    f"{at + timedelta(hours=8 if cold else -4):%Y-%m-%dT%H:%M}",
                    "Asia/Shanghai" if cold else "America/New_York",
                    at - hour,
                    at + 400 * hour,
                    "draft",
                    50,
                    state,
                    reasons,
                )
            ],
            now - 170 * hour,
        )[0]
    return numbers


def _draft(plan: int, text: str, language: str, marker: str, now: datetime) -> NewDraft:
    subject = "【冷链追溯平台】周报 第42周" if language == "zh" else "[Orchard] Week 42 status"
    html = page_of_text(text, language)
    return NewDraft(plan, "facts", f"[cc:{marker}]", subject, text, html, "周报已发", now)


def letter(number: int, to: str, subject: str, text: str, now: datetime) -> bytes:
    """A letter of ours as it leaves."""
    return assemble(
        OutgoingMail(
            sender=Address("林晓（青禾软件）", LIN.address),
            to=(Address("", to),),
            cc=(Address("李娜", "li@cold.example"),) if "cold" in to else (),
            subject=subject,
            date=now,
            message_id=f"<cc.{number:026d}@qinghe.example>",
            text=text,
            html=page_of_text(text, "zh"),
        )
    )


def _outbox(tx: Tx, plans: dict[str, int], now: datetime) -> dict[str, int]:
    ends = {
        "submitted": (OutboxState.SUBMITTED, "250", "2.0.0 queued"),
        "dead": (OutboxState.DEAD, "451", "4.3.0 try again later"),
        "doubtful": (OutboxState.DOUBTFUL, "", "connection lost after the final dot"),
    }
    numbers: dict[str, int] = {}
    for count, name in enumerate((*ends, "held"), 1):
        to = "sarah@orchard.example" if name == "dead" else "wang@cold.example"
        when = now - timedelta(hours=20 * (5 - count))
        subject = f"【冷链追溯平台】{name} {count}"
        add_entries(tx, [_entry(plans[name], count, to, subject, name == "held", when)], when)
        claimed = claim_batch(
            tx, holder="test", now=now, lease=timedelta(minutes=2), limit=9, accounts=["main"]
        )
        if name in ends:
            state, code, text = ends[name]
            numbers[name] = claimed[0].id
            submitted = now if state is OutboxState.SUBMITTED else None
            doubted = now if state is OutboxState.DOUBTFUL else None
            end = Settlement(
                claimed[0].id, state, code, text, submitted_at=submitted, doubted_at=doubted
            )
            settle(tx, [end], holder="test", now=now)
        else:
            numbers[name] = max(numbers.values()) + 1
    return numbers


def _entry(
    plan: int, count: int, to: str, subject: str, held: bool, when: datetime
) -> NewOutboxEntry:
    cold = "cold" in to
    return NewOutboxEntry(
        plan_id=plan,
        kind="progress_report",
        project_code="cold" if cold else "shop",
        client="远山冷链" if cold else "Orchard & Co",
        account="main",
        mode="live",
        reverse_path=LIN.address,
        to=(to,),
        cc=("li@cold.example",) if cold else (),
        message_id=f"<cc.{count:026d}@qinghe.example>",
        marker=f"[cc:m{count}]",
        thread_key=f"t{count}",
        subject=subject,
        raw=letter(count, to, subject, REPORT_ZH, when),
        priority=50,
        next_at=when,
        held_because="held: rehearsal" if held else None,
    )


def _replies(tx: Tx, submitted: int, now: datetime) -> tuple[int, int]:
    raw = (
        b"From: =?utf-8?b?5p2O5aic?= <li@cold.example>\r\nTo: lin@qinghe.example\r\n"
        b"Subject: Re: report\r\nMessage-ID: <reply-%d@cold.example>\r\nMIME-Version: 1.0\r\n"
        b"Date: Thu, 15 Oct 2026 09:00:00 +0800\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    )
    mails = [NewMail("main", str(n), raw % n + HOSTILE_HTML.encode()) for n in (1, 2)]
    add_mail(tx, mails, now)
    numbers = []
    for mail in mail_to_read(tx, 10):
        mark_read(tx, mail.id, Stamp(now, "reading"))
        new = NewReply(
            mail.id,
            "reply",
            f"<reply-{mail.id}@cold.example>",
            "li@cold.example",
            "Re: <b>周报</b> <script>alert(1)</script>",
            now - timedelta(hours=25),
            "zh",
            {"reply_text": HOSTILE_TEXT, "elided_text": "> 王总", "items": [], "problems": []},
        )
        number = add_reply(tx, new, now)
        assert number is not None
        numbers.append(number)
    unmatched, matched = numbers
    keep_match(tx, unmatched, None, Stamp(now, "matching"))
    where = Match("reference", "cold", "li@cold.example", outbox_id=submitted)
    keep_match(tx, matched, where, Stamp(now, "matching", "reference"))
    return unmatched, matched


def _feedback(tx: Tx, reply: int, now: datetime) -> tuple[int, int, int]:
    item = add_feedback(
        tx,
        NewFeedback(
            *("k1", "cold", "li@cold.example", "mail", "defect", "high"),
            (now + timedelta(days=3)).date(),
            *(LIN.address, HOSTILE_TEXT, "reference", reply, "<reply-2@cold.example>"),
        ),
        Stamp(now - timedelta(hours=20), "recording"),
    )
    complaint = add_feedback(
        tx,
        NewFeedback(
            *("k2", "cold", "wang@cold.example", "phone", "complaint", "urgent"),
            None,
            *(LIN.address, "两次延期了，你们到底什么时候能交？", "by_hand"),
        ),
        Stamp(now - timedelta(hours=2), LIN.address),
    )
    done = add_feedback(
        tx,
        NewFeedback(
            *("k3", "cold", "li@cold.example", "wechat", "suggestion", "low"),
            None,
            *(LIN.address, "报表导出慢", "by_hand"),
        ),
        Stamp(now - timedelta(days=6), LIN.address),
    )
    assert item is not None
    assert complaint is not None
    assert done is not None
    outcome = {"outcome": "10 万行由 48 秒降到 6 秒", "resolved_on": now.date()}
    change_feedback(tx, done, FeedbackState.RESOLVED, Stamp(now, LIN.address), outcome)
    task = add_task(
        tx,
        NewTask(
            *("call:1", "call", LIN.address),
            *("给王总打电话：两次延期", "Call David about the two moved dates"),
            project_code="cold",
            feedback_id=complaint,
            due_at=now + timedelta(hours=1),
        ),
        Stamp(now, "recording"),
    )
    assert task is not None
    return item, complaint, task


def _meeting(tx: Tx, now: datetime) -> None:
    uid = "review-cold-working@qinghe.example"
    put_series(
        tx,
        Series(
            *(uid, "cold", "working", "冷链追溯平台 月度例会", "FREQ=WEEKLY;BYDAY=TH"),
            *(datetime(2026, 10, 1, 14, 0), "Asia/Shanghai", 45, "next", ("CN",)),  # noqa: DTZ001
            *("腾讯会议 000-000-000", {"url": "https://meeting.example/1"}, LIN.address, 2, 2),
            (datetime(2026, 10, 8, 14, 0),),  # noqa: DTZ001
            (
                MovedInstance(
                    datetime(2026, 10, 22, 14, 0),  # noqa: DTZ001
                    datetime(2026, 10, 23, 14, 0),  # noqa: DTZ001
                    "客户改期",
                    "moved by the client",
                ),
            ),
            *(date(2027, 4, 1), "digest", SeriesState.ACTIVE, now, now),
        ),
        Stamp(now, "booking"),
    )
    put_attendees(
        tx,
        [
            Attendee(uid, "wang@cold.example", "王建国", "REQ-PARTICIPANT", "ACCEPTED", 2),
            Attendee(uid, "li@cold.example", "李娜", "REQ-PARTICIPANT", "NEEDS-ACTION", 2),
            Attendee(uid, LIN.address, "林晓", "CHAIR", "ACCEPTED", 2),
        ],
    )
