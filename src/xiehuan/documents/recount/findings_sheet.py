"""费用核对: every finding of the fee audit with what it rests on, and the three sums, which are never added together."""

from __future__ import annotations

from collections.abc import Mapping

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import CLAIM, FINDINGS, FIRST, Cell, Given, Live, at, to_fen
from xiehuan.documents.recount.page import Column, Page
from xiehuan.errors import Text
from xiehuan.law.finding import Audit, Certainty, ChargeFinding, Layer, Sum

_COLUMNS = (
    Column(Text("发现", "finding"), 26, "text"),
    Column(Text("属于哪一类", "which sum"), 18, "text"),
    Column(Text("金额（元）", "yuan"), 14),
    Column(Text("把握", "how sure"), 12, "text"),
    Column(Text("依据的层次", "rests on"), 12, "text"),
    Column(Text("为什么", "why"), 62, "text"),
    Column(Text("出处", "source"), 40, "text"),
    Column(Text("规则", "rule"), 24, "text"),
)
_NOTE = Text(
    "三类金额性质不同，分别合计，不能相加。金额是和表“核对”里的格子相减得到的，用公式；要另跑一遍账才得到的，用灰底给出。",
    "Three kinds of sums, each by itself, never added. Where an amount is a difference on sheet 核对 it is a formula; where it "
    "takes another run of the ledger it is given on grey.",
)
SUMS: Mapping[Sum, Text] = {
    Sum.BY_CONTRACT: Text("按合同应更正", "to correct by contract"),
    Sum.REDUCIBLE: Text("可请求调减", "reducible on request"),
    Sum.PAPER: Text("需要材料", "needs a paper"),
}
_SURE: Mapping[Certainty, Text] = {
    Certainty.CERTAIN: Text("确定", "certain"),
    Certainty.ARGUABLE: Text("可商量", "arguable"),
    Certainty.NEEDS_PAPER: Text("缺材料", "needs a paper"),
}
_LAYER: Mapping[Layer, Text] = {
    Layer.CONTRACT: Text("合同", "contract"),
    Layer.STATUTE: Text("法规", "statute"),
    Layer.POLICY: Text("对方的规定", "lender's policy"),
}
_NO_SUM = Text("只作说明", "for information")
_PAID = Text(
    "已经付掉的部分：可以请求退还或抵扣，不能当作对方欠你",
    "paid already: may be asked back or set off, not demanded",
)


def write_findings(book: Book, audit: Audit, differences: Mapping[str, tuple[int, int]]) -> None:
    """Write the sheet. `differences`: for a part of the claim the row of 核对 with its difference, and that in fen."""
    page = Page(book, FINDINGS, Text("费用核对的发现", "Findings of the fee audit"), _NOTE, _COLUMNS)
    if not audit.findings:
        page.line(Text("没有发现对不上的收费。", "Nothing was found that does not match."))
        return
    for finding in audit.findings:
        page.row(_row(finding, differences))
    last = page.next_row - 1
    page.space()
    for which, label in SUMS.items():
        name = book.say(label)
        formula = to_fen(f'SUMIFS(C{FIRST}:C{last},B{FIRST}:B{last},"{name}")')
        page.row([label, None, Live(formula, audit.total(which)), *[None] * 5], bold=True)
    if back := audit.paid_above_ceiling:
        page.row([_PAID, None, Given(back), *[None] * 5])


def _row(finding: ChargeFinding, differences: Mapping[str, tuple[int, int]]) -> list[Cell]:
    return [
        finding.title,
        SUMS[finding.sum] if finding.sum else _NO_SUM,
        _amount(finding, differences) if finding.sum else None,
        _SURE[finding.certainty],
        _LAYER[finding.layer],
        finding.why,
        finding.source,
        finding.rule,
    ]


def _amount(finding: ChargeFinding, differences: Mapping[str, tuple[int, int]]) -> Cell:
    part = (
        finding.rule.partition(".")[2]
        if finding.rule.startswith(("contract.", "no_clause."))
        else finding.rule
    )
    row, fen = differences.get(part, (0, 0))
    if row and fen == finding.amount.fen:
        return Live(to_fen(at(CLAIM, "B" if part == "unitemised" else "D", row)), finding.amount)
    return Given(finding.amount)
