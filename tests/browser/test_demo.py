"""The example as `make run` starts it, in a real Chromium: the whole loop by clicking."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PATIENCE_MS = 20_000

pytestmark = pytest.mark.slow


@dataclass
class Demo:
    """One run of `clientcomms demo`."""

    process: subprocess.Popen[str]
    folder: Path
    address: str

    def letters(self) -> set[str]:
        """Every letter in every mailbox, by its file."""
        return {str(path) for path in (self.folder / "mail").glob("*@*/new/*")}

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal; return the exit status and all that was said."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, said


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _command(folder: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "clientcomms", "demo"]
    return [*command, "--folder", str(folder), "--port", str(port)]


def start(folder: Path) -> Demo:
    port = _free_port()
    process = subprocess.Popen(
        _command(folder, port), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    one = Demo(process, folder, f"http://127.0.0.1:{port}")
    for _ in range(600):
        try:
            with urllib.request.urlopen(one.address) as answer:
                assert answer.status == 200
                assert answer.headers["content-type"].startswith("text/html")
                return one
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.1)
    pytest.fail("the console never answered")


def _wait_for_letters(one: Demo) -> None:
    for _ in range(200):
        ours = [path for path in one.letters() if "@yanxi.example/" in path]
        if len(ours) >= 2 and len(one.letters()) >= 3 and list(one.folder.rglob("*.ics")):
            return
        time.sleep(0.1)
    pytest.fail(f"after 20 s only {one.letters()}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    one = start(tmp_path_factory.mktemp("demo"))
    try:
        _wait_for_letters(one)
        yield one
    finally:
        if one.process.poll() is None:
            code, said = one.end(signal.SIGTERM)
            assert (code, "Traceback" in said) == (0, False), said


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CLIENTCOMMS_REQUIRE_SERVERS") == "1":
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as one:
        browser = one.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A page that fails the test when a script errs or a policy is broken."""
    context = browser.new_context(base_url=demo.address, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    one = context.new_page()
    troubles: list[str] = []
    one.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    one.on("pageerror", lambda error: troubles.append(str(error)))
    yield one
    context.close()
    assert troubles == []


def _answer(page: Page, whose: str, letter: str, text: str) -> None:
    """Open a letter in somebody's mailbox and answer it."""
    page.goto("/clients")
    box = page.locator("section", has=page.get_by_role("heading", name=whose, level=3))
    box.get_by_role("link", name=letter).last.click()
    page.get_by_label("回信内容").fill(text)
    page.get_by_role("button", name="发出回复").click()
    page.get_by_role("status").wait_for()


def _seen(page: Page, path: str, text: str) -> None:
    """Wait until a list that is open shows something by itself."""
    page.goto(path)
    page.locator("main").get_by_text(text).first.wait_for()


def test_the_first_page_says_what_it_is_and_what_to_try(page: Page) -> None:
    page.goto("/")
    guide = page.get_by_role("region", name="从这里开始")
    assert guide.get_by_role("listitem").count() == 4
    guide.get_by_role("button").click()
    page.wait_for_load_state()
    assert page.get_by_role("region", name="从这里开始").count() == 0
    page.goto("/")
    assert page.get_by_role("region", name="从这里开始").count() == 0


def test_a_report_goes_from_draft_to_the_client_and_comes_back_as_items(page: Page) -> None:
    page.goto("/drafts")
    row = page.locator(".line", has_text="云溪图书馆】周报")
    row.get_by_role("link", name="看草稿").click()
    page.get_by_role("button", name="同意，照此发出").click()
    page.get_by_role("status").wait_for()
    _seen(page, "/clients", "周报 第")
    _answer(page, "赵丽华", "周报 第", "订座页面在老人机上打不开，麻烦12月31日前看一下。")
    _seen(page, "/feedback", "老人机")
    line = page.locator(".line", has_text="老人机").inner_text()
    assert "缺陷" in line
    assert "赵丽华" in line
    assert "凭回复关系对上" in line
    assert "12月31日" in line


def test_a_client_may_answer_in_english(page: Page) -> None:
    _answer(page, "Marcus Bell", "status", "The export fails for large orders, please fix it.")
    _seen(page, "/feedback?lang=en", "The export fails for large orders")
    assert "defect" in page.locator(".line", has_text="export fails").inner_text().lower()


def test_the_manager_approves_by_mail(page: Page) -> None:
    _answer(page, "Jonas Brandt", "Draft for your ok", "同意")
    page.goto("/clients")
    box = page.locator("section", has=page.get_by_role("heading", name="Stefan Albrecht", level=3))
    box.get_by_role("link", name=re.compile("status")).wait_for()


def test_a_meeting_is_accepted_by_button_and_by_words(page: Page) -> None:
    page.goto("/clients")
    box = page.locator("section", has=page.get_by_role("heading", name="顾晓雯", level=3))
    box.get_by_role("link", name="月度评审会").click()
    page.get_by_role("button", name="接受会议").click()
    page.get_by_role("status").wait_for()
    _answer(page, "秦怀远", "月度评审会", "好的，准时参加")
    page.goto("/meetings")
    for who in ("顾晓雯", "秦怀远"):
        page.locator("li", has_text=who).locator(".partstat-ACCEPTED").wait_for()


def test_a_score_is_kept_and_a_complaint_asks_for_a_call_and_gets_no_machine_answer(
    page: Page, demo: Demo
) -> None:
    _answer(page, "孟凡", "耽误您一分钟", "4分")
    _seen(page, "/inbox", "耽误您一分钟")
    page.locator(".reply_state-recorded").first.wait_for()
    config = ["--config", str(demo.folder / "clientcomms.toml")]
    listed = subprocess.run(
        [sys.executable, "-m", "clientcomms", "surveys", "list", "--json", *config],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (score,) = [json.loads(line) for line in listed.stdout.splitlines()]
    assert "meng@yunxi-library.example" in score.values()
    assert 4.0 in score.values()
    _answer(page, "顾晓雯", "月度评审会", "你们又改日期，我非常不满意，要投诉。")
    _seen(page, "/", "请给顾老师打电话")
    page.goto("/feedback")
    page.get_by_role("link", name="投诉").first.click()
    assert "自动回执" not in page.locator("main").inner_text()


def test_a_workbook_is_handed_in_compared_and_taken_in(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(demo.folder / "项目台账.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    (said,) = [cell for cell in cells if str(cell.value).startswith("老年读者版界面走查，")]
    said.value = "老年读者版界面走查，字号放大到 22 磅"
    book.save(tmp_path / "项目台账.xlsx")
    page.goto("/books")
    page.set_input_files("#file", str(tmp_path / "项目台账.xlsx"))
    page.get_by_role("button", name="交上去比对").click()
    page.locator("h1 .book_state-compared").wait_for()
    assert "22 磅" in page.locator("pre").first.inner_text()
    page.get_by_role("button", name="同意，写入").click()
    page.locator("h1 .book_state-applied").wait_for()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_a_second_start_goes_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    one = start(tmp_path)
    _wait_for_letters(one)
    time.sleep(2)
    before = one.letters()
    code, said = one.end(number)
    assert (code, "Traceback" in said) == (0, False), said
    again = start(tmp_path)
    time.sleep(4)
    assert again.letters() == before
    code, said = again.end(number)
    assert (code, "Traceback" in said) == (0, False), said


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            _command(tmp_path, port), capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "项目台账.xlsx").exists()
