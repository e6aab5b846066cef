from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from tests.fakes.world import (
    COLD,
    DAY,
    FRIDAY,
    LI,
    LIN,
    MINUTE,
    WANG,
    World,
    a_book,
)

from clientcomms.domain.flow import ClaimedEntry, NewDraft, NewOccasion, NewOutboxEntry, NewPlan
from clientcomms.domain.heard import NewMail, NewTask
from clientcomms.domain.projects import Promise
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, OutboxState, PlanState
from clientcomms.errors import ConfigurationError, IllegalTransitionError, NotFoundError
from clientcomms.store import (
    drafts,
    feedback,
    inbox,
    occasions,
    outbox,
    outbox_claims,
    outbox_looks,
    outbox_recipients,
    overall,
    plans,
    plans_in_writing,
    schedules,
    settlements,
    state,
    state_rows,
)
from clientcomms.store.engine import Store, StoreError, Tx, open_store
from clientcomms.store.journal import Stamp, history
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.schema.outbound import outbox as outbox_table
from clientcomms.store.schema.outbound import outbox_recipients as recipients_table
from clientcomms.store.schema.outbound import plan_recipients
from clientcomms.store.schema.outbound import plans as plans_table
from clientcomms.store.schema.state import week_items
from clientcomms.store.settlements import Settlement

STAMP = Stamp(FRIDAY, "test", "because")
LEASE = timedelta(minutes=2)


def new_plan(occasion: int, **changed: Any) -> NewPlan:
    plan = NewPlan(
        occasion_id=occasion,
        kind="progress_report",
        project_code="cold",
        client=COLD,
        language="zh",
        to=(WANG,),
        cc=(LI,),
        at=FRIDAY,
        local="2026-10-16T10:00",
        zone="Asia/Shanghai",
        draft_at=None,
        expires_at=FRIDAY + 3 * DAY,
        approval="without_me",
        priority=30,
        state=PlanState.PLANNED,
        reasons=(Reason("weekend", "周末", "a weekend"),),
    )
    return replace(plan, **changed)


def a_plan(tx: Tx, key: str = "k", **changed: Any) -> int:
    """An occasion and the plan that stands for it."""
    occasions.add_occasions(
        tx, [NewOccasion("progress_report", key, "report", FRIDAY, "cold")], FRIDAY
    )
    (occasion,) = [one for one in occasions.open_occasions(tx, FRIDAY, 999) if one.key == key]
    (number,) = plans.add_plans(tx, [new_plan(occasion.id, **changed)], FRIDAY)
    return number


def new_entry(plan: int, **changed: Any) -> NewOutboxEntry:
    new = NewOutboxEntry(
        plan_id=plan,
        kind="progress_report",
        project_code="cold",
        client=COLD,
        account="main",
        mode="live",
        reverse_path=LIN.address,
        to=(WANG,),
        cc=(LI,),
        message_id="<k@qinghe.example>",
        marker="k",
        thread_key="thread",
        subject="周报",
        raw=b"Subject: x\r\n\r\nx\r\n",
        priority=30,
        next_at=FRIDAY,
    )
    return replace(new, **changed)


def an_entry(tx: Tx, key: str = "k", **changed: Any) -> int:
    """A letter that is ready to leave."""
    plan = a_plan(tx, key)
    names: dict[str, Any] = {"message_id": f"<{key}@qinghe.example>", "marker": key}
    new = new_entry(plan, **(names | changed))
    assert outbox.add_entries(tx, [new], FRIDAY) == [plan]
    entry = outbox_looks.entry_of_plan(tx, plan)
    assert entry is not None
    return entry.id


def claim(tx: Tx, holder: str = "a", limit: int = 50, now: datetime = FRIDAY) -> list[ClaimedEntry]:
    return outbox_claims.claim_batch(
        tx, holder=holder, now=now, lease=LEASE, limit=limit, accounts=["main"]
    )


def state_of(store: Store, entry: int) -> OutboxState:
    with store.read() as tx:
        found = outbox_looks.entry_by_id(tx, entry)
    assert found is not None
    return found.state


# ---- instants and databases -----------------------------------------------------------------------


def test_a_naive_instant_is_refused(world: World) -> None:
    naive = FRIDAY.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive datetime"), world.store.begin() as tx:
        overall.set_switch(tx, "mode", "live", Stamp(naive, "test"))


def test_an_instant_comes_back_aware_in_utc_whatever_its_zone_was(world: World) -> None:
    local = FRIDAY.astimezone(tz=datetime.fromisoformat("2026-10-16T10:00+08:00").tzinfo)
    with world.store.begin() as tx:
        number = a_plan(tx, at=local)
    with world.store.read() as tx:
        plan = plans.plan_by_id(tx, number)
    assert plan is not None
    assert (plan.at, plan.at.tzinfo) == (FRIDAY, UTC)


def test_a_read_and_a_trial_leave_no_trace(world: World) -> None:
    for look in (world.store.read, world.store.trying):
        with look() as tx:
            overall.set_switch(tx, "mode", "live", STAMP)
    with world.store.read() as tx:
        assert overall.all_switches(tx).get("mode") is None


def test_a_transaction_that_fails_leaves_no_half_state(world: World) -> None:
    def fail() -> None:
        with world.store.begin() as tx:
            a_plan(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert world.plans() == []


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "oracle://x"])
def test_an_unusable_url_is_named_with_its_cure(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"store\.url.*write sqlite:///"):
        open_store(url)


def test_a_store_that_is_gone_is_named_in_words() -> None:
    gone = open_store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreError, match="cannot be used"), gone.begin():
        pass
    gone.close()


# ---- states that the database guards --------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "sent"},
        {"state": "claimed"},
        {"holder": "somebody"},
        {"leased_until": FRIDAY},
        {"state": "submitted"},
        {"state": "delivered"},
    ],
)
def test_the_database_refuses_an_outbox_row_that_cannot_be(
    world: World, values: dict[str, object]
) -> None:
    with world.store.begin() as tx:
        an_entry(tx)
    with pytest.raises(IntegrityError), world.store.begin() as tx:
        tx.execute(update(outbox_table).values(values))


def test_the_database_refuses_unknown_states_and_percentages(world: World) -> None:
    with world.store.begin() as tx:
        a_plan(tx)
    for statement in (
        update(plans_table).values(state="sent"),
        update(week_items).values(percent=101),
    ):
        with pytest.raises(IntegrityError), world.store.begin() as tx:
            tx.execute(statement)


def test_two_plans_for_one_occasion_cannot_be(world: World) -> None:
    with world.store.begin() as tx:
        a_plan(tx)
        assert plans.add_plans(tx, [new_plan(1)], FRIDAY) == []
        row = tx.execute(select(plans_table)).one()._asdict()
    with pytest.raises(IntegrityError), world.store.begin() as tx:
        tx.execute(insert(plans_table).values({**row, "id": 99}))


def test_rows_of_unknown_projects_are_refused(world: World) -> None:
    with pytest.raises(IntegrityError), world.store.begin() as tx:
        occasions.add_occasions(tx, [NewOccasion("x", "k", "report", FRIDAY, "nowhere")], FRIDAY)


# ---- occasions and plans --------------------------------------------------------------------------


def test_one_key_makes_one_occasion(world: World) -> None:
    one = NewOccasion("progress_report", "k", "report", FRIDAY, "cold", asked_by="somebody")
    with world.store.begin() as tx:
        assert occasions.add_occasions(tx, [one, one], FRIDAY) == 1
        assert occasions.add_occasions(tx, [one], FRIDAY + DAY) == 0
        assert occasions.occasion_exists(tx, "k")
        (kept,) = occasions.open_occasions(tx, FRIDAY, 10)
        assert kept.thread_key == "k"
        assert [line.actor for line in history(tx, "occasions", kept.id)] == ["somebody"]


def test_every_change_of_a_plan_is_journalled_with_its_reason(world: World) -> None:
    with world.store.begin() as tx:
        number = a_plan(tx)
        why = Reason("held_by_hand", "林晓手工暂扣", "held back by Lin")
        plans.change_plan(tx, number, PlanState.HELD, Stamp(FRIDAY, "lin"), reasons=(why,))
        plans.change_plan(tx, number, PlanState.DROPPED, STAMP)
        plan = plans.plan_by_id(tx, number)
        lines = [(n.was, n.became, n.actor, n.note) for n in history(tx, "plans", number)]
    assert plan is not None
    assert [one.rule for one in plan.reasons] == ["weekend", "held_by_hand"]
    assert lines == [
        (None, "planned", "planning", "a weekend"),
        ("planned", "held", "lin", "held back by Lin"),
        ("held", "dropped", "test", "because"),
    ]


def test_an_illegal_move_is_refused_and_leaves_no_line(world: World) -> None:
    with world.store.begin() as tx:
        number = a_plan(tx)
        plans_in_writing.mark_rendered(tx, [number], FRIDAY)
    refused = pytest.raises(IllegalTransitionError, match="is rendered and cannot become held")
    with refused, world.store.begin() as tx:
        plans.change_plan(tx, number, PlanState.HELD, STAMP)
    with pytest.raises(NotFoundError), world.store.begin() as tx:
        plans.change_plan(tx, 999, PlanState.HELD, STAMP)
    assert world.story("plans", number) == [(None, "planned"), ("planned", "rendered")]


def test_a_plan_made_anew_takes_its_recipients_along(world: World) -> None:
    with world.store.begin() as tx:
        number = a_plan(tx, state=PlanState.HELD)
        fresh = new_plan(1, to=(LI,), cc=(), at=FRIDAY + DAY, language="en", reasons=())
        plans.replace_plan(tx, number, fresh, Stamp(FRIDAY, "planning"))
        plan = plans.plan_by_id(tx, number)
        found = tx.execute(select(plan_recipients)).all()
    assert plan is not None
    assert (plan.to, plan.cc, plan.language, plan.reasons) == ((LI,), (), "en", ())
    assert [(row.address, row.at) for row in found] == [(LI, FRIDAY + DAY)]


def test_only_what_nobody_took_back_is_marked_rendered(world: World) -> None:
    with world.store.begin() as tx:
        ready, held = a_plan(tx, "a"), a_plan(tx, "b", state=PlanState.HELD)
        asks = a_plan(tx, "c", approval="draft")
        approved = a_plan(tx, "d", approval="draft", state=PlanState.APPROVED)
        assert plans_in_writing.mark_rendered(tx, [ready, held, asks, approved], FRIDAY) == [
            ready,
            approved,
        ]
        assert plans_in_writing.mark_rendered(tx, [ready], FRIDAY) == []


# ---- drafts ---------------------------------------------------------------------------------------


def a_draft(plan: int, digest: str = "d") -> NewDraft:
    return NewDraft(plan, digest, "[cc:x]", "周报", "正文", "<p>正文</p>", "群", FRIDAY)


def test_a_newer_draft_supersedes_the_one_that_waits(world: World) -> None:
    with world.store.begin() as tx:
        plan = a_plan(tx)
        first = drafts.add_draft(tx, a_draft(plan))
        second = drafts.add_draft(tx, a_draft(plan, "e"))
        newest = drafts.newest_draft(tx, plan)
        old = drafts.draft_by_id(tx, first)
    assert newest is not None
    assert old is not None
    assert (newest.id, newest.revision, old.state) == (second, 2, DraftState.SUPERSEDED)
    with pytest.raises(IllegalTransitionError), world.store.begin() as tx:
        drafts.answer_draft(tx, first, DraftState.APPROVED, STAMP)


def test_an_answer_to_a_draft_is_kept_with_who_gave_it(world: World) -> None:
    with world.store.begin() as tx:
        number = drafts.add_draft(tx, a_draft(a_plan(tx)))
        drafts.answer_draft(tx, number, DraftState.APPROVED, STAMP, {"text": "改过"})
        draft = drafts.draft_by_id(tx, number)
        assert drafts.awaiting_drafts(tx) == []
    assert draft is not None
    assert (draft.text, draft.edited, draft.answered_by) == ("改过", True, "test")


# ---- the outbox -----------------------------------------------------------------------------------


def test_a_claim_charges_the_attempt_before_it_is_made(world: World) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
    with world.store.begin() as tx:
        (claimed,) = claim(tx)
    assert (claimed.id, claimed.attempts, claimed.forward_paths) == (entry, 1, (WANG, LI))
    assert state_of(world.store, entry) is OutboxState.CLAIMED


def test_a_claim_takes_only_what_is_due_for_its_accounts_in_order(world: World) -> None:
    with world.store.begin() as tx:
        late = an_entry(tx, "late", next_at=FRIDAY)
        first = an_entry(tx, "first", next_at=FRIDAY - DAY, priority=90)
        urgent = an_entry(tx, "urgent", next_at=FRIDAY, priority=0)
        an_entry(tx, "future", next_at=FRIDAY + MINUTE)
        an_entry(tx, "other", account="other")
        an_entry(tx, "held", held_because="rehearse")
        assert [one.id for one in claim(tx, limit=2)] == [first, urgent]
        assert [one.id for one in claim(tx)] == [late]
        assert claim(tx) == []


def test_two_holders_at_once_never_share_a_row(world: World) -> None:
    with world.store.begin() as tx:
        wanted = {an_entry(tx, f"k{n}") for n in range(40)}
    taken: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    begins = threading.Barrier(3)

    def work(holder: str) -> None:
        begins.wait()
        while True:
            with world.store.begin() as tx:
                batch = claim(tx, holder, limit=3)
            if not batch:
                return
            taken[holder] += [one.id for one in batch]

    threads = [threading.Thread(target=work, args=(name,)) for name in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [number for batch in taken.values() for number in batch]
    assert sorted(everything) == sorted(wanted)


def test_a_claim_never_takes_more_than_its_limit(world: World) -> None:
    with world.store.begin() as tx:
        for n in range(30):
            an_entry(tx, f"k{n}")
        assert len(claim(tx, limit=7)) == 7


def test_a_foreign_holder_settles_nothing(world: World) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
        claim(tx, "a")
    result = RecipientResult(WANG, "accepted", "250", "ok")
    end = Settlement(entry, OutboxState.SUBMITTED, submitted_at=FRIDAY, recipients=(result,))
    with world.store.begin() as tx:
        assert settlements.settle(tx, [end], holder="b", now=FRIDAY) == 0
        assert {one.state for one in outbox_looks.recipients_of(tx, entry)} == {"pending"}
    assert world.story("outbox", entry) == [(None, "ready"), (None, "claimed")]
    with world.store.begin() as tx:
        assert settlements.settle(tx, [end], holder="a", now=FRIDAY) == 1
        assert settlements.settle(tx, [end], holder="a", now=FRIDAY) == 0
    assert world.story("outbox", entry)[-1] == ("claimed", "submitted")


def test_a_lapsed_claim_becomes_doubtful_and_its_late_holder_changes_nothing(
    world: World,
) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
        claim(tx)
    with world.store.begin() as tx:
        assert outbox_claims.lapse(tx, FRIDAY + LEASE) == []
        assert outbox_claims.lapse(tx, FRIDAY + LEASE + MINUTE) == [entry]
        end = Settlement(entry, OutboxState.SUBMITTED, submitted_at=FRIDAY)
        assert settlements.settle(tx, [end], holder="a", now=FRIDAY) == 0
    assert state_of(world.store, entry) is OutboxState.DOUBTFUL
    assert world.story("outbox", entry)[-1] == ("claimed", "doubtful")


def test_giving_claims_back_touches_only_those_named(world: World) -> None:
    with world.store.begin() as tx:
        first, second = an_entry(tx, "a"), an_entry(tx, "b")
        claim(tx)
        assert outbox_claims.release_claims(tx, "a", [second], FRIDAY) == 1
        assert outbox_claims.release_claims(tx, "b", [first], FRIDAY) == 0
        (again,) = claim(tx)
    assert (again.id, again.attempts) == (second, 1)
    assert state_of(world.store, first) is OutboxState.CLAIMED


def test_an_outbox_entry_of_one_plan_is_made_once(world: World) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
        again = new_entry(1, message_id="<other@qinghe.example>", marker="other", raw=b"x")
        assert outbox.add_entries(tx, [again], FRIDAY) == []
        assert outbox_looks.raw_of(tx, entry) == b"Subject: x\r\n\r\nx\r\n"


@pytest.mark.parametrize("became", [OutboxState.HELD, OutboxState.READY, OutboxState.CLAIMED])
def test_what_was_submitted_cannot_be_sent_again(world: World, became: OutboxState) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
        claim(tx)
        end = Settlement(entry, OutboxState.SUBMITTED, submitted_at=FRIDAY)
        settlements.settle(tx, [end], holder="a", now=FRIDAY)
    with pytest.raises(IllegalTransitionError), world.store.begin() as tx:
        outbox.change_entry(tx, entry, became, STAMP)


def test_a_report_about_one_recipient_is_kept_beside_the_others(world: World) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx)
        outbox_recipients.mark_recipient(
            tx, entry, RecipientResult(WANG.upper(), "bounced", "5.1.1", "no such user")
        )
        found = {one.address: one for one in outbox_looks.recipients_of(tx, entry)}
    assert (found[WANG].state, found[WANG].code, found[LI].state) == ("bounced", "5.1.1", "pending")


def test_a_thread_is_what_the_same_readers_may_have_seen(world: World) -> None:
    with world.store.begin() as tx:
        an_entry(tx, "first")
        an_entry(tx, "redirected", mode="redirect")
        an_entry(tx, "rehearsed", held_because="rehearse")
        withdrawn = an_entry(tx, "withdrawn")
        outbox.change_entry(tx, withdrawn, OutboxState.WITHDRAWN, STAMP)
        an_entry(tx, "second")
        live = outbox_looks.thread_of(tx, "thread", COLD, "live")
        other = outbox_looks.thread_of(tx, "thread", "Somebody else", "live")
    assert live == ["<first@qinghe.example>", "<second@qinghe.example>"]
    assert other == []


# ---- what holds for all ---------------------------------------------------------------------------


def test_a_full_suppression_is_never_weakened(world: World) -> None:
    with world.store.begin() as tx:
        overall.suppress(tx, overall.Suppression("Wang@Cold.example", "optional", "asked"), STAMP)
        overall.suppress(tx, overall.Suppression(WANG, "all", "550 5.1.1"), STAMP)
        overall.suppress(tx, overall.Suppression(WANG, "optional", "asked"), STAMP)
        found = overall.suppressed(tx, [WANG.upper(), LI])
        assert {address: one.scope for address, one in found.items()} == {WANG: "all"}
        overall.unsuppress(tx, WANG, STAMP)
        assert overall.suppressed(tx, [WANG]) == {}


def test_switches_remember_who_changed_them(world: World) -> None:
    with world.store.begin() as tx:
        overall.set_switch(tx, "mode", "live", STAMP)
        overall.set_switch(tx, "mode", "redirect", STAMP)
        overall.set_switch(tx, "mode", None, STAMP)
        lines = [(line.was, line.became) for line in history(tx, "switches", "mode")]
    assert lines == [(None, "live"), ("live", "redirect"), ("redirect", None)]


def test_absences_end_on_the_day_of_return(world: World) -> None:
    with world.store.begin() as tx:
        overall.keep_absence(tx, WANG.upper(), date(2026, 10, 20), STAMP)
        overall.keep_absence(tx, WANG, date(2026, 10, 21), STAMP)
        assert overall.absent_until(tx, [WANG], date(2026, 10, 20)) == {WANG: date(2026, 10, 21)}
        assert overall.absent_until(tx, [WANG], date(2026, 10, 21)) == {}


def test_a_promise_counts_only_when_its_letter_went_out_live(world: World) -> None:
    with world.store.begin() as tx:
        an_entry(tx, "went")
        an_entry(tx, "redirected", mode="redirect")
        an_entry(tx, "waits")
        for key, day in (("went", 1), ("redirected", 2), ("waits", 3)):
            said = f"<{key}@qinghe.example>"
            overall.keep_promises(tx, [Promise("cold", "m1", date(2026, 11, day), said)], FRIDAY)
        ends = [
            Settlement(one.id, OutboxState.SUBMITTED, submitted_at=FRIDAY)
            for one in claim(tx)
            if not one.message_id.startswith("<waits")
        ]
        settlements.settle(tx, ends, holder="a", now=FRIDAY)
        (promise,) = overall.last_promises(tx, "cold")
    assert promise.promised_on == date(2026, 11, 1)


def test_schedules_that_are_put_again_keep_when_they_last_fired(world: World) -> None:
    new = schedules.NewSchedule(
        *("k", "progress_report", "cold", "weekly fri 16:00", "Asia/Shanghai", "CN", "report"),
        {"variant": "weekly"},
        FRIDAY,
    )
    with world.store.begin() as tx:
        schedules.put_schedules(tx, [new])
        (found,) = schedules.due_schedules(tx, FRIDAY, 10)
        schedules.advance(tx, [(found.id, FRIDAY, FRIDAY + DAY)])
        schedules.put_schedules(tx, [replace(new, rule="weekly thu 16:00")])
        (again,) = schedules.all_schedules(tx)
        schedules.retire_schedules(tx, ["k"])
        assert schedules.due_schedules(tx, FRIDAY + DAY, 10) == []
    assert (again.rule, again.last_at, again.next_at) == ("weekly thu 16:00", FRIDAY, FRIDAY)


# ---- the project's state --------------------------------------------------------------------------


def test_a_book_comes_back_as_it_was_taken_in(world: World) -> None:
    with world.store.read() as tx:
        found = state.load_book(tx, ["cold", "shop"])
    for part in state_rows.KEYS:
        assert set(map(repr, getattr(found, part))) == set(map(repr, getattr(a_book(), part)))


def test_taking_a_book_in_again_overwrites_and_removes_nothing(world: World) -> None:
    book = a_book()
    renamed = replace(book.contacts[0], salutation="王副总")
    with world.store.begin() as tx:
        state.apply_book(tx, replace(book, contacts=(renamed,), week_items=()))
        found = state.load_book(tx, ["cold", "shop"])
    assert set(found.contacts) == {renamed, *book.contacts[1:]}
    assert set(found.week_items) == set(book.week_items)


def test_contacts_come_page_by_page_each_once(world: World) -> None:
    book = a_book()
    many = tuple(replace(book.contacts[0], address=f"p{n:03}@cold.example") for n in range(25))
    with world.store.begin() as tx:
        state.apply_book(tx, replace(book, contacts=(*book.contacts, *many)))
        pages = list(state.contact_pages(tx, "cold", 10))
    assert [len(page) for page in pages] == [10, 10, 7]
    assert len({one.address for page in pages for one in page}) == 27


def test_a_member_is_known_by_any_of_the_addresses_in_any_case(world: World) -> None:
    with world.store.begin() as tx:
        state.replace_members(tx, [replace(LIN, aliases=("xl@home.example",))])
        assert state.member_with_address(tx, "XL@Home.example") is not None
        assert state.member_with_address(tx, "nobody@home.example") is None


# ---- mail, accounts, tasks ------------------------------------------------------------------------


def test_the_same_bytes_are_kept_once_whatever_key_the_server_gave(world: World) -> None:
    mail = [NewMail("main", key, b"Subject: x\r\n\r\n") for key in ("1.1", "2.1")]
    with world.store.begin() as tx:
        assert inbox.add_mail(tx, mail[:1], FRIDAY) == 1
        assert inbox.add_mail(tx, mail, FRIDAY) == 0
        (read,) = inbox.mail_to_read(tx, 10)
        assert read.attempts == 1
        assert inbox.mark_read(tx, read.id, STAMP)
        assert not inbox.mark_read(tx, read.id, STAMP)
        assert not inbox.put_aside(tx, read.id, STAMP)


def test_an_account_rests_until_its_hour_and_is_journalled_once(world: World) -> None:
    with world.store.begin() as tx:
        for minutes in (1, 2):
            inbox.pause_account(tx, "main:out", FRIDAY + minutes * MINUTE, STAMP)
        assert inbox.paused_accounts(tx, FRIDAY) == {"main:out": "because"}
        assert inbox.paused_accounts(tx, FRIDAY + 2 * MINUTE) == {}
        assert len(history(tx, "accounts", "main:out")) == 1


def test_one_key_makes_one_task(world: World) -> None:
    task = NewTask("call:1", "call", LIN.address, "打电话", "call")
    with world.store.begin() as tx:
        assert feedback.add_task(tx, task, STAMP) is not None
        assert feedback.add_task(tx, task, STAMP) is None
        assert [one.title_zh for one in feedback.open_tasks(tx)] == ["打电话"]


def addresses(rows: Sequence[RecipientResult]) -> list[str]:
    return [row.address for row in rows]


def test_to_and_cc_of_an_entry_are_told_apart_and_a_double_counts_once(world: World) -> None:
    with world.store.begin() as tx:
        entry = an_entry(tx, to=(WANG,), cc=(LI, WANG))
        assert sorted(addresses(outbox_looks.recipients_of(tx, entry))) == [LI, WANG]
        row = outbox_looks.entry_by_id(tx, entry)
        assert tx.execute(select(recipients_table.c.place)).scalars().all()
    assert row is not None
    assert (row.to, row.cc) == ((WANG,), (LI,))


def test_a_store_in_use_waits_for_the_writer_instead_of_failing(world: World) -> None:
    done: list[str] = []

    def write() -> None:
        with world.store.begin() as tx:
            overall.set_switch(tx, "b", "2", STAMP)
            done.append("second")

    with world.store.begin() as tx:
        overall.set_switch(tx, "a", "1", STAMP)
        other = threading.Thread(target=write)
        other.start()
        other.join(0.2)
        tx.execute(text("SELECT 1"))
    other.join()
    assert done == ["second"]
