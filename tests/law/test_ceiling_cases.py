"""Ceilings as a table: kinds of lender × dates × margins, the day before, of and after each change.

`ceiling_cases.csv` was written from the decision table of our notes on the law and the published changes of the
LPR, without this program. `rate` and `force` are those of the binding ceiling (empty: none is known), `others` the
further ones in order, `lower` the disputed lower figure for licensed lenders, `why` the ground. Margins are one
hundredth of a percentage point: just below, at, just above, above only as an effective rate, and above except in the
measure kindest to the lender.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xiehuan.law.ceiling import ceilings_of, lower_figure, verdict
from xiehuan.loan import Debt, LenderKind, Yields
from xiehuan.packs.loader import load_cn

TABLE = Path(__file__).with_name("ceiling_cases.csv")


def rows() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def test_the_table_is_whole() -> None:
    table = list(rows())
    assert len(table) >= 120
    assert {r["lender_kind"] for r in table} == {k.value for k in LenderKind} | {"guarantor", "assignee"}
    assert {r["verdict"] for r in table} == {"over", "arguable", "within", "unknown"}
    assert {r["force"] for r in table} == {"hard", "judicial", "regulatory", ""}


@pytest.mark.parametrize(
    "row", [pytest.param(r, id=f"{i}-{r['lender_kind']}-{r['signed']}") for i, r in enumerate(rows(), 2)]
)
def test_a_row(row: dict[str, str]) -> None:
    found = ceilings_of(
        row["lender_kind"],
        day(row["signed"]),
        load_cn(),
        assisted=row["assisted"] == "yes",
        filed_on=day(row["filed"]),
    )
    said = [(c.rate, c.force.value, c.status.value) for c in found]
    expected = [(Fraction(row["rate"]), row["force"], row["status"])] if row["rate"] else []
    for other in filter(None, row["others"].split("; ")):
        rate, force, status = other.split()
        expected.append((Fraction(rate), force, status))
    assert said == expected, row["why"]
    measured = Yields(float(row["irr12"]), float(row["ear"]), float(row["simple"]))
    assert verdict(measured, found[0] if found else None).value == row["verdict"], row["why"]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(r, id=f"{r['lender_kind']}-{r['signed']}")
        for r in rows()
        if r["lower"] and r["lender_kind"] in set(LenderKind)
    ],
)
def test_the_lower_figure_is_disputed(row: dict[str, str]) -> None:
    found = lower_figure(
        Debt("one", "甲", LenderKind(row["lender_kind"]), contract_date=day(row["signed"])), load_cn()
    )
    assert found is not None
    assert (found.rate, found.status.value, found.force.value) == (
        Fraction(row["lower"]),
        "disputed",
        "judicial",
    )
    assert not found.confidence.read_in_full


def test_an_older_private_contract_says_from_when_the_new_ceiling_counts() -> None:
    older = ceilings_of("private", date(2019, 5, 1), load_cn(), filed_on=date(2025, 6, 1))[0]
    assert older.applies_from == date(2020, 8, 20)
    assert "第三十一条" in older.citation
    assert ceilings_of("private", date(2025, 6, 1), load_cn())[0].applies_from is None
