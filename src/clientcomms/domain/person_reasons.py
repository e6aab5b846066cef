"""Why a plan stands where it stands, when the reason is a person's word."""

from __future__ import annotations

from clientcomms.domain.reasons import Reason


def approved_by(who: str) -> Reason:
    """Explain a letter that a person let go."""
    return Reason("approved", f"{who} 已同意发出", f"approved by {who}")


def skipped_by(who: str) -> Reason:
    """Explain a letter that a person did not want to send."""
    return Reason("skipped", f"{who} 决定这次不发", f"{who} chose not to send this one")


def held_by(who: str, why: str) -> Reason:
    """Explain a letter that a person keeps back."""
    zh, en = _because(why)
    return Reason("held_by_hand", f"{who} 手工暂扣{zh}", f"held back by {who}{en}")


def released_by(who: str) -> Reason:
    """Explain that a letter may go on."""
    return Reason("released", f"{who} 放行", f"released by {who}")


def dropped_by(who: str, why: str) -> Reason:
    """Explain a letter that a person took off the list."""
    zh, en = _because(why)
    return Reason("dropped_by_hand", f"{who} 取消了这封信{zh}", f"dropped by {who}{en}")


def urgent_by(who: str) -> Reason:
    """Explain a letter that goes first, and outside the hours of its reader."""
    return Reason(
        "urgent",
        f"{who} 标为紧急：尽快发，不等工作时间",
        f"{who} marked it urgent: it goes first and waits for no office hours",
    )


def personal_line_by(who: str) -> Reason:
    """Explain a greeting whose first sentence a person has written."""
    return Reason("personal_line", f"{who} 写了开头的话", f"{who} wrote its first sentence")


def sent_by_hand(who: str) -> Reason:
    """Explain that a person has said it already, in a chat or from the own mailbox."""
    return Reason("sent_by_hand", f"{who} 已自己发过", f"{who} sent it personally")


def _because(why: str) -> tuple[str, str]:
    text = " ".join(why.split())
    return (f"：{text}", f": {text}") if text else ("", "")
