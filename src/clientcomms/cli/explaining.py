"""`inbox explain`: how any message would be read, for scripts as JSON Lines, for people side by side."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientcomms.cli.opening import clock, examples, harmless, system_language

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from clientcomms.console.words import Words
    from clientcomms.domain.reading import Reading

_NARROW = 90  # columns; below, the three parts stand under one another
_WIDE = 132  # columns of a file or a pipe
_SAID = {
    "en": {
        "written": "what was written", "cut": "what was cut", "signature": "signature", "found": "what it says, and why",
        "nothing": "nothing is asked", "due": "by {}", "mood": "mood: {}", "rating": "rating: {} of {}",
        "waits": "an answer is waited for", "returns": "back on {}", "report": "{} {} {}", "part": "{}: {} ({:,} bytes)",
        "negative": "negative", "neutral": "neutral", "positive": "positive", "answer": "calendar: {} {} {}",
        "none": "no messages in {}", "missing": "{}: there is no such file or folder",
    },
    "zh": {
        "written": "本人写的", "cut": "略去的", "signature": "签名", "found": "读出的内容和依据",
        "nothing": "没有要办的事", "due": "{} 之前", "mood": "语气：{}", "rating": "评分：{}（满分 {}）",
        "waits": "对方在等答复", "returns": "{} 返岗", "report": "{} {} {}", "part": "{}：{}（{:,} 字节）",
        "negative": "不满", "neutral": "一般", "positive": "满意", "answer": "日历：{} {} {}",
        "none": "{} 里没有邮件", "missing": "{}：没有这个文件或文件夹",
    },
}  # fmt: skip


@click.command(
    "explain",
    epilog=examples(
        "inbox explain reply.eml",
        "inbox explain ~/Maildir --json",
        "inbox explain answers/ --in-reply-to satisfaction_survey",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object per line.")
@click.option(
    "--in-reply-to", "kind", metavar="KIND", help="Read them as replies to a letter of this kind."
)
@click.option(
    "--trust",
    "servers",
    metavar="HOST",
    multiple=True,
    help="Believe the Authentication-Results of this receiving server; may be given again.",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Of the words around; else the system's."
)
def explain(
    paths: tuple[Path, ...],
    kind: str | None,
    servers: tuple[str, ...],
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    """Say how raw messages would be read: files, folders of .eml, Maildirs. Needs no store."""
    from clientcomms.inbound.reading import read
    from clientcomms.inbound.reading_process import ReadingProcess

    language = lang or system_language()
    said = _SAID[language]
    missing = [path for path in paths if not os.path.lexists(path)]
    for path in missing:
        click.echo(said["missing"].format(harmless(str(path))), err=True)
    there = [path for path in paths if path not in missing]
    tell = _tell_json if as_json else partial(_tell, language=language, screen=_screen())
    trusted = frozenset(server.strip().lower() for server in servers)
    reading = partial(read, now=clock(), in_reply_to=kind, trusted_authserv=trusted)
    with ReadingProcess(reading) as reader:
        _explain_all(there, reader, tell, said)
    sys.exit(1 if missing else 0)


def _explain_all(
    paths: list[Path],
    reader: Callable[[bytes], Reading],
    tell: Callable[[str, Reading], None],
    said: dict[str, str],
) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from clientcomms.inbound.explaining import count_messages, explain_paths

    for path in paths:
        if path.is_dir() and not count_messages([path]):
            click.echo(said["none"].format(harmless(str(path))), err=True)
    screen = Console(stderr=True)
    # On a terminal the answers themselves show how far it is.
    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=screen, transient=True,
        disable=not screen.is_terminal or sys.stdout.isatty(),
    )  # fmt: skip
    with bar as progress:
        task = progress.add_task("", total=count_messages(paths))
        for name, reading in explain_paths(paths, reader):
            tell(name, reading)
            progress.advance(task)


def _tell_json(name: str, reading: Reading) -> None:
    from clientcomms.domain.reading import reading_as_json

    # A file name may hold bytes that are no UTF-8; the line must stay valid all the same.
    path = os.fsencode(name).decode("utf-8", "replace")
    click.echo(json.dumps(reading_as_json(reading, path), ensure_ascii=False))


def _tell(name: str, reading: Reading, *, language: str, screen: Console) -> None:
    """Print text, cut parts and reasons side by side, or under one another where it is narrow."""
    from rich.columns import Columns
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    from clientcomms.console.words import words_of
    from clientcomms.domain.people import Language
    from clientcomms.domain.reading_problems import problem_said
    from clientcomms.domain.reading_words import MessageKind

    said, words = _SAID[language], words_of(language)
    kind = words.named("message_kind", reading.kind.value)
    if reading.kind is MessageKind.UNREADABLE:
        problem = problem_said("; ".join(reading.problems), Language(language))
        screen.print(Text(harmless(f"{name}  {kind}: {problem}"), style="red"), soft_wrap=True)
        return
    sender = reading.sender.addr_spec if reading.sender else ""
    screen.print(
        Text(harmless(f"{name}  {kind}  {sender}  {reading.subject}"), style="bold"), soft_wrap=True
    )
    # A cell of a table ends a long word with "…", and a Chinese paragraph is one word.
    folded = partial(Text, overflow="fold")
    cut: list[RenderableType] = [folded(harmless(reading.elided_text))]
    if reading.signature_text:
        cut += [
            folded(f"— {said['signature']} —", style="dim"),
            folded(harmless(reading.signature_text)),
        ]
    found = [folded(harmless(line), style=style) for line, style in _findings(reading, said, words)]
    parts = (
        (said["written"], folded(harmless(reading.reply_text))),
        (said["cut"], Group(*cut)),
        (said["found"], Group(*found)),
    )
    width = screen.width if screen.width < _NARROW else (screen.width - 2) // 3
    screen.print(
        Columns([Panel(body, title=title, width=width) for title, body in parts], padding=(0, 1))
    )


def _findings(reading: Reading, said: dict[str, str], words: Words) -> Iterable[tuple[str, str]]:
    """The lines of the third part with their styles."""
    from clientcomms.domain.people import Language
    from clientcomms.domain.reading_problems import problem_said

    for item in reading.items:
        head = f"{words.named('category', item.category.value)} · {words.named('urgency', item.urgency.value)}"
        due = f" · {said['due'].format(item.due.isoformat())}" if item.due else ""
        yield f"{head}{due}: {item.text}", ""
        yield from ((f"  {reason}", "dim") for reason in item.reasons)
    if not reading.items:
        yield said["nothing"], ""
    yield said["mood"].format(said[reading.triage.sentiment.value]), ""
    if reading.triage.rating:
        yield (
            said["rating"].format(f"{reading.triage.rating.value:g}", reading.triage.rating.scale),
            "",
        )
    if reading.triage.needs_reply:
        yield said["waits"], ""
    yield from ((reason, "dim") for reason in reading.triage.reasons)
    yield from ((line, "") for line in _of_machines(reading, said))
    for file in reading.attachments:
        yield said["part"].format(file.file_name or "?", file.media_type, file.size), "dim"
    yield from ((problem_said(one, Language(words.language)), "red") for one in reading.problems)
    yield from _of_sender(reading, words.language)


def _of_sender(reading: Reading, language: str) -> Iterable[tuple[str, str]]:
    """What the message itself shows for and against its sender."""
    from clientcomms.domain.trust import Shown, said_of_sender

    if reading.sender is None:
        return
    shown = Shown(reading.authentication, reading.sender_signs)
    for reason, is_against in said_of_sender(reading.sender.addr_spec, shown):
        yield reason.text(language), "red" if is_against else "dim"


def _of_machines(reading: Reading, said: dict[str, str]) -> Iterable[str]:
    if reading.auto_response and reading.auto_response.returns_on:
        yield said["returns"].format(reading.auto_response.returns_on.isoformat())
    for one in reading.delivery_report.recipients if reading.delivery_report else ():
        yield said["report"].format(one.final_recipient, one.action, one.status or "").rstrip()
    for answer in reading.calendar.instances if reading.calendar else ():
        method = reading.calendar.method if reading.calendar else ""
        yield said["answer"].format(method, answer.attendee or "", answer.partstat or "").rstrip()


def _screen() -> Console:
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=_WIDE)
