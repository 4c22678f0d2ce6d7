"""The published loan cases, where the sample folder is at hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.evidence_cases import samples_root
from conformance.run import FileResult, run_loans, table

REPOSITORY = Path(__file__).resolve().parents[2]
SHARE = 0.97
FILES = ("daycount", "irr", "apr", "tvm", "accrual")


@pytest.mark.samples
def test_share_of_cases() -> None:
    root = samples_root(REPOSITORY)
    if root is None:
        pytest.skip("no sample files: set XIEHUAN_SAMPLES to the samples folder")
    paths = [root / "loans" / f"{name}.jsonl" for name in FILES]
    results: list[FileResult] = [run_loans(path) for path in paths if path.is_file()]
    if not results:
        pytest.skip("the samples hold no loans chapter")
    sys.stdout.writelines(f"{line}\n" for line in table(results))
    passed = sum(r.count("passed") for r in results)
    assert passed / sum(len(r.outcomes) for r in results) >= SHARE
