from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.fakes.console import settings
from tests.fakes.story import CHEN, NOW, REPORT_ZH, Story, told

from clientcomms.domain.flow import Draft, Plan
from clientcomms.domain.heard import Feedback, NewTask
from clientcomms.domain.reading import Category, Item, Sentiment, Triage, Urgency
from clientcomms.domain.states import DraftState, FeedbackState, OutboxState, PlanState
from clientcomms.errors import (
    ClientCommsError,
    ConfigurationError,
    IllegalTransitionError,
    NotFoundError,
)
from clientcomms.outbound import dispatching, operating, switching
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.engine import Store
from clientcomms.store.feedback import add_task, feedback_by_id, feedback_list, open_tasks
from clientcomms.store.journal import Stamp, history
from clientcomms.store.outbox_claims import claim_batch
from clientcomms.store.outbox_looks import entry_by_id, recipients_of
from clientcomms.store.overall import all_switches
from clientcomms.store.plans import plan_by_id
from clientcomms.tracking import adding
from clientcomms.tracking import operating as tracking

BY = "lin@qinghe.example"


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    one = told(tmp_path)
    yield one
    one.store.close()


def _draft(story: Story, number: int) -> Draft:
    with story.store.read() as tx:
        found = draft_by_id(tx, number)
    assert found is not None
    return found


def _plan(story: Story, number: int) -> Plan:
    with story.store.read() as tx:
        found = plan_by_id(tx, number)
    assert found is not None
    return found


def _entry_state(story: Story, number: int) -> OutboxState:
    with story.store.read() as tx:
        found = entry_by_id(tx, number)
    assert found is not None
    return found.state


def _item(story: Story, number: int) -> Feedback:
    with story.store.read() as tx:
        found = feedback_by_id(tx, number)
    assert found is not None
    return found


def _lines(story: Story, place: str, number: int) -> int:
    with story.store.read() as tx:
        return len(history(tx, place, number))


class TestDrafts:
    def test_an_approved_draft_frees_its_plan(self, story: Story) -> None:
        assert operating.approve_draft(story.store, story.draft_zh, BY, NOW)
        draft, plan = _draft(story, story.draft_zh), _plan(story, story.plan_of_draft_zh)
        assert (draft.state, draft.answered_by, draft.edited) == (DraftState.APPROVED, BY, False)
        assert plan.state is PlanState.APPROVED
        assert plan.reasons[-1].rule == "approved"

    def test_approving_twice_changes_nothing(self, story: Story) -> None:
        operating.approve_draft(story.store, story.draft_zh, BY, NOW)
        before = _lines(story, "plans", story.plan_of_draft_zh)
        assert not operating.approve_draft(story.store, story.draft_zh, BY, NOW)
        assert _lines(story, "plans", story.plan_of_draft_zh) == before

    def test_the_text_that_was_shown_is_no_edit_whatever_its_line_ends(self, story: Story) -> None:
        shown = REPORT_ZH.replace("\n", "\r\n") + "\r\n"
        operating.approve_draft(story.store, story.draft_zh, BY, NOW, shown)
        assert not _draft(story, story.draft_zh).edited

    def test_an_edited_text_makes_its_own_html_and_keeps_subject_and_marker(
        self, story: Story
    ) -> None:
        subject = _draft(story, story.draft_zh).subject
        told_text = "王总：\n您好！\n\n试运行不变 <b>。\n\n1. 请定报警延时\n2. 开通账号"
        operating.approve_draft(story.store, story.draft_zh, BY, NOW, told_text)
        draft = _draft(story, story.draft_zh)
        assert draft.edited
        assert draft.subject == subject
        assert draft.text.startswith("王总：\n您好！")
        assert draft.text.rstrip().endswith(draft.marker)
        assert "试运行不变 &lt;b&gt;。" in draft.html
        assert "<ol" in draft.html
        assert 'lang="zh-CN"' in draft.html

    def test_another_text_after_the_approval_is_refused(self, story: Story) -> None:
        operating.approve_draft(story.store, story.draft_zh, BY, NOW, "第一版")
        assert not operating.approve_draft(story.store, story.draft_zh, BY, NOW, "第一版")
        with pytest.raises(IllegalTransitionError):
            operating.approve_draft(story.store, story.draft_zh, BY, NOW, "第二版")
        assert _draft(story, story.draft_zh).text.startswith("第一版")

    def test_a_skipped_draft_drops_its_plan_with_a_reason(self, story: Story) -> None:
        assert operating.skip_draft(story.store, story.draft_zh, BY, NOW)
        assert not operating.skip_draft(story.store, story.draft_zh, BY, NOW)
        plan = _plan(story, story.plan_of_draft_zh)
        assert (plan.state, plan.reasons[-1].rule) == (PlanState.DROPPED, "skipped")
        with pytest.raises(IllegalTransitionError):
            operating.approve_draft(story.store, story.draft_zh, BY, NOW)

    def test_an_approved_draft_cannot_be_skipped(self, story: Story) -> None:
        operating.approve_draft(story.store, story.draft_zh, BY, NOW)
        with pytest.raises(IllegalTransitionError):
            operating.skip_draft(story.store, story.draft_zh, BY, NOW)

    def test_an_expired_letter_cannot_be_approved_and_nothing_is_half_done(
        self, story: Story
    ) -> None:
        with pytest.raises(operating.TooLateError, match="worth sending until"):
            operating.approve_draft(story.store, story.draft_zh, BY, NOW + timedelta(days=90))
        assert _draft(story, story.draft_zh).state is DraftState.AWAITING

    def test_a_draft_that_is_not_there_is_named(self, story: Story) -> None:
        with pytest.raises(NotFoundError, match="d999"):
            operating.approve_draft(story.store, 999, BY, NOW)


class TestPlans:
    def test_a_held_plan_goes_back_to_planning_when_released(self, story: Story) -> None:
        assert operating.hold_plan(story.store, story.planned, BY, NOW, "等合同")
        assert not operating.hold_plan(story.store, story.planned, BY, NOW)
        assert "等合同" in _plan(story, story.planned).reasons[-1].text_zh
        assert operating.release_plan(story.store, story.planned, BY, NOW)
        assert not operating.release_plan(story.store, story.planned, BY, NOW)
        assert _plan(story, story.planned).state is PlanState.PLANNED

    def test_an_approved_plan_that_was_held_is_approved_again(self, story: Story) -> None:
        operating.approve_draft(story.store, story.draft_zh, BY, NOW, "我的话")
        operating.hold_plan(story.store, story.plan_of_draft_zh, BY, NOW)
        operating.release_plan(story.store, story.plan_of_draft_zh, BY, NOW)
        assert _plan(story, story.plan_of_draft_zh).state is PlanState.APPROVED

    def test_a_plan_whose_draft_waits_is_not_released_past_it(self, story: Story) -> None:
        with pytest.raises(operating.UnansweredDraftError, match=f"d{story.draft_zh}"):
            operating.release_plan(story.store, story.plan_of_draft_zh, BY, NOW)

    def test_a_dropped_plan_takes_its_waiting_draft_along(self, story: Story) -> None:
        assert operating.drop_plan(story.store, story.plan_of_draft_zh, BY, NOW, "客户放假")
        assert not operating.drop_plan(story.store, story.plan_of_draft_zh, BY, NOW)
        assert _draft(story, story.draft_zh).state is DraftState.SKIPPED
        assert _plan(story, story.plan_of_draft_zh).reasons[-1].rule == "dropped_by_hand"

    def test_a_dropped_plan_can_be_taken_up_again(self, story: Story) -> None:
        assert operating.release_plan(story.store, story.dropped, BY, NOW)
        assert _plan(story, story.dropped).state is PlanState.PLANNED

    def test_what_a_person_has_said_is_not_sent_again(self, story: Story) -> None:
        assert operating.mark_sent_by_hand(story.store, story.planned, BY, NOW)
        plan = _plan(story, story.planned)
        assert (plan.state, plan.reasons[-1].rule) == (PlanState.DROPPED, "sent_by_hand")

    def test_a_dropped_plan_cannot_be_held(self, story: Story) -> None:
        with pytest.raises(IllegalTransitionError):
            operating.hold_plan(story.store, story.dropped, BY, NOW)

    @pytest.mark.parametrize(
        "act", [operating.hold_plan, operating.release_plan, operating.drop_plan]
    )
    def test_a_plan_that_is_not_there_is_named(
        self, story: Story, act: Callable[[Store, int, str, datetime], bool]
    ) -> None:
        with pytest.raises(NotFoundError, match="p999"):
            act(story.store, 999, BY, NOW)


class TestOutbox:
    def test_a_held_letter_leaves_when_released(self, story: Story) -> None:
        assert dispatching.release_entry(story.store, story.held_entry, BY, NOW)
        assert not dispatching.release_entry(story.store, story.held_entry, BY, NOW)
        assert _entry_state(story, story.held_entry) is OutboxState.READY
        assert dispatching.hold_entry(story.store, story.held_entry, BY, NOW, "再看看")
        assert not dispatching.hold_entry(story.store, story.held_entry, BY, NOW)
        assert dispatching.withdraw_entry(story.store, story.held_entry, BY, NOW)
        assert not dispatching.withdraw_entry(story.store, story.held_entry, BY, NOW)
        assert _entry_state(story, story.held_entry) is OutboxState.WITHDRAWN

    def test_a_dead_letter_is_tried_again_from_nought_at_all_who_refused(
        self, story: Story
    ) -> None:
        assert dispatching.retry_entry(story.store, story.dead, BY, NOW)
        assert not dispatching.retry_entry(story.store, story.dead, BY, NOW)
        with story.store.begin() as tx:
            claimed = claim_batch(
                tx, holder="x", now=NOW, lease=timedelta(minutes=1), limit=5, accounts=["main"]
            )
        assert [(one.id, one.attempts) for one in claimed] == [(story.dead, 1)]
        assert claimed[0].forward_paths == ("sarah@orchard.example",)

    def test_a_doubtful_letter_can_be_retried_or_withdrawn_by_a_person(self, story: Story) -> None:
        assert dispatching.retry_entry(story.store, story.doubtful, BY, NOW)
        assert _entry_state(story, story.doubtful) is OutboxState.READY

    def test_a_person_can_say_that_a_doubtful_letter_did_leave(self, story: Story) -> None:
        assert dispatching.confirm_submitted(story.store, story.doubtful, BY, NOW)
        assert not dispatching.confirm_submitted(story.store, story.doubtful, BY, NOW)
        with story.store.read() as tx:
            entry = entry_by_id(tx, story.doubtful)
            told_of = {one.state for one in recipients_of(tx, story.doubtful)}
        assert entry is not None
        assert (entry.state, entry.submitted_at) == (OutboxState.SUBMITTED, entry.doubted_at)
        assert told_of == {"accepted"}
        with pytest.raises(IllegalTransitionError):
            dispatching.confirm_submitted(story.store, story.dead, BY, NOW)

    @pytest.mark.parametrize(
        "act",
        [dispatching.confirm_submitted, dispatching.retry_entry, dispatching.withdraw_entry],
    )
    def test_settling_a_doubt_ticks_off_its_task(
        self, story: Story, act: Callable[[Store, int, str, datetime], bool]
    ) -> None:
        asked = NewTask(f"doubtful:{story.doubtful}", "doubtful", BY, "到了没有", "did it leave")
        with story.store.begin() as tx:
            number = add_task(tx, asked, Stamp(NOW, "sweeping"))
        act(story.store, story.doubtful, BY, NOW)
        with story.store.read() as tx:
            assert number not in {one.id for one in open_tasks(tx)}

    def test_nobody_touches_a_letter_that_is_being_submitted(self, story: Story) -> None:
        dispatching.release_entry(story.store, story.held_entry, BY, NOW)
        with story.store.begin() as tx:
            claim_batch(
                tx, holder="x", now=NOW, lease=timedelta(minutes=1), limit=5, accounts=["main"]
            )
        for act in (dispatching.hold_entry, dispatching.withdraw_entry):
            with pytest.raises(IllegalTransitionError):
                act(story.store, story.held_entry, BY, NOW)
        assert not dispatching.retry_entry(story.store, story.held_entry, BY, NOW)
        assert _entry_state(story, story.held_entry) is OutboxState.CLAIMED

    @pytest.mark.parametrize(
        "act", [dispatching.hold_entry, dispatching.withdraw_entry, dispatching.retry_entry]
    )
    def test_what_was_submitted_cannot_be_taken_back(
        self, story: Story, act: Callable[[Store, int, str, datetime], bool]
    ) -> None:
        with pytest.raises(IllegalTransitionError):
            act(story.store, story.submitted, BY, NOW)

    def test_a_held_letter_is_released_not_retried(self, story: Story) -> None:
        with pytest.raises(IllegalTransitionError, match="release"):
            dispatching.retry_entry(story.store, story.held_entry, BY, NOW)

    def test_a_dead_letter_is_not_released(self, story: Story) -> None:
        with pytest.raises(IllegalTransitionError):
            dispatching.release_entry(story.store, story.dead, BY, NOW)

    def test_a_letter_that_is_not_there_is_named(self, story: Story) -> None:
        with pytest.raises(NotFoundError, match="m999"):
            dispatching.hold_entry(story.store, 999, BY, NOW)


class TestSending:
    def _switches(self, story: Story) -> dict[str, str]:
        with story.store.read() as tx:
            return all_switches(tx)

    def test_the_mode_is_what_was_chosen_last(self, story: Story) -> None:
        assert switching.go_live(story.store, BY, NOW)
        assert not switching.go_live(story.store, BY, NOW)
        assert switching.rehearse(story.store, BY, NOW)
        assert switching.redirect(story.store, BY, BY, NOW)
        assert self._switches(story) == {"mode": "redirect"}

    def test_redirecting_to_nobody_is_refused(self, story: Story) -> None:
        with pytest.raises(ConfigurationError, match="redirect_to"):
            switching.redirect(story.store, "", BY, NOW)

    def test_a_pause_holds_until_it_is_lifted(self, story: Story) -> None:
        assert switching.pause(story.store, BY, NOW)
        assert not switching.pause(story.store, BY, NOW + timedelta(hours=1))
        assert switching.pause(story.store, BY, NOW, "远山冷链")
        assert set(self._switches(story)) == {"pause", "pause:远山冷链"}
        assert switching.resume(story.store, BY, NOW)
        assert not switching.resume(story.store, BY, NOW)
        assert switching.resume(story.store, BY, NOW, "远山冷链")
        assert self._switches(story) == {}

    def test_an_unknown_client_is_not_paused(self, story: Story) -> None:
        with pytest.raises(NotFoundError, match="远山冷链"):
            switching.pause(story.store, BY, NOW, "别家")


class TestFeedback:
    def test_an_item_goes_its_way_and_every_step_is_journalled(self, story: Story) -> None:
        store, number = story.store, story.feedback
        assert tracking.assign(store, number, CHEN.address, BY, NOW)
        assert not tracking.assign(store, number, CHEN.address, BY, NOW)
        assert tracking.start(store, number, BY, NOW)
        assert not tracking.start(store, number, BY, NOW)
        done = date(2026, 10, 16)
        assert tracking.resolve(store, number, " 已修好 ", BY, NOW, resolved_on=done)
        assert not tracking.resolve(store, number, "已修好", BY, NOW, resolved_on=done)
        item = _item(story, number)
        assert (item.owner, item.outcome, item.resolved_on) == (CHEN.address, "已修好", done)
        assert tracking.close(store, number, BY, NOW)
        assert tracking.reopen(store, number, BY, NOW)
        assert _item(story, number).state is FeedbackState.REOPENED
        assert _lines(story, "feedback", number) == 6

    def test_the_words_of_an_outcome_can_be_bettered(self, story: Story) -> None:
        done = date(2026, 10, 16)
        tracking.resolve(story.store, story.feedback, "fixed", BY, NOW, resolved_on=done)
        assert tracking.resolve(story.store, story.feedback, "导出快了", BY, NOW, resolved_on=done)
        assert _item(story, story.feedback).outcome == "导出快了"

    def test_nothing_is_resolved_or_declined_without_words_for_the_client(
        self, story: Story
    ) -> None:
        with pytest.raises(tracking.WordsMissingError):
            tracking.resolve(
                story.store, story.feedback, "  ", BY, NOW, resolved_on=date(2026, 10, 16)
            )
        with pytest.raises(tracking.WordsMissingError):
            tracking.decline(story.store, story.feedback, "", BY, NOW)
        assert _item(story, story.feedback).state is FeedbackState.NEW

    def test_a_declined_item_says_why_and_can_be_reopened(self, story: Story) -> None:
        assert tracking.decline(story.store, story.feedback, "不在合同内", BY, NOW)
        assert not tracking.decline(story.store, story.feedback, "不在合同内", BY, NOW)
        assert _item(story, story.feedback).outcome == "不在合同内"
        assert tracking.reopen(story.store, story.feedback, BY, NOW)

    def test_an_item_that_is_open_cannot_be_reopened(self, story: Story) -> None:
        with pytest.raises(IllegalTransitionError):
            tracking.reopen(story.store, story.feedback, BY, NOW)

    def test_a_duplicate_names_the_item_that_stays(self, story: Story) -> None:
        store = story.store
        assert tracking.mark_duplicate(store, story.feedback, story.complaint, BY, NOW)
        assert not tracking.mark_duplicate(store, story.feedback, story.complaint, BY, NOW)
        with story.store.read() as tx:
            assert history(tx, "feedback", story.feedback)[-1].note == f"of f{story.complaint}"
        with pytest.raises(tracking.WrongDuplicateError):
            tracking.mark_duplicate(store, story.complaint, story.complaint, BY, NOW)
        with pytest.raises(tracking.WrongDuplicateError):
            tracking.mark_duplicate(store, story.complaint, story.feedback, BY, NOW)

    def test_only_our_own_people_own_items(self, story: Story) -> None:
        with pytest.raises(NotFoundError, match="chen@"):
            tracking.assign(story.store, story.feedback, "li@cold.example", BY, NOW)

    def test_a_task_is_ticked_off_once(self, story: Story) -> None:
        assert tracking.finish_task(story.store, story.task, BY, NOW)
        assert not tracking.finish_task(story.store, story.task, BY, NOW)
        with story.store.read() as tx:
            assert open_tasks(tx) == []
        with pytest.raises(NotFoundError, match="t99"):
            tracking.finish_task(story.store, 99, BY, NOW)


class TestByHand:
    def _judge(self, text: str, *, sent_at: datetime, in_reply_to: str | None = None) -> Triage:
        assert in_reply_to is None
        assert sent_at.utcoffset() == timedelta(hours=8)
        items = tuple(
            Item(Category.DEFECT, part, 0, len(part), Urgency.HIGH, None)
            for part in text.split("。")
            if "坏" in part
        )
        return Triage("zh", items, Sentiment.NEUTRAL, None, needs_reply=bool(items))

    def _add(self, story: Story, entry: adding.HandEntry, at: datetime = NOW) -> tuple[int, ...]:
        return adding.add_feedback_by_hand(
            story.store, entry, BY, at, self._judge, settings(Path())
        )

    def test_each_thing_said_is_an_item_in_the_clients_words(self, story: Story) -> None:
        said = adding.HandEntry("cold", "李工", "wechat", "扫码枪坏了。门也坏了")
        added = self._add(story, said)
        items = [_item(story, number) for number in added]
        assert [item.text for item in items] == ["扫码枪坏了", "门也坏了"]
        assert {(item.channel, item.category, item.rung) for item in items} == {
            ("wechat", "defect", "by_hand")
        }
        assert {item.contact_address for item in items} == {"li@cold.example"}
        assert {item.owner for item in items} == {"lin@qinghe.example"}
        assert {item.acknowledge_at for item in items} == {None}

    def test_a_second_click_adds_nothing_but_another_day_does(self, story: Story) -> None:
        said = adding.HandEntry("cold", "li@cold.example", "phone", "扫码枪坏了")
        assert len(self._add(story, said)) == 1
        assert self._add(story, said, NOW + timedelta(seconds=2)) == ()
        assert len(self._add(story, said, NOW + timedelta(days=1))) == 1

    def test_a_complaint_makes_a_task_to_call_within_a_working_hour(self, story: Story) -> None:
        def complaint(text: str, *, sent_at: datetime, in_reply_to: str | None = None) -> Triage:
            assert (sent_at, in_reply_to) == (NOW, None)
            item = Item(Category.COMPLAINT, text, 0, len(text), Urgency.HIGH, None)
            return Triage("zh", (item,), Sentiment.NEGATIVE, None, needs_reply=True)

        with story.store.read() as tx:
            before = {one.id for one in open_tasks(tx)}
        said = adding.HandEntry("cold", "王总", "phone", "又改日期，我没法交代")
        (number,) = adding.add_feedback_by_hand(
            story.store, said, BY, NOW, complaint, settings(Path())
        )
        with story.store.read() as tx:
            (task,) = [one for one in open_tasks(tx) if one.id not in before]
        assert (task.kind, task.feedback_id, task.owner) == ("call", number, "lin@qinghe.example")
        assert "王总" in task.title_zh
        assert "又改日期" in task.title_en
        assert task.due_at is not None
        assert task.due_at > NOW
        assert _item(story, number).acknowledge_at is None

    def test_a_text_without_an_item_is_kept_whole(self, story: Story) -> None:
        (number,) = self._add(story, adding.HandEntry("cold", "王总", "meeting", "下周我出差"))
        assert (_item(story, number).category, _item(story, number).text) == (
            "information",
            "下周我出差",
        )

    @pytest.mark.parametrize(
        "entry",
        [
            adding.HandEntry("nope", "王总", "phone", "x"),
            adding.HandEntry("cold", "nobody", "phone", "x"),
            adding.HandEntry("cold", "", "phone", "x"),
            adding.HandEntry("cold", "王总", "pigeon", "x"),
            adding.HandEntry("cold", "王总", "phone", " \n"),
            adding.HandEntry("cold", "王总", "phone", "x" * 30_000),
        ],
    )
    def test_what_cannot_be_kept_is_refused_in_words(
        self, story: Story, entry: adding.HandEntry
    ) -> None:
        with story.store.read() as tx:
            before = len(feedback_list(tx))
        with pytest.raises(ClientCommsError):
            self._add(story, entry)
        with story.store.read() as tx:
            assert len(feedback_list(tx)) == before
