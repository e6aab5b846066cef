from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from clientcomms.wire.plain_html import page_of_text


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]

    @override
    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _seen(text: str) -> _Seen:
    page = _Seen()
    page.feed(page_of_text(text, "zh"))
    page.close()
    return page


def test_markup_that_a_person_types_stays_text() -> None:
    seen = _seen("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> & \"'")
    assert "script" not in seen.tags
    assert "img" not in seen.tags
    assert "<script>alert(1)</script>" in "".join(seen.text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一\n二\n\n三", ["p", "br", "p"]),
        ("请您：\n1. 定延时\n   理由如下\n2. 开账号\n\n谢谢", ["p", "ol", "li", "br", "li", "p"]),
        ("· 接口\n· 验收", ["ul", "li", "li"]),
        ("- one\n- two\n1. three", ["ul", "li", "li", "ol", "li"]),
        ("【里程碑】\n· 接口", ["p", "ul", "li"]),
        ("**Milestones**\nfine", ["p", "p"]),
        ("WE NEED FROM YOU\n1. Dana: a date", ["p", "ol", "li"]),
        ("THIS WEEK: 3 done\nDone: all", ["p", "p"]),
        ("OK: fine\nHTML is here", ["p", "br"]),
        ("2026. 年", ["p"]),
        ("3.5 小时", ["p"]),
    ],
)
def test_paragraphs_lists_and_headings_are_made(text: str, wanted: list[str]) -> None:
    frame = {"html", "head", "meta", "title", "body", "div"}
    assert [tag for tag in _seen(text).tags if tag not in frame] == wanted


def test_a_list_that_goes_on_keeps_its_number() -> None:
    assert '<ol start="3"' in page_of_text("3. drei\n4. vier", "de")


@given(st.text(max_size=300))
def test_no_text_makes_an_element_beyond_the_few(text: str) -> None:
    made = set(_seen(text).tags)
    assert made <= {"html", "head", "meta", "title", "body", "div", "p", "br", "ul", "ol", "li"}
