"""The console in a real Chromium: clicking, answering as a client, small screens, no scripts."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fakes.console import (
    AFTER,
    BEFORE,
    WANG,
    Bench,
    bench,
    hand_in_new_words,
    items,
    step,
)
from tests.fakes.story import LIN, NOW

from clientcomms.domain.flow import NewOccasion
from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.states import DraftState
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.feedback import add_feedback
from clientcomms.store.journal import Stamp, note
from clientcomms.store.occasions import add_occasions, open_occasions
from clientcomms.wire.mime import parse_mail

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

pytestmark = pytest.mark.slow


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
def made(tmp_path: Path) -> Iterator[tuple[Bench, str]]:
    import uvicorn

    one = bench(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(one.app, host="127.0.0.1", port=port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    assert server.started
    yield one, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    one.story.store.close()


@pytest.fixture
def page(browser: Browser, made: tuple[Bench, str]) -> Iterator[Page]:
    """A page that fails the test when a script errs, a policy is broken or a dialog of others opens."""
    context = browser.new_context(base_url=made[1], locale="zh-CN")
    one = context.new_page()
    troubles: list[str] = []
    one.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    one.on("pageerror", lambda error: troubles.append(str(error)))
    one.on(
        "request", lambda asked: troubles.append(asked.url) if made[1] not in asked.url else None
    )
    yield one
    context.close()
    assert troubles == []


def _draft_state(made: Bench) -> DraftState:
    with made.story.store.read() as tx:
        draft = draft_by_id(tx, made.story.draft_zh)
    assert draft is not None
    return draft.state


def _paths(made: Bench) -> list[str]:
    s = made.story
    return [
        *("/", "/drafts", f"/drafts/d{s.draft_zh}", "/plan", f"/plans/p{s.held}", "/outbox"),
        *(f"/outbox/m{s.doubtful}", "/inbox", f"/inbox/r{s.matched}", f"/inbox/r{s.unmatched}"),
        *("/feedback", f"/feedback/f{s.feedback}", "/feedback/new", "/projects", "/projects/cold"),
        *("/meetings", "/explain", f"/explain/m{s.submitted}", "/sending", "/clients"),
        f"/clients/{WANG}/{made.names(WANG)[0]}",
    ]


def test_a_draft_is_approved_by_clicking(page: Page, made: tuple[Bench, str]) -> None:
    page.goto("/")
    page.get_by_role("link", name="看草稿").first.click()
    frame = page.frame_locator("iframe.letter")
    assert "仓储接口本周联调通过" in (frame.locator("body").inner_text())
    page.get_by_role("button", name="同意，照此发出").click()
    assert "已同意" in page.get_by_role("status").inner_text()
    assert _draft_state(made[0]) is DraftState.APPROVED


def test_a_greeting_gets_a_first_sentence(page: Page, made: tuple[Bench, str]) -> None:
    page.goto(f"/plans/p{made[0].story.held}")
    page.get_by_label("开头一句您自己的话").fill("谢谢您三月那晚陪我们守到两点。")
    page.get_by_role("button", name="记下这句话").click()
    page.get_by_role("status").wait_for()
    assert page.get_by_label("开头一句您自己的话").input_value() == "谢谢您三月那晚陪我们守到两点。"


def test_rows_in_new_words_are_answered_one_by_one(page: Page, made: tuple[Bench, str]) -> None:
    number = hand_in_new_words(made[0])
    page.goto(f"/books/b{number}")
    first = page.get_by_role("group", name=f"“{AFTER[0]}”是不是")
    first.get_by_label("原来那一行").check()
    # What happens meanwhile does not take the begun answer away.
    with made[0].story.store.begin() as tx:
        note(tx, "books", number, Stamp(NOW, "test"), became="compared")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(4000)
    assert first.get_by_label("原来那一行").is_checked()
    page.get_by_role("button", name="同意，写入").click()
    page.get_by_role("status").wait_for()
    step(made[0])
    assert AFTER[0] in items(made[0])
    assert BEFORE[1] in items(made[0])
    page.reload()
    assert page.get_by_role("button", name="写入这几行").is_visible()


def test_skipping_asks_first_and_takes_no_for_an_answer(
    page: Page, made: tuple[Bench, str]
) -> None:
    page.goto(f"/drafts/d{made[0].story.draft_zh}")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="这次不发").click()
    assert _draft_state(made[0]) is DraftState.AWAITING
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="这次不发").click()
    page.get_by_role("status").wait_for()
    assert _draft_state(made[0]) is DraftState.SKIPPED


def test_a_newcomer_answers_as_the_client(page: Page, made: tuple[Bench, str]) -> None:
    page.goto("/clients")
    page.get_by_role("link", name="周报 第41周").click()
    page.get_by_label("回信内容").fill("收到，报表导出太慢了，麻烦周四前看一下。")
    page.get_by_role("button", name="发出回复").click()
    page.get_by_role("status").wait_for()
    raw, envelope = made[0].delivered[0]
    assert envelope.forward_paths == (LIN.address,)
    assert "报表导出太慢了" in parse_mail(raw).body_text()
    assert made[0].names(LIN.address)


def test_hostile_words_stay_words(page: Page, made: tuple[Bench, str]) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for path in (f"/inbox/r{made[0].story.matched}", "/", "/inbox", "/feedback", "/explain"):
        page.goto(path)
        assert "owned" not in page.title()
    page.goto(f"/inbox/r{made[0].story.matched}")
    page.locator("summary").nth(1).click()
    assert "导出又慢了" in page.frame_locator("iframe.letter").locator("body").inner_text()
    assert dialogs == []


def test_everything_works_without_scripts(browser: Browser, made: tuple[Bench, str]) -> None:
    context = browser.new_context(base_url=made[1], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/drafts/d{made[0].story.draft_zh}?lang=en")
    page.get_by_label("Plain text").fill("王总：改过的话。")
    page.get_by_role("button", name="Send this text instead").click()
    page.get_by_role("status").wait_for()
    context.close()
    assert _draft_state(made[0]) is DraftState.APPROVED


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_wider_than_a_small_phone(
    browser: Browser, made: tuple[Bench, str], language: str
) -> None:
    context = browser.new_context(base_url=made[1], viewport={"width": 360, "height": 740})
    page = context.new_page()
    store, story = made[0].story.store, made[0].story
    with store.begin() as tx:  # what has no blank to break at, and a choice of long words
        long = NewOccasion("review_invitation", "invite:" + "a6f5d8" * 20, "report", NOW, "cold")
        add_occasions(tx, [long], NOW)
        number = next(one.id for one in open_occasions(tx, NOW, 100) if one.key == long.key)
        said = NewFeedback(
            *("k9", "cold", WANG, "phone", "defect", "high", None, LIN.address),
            *("could the report get one more column? " * 4, "by_hand"),
        )
        add_feedback(tx, said, Stamp(NOW, "test"))
    for path in (*_paths(made[0]), f"/explain/o{number}", f"/feedback/f{story.feedback}"):
        page.goto(f"{path}?lang={language}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path
    context.close()


def test_the_keyboard_reaches_the_page_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
