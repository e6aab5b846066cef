from __future__ import annotations

import pytest

from clientcomms.domain.reading import Rating
from clientcomms.domain.triage.lexicon import fold
from clientcomms.domain.triage.ratings import rating_in


@pytest.mark.parametrize(
    ("text", "subject", "rating"),
    [
        ("8分", "NPS", Rating(8, 10)),
        ("给8分,响应很快", "满意度(0-10分)", Rating(8, 10)),
        ("4", "回复:满意度调查(1-5)", Rating(4, 5)),
        ("４分", "满意度(5分制)", Rating(4, 5)),
        ("4/5,不错", "", Rating(4, 5)),
        ("五星好评", "", Rating(5, 5)),
        ("★★★★☆", "", Rating(4, 5)),
        ("九分吧", "NPS调查", Rating(9, 10)),
        ("92分", "百分制评分", Rating(92, 100)),
        ("Overall: 2", "Survey (1 = poor, 5 = excellent)", Rating(2, 5)),
        ("Four. Very patient trainer.", "How did we do? (1-5)", Rating(4, 5)),
        ("9 out of 10", "", Rating(9, 10)),
        ("Zero.", "NPS", Rating(0, 10)),
        ("7.5/10", "", Rating(7.5, 10)),
        ("4 stars", "", Rating(4, 5)),
        ("质量4 沟通5 进度3", "满意度(1-5)", None),
        ("不方便评价。", "满意度", None),
        ("第3条要改,其他没意见", "满意度", None),
        ("每周五开会更好", "满意度", None),
        ("十分感谢", "满意度", None),
    ],
)
def test_one_overall_score_is_read_on_its_scale(
    text: str, subject: str, rating: Rating | None
) -> None:
    assert rating_in(fold(text), fold(subject), asked=True) == rating


@pytest.mark.parametrize("text", ["3", "8分钟后回电", "4 users cannot log in", "周五前", "12/5前"])
def test_figures_in_other_letters_are_no_score(text: str) -> None:
    assert rating_in(fold(text), "", asked=False) is None
