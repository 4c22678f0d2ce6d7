"""The three yields of a contract as promised, from its schedule."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xiehuan.loan.schedule import Schedule
from xiehuan.loan.yields.flows import Flow, flow_yields
from xiehuan.money import Money


@dataclass(frozen=True, slots=True)
class Yields:
    """Annual rates; None where there is no such number."""

    irr12: float | None
    ear: float | None
    simple: float | None

    @property
    def lowest(self) -> float | None:
        """The measure kindest to the lender."""
        return min((y for y in (self.irr12, self.ear, self.simple) if y is not None), default=None)


def contract_flows(schedule: Schedule) -> list[Flow]:
    """What the borrower receives and pays if the contract is kept, all fees included."""
    terms = schedule.terms
    flows = [(terms.received_on, terms.received - schedule.upfront_fees)]
    flows += [(row.due, -row.total) for row in schedule.instalments]
    return flows


def contract_yields(schedule: Schedule) -> Yields:
    """The three yields of the contract as promised."""
    flows = contract_flows(schedule)
    irr12, ear = flow_yields(flows)
    return Yields(irr12, ear, _simple(schedule))


def _simple(schedule: Schedule) -> float | None:
    """Cost over principal × time, the contract's balances scaled to what really arrived."""
    terms = schedule.terms
    received = terms.received - schedule.upfront_fees
    paid = Money.total(row.total for row in schedule.instalments)
    if received.fen <= 0:
        return None
    occupied, balance, since = 0, terms.principal.fen, terms.received_on
    for row in schedule.instalments:
        occupied += balance * (row.due - since).days
        balance, since = row.balance.fen, row.due
    if occupied == 0:
        return None
    scaled = Fraction(occupied * received.fen, terms.principal.fen * 365)
    return float((paid - received).fen / scaled)
