"""What a benchmark says: one JSON object a line, medians of interleaved rounds."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    bench: str
    value: float | None
    unit: str
    n: int
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    more: Mapping[str, object] = field(default_factory=dict)
    """Further keys: spread, ceilings, notes."""

    def line(self) -> str:
        known = {
            "bench": self.bench,
            "value": _round(self.value),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": _round(self.peer_value),
            "ratio": _round(self.ratio),
            "n": self.n,
        }
        return json.dumps({**known, **self.more}, ensure_ascii=False)


def _round(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def seconds(run: Callable[[], object]) -> float:
    """Wall seconds of one run, with the collector's debts paid before."""
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def interleaved(
    contenders: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each contender, round by round, the order turning."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            found[name].append(seconds(contenders[name]))
    return found


def ratio_of(peer: Sequence[float], ours: Sequence[float]) -> tuple[float, float]:
    """Median of the round-wise ratios peer/ours, and their spread (max - min) / median."""
    ratios = [theirs / mine for theirs, mine in zip(peer, ours, strict=True)]
    middle = statistics.median(ratios)
    return middle, (max(ratios) - min(ratios)) / middle


def spread(values: Sequence[float]) -> float:
    return float(f"{(max(values) - min(values)) / statistics.median(values):.3g}")


def compared(
    bench: str,
    unit: str,
    n: int,
    times: Mapping[str, list[float]],
    *,
    more: Mapping[str, object] | None = None,
) -> Figure:
    """A figure in `unit` per second from the seconds of "ours" and one peer, n things a run."""
    (peer,) = [name for name in times if name != "ours"]
    ratio, wide = ratio_of(times[peer], times["ours"])
    extra = {"spread": float(f"{wide:.3g}"), **(more or {})}
    return Figure(
        bench,
        n / statistics.median(times["ours"]),
        unit,
        n,
        peer,
        n / statistics.median(times[peer]),
        ratio,
        extra,
    )
