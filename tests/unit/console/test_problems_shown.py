from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import Bench
from tests.fakes.story import NOW

from clientcomms.domain.heard import NewMail, NewReply
from clientcomms.store.inbox import add_mail, mail_to_read, mark_read, put_aside
from clientcomms.store.journal import Stamp
from clientcomms.store.replies import add_reply

PROBLEMS = ["damaged base64: read as far as it goes", "KeyError: <b>"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "base64 有损坏，能读多少读多少"), ("en", "damaged base64: read as far as it goes")],
)
def test_what_could_not_be_read_is_told_in_the_language_of_the_page(
    made: Bench, client: TestClient, lang: str, said: str
) -> None:
    with made.story.store.begin() as tx:
        add_mail(tx, [NewMail("main", "p1", b"Subject: x\r\n\r\nx")], NOW)
        (mail,) = mail_to_read(tx, 10)
        mark_read(tx, mail.id, Stamp(NOW, "reading"))
        reading = {"reply_text": "x", "problems": PROBLEMS}
        new = NewReply(
            mail.id, "reply", "<p1@x.example>", "li@cold.example", "x", NOW, "zh", reading
        )
        number = add_reply(tx, new, NOW)
    page = client.get(f"/inbox/r{number}?lang={lang}").text
    assert f'<p class="said">{said}</p>' in page
    assert '<p class="said">KeyError: &lt;b&gt;</p>' in page


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "读了 3 次都没读成"), ("en", "reading it failed 3 times")]
)
def test_why_a_message_was_put_aside_is_told_too(
    made: Bench, client: TestClient, lang: str, said: str
) -> None:
    with made.story.store.begin() as tx:
        add_mail(tx, [NewMail("main", "p2", b"x")], NOW)
        (mail,) = mail_to_read(tx, 10)
        put_aside(tx, mail.id, Stamp(NOW, "reading", "reading it failed 3 times"))
    assert said in client.get(f"/inbox?lang={lang}").text
