"""Two pieces of work in one run, in turn: the median of the pairs' ratios binds, the times are shown."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable

Work = Callable[[], object]
Row = dict[str, object]
PAIRS, SECONDS = 15, 0.02


def lasts(work: Work, times: int) -> float:
    """Seconds of one call, over a run of calls."""
    since = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - since) / times


def against(name: str, work: str, ours: Work, peer: Work, goal: float) -> Row:
    """Ours and the peer in turn, each often enough to last."""
    often = max(1, int(SECONDS / lasts(ours, 20))), max(1, int(SECONDS / lasts(peer, 20)))
    pairs = [(lasts(ours, often[0]), lasts(peer, often[1])) for _ in range(PAIRS)]
    return {
        "name": name,
        "work": work,
        "ours": round(statistics.median(a for a, _ in pairs), 7),
        "peer": round(statistics.median(b for _, b in pairs), 7),
        "ratio": round(statistics.median(a / b for a, b in pairs), 3),
        "goal": goal,
    }


def show(rows: Iterable[Row]) -> int:
    """Print the rows, one JSON object a line with --json; 1 when a goal is missed."""
    missed = 0
    for row in rows:
        ours, peer, ratio, goal = (float(str(row[k])) for k in ("ours", "peer", "ratio", "goal"))
        missed += ratio > goal
        verdict = "met" if ratio <= goal else "MISSED"
        text = f"{row['name']:26} {row['work']}: {ours * 1e6:.1f} µs against {peer * 1e6:.1f} µs, ratio {ratio} (goal ≤ {goal}, {verdict})"
        print(json.dumps(row) if "--json" in sys.argv else text, flush=True)  # noqa: T201
    return 1 if missed else 0
