"""A person sees why a message was not believed, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from tests.fakes.console import Bench
from tests.fakes.story import NOW

from clientcomms.cli.explaining import explain
from clientcomms.domain.heard import Match
from clientcomms.domain.trust import Trust, Weighed
from clientcomms.domain.trust_reasons import dmarc_failed, vouched
from clientcomms.store.journal import Stamp
from clientcomms.store.replies import keep_match
from clientcomms.wire.authentication_results import Authentication

FORGED = b"""Authentication-Results: mx.qinghe.example; dmarc=fail header.from=cold.example
From: "lin@qinghe.example" <wang@cold.example>
Subject: x
Content-Type: text/plain; charset=utf-8

\xe5\x90\x8c\xe6\x84\x8f
"""


def weigh(made: Bench, weighed: Weighed) -> str:
    story = made.story
    with story.store.begin() as tx:
        match = Match("reference", "cold")
        stamp = Stamp(NOW, "matching")
        keep_match(tx, story.unmatched, match, stamp, believed=False, weighed=weighed)
    return f"/inbox/r{story.unmatched}"


def test_the_page_of_a_doubted_message_says_why_and_what_to_do(
    made: Bench, client: TestClient
) -> None:
    reason = dmarc_failed("wang@cold.example", "mx.qinghe.example")
    path = weigh(made, Weighed(Trust.NONE, (reason,)))
    chinese, english = client.get(path).text, client.get(f"{path}?lang=en").text
    assert "这封信没有采信" in chinese
    assert "说它不是 cold.example 发的（DMARC 不通过）" in chinese
    assert "打电话向本人核实" in chinese
    assert "This message was not believed" in english
    assert "says that cold.example did not send it (DMARC fails)" in english
    assert "没有采信" in client.get("/inbox?lang=zh").text


def test_the_page_of_a_believed_message_says_what_that_rests_on(
    made: Bench, client: TestClient
) -> None:
    said = Authentication("pass", "pass", None, "mx.qinghe.example", ("cold.example",))
    path = weigh(made, Weighed(Trust.STRONG, (vouched("wang@cold.example", said),)))
    chinese, english = client.get(path).text, client.get(f"{path}?lang=en").text
    assert "是不是本人写的：已证实" in chinese
    assert "发件人确属 cold.example" in chinese
    assert "Who wrote it: confirmed" in english
    assert "没有采信" not in chinese


@pytest.mark.parametrize(
    ("language", "verdict", "name"),
    [
        ("zh", "说它不是 cold.example", "发件人的名字里写着另一个地址"),
        ("en", "did not send it", "shows another address"),
    ],
)
def test_explain_tells_what_the_message_shows_of_its_sender(
    tmp_path: Path, language: str, verdict: str, name: str
) -> None:
    (tmp_path / "a.eml").write_bytes(FORGED)
    asked = [str(tmp_path), "--lang", language]
    trusting = CliRunner().invoke(explain, [*asked, "--trust", "MX.qinghe.example"])
    careful = CliRunner().invoke(explain, asked)
    assert trusting.exit_code == careful.exit_code == 0
    assert "".join(verdict.split()) in squeezed(trusting.output)
    assert "".join(verdict.split()) not in squeezed(careful.output)
    assert "".join(name.split()) in squeezed(careful.output)


def test_a_long_chinese_paragraph_is_shown_to_its_end(tmp_path: Path) -> None:
    words = "二号库扫码还是要扫两次昨天又耽误了半个小时仓库的同事意见很大" * 3
    (tmp_path / "a.eml").write_bytes(
        b"From: li@cold.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n"
        + words.encode()
    )
    told = CliRunner().invoke(explain, [str(tmp_path), "--lang", "zh"]).output
    written = "".join(line.split("│")[1].strip() for line in told.splitlines() if "│" in line)
    assert words in written


def squeezed(told: str) -> str:
    """What stands in the third column, without its frame and without blanks."""
    column = [line.split("│")[-2] for line in told.splitlines() if line.count("│") >= 2]
    return "".join("".join(column).split())
