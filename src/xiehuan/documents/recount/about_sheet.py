"""说明: what the workbook is, what it comes to, how to read it, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xiehuan.dates import in_zh
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import (
    ABOUT,
    CLAIM,
    FINDINGS,
    LATE,
    OWED,
    PAID,
    PENALTY,
    PLAN,
    STRETCHES,
    TERMS,
    Live,
    at,
)
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.owed_sheet import CLEAR, UNDUE, total_cell
from xiehuan.documents.recount.page import Column, Page
from xiehuan.errors import Text
from xiehuan.loan.debt import Debt
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("事项", "subject"), 24, "text"),
    Column(Text("金额（元）", "yuan"), 16),
    Column(Text("内容", "content"), 96, "text"),
)
NO_ADMISSION = Text(
    "本表是计算底稿，金额以双方对账为准。本表不表示承认任何有争议的费用，不是还款承诺，也不表示放弃任何权利。",
    "A working paper: the amounts are subject to reconciliation. It acknowledges no disputed fee, promises no "
    "payment and waives no right.",
)
_COLOURS = Text(
    "浅色底：可以改的数，改了后面跟着重算。灰底斜体：由程序直接给出的数（公式在那一格不能保证分毫不差）。其余的数都是公式。",
    "Light tint: inputs. Grey italics: the program's own figure, where a formula could miss the fen. All else: formulas.",
)
_AGAIN = Text(
    "改还款方式、期数、取整、冲抵顺序，增减还款，或改动日期而越过还款日，表里的行就不对了，要重新生成。",
    "A change of method, number of instalments, rounding or allocation order, another payment, or a date moved "
    "across a due date needs a new workbook.",
)
_ROUNDING = Text(
    "每一笔利息、罚息、违约金各自取整到分。公式里的1E-9（十亿分之一元）是为了让正好半分的数不受电子表格小数误差的影响，"
    "不改变结果。",
    "Each charge is rounded to the fen by itself. The 1E-9 in the formulas keeps exact halves safe from the binary "
    "fractions of spreadsheets; it changes no result.",
)
_SHEETS = (
    (
        TERMS,
        Text(
            "合同里的每一项，公式从这里取数", "every term of the contract; the formulas take them from here"
        ),
    ),
    (PLAN, Text("按合同每一期应还多少", "what the contract asks for, instalment by instalment")),
    (
        STRETCHES,
        Text("随借随还的利息，按每一段余额计算", "interest of a revolving loan by stretches of balance"),
    ),
    (PAID, Text("每一笔还款先抵了哪一项", "what each payment paid")),
    (PENALTY, Text("逾期的每一段天数、基数和罚息", "each stretch of overdue days, its base and penalty")),
    (LATE, Text("每一期没还的金额和违约金", "what was missed and the late fee")),
    (OWED, Text("应还、已还、未还", "due, paid, outstanding")),
    (CLAIM, Text("和对方报的数逐项比较", "item by item against the claim")),
    (FINDINGS, Text("费用核对的每一条发现和依据", "every finding of the fee audit and its source")),
)


def write_about(book: Book, model: Model, *, audited: bool) -> None:
    """Write the sheet; it is the first one and refers to the others, the findings where there was an audit."""
    page = Page(book, ABOUT, Text("欠款重算", "Recount of the debt"), NO_ADMISSION, _COLUMNS)
    page.row([Text("这是什么", "what this is"), None, _basis(model.debt, model.on)])
    owed = Text("到期未还合计", "due and unpaid")
    page.row([owed, Live(total_cell(), model.state.outstanding()), _where(OWED)], bold=True)
    for label, row, money in _apart(model):
        page.row([label, Live(at(OWED, "F", row), money), _where(OWED)])
    page.space()
    left_out = {STRETCHES: not model.revolving, FINDINGS: not audited}
    names = [(name, what) for name, what in _SHEETS if not left_out.get(name)]
    for name, what in names:
        page.row([Text(f"表“{name}”", f"sheet {name}"), None, what])
    page.space()
    for label, text in _reading(model):
        page.row([label, None, text])


def _apart(model: Model) -> list[tuple[Text, int, Money]]:
    """The sums that stand apart, and the row of 欠款 each is in."""
    state = model.state
    clear = state.outstanding() + state.not_yet_due_principal + state.not_yet_due_interest
    return [
        (Text("未到期本金（单列）", "principal not yet due"), UNDUE, state.not_yet_due_principal),
        (Text("未到期利息（单列）", "interest not yet due"), UNDUE + 1, state.not_yet_due_interest),
        (Text("当天全部结清需要", "to clear the debt that day"), CLEAR, clear),
    ]


def _where(sheet: str) -> Text:
    return Text(f"见表“{sheet}”", f"see sheet {sheet}")


def _basis(debt: Debt, on: date) -> Text:
    number = f"（{debt.contract_no}）" if debt.contract_no else ""
    return Text(
        f"{debt.lender}：欠款重算，算到{in_zh(on)}，根据借款合同{number}、还款记录和对方报的数计算。",
        f"{debt.lender}: recount as of {on}, from the loan contract{number}, the payments on record and the "
        "lender's figures.",
    )


def _reading(model: Model) -> Iterator[tuple[Text, Text]]:
    yield Text("底色", "colours"), _COLOURS
    yield Text("取整", "rounding"), _ROUNDING
    yield Text("什么时候要重新生成", "when to make it anew"), _AGAIN
    if "payments" in model.debt.assumed:
        yield (
            Text("推定的还款", "assumed payments"),
            Text(
                "第一次逾期之前的各期没有还款记录，按已按时还清推定。",
                "Earlier instalments are assumed paid when due.",
            ),
        )
    yield Text("声明", "what it does not say"), NO_ADMISSION
