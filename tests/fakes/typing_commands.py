"""A person at a terminal: types commands through the real entry, and fills in the workbook."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clientcomms.cli.main import main

CONFIG = """
[organisation]
name = "青禾软件"
name_en = "Greenfield"
[[team]]
address = "lin@greenfield.example"
name = "林晓"
name_en = "Lin Xiao"
phone = "138-0000-0000"
[[accounts]]
name = "main"
address = "lin@greenfield.example"
folder = "var/mail"
[sending]
redirect_to = "lin@greenfield.example"
opens = "00:00"
closes = "23:59"
any_day = true
[planning]
first_letter_by_person = false
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON Lines it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Terminal:
    """Types commands in one folder, in this process."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    typed: list[str] = field(default_factory=list)

    def __call__(self, *words: str | Path, status: int | None = 0) -> Typed:
        """Run a command; `status` is what it must end with, None for whatever."""
        self.typed = [str(word) for word in words]
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setattr(sys, "argv", ["clientcomms", *self.typed])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capsys.readouterr()
        found = Typed(int(ended.value.code or 0), printed.out, printed.err)
        assert "Traceback" not in found.err
        if status is not None:
            assert found.status == status, found
        return found

    def begin(self, language: str = "zh") -> Path:
        """Make a configuration of our own and its store; return the workbook to fill in."""
        self("init", ".", "--lang", language)
        (self.folder / "clientcomms.toml").write_text(CONFIG, encoding="utf-8")
        return self.folder / ("项目台账.xlsx" if language == "zh" else "project-book.xlsx")


def in_days(days: int) -> date:
    return date.today() + timedelta(days=days)  # noqa: DTZ011  # the person's own calendar


def write_rows(book: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Write over the example rows of a workbook; sheets that are not named are emptied."""
    workbook: Any = openpyxl.load_workbook(book)
    for sheet in workbook.worksheets[:-1]:
        heads = _heads(sheet)
        sheet.delete_rows(3, 2)
        for number, row in enumerate(sheets.get(sheet.title, ()), 3):
            for head, value in row.items():
                sheet.cell(number, heads[head], value)
    workbook.save(book)


def change_cell(book: Path, sheet: str, head: str, row: int, value: object) -> None:
    """Write one cell, found by its header."""
    workbook = openpyxl.load_workbook(book)
    page: Any = workbook[sheet]
    page.cell(row, _heads(page)[head], value)
    workbook.save(book)


def _heads(sheet: Any) -> dict[str, int]:
    return {str(cell.value).rstrip("*"): cell.column for cell in sheet[2] if cell.value}


def fill_in(book: Path, language: str) -> None:
    """Fill in a project as its manager would: three people, milestones, a week."""
    write_rows(book, _chinese() if language == "zh" else _english())


def _chinese() -> dict[str, list[dict[str, object]]]:
    code: dict[str, object] = {"项目代号": "AD"}
    seen: dict[str, object] = {**code, "对客户可见": "是"}
    return {
        "项目": [
            {
                **code, "项目名称": "港口岸电监测平台", "邮件标签": "岸电监测", "客户": "海通码头",
                "国家/地区": "中国", "语言": "中文", "项目经理": "林晓", "开始": in_days(-60),
                "计划结束": in_days(120), "周报日": "每周最后工作日 16:00", "例会": "每两周周三 14:00",
            },
        ],
        "联系人": [
            {**code, "姓名": "钱海", "称呼": "钱总", "邮箱": "qian@haitong.example", "角色": "决策", "周报": "收件"},
            {**code, "姓名": "沈舟", "称呼": "沈工", "邮箱": "shen@haitong.example", "角色": "对接", "周报": "抄送", "备注（内部）": "不喜欢电话"},
            {**code, "姓名": "方晴", "称呼": "方老师", "邮箱": "fang@haitong.example", "角色": "抄送"},
        ],
        "里程碑": [
            {**code, "编号": "M1", "里程碑": "方案评审", "原计划": in_days(-20), "当前预计": in_days(-20), "实际完成": in_days(-20)},
            {**code, "编号": "M2", "里程碑": "1号泊位上线", "原计划": in_days(10), "当前预计": in_days(14), "变动原因方": "我方", "原因（对外）": "电表到货晚"},
        ],
        "本周": [
            {**seen, "编号": 1, "类别": "完成", "事项": "采集网关驱动", "对外表述": "网关断网后数据不再丢失", "完成日期": in_days(-1), "状态": "已完成", "更新日期": in_days(0)},
            {**seen, "编号": 2, "类别": "需配合", "事项": "停电窗口", "对外表述": "请确认1号泊位停电窗口", "应由（客户方）": "沈工", "计划日期": in_days(3), "逾期影响": "安装顺延", "状态": "未开始", "更新日期": in_days(0)},
            {**seen, "编号": 3, "类别": "下周", "事项": "电表安装", "计划日期": in_days(6), "状态": "进行中", "更新日期": in_days(0)},
            {**code, "编号": 4, "类别": "风险", "事项": "小李要离职", "对客户可见": "否", "更新日期": in_days(0)},
        ],
        "一句话": [{**code, "一句话结论": "网关已稳定，验收日期不变。", "总体": "绿 上线晚四天，验收不变"}],
    }  # fmt: skip


def _english() -> dict[str, list[dict[str, object]]]:
    code: dict[str, object] = {"Code": "AD"}
    seen: dict[str, object] = {**code, "Client visible": "yes"}
    return {
        "Projects": [
            {
                **code, "Name": "Shore power monitor", "Subject tag": "Shore power", "Client": "Northquay",
                "Country": "United Kingdom", "Language": "English", "Manager": "Lin Xiao",
                "Start": in_days(-60), "End": in_days(120), "Report rule": "weekly fri 12:00",
                "Review rule": "biweekly wed 14:00",
            },
        ],
        "Contacts": [
            {**code, "Name": "Hannah Moss", "Salutation": "Hannah", "Email": "hannah@northquay.example", "Role": "sponsor", "Report": "To"},
            {**code, "Name": "Tom Ford", "Salutation": "Tom", "Email": "tom@northquay.example", "Role": "day_to_day", "Report": "Cc", "Internal note": "dislikes calls"},
            {**code, "Name": "Ann Lee", "Salutation": "Ann", "Email": "ann@northquay.example", "Role": "cc"},
        ],
        "Milestones": [
            {**code, "Id": "M1", "Milestone": "Design review", "Baseline": in_days(-20), "Forecast": in_days(-20), "Actual": in_days(-20)},
            {**code, "Id": "M2", "Milestone": "Berth 1 live", "Baseline": in_days(10), "Forecast": in_days(14), "Cause": "us", "Reason external": "Meters came late"},
        ],
        "Week": [
            {**seen, "Id": 1, "Kind": "done", "Item": "gateway driver", "Client wording": "The gateway keeps its data", "Done on": in_days(-1), "State": "done", "Updated": in_days(0)},
            {**seen, "Id": 2, "Kind": "ask", "Item": "power window", "Client wording": "Confirm the power window", "Ask of": "Tom Ford", "Due": in_days(3), "If late": "Installation slips", "State": "open", "Updated": in_days(0)},
            {**seen, "Id": 3, "Kind": "next", "Item": "meter installation", "Due": in_days(6), "State": "open", "Updated": in_days(0)},
            {**code, "Id": 4, "Kind": "risk", "Item": "Li may leave us", "Client visible": "no", "Updated": in_days(0)},
        ],
        "Headline": [{**code, "Headline": "The gateway is stable; acceptance stands.", "Overall": "green four days late, acceptance stands"}],
    }  # fmt: skip
