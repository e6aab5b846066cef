"""Ten weeks in the life of two clients, an hour at a time: what each of them got, and when.

The manager answers every draft by mail. On the way: two holidays, a clock change, an overdue ask, a
reader on leave, a complaint, a score, a dead address, and a daemon that is off for three weeks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.post import Post, at_header, mail, quoting, report
from tests.fakes.world import (
    DAY,
    HOUR,
    LI,
    LIN,
    NEW_YORK,
    SARAH,
    SHANGHAI,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    weekly,
)

from clientcomms.bootstrap.intake import attachment_source
from clientcomms.domain.heard import SurveyAnswer, Task
from clientcomms.domain.people import Contact, Place
from clientcomms.domain.projects import Book
from clientcomms.domain.reading_words import Category
from clientcomms.domain.workdays import calendar_for
from clientcomms.intake.importing import import_source
from clientcomms.settings import Rule
from clientcomms.store.engine import open_store
from clientcomms.store.feedback import open_tasks, survey_answers
from clientcomms.store.migrating import migrate
from clientcomms.tracking import operating

ZHAO = "zhao@cold.example"
ZONES: Mapping[str, ZoneInfo] = {WANG: SHANGHAI, LI: SHANGHAI, ZHAO: SHANGHAI, SARAH: NEW_YORK}
START = in_shanghai("2026-09-21", "08:00")
OFF = in_shanghai("2026-11-16", "08:00")
BACK = in_shanghai("2026-12-07", "08:00")
END = in_shanghai("2026-12-14", "08:00")
RULES = (
    weekly("draft", name="zh", projects=("cold",), rule="last_working_day_of_week 16:00"),
    weekly("draft", name="en", projects=("shop",), rule="weekly fri 12:00"),
    Rule(
        name="score",
        kind="satisfaction_survey",
        rule="monthly last thu 10:00",
        approval="without_me",
    ),
)
SETTLED = (
    "项目代号,编号,类别,事项,状态,对客户可见\ncold,w2,需配合,温度报警是否加 30 分钟延时,已完成,是\n"
)


@dataclass(frozen=True, slots=True)
class Got:
    """A letter as it reached somebody."""

    at: datetime
    """On the reader's own clock."""
    subject: str
    text: str
    raw: bytes

    @property
    def day(self) -> str:
        return f"{self.at:%m-%d %H:%M}"


@dataclass
class Life:
    """The world, the mail that comes in, and what each person got."""

    world: World
    post: Post
    got: dict[str, list[Got]] = field(default_factory=dict)
    seen: int = 0

    def live(self, until: datetime) -> None:
        """Let the hours pass; the manager answers what is asked."""
        while self.world.now < until:
            self.world.turn(self.world.now + HOUR)
            self.post.acknowledge()
            self._deliver()

    def sleep(self, until: datetime) -> None:
        """The daemon is off."""
        self.world.now = until

    def writes(self, sender: str, text: str, answering: Got | None = None, **headers: str) -> None:
        """Somebody writes to us, mostly in answer to a letter."""
        number = len(self.post.replies()) + 1
        given = {"date": at_header(self.world.now), "message_id": f"<{number}@client>"} | headers
        subject, words = "Re", text
        if answering is not None:
            given["in_reply_to"] = str(parsed(answering.raw)["Message-ID"])
            subject, words = f"Re: {answering.subject}", quoting(text, answering.text)
        self.post.arrives(mail(sender, subject, words, **given))

    def last(self, reader: str) -> Got:
        return self.got[reader][-1]

    def of(self, reader: str, words: str) -> list[str]:
        """When a reader got the letters whose subject holds these words."""
        return [one.day for one in self.got.get(reader, []) if re.search(words, one.subject)]

    def tasks(self) -> list[Task]:
        with self.world.store.read() as tx:
            return open_tasks(tx)

    def scores(self) -> list[SurveyAnswer]:
        with self.world.store.read() as tx:
            return survey_answers(tx)

    def _deliver(self) -> None:
        fresh = self.world.transport.submitted[self.seen :]
        self.seen += len(fresh)
        for one in fresh:
            for reader in one.accepted:
                zone = ZONES.get(reader, SHANGHAI)
                letter = parsed(one.message)
                body = letter.get_body(("plain",))
                assert body is not None
                told = Got(
                    self.world.now.astimezone(zone),
                    str(letter["Subject"]),
                    str(body.get_content()),
                    one.message,
                )
                self.got.setdefault(reader, []).append(told)
                if reader == LIN.address and "letter begins" in told.text:
                    self.writes(LIN.address, "同意", told)


def parsed(raw: bytes) -> EmailMessage:
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def the_book() -> Book:
    book = a_book(date(2026, 9, 21))
    later = date(2027, 3, 26)
    zhao = Contact("cold", ZHAO, "赵敏", "赵经理", rank=3, report=Place.CC)
    items = [
        replace(item, due_on=date(2026, 10, 14)) if item.key == "w2" else item
        for item in book.week_items
    ]
    return replace(
        book,
        contacts=(*book.contacts, zhao),
        milestones=tuple(replace(s, baseline_on=later, forecast_on=later) for s in book.milestones),
        week_items=tuple(items),
        headlines=(),
    )


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    folder: Path = tmp_path_factory.mktemp("weeks")
    store = open_store(f"sqlite:///{folder / 'clientcomms.db'}")
    migrate(store)
    world = World.told(store, folder, *RULES)
    world.take_in(the_book())
    world.now = START
    life = Life(world, Post(world))
    _weeks(life)
    yield life
    store.close()


def _weeks(life: Life) -> None:
    world = life.world
    life.live(in_new_york("2026-09-22", "10:00"))
    life.writes(
        SARAH, "I am very unhappy: this is the third delay and nobody told us. Unacceptable."
    )
    life.live(in_new_york("2026-10-12", "10:00"))
    for item in life.post.items():
        operating.resolve(
            *(
                world.store,
                item.id,
                "We call you the day a date is at risk",
                LIN.address,
                world.now,
            ),
            resolved_on=world.now.date(),
        )
        operating.close(world.store, item.id, LIN.address, world.now)
    life.live(in_shanghai("2026-10-16", "17:00"))
    source = attachment_source("周报.csv", SETTLED.encode())
    import_source(world.store, source, world.stamp(LIN.address))
    life.live(in_shanghai("2026-10-23", "18:00"))
    life.post.arrives(report(str(parsed(life.last(WANG).raw)["Message-ID"]), ZHAO))
    life.live(in_shanghai("2026-10-28", "09:00"))
    life.writes(
        LI,
        "我外出休假，11月2日返岗，期间无法及时回复。",
        life.last(LI),
        auto_submitted="auto-replied",
    )
    life.live(in_shanghai("2026-10-29", "15:00"))
    life.writes(WANG, "4分，沟通很及时。", life.last(WANG))
    life.live(OFF)
    life.sleep(BACK)
    life.live(END)


# ---- what each of them got ---------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [WANG, LI, ZHAO, SARAH])
def test_nobody_is_written_to_at_night_or_on_a_day_off(life: Life, reader: str) -> None:
    calendar = calendar_for("US" if reader == SARAH else "CN")
    assert len(life.got[reader]) >= 5
    for letter in life.got[reader]:
        assert time(9) <= letter.at.time() <= time(18), letter.subject
        assert calendar.is_working_day(letter.at.date()), letter.subject


@pytest.mark.parametrize("reader", [WANG, LI, ZHAO, SARAH])
def test_nobody_gets_a_letter_twice(life: Life, reader: str) -> None:
    names = Counter((one.subject, one.text) for one in life.got[reader])
    assert set(names.values()) == {1}
    ids = Counter(str(parsed(one.raw)["Message-ID"]) for one in life.got[reader])
    assert set(ids.values()) == {1}


def test_the_chinese_client_has_a_report_each_working_week_and_none_in_the_holidays(
    life: Life,
) -> None:
    assert life.of(WANG, "周报") == [
        "09-24 16:00",  # Friday is the Mid-Autumn Festival
        "09-30 16:00",  # the last working day before the National Day
        "10-09 16:00",
        "10-19 10:00",  # settled on Friday evening; the manager sees the draft on Monday
        "10-23 16:00",
        "10-30 16:00",
        "11-06 16:00",
        "11-13 16:00",
        "12-07 10:00",
        "12-11 16:00",
    ]
    assert "(10.1–10.9)" in life.got[WANG][3].subject


def test_the_american_client_reads_it_at_noon_on_either_side_of_the_clock_change(
    life: Life,
) -> None:
    assert life.of(SARAH, "Week") == [
        *("09-25 12:00", "10-02 12:00", "10-09 12:00", "10-16 12:00", "10-23 12:00"),
        *("10-30 12:00", "11-06 12:00", "11-13 12:00", "12-07 09:00", "12-11 12:00"),
    ]
    hours = {one.at.utcoffset() for one in life.got[SARAH]}
    assert hours == {timedelta(hours=-4), timedelta(hours=-5)}


def test_an_overdue_ask_holds_a_green_report_until_it_is_settled(life: Life) -> None:
    held = [one for one in life.got[WANG] if "10.12–10.16" in one.subject]
    assert [one.day for one in held] == ["10-19 10:00"]
    assert "温度报警是否加 30 分钟延时" not in held[0].text.split("本周")[0]
    assert "请您确认" not in held[0].subject


def test_three_weeks_without_the_daemon_make_one_report_on_all_three(life: Life) -> None:
    zh = [one for one in life.got[WANG] if one.at.date() > OFF.date()]
    assert "(11.16–12.4)" in zh[1].subject
    en = [one for one in life.got[SARAH] if "Week" in one.subject and one.at.date() > OFF.date()]
    assert len(en) == 2


def test_who_is_on_leave_is_asked_on_the_day_of_return(life: Life) -> None:
    assert life.of(WANG, "耽误您一分钟") == ["09-24 10:00", "10-29 10:00", "12-07 09:00"]
    assert life.of(LI, "耽误您一分钟") == ["09-24 10:00", "11-02 09:00", "12-07 09:00"]


def test_no_survey_reaches_who_complains_until_the_complaint_is_closed(life: Life) -> None:
    assert life.of(SARAH, "One question") == ["10-29 10:00", "12-07 09:00"]
    (complaint,) = [one for one in life.post.items() if one.category == Category.COMPLAINT]
    assert complaint.contact_address == SARAH
    assert [task.kind for task in life.tasks() if task.feedback_id == complaint.id] == ["call"]
    assert "We call you the day a date is at risk" in next(
        one.text for one in life.got[SARAH] if one.day == "10-16 12:00"
    )


def test_a_machine_never_answers_a_complaint_a_score_or_a_robot(life: Life) -> None:
    letters = [one for reader in (WANG, LI, ZHAO, SARAH) for one in life.got[reader]]
    assert [one.subject for one in letters if one.subject.startswith("Re")] == []


def test_a_score_by_reply_is_kept_once(life: Life) -> None:
    (answer,) = life.scores()
    assert (answer.contact_address, int(answer.value), answer.scale) == (WANG, 4, 5)


def test_an_address_that_bounced_is_written_to_no_more_and_the_manager_knows(life: Life) -> None:
    assert max(one.at for one in life.got[ZHAO]) < in_shanghai("2026-10-24", "00:00")
    (task,) = [task for task in life.tasks() if task.kind == "bounced_address"]
    assert ZHAO in task.title_zh
    assert len(life.of(LI, "周报")) == len(life.of(WANG, "周报"))


def test_the_manager_saw_every_report_an_hour_before_it_left(life: Life) -> None:
    asked = [one.at for one in life.got[LIN.address] if "请过目" in one.subject]
    left = [one.at.astimezone(SHANGHAI) for one in life.got[WANG] if "周报" in one.subject]
    left += [one.at.astimezone(SHANGHAI) for one in life.got[SARAH] if "Week" in one.subject]
    assert len(asked) == len(left)
    for hour in left:
        assert any(timedelta() < hour - one <= 3 * DAY for one in asked)
