"""How fast the loan engine computes, against a named peer on the same work in one run.

Run as `python -m benchmarks.loans [--json]`. Ours and the peer take turns; the median of the turns' ratios binds, the
times are shown in microseconds. A row whose answers differ from the peer's is a failure whatever its speed.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import pyxirr

from xiehuan.loan.yields import Flow, xirr
from xiehuan.money import Money

Row = dict[str, object]

TURNS = 15
CALLS = 300
SAME = 1e-9


def microseconds(work: Callable[[], object]) -> float:
    """The time of one call, over a run of calls."""
    since = time.perf_counter()
    for _ in range(CALLS):
        work()
    return (time.perf_counter() - since) / CALLS * 1e6


def dated_flows() -> list[Flow]:
    """100 000.00 received and 59 payments at uneven gaps of 27 to 34 days, no two alike."""
    flows, day = [(date(2024, 1, 3), Money(10_000_000))], date(2024, 1, 3)
    for k in range(59):
        day += timedelta(days=27 + k * k * 5 % 8)
        flows.append((day, Money(-(211_300 + k * 7919 % 9973))))
    return flows


def xirr_of_60() -> Row:
    flows = dated_flows()
    days, amounts = [d for d, _ in flows], [m.fen / 100 for _, m in flows]
    mine, theirs = xirr(flows), pyxirr.xirr(days, amounts)
    if mine is None or theirs is None or abs(mine - theirs) > SAME:
        msg = f"xirr60: {mine} against {theirs}"
        raise SystemExit(msg)
    return _against(
        "xirr60", "60 dated flows, pyxirr", lambda: xirr(flows), lambda: pyxirr.xirr(days, amounts), 12
    ) | {"difference": abs(mine - theirs)}


def _against(
    name: str, work: str, ours: Callable[[], object], peer: Callable[[], object], goal: float
) -> Row:
    pairs = [(microseconds(ours), microseconds(peer)) for _ in range(TURNS)]
    return {
        "name": name,
        "work": work,
        "ours": round(statistics.median(a for a, _ in pairs), 2),
        "peer": round(statistics.median(b for _, b in pairs), 2),
        "ratio": round(statistics.median(a / b for a, b in pairs), 2),
        "goal": goal,
    }


ROWS: tuple[Callable[[], Row], ...] = (xirr_of_60,)


def main() -> int:
    rows = [make() for make in ROWS]
    for row in rows:
        met = "met" if float(str(row["ratio"])) <= float(str(row["goal"])) else "MISSED"
        text = f"{row['name']:10} {row['work']}: {row['ours']} µs against {row['peer']} µs, ratio {row['ratio']} (goal ≤ {row['goal']}, {met})"
        print(json.dumps(row) if "--json" in sys.argv else text)  # noqa: T201
    return 0 if all(float(str(r["ratio"])) <= float(str(r["goal"])) for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
