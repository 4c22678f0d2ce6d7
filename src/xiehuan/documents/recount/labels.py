"""The words of the workbook: parts of the debt and the terms of the contract, as a clerk would name them."""

from __future__ import annotations

from xiehuan.contact.phrases import DAY_COUNTS
from xiehuan.errors import Text
from xiehuan.law.recount import NAMES
from xiehuan.loan.terms import Component, Compound, Grace, Method, PenaltyBase, Per, Scope
from xiehuan.money import Rounding

__all__ = [
    "BASES",
    "COMPOUNDS",
    "DAY_COUNTS",
    "GRACES",
    "METHODS",
    "PERS",
    "PREPAID",
    "ROUNDINGS",
    "SCOPES",
    "part",
]

# An early repayment of a daily revolving loan: principal paid before anything was due.
PREPAID = Text("提前还本", "early principal")

METHODS = {
    Method.EQUAL_INSTALMENT: Text("等额本息：每期还款额相同", "equal instalments"),
    Method.EQUAL_PRINCIPAL: Text("等额本金：每期本金相同", "equal principal"),
    Method.INTEREST_ONLY: Text("先息后本：每期还利息，最后一期还本金", "interest only, principal at the end"),
    Method.FLAT: Text("等本等息：每期按最初本金收息费", "flat: a charge on the original principal"),
    Method.BULLET: Text("到期一次还本付息", "everything at maturity"),
    Method.DAILY_REVOLVING: Text(
        "随借随还：按每天的本金余额计息", "daily revolving: interest on each day's balance"
    ),
    Method.ADD_ON: Text("利息先定：每期先还利息", "add-on: interest fixed at the start and paid first"),
    Method.PRESENT_VALUE: Text("等额还款：本金按现值", "equal payments: principal by its present value"),
}
PERS = {
    Per.YEAR: Text("每年", "a year"),
    Per.MONTH: Text("每月", "a month"),
    Per.DAY: Text("每天", "a day"),
    Per.FLAT_MONTH: Text("每月，按最初本金", "a month, on the original principal"),
}
ROUNDINGS = {
    Rounding.HALF_UP: Text("四舍五入到分", "half up, to the fen"),
    Rounding.HALF_EVEN: Text("到分，正好半分时取偶数分", "half to the even fen"),
    Rounding.UP: Text("不足一分的进为一分", "up, to the fen"),
    Rounding.DOWN: Text("不足一分的舍去", "down, to the fen"),
}
BASES = {
    PenaltyBase.OVERDUE_PRINCIPAL: Text("逾期的本金", "overdue principal"),
    PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST: Text("逾期的本金和利息", "overdue principal and interest"),
    PenaltyBase.ALL_PRINCIPAL: Text(
        "提前到期后为全部本金，之前为逾期的本金", "all principal after acceleration, overdue principal before"
    ),
}
COMPOUNDS = {
    Compound.NONE: Text("不收复利", "none"),
    Compound.ON_INTEREST: Text("对未付利息收复利", "on unpaid interest"),
    Compound.ON_INTEREST_AND_PENALTY: Text("对未付利息和未付罚息收复利", "on unpaid interest and penalty"),
}
GRACES = {
    Grace.FORGIVES_IF_PAID: Text(
        "宽限期内还清就不收；没还清，从到期日起算", "nothing if paid within grace, else from the due date"
    ),
    Grace.SHIFTS: Text("从宽限期满起算", "charges start at the end of grace"),
}
SCOPES = {
    Scope.HORIZONTAL: Text("一期一期还，先还最早的一期", "instalment by instalment, the oldest first"),
    Scope.VERTICAL: Text("一项一项还，同一项先还最早的一期", "part by part over all instalments"),
    Scope.VERTICAL_PAST_DUE_FIRST: Text(
        "先一项一项还以前到期的，再还当天到期的",
        "part by part over what is past due, then what falls due that day",
    ),
}


def part(component: Component) -> Text:
    """The name of a part of the debt, which the formulas also look for."""
    return NAMES[component.value]
