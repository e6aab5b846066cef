"""A greeting filled in from a shared one is the greeting that is set by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset
from clientcomms.letters.frame import Frame, Signature
from clientcomms.letters.holiday_greeting import Brief, OnCall
from clientcomms.providers.typesetting.environment import PARTS, environment, letter_of, names_of
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

KIND = "holiday_greeting"
SHIPPED = ShippedTypesetter(resources.templates())
PLAIN = {one: environment((resources.templates(),), one, Environment) for one in Language}

SIGNATURE = Signature("林晓", "项目经理", "青禾软件", "13800138000", "lin@qh.example", mobile=True)
ODD = (
    *("王总：", "尊敬的王总：", "Hi David,", "<b>李工</b> & 'co':", '"O\'Neil",', ""),
    *(
        " 王总：",
        "王总：\u3000",
        "王\n总：",
        "王  总：",
        "\ue000marker\ue000",
        "\ue000",
        "{{ wish }}",
    ),
)
WORDS = st.one_of(st.sampled_from(ODD), st.text(max_size=12))
MARKERS = st.one_of(st.just("[cc:abcdefgh]"), WORDS)
PERSONAL = st.lists(WORDS, max_size=2).map(tuple)
DAYS = st.dates(date(2026, 9, 28), date(2026, 10, 9))


def by_itself(language: Language, brief: Brief) -> Typeset:
    known = names_of(brief)
    return letter_of(
        {
            part: PLAIN[language].get_template(f"{KIND}/{language}/{part}").render(known)
            for part in PARTS
        }
    )


def greeting(language: Language, salutation: str, marker: str, personal: tuple[str, ...]) -> Brief:
    return Brief(
        frame=Frame(
            *(language, salutation, "订单平台", "订单平台", date(2026, 9, 28), SIGNATURE, marker),
            mourning=False,
            weekend=False,
        ),
        subject=f"{salutation} 中秋快乐",
        personal=personal,
        first_off=date(2026, 10, 1),
        last_off=date(2026, 10, 7),
        back_on=date(2026, 10, 8),
        on_call=(),
        wish="祝您和家人中秋快乐！",
    )


@settings(deadline=None)  # the first example compiles the templates
@given(
    language=st.sampled_from(Language),
    salutations=st.lists(WORDS, min_size=2, max_size=4),
    marker=MARKERS,
    personal=PERSONAL,
    who=st.tuples(WORDS, WORDS, WORDS),
    days=st.one_of(st.just((None, None)), st.tuples(DAYS, DAYS)),
)
def test_a_shared_greeting_says_what_one_set_by_itself_says(
    language: Language,
    salutations: list[str],
    marker: str,
    personal: tuple[str, ...],
    who: tuple[str, str, str],
    days: tuple[date | None, date | None],
) -> None:
    on_call = OnCall(*who, *days)
    for salutation in salutations:
        brief = replace(greeting(language, salutation, marker, personal), on_call=(on_call,))
        assert SHIPPED.typeset(KIND, language, brief) == by_itself(language, brief)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("salutation", ODD)
def test_odd_salutations_are_taken_as_they_are(language: Language, salutation: str) -> None:
    brief = greeting(language, salutation, "[cc:abcdefgh]", ())
    assert SHIPPED.typeset(KIND, language, brief) == by_itself(language, brief)
