"""核对: the latest claim, item by item, against the recount on the claim's own day."""

from __future__ import annotations

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import (
    CLAIM,
    FIRST,
    LATE,
    OWED,
    PAID,
    PENALTY,
    PLAN,
    Cell,
    Input,
    Live,
    at,
    down,
    to_fen,
)
from xiehuan.documents.recount.labels import part
from xiehuan.documents.recount.late_sheet import missed_instalments
from xiehuan.documents.recount.links import word
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.owed_sheet import DETAIL, last_detail
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.paid_sheet import last_row
from xiehuan.errors import Text
from xiehuan.law.recount import NAMES, Recount
from xiehuan.loan.terms import SCHEDULED, Claim, Component
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("项目", "item"), 26, "text"),
    Column(Text("对方主张", "claimed"), 16),
    Column(Text("按合同重算", "by the contract"), 16),
    Column(Text("相差（主张－重算）", "claimed less recount"), 18),
    Column(Text("说明", "remark"), 46, "text"),
)
_NOTE = Text(
    "两边都算到对方报数的那一天。三栏分开看，不能相加；重算以双方对账为准。",
    "both as of the day of the claim; the three columns are never added",
)
_WHOLE = Text(
    "含未到期部分（对方报的是全部结清的数）", "with what is not yet due: the claim is for the whole debt"
)
_NONE = Text("合同里没有对应的项目，请对方出示依据", "nothing in the contract: ask for the basis")
_UNLISTED = Text("对方没有列", "not listed by the other side")


def write_claim(book: Book, model: Model) -> dict[str, tuple[int, int]]:
    """Write the sheet; without a claim, a sentence. Returns each difference by its part: its row, and the fen in it."""
    page = Page(book, CLAIM, Text("和对方的数核对", "Against the claim"), _NOTE, _COLUMNS)
    claim, ours = model.claim, model.ours
    if claim is None or ours is None:
        page.line(Text("对方还没有报过数。", "The other side has not stated a figure."))
        return {}
    book.name("报数日", CLAIM, "B", page.row([Text("报数日", "day of the claim"), claim.on], {1: "date"}))
    first = page.next_row
    names = [name for name in NAMES if claim.items.get(name) or _ours(ours, name)]
    found = {}
    for name in names:
        found[name] = page.next_row, (claim.items.get(name, Money.ZERO) - _ours(ours, name)).fen
        page.row(_item(model, (claim, ours), name, page.next_row))
    found["total"] = page.next_row, (claim.total - ours.total).fen
    _total(page, claim, ours, first)
    if claim.items:
        found["unitemised"] = page.next_row - 1, (claim.total - Money.total(claim.items.values())).fen
    if claim.source:
        page.space()
        page.row([Text("来源", "source"), None, None, None, claim.source])
    return found


def _ours(ours: Recount, name: str) -> Money:
    return Money.ZERO if name == "other" else ours.of(Component(name))


def _item(model: Model, both: tuple[Claim, Recount], name: str, r: int) -> list[Cell]:
    claim, ours = both
    claimed, counted = claim.items.get(name), _ours(ours, name)
    remark = None
    if claimed is None:
        remark = _UNLISTED if claim.items else None
    elif not counted:
        remark = _NONE
    elif ours.payoff and name in {"principal", "interest"}:
        remark = _WHOLE
    cell: Cell = (
        Money.ZERO if name in {"other", "cost"} else Live(to_fen(_formula(model, Component(name))), counted)
    )
    difference = Live(to_fen(f"B{r}-C{r}"), (claimed or Money.ZERO) - counted)
    listed = claim.items or claimed
    return [
        NAMES[name],
        Input(claimed or Money.ZERO) if listed else None,
        cell,
        difference if listed else None,
        remark,
    ]


def _total(page: Page, claim: Claim, ours: Recount, first: int) -> None:
    r = page.next_row
    total = Live(to_fen(f"SUM(C{first}:C{r - 1})") if r > first else "0", ours.total)
    difference = Live(to_fen(f"B{r}-C{r}"), claim.total - ours.total)
    page.row([Text("对方报的总额", "total claimed"), Input(claim.total), total, difference, None], bold=True)
    if claim.items:
        listed = Money.total(claim.items.values())
        loose = Live(to_fen(f"B{r}-SUM(B{first}:B{r - 1})"), claim.total - listed)
        page.row([Text("总额里没有列明的", "of it not itemised"), loose, None, None, None])


def _formula(model: Model, component: Component) -> str:
    """What had fallen due or been charged by the day of the claim, less what had been paid by then."""
    terms = [_charged(model, component)]
    last = last_row(model)
    rows = {c: down(PAID, c, last) for c in "EGJ"}
    name = word(model, part(component))
    terms.append(f'-SUMIFS({rows["J"]},{rows["G"]},"{name}",{rows["E"]},"<="&报数日)')
    extra = model.row_below("claim")
    if extra and component in {Component.PRINCIPAL, Component.INTEREST}:
        terms.append("+" + at(PLAN, "H" if component is Component.PRINCIPAL else "I", extra.row))
    return "".join(terms)


def _charged(model: Model, component: Component) -> str:
    if component in SCHEDULED:
        last, name = last_detail(model), word(model, part(component))
        rows = {c: down(OWED, c, last, DETAIL) for c in "BCD"}
        return f'SUMIFS({rows["D"]},{rows["C"]},"{name}",{rows["B"]},"<="&报数日)'
    if component is Component.LATE_FEE:
        last = FIRST + len(missed_instalments(model)) - 1
        return f'SUMIFS({down(LATE, "G", last)},{down(LATE, "C", last)},"<"&报数日)'
    column, last = "O" if component is Component.PENALTY else "P", FIRST + len(model.charges) - 1
    return f"SUM({down(PENALTY, column, last)})"
