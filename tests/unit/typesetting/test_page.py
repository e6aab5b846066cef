"""The shared page: styles are written out, every colour can be read, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.typesetting.test_own_templates import BRIEF

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.ports.typesetter import TemplateError
from clientcomms.providers.typesetting import styles
from clientcomms.providers.typesetting.environment import letter_of, tidied
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

LAYOUT = resources.templates() / "_layout"
SHEET = styles.sheet((LAYOUT / "styles.css").read_text(encoding="utf-8"))
TEXT = ("ink", "muted", "faint", "accent", "good", "warn", "bad")
SHADES = ("", "-dark")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("name", TEXT)
def test_text_stands_out_from_its_ground(name: str, shade: str) -> None:
    for ground in ("paper", "soft"):
        below = SHEET.variables[ground + shade]
        assert contrast(SHEET.variables[name + shade], below) >= 4.5  # WCAG 2.2 §1.4.3
        grey = SHEET.variables.get(f"{name}-mourning{shade}")
        assert grey is None or contrast(grey, below) >= 4.5


def test_mourning_has_no_colour() -> None:
    greys = [value for name, value in SHEET.variables.items() if "-mourning" in name]
    assert greys
    for grey in greys:
        channels = [int(grey[at : at + 2], 16) for at in (1, 3, 5)]
        assert max(channels) - min(channels) <= 10


def test_a_literal_class_becomes_a_style_and_stays() -> None:
    sheet = styles.sheet(":root { --ink: #111111; } .a { color: var(--ink); } .b { margin: 0 }")
    assert sheet.written_out('<p class="a b">x</p><i class="{{ y }}">') == (
        '<p class="a b" style="color: #111111;margin: 0">x</p><i class="{{ y }}">'
    )


def test_every_colour_of_the_sheet_has_one_for_the_dark() -> None:
    dark = SHEET.dark()
    for name, body in SHEET.rules.items():
        if "var(--" in body.replace("var(--sans)", ""):
            assert re.search(rf"\.{name}\b", dark), name


def test_no_template_names_a_class_that_does_not_exist() -> None:
    for path in resources.templates().rglob("*.html"):
        for names in re.findall(r'class="([^"{]*)"', path.read_text(encoding="utf-8")):
            assert set(names.split()) <= set(SHEET.rules), path


def test_phone_rules_name_classes_that_exist() -> None:
    css = (LAYOUT / "media.css").read_text(encoding="utf-8")
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) <= set(SHEET.rules)


def test_chinese_text_uses_full_width_marks() -> None:
    mark = re.compile(r"[\u4e00-\u9fff][,;:!?](?=[\u4e00-\u9fff\s]|$)", re.MULTILINE)
    for path in resources.templates().rglob("zh/*"):
        shown = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not mark.search(shown), path


def test_text_has_no_trailing_blanks_and_no_wide_gaps() -> None:
    assert tidied("\n\n一 \n\u3000\n\n\n二\t\n\n") == "一\n\n二\n"


def test_a_subject_is_one_line() -> None:
    parts = {"subject.txt": " a\r\nBcc: b\n", "body.txt": "", "body.html": "", "chat.txt": ""}
    assert letter_of(parts).subject == "a Bcc: b"


def test_a_fact_that_does_not_exist_stops_the_letter_and_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "note" / "en"
    folder.mkdir(parents=True)
    for part in ("subject.txt", "body.html", "chat.txt"):
        (folder / part).write_text("x")
    (folder / "body.txt").write_text("one\n{{ frame.colour }}\n")
    with pytest.raises(TemplateError, match=r"colour.*no such fact") as stopped:
        ShippedTypesetter(tmp_path).typeset("note", Language.EN, BRIEF)
    assert (stopped.value.template, stopped.value.line) == ("note/en/body.txt", 2)
    with pytest.raises(TemplateError, match="does not exist"):
        ShippedTypesetter(tmp_path).typeset("note", Language.ZH, BRIEF)
