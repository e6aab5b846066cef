from __future__ import annotations

from datetime import timedelta

import pytest

from clientcomms.wire.smtp_replies import Judgement, Stage, Verdict, judge_reply


@pytest.mark.parametrize(
    ("stage", "code", "text", "expected"),
    [
        (Stage.CONTENT, 250, "ok", Judgement(Verdict.ACCEPTED)),
        (Stage.DATA, 354, "go on", Judgement(Verdict.ACCEPTED)),
        (Stage.RCPT, 251, "will forward", Judgement(Verdict.ACCEPTED)),
        (Stage.RCPT, 450, "greylisted", Judgement(Verdict.DEFERRED)),
        (Stage.RCPT, 552, "too many recipients", Judgement(Verdict.DEFERRED)),
        (Stage.MAIL, 552, "too big", Judgement(Verdict.REFUSED)),
        (Stage.CONTENT, 552, "too big", Judgement(Verdict.REFUSED)),
        (Stage.RCPT, 550, "no such user", Judgement(Verdict.REFUSED)),
        (Stage.RCPT, 421, "closing", Judgement(Verdict.DEFERRED, whole_account=True)),
        (Stage.CONNECT, 554, "not here", Judgement(Verdict.DEFERRED, whole_account=True)),
        (Stage.AUTH, 454, "later", Judgement(Verdict.DEFERRED, whole_account=True)),
        (Stage.AUTH, 535, "wrong", Judgement(Verdict.UNAUTHORIZED, whole_account=True)),
        (Stage.AUTH, 550, "user suspended", Judgement(Verdict.UNAUTHORIZED, whole_account=True)),
        (Stage.MAIL, 530, "log in", Judgement(Verdict.UNAUTHORIZED, whole_account=True)),
        (
            Stage.CONTENT,
            451,
            "DT:SPM 163 smtp4",
            Judgement(Verdict.DEFERRED, wait=timedelta(minutes=2)),
        ),
        (Stage.CONTENT, 554, "DT:SPM 163 smtp4", Judgement(Verdict.REFUSED)),
        (
            Stage.CONNECT,
            421,
            "HL:ICC 163",
            Judgement(Verdict.DEFERRED, whole_account=True, wait=timedelta(minutes=15)),
        ),
        (
            Stage.MAIL,
            553,
            "Mail from must equal authorized user",
            Judgement(Verdict.UNAUTHORIZED, whole_account=True),
        ),
        (
            Stage.CONTENT,
            554,
            "Reject by behaviour spam ANTISPAM_BAT[01201311]: too frequently sending",
            Judgement(Verdict.DEFERRED, whole_account=True, wait=timedelta(hours=1)),
        ),
    ],
)
def test_the_reply_is_judged_by_stage_code_and_lore(
    stage: Stage, code: int, text: str, expected: Judgement
) -> None:
    assert judge_reply(stage, code, text) == expected
