"""The parts by themselves: one report, one message, one reply, the next instant, start-up."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from benchmarks.reporting import Figure, interleaved, ratio_of, seconds
from benchmarks.world import FIRST_FRIDAY, a_store, full_book, press_for, settings_for, take_in

from clientcomms.domain.reasons import Reason
from clientcomms.domain.schedule_rules import next_after
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import calendar_for
from clientcomms.inbound.reading import read
from clientcomms.outbound.rendering import Sample, Wish, sample
from clientcomms.wire.addresses import Address
from clientcomms.wire.message import OutgoingMail, assemble

ROUNDS = 7


def run() -> Iterator[Figure]:
    letter, render_ms = _letter()
    yield Figure(
        "render_one_report", render_ms, "ms", 1, more={"what": "facts, brief, four texts, MIME"}
    )
    yield _paired(
        "assemble_one_message",
        "EmailMessage",
        lambda: _assembled(letter),
        lambda: _stdlib(letter),
        40,
    )
    raw = _long_reply(letter)
    yield _paired(
        "read_50kB_reply",
        "stdlib parse",
        lambda: read(raw, now=FIRST_FRIDAY),
        lambda: BytesParser(policy=policy.default).parsebytes(raw),
        20,
        {"aim": "ratio >= 0.33 (at most 3x the stdlib's time)", "bytes": len(raw)},
    )
    yield _next_instant()
    yield from _start_up()


def _letter() -> tuple[Sample, float]:
    with a_store() as home:
        take_in(home.store, full_book(3))
        press = press_for(settings_for(home.folder))

        def one() -> Sample:
            with home.store.read() as tx:
                found = sample(tx, press, Wish("progress_report", "p00000"), FIRST_FRIDAY)
            assert not isinstance(found, Reason), found
            return found

        letter = one()
        return letter, statistics.median(1000 * seconds(one) for _ in range(30))


def _paired(
    bench: str,
    peer: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    times: int,
    more: dict[str, object] | None = None,
) -> Figure:
    def often(what: Callable[[], object]) -> Callable[[], None]:
        def repeated() -> None:
            for _ in range(times):
                what()

        return repeated

    took = interleaved({"ours": often(ours), peer: often(theirs)}, ROUNDS)
    ratio, wide = ratio_of(took[peer], took["ours"])
    mine, other = (1000 * statistics.median(took[name]) / times for name in ("ours", peer))
    return Figure(
        bench,
        mine,
        "ms",
        times,
        peer,
        other,
        ratio,
        {"spread": float(f"{wide:.3g}"), **(more or {})},
    )


def _assembled(letter: Sample) -> bytes:
    return assemble(
        OutgoingMail(
            sender=Address("林晓(青禾软件)", "lin@bench.example"),
            to=(Address("王建国", "wang@p.example"),),
            subject=letter.texts.subject,
            date=FIRST_FRIDAY,
            message_id="<1@bench.example>",
            text=letter.texts.text,
            html=letter.texts.html,
        )
    )


def _stdlib(letter: Sample) -> bytes:
    mail = EmailMessage()
    mail["From"] = "林晓(青禾软件) <lin@bench.example>"
    mail["To"] = "王建国 <wang@p.example>"
    mail["Subject"] = letter.texts.subject
    mail["Message-ID"] = "<1@bench.example>"
    mail.set_content(letter.texts.text)
    mail.add_alternative(letter.texts.html, subtype="html")
    return mail.as_bytes()


def _long_reply(letter: Sample) -> bytes:
    quoted = "".join(f"> {line}\n" for line in letter.texts.text.splitlines())
    html = f"<div>林工，第 2 项请尽快确认，周五前给我结果。</div><blockquote>{letter.texts.html * 2}</blockquote>"
    text = f"林工，第 2 项请尽快确认，周五前给我结果。\n\n在 2026年10月16日 16:00，林晓 写道：\n{quoted}"
    return assemble(
        OutgoingMail(
            sender=Address("王建国", "wang@p.example"),
            to=(Address("林晓", "lin@bench.example"),),
            subject=f"回复：{letter.texts.subject}",
            date=FIRST_FRIDAY,
            message_id="<2@p.example>",
            text=text,
            html=html,
        )
    )


def _next_instant() -> Figure:
    rule, calendar = parse_rule("weekly fri 16:00"), calendar_for("CN")

    def ours() -> object:
        return next_after(rule, FIRST_FRIDAY, "Asia/Shanghai", calendar)

    if importlib.util.find_spec("apscheduler") is None:
        took = seconds(ours)
        return Figure("next_after", 1000 * took, "ms", 1, "CronTrigger")
    from apscheduler.triggers.cron import CronTrigger

    cron = CronTrigger(day_of_week="fri", hour=16, minute=0, timezone="Asia/Shanghai")
    return _paired(
        "next_after",
        "CronTrigger",
        ours,
        lambda: cron.get_next_fire_time(None, FIRST_FRIDAY + timedelta(hours=1)),
        300,
    )


def _start_up() -> Iterator[Figure]:
    command = str(Path(sys.executable).parent / "clientcomms")
    for bench, call, aim in (
        ("cli_help", [command, "--help"], "< 0.4 s"),
        ("import_clientcomms", [sys.executable, "-c", "import clientcomms"], "< 0.4 s"),
    ):
        took = [_process(call) for _ in range(ROUNDS)]
        bare = [_process([sys.executable, "-c", "pass"]) for _ in range(ROUNDS)]
        ours, python = statistics.median(took), statistics.median(bare)
        yield Figure(
            bench, ours, "s", ROUNDS, "python -c pass", python, python / ours, {"aim": aim}
        )


def _process(call: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
