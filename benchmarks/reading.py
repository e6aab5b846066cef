"""Reading replies beside the standard library's parse, talon and mail-parser-reply, on the same messages in one run.

BENCH_REPLIES names a folder of .eml files; without it our own seed messages are read. The peers take the
reply's text out of a parsed body; we find robots, calendar answers, items and dates besides. Who is
right is not measured here.
"""

from __future__ import annotations

import email
import email.policy
import os
import pickle
import statistics
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reading_peers import Peer, started_peers
from benchmarks.reporting import Figure, interleaved, ratio_of, seconds, spread, told
from tests.fakes.seed_mail import seed_messages

from clientcomms.inbound.reading import read

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ROUNDS = 7
AT_LEAST = 300
REPLY_BYTES = 50_000


def run() -> Iterator[Figure]:
    yield from one_large_reply()
    yield from many_replies()


def one_large_reply() -> Iterator[Figure]:
    """A reply of 50 kB in text and HTML: reading it all against only parsing it."""
    raw = large_reply()
    times = 20
    contenders: dict[str, Callable[[], object]] = {
        "ours": lambda: [read(raw, now=NOW) for _ in range(times)],
        "policy.default with content": lambda: [parsed(raw) for _ in range(times)],
        "policy.compat32": lambda: [email.message_from_bytes(raw) for _ in range(times)],
    }
    read(raw, now=NOW)  # word lists are compiled once
    took = interleaved(contenders, ROUNDS)
    for peer in list(contenders)[1:]:
        ratio, _ = ratio_of(took[peer], took["ours"])
        yield Figure(
            "reading_50_kb",
            1000 * statistics.median(took["ours"]) / times,
            "ms",
            times,
            peer,
            1000 * statistics.median(took[peer]) / times,
            ratio,
            {"aim": "ratio >= 0.333", "bytes": len(raw), "spread": spread(took["ours"])},
        )


def many_replies() -> Iterator[Figure]:
    messages = chosen_messages()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.pickle"
        path.write_bytes(pickle.dumps(messages))
        with started_peers(path) as (peers, skipped):
            times = _measured(messages, peers)
        ours = times.pop("ours")
        for name, took in times.items():
            yield _figure(name, len(messages), ours, took)
    for name, reason in skipped.items():
        told(f"reading: {name} is left out: {reason}")
        rate = len(messages) / statistics.median(ours)
        yield Figure("reading", rate, "msg/s", len(messages), name, more={"skipped": reason})


def _measured(messages: list[bytes], peers: Mapping[str, Peer]) -> dict[str, list[float]]:
    for raw in messages[:50]:
        read(raw, now=NOW)
    found: dict[str, list[float]] = {name: [] for name in ("ours", "stdlib parse", *peers)}
    for _ in range(ROUNDS):
        found["ours"].append(seconds(lambda: [read(raw, now=NOW) for raw in messages]))
        found["stdlib parse"].append(seconds(lambda: [parsed(raw) for raw in messages]))
        for name, peer in peers.items():
            found[name].append(peer.seconds())
    return found


def _figure(name: str, n: int, ours: list[float], theirs: list[float]) -> Figure:
    ratio, wide = ratio_of(theirs, ours)
    rate, their_rate = (n / statistics.median(each) for each in (ours, theirs))
    more = {"spread": float(f"{wide:.3g}"), "aim": "ratio >= 1" if name == "talon" else None}
    return Figure("reading", rate, "msg/s", n, name, their_rate, ratio, more)


def parsed(raw: bytes) -> str:
    """What anybody does to get at the text with the standard library."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    try:
        body = message.get_body(("plain", "html"))
        return str(body.get_content()) if body else ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""  # it raises on many messages of real life


def chosen_messages() -> list[bytes]:
    folder = os.environ.get("BENCH_REPLIES")
    if folder:
        return [path.read_bytes() for path in sorted(Path(folder).rglob("*.eml"))]
    seeds = list(seed_messages().values())
    return seeds * (AT_LEAST // len(seeds))


def large_reply() -> bytes:
    """A short answer above a long report that it quotes, as mail programs send it."""
    answer = (
        "Hi Lin,\n\nthanks for the report. The export fails with error 500 since Monday, please fix it before Friday.\n"
        "The title of the home page should be blue. 周报收到，谢谢。\n\nBest regards\nWang\n"
    )
    lines = [
        f"{n}. the milestone of week {n} is reached, 第 {n} 周的里程碑已完成" for n in range(163)
    ]
    intro = "On Wed, 18 Nov 2026 at 10:00, Lin Xiao <pm@studio.example> wrote:"
    quoted = "".join(f"> {line}\n" for line in lines)
    rows = "".join(
        f'<tr><td style="padding:4px">{n}</td><td>{line}</td></tr>' for n, line in enumerate(lines)
    )
    page = (
        f'<html><body><div dir="ltr">{answer.replace(chr(10), "<br>")}</div><div class="gmail_quote"><div class="gmail_attr">{intro}</div>'
        f"<blockquote class=gmail_quote><table>{rows}</table></blockquote></div></body></html>"
    )
    message = EmailMessage()
    message["From"], message["To"] = "Wang <wang@client.example>", "pm@studio.example"
    message["Subject"], message["Date"] = "Re: 周报", "Thu, 19 Nov 2026 10:00:00 +0800"
    message.set_content(f"{answer}\n{intro}\n\n{quoted}", cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="base64")
    return message.as_bytes()
