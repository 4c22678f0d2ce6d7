"""The published evidence cases, where the sample folder is at hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.evidence_case import Outcome, cases_in, samples_root
from conformance.evidence_cases import KINDS, run

REPOSITORY = Path(__file__).resolve().parents[2]
SHARE = 0.95


def outcomes(kind: str) -> list[Outcome]:
    root = samples_root(REPOSITORY)
    if root is None:
        pytest.skip("no sample files: set XIEHUAN_SAMPLES to the samples folder")
    found = [run(case) for case in cases_in(root, [kind])]
    if not found:
        pytest.skip(f"the samples hold no case of kind {kind}")
    return found


@pytest.mark.samples
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_share_of_cases(kind: str) -> None:
    found = outcomes(kind)
    passed = sum(o.status == "passed" for o in found)
    for outcome in found:
        if outcome.status != "passed":
            sys.stdout.write(f"{outcome.case.id} {outcome.status} {outcome.got}\n")
    sys.stdout.write(f"{kind}: {passed} of {len(found)} passed\n")
    assert passed / len(found) >= SHARE
