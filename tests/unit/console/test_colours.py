from __future__ import annotations

import re

import pytest

from clientcomms.console.app import ASSETS

WORDS_ON = [
    *(("ink", "paper"), ("ink", "sheet"), ("ink", "rule"), ("muted", "paper"), ("muted", "sheet")),
    *(
        ("muted", "accent-soft"),
        ("accent", "paper"),
        ("accent", "sheet"),
        ("accent", "accent-soft"),
    ),
    *(("accent-ink", "accent"), ("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft")),
    *(("warn", "sheet"), ("bad", "sheet"), ("bad", "paper"), ("muted", "rule")),
]


def _palettes() -> dict[str, dict[str, str]]:
    css = (ASSETS / "console.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), WORDS_ON)
def test_words_stand_out_enough(scheme: str, ink: str, paper: str) -> None:
    """WCAG 2.2 §1.4.3: 4.5 to 1 for text."""
    palette = _palettes()[scheme]
    assert _contrast(palette[ink], palette[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edges_of_fields_can_be_seen(scheme: str) -> None:
    """WCAG 2.2 §1.4.11: 3 to 1 for what tells a control from its surroundings."""
    palette = _palettes()[scheme]
    assert _contrast(palette["edge"], palette["sheet"]) >= 3
