from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from tests.fakes.world import (
    DAY,
    HOUR,
    LI,
    LIN,
    MINUTE,
    SARAH,
    SHOP,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    rules_of,
    shipped,
    weekly,
)
from typing_extensions import override

from clientcomms.domain.flow import Draft
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Dimension, Headline, ItemState, Light, Status
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, OutboxState, PlanState
from clientcomms.letters.contract import Typeset
from clientcomms.outbound import operating, switching
from clientcomms.outbound.rendering import Sample, Wish, sample
from clientcomms.ports.typesetter import TemplateError
from clientcomms.settings import SendingSection
from clientcomms.store import drafts, outbox_looks, overall, plans_in_writing

Told = Callable[..., World]
DRAFTED = weekly(approval="draft", projects=("cold",))
SHOWN = in_shanghai("2026-10-16", "15:00")
HOUR_OF_REPORT = in_shanghai("2026-10-16", "16:00")


class Typesetter:
    """The shipped letters, with something done to them first."""

    def __init__(self, tamper: Callable[[str, Typeset], Typeset]) -> None:
        self.tamper = tamper
        self.calls = 0

    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        self.calls += 1
        return self.tamper(kind, shipped().typeset(kind, language, brief))


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def words(raw: bytes, kind: str = "plain") -> str:
    part = parsed(raw).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def newest_draft(world: World) -> Draft:
    plan = world.plans("progress_report")[0]
    with world.store.read() as tx:
        draft = drafts.newest_draft(tx, plan.id)
    assert draft is not None
    return draft


def shown(told: Told) -> World:
    """A world in which the manager has just got the draft of a report."""
    world = told(DRAFTED)
    world.turn()
    world.turn(SHOWN)
    return world


def changed_headline(world: World, text: str, **changed: Any) -> None:
    book = a_book()
    line = Headline("cold", "2026-W42", text, {Dimension.OVERALL: Status(Light.GREEN)})
    world.take_in(replace(book, headlines=(line,), **changed))


# ---- drafts ---------------------------------------------------------------------------------------


def test_a_draft_reaches_the_manager_and_nobody_else(told: Told) -> None:
    world = shown(told)
    (sent,) = world.transport.submitted
    assert sent.envelope.forward_paths == (LIN.address,)
    mail = parsed(sent.message)
    assert mail["Auto-Submitted"] == "auto-generated"
    draft = newest_draft(world)
    told_to = words(sent.message)
    for line in filter(None, draft.text.replace(draft.marker, "").splitlines()):
        assert line in told_to
    assert WANG in told_to
    assert draft.marker not in told_to
    assert (draft.state, draft.revision) == (DraftState.AWAITING, 1)


def test_no_answer_means_hold(told: Told) -> None:
    world = shown(told)
    for hours in (1, 2, 24, 70):
        world.turn(HOUR_OF_REPORT + hours * HOUR)
    assert world.letters_to(WANG) == []
    assert len(world.letters_to(LIN.address)) == 1


def test_a_skipped_letter_never_leaves(told: Told) -> None:
    world = shown(told)
    operating.skip_draft(world.store, newest_draft(world).id, LIN.address, world.now)
    world.turn(HOUR_OF_REPORT)
    assert world.letters_to(WANG) == []


def test_an_approved_draft_leaves_at_its_hour_in_exactly_the_approved_words(told: Told) -> None:
    world = shown(told)
    draft = newest_draft(world)
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.turn(SHOWN + MINUTE)
    assert world.letters_to(WANG) == []
    changed_headline(world, "事情忽然变了")
    world.turn(HOUR_OF_REPORT)
    (raw,) = world.letters_to(WANG)
    assert words(raw).strip() == draft.text.strip()
    assert words(raw, "html").strip() == draft.html.strip()
    assert parsed(raw)["Subject"] == draft.subject
    assert world.letters_to(LI) == [raw]


def test_an_edited_text_leaves_as_the_person_wrote_it_with_its_marker(told: Told) -> None:
    world = shown(told)
    draft = newest_draft(world)
    text = "王总：\n您好！\n\n这周一切顺利。<b>没有</b>别的事。\n\n林晓"
    operating.approve_draft(world.store, draft.id, LIN.address, world.now, text)
    world.turn(HOUR_OF_REPORT)
    (raw,) = world.letters_to(WANG)
    assert words(raw).startswith(text)
    assert draft.marker in words(raw)
    assert "&lt;b&gt;没有&lt;/b&gt;" in words(raw, "html")
    with world.store.read() as tx:
        (entry,) = outbox_looks.entries_by_markers(tx, [draft.marker.strip("[]")[3:]])
    assert WANG in entry.to


def test_changed_facts_make_a_newer_draft_which_says_so(told: Told) -> None:
    world = shown(told)
    first = newest_draft(world)
    world.now += 5 * MINUTE
    changed_headline(world, "移动端提前完成")
    world.turn()
    second = newest_draft(world)
    assert (second.revision, "移动端提前完成" in second.text) == (2, True)
    asked = world.letters_to(LIN.address)
    assert len(asked) == 2
    assert parsed(asked[1])["In-Reply-To"] == parsed(asked[0])["Message-ID"]
    assert "移动端提前完成" in words(asked[1])
    with world.store.read() as tx:
        old = drafts.draft_by_id(tx, first.id)
    assert old is not None
    assert old.state is DraftState.SUPERSEDED


def test_an_import_that_changes_nothing_said_asks_nobody_again(told: Told) -> None:
    world = shown(told)
    world.now += 5 * MINUTE
    world.take_in(a_book())
    world.turn()
    assert newest_draft(world).revision == 1
    assert len(world.letters_to(LIN.address)) == 1


def test_a_late_approval_waits_for_the_morning(told: Told) -> None:
    world = shown(told)
    world.now = in_shanghai("2026-10-16", "22:40")
    operating.approve_draft(world.store, newest_draft(world).id, LIN.address, world.now)
    world.turn()
    world.turn(in_shanghai("2026-10-18", "10:00"))
    assert world.letters_to(WANG) == []
    plan = world.plans("progress_report")[0]
    assert (plan.state, plan.local) == (PlanState.HELD, "2026-10-19T09:00")
    assert rules_of(plan)[-4:] == ["quiet_hours", "weekend", "another_week", "draft_sent"]
    operating.approve_draft(world.store, newest_draft(world).id, LIN.address, world.now)
    world.turn(in_shanghai("2026-10-19", "09:00"))
    assert len(world.letters_to(WANG)) == 1


def test_what_nobody_need_see_does_not_leave_at_night_after_a_standstill(told: Told) -> None:
    world = told(weekly(projects=("cold",)))
    world.schedule()
    world.prompt()
    world.plan()
    world.turn(in_shanghai("2026-10-17", "02:00"))
    assert world.letters_to(WANG) == []
    world.turn(in_shanghai("2026-10-19", "09:00"))
    assert len(world.letters_to(WANG)) == 1


def test_an_urgent_letter_leaves_at_night_by_a_persons_act(world: World) -> None:
    world.now = in_shanghai("2026-10-17", "02:00")
    world.report(urgent=True)
    world.now += 3 * HOUR
    world.turn()
    assert len(world.letters_to(WANG)) == 1


def test_an_urgent_letter_leaves_before_all_that_waits_for_its_turn(world: World) -> None:
    world.per_minute = 1
    world.report()
    world.report(key="report:another")
    world.turn()
    world.now += timedelta(seconds=10)
    world.ask("action_request", urgent=True, matter={"items": ["w2"], "approval": "without_me"})
    world.turn()
    world.turn(world.now + timedelta(minutes=1))
    gone = [one.kind for one in world.entries() if one.state is OutboxState.SUBMITTED]
    waiting = [one.kind for one in world.entries() if one.state is OutboxState.READY]
    assert sorted(gone) == ["action_request", "progress_report"]
    assert waiting == ["progress_report"]


# ---- what a person does meanwhile -----------------------------------------------------------------


class Meddling(Typesetter):
    """Somebody acts while a letter is being written."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(lambda _kind, texts: texts)
        self.act = act

    @override
    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        self.act()
        return super().typeset(kind, language, brief)


def test_a_letter_held_while_it_is_written_does_not_reach_the_outbox(world: World) -> None:
    world.report()
    world.plan()
    number = world.one_plan().id

    def meddle() -> None:
        operating.hold_plan(world.store, number, LIN.address, world.now)

    world.typesetter = Meddling(meddle)
    world.__post_init__()
    assert world.render() == 0
    assert world.entries() == []
    assert world.one_plan().state is PlanState.HELD


def test_what_one_is_writing_nobody_else_takes_up_and_it_is_charged_once(
    world: World,
) -> None:
    for number in range(3):
        world.report(key=f"k{number}")
    world.plan()
    other = World(world.store, world.settings)
    by_others: list[int] = []
    world.typesetter = Meddling(lambda: by_others.append(other.render()))
    world.__post_init__()
    assert world.render() == 3
    assert set(by_others) == {0}
    assert all("poison" not in rules_of(plan) for plan in world.plans())


def test_a_letter_whose_writer_died_is_taken_up_again_a_little_later(world: World) -> None:
    world.report()
    world.plan()

    def die(_kind: str, _texts: Typeset) -> Typeset:
        raise KilledError

    world.typesetter = Typesetter(die)
    world.__post_init__()
    with pytest.raises(KilledError):
        world.render()
    world.typesetter = None
    world.__post_init__()
    world.now += MINUTE
    assert world.render() == 0
    world.now += MINUTE
    assert world.render() == 1


# ---- modes ----------------------------------------------------------------------------------------


def redirected(told: Told) -> World:
    return told(sending=SendingSection(mode="redirect", redirect_to="boss@qinghe.example"))


@pytest.mark.parametrize("project", ["cold", "shop"])
def test_a_redirected_letter_reaches_no_client_and_names_who_would_have_got_it(
    told: Told, project: str
) -> None:
    world = redirected(told)
    world.now = in_new_york("2026-10-16", "10:00") if project == "shop" else world.now
    world.report(project)
    world.turn()
    (sent,) = world.transport.submitted
    assert sent.envelope.forward_paths == ("boss@qinghe.example",)
    mail = parsed(sent.message)
    header = sent.message.partition(b"\r\n\r\n")[0]
    assert mail["To"].addresses[0].addr_spec == "boss@qinghe.example"
    assert mail["Cc"] is None
    for client in (WANG, LI, SARAH):
        assert client.encode() not in header
    name = "王建国、李娜" if project == "cold" else "Sarah Miller"
    assert name in words(sent.message)
    assert name in words(sent.message, "html")
    entry = world.one_entry()
    assert entry.to == ("boss@qinghe.example",)
    assert (WANG if project == "cold" else SARAH) in (entry.reason or "")


def test_letters_to_our_own_people_are_not_redirected(told: Told) -> None:
    world = told(DRAFTED, sending=SendingSection(mode="redirect", redirect_to="boss@x.example"))
    world.turn()
    world.turn(SHOWN)
    assert world.transport.submitted[0].envelope.forward_paths == (LIN.address,)


def test_a_rehearsal_lets_nothing_leave(told: Told) -> None:
    world = told(DRAFTED, sending=SendingSection(mode="rehearse"))
    world.report()
    world.turn()
    world.turn(SHOWN)
    assert world.transport.submitted == []
    assert {entry.state for entry in world.entries()} == {OutboxState.HELD}
    assert {entry.reason for entry in world.entries()} == {"the sending mode is rehearse"}


def test_the_switch_in_the_store_goes_before_the_configuration(told: Told) -> None:
    world = redirected(told)
    switching.go_live(world.store, "lin", world.now)
    world.report()
    world.turn()
    assert len(world.letters_to(WANG)) == 1


# ---- what cannot be written -----------------------------------------------------------------------


def fails_for(wanted: str, error: Exception) -> Typesetter:
    def tamper(_kind: str, texts: Typeset) -> Typeset:
        if wanted in texts.text:
            raise error
        return texts

    return Typesetter(tamper)


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (TemplateError("progress_report/zh/body.txt", "no such name", 7), "template"),
        (ZeroDivisionError("oops"), "unwritable"),
    ],
)
def test_a_letter_that_cannot_be_written_is_held_and_the_others_go_on(
    told: Told, error: Exception, rule: str
) -> None:
    world = told()
    world.typesetter = fails_for("王总", error)
    world.__post_init__()
    world.now = in_shanghai("2026-10-16", "21:00")
    world.report("cold", urgent=True)
    world.report("shop")
    world.turn()
    held, sent = world.plans("progress_report")
    assert (held.state, rules_of(held)) == (PlanState.HELD, [rule])
    assert str(error).splitlines()[0][-5:] in held.reasons[0].text_zh
    assert sent.state is PlanState.RENDERED
    for _ in range(3):
        world.turn(world.now + MINUTE)
    assert len(world.story("plans", held.id)) == 2


def test_a_held_letter_is_written_after_a_person_has_released_it(told: Told) -> None:
    world = told()
    world.typesetter = fails_for("王总", ZeroDivisionError())
    world.__post_init__()
    world.report()
    world.turn()
    world.typesetter = None
    world.__post_init__()
    operating.release_plan(world.store, world.one_plan().id, LIN.address, world.now)
    world.turn()
    assert len(world.letters_to(WANG)) == 1


class KilledError(BaseException):
    """As if the process had died: nothing may catch it."""


@pytest.mark.parametrize("approval", ["draft", "without_me"])
def test_a_letter_that_kills_the_process_is_put_aside_alone(told: Told, approval: str) -> None:
    world = told()

    def tamper(_kind: str, texts: Typeset) -> Typeset:
        if "毒药" in texts.text:
            raise KilledError
        return texts

    book = a_book()
    many = tuple(
        replace(book.projects[0], code=f"p{n}", name="毒药" if n == 3 else f"项目{n}")
        for n in range(6)
    )
    people = tuple(replace(book.contacts[0], project_code=one.code) for one in many)
    items = tuple(
        replace(book.week_items[0], project_code=one.code, client_wording=one.name) for one in many
    )
    world.take_in(
        replace(
            book,
            projects=(*book.projects, *many),
            contacts=(*book.contacts, *people),
            week_items=(*book.week_items, *items),
        )
    )
    for one in many:
        world.report(one.code)
    if approval == "draft":
        for one in many:
            world.report(
                one.code,
                key=f"draft:{one.code}",
                matter={"first_on": "2026-10-12", "last_on": "2026-10-16", "approval": "draft"},
            )
    world.plan()
    world.typesetter = Typesetter(tamper)
    world.__post_init__()
    deaths = 0
    for _ in range(20):
        try:
            world.render()
            break
        except KilledError:
            deaths += 1
            world.now += 3 * MINUTE
    found = [plan for plan in world.plans("progress_report") if plan.approval == approval]
    poisoned = [plan for plan in found if rules_of(plan)[-1:] == ["poison"]]
    assert [plan.project_code for plan in poisoned] == ["p3"]
    assert {plan.state for plan in poisoned} == {PlanState.HELD}
    others = {plan.state for plan in found if plan.project_code != "p3"}
    assert others == {PlanState.HELD if approval == "draft" else PlanState.RENDERED}
    assert all("poison" not in rules_of(plan) for plan in found if plan.project_code != "p3")
    assert deaths == (6 if approval == "draft" else 3)
    world.turn(world.now + MINUTE)
    assert [plan.state for plan in world.plans() if rules_of(plan)[-1:] == ["poison"]] != []


def test_a_letter_that_names_another_client_is_blocked(world: World) -> None:
    changed_headline(world, f"接口和 {SHOP} 的一样")
    world.now = in_shanghai("2026-10-16", "21:00")
    world.report(urgent=True)
    world.report("shop")
    world.turn()
    blocked, sent = world.plans("progress_report")
    assert (blocked.state, rules_of(blocked)) == (PlanState.HELD, ["client_wall"])
    assert SHOP in blocked.reasons[0].text_en
    assert sent.state is PlanState.RENDERED
    world.now += MINUTE
    changed_headline(world, "接口联调通过")
    world.turn()
    assert len(world.letters_to(WANG)) == 1


def test_nothing_that_is_not_for_the_client_is_in_a_letter(world: World) -> None:
    world.report()
    world.turn()
    (raw,) = world.letters_to(WANG)
    for kind in ("plain", "html"):
        assert "毛利" not in words(raw, kind)
        assert SHOP not in words(raw, kind)


def test_a_green_that_is_red_inside_is_held_until_the_status_says_so(world: World) -> None:
    book = a_book()
    late = replace(book.milestones[0], forecast_on=date(2026, 10, 15))
    world.take_in(replace(book, milestones=(late,)))
    world.report()
    world.turn()
    assert rules_of(world.one_plan()) == ["watermelon"]
    world.now += MINUTE
    amber = {Dimension.OVERALL: Status(Light.AMBER, "验收晚两天")}
    line = Headline("cold", "2026-W42", "验收晚两天", amber)
    world.take_in(replace(book, milestones=(late,), headlines=(line,)))
    world.turn()
    assert len(world.letters_to(WANG)) == 1


# ---- promises, threads, headers -------------------------------------------------------------------


def promised(world: World) -> dict[str, date]:
    with world.store.read() as tx:
        return {one.milestone_key: one.promised_on for one in overall.last_promises(tx, "cold")}


def test_a_report_that_left_is_a_promise_and_the_next_one_is_held_against_it(
    world: World,
) -> None:
    world.report()
    world.turn()
    book = a_book()
    assert promised(world)["m2"] == book.milestones[1].forecast_on
    world.now = in_shanghai("2026-10-23", "10:00")
    moved = replace(book.milestones[1], forecast_on=book.milestones[1].forecast_on + 3 * DAY)
    settled = replace(book.week_items[1], state=ItemState.DONE)
    world.take_in(replace(book, milestones=(book.milestones[0], moved), week_items=(settled,)))
    world.report(key="second")
    world.turn()
    text = words(world.letters_to(WANG)[1])
    assert "11月6日" in text
    assert "11月9日" in text
    assert promised(world)["m2"] == moved.forecast_on


@pytest.mark.parametrize("mode", ["redirect", "rehearse"])
def test_what_no_client_read_is_no_promise(told: Told, mode: str) -> None:
    sending = {"mode": mode, "redirect_to": LIN.address}
    world = told(sending=SendingSection.model_validate(sending))
    world.report()
    world.turn()
    assert promised(world) == {}


def test_letters_on_one_matter_are_one_thread_and_others_are_not(world: World) -> None:
    for number in range(3):
        world.now += MINUTE
        world.report(key=f"k{number}", thread_key="matter")
        world.turn()
    world.now = in_new_york("2026-10-16", "10:00")
    world.report("shop", key="other", thread_key="matter")
    world.turn()
    first, second, third = (parsed(raw) for raw in world.letters_to(WANG))
    ids = [mail["Message-ID"] for mail in (first, second, third)]
    assert first["References"] is None
    assert (second["In-Reply-To"], second["References"]) == (ids[0], ids[0])
    assert (third["In-Reply-To"], third["References"].split()) == (ids[1], ids[:2])
    (other,) = world.letters_to(SARAH)
    assert parsed(other)["In-Reply-To"] is None


def test_going_live_starts_threads_of_its_own(told: Told) -> None:
    world = redirected(told)
    world.report(thread_key="matter")
    world.turn()
    switching.go_live(world.store, "lin", world.now)
    world.report(key="second", thread_key="matter")
    world.turn()
    (raw,) = world.letters_to(WANG)
    assert parsed(raw)["In-Reply-To"] is None


def test_only_what_is_not_owed_can_be_unsubscribed_from(world: World) -> None:
    world.report()
    world.ask(
        "satisfaction_survey", f"contact:{WANG}", matter={"approval": "without_me", "phase": "一期"}
    )
    world.turn()
    by_kind = {entry.kind: entry for entry in world.entries()}
    with world.store.read() as tx:
        raws = {kind: outbox_looks.raw_of(tx, entry.id) for kind, entry in by_kind.items()}
    report, survey = raws["progress_report"], raws["satisfaction_survey"]
    assert report is not None
    assert survey is not None
    assert parsed(report)["List-Unsubscribe"] is None
    link = parsed(survey)["List-Unsubscribe"]
    assert link.startswith(f"<mailto:{LIN.address}?subject=unsubscribe")
    assert by_kind["satisfaction_survey"].marker in link
    assert "[" not in link
    assert survey not in world.letters_to(LI)


def test_the_header_shows_to_and_cc_and_the_letter_is_dated_in_its_readers_zone(
    world: World,
) -> None:
    world.report()
    world.turn()
    (raw,) = world.letters_to(WANG)
    mail = parsed(raw)
    assert [a.addr_spec for a in mail["To"].addresses] == [WANG]
    assert [a.addr_spec for a in mail["Cc"].addresses] == [LI]
    assert mail["From"].addresses[0].display_name == "林晓(青禾软件)"
    assert mail["Date"].datetime.utcoffset() == timedelta(hours=8)
    assert "【冷链追溯平台】" in mail["Subject"]
    assert mail["Message-ID"].endswith("@qinghe.example>")


# ---- previews -------------------------------------------------------------------------------------


def test_a_preview_reads_as_the_letter_would_and_leaves_no_trace(world: World) -> None:
    with world.store.trying() as tx:
        seen = sample(tx, world.press, Wish("progress_report", "cold"), world.now)
    assert isinstance(seen, Sample)
    assert (world.plans(), world.entries()) == ([], [])
    assert [a.addr_spec for a in parsed(seen.message)["To"].addresses] == [WANG]
    with world.store.trying() as tx:
        english = sample(tx, world.press, Wish("progress_report", "cold", "王总", "en"), world.now)
    assert isinstance(english, Sample)
    assert "Hi David," in english.texts.text


def test_a_preview_says_why_a_letter_would_not_be_written(world: World) -> None:
    book = a_book()
    world.take_in(
        replace(book, contacts=(replace(book.contacts[0], salutation=""), *book.contacts[1:]))
    )
    with world.store.trying() as tx:
        why = sample(tx, world.press, Wish("progress_report", "cold"), world.now)
    assert isinstance(why, Reason)
    assert why.rule == "salutation_missing"


def test_drafts_come_in_any_number_at_once(told: Told) -> None:
    world = told()
    for number in range(60):
        world.report(
            key=f"k{number}",
            matter={"first_on": "2026-10-12", "last_on": "2026-10-16", "approval": "draft"},
        )
    world.plan()
    assert world.render() == 60
    with world.store.read() as tx:
        assert plans_in_writing.plans_to_draft(tx, world.now, 10) == []
