from __future__ import annotations

import pytest

from clientcomms.domain.ids import LETTERS, Numbered, UnknownIdError, parse_id, show_id


@pytest.mark.parametrize("place", list(Numbered))
def test_every_place_has_a_letter_that_leads_back(place: Numbered) -> None:
    assert parse_id(show_id(place, 12)) == (place, 12)
    assert len(LETTERS) == len(Numbered)


@pytest.mark.parametrize("text", ["D12", " d12 ", "#d12", "d-12", "d 12"])
def test_an_id_is_understood_as_people_write_it(text: str) -> None:
    assert parse_id(text) == (Numbered.DRAFT, 12)


@pytest.mark.parametrize("text", ["", "12", "x12", "d", "d１２", "d12; drop", "d" + "9" * 30])
def test_what_is_no_id_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(UnknownIdError, match="d12"):
        parse_id(text)
