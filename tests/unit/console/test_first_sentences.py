from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import Bench, post
from tests.fakes.story import NOW

from clientcomms.domain.flow import NewDraft
from clientcomms.store.drafts import add_draft
from clientcomms.store.occasions import occasion_by_id
from clientcomms.store.plans import plan_by_id
from clientcomms.store.state import apply_book, load_book

LINE = "谢谢您三月那晚 <陪我们> 守到两点。"


def kept(made: Bench) -> object:
    with made.story.store.read() as tx:
        plan = plan_by_id(tx, made.story.held)
        occasion = occasion_by_id(tx, plan.occasion_id) if plan else None
    return occasion.matter.get("personal_line") if occasion else None


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "开头一句您自己的话"), ("en", "A first sentence of your own")]
)
def test_a_greeting_has_a_field_for_a_sentence_and_other_letters_have_none(
    made: Bench, client: TestClient, lang: str, label: str
) -> None:
    assert label in client.get(f"/plans/p{made.story.held}?lang={lang}").text
    assert label not in client.get(f"/plans/p{made.story.planned}?lang={lang}").text
    assert label not in client.get(f"/drafts/d{made.story.draft_zh}?lang={lang}").text


def test_the_sentence_is_kept_shown_and_taken_out_again(made: Bench, client: TestClient) -> None:
    path = f"/plans/p{made.story.held}"
    answer = post(client, f"{path}/personal-line", line=f"  {LINE}\r\n")
    assert answer.status_code == 303
    assert kept(made) == LINE
    page = client.get(answer.headers["location"]).text
    assert "问候会用这句话开头" in page
    assert "&lt;陪我们&gt; 守到两点。</textarea>" in page
    assert "控制台 写了开头的话" in page
    again = post(client, f"{path}/personal-line", line=LINE)
    assert "没有改动" in client.get(again.headers["location"]).text
    post(client, f"{path}/personal-line", line="")
    assert kept(made) == ""


def test_the_sentence_of_the_contacts_sheet_stands_in_the_field(
    made: Bench, client: TestClient
) -> None:
    with made.story.store.begin() as tx:
        book = load_book(tx, ["shop"])
        told = tuple(replace(one, personal_line="Thank you for March.") for one in book.contacts)
        apply_book(tx, replace(book, contacts=told))
    assert "Thank you for March.</textarea>" in client.get(f"/plans/p{made.story.held}").text


def test_beside_a_draft_it_goes_to_the_letter_of_the_draft(made: Bench, client: TestClient) -> None:
    with made.story.store.begin() as tx:
        new = NewDraft(made.story.held, "f", "[cc:aaaa]", "Season", "Hi", "<p>Hi</p>", "Hi", NOW)
        number = add_draft(tx, new)
    assert "A first sentence" in client.get(f"/drafts/d{number}?lang=en").text
    answer = post(client, f"/drafts/d{number}/personal-line", line=LINE)
    assert answer.headers["location"].startswith(f"/drafts/d{number}")
    assert kept(made) == LINE
    assert post(client, "/drafts/d999/personal-line", line=LINE).status_code == 404


def test_a_greeting_is_not_offered_as_urgent(made: Bench, client: TestClient) -> None:
    path = f"/plans/p{made.story.held}"
    assert "/urgent" not in client.get(path).text
    assert post(client, f"{path}/urgent").status_code == 409
    report = client.get(f"/plans/p{made.story.plan_of_draft_zh}").text
    assert f"/plans/p{made.story.plan_of_draft_zh}/urgent" in report


def test_what_cannot_be_a_first_sentence_is_refused_in_words(
    made: Bench, client: TestClient
) -> None:
    client.get("/?lang=en")
    answer = post(client, f"/plans/p{made.story.held}/personal-line", line="x" * 501)
    assert answer.status_code == 409
    assert "500 characters at most" in answer.text
    answer = post(client, f"/plans/p{made.story.planned}/personal-line", line=LINE)
    assert answer.status_code == 409
    assert kept(made) is None
