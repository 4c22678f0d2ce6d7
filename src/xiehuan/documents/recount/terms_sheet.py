"""合同: every term the recount rests on. Tinted cells are inputs; they have names that the formulas use."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xiehuan.dates import add_months
from xiehuan.documents.recount import late_terms
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import TERMS, Input, Live
from xiehuan.documents.recount.labels import DAY_COUNTS, METHODS, PERS, ROUNDINGS
from xiehuan.documents.recount.late_terms import Term
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.rounding import amount
from xiehuan.errors import Text
from xiehuan.loan.schedule import build_schedule, level_payment
from xiehuan.loan.schedule.checks import plain
from xiehuan.loan.terms import Fee, FeeEvery, LoanTerms, Method, Per
from xiehuan.money import round_fraction

_COLUMNS = (
    Column(Text("项目", "term"), 20, "text"),
    Column(Text("英文", "in Chinese"), 22, "note"),
    Column(Text("数值", "value"), 34),
    Column(Text("公式里的名字", "name in formulas"), 14, "text"),
    Column(Text("说明和依据", "what it rests on"), 52, "text"),
)
_POWER = Fraction(1, 10**12)  # what (1+i)^n and the division by its growth may be off, relatively


def write_terms(book: Book, model: Model) -> None:
    """Write the sheet and name its cells."""
    note = Text(
        "浅色底的格子可以改，后面的数跟着重算；其余各项决定表里有哪些行，改了要重新生成本表。",
        "Tinted cells may be changed; all else decides which rows exist and needs a new workbook.",
    )
    page = Page(book, TERMS, Text("合同约定", "The contract"), note, _COLUMNS)
    for term in (*_parties(model), *_loan(model), *_rates(model), *_fees(model), *late_terms.rows(model)):
        cells = (term.label, _other(book, term), term.cell, term.name or "", term.note)
        row = page.row(cells, {2: term.kind})
        if term.name:
            book.name(term.name, TERMS, "C", row)


def _other(book: Book, term: Term) -> str:
    return book.beside(term.label) if isinstance(term.label, Text) else ""


def _parties(model: Model) -> Iterator[Term]:
    debt = model.debt
    yield Term(Text("出借人", "lender"), debt.lender)
    for label, value in (
        (Text("办理平台", "platform"), debt.platform),
        (Text("合同编号", "contract number"), debt.contract_no),
        (Text("合同日期", "contract date"), debt.contract_date),
    ):
        if value is not None:
            yield Term(label, value, kind="date")
    yield Term(Text("算到", "computed as of"), Input(model.on), "计算日", "date", _AS_OF)


_AS_OF = Text(
    "含当天；可以改，但不要越过下一个还款日或付款日", "inclusive; not beyond the next due or payment date"
)


def _loan(model: Model) -> Iterator[Term]:
    t = model.terms
    assumed = Text("按首个还款日前一个月推定", "assumed: a month before the first due date")
    yield Term(Text("还款方式", "method"), METHODS[t.method], kind="text")
    yield Term(Text("合同本金", "principal"), Input(t.principal), "本金")
    yield Term(Text("实际到账", "received"), t.received, "到账金额")
    arrived = assumed if "received_on" in model.debt.assumed else Text("", "")
    yield Term(Text("到账日", "received on"), Input(t.received_on), "到账日", "date", arrived)
    yield Term(Text("期数", "instalments"), t.n, "期数", "int")
    yield Term(Text("首个还款日", "first due date"), Input(t.first_due), "首个还款日", "date")
    yield Term(
        Text("合同还款日（几号）", "contract day"), Live(_ANCHOR, anchor(t)), "合同日", "int", _CLAMPED
    )
    day = t.received_on.day
    first = anchor(t) if add_months(t.received_on, 0, anchor(t)) == t.received_on else day
    yield Term(
        Text("首期从几号起算", "day the first months run from"), Live(_FIRST_DAY, first), "首期起算日", "int"
    )
    yield Term(Text("计息天数", "day count"), DAY_COUNTS[t.day_count], kind="text")
    yield Term(Text("取整", "rounding"), ROUNDINGS[t.rounding], kind="text")


_CLAMPED = Text("短月取月末，长月恢复到这一天", "the last day in a short month, this day again after it")
_ANCHOR = (
    "IF(DAY(首个还款日)=MIN(DAY(到账日),DAY(EOMONTH(首个还款日,0))),"
    "MAX(DAY(首个还款日),DAY(到账日)),DAY(首个还款日))"
)
_FIRST_DAY = "IF(DAY(到账日)=MIN(合同日,DAY(EOMONTH(到账日,0))),合同日,DAY(到账日))"


def anchor(terms: LoanTerms) -> int:
    """The contract's day of the month: the day the loan began where the first due date is that day clamped."""
    clamped = add_months(terms.first_due, 0, terms.received_on.day) == terms.first_due
    return max(terms.first_due.day, terms.received_on.day) if clamped else terms.first_due.day


def _rates(model: Model) -> Iterator[Term]:
    t, count = model.terms, model.terms.day_count
    yearly = {Per.YEAR: "合同利率", Per.DAY: "合同利率*年天数"}.get(t.rate.per, "合同利率*12")
    daily = "合同利率" if t.rate.per is Per.DAY else "年利率/年天数"
    yield Term(Text("合同利率", "contract rate"), Input(t.rate.value), "合同利率", "rate", PERS[t.rate.per])
    yield Term(Text("一年天数", "days of a year"), count.basis, "年天数", "int")
    yield Term(Text("年利率", "yearly rate"), Live(yearly, t.rate.per_year(count)), "年利率", "rate")
    yield Term(Text("日利率", "daily rate"), Live(daily, t.rate.per_day(count)), "日利率", "rate")
    if t.method is Method.FLAT:
        formula = "合同利率" if t.rate.per in {Per.MONTH, Per.FLAT_MONTH} else "年利率/12"
        yield Term(
            Text("每期费率", "rate of a period"), Live(formula, flat_rate(t)), "每期费率", "rate", _FLAT
        )
    if not plain(t):
        yield from _special(t)
    elif t.method is Method.EQUAL_INSTALMENT:
        exact = level_payment(t.principal.fen, t.rate.per_year(count) / 12, len(model.rows))
        noise = {"noise": _POWER} if t.rate.value else {}
        level = amount(
            "-PMT(年利率/12,期数,本金)", exact, t.rounding, round_fraction(exact, t.rounding), **noise
        )
        yield Term(Text("每期还款额", "level payment"), level, "每期还款额", note=_LEVEL)


def _special(t: LoanTerms) -> Iterator[Term]:
    """What a contract says beyond the plain method; no formula rests on it."""
    if t.payment is not None:
        yield Term(Text("约定每期还款额", "agreed payment"), t.payment, note=_LEVEL)
    if t.balloon:
        yield Term(Text("末期一次还的本金", "balloon on the last date"), t.balloon)
    if t.interest_only_n:
        yield Term(
            Text("开始只还利息的期数", "first instalments of interest only"), t.interest_only_n, kind="int"
        )


_FLAT = Text("每期都按最初的本金算", "always on the original principal")
_LEVEL = Text("最后一期按余额结清，可能差几分", "the last instalment clears the balance, a few fen apart")


def flat_rate(terms: LoanTerms) -> Fraction:
    """The charge of one period of a flat loan, as a share of the original principal."""
    if terms.rate.per in {Per.FLAT_MONTH, Per.MONTH}:
        return terms.rate.value
    return terms.rate.per_year(terms.day_count) / 12


def fee_name(number: int) -> str:
    """The name of the cell of a fee, counted from 1: its own name is the user's and never part of a formula."""
    return f"费用{number}"


def falls_into(terms: LoanTerms, fee: Fee) -> int | None:
    """The instalment a one-time fee falls into; None when it was charged with the money or before."""
    return next((r.k for r in build_schedule(terms, (fee,)).instalments if r.fees), None)


def _fees(model: Model) -> Iterator[Term]:
    for number, fee in enumerate(model.debt.fees, 1):
        when = Text("每期", "every instalment")
        if fee.every is FeeEvery.ONCE:
            k = falls_into(model.terms, fee)
            when = Text(f"一次，计入第{k}期", f"once, with instalment {k}") if k else _UPFRONT
        payee = f"（{fee.payee}）" if fee.payee else ""
        note = Text(f"{when.zh}{payee}", f"{when.en}{payee}")
        yield Term(fee.name, Input(fee.amount), fee_name(number), note=note)


_UPFRONT = Text(
    "放款时或之前收取，不在欠款内", "charged with the money or before it, no part of what is owed"
)
