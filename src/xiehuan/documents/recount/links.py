"""Where a figure stands: references from one sheet to another."""

from __future__ import annotations

from datetime import date

from xiehuan.documents.recount.cells import FIRST, PAID, PLAN, STRETCHES, at
from xiehuan.documents.recount.labels import PREPAID, part
from xiehuan.documents.recount.model import Model, Stretch
from xiehuan.errors import Text
from xiehuan.loan.terms import Component


def word(model: Model, text: Text) -> str:
    """A text in the language of the workbook; formulas look for it, so it is the same on every sheet."""
    return text.en if model.lang == "en" else text.zh


def plan_row(model: Model, k: int) -> int:
    """The row of 还款计划 in which instalment k fell due (an accelerated rest has its own)."""
    extra = model.row_below("accelerated")
    return extra.row if extra and k == model.accelerated else FIRST + k - 1


def due_day(model: Model, k: int) -> str:
    """The cell with the due date."""
    return at(PLAN, "C", plan_row(model, k))


def closing(model: Model, k: int | None) -> Stretch:
    """The last stretch of a period of a daily revolving loan (None: the running period)."""
    return next(s for s in model.stretches if s.k == k and s.last)


def due(model: Model, k: int, component: Component) -> str:
    """The cell with what fell due of a scheduled part of instalment k; "0" where there is none."""
    accelerated, row = k == model.accelerated, plan_row(model, k)
    if component is Component.FEE:
        return "0" if accelerated else at(PLAN, "K", row)
    if model.revolving and not accelerated:
        if component is Component.INTEREST:
            return at(STRETCHES, "G", closing(model, k).row)
        return at(STRETCHES, "E", closing(model, k).row) if k == len(model.rows) else "0"
    return at(PLAN, "I" if component is Component.INTEREST else "J", row)


def paid(model: Model, what: Component | None, k: int | None, last: int, *, here: bool = False) -> str:
    """What 还款 down to row `last` paid of a component of instalment k; "" when no row does.

    `what` None are early repayments, `k` None all instalments.
    """
    if last < FIRST:
        return ""
    sheet = "" if here else f"'{PAID}'!"
    name = word(model, PREPAID if what is None else part(what))
    which = "" if k is None else f"{sheet}F${FIRST - 1}:F{last},{k},"
    return f'SUMIFS({sheet}J${FIRST - 1}:J{last},{which}{sheet}G${FIRST - 1}:G{last},"{name}")'


def less(*terms: str) -> str:
    """The first term less the others, without those that are empty."""
    return "-".join(t for t in terms if t)


def booking_day(model: Model, day: date) -> str | None:
    """The cell of 还款 with this booking day, if something was booked on it."""
    row = next((e.row for e in model.entries if e.posting and e.posting.on == day), None)
    return None if row is None else at(PAID, "E", row)
