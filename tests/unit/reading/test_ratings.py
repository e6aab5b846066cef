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
        ("满分", "满意度(1-5)", Rating(5, 5)),
        ("Full marks", "Survey (1-5)", Rating(5, 5)),
        ("4星半", "", Rating(4.5, 5)),
        ("九十分", "百分制", Rating(90, 100)),
        ("满分10分我给8分", "", Rating(8, 10)),
        ("5分满分，给4分", "", Rating(4, 5)),
        ("总体8分，文档6分，沟通9分", "0-10分", Rating(8, 10)),
        ("A 7 from me", "Survey (0-10)", Rating(7, 10)),
        ("I'd rate it 8", "Survey (0-10)", Rating(8, 10)),
        ("Definitely a 10!", "Survey (0-10)", Rating(10, 10)),
        ("Rating - 3", "1-5", Rating(3, 5)),
        ("4 - good overall", "1-5", Rating(4, 5)),
        ("打7折", "", None),
        ("七八分吧", "0-10", None),
        ("3 people left", "1-5", None),
        ("2 weeks late, 2 of 3 milestones missed", "1-5", None),
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
