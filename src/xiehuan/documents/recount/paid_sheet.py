"""还款: each payment and how it was split, one row for each part, in the order of the contract."""

from __future__ import annotations

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, PAID, Cell, Input, Live, to_fen
from xiehuan.documents.recount.charging import charged_until
from xiehuan.documents.recount.labels import PREPAID, part
from xiehuan.documents.recount.late_sheet import late_fee_cell
from xiehuan.documents.recount.links import due, due_day, less, paid
from xiehuan.documents.recount.model import Entry, Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Posting
from xiehuan.loan.terms import SCHEDULED, Component
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("笔次", "payment"), 6, "int"),
    Column(Text("付款日", "paid on"), 11, "date"),
    Column(Text("付款金额", "amount"), 12),
    Column(Text("备注", "note"), 18, "text"),
    Column(Text("冲抵日", "booked on"), 11, "date"),
    Column(Text("期次", "no."), 6, "int"),
    Column(Text("冲抵项目", "part"), 11, "text"),
    Column(Text("冲抵前余款", "left of it"), 12),
    Column(Text("该项未还", "then due"), 12),
    Column(Text("冲抵金额", "used"), 12),
    Column(Text("冲抵后余款", "left after"), 12),
    Column(Text("核对", "check"), 8, "text"),
)
_RULE = Text(
    "一笔还款按约定顺序逐项冲抵：冲抵金额＝“冲抵前余款”和“该项未还”中较小的一个。",
    "each part takes the lesser of what is left of the payment and what is due; ",
)
_WAITS = Text("提前付的钱等到到期日冲抵。", "early money waits for the due date")
_LOWERS = Text(
    "没有到期的欠款时，付的钱当天冲减本金。", "with nothing due, money lowers the principal that day"
)


def last_row(model: Model) -> int:
    """The last row of the table; the headings' when nothing was paid."""
    return max((e.row for e in model.entries), default=FIRST - 1)


def write_payments(book: Book, model: Model) -> None:
    """Write the sheet."""
    early = _LOWERS if model.revolving else _WAITS
    note = Text(_RULE.zh + early.zh, _RULE.en + early.en)
    page = Page(book, PAID, Text("还款和冲抵", "Payments and what they paid"), note, _COLUMNS)
    for entry in model.entries:
        page.row([*_payment(book, model, entry), *_part(model, entry), _check(book, entry)])
    if not model.entries:
        page.line(Text("到计算日为止没有还款记录。", "No payment is on record up to the day."))
        return
    last = last_row(model)
    sums = Money.total(p.amount for p in model.payments), model.state.unapplied
    used = Live(to_fen(f"SUM(J{FIRST}:J{last})"), sums[0] - sums[1])
    left = Live(to_fen(f"C{last + 1}-J{last + 1}"), sums[1])
    total = Live(to_fen(f"SUM(C{FIRST}:C{last})"), sums[0])
    page.row([Text("合计", "total"), None, total, *[None] * 6, used, left, None], bold=True)


def _payment(book: Book, model: Model, e: Entry) -> list[Cell]:
    if e.row != e.first:
        return [e.number, None, None, None]
    payment = model.payments[e.number - 1]
    note = payment.note
    if note == "assumed":
        note = book.say(Text("没有记录，按已还推定", "no record: assumed paid"))
    return [e.number, Input(payment.on), Input(payment.amount), note]


def _part(model: Model, e: Entry) -> list[Cell]:
    before = Live(f"C{e.row}" if e.row == e.first else f"K{e.row - 1}", Money(e.before))
    after = Live(to_fen(f"H{e.row}-J{e.row}"), Money(e.before - (e.posting.fen if e.posting else 0)))
    if e.posting is None:
        return [None, None, Text("待冲抵", "waiting"), before, None, Money.ZERO, after]
    p = e.posting
    name = PREPAID if e.prepaid else part(p.component)
    return [
        Live(_booked_on(model, e, p), p.on),
        p.k,
        name,
        before,
        Live(_then_due(model, e, p), Money(e.due)),
        Live(f"MIN(H{e.row},I{e.row})", Money(p.fen)),
        after,
    ]


def _booked_on(model: Model, e: Entry, p: Posting) -> str:
    """The day of payment, or the due date for which the money waited."""
    if model.payments[e.number - 1].on == p.on:
        return f"B{e.first}"
    k = next(k for k, day in model.opened if day == p.on)
    return due_day(model, k)


def _then_due(model: Model, e: Entry, p: Posting) -> str:
    """What was left of the component just before this part."""
    if e.prepaid:
        return to_fen(less("本金", paid(model, None, None, e.row - 1, here=True)))
    if p.component in SCHEDULED:
        fell_due = due(model, p.k, p.component)
    elif p.component is Component.LATE_FEE:
        fell_due = late_fee_cell(model, p.k)
    else:
        fell_due = charged_until(model, p.k, p.component, p.on, f"E{e.row}")
    return to_fen(less(fell_due, paid(model, p.component, p.k, e.row - 1, here=True)))


def _check(book: Book, e: Entry) -> Cell:
    if not e.last:
        return None
    right, wrong = book.say(Text("相符", "agrees")), book.say(Text("不符", "differs"))
    difference = f"C{e.first}-SUM(J{e.first}:J{e.row})-K{e.row}"
    return Live(f'IF(ABS({difference})<0.005,"{right}","{wrong}")', right)
