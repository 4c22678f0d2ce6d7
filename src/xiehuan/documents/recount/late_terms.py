"""The terms for late payment on 合同: penalty and compound interest, late fee, grace, allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from xiehuan.documents.recount.cells import Cell, Input, Live
from xiehuan.documents.recount.labels import BASES, COMPOUNDS, GRACES, PERS, SCOPES, part
from xiehuan.documents.recount.model import Model
from xiehuan.errors import Text
from xiehuan.loan.ledger.allocation import complete_order
from xiehuan.loan.terms import Per

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Term:
    """A row of 合同."""

    label: Text | str
    cell: Cell
    name: str = ""
    kind: str = "money"
    note: Text = _NOTHING


def rows(model: Model) -> Iterator[Term]:
    """The rows, each with whether the contract says so or the common reading stands in."""
    yield from _penalty(model)
    yield from _late_fee(model)
    o = model.overdue
    yield Term(
        Text("宽限天数", "days of grace"), Input(o.grace_days), "宽限天数", "int", _basis(model, "grace_days")
    )
    if o.grace_days:
        yield Term(Text("宽限期的作用", "what grace does"), GRACES[o.grace], note=_basis(model, "grace"))
    order = [part(c) for c in complete_order(o.allocation)]
    listed = Text("、".join(t.zh for t in order), ", ".join(t.en for t in order))
    yield Term(Text("冲抵顺序", "allocation order"), listed, note=_basis(model, "allocation"))
    yield Term(Text("冲抵范围", "allocation scope"), SCOPES[o.scope], note=_basis(model, "allocation_scope"))
    if model.state.accelerated_on:
        day = Input(model.state.accelerated_on)
        yield Term(
            Text("宣布提前到期日", "accelerated on"),
            day,
            "提前到期日",
            "date",
            _basis(model, "accelerated_on"),
        )


def _basis(model: Model, key: str) -> Text:
    if key in model.overdue.stated:
        return Text("合同约定", "stated in the contract")
    return Text("合同没有写明，按通行的读法", "not stated in the contract: the common reading")


def _penalty(model: Model) -> Iterator[Term]:
    o = model.overdue
    daily, basis = "0", _basis(model, "penalty")
    if o.penalty_rate is not None:
        per = o.penalty_rate.per
        daily = {Per.DAY: "罚息约定利率", Per.YEAR: "罚息约定利率/年天数"}.get(per, "罚息约定利率*12/年天数")
        note = Text(f"{PERS[per].zh}；{basis.zh}", f"{PERS[per].en}; {basis.en}")
        rate = Input(o.penalty_rate.value)
        yield Term(Text("罚息利率", "penalty rate"), rate, "罚息约定利率", "rate", note)
    elif o.penalty_factor is not None:
        daily = "日利率*罚息倍数"
        label = Text("罚息是合同利率的几倍", "penalty: times the contract rate")
        yield Term(label, Input(o.penalty_factor), "罚息倍数", "number", basis)
    none = Text("合同没有约定罚息", "no penalty interest is agreed")
    exact = o.penalty_per_day(model.terms)
    label = Text("罚息日利率", "penalty rate a day")
    yield Term(label, Live(daily, exact), "罚息日率", "rate", none if daily == "0" else _fraction(exact))
    yield Term(Text("罚息的基数", "penalty base"), BASES[o.penalty_base], note=_basis(model, "penalty_base"))
    yield Term(Text("复利", "compound interest"), COMPOUNDS[o.compound], note=_basis(model, "compound"))


def _fraction(rate: Fraction) -> Text:
    """The exact rate, for checking by hand: a daily rate rarely has an end as a decimal."""
    return Text(f"准确值 {rate.numerator}/{rate.denominator}", f"exactly {rate.numerator}/{rate.denominator}")


def _late_fee(model: Model) -> Iterator[Term]:
    late, basis = model.overdue.late_fee, _basis(model, "late_fee")
    if late is None:
        none = Text("合同没有约定违约金", "no late fee is agreed")
        yield Term(Text("违约金", "late fee"), "", note=none)
    elif late.flat is not None:
        yield Term(Text("违约金（每期定额）", "late fee, flat"), Input(late.flat), "违约金定额", note=basis)
    else:
        share = Text("违约金（未还金额的比例）", "late fee, share of the missed amount")
        yield Term(share, Input(late.share or Fraction(0)), "违约金比例", "rate", basis)
