"""Why something about time was decided, in both languages.

A reason is stored with the plan it explains, so it carries its words with it: the console and
``explain`` show what was true then, not what today's code would say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One stored reason: a stable rule name and the sentence for people."""

    rule: str
    text_zh: str
    text_en: str

    def text(self, language: str) -> str:
        """Return the sentence in Chinese for any ``zh`` language tag, else in English."""
        return self.text_zh if language.lower().startswith("zh") else self.text_en


def quiet_hours(opens: str, closes: str) -> Reason:
    """Explain a move out of the recipient's night."""
    return Reason(
        "quiet_hours",
        f"不在对方的收信时段（{opens}–{closes}）",
        f"outside the recipient's hours ({opens}-{closes})",
    )


def weekend(country: str) -> Reason:
    """Explain a move off a weekend."""
    return Reason("weekend", f"周末（{country}）", f"weekend ({country})")


def public_holiday(name_zh: str, name_en: str, country: str, *, decreed: bool = True) -> Reason:
    """Explain a move off a public holiday; one not decreed yet is no fact and says so."""
    mark_zh, mark_en = ("", "") if decreed else ("，预测", ", projected")
    return Reason(
        "public_holiday",
        f"法定节假日：{name_zh}（{country}{mark_zh}）",
        f"public holiday: {name_en} ({country}{mark_en})",
    )


def makeup_workday(country: str) -> Reason:
    """Explain that only essential letters go out on a make-up working day (调休)."""
    return Reason(
        "makeup_workday",
        f"调休上班日（{country}），只发必要的信",
        f"make-up working day ({country}): essential letters only",
    )


def dst_gap(wanted: datetime, shown: datetime) -> Reason:
    """Explain a wall-clock time that did not exist on its day."""
    return Reason(
        "dst_gap",
        f"当地时钟拨快，{wanted:%H:%M} 不存在，改为 {shown:%H:%M}",
        f"the clock skips {wanted:%H:%M} that day, so {shown:%H:%M}",
    )


def dst_overlap(wanted: datetime) -> Reason:
    """Explain which of two equal wall-clock times was meant."""
    return Reason(
        "dst_overlap",
        f"当地时钟拨慢，{wanted:%H:%M} 出现两次，取第一次",
        f"{wanted:%H:%M} comes twice that day: the first one",
    )


def quiet_season(name_zh: str, name_en: str) -> Reason:
    """Explain why nothing optional is asked now."""
    return Reason("quiet_season", f"静默期：{name_zh}", f"quiet season: {name_en}")


def no_celebration(name_zh: str, name_en: str) -> Reason:
    """Explain why nothing festive leaves on this day."""
    return Reason("no_celebration", f"当日不宜庆贺：{name_zh}", f"no celebration on {name_en}")


def mourning(region: str, until: date) -> Reason:
    """Explain that the mourning switch is on."""
    return Reason(
        "mourning",
        f"哀悼期（{region}，至 {until.isoformat()}）",
        f"mourning ({region}, until {until.isoformat()})",
    )


def merged(into: datetime) -> Reason:
    """Explain that two instances of a series landed on one slot."""
    return Reason(
        "merged",
        f"与 {into:%Y-%m-%d %H:%M} 的一场合并",
        f"merged with the one at {into:%Y-%m-%d %H:%M}",
    )


def excluded() -> Reason:
    """Explain an instance that the series itself leaves out."""
    return Reason("exdate", "已从系列中取消（EXDATE）", "taken out of the series (EXDATE)")


def joined(*reasons: Reason) -> Reason:
    """Join several reasons under the first one's rule."""
    return Reason(
        reasons[0].rule,
        "；".join(reason.text_zh for reason in reasons),
        "; ".join(reason.text_en for reason in reasons),
    )
