"""How long the program takes to answer: help against a bare click program, the main job against its limit.

Run as `python -m benchmarks.start [--json]`. Each command runs as a whole process, the two in turn; the median of
the pairs' ratios binds, the seconds are shown.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = "import click\n@click.group()\ndef group(): 'bare'\n@group.command()\ndef one(): 'x'\ngroup(prog_name='bare')\n"
PAIRS = 7
PREPARE_LIMIT = 5.0


def seconds(command: list[str]) -> float:
    since = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own commands
    return time.perf_counter() - since


def help_against_bare() -> dict[str, object]:
    ours, bare = [sys.executable, "-m", "xiehuan", "--help"], [sys.executable, "-c", BARE, "--help"]
    pairs = [(seconds(ours), seconds(bare)) for _ in range(PAIRS)]
    ratio = statistics.median(a / b for a, b in pairs)
    return _row(
        "help",
        "xiehuan --help",
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        ratio,
        5,
    )


def prepare_against_limit() -> dict[str, object]:
    times = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            out = str(Path(folder) / "pack")
            case = str(ROOT / "examples" / "a-laid-off")
            times.append(
                seconds(
                    [sys.executable, "-m", "xiehuan", "prepare", case, "--out", out, "--on", "2026-11-23"]
                )
            )
    ours = statistics.median(times)
    return _row("prepare", "examples/a-laid-off, whole process", ours, PREPARE_LIMIT, ours / PREPARE_LIMIT, 1)


def _row(name: str, work: str, ours: float, peer: float, ratio: float, goal: float) -> dict[str, object]:
    return {
        "name": name,
        "work": work,
        "ours": round(ours, 3),
        "peer": round(peer, 3),
        "ratio": round(ratio, 2),
        "goal": goal,
    }


def main() -> int:
    rows = [help_against_bare(), prepare_against_limit()]
    for row in rows:
        met = "met" if float(str(row["ratio"])) <= float(str(row["goal"])) else "MISSED"
        text = f"{row['name']:8} {row['work']}: {row['ours']} s against {row['peer']} s, ratio {row['ratio']} (goal ≤ {row['goal']}, {met})"
        print(json.dumps(row) if "--json" in sys.argv else text)  # noqa: T201
    return 0 if all(float(str(r["ratio"])) <= float(str(r["goal"])) for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
