"""The published loan cases, where the sample folder is at hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.evidence_case import samples_root
from conformance.run import FileResult, run_loans, table

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = ("daycount", "irr", "apr", "tvm", "schedules", "accrual", "allocation", "modification")
BARS = {FILES: 0.97, ("servicing",): 0.80}


@pytest.mark.samples
@pytest.mark.parametrize("files", BARS, ids=lambda f: f[0] if len(f) == 1 else "all but servicing")
def test_share_of_cases(files: tuple[str, ...]) -> None:
    root = samples_root(REPOSITORY)
    if root is None:
        pytest.skip("no sample files: set XIEHUAN_SAMPLES to the samples folder")
    paths = [root / "loans" / f"{name}.jsonl" for name in files]
    results: list[FileResult] = [run_loans(path) for path in paths if path.is_file()]
    if not results:
        pytest.skip("the samples hold no loans chapter")
    sys.stdout.writelines(f"{line}\n" for line in table(results))
    passed = sum(r.count("passed") for r in results)
    assert passed / sum(len(r.outcomes) for r in results) >= BARS[files]
