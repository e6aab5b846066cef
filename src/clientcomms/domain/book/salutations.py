"""Proposals for a missing salutation. Never used in a letter before a person has taken them over."""

from __future__ import annotations

import re

# The longest title that fits decides; 副 is left out of the address: 副总经理王 is 王总.
_TITLES = (
    ("总工程师", "总工"),
    ("总工", "总工"),
    ("董事长", "董"),
    ("总经理", "总"),
    ("总裁", "总"),
    ("总监", "总"),
    ("老总", "总"),
    ("总助", "总"),
    ("副总", "总"),
    ("院长", "院长"),
    ("校长", "校长"),
    ("部长", "部长"),
    ("厂长", "厂长"),
    ("局长", "局"),
    ("处长", "处"),
    ("科长", "科"),
    ("书记", "书记"),
    ("主任", "主任"),
    ("教授", "教授"),
    ("教师", "老师"),
    ("老师", "老师"),
    ("医师", "医生"),
    ("医生", "医生"),
    ("护士长", "护士长"),
    ("经理", "经理"),
    ("主管", "主管"),
    ("工程师", "工"),
    ("架构师", "工"),
    ("运维", "工"),
    ("开发", "工"),
    ("技术", "工"),
    ("ceo", "总"),
    ("cto", "总"),
    ("cio", "总"),
    ("cfo", "总"),
)
_DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "司空",
        "令狐",
        "长孙",
        "宇文",
        "东方",
        "端木",
        "南宫",
        "西门",
        "独孤",
    ]
)
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,5}")
_DEGREE = re.compile(r"\b(Prof\.?|Professor|Dr\.?|Doctor)(?=\s|$)", re.IGNORECASE)


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def propose_chinese(name: str, title: str) -> str:
    """王建国, 副总经理 → 王总. Empty where the title does not say how to address the person.

    >>> propose_chinese("欧阳敏", "高级工程师"), propose_chinese("王建国", "副处长")
    ('欧阳工', '王处')
    """
    if not _CHINESE_NAME.fullmatch(name):
        return ""
    surname = name[:2] if name[:2] in _DOUBLE_SURNAMES else name[:1]
    plain_title = title.replace("副", "").casefold()
    if title in {"副总", "老总"}:
        return f"{surname}总"
    for word, address in _TITLES:
        if word in plain_title:
            return f"{surname}{address}"
    return ""


def propose_english(name: str, title: str, *, formal: bool) -> str:
    """The first name, or Dr and the surname. Empty where it would need the person's gender.

    >>> propose_english("Sarah Miller", "COO", formal=False)
    'Sarah'
    """
    words = name.split()
    degree = _DEGREE.search(f"{title} {name}")
    if degree and len(words) > 1:
        return f"{'Prof' if degree[1].lower().startswith('prof') else 'Dr'} {words[-1]}"
    if formal or not words or is_chinese(name):
        return ""
    return words[0]
