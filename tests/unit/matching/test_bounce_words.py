from __future__ import annotations

import pytest

from clientcomms.domain.bounces import judge_bounce


@pytest.mark.parametrize(
    ("status", "diagnostic", "dead", "zh", "en"),
    [
        ("5.1.1", "smtp; 550 5.1.1 user unknown", True, "没有这个邮箱", "no such mailbox"),
        ("5.2.2", "smtp; 552 5.2.2 over quota", False, "邮箱已满", "mailbox is full"),
        ("5.7.1", "smtp; 550 5.7.1 rejected", False, "拒收", "rejected"),
        ("5.7.26", "smtp; 550 5.7.26 unauthenticated", False, "拒收", "rejected"),
        ("4.4.1", None, False, "没有回应", "did not answer"),
        ("5.1.2", None, True, "没有这个域名", "no such domain"),
        ("5.0.0", "smtp; 550 no such user here", True, "没有这个邮箱", "no such mailbox"),
        (None, "550 User unknown", True, "没有这个邮箱", "no such mailbox"),
        (None, None, False, "退回", "came back"),
        ("5.1.10", None, True, "不收信", "takes no mail"),
    ],
)
def test_a_bounce_is_told_in_words_one_can_act_on(
    status: str | None, diagnostic: str | None, *, dead: bool, zh: str, en: str
) -> None:
    bounce = judge_bounce(status, diagnostic)
    assert bounce.is_dead is dead
    assert zh in bounce.reason_zh
    assert en in bounce.reason_en
