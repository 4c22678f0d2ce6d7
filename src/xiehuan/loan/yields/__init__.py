"""What a credit costs a year, in three numbers that are always shown together.

`irr12`: 12 × the monthly internal rate when all gaps are whole months, else 365 × the daily one. `ear`: (1 + daily
rate)³⁶⁵ − 1 on actual days. `simple`: all cost over the principal really occupied, Σ balance × days / 365 (PBoC
announcement 2021 no. 3: the balance left after each payment).
A yield is a ratio, not an amount: it is the one place where floating point is used, and no amount is ever derived from
it. Every rate is proved to be one, and where there are several or none that is said (`roots`). `apr` has the annual
percentage rates of the US, the EU and the UK.
"""

from xiehuan.loan.roots import Roots, Status, one_positive_rate, rate_roots, sign_changes
from xiehuan.loan.yields.apr import Apr, eu_apr, eu_apr_1998, timed_apr, uk_apr, unit_period, us_apr
from xiehuan.loan.yields.contract import Yields, contract_flows, contract_yields
from xiehuan.loan.yields.flows import (
    Flow,
    FlowYields,
    credit_yields,
    flow_yields,
    irr_roots,
    simple_yield,
    xirr,
    xirr_roots,
)

__all__ = [
    "Apr",
    "Flow",
    "FlowYields",
    "Roots",
    "Status",
    "Yields",
    "contract_flows",
    "contract_yields",
    "credit_yields",
    "eu_apr",
    "eu_apr_1998",
    "flow_yields",
    "irr_roots",
    "one_positive_rate",
    "rate_roots",
    "sign_changes",
    "simple_yield",
    "timed_apr",
    "uk_apr",
    "unit_period",
    "us_apr",
    "xirr",
    "xirr_roots",
]
