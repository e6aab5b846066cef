from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from tests.fakes.post import Post, mail, never_read, quoting, report
from tests.fakes.world import FRIDAY, LI, LIN, SARAH, WANG, World
from typing_extensions import override

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.states import OutboxState, ReplyState
from clientcomms.inbound.fetching import fetch
from clientcomms.inbound.interpreting import read_fetched
from clientcomms.inbound.matching import match_read
from clientcomms.inbound.placing import read_again
from clientcomms.inbound.reading import read
from clientcomms.ports.errors import DeferredError, ProviderError, UnauthorizedError
from clientcomms.ports.mailbox import Fetched
from clientcomms.providers.memory_mail import MemoryMailbox
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import human_answered, survey_answers
from clientcomms.store.inbox import inbox_by_state, octets_of, paused_accounts
from clientcomms.store.journal import history
from clientcomms.store.outbox_looks import recipients_of
from clientcomms.store.overall import absent_until, suppressed
from clientcomms.store.schema.inbound import replies
from clientcomms.store.schema.outbound import occasions

ZH = "李工：收到，另外二号库扫码偶尔要扫两次，麻烦 10月20日前修好。"
EN = "The export of the March report is broken: it stops at row 500. Please fix it by Tuesday."


@pytest.fixture
def post(world: World) -> Post:
    world.report()
    world.report("shop")
    world.turn(FRIDAY + timedelta(hours=13))  # ten at night in Shanghai; both letters are asked for
    world.turn(datetime(2026, 10, 19, 2, 0, tzinfo=UTC))
    return Post(world)


def letter_to(post: Post, address: str) -> OutboxRow:
    (entry,) = [one for one in post.world.entries() if address in (*one.to, *one.cc)]
    return entry


def asked_for(post: Post, kind: str) -> list[dict[str, object]]:
    """The occasions of a kind that stand in the store."""
    with post.world.store.read() as tx:
        found = tx.execute(select(occasions).where(occasions.c.kind == kind))
        return [dict(row._mapping) for row in found]


class Broken(MemoryMailbox):
    """A mailbox that fails always in the same way."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__()
        self._error = error

    @override
    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        raise self._error


class Capped(MemoryMailbox):
    """A mailbox whose messages are longer than what is fetched of them."""

    @override
    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        return [replace(one, size=9_000_000) for one in super().fetch_since(cursor, limit)]


class TestFetching:
    def test_a_drained_mailbox_is_read_once(self, post: Post) -> None:
        raws = [mail(LI, f"{n}", "你好", message_id=f"<{n}@cold.example>") for n in range(5)]
        assert post.arrives(*raws) == 5
        assert post.arrives() == 0

    def test_the_same_mail_after_a_rebuilt_mailbox_gives_one_item(self, post: Post) -> None:
        raw = mail(LI, "Re: x", EN, message_id="<1@cold.example>")
        post.arrives(raw)
        post.mailbox.rebuild()
        assert post.arrives() == 0
        assert len(post.items()) == 1

    def test_the_same_mail_in_two_accounts_gives_one_item_and_one_task(self, post: Post) -> None:
        complaint = "这已经是第三次延期了，我非常不满意！"
        raw = mail(LI, "投诉", complaint, message_id="<1@cold.example>")
        post.arrives(b"Received: from a\r\n" + raw)
        other = Post(post.world)
        other.arrives(b"Received: from b\r\n" + raw, account="second")
        assert len(post.replies()) == 2
        assert len(post.items()) == 1
        assert post.kinds_of_tasks() == ["call"]

    def test_an_account_that_may_not_be_read_rests_with_one_task_and_goes_on_by_itself(
        self, post: Post
    ) -> None:
        good = post.mailbox
        post.mailbox = Broken(UnauthorizedError("login failed", code="535"))
        for _ in range(3):
            assert post.arrives() == 0
            post.world.now += timedelta(minutes=20)
        assert post.kinds_of_tasks() == ["account"]
        post.world.now -= timedelta(minutes=19)
        with post.world.store.read() as tx:
            assert "login failed" in paused_accounts(tx, post.world.now)["main"]
        post.mailbox = good
        good.put(mail(LI, "x", EN))
        assert post.arrives() == 0
        assert Post(post.world, good).arrives(account="other") == 1
        post.world.now += timedelta(minutes=20)
        assert post.arrives() == 1

    def test_a_short_lack_of_connection_is_nobodys_task(self, post: Post) -> None:
        post.mailbox = Broken(DeferredError("connection refused"))
        post.arrives()
        assert post.tasks() == []
        post.world.now += timedelta(minutes=5)
        post.arrives()
        assert post.kinds_of_tasks() == ["account"]

    def test_the_task_about_an_account_is_over_when_it_is_read_again(self, post: Post) -> None:
        good, broken = post.mailbox, Broken(UnauthorizedError("login failed", code="535"))
        for _ in range(2):
            post.mailbox = broken
            for _ in range(3):
                post.arrives()
                post.world.now += timedelta(days=1)
            assert post.kinds_of_tasks() == ["account"]
            number = post.tasks()[0].id
            post.mailbox = good
            post.arrives()
            assert post.tasks() == []
            with post.world.store.read() as tx:
                last = history(tx, "tasks", number)[-1]
            assert (last.was, last.became, last.actor) == ("open", "done", "fetching")
            assert last.note == "it is read again"
            post.world.now += timedelta(hours=1)

    def test_a_message_over_the_cap_says_that_it_was_cut(self, post: Post) -> None:
        post.mailbox = Capped()
        post.arrives(mail(LI, "x", EN))
        problems = post.reply().reading["problems"]
        assert isinstance(problems, list)
        assert "of 9,000,000 octets" in problems[0]
        assert len(post.items()) == 1
        with post.world.store.read() as tx:
            kept, size = octets_of(tx, post.reply().inbox_id)
        assert kept < size == 9_000_000

    def test_an_account_with_a_history_can_begin_today(self, post: Post) -> None:
        post.mailbox.put(mail(LI, "old", EN))
        store, now = post.world.store, post.world.now
        assert fetch(store, "main", post.mailbox, now, from_now=True) == 0
        post.mailbox.put(mail(LI, "new", EN))
        assert fetch(store, "main", post.mailbox, now, from_now=True) == 1


class TestReading:
    def test_a_message_that_cannot_be_read_is_put_aside_after_three_attempts(
        self, post: Post
    ) -> None:
        post.arrives(b"\x00 not a mail at all")
        with post.world.store.read() as tx:
            assert inbox_by_state(tx) == {"aside": 1}
        assert post.kinds_of_tasks() == ["unreadable"]

    def test_reading_it_again_answers_the_task_and_another_failure_asks_once_more(
        self, post: Post
    ) -> None:
        post.arrives(b"\x00 not a mail at all")
        (first,) = post.tasks()
        post.world.now += timedelta(minutes=1)
        read_again(post.world.store, 1, LIN.address, post.world.now)
        assert post.tasks() == []
        post.world.now += timedelta(minutes=1)
        post.take_in()
        assert [one.id for one in post.tasks()] == [first.id]

    def test_a_reader_that_fails_is_asked_three_times_and_stops_nobody(self, post: Post) -> None:
        post.reader = never_read
        post.arrives(mail(LI, "a", EN), mail(LI, "b", EN))
        post.take_in()
        with post.world.store.read() as tx:
            assert inbox_by_state(tx) == {"fetched": 2}
        post.take_in()
        with post.world.store.read() as tx:
            assert inbox_by_state(tx) == {"aside": 2}

    def test_the_letter_that_is_answered_is_known_to_the_reader(self, post: Post) -> None:
        asked: list[str | None] = []
        plain = post.reader

        def listening(raw: bytes, *, now: datetime, in_reply_to: str | None) -> object:
            asked.append(in_reply_to)
            return plain(raw, now=now, in_reply_to=in_reply_to)

        post.reader = listening  # type: ignore[assignment]  # a spy returns what the reader returns
        post.arrives(
            mail(LI, "Re: x", EN, in_reply_to=letter_to(post, WANG).message_id),
            mail(LI, "x", EN),
        )
        assert asked == ["progress_report", None]

    def test_bytes_that_no_database_takes_are_stored_all_the_same(self, post: Post) -> None:
        raw = mail(LI, "x", "placeholder").replace(
            b"placeholder", b"a\x00b \xff\xfe: " + EN.encode()
        )
        post.arrives(raw.replace(b"Subject: x", b"Subject: \xff\xfe\x00 x"))
        assert post.reply().state is ReplyState.RECORDED


class TestClients:
    @pytest.mark.parametrize(("sender", "text"), [(LI, ZH), (SARAH, EN)])
    def test_a_reply_becomes_items_in_the_clients_words(
        self, post: Post, sender: str, text: str
    ) -> None:
        letter = letter_to(post, sender)
        post.arrives(mail(sender, f"Re: {letter.subject}", text, in_reply_to=letter.message_id))
        items = post.items()
        assert items
        assert all(one.text in text for one in items)
        assert {one.rung for one in items} == {"reference"}
        assert {one.owner for one in items} == {LIN.address}
        assert all(one.acknowledge_at and one.acknowledge_at > post.world.now for one in items)
        assert (post.reply().state, post.reply().outbox_id) == (ReplyState.RECORDED, letter.id)

    def test_thanks_make_no_item_and_no_task(self, post: Post) -> None:
        letter = letter_to(post, LI)
        post.arrives(mail(LI, "Re", "收到，谢谢！", in_reply_to=letter.message_id))
        assert (post.items(), post.tasks()) == ([], [])

    @pytest.mark.parametrize(
        ("sender", "text"),
        [
            (LI, "这已经是第三次延期了，我非常不满意，请给个说法！"),
            (SARAH, "This is the third delay in a row. We are very unhappy and disappointed."),
        ],
    )
    def test_a_complaint_makes_a_call_and_is_never_acknowledged(
        self, post: Post, sender: str, text: str
    ) -> None:
        letter = letter_to(post, sender)
        post.arrives(mail(sender, "Re", text, in_reply_to=letter.message_id))
        (call,) = post.tasks()
        assert (call.kind, call.owner) == ("call", LIN.address)
        assert call.due_at == post.world.now + timedelta(hours=1)
        assert {one.acknowledge_at for one in post.items()} == {None}
        (notice,) = asked_for(post, "escalation_notice")
        assert notice["audience"] == f"member:{LIN.address}"
        assert post.acknowledge(post.world.now + timedelta(days=3)) == 0

    def test_a_colleague_of_the_client_is_heard_and_proposed_as_a_contact(self, post: Post) -> None:
        letter = letter_to(post, LI)
        post.arrives(
            mail(
                "zhao@cold.example", "Re", EN, in_reply_to=letter.message_id, cc="sun@cold.example"
            )
        )
        assert [one.contact_address for one in post.items()] == ["zhao@cold.example"]
        assert post.kinds_of_tasks() == ["new_person", "new_person"]

    @pytest.mark.parametrize("sender", ["mallory@evil.example", SARAH])
    def test_a_stranger_with_our_message_id_or_marker_changes_nothing(
        self, post: Post, sender: str
    ) -> None:
        letter = letter_to(post, LI)
        text = f"{EN}\n\n[cc:{letter.marker}]"
        post.arrives(mail(sender, "Re", text, in_reply_to=letter.message_id))
        reply = post.reply()
        assert (reply.state, reply.rung) == (ReplyState.UNMATCHED, "reference")
        assert post.items() == []
        assert post.kinds_of_tasks() == ["stranger"]

    def test_advertising_fills_no_list_of_tasks(self, post: Post) -> None:
        post.arrives(mail("news@shop.example", "Big sale", "Buy one, get two."))
        assert post.reply().state is ReplyState.UNMATCHED
        assert post.tasks() == []

    def test_a_score_answers_a_survey_and_a_bad_one_asks_for_a_call(self, post: Post) -> None:
        world = post.world
        matter = {"phase": "接口联调", "approval": "without_me"}
        world.ask("satisfaction_survey", f"contact:{LI}", matter=matter)
        world.turn()
        (survey,) = [one for one in world.entries() if one.kind == "satisfaction_survey"]
        post.arrives(mail(LI, "Re", "2分", in_reply_to=survey.message_id))
        with world.store.read() as tx:
            (answer,) = survey_answers(tx)
        assert (answer.value, answer.scale) == (Decimal(2), 5)
        assert "call" in post.kinds_of_tasks()

    def test_an_unsubscribe_needs_more_than_a_known_sender(self, post: Post) -> None:
        post.arrives(mail(SARAH, "unsubscribe", "Please unsubscribe me from these emails."))
        with post.world.store.read() as tx:
            assert suppressed(tx, [SARAH]) == {}
        assert post.kinds_of_tasks() == ["unsubscribe"]

    def test_an_unsubscribe_by_our_own_link_stops_optional_letters(self, post: Post) -> None:
        letter = letter_to(post, SARAH)
        post.arrives(mail(SARAH, f"unsubscribe {letter.marker}", "unsubscribe"))
        with post.world.store.read() as tx:
            assert suppressed(tx, [SARAH])[SARAH].scope == "optional"

    def test_the_button_of_a_mail_program_stops_them_too(self, post: Post) -> None:
        letter = letter_to(post, SARAH)
        words = "This message was automatically generated by Gmail."
        post.arrives(mail(SARAH, f"unsubscribe {letter.marker}", words))
        with post.world.store.read() as tx:
            assert suppressed(tx, [SARAH])[SARAH].scope == "optional"


class TestRobots:
    def test_an_absence_is_waited_for_and_never_answered(self, post: Post) -> None:
        letter = letter_to(post, LI)
        text = "我正在休假，10月26日回来上班。急事请联系王总。"
        headers = {"auto_submitted": "auto-replied", "in_reply_to": letter.message_id}
        for n in range(3):
            post.arrives(mail(LI, f"自动回复: {n}", text, **headers))
        with post.world.store.read() as tx:
            assert absent_until(tx, [LI], date(2026, 10, 19)) == {LI: date(2026, 10, 26)}
        assert (post.items(), post.tasks()) == ([], [])
        assert post.acknowledge(post.world.now + timedelta(days=5)) == 0

    def test_an_unknown_robot_makes_nobody_absent(self, post: Post) -> None:
        text = "I am away and back on 26 October 2026."
        headers = {"auto_submitted": "auto-replied"}
        post.arrives(mail("x@evil.example", "Automatic reply", text, **headers))
        assert post.reply().state is ReplyState.RECORDED
        assert post.tasks() == []

    def test_a_dead_address_is_suppressed_and_told_of(self, post: Post) -> None:
        letter = letter_to(post, LI)
        post.arrives(report(letter.message_id, LI))
        with post.world.store.read() as tx:
            assert suppressed(tx, [LI])[LI].scope == "all"
            states = {one.address: one.state for one in recipients_of(tx, letter.id)}
        assert states == {LI: "bounced", WANG: "accepted"}
        (task,) = post.tasks()
        assert "李工" in task.title_zh
        assert letter_to(post, LI).state is OutboxState.SUBMITTED

    def test_a_full_mailbox_asks_for_another_way_without_giving_the_address_up(
        self, post: Post
    ) -> None:
        post.arrives(report(letter_to(post, LI).message_id, LI, "5.2.2"))
        with post.world.store.read() as tx:
            assert suppressed(tx, [LI]) == {}
        (task,) = post.tasks()
        assert "邮箱已满" in task.title_zh
        assert "mailbox is full" in task.title_en

    def test_delivered_means_delivered_to_all(self, post: Post) -> None:
        letter = letter_to(post, LI)
        post.arrives(report(letter.message_id, LI, "2.0.0", "delivered"))
        assert letter_to(post, LI).state is OutboxState.SUBMITTED
        post.arrives(report(letter.message_id, WANG, "2.0.0", "delivered"))
        assert letter_to(post, LI).state is OutboxState.DELIVERED

    @pytest.mark.parametrize(
        ("original", "recipient"),
        [("<unknown@evil.example>", LI), ("", LI), ("known", SARAH), ("known", "x@y.example")],
    )
    def test_a_forged_delivery_report_changes_nothing(
        self, post: Post, original: str, recipient: str
    ) -> None:
        letter = letter_to(post, LI)
        named = letter.message_id if original == "known" else original
        post.arrives(report(named, recipient))
        with post.world.store.read() as tx:
            assert suppressed(tx, [LI, SARAH, recipient]) == {}
            assert {one.state for one in recipients_of(tx, letter.id)} == {"accepted"}
        assert post.tasks() == []
        assert post.reply().state is ReplyState.RECORDED

    def test_our_own_letter_coming_back_is_nothing(self, post: Post) -> None:
        post.arrives(post.world.letters_to(WANG)[0])
        assert (post.items(), post.tasks(), post.reply().kind) == ([], [], "own_mail")

    def test_a_message_id_in_our_form_hides_nobody(self, post: Post) -> None:
        forged = "<cc.01kjzzzzzzzzzzzzzzzzzzzzzz@qinghe.example>"
        post.arrives(mail(LI, "Re", EN, message_id=forged))
        assert post.reply().state is ReplyState.UNMATCHED
        assert post.kinds_of_tasks() == ["unmatched"]


class TestMembers:
    def test_a_humans_answer_in_copy_silences_the_robot(self, post: Post) -> None:
        post.arrives(mail(LI, "导出", EN, message_id="<q@cold.example>"))
        answer = mail(
            LIN.address, "Re: 导出", "我来看", to=LI, cc=LIN.address, in_reply_to="<q@cold.example>"
        )
        post.arrives(answer)
        with post.world.store.read() as tx:
            assert human_answered(tx, "<q@cold.example>", LI, post.world.now)

    def test_a_letter_to_nobody_of_the_client_silences_nothing(self, post: Post) -> None:
        post.arrives(mail(LIN.address, "Lunch", "Noodles?", to="friend@home.example"))
        with post.world.store.read() as tx:
            assert not human_answered(tx, None, LI, FRIDAY)


class DiedError(BaseException):
    """What `kill -9` looks like from the inside."""


class Dying(Store):
    """A store that dies instead of opening its n-th transaction, once."""

    def __init__(self, store: Store, after: int) -> None:
        super().__init__(store.engine)
        self.left = after

    @override
    @contextmanager
    def begin(self) -> Iterator[Tx]:
        self.left -= 1
        if self.left == 0:
            raise DiedError
        with super().begin() as tx:
            yield tx


@pytest.mark.parametrize("after", range(1, 12))
def test_a_crash_between_two_transactions_changes_nothing_in_the_end(
    told: Callable[..., World], after: int
) -> None:
    world = told()
    world.report()
    world.turn(datetime(2026, 10, 19, 2, 0, tzinfo=UTC))
    post = Post(world)
    (entry,) = world.entries()
    headers = {"in_reply_to": entry.message_id}
    complaint = "这已经是第三次延期了，我非常不满意！"
    raws = [
        mail(LI, "Re", complaint, message_id="<1@cold.example>", **headers),
        mail(WANG, "Re", ZH, message_id="<2@cold.example>", **headers),
    ]
    whole = world.store
    world.store = Dying(whole, after)
    with suppress(DiedError):
        post.arrives(*raws)
    world.store = whole
    post.arrives()
    facts = {(one.contact_address, one.text) for one in post.items()}
    assert len(facts) == len(post.items())
    assert {address for address, _ in facts} == {LI, WANG}
    assert post.kinds_of_tasks() == ["call"]
    assert {one.state for one in post.replies()} == {ReplyState.RECORDED}
    before = (post.items(), post.tasks(), post.replies())
    post.take_in()
    assert (post.items(), post.tasks(), post.replies()) == before


def test_a_message_that_cannot_be_recorded_is_tried_three_times_and_goes_to_a_person(
    post: Post,
) -> None:
    for sender, text in ((LI, ZH), (SARAH, EN)):
        post.mailbox.put(mail(sender, "Re", text, in_reply_to=letter_to(post, sender).message_id))
    world = post.world
    fetch(world.store, "main", post.mailbox, world.now)
    read_fetched(world.store, read, world.now)
    match_read(world.store, world.now)
    poison = next(one for one in post.replies() if one.sender == LI)
    with world.store.begin() as tx:
        items = [{"category": "question", "text": "x", "due": "the day after"}]
        reading = {**poison.reading, "items": items}
        tx.execute(update(replies).where(replies.c.id == poison.id).values(reading=reading))
    for _ in range(2):
        post.take_in()
    assert {one.contact_address for one in post.items()} == {SARAH}
    assert post.tasks() == []
    post.take_in()
    assert post.kinds_of_tasks() == ["unrecorded"]
    states = {one.sender: one.state for one in post.replies()}
    assert states == {LI: ReplyState.UNMATCHED, SARAH: ReplyState.RECORDED}


def test_quoted_history_is_nobodys_new_word(post: Post) -> None:
    letter = letter_to(post, SARAH)
    quoted = quoting("Thanks!", EN)
    post.arrives(mail(SARAH, "Re", quoted, in_reply_to=letter.message_id))
    assert post.items() == []
