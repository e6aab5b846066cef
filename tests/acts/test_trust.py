"""Who is believed to have written a message, and what a message that is not believed may do: nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.post import Post, mail, report
from tests.fakes.signing import Signer, Zone
from tests.fakes.world import FRIDAY, LI, LIN, SARAH, WANG, World, weekly

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.people import Member
from clientcomms.domain.states import DraftState, FeedbackState, ReplyState
from clientcomms.inbound.placing import place_reply
from clientcomms.inbound.verifying import Authenticator
from clientcomms.settings.trust import TrustSection
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.feedback import change_feedback
from clientcomms.store.journal import Stamp
from clientcomms.store.overall import absent_until, suppressed
from clientcomms.store.state import replace_members

HOST = "mx.qinghe.example"
ZH = "李工：二号库扫码要扫两次，麻烦修一下。"
EN = "The export of the March report stops at row 500, please fix it."
BELIEVED = (
    f"{HOST}; dkim=pass header.d={{0}}; spf=pass smtp.mailfrom={{0}}; dmarc=pass header.from={{0}}"
)
FORGED = f"{HOST}; dkim=none; spf=softfail smtp.mailfrom=evil.example; dmarc=fail header.from={{0}}"
UNPROTECTED = f"{HOST}; dkim=none; spf=none smtp.mailfrom={{0}}; dmarc=none header.from={{0}}"
TRUSTED = Authenticator({"main": frozenset({HOST})}, None)


@pytest.fixture
def post(world: World) -> Post:
    """Both weekly reports have gone out; the account's server stamps what comes in."""
    world.report()
    world.report("shop")
    world.turn(FRIDAY + timedelta(hours=13))
    world.turn(datetime(2026, 10, 19, 2, 0, tzinfo=UTC))
    return Post(world, authenticate=TRUSTED)


def letter_to(post: Post, address: str) -> OutboxRow:
    (entry,) = [one for one in post.world.entries() if address in (*one.to, *one.cc)]
    return entry


def stamped(form: str, sender: str, subject: str, text: str, **headers: str) -> bytes:
    """A message with the verdict that our own server put on top."""
    said = form.format(sender.rpartition("@")[2].rstrip(">"))
    return f"Authentication-Results: {said}\n".encode() + mail(sender, subject, text, **headers)


def rules(post: Post) -> list[str]:
    return [reason.rule for reason in post.replies()[-1].trust_reasons]


class TestSenders:
    def test_the_domains_word_makes_a_reply_strong(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        post.arrives(stamped(BELIEVED, LI, "Re", ZH, in_reply_to=answered))
        assert (post.reply().trust, rules(post)) == ("strong", ["vouched"])
        assert post.items()

    def test_a_reader_who_answers_the_own_letter_is_believed_where_no_server_says_anything(
        self, post: Post
    ) -> None:
        post.authenticate = Authenticator({}, None)
        answered = letter_to(post, LI).message_id
        post.arrives(mail(LI, "Re", ZH, in_reply_to=answered))
        assert (post.reply().trust, rules(post)) == ("medium", ["answers_own_letter"])
        assert post.items()

    def test_a_from_line_alone_is_heard_and_called_weak(self, post: Post) -> None:
        post.arrives(stamped(UNPROTECTED, LI, "【冷链追溯平台】", ZH))
        assert (post.reply().trust, rules(post)) == ("weak", ["from_line_only"])
        assert post.items()

    def test_a_machine_that_the_domain_allows_is_better_than_nothing(self, post: Post) -> None:
        form = f"{HOST}; dkim=none; spf=pass smtp.mailfrom={{0}}"
        post.arrives(stamped(form, LI, "【冷链追溯平台】", ZH))
        assert (post.reply().trust, rules(post)) == ("medium", ["let_in"])

    @pytest.mark.parametrize(
        ("form", "rule"),
        [
            (FORGED, "dmarc_fail"),
            (f"{HOST}; spf=fail smtp.mailfrom={{0}}; dkim=none", "spf_fail"),
            (f"{HOST}; spf=fail smtp.mailfrom={{0}}; dkim=pass header.d=evil.example", "spf_fail"),
            (
                f"{HOST}; spf=pass smtp.mailfrom=x.example; compauth=fail reason=001",
                "compauth_fail",
            ),
        ],
    )
    def test_a_sender_held_for_forged_changes_nothing_and_a_person_is_asked(
        self, post: Post, form: str, rule: str
    ) -> None:
        answered = letter_to(post, LI).message_id
        post.arrives(stamped(form, LI, "Re", ZH, in_reply_to=answered))
        reply = post.reply()
        assert (reply.state, reply.trust, rules(post)) == (ReplyState.UNMATCHED, "none", [rule])
        assert post.items() == []
        (task,) = post.tasks()
        assert task.kind == "stranger"
        assert "没有采信" in task.title_zh
        assert "not believed" in task.title_en
        assert "cold.example" in task.title_zh

    def test_a_forwarder_breaks_spf_and_not_the_signature(self, post: Post) -> None:
        form = f"{HOST}; spf=fail smtp.mailfrom=alias.example; dkim=pass header.d={{0}}"
        post.arrives(stamped(form, LI, "【冷链追溯平台】", ZH))
        assert post.reply().trust == "strong"

    def test_a_verdict_that_the_sender_wrote_is_no_verdict(self, post: Post) -> None:
        post.authenticate = Authenticator({"main": frozenset({HOST})}, None)
        real = FORGED.format("cold.example").encode()
        raw = stamped(BELIEVED, LI, "Re", ZH, in_reply_to=letter_to(post, LI).message_id)
        post.arrives(b"Authentication-Results: " + real + b"\n" + raw)
        assert post.reply().trust == "none"
        other = stamped(BELIEVED.replace(HOST, "mx.evil.example"), LI, "【冷链追溯平台】", ZH)
        post.arrives(other)
        assert post.replies()[-1].trust == "weak"

    def test_another_accounts_server_is_not_believed_here(self, post: Post) -> None:
        post.arrives(stamped(BELIEVED, LI, "【冷链追溯平台】", ZH), account="second")
        assert post.reply().trust == "weak"

    def test_two_senders_in_one_message_are_none(self, post: Post) -> None:
        raw = mail(LI, "Re", ZH, in_reply_to=letter_to(post, LI).message_id)
        post.arrives(b"From: mallory@evil.example\n" + raw)
        post.arrives(mail(f"{LI}, mallory@evil.example", "【冷链追溯平台】", ZH))
        assert [one.trust for one in post.replies()] == ["none", "none"]
        assert post.items() == []

    def test_a_name_that_shows_another_address_is_named_to_the_person(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        forged = f'"{LI}" <li@evil.example>'
        post.arrives(mail(forged, "Re", ZH, in_reply_to=answered))
        assert post.items() == []
        assert post.reply().trust == "none"
        assert "letter_of_another" in rules(post)
        harmless = f'"李娜 li@old.example" <{LI}>'
        post.arrives(mail(harmless, "Re", ZH, in_reply_to=answered))
        assert "name_shows_other" in rules(post)
        assert post.items()

    @pytest.mark.parametrize("sender", ["li@co1d.example", "li@cold.exarnple", "li@colld.example"])
    def test_an_address_made_to_be_mistaken_is_pointed_out(self, post: Post, sender: str) -> None:
        post.arrives(mail(sender, "Re", ZH, in_reply_to=letter_to(post, LI).message_id))
        assert rules(post) == ["looks_like", "letter_of_another"]
        (task,) = post.tasks()
        assert "@cold.example" in task.title_zh
        assert sender in task.title_en

    def test_a_colleague_at_the_client_is_heard_with_the_trust_named(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        zhao = "zhao@cold.example"
        post.arrives(stamped(BELIEVED, zhao, "Re", ZH, in_reply_to=answered))
        assert (post.reply().trust, rules(post)) == (
            "strong",
            ["vouched", "colleague", "letter_to_others"],
        )
        assert [one.contact_address for one in post.items()] == [zhao]

    def test_what_our_own_people_sent_stands_in_our_own_folder(self, post: Post) -> None:
        post.arrives(mail(LIN.address, "Re", "好的", to=LI), account="main:sent")
        assert (post.reply().trust, rules(post)) == ("strong", ["stands_in_sent"])


class TestSignatures:
    def test_without_a_servers_word_the_signature_is_checked(self, post: Post) -> None:
        signer = Signer("cold.example")
        post.authenticate = Authenticator({}, Zone().publishes(signer))
        post.arrives(signer.sign(mail(LI, "【冷链追溯平台】", ZH)))
        assert (post.reply().trust, rules(post)) == ("strong", ["vouched"])
        changed = signer.sign(mail(LI, "【冷链追溯平台】", EN)).replace(b"500", b"900")
        post.arrives(changed)
        assert post.replies()[-1].trust == "weak"

    def test_a_servers_word_is_not_asked_about_again(self, post: Post) -> None:
        zone = Zone()
        post.authenticate = Authenticator({"main": frozenset({HOST})}, zone)
        raw = Signer("cold.example").sign(mail(LI, "【冷链追溯平台】", ZH))
        form = UNPROTECTED.format("cold.example").encode()
        post.arrives(b"Authentication-Results: " + form + b"\r\n" + raw)
        assert zone.asked == []

    def test_another_domains_signature_proves_nothing_about_the_sender(self, post: Post) -> None:
        evil = Signer("evil.example")
        post.authenticate = Authenticator({}, Zone().publishes(evil))
        post.arrives(evil.sign(mail(LI, "【冷链追溯平台】", ZH)))
        assert post.reply().trust == "weak"

    def test_silent_name_servers_hold_nobody_up(self, post: Post) -> None:
        post.authenticate = Authenticator({}, Zone(is_down=True))
        answered = letter_to(post, LI).message_id
        post.arrives(Signer("cold.example").sign(mail(LI, "Re", ZH, in_reply_to=answered)))
        assert (post.reply().state, post.reply().trust) == (ReplyState.RECORDED, "medium")
        assert post.items()


class TestTokens:
    def test_a_token_is_bound_to_its_client(self, post: Post) -> None:
        marker = letter_to(post, LI).marker
        to = f"lin+{marker}@qinghe.example"
        post.arrives(stamped(BELIEVED, SARAH, "Re", EN, to=to))
        reply = post.reply()
        assert (reply.state, reply.rung) == (ReplyState.UNMATCHED, "token")
        assert rules(post) == ["letter_of_another"]
        assert post.items() == []
        assert "wang@cold.example" in post.tasks()[0].title_en

    def test_an_unsubscribe_with_another_readers_letter_is_a_persons_business(
        self, post: Post
    ) -> None:
        world = post.world
        matter = {"phase": "接口联调", "approval": "without_me"}
        world.ask("satisfaction_survey", f"contact:{WANG}", matter=matter)
        world.turn()
        (survey,) = [one for one in world.entries() if one.kind == "satisfaction_survey"]
        post.authenticate = None
        post.arrives(mail(LI, f"unsubscribe {survey.marker}", "退订"))
        assert rules(post) == ["from_line_only", "letter_to_others"]
        with world.store.read() as tx:
            assert suppressed(tx, [LI]) == {}
        assert post.kinds_of_tasks() == ["unsubscribe"]
        post.arrives(mail(WANG, f"unsubscribe {survey.marker}", "退订"))
        with world.store.read() as tx:
            assert WANG in suppressed(tx, [WANG])


class TestDecisions:
    @pytest.fixture
    def asked(self, told: Callable[..., World]) -> Post:
        """A draft was shown to Lin, whose mail has always come with the domain's word."""
        world = told(weekly(approval="draft", projects=("cold",)))
        with world.store.begin() as tx:
            mei = Member("mei@qinghe.example", "周梅", "Mei Zhou")
            replace_members(tx, [replace(LIN, deputy=mei.address), mei])
        shown = datetime(2026, 10, 16, 7, 0, tzinfo=UTC)
        world.turn(shown - timedelta(days=1))
        world.turn(shown)
        return Post(world, authenticate=TRUSTED)

    @staticmethod
    def state(post: Post) -> DraftState:
        with post.world.store.read() as tx:
            draft = draft_by_id(tx, 1)
        assert draft is not None
        return draft.state

    @staticmethod
    def request(post: Post) -> str:
        (entry,) = [one for one in post.world.entries() if one.kind == "approval_request"]
        return entry.message_id

    def test_a_forged_manager_lets_no_letter_go(self, asked: Post) -> None:
        answered = self.request(asked)
        asked.arrives(stamped(FORGED, LIN.address, "Re: 草稿", "同意", in_reply_to=answered))
        assert self.state(asked) is DraftState.AWAITING
        assert asked.kinds_of_tasks() == ["stranger"]

    def test_a_yes_unlike_all_earlier_mail_is_asked_about(self, asked: Post) -> None:
        for n in range(2):
            known = stamped(BELIEVED, LIN.address, f"note {n}", f"内部备忘 {n}")
            asked.arrives(known)
        bare = mail(LIN.address, "Re: 草稿", "同意", in_reply_to=self.request(asked))
        asked.arrives(bare)
        assert self.state(asked) is DraftState.AWAITING
        assert rules(asked)[0] == "unlike_before"
        vouched = stamped(
            BELIEVED, LIN.address, "Re: 草稿", "同意", in_reply_to=self.request(asked)
        )
        asked.arrives(vouched.replace(b"10:00:00", b"10:05:00"))
        assert self.state(asked) is DraftState.APPROVED

    def test_where_no_server_says_anything_the_thread_is_enough(self, asked: Post) -> None:
        asked.authenticate = None
        asked.arrives(mail(LIN.address, "Re: 草稿", "同意", in_reply_to=self.request(asked)))
        assert self.state(asked) is DraftState.APPROVED
        assert asked.reply().trust == "medium"

    def test_a_careful_team_lets_only_the_domains_word_decide(self, asked: Post) -> None:
        world = asked.world
        world.settings = world.settings.model_copy(
            update={"trust": TrustSection(decisions="verified")}
        )
        answered = self.request(asked)
        asked.arrives(mail(LIN.address, "Re: 草稿", "同意", in_reply_to=answered))
        assert self.state(asked) is DraftState.AWAITING
        asked.arrives(
            stamped(BELIEVED, LIN.address, "Re: 草稿", "好的，同意", in_reply_to=answered)
        )
        assert self.state(asked) is DraftState.APPROVED

    def test_somebody_in_a_members_name_without_any_thread_is_put_before_a_person(
        self, asked: Post
    ) -> None:
        asked.arrives(stamped(FORGED, LIN.address, "请付款", "请今天把款付到新账户。"))
        assert asked.reply().trust == "none"
        assert asked.kinds_of_tasks() == ["stranger"]


class TestReports:
    def test_a_report_on_a_letter_we_never_wrote_is_flagged_and_changes_nothing(
        self, post: Post
    ) -> None:
        post.arrives(report("<cc.00000000000000000000000000@qinghe.example>", LI))
        assert rules(post) == ["report_on_nothing"]
        assert post.tasks() == []
        with post.world.store.read() as tx:
            assert suppressed(tx, [LI]) == {}

    def test_a_report_on_somebody_the_letter_did_not_go_to_is_flagged(self, post: Post) -> None:
        post.arrives(report(letter_to(post, LI).message_id, SARAH))
        assert rules(post) == ["report_on_nobody"]
        with post.world.store.read() as tx:
            assert suppressed(tx, [SARAH]) == {}

    def test_a_report_from_a_forged_server_is_put_before_a_person(self, post: Post) -> None:
        raw = report(letter_to(post, LI).message_id, LI)
        form = FORGED.format("mx.cold.example").encode()
        post.arrives(b"Authentication-Results: " + form + b"\n" + raw)
        assert (post.reply().state, post.reply().trust) == (ReplyState.UNMATCHED, "none")
        assert post.kinds_of_tasks() == ["stranger"]
        with post.world.store.read() as tx:
            assert suppressed(tx, [LI]) == {}

    def test_a_genuine_report_still_counts(self, post: Post) -> None:
        post.arrives(report(letter_to(post, LI).message_id, LI))
        assert rules(post) == ["report_on_letter"]
        with post.world.store.read() as tx:
            assert LI in suppressed(tx, [LI])

    def test_a_forged_absence_makes_us_wait_for_nobody(self, post: Post) -> None:
        away = stamped(
            FORGED, LI, "自动回复：周报", "本人休假，10月28日返岗。", auto_submitted="auto-replied",
            in_reply_to=letter_to(post, LI).message_id,
        )  # fmt: skip
        post.arrives(away)
        with post.world.store.read() as tx:
            assert absent_until(tx, [LI], post.world.now.date()) == {}

    @pytest.mark.parametrize(("answered", "waits"), [(True, True), (False, False)])
    def test_a_long_absence_takes_more_than_a_from_line(
        self, post: Post, *, answered: bool, waits: bool
    ) -> None:
        post.authenticate = None
        headers = {"in_reply_to": letter_to(post, LI).message_id} if answered else {}
        text = "本人休假，2027年3月1日返岗。"
        post.arrives(mail(LI, "自动回复：周报", text, auto_submitted="auto-replied", **headers))
        with post.world.store.read() as tx:
            assert (LI in absent_until(tx, [LI], post.world.now.date())) is waits


class TestReplays:
    TEXT = "二号库扫码还是要扫两次，昨天又耽误了半个小时，麻烦尽快修一下，谢谢。"

    def test_the_same_message_under_another_id_is_recorded_once(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        for n in (1, 2):
            raw = mail(LI, "Re", self.TEXT, in_reply_to=answered, message_id=f"<{n}@cold.example>")
            post.arrives(raw)
        first = len([one for one in post.items() if one.reply_id == 1])
        assert first > 0
        assert len(post.items()) == first
        assert rules(post)[0] == "seen_before"

    def test_the_same_words_a_day_later_are_recorded_once_while_they_are_open(
        self, post: Post
    ) -> None:
        answered = letter_to(post, LI).message_id
        for n in (16, 17):
            date = f"Fri, {n} Oct 2026 10:00:00 +0800"
            post.arrives(mail(LI, "Re", self.TEXT, in_reply_to=answered, date=date))
        assert {one.reply_id for one in post.items()} == {1}
        assert rules(post)[0] == "said_before"

    def test_what_is_said_again_after_it_was_settled_is_new(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        post.arrives(mail(LI, "Re", self.TEXT, in_reply_to=answered))
        now = post.world.now
        with post.world.store.begin() as tx:
            for one in post.items():
                change_feedback(tx, one.id, FeedbackState.RESOLVED, Stamp(now, LIN.address))
        date = "Sun, 18 Oct 2026 10:00:00 +0800"
        post.arrives(mail(LI, "Re", self.TEXT, in_reply_to=answered, date=date))
        assert {one.reply_id for one in post.items()} == {1, 2}

    def test_short_words_that_everybody_repeats_are_no_replay(self, post: Post) -> None:
        answered = letter_to(post, LI).message_id
        for day in (16, 17):
            date = f"Fri, {day} Oct 2026 10:00:00 +0800"
            post.arrives(mail(LI, "Re", "收到", in_reply_to=answered, date=date))
        assert "said_before" not in rules(post)
        assert "seen_before" not in rules(post)

    def test_another_text_under_a_used_message_id_is_put_before_a_person(self, post: Post) -> None:
        answered, used = letter_to(post, LI).message_id, "<1@cold.example>"
        post.arrives(mail(LI, "Re", "不同意，先别上线。", in_reply_to=answered, message_id=used))
        before = len(post.items())
        post.arrives(mail(LI, "Re", "同意，先上线。", in_reply_to=answered, message_id=used))
        assert len(post.items()) == before
        assert post.replies()[-1].state is ReplyState.UNMATCHED
        assert (post.replies()[-1].trust, rules(post)[0]) == ("none", "another_text")
        assert "stranger" in post.kinds_of_tasks()

    def test_a_person_who_knows_better_places_it(self, post: Post) -> None:
        answered, used = letter_to(post, LI).message_id, "<1@cold.example>"
        post.arrives(mail(LI, "Re", ZH, in_reply_to=answered, message_id=used))
        post.arrives(mail(LI, "Re", self.TEXT, in_reply_to=answered, message_id=used))
        place_reply(post.world.store, 2, ("cold", LI), LIN.address, post.world.now)
        post.take_in()
        assert post.replies()[-1].state is ReplyState.RECORDED
        assert 2 in {one.reply_id for one in post.items()}
