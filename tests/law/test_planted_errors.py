"""What lenders got wrong by plan is found, by kind and to the fen; what they got right is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from judge.planted_errors import MISTAKES, Planted, clean, many, near_the_ceiling
from strategies import debt_from
from xiehuan.law import Audit, Certainty, Sum, audit
from xiehuan.law.reckoning import Reckoning, parts_of
from xiehuan.packs.loader import load_cn

LOANS = 273
CLEAN = 208
SHARE = 0.95
# the judge's words for what a lender did, and the finding that names it
NAMED = {
    "penalty_base": {"penalty.base", "compound.double_counting"},
    "penalty_rate": {"penalty.rate"},
    "compound_not_agreed": {"compound.not_agreed", "compound.double_counting"},
    "grace_ignored": {"days.grace"},
    "both_ends": {"days.both_ends"},
    "year_of_360": {"days.year"},
    "order": {"crediting.order"},
    "payment_lost": {"contract.payment_not_credited"},
    "payment_late": {"crediting.late"},
    "late_fee_twice": {"duplicate.late_fee"},
    "fee_twice": {"duplicate.fee"},
    "undue_interest": {"acceleration.unearned_interest"},
    "no_clause": {"no_clause.other"},
    "interest_on_late_fee": {"card.interest_on_late_fee"},
    "principal_not_reduced": {"crediting.not_reduced"},
    "unitemised": {"unitemised"},
    "future_interest": {"acceleration.unearned_interest"},
    "future_fees": {"acceleration.unearned_fees"},
    "undue_principal": {"penalty.undue_principal"},
    "from_the_signing": {"days.start"},
    "compound_on_penalty": {"compound.on_penalty"},
}

Judged = list[tuple[Planted, Audit]]


def judged(loans: Iterator[Planted]) -> Judged:
    return [(p, audit(debt_from(p.row, p.payments), load_cn(), p.on)) for p in loans]


@pytest.fixture(scope="module")
def planted() -> Judged:
    return judged(many(LOANS))


@pytest.fixture(scope="module")
def untouched() -> Judged:
    return judged(clean(seed) for seed in range(CLEAN))


def test_every_kind_of_mistake_is_planted(planted: Judged) -> None:
    counts = Counter(m.kind for p, _ in planted for m in p.mistakes)
    assert set(counts) == set(MISTAKES) == set(NAMED)
    assert min(counts.values()) >= 8
    assert sum(len(p.mistakes) > 1 for p, _ in planted) >= LOANS // 4


def test_planted_mistakes_are_found_by_their_kind(planted: Judged) -> None:
    found, missed = 0, Counter[str]()
    for one, told in planted:
        rules = {f.rule for f in told.findings}
        for mistake in one.mistakes:
            hit = bool(rules & NAMED[mistake.kind])
            found += hit
            missed[mistake.kind] += not hit
    every = found + missed.total()
    print(f"found {found} of {every} planted errors: {found / every:.1%}; missed {dict(+missed)}")  # noqa: T201
    assert found >= SHARE * every, dict(+missed)


def test_the_contract_is_recounted_as_the_judge_counts_it(planted: Judged) -> None:
    for one, told in planted:
        assert told.reconciliation is not None
        assert told.reconciliation.ours.fen == sum(one.truth.values()), one.mistakes
        assert told.reconciliation.claimed.fen == sum(one.claimed.values())


def test_lines_and_the_rest_are_the_whole_difference(planted: Judged) -> None:
    """To the fen in every loan; with nothing unexplained in nearly all of them, and the planted sum exactly."""
    explained = 0
    for one, told in planted:
        there = told.reconciliation
        assert there is not None
        lines = sum(amount.fen for _, amount in there.lines)
        difference = sum(one.claimed.values()) - sum(one.truth.values())
        assert lines + there.unexplained.fen == difference == sum(m.fen for m in one.mistakes)
        explained += there.unexplained.fen == 0
    assert explained >= SHARE * len(planted)


def test_a_single_mistake_is_priced_to_the_fen(planted: Judged) -> None:
    """Where one thing was planted and named, its line is exactly what it added."""
    single, exact = 0, 0
    for one, told in planted:
        if len(one.mistakes) == 1:
            mistake = one.mistakes[0]
            single += 1
            exact += any(f.rule in NAMED[mistake.kind] and f.amount.fen == mistake.fen for f in told.findings)
    assert single >= LOANS // 3
    assert exact >= SHARE * single


def test_nothing_certain_on_a_clean_loan(untouched: Judged) -> None:
    """Nothing to correct and no paper to ask for either: only ceilings and conversions may be shown."""
    for one, told in untouched:
        assert all(f.certainty is not Certainty.CERTAIN for f in told.findings), one.row
        assert not told.total(Sum.BY_CONTRACT)
        assert not told.total(Sum.PAPER)
        assert told.reconciliation is not None
        assert not told.reconciliation.unexplained
        assert not told.reconciliation.lines


def test_what_is_above_a_ceiling_is_found_to_the_fen() -> None:
    """The unpaid and the paid part of loans dearer than the 24 % of a licensed lender, and nothing on cheaper ones."""
    many = [near_the_ceiling(seed) for seed in range(120)]
    for one in many:
        told = audit(debt_from(one.row, one.payments), load_cn(), one.on)
        found = [f for f in told.findings if f.rule == "ceiling.over"]
        if one.dear:
            (finding,) = found
            assert (finding.amount.fen, finding.paid_part.fen) == (max(one.unpaid, 0), max(one.paid, 0)), (
                one.row
            )
            assert finding.certainty is Certainty.ARGUABLE  # the paper on 24 % was read through quotations
            assert told.total(Sum.REDUCIBLE) == finding.amount
        elif one.unpaid <= 0:
            assert not found, one.row
    assert sum(one.dear and one.unpaid > 0 for one in many) >= 40
    assert sum(not one.dear and one.unpaid <= 0 for one in many) >= 5


def test_the_tail_of_a_history_owes_what_the_whole_owes(planted: Judged, untouched: Judged) -> None:
    """Leaving out the instalments that were paid in time changes nothing, on either basis of a claim."""
    shorter = 0
    for one, _ in (*planted, *untouched):
        debt = debt_from(one.row, one.payments)
        for payoff in (False, True):
            whole = Reckoning(debt, one.on, payoff)
            left = whole.tail()
            shorter += len(left.schedule.instalments) < len(debt.schedule().instalments)
            assert parts_of(whole.account(left), whole) == parts_of(debt.account(one.on), whole)
    assert shorter > CLEAN
