from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.fakes.post import Post, mail, quoting
from tests.fakes.world import LI, LIN, WANG, World, weekly

from clientcomms.domain.flow import Draft, OutboxRow
from clientcomms.domain.people import Member
from clientcomms.domain.states import BookState, DraftState, PlanState
from clientcomms.letters.approval_request import TEXT_BEGINS, TEXT_ENDS
from clientcomms.store.books import add_book, book_by_id, books_in, change_book
from clientcomms.store.drafts import awaiting_drafts, draft_by_id
from clientcomms.store.journal import Stamp
from clientcomms.store.schema.outbound import occasions
from clientcomms.store.state import replace_members
from clientcomms.wire.mime import parse_mail

SHOWN = datetime(2026, 10, 16, 7, 0, tzinfo=UTC)
"""Friday 15:00 in Shanghai, an hour before the report."""
CHEN = Member("chen@qinghe.example", "陈工", "Chen")
MEI = Member("mei@qinghe.example", "周梅", "Mei Zhou")


@pytest.fixture
def post(told: Callable[..., World]) -> Post:
    """A draft has been shown to Lin, whose deputy is Mei; Chen works elsewhere."""
    world = told(weekly(approval="draft", projects=("cold",)))
    with world.store.begin() as tx:
        lin = replace(LIN, deputy=MEI.address, aliases=("linxiao@home.example",))
        replace_members(tx, [lin, CHEN, MEI])
    world.now = SHOWN - timedelta(days=1)
    world.turn()
    world.turn(SHOWN)
    return Post(world)


def request(post: Post) -> OutboxRow:
    (entry,) = [one for one in post.world.entries() if one.kind == "approval_request"]
    return entry


def the_draft(post: Post, number: int | None = None) -> Draft:
    with post.world.store.read() as tx:
        found = draft_by_id(tx, number) if number else awaiting_drafts(tx)[0]
    assert found is not None
    return found


def shown_text(post: Post) -> str:
    (raw,) = [
        raw for raw in post.world.letters_to(LIN.address) if b"approval" in raw or b"[cc:" in raw
    ][-1:]
    return parse_mail(raw).body_text()


def answer(post: Post, text: str, sender: str = LIN.address, **headers: str) -> None:
    given = {"in_reply_to": request(post).message_id} | headers
    post.arrives(mail(sender, "Re: 草稿", text, **given))


def notes(post: Post) -> list[str]:
    with post.world.store.read() as tx:
        found = tx.execute(
            select(occasions.c.audience).where(occasions.c.kind == "escalation_notice")
        )
        return list(found.scalars())


YES = ["同意", "可以，发吧", "ok", "Looks good, please send it.", "没问题"]
NO = ["不同意", "不发", "skip", "Please don't send this one."]
UNCLEAR = ["再看看", "同意，但第二条要改", "Why is it 68%?", "我下午回您", "hm"]


@pytest.mark.parametrize("words", YES)
def test_a_plain_yes_lets_the_letter_go_at_its_hour(post: Post, words: str) -> None:
    draft = the_draft(post)
    answer(post, quoting(words, shown_text(post)))
    after = the_draft(post, draft.id)
    assert (after.state, after.answered_by, after.edited) == (
        DraftState.APPROVED,
        LIN.address,
        False,
    )
    plan = post.world.one_plan()
    assert (plan.state, plan.reasons[-1].rule) == (PlanState.APPROVED, "approved")
    assert post.world.letters_to(WANG) == []
    post.world.turn(SHOWN + timedelta(hours=1, minutes=1))
    assert len(post.world.letters_to(WANG)) == 1
    assert notes(post) == []


@pytest.mark.parametrize("words", NO)
def test_a_no_drops_the_letter(post: Post, words: str) -> None:
    draft = the_draft(post)
    answer(post, quoting(words, shown_text(post)))
    assert the_draft(post, draft.id).state is DraftState.SKIPPED
    assert post.world.one_plan().state is PlanState.DROPPED


@pytest.mark.parametrize("words", UNCLEAR)
def test_an_unclear_answer_sends_nothing_and_is_asked_about(post: Post, words: str) -> None:
    answer(post, quoting(words, shown_text(post)))
    assert the_draft(post).state is DraftState.AWAITING
    assert post.world.one_plan().state is PlanState.HELD
    assert notes(post) == [f"member:{LIN.address}"]


@pytest.mark.parametrize("quoted", [True, False])
def test_an_edited_text_leaves_as_it_was_written(post: Post, *, quoted: bool) -> None:
    draft = the_draft(post)
    told = shown_text(post)
    assert "移动端验收" in told
    edited = told.replace("移动端验收", "手机端验收")
    block = edited[edited.index(TEXT_BEGINS) : edited.index(TEXT_ENDS) + len(TEXT_ENDS)]
    answer(post, quoting("改好了，请发", edited) if quoted else f"改好了，请发\n\n{block}\n")
    after = the_draft(post, draft.id)
    assert (after.state, after.edited) == (DraftState.APPROVED, True)
    assert "手机端验收" in after.text
    assert "手机端验收" in after.html
    assert "letter begins" not in after.text
    assert after.marker in after.text


def test_the_answer_to_the_note_decides_too(post: Post) -> None:
    draft = the_draft(post)
    answer(post, "再看看")
    post.world.turn()
    (note,) = [one for one in post.world.entries() if one.kind == "escalation_notice"]
    post.arrives(mail(LIN.address, "Re", "同意", in_reply_to=note.message_id))
    assert the_draft(post, draft.id).state is DraftState.APPROVED


@pytest.mark.parametrize("sender", [MEI.address, "linxiao@home.example"])
def test_the_deputy_and_an_alias_may_decide(post: Post, sender: str) -> None:
    draft = the_draft(post)
    answer(post, "同意", sender)
    assert the_draft(post, draft.id).state is DraftState.APPROVED


@pytest.mark.parametrize("sender", [CHEN.address, WANG, LI, "mallory@evil.example"])
def test_nobody_else_may_decide(post: Post, sender: str) -> None:
    answer(post, "同意", sender)
    assert the_draft(post).state is DraftState.AWAITING
    assert post.world.one_plan().state is PlanState.HELD


def test_a_yes_without_the_thread_decides_nothing(post: Post) -> None:
    answer(post, "同意", in_reply_to="")
    assert the_draft(post).state is DraftState.AWAITING


def test_an_automatic_answer_decides_nothing_and_is_not_answered(post: Post) -> None:
    answer(post, "ok", auto_submitted="auto-replied")
    assert the_draft(post).state is DraftState.AWAITING
    assert notes(post) == []


def test_a_second_thought_holds_what_has_not_left(post: Post) -> None:
    answer(post, "同意")
    answer(post, "等等，先别发")
    assert post.world.one_plan().state is PlanState.HELD
    post.world.turn(SHOWN + timedelta(hours=2))
    assert post.world.letters_to(WANG) == []


def test_the_same_yes_twice_is_one_yes(post: Post) -> None:
    answer(post, "同意")
    answer(post, "同意")
    assert post.world.one_plan().state is PlanState.APPROVED
    assert notes(post) == []


def test_an_expired_letter_is_told_of_and_not_sent(post: Post) -> None:
    draft = the_draft(post)
    post.world.now = SHOWN + timedelta(days=30)
    answer(post, "同意")
    assert the_draft(post, draft.id).state is DraftState.AWAITING
    assert notes(post) == [f"member:{LIN.address}"]


class TestBooks:
    def test_a_mailed_workbook_waits_to_be_compared(self, post: Post) -> None:
        post.arrives(with_book("lin@qinghe.example", "项目台账.xlsx"))
        with post.world.store.read() as tx:
            (book,) = books_in(tx, BookState.RECEIVED)
        assert (book.name, book.sender, book.raw) == ("项目台账.xlsx", LIN.address, b"PK book")

    @pytest.mark.parametrize(("sender", "to"), [(LI, LIN.address), (LIN.address, LI)])
    def test_a_clients_workbook_and_one_for_a_client_are_not_taken_in(
        self, post: Post, sender: str, to: str
    ) -> None:
        post.arrives(with_book(sender, "plan.xlsx", to))
        with post.world.store.read() as tx:
            assert books_in(tx, BookState.RECEIVED) == []

    @pytest.mark.parametrize(
        ("words", "sender", "became"),
        [
            ("同意", LIN.address, BookState.APPROVED),
            ("ok", LIN.address, BookState.APPROVED),
            ("不要导入", LIN.address, BookState.REFUSED),
            ("看看再说", LIN.address, BookState.COMPARED),
            ("同意", CHEN.address, BookState.COMPARED),
            ("同意", LI, BookState.COMPARED),
        ],
    )
    def test_its_sender_says_whether_it_is_written(
        self, post: Post, words: str, sender: str, became: BookState
    ) -> None:
        world = post.world
        with world.store.begin() as tx:
            book = add_book(tx, "b.xlsx", b"PK", Stamp(world.now, LIN.address))
            assert book is not None
            change_book(tx, book, BookState.COMPARED, world.stamp())
        matter = {"source": "b.xlsx", "lines": ["x: 1 → 2"], "problems": [], "book": book}
        world.ask("import_receipt", f"member:{LIN.address}", matter=matter)
        world.turn()
        (receipt,) = [one for one in world.entries() if one.kind == "import_receipt"]
        post.arrives(mail(sender, "Re", words, in_reply_to=receipt.message_id))
        with world.store.read() as tx:
            found = book_by_id(tx, book)
        assert found is not None
        assert found.state is became


def with_book(sender: str, name: str, to: str = LIN.address) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "台账"
    message["Message-ID"] = "<book@qinghe.example>"
    message.set_content("本周的台账")
    message.add_attachment(
        b"PK book", maintype="application", subtype="octet-stream", filename=name
    )
    return message.as_bytes()
