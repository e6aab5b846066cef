from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from tests.fakes.post import Post, mail, quoting
from tests.fakes.world import LIN, World

from clientcomms.bootstrap.intake import attachment_source
from clientcomms.domain.states import BookState
from clientcomms.intake.importing import import_received
from clientcomms.store import books, state

HEADER = "项目代号,类别,事项,对客户可见"
BEFORE = ("甲方机房验收", "接口文档补齐", "移动端离线上传", "二号库现场测试")
AFTER = ("甲方机房验收（含消防）", "接口文档补齐并评审", "移动端离线上传", "二号库现场测试")


def week(*items: str) -> bytes:
    return "\n".join([HEADER, *(f"cold,进行,{item},是" for item in items)]).encode()


def sheet(raw: bytes, number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = LIN.address, LIN.address, "台账"
    message["Message-ID"] = f"<book{number}@qinghe.example>"
    message.set_content("本周的台账")
    message.add_attachment(raw, maintype="text", subtype="csv", filename="周报.csv")
    return message.as_bytes()


@pytest.fixture
def post(world: World) -> Post:
    """Lin mailed four rows and said yes; then two of them came in other words."""
    post = Post(world)
    post.arrives(sheet(week(*BEFORE), 1))
    step(post)
    answer(post, "同意")
    assert items(post) >= set(BEFORE)
    post.arrives(sheet(week(*AFTER), 2))
    step(post)
    return post


def step(post: Post) -> None:
    """Compare or take in, and let the letters to our own people leave."""
    import_received(post.world.store, attachment_source, lambda *_: ("", ""), post.world.now)
    post.world.turn()


def answer(post: Post, words: str, kind: str = "import_receipt") -> None:
    entry = [one for one in post.world.entries() if one.kind == kind][-1]
    told = message_from_bytes(post.world.letters_to(LIN.address)[-1], policy=default)
    body = told.get_body(("plain",))
    assert body is not None
    text = quoting(words, body.get_content())
    post.arrives(mail(LIN.address, "Re: 台账", text, in_reply_to=entry.message_id))
    step(post)


def items(post: Post) -> set[str]:
    with post.world.store.read() as tx:
        return {one.item for one in state.load_book(tx, ["cold"]).week_items}


def shown(post: Post) -> str:
    told = message_from_bytes(post.world.letters_to(LIN.address)[-1], policy=default)
    body = told.get_body(("plain",))
    assert body is not None
    return str(told["Subject"]) + "\n" + str(body.get_content())


def number_of(post: Post, item: str) -> int:
    """Under which number the receipt asks about a row."""
    (line,) = [one for one in shown(post).splitlines() if f"“{item}”是不是" in one]
    return int(line.partition(".")[0])


def book_state(post: Post, number: int = 2) -> BookState:
    with post.world.store.read() as tx:
        found = books.book_by_id(tx, number)
    assert found is not None
    return found.state


def test_the_receipt_counts_the_rows_it_asks_about(post: Post) -> None:
    text = shown(post)
    assert "1. " in text
    assert "2. " in text
    assert "“甲方机房验收（含消防）”是不是原来的“甲方机房验收”？" in text
    assert "“是 1”" in text
    assert book_state(post) is BookState.COMPARED


def test_a_yes_with_numbers_makes_old_rows_of_them(post: Post) -> None:
    answer(post, "是 1、2")
    assert book_state(post) is BookState.APPLIED
    assert set(AFTER) <= items(post)
    assert not {BEFORE[0], BEFORE[1]} & items(post)


def test_a_row_called_new_stands_beside_the_old_one(post: Post) -> None:
    first, second = number_of(post, AFTER[0]), number_of(post, AFTER[1])
    answer(post, f"{first} 是，{second} 新")
    assert BEFORE[0] not in items(post)
    assert {BEFORE[1], AFTER[0], AFTER[1]} <= items(post)


def test_a_bare_yes_leaves_them_out_and_says_how_to_go_on(post: Post) -> None:
    answer(post, "同意")
    assert book_state(post) is BookState.APPLIED
    assert {BEFORE[0], BEFORE[1]} <= items(post)
    assert not {AFTER[0], AFTER[1]} & items(post)
    assert "是 1、2" in shown(post)


def test_what_stayed_open_can_be_answered_in_reply_to_the_note(post: Post) -> None:
    first, second = number_of(post, AFTER[0]), number_of(post, AFTER[1])
    answer(post, f"是 {first}")
    assert AFTER[0] in items(post)
    assert AFTER[1] not in items(post)
    assert f"第 {second} 问" in shown(post)
    answer(post, f"新 {second}", "escalation_notice")
    assert {BEFORE[1], AFTER[1]} <= items(post)
    assert book_state(post) is BookState.APPLIED


def test_an_answer_nobody_understands_writes_nothing_and_says_how(post: Post) -> None:
    answer(post, "第一个好像是，第二个我再看看")
    assert book_state(post) is BookState.COMPARED
    assert "“是 1”" in shown(post)
    assert set(BEFORE) <= items(post)


def test_a_no_still_refuses_the_whole(post: Post) -> None:
    answer(post, "不要导入")
    assert book_state(post) is BookState.REFUSED
    assert set(BEFORE) <= items(post)
