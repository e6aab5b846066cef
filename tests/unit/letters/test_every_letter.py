"""Whatever the project holds, each kind of letter reads naturally and tells nothing it must not."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields, replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.letters.reading import stumbles
from tests.unit.letters.sample_facts import SECRETS, TODAY, facts, item, state
from tests.unit.letters.sample_matters import MATTERS, facts_for
from typing_extensions import override

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.domain.projects import (
    Cause,
    Commercial,
    Dimension,
    Headline,
    Heard,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    ProjectState,
    Status,
    WeekItem,
)
from clientcomms.letters.contract import Typeset, Unfit
from clientcomms.letters.registry import LETTERS, brief_for
from clientcomms.providers.typesetting.environment import PARTS, environment, letter_of, names_of
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

TYPESETTER = ShippedTypesetter(resources.templates())
KINDS = sorted(LETTERS)
each_kind = pytest.mark.parametrize("kind", KINDS)
each_language = pytest.mark.parametrize("language", list(Language))


def written(kind: str, language: Language, of: ProjectState | None = None) -> Typeset | Unfit:
    known = facts_for(kind, facts(language, of))
    brief = brief_for(kind, known, MATTERS[kind])
    return brief if isinstance(brief, Unfit) else TYPESETTER.typeset(kind, language, brief)


def letter(kind: str, language: Language) -> Typeset:
    made = written(kind, language)
    assert isinstance(made, Typeset), made
    return made


def test_every_kind_has_a_matter_to_be_tried_with() -> None:
    assert set(MATTERS) == set(LETTERS)


@each_language
@each_kind
def test_a_letter_tells_nothing_internal(kind: str, language: Language) -> None:
    made = letter(kind, language)
    for secret in SECRETS:
        assert secret not in f"{made.subject}\n{made.text}\n{made.html}\n{made.chat}"


@each_kind
def test_a_brief_holds_nothing_internal_even_unused(kind: str) -> None:
    brief = brief_for(kind, facts_for(kind, facts(Language.ZH)), MATTERS[kind])
    held = repr([getattr(brief, one.name) for one in fields(brief)])  # type: ignore[arg-type]  # every brief is a dataclass
    for secret in SECRETS:
        assert secret not in held


@each_kind
def test_a_reader_of_another_client_stops_every_letter(kind: str) -> None:
    known = facts(Language.ZH)
    stranger = replace(known.to[0], project_code="other", address="x@other.example")
    held = brief_for(kind, replace(known, cc=(stranger,)), MATTERS[kind])
    assert isinstance(held, Unfit)
    assert held.rule == "client_wall"
    assert "x@other.example" in held.text_en


@each_language
@each_kind
def test_a_letter_carries_its_marker_and_one_subject_line(kind: str, language: Language) -> None:
    made = letter(kind, language)
    assert made.text.rstrip().endswith("[cc:7Q2M4K]")
    assert "[cc:7Q2M4K]" in made.html
    assert stumbles(made, language) == []


@each_language
@each_kind
def test_a_letter_is_what_jinja_itself_makes_of_its_templates(
    kind: str, language: Language
) -> None:
    brief = brief_for(kind, facts_for(kind, facts(language)), MATTERS[kind])
    plain = environment((resources.templates(),), language)
    parts = {
        part: plain.get_template(f"{kind}/{language}/{part}").render(names_of(brief))
        for part in PARTS
    }
    assert letter(kind, language) == letter_of(parts)


@each_language
@each_kind
def test_html_is_whole_and_needs_no_image(kind: str, language: Language) -> None:
    made = letter(kind, language)
    page = Outline()
    page.feed(made.html)
    assert page.open == []
    assert page.language == ("zh-CN" if language is Language.ZH else "en")
    assert page.pictures == 0
    assert page.links == []
    assert page.tables_without_role == 0
    assert 'name="color-scheme" content="light dark"' in made.html
    assert "prefers-color-scheme: dark" in made.html


class Outline(HTMLParser):
    """Which elements stay open, and what mail programs stumble over."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.language = ""
        self.pictures = 0
        self.links: list[str] = []
        self.tables_without_role = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.get("lang") or ""
        self.pictures += tag in {"img", "svg", "video"}
        self.tables_without_role += tag == "table" and known.get("role") != "presentation"
        if tag in {"script", "link", "iframe"}:
            self.links.append(tag)
        if tag not in {"meta", "br", "img", "hr"}:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.skipif(shutil.which("tidy") is None, reason="tidy is not installed")
@each_language
@each_kind
def test_tidy_has_no_complaint(kind: str, language: Language) -> None:
    made = letter(kind, language)
    ran = subprocess.run(
        [
            "tidy",
            "-q",
            "-e",
            "-utf8",
            "--drop-empty-elements",
            "no",
            "--mute-id",
            "yes",
        ],  # whichever is installed
        input=made.html.encode(),
        capture_output=True,
        check=False,
    )
    said = [
        line
        for line in ran.stderr.decode().splitlines()
        if "Warning" in line or "Error" in line
        # Old mail programs read these attributes, and tables for layout have no summary.
        if not re.search(r'PROPRIETARY|lacks "summary"|not allowed for XHTML5', line)
    ]
    assert said == []


# ---- any project ---------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "",
        "联调通过。",
        "  两  行\n文字\uff1b",
        "Please open accounts.",
        "请王总确认范围",
        "a",
        "麻烦",
        "…",
    ]
)
DAYS = st.none() | st.integers(-20, 400).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def items(draw: st.DrawFn) -> WeekItem:
    return item(
        draw(st.uuids()).hex,
        draw(st.sampled_from(ItemKind)),
        draw(WORDS) or "做完了",
        owner=draw(st.sampled_from(["", "林晓", "chen@qinghe.example", "x@other.example"])),
        ask_of=draw(st.sampled_from(["", "王总", "李娜", "li@cold.example", "生人"])),
        due_on=draw(DAYS),
        done_on=draw(DAYS),
        percent=draw(st.none() | st.integers(0, 100)),
        solution=draw(WORDS),
        if_late=draw(WORDS),
        state=draw(st.sampled_from(ItemState)),
    )


@st.composite
def stones(draw: st.DrawFn) -> Milestone:
    day = st.integers(-30, 400).map(lambda days: TODAY + timedelta(days=days))
    return Milestone(
        *("cold", draw(st.uuids()).hex, draw(st.sampled_from(["验收", "Trial run。"]))),
        *(draw(day), draw(day), draw(DAYS)),
        draw(st.none() | st.sampled_from(Cause)),
        draw(WORDS),
        draw(st.sampled_from(["", "30%"])),
    )


@st.composite
def projects(draw: st.DrawFn) -> ProjectState:
    known = state(draw(st.sampled_from(Language)))
    reason = draw(WORDS)
    lights = st.builds(Status, st.sampled_from(Light), st.just(reason))
    headline = Headline(
        *("cold", "2026-W42", draw(WORDS)),
        draw(st.dictionaries(st.sampled_from(Dimension), lights)),
    )
    return replace(
        known,
        project=replace(known.project, commercial=draw(st.sampled_from(Commercial))),
        manager=replace(known.manager, phone=draw(st.sampled_from(["", "010-12345678"]))),
        week_items=tuple(draw(st.lists(items(), max_size=6))),
        milestones=tuple(draw(st.lists(stones(), max_size=4))),
        headlines=draw(st.sampled_from([(), (headline,)])),
        hours=draw(st.sampled_from([(), known.hours, _over(known.hours)])),
        heard=draw(st.sampled_from([(), (Heard(1, "", "慢", reason, None),)])),
        promises=(),
    )


def _over(hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
    first = hours[0]
    return (
        replace(first, contracted=None),
        replace(first, week="2026-W40", contracted=first.person_days),
    )


@each_kind
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(known=projects(), language=st.sampled_from(Language))
def test_whatever_is_missing_a_letter_reads_naturally(
    kind: str, known: ProjectState, language: Language
) -> None:
    made = written(kind, language, known)
    if isinstance(made, Unfit):
        assert made.rule
        assert made.text_zh
        assert made.text_en
    else:
        assert stumbles(made, language) == []


@each_language
@each_kind
def test_a_line_break_in_a_name_opens_no_second_header(kind: str, language: Language) -> None:
    known = state(language)
    evil = replace(
        known, project=replace(known.project, subject_tag="x\r\nBcc: a@b", name="x\r\nBcc: a@b")
    )
    made = written(kind, language, evil)
    assert isinstance(made, Typeset)
    assert not re.search(r"[\r\n]", made.subject)


@each_kind
def test_markup_in_the_facts_is_text_in_the_html(kind: str) -> None:
    known = state(Language.ZH)
    evil = replace(
        known,
        project=replace(known.project, name="<script>alert(1)</script>"),
        week_items=tuple(
            replace(one, client_wording=f"<b>{one.client_wording}</b>") for one in known.week_items
        ),
    )
    made = written(kind, Language.ZH, evil)
    assert isinstance(made, Typeset)
    assert "<script" not in made.html
    assert "<b>" not in made.html
