"""The formula of a stretch of penalty or compound interest, for all its days or for some of them.

The rule is that of `Segment` in loan/charges.py: base × daily rate × days, and for compound interest the sum of
each day's unpaid interest (and of the penalty interest unpaid before that day) × daily rate. Where an event of the
other charge has cut a stretch, its rows are rounded as one: the whole run rounded, less what the rows before have.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xiehuan.documents.recount.cells import PENALTY, Given, Live, at, to_fen
from xiehuan.documents.recount.model import Charge, Model
from xiehuan.documents.recount.rounding import amount
from xiehuan.loan.terms import Component, Compound
from xiehuan.money import Money, round_fraction


def on_penalty(model: Model) -> bool:
    """Does unpaid penalty interest bear compound interest?"""
    return model.overdue.compound is Compound.ON_INTEREST_AND_PENALTY


def unpaid_penalty(model: Model, charge: Charge) -> Fraction:
    """The penalty interest unpaid when the stretch began, in fen, from the engine's own sum."""
    if not on_penalty(model):
        return Fraction(0)
    s = charge.segment
    own = s.compound_base - s.compound_before.base
    return (own - _growing(model, charge, s.days)) / s.days - s.interest


def _growing(model: Model, charge: Charge, days: int) -> Fraction:
    """What the penalty interest of the stretch itself adds to the base of its compound interest."""
    s = charge.segment
    return s.penal * s.penalty_rate * (days * (days - 1) // 2) if on_penalty(model) else Fraction(0)


def base_expression(model: Model, charge: Charge, days: str, sheet: str = "") -> str:
    """Σ over the days of what bears compound interest, with the rows before that are rounded together with it."""
    r = charge.row
    terms = [f"{sheet}K{r - 1}"] if charge.compound_run else []
    terms.append(f"{sheet}I{r}*{days}")
    if on_penalty(model):
        terms += [f"{sheet}J{r}*{days}", f"{sheet}F{r}*{sheet}G{r}*{days}*({days}-1)/2"]
    return "+".join(terms)


def _base_of(model: Model, charge: Charge, days: int) -> Fraction:
    """The same, exactly, in fen."""
    s = charge.segment
    return (
        s.compound_before.base
        + (s.interest + unpaid_penalty(model, charge)) * days
        + _growing(model, charge, days)
    )


def charge_cell(
    model: Model, charge: Charge, what: Component, days: tuple[str, int], sheet: str = ""
) -> Live | Given:
    """The charge of the stretch for so many days (the expression for them, and their number)."""
    penalty = what is Component.PENALTY
    whole = _penalty(model, charge, days, sheet) if penalty else _compound(model, charge, days, sheet)
    run = charge.penalty_run if penalty else charge.compound_run
    if not run:
        return whole
    before = charge.segment.penalty_before if penalty else charge.segment.compound_before
    rest = Money(round_fraction(_exact(model, charge, what, days[1]), model.terms.rounding) - before.charge)
    column, r = "H" if penalty else "M", charge.row
    earlier = f"SUM({sheet}{column}{r - run}:{column}{r - 1})"
    return Live(to_fen(f"{whole.formula}-{earlier}"), rest) if isinstance(whole, Live) else Given(rest)


def _exact(model: Model, charge: Charge, what: Component, days: int) -> Fraction:
    s = charge.segment
    if what is Component.PENALTY:
        return s.penal * s.penalty_rate * (s.penalty_before.days + days)
    return _base_of(model, charge, days) * s.compound_rate


def _penalty(model: Model, charge: Charge, days: tuple[str, int], sheet: str) -> Live | Given:
    r, run, mode = charge.row, charge.penalty_run, model.terms.rounding
    counted = f"(SUM({sheet}E{r - run}:E{r - 1})+{days[0]})" if run else days[0]
    exact = _exact(model, charge, Component.PENALTY, days[1])
    return amount(f"{sheet}F{r}*{sheet}G{r}*{counted}", exact, mode, round_fraction(exact, mode))


def _compound(model: Model, charge: Charge, days: tuple[str, int], sheet: str) -> Live | Given:
    mode, exact = model.terms.rounding, _exact(model, charge, Component.COMPOUND, days[1])
    base = base_expression(model, charge, days[0], sheet)
    return amount(f"({base})*{sheet}L{charge.row}", exact, mode, round_fraction(exact, mode))


def charged_until(model: Model, k: int, what: Component, day: date, cell: str) -> str:
    """Penalty or compound interest of instalment k up to the end of the day that stands in `cell`."""
    column, terms = "H" if what is Component.PENALTY else "M", []
    for charge in model.charges:
        start, end = charge.segment.start, charge.segment.end
        if charge.k == k and start < day and end <= day:
            terms.append(at(PENALTY, column, charge.row))
        elif charge.k == k and start < day:
            running = f"({cell}-{at(PENALTY, 'C', charge.row)})", (day - start).days
            part = charge_cell(model, charge, what, running, f"'{PENALTY}'!")
            terms.append(part.formula if isinstance(part, Live) else str(part.value))
    return "+".join(terms)
