"""Figures of the pack, once more from our notes on the law: value, unit, mark and the day on which they begin.

The mark is how the source was read. A figure that changes here must have changed in its source first.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xiehuan.packs.loader import load_cn

PACK = load_cn()
ON = date(2026, 11, 24)

# id, value, unit, mark, since (None: no known beginning), kinds of lender it speaks of
FIGURES = [
    ("private.lpr_multiple", "4", "x_lpr_1y", "M", "2020-08-20", "private"),
    ("financial.all_in", "0.24", "per_year", "S", None, "bank_card bank_loan consumer_finance micro_loan guarantor assignee"),
    ("assisted.all_in", "0.24", "per_year", "S", "2025-10-01", "bank_loan"),
    ("micro_loan.new_loan", "0.24", "per_year", "S", "2025-12-24", "micro_loan"),
    ("consumer_finance.average_guidance", "0.20", "per_year", "S", "2026-04-01", "consumer_finance"),
    ("damages.presumed_excessive_over_loss", "0.30", "share", "M", "2023-12-05", ""),
    ("penalty.uplift_min", "0.30", "share", "K", "2004-01-01", "bank_loan consumer_finance"),
    ("penalty.uplift_max", "0.50", "share", "K", "2004-01-01", "bank_loan consumer_finance"),
    ("card.personalised_plan_months", "60", "month", "S", "2011-01-13", "bank_card"),
    ("card.interest_on_late_fee_allowed", "0", "rule", "S", "2017-01-01", "bank_card"),
    ("card.instalment_max_years", "5", "year", "S", "2022-07-07", "bank_card"),
    ("card.cash_instalment_max_amount", "50000", "yuan", "S", "2022-07-07", "bank_card"),
    ("card.cash_instalment_max_years", "2", "year", "S", "2022-07-07", "bank_card"),
    ("card.recording_keep_years", "2", "year", "S", "2011-01-13", "bank_card"),
    ("card.change_notice_days", "45", "day", "S", "2011-01-13", "bank_card"),
    ("card.grace_days_advised", "3", "day", "S", "2013-07-01", "bank_card"),
    ("card.tolerance_advised", "10", "yuan", "S", "2013-07-01", "bank_card"),
    ("card.typical_late_fee_share", "0.05", "share", "K", None, "bank_card"),
    ("consumer_finance.credit_max", "200000", "yuan", "S", "2024-04-18", "consumer_finance"),
    ("micro_loan.online_consumer_max", "200000", "yuan", "S", "2024-12-31", "micro_loan"),
    ("collection.standard_quiet_from", "22", "hour", "S", "2025-02-28", "bank_loan consumer_finance micro_loan"),
    ("collection.standard_quiet_until", "8", "hour", "S", "2025-02-28", "bank_loan consumer_finance micro_loan"),
    ("collection.connected_calls_per_debtor_day", "3", "count", "S", "2025-02-28", "bank_loan consumer_finance micro_loan"),
    ("collection.dial_attempts_per_number_day", "6", "count", "S", "2026-01-30", "bank_card bank_loan consumer_finance"),
    ("collection.visit_people_min", "2", "count", "S", "2026-01-30", "bank_card bank_loan consumer_finance"),
    ("collection.agency_reviews_per_year", "1", "count", "S", "2025-02-28", "bank_loan consumer_finance micro_loan"),
    ("credit.keep_years", "5", "year", "M", "2013-03-15", ""),
    ("credit.dispute_days", "20", "day", "M", "2013-03-15", ""),
    ("credit.complaint_days", "30", "day", "M", "2013-03-15", ""),
    ("credit.free_reports_per_year", "2", "count", "M", "2013-03-15", ""),
    ("complaint.days_simple", "15", "day", "S", "2020-03-01", "bank_card bank_loan consumer_finance"),
    ("complaint.days_complex", "30", "day", "S", "2020-03-01", "bank_card bank_loan consumer_finance"),
    ("complaint.days_max", "60", "day", "S", "2020-03-01", "bank_card bank_loan consumer_finance"),
    ("complaint.review_apply_days", "30", "day", "K", "2020-03-01", "bank_card bank_loan consumer_finance"),
    ("complaint.referral_working_days", "7", "working_day", "K", "2020-03-01", "bank_card bank_loan consumer_finance"),
    ("mediation.fee", "0", "yuan", "M", "2011-01-01", ""),
    ("mediation.confirmation_days", "30", "day", "M", "2024-01-01", ""),
    ("mediation.confirmation_decision_days", "15", "day", "M", None, ""),
    ("mediation.confirmation_extension_days", "10", "day", "M", None, ""),
    ("limitation.years", "3", "year", "M", "2021-01-01", ""),
    ("limitation.longstop_years", "20", "year", "M", "2021-01-01", ""),
    ("procedure.payment_order_objection_days", "15", "day", "M", "2024-01-01", ""),
    ("evidence.period_days_min", "15", "day", "M", "2022-04-10", ""),
    ("procedure.double_interest_daily", "0.000175", "per_day", "M", "2014-08-01", ""),
    ("procedure.small_claims_share", "0.5", "x_average_wage", "M", "2024-01-01", ""),
    ("crime.overdraft_principal_min", "50000", "yuan", "M", "2018-12-01", "bank_card"),
    ("crime.effective_demands_min", "2", "count", "M", "2018-12-01", "bank_card"),
    ("crime.demand_gap_days_min", "30", "day", "M", "2018-12-01", "bank_card"),
    ("crime.after_demand_months", "3", "month", "M", "2018-12-01", "bank_card"),
    ("insolvency.shenzhen_exempt_max", "200000", "yuan", "S", "2021-03-01", ""),
    ("insolvency.shenzhen_creditor_threshold", "500000", "yuan", "S", "2021-03-01", ""),
    ("insolvency.xiamen_years", "5", "year", "S", "2025-11-01", ""),
    ("insolvency.xiamen_creditor_multiple", "5", "x_average_income", "S", "2025-11-01", ""),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "value", "unit", "mark", "since", "kinds"), FIGURES)
def test_a_figure(id_: str, value: str, unit: str, mark: str, since: str | None, kinds: str) -> None:
    parameter = PACK.parameters[id_]
    held = parameter.value_on(ON)
    assert held is not None
    assert (held.value, parameter.unit.value, held.confidence.value) == (Fraction(value), unit, mark)
    assert held.since == (date.fromisoformat(since) if since else None)
    assert sorted(parameter.applies_to) == sorted(kinds.split())


# id, key words of its closed list, in order
LISTS = [
    ("allocation.single_debt", "enforcement_cost interest principal"),
    ("allocation.several_debts", "agreement debtor_designation due_first least_secured most_burdensome earliest_due pro_rata"),
    ("card.personalised_plan", "balance schedule charges no_new_card rights_and_default other"),
    ("private.excluded_local_orgs", "micro_loan financing_guarantee regional_equity_market pawnshop finance_lease commercial_factoring local_amc"),
    ("apr.methods", "irr_compound simple_labelled"),
    ("evidence.list", "no source object_of_proof content_summary submit_date signature"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "words"), LISTS)
def test_a_closed_list(id_: str, words: str) -> None:
    assert [item.key for item in PACK.provisions[id_].items] == words.split()


def test_lists_hold_as_many_items_as_the_sources_count() -> None:
    counts = {
        "evidence.authenticity": 7,
        "evidence.presumed_authentic": 5,
        "collection.bans": 8,
        "private.void": 6,
    }
    assert {id_: len(PACK.provisions[id_].items) for id_ in counts} == counts


CLOSED = [
    ("card.overdraft_daily_max", "2017-01-01", "2020-12-31"),
    ("private.old_supported_rate", "2015-09-01", "2020-08-19"),
    ("credit.repair_item_max", "2020-01-01", "2025-12-31"),
    ("harassment.old_fine_max", None, "2025-12-31"),
]


@pytest.mark.parametrize(("id_", "since", "until"), CLOSED)
def test_what_is_over_says_so(id_: str, since: str | None, until: str) -> None:
    parameter = PACK.parameters[id_]
    (held,) = parameter.values
    assert parameter.status.value == "repealed"
    assert (str(held.since) if held.since else None, str(held.until)) == (since, until)
    assert parameter.value_on(ON) is None


def test_conduct_and_disclosure_begin_on_their_days() -> None:
    for id_, first in [
        ("cost_statement.duty", date(2026, 8, 1)),
        ("assisted.platform_charge", date(2025, 10, 1)),
        ("collection.outsourcing_notice", date(2023, 3, 1)),
        ("collection.bans", date(2026, 1, 30)),
        ("crime.collecting_illegal_debt", date(2021, 3, 1)),
    ]:
        provision = PACK.provisions[id_]
        assert provision.since == first
        assert provision.known_at(first) is provision
        assert provision.known_at(date.fromordinal(first.toordinal() - 1)) is None
