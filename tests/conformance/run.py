"""Run published cases against the product and say, per file, how many hold.

    python -m conformance.run DIR [--json]

DIR is laid out like the samples folder, or is one chapter of it, recognised by its files: `loans/*.jsonl`,
`evidence/*/cases.jsonl` and `talk/tone_own.jsonl`. A loans file is run by the module `conformance.loans.STEM`; without one, all its cases are
unsupported. `unsupported` is decided by what a case needs before it runs. A case that raises has failed, and so has a line
that cannot be read. Shares are passed ÷ all cases. Exit code 0 when it ran, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from conformance import evidence_case, evidence_cases, tone_cases

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one case, and for a failure what was expected and got."""

    id: str
    status: str
    expected: object = None
    got: object = None


@dataclass(slots=True)
class FileResult:
    """The outcomes of one file."""

    file: str
    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, status: str) -> int:
        return sum(o.status == status for o in self.outcomes)

    def counts(self) -> dict[str, int]:
        statuses = {s: self.count(s) for s in ("passed", "failed", "unsupported")}
        return {"cases": len(self.outcomes), **statuses}

    def as_json(self) -> dict[str, object]:
        failures = [
            {"id": o.id, "expected": o.expected, "got": o.got} for o in self.outcomes if o.status == "failed"
        ]
        reasons = Counter(str(o.got) for o in self.outcomes if o.status == "unsupported")
        return {"file": self.file, **self.counts(), "failures": failures, "reasons": dict(reasons)}


def chapters(root: Path) -> tuple[list[Path], list[Path]]:
    """The loans files and the evidence files of a folder, whether it is all samples or one chapter."""
    loans = sorted((root / "loans").glob("*.jsonl")) or _loans_here(root)
    evidence = sorted((root / "evidence").glob("*/cases.jsonl")) or sorted(root.glob("*/cases.jsonl"))
    return loans, evidence or sorted(root.glob("cases.jsonl"))


def talk_files(root: Path) -> list[Path]:
    """The labelled messages of a folder: those of its talk chapter, or of the folder itself."""
    return [f for f in (root / "talk" / tone_cases.FILE, root / tone_cases.FILE) if f.is_file()][:1]


def _loans_here(root: Path) -> list[Path]:
    """JSON lines in the folder itself whose first row has the loans chapter's `id` and `src`."""
    return [f for f in sorted(root.glob("*.jsonl")) if f.name != "cases.jsonl" and _first(f) >= {"id", "src"}]


def _first(file: Path) -> set[str]:
    with file.open(encoding="utf-8") as lines:
        line = next((text for text in lines if text.strip()), "{}")
    try:
        row = json.loads(line)
    except ValueError:
        return set()
    return set(row) if isinstance(row, dict) else set()


def rows(file: Path) -> Iterator[tuple[str, Case | Outcome]]:
    """Each line's name and its case, amounts as exact decimals; a line that is no case is a failed outcome."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        name = f"line {number}"
        try:
            case = json.loads(line, parse_float=Decimal)
        except ValueError as error:
            yield name, Outcome(name, "failed", "one JSON object", f"{type(error).__name__}: {error}")
            continue
        if isinstance(case, dict):
            yield str(case.get("id", name)), case
        else:
            yield name, Outcome(name, "failed", "one JSON object", type(case).__name__)


def run_loans(file: Path) -> FileResult:
    """All cases of a loans file by the module of its name."""
    result = FileResult(f"loans/{file.name}")
    name = f"conformance.loans.{file.stem}"
    known = file.stem.isidentifier() and importlib.util.find_spec(name) is not None
    module = importlib.import_module(name) if known else None
    beside = products(file)
    for id_, case in rows(file):
        if isinstance(case, Outcome):
            result.outcomes.append(case)
        elif not hasattr(module, "differences"):
            result.outcomes.append(Outcome(id_, "unsupported", got=f"there is no module for {file.name}"))
        else:
            result.outcomes.append(_judged(id_, lambda case={**case, **beside}: _loan(module, case)))
    return result


def products(file: Path) -> dict[str, Any]:
    """The defaults of the products that cases name, where a file STEM_products.json lies beside them."""
    path = file.with_name(f"{file.stem}_products.json")
    return {"products": json.loads(path.read_text("utf-8"), parse_float=Decimal)} if path.is_file() else {}


def _loan(module: Any, case: Case) -> tuple[str, object, object]:
    """Status, expected and got of one loans case."""
    if reason := module.unsupported(case):
        return "unsupported", None, reason
    differences = module.differences(case)
    expected = {k: v for k, v in case.items() if k.startswith("expected")}
    return ("failed", _plain(expected), differences) if differences else ("passed", None, None)


def run_evidence(file: Path) -> FileResult:
    """All cases of an evidence file by the product."""
    result = FileResult(f"evidence/{file.parent.name}/{file.name}")
    for id_, given in rows(file):
        if isinstance(given, Outcome):
            result.outcomes.append(given)
        else:
            result.outcomes.append(_judged(id_, lambda given=given: _evidence(file, _plain(given))))
    return result


def run_talk(file: Path) -> FileResult:
    """All labelled messages of a file by the tone check."""
    result = FileResult(f"talk/{file.name}")
    for id_, given in rows(file):
        if isinstance(given, Outcome):
            result.outcomes.append(given)
        else:
            result.outcomes.append(_judged(id_, lambda given=given: tone_cases.judge(given)))
    return result


def _evidence(file: Path, given: Any) -> tuple[str, object, object]:
    """Status, expected and got of one evidence case."""
    case = evidence_case.Case(given["id"], given["check"], given["expected"], file.parent, given)
    outcome = evidence_cases.run(case)
    if outcome.status == "unsupported":
        return "unsupported", None, f"check {case.kind!r} with these fields is not implemented"
    wanted = {k: v for k, v in case.expected.items() if k in outcome.got}
    return outcome.status, wanted, outcome.got


def _judged(id_: str, judge: Callable[[], tuple[str, object, object]]) -> Outcome:
    """The outcome; whatever the case raises is its failure and stops nothing."""
    try:
        return Outcome(id_, *judge())
    except Exception as error:  # noqa: BLE001 - the report must go on
        return Outcome(id_, "failed", None, f"{type(error).__name__}: {error}")


def _plain(value: Any) -> Any:
    """Decimals as numbers of JSON."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def run(root: Path) -> list[FileResult]:
    """Every file of the folder that holds cases."""
    loans, evidence = chapters(root)
    return [*map(run_loans, loans), *map(run_evidence, evidence), *map(run_talk, talk_files(root))]


def report(results: list[FileResult]) -> dict[str, object]:
    """The figures as `--json` prints them."""
    total = {k: sum(r.counts()[k] for r in results) for k in ("cases", "passed", "failed", "unsupported")}
    return {"files": [r.as_json() for r in results], "total": total}


def table(results: list[FileResult]) -> Iterator[str]:
    """The figures for people: a line a file, then the failures and the reasons."""
    width = max((len(r.file) for r in results), default=5)
    yield f"{'file':{width}} {'cases':>6} {'passed':>7} {'failed':>7} {'unsupp.':>8} {'share':>7}"
    for r in results:
        yield _line(r.file, r.counts(), width)
    yield _line("total", report(results)["total"], width)
    for r in results:
        for o in r.outcomes:
            if o.status == "failed":
                yield f"{r.file} {o.id}: expected {o.expected}, got {o.got}"
        for reason, n in Counter(str(o.got) for o in r.outcomes if o.status == "unsupported").items():
            yield f"{r.file}: {n} unsupported, {reason}"


def _line(name: str, n: Any, width: int) -> str:
    share = f"{n['passed'] / n['cases']:7.1%}" if n["cases"] else "      –"
    return f"{name:{width}} {n['cases']:6} {n['passed']:7} {n['failed']:7} {n['unsupported']:8} {share}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./check conformance", description="Run published cases.")
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="laid out like samples/, or one chapter of it"
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    results = run(chosen.folder) if chosen.folder.is_dir() else []
    if not results:
        parser.error(
            f"{chosen.folder} holds none of loans/*.jsonl, evidence/*/cases.jsonl, talk/tone_own.jsonl"
        )
    if chosen.json:
        sys.stdout.write(json.dumps(report(results), ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
