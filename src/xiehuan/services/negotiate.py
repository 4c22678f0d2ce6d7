"""Advice on every debt of a case folder: what to ask, and what to answer to what was heard. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiehuan.case import Assessment, DebtView, assess
from xiehuan.dates import add_months
from xiehuan.errors import Text, WrongUse
from xiehuan.law import Pack
from xiehuan.law.deadlines import WorkCalendar
from xiehuan.loan import Debt
from xiehuan.money import Money
from xiehuan.negotiation.ability import LONGEST, Ability
from xiehuan.negotiation.advice import Advice, Step, advise, free_beside
from xiehuan.negotiation.hope import Change, opening_changes
from xiehuan.negotiation.offer import Account
from xiehuan.plan import Balance, Kind, Option
from xiehuan.plan.balance import LATE_PARTS
from xiehuan.plan.keeping import debit_reason
from xiehuan.plan.months import Capacity
from xiehuan.readers.case_folder import read_case_folder
from xiehuan.readers.case_folder.offers import Heard, read_offers

WAIVABLE = (*LATE_PARTS, "fee")


@dataclass(frozen=True, slots=True)
class Advised:
    """One debt with its advice; None where nothing may be proposed until the warning about it has been answered."""

    debt: Debt
    advice: Advice | None
    changes: tuple[Change, ...]
    warning: Text | None

    def as_json(self) -> dict[str, object]:
        """Options with the keys of summary.json. `floor` is for the household alone."""
        found: dict[str, object] = {"id": self.debt.id, "lender": self.debt.lender}
        if self.advice is None:
            why = self.warning or Text("", "")
            return found | {"withheld": True, "why": why.zh, "why_en": why.en}
        advice = self.advice
        return found | {
            "withheld": False,
            "ability": None if advice.ability is None else str(advice.ability),
            "roles": {r.value: o.as_json() for r, o in advice.roles.items()},
            "next": _step_json(advice.step),
            "card": [
                {"said": b.said.zh, "do": b.do.zh, "said_en": b.said.en, "do_en": b.do.en}
                for b in advice.card
            ],
            "opening_changes": [{"lever": c.lever.value, "by": str(c.by)} for c in self.changes],
            "basis": "assumed: no reported outcomes of this lender kind; MiCRO, no belief used",
        }


def _step_json(step: Step) -> dict[str, object]:
    return {
        "answer": step.answer.value,
        "option": step.option.as_json() if step.option else None,
        "reasons": [r.zh for r in step.reasons],
        "reasons_en": [r.en for r in step.reasons],
        "heard_safe": step.heard_safe,
    }


def advise_folder(
    folder: Path, pack: Pack, on: date, calendar: WorkCalendar, offers: Path | None = None
) -> list[Advised]:
    """The advice on each debt as on the day, after the counter-offers of the file.

    Raises InputRefused with every finding, and WrongUse `no_such_debt` for an offer about a debt that is not there.
    """
    state = assess(read_case_folder(folder, on).case, pack, on, calendar)
    heard = read_offers(offers) if offers else []
    known = [v.debt.id for v in state.debts]
    for one in heard:
        if one.debt not in known:
            raise WrongUse(
                "no_such_debt",
                Text(f"案件里没有 {one.debt} 这笔借款", f"the case has no debt {one.debt}"),
                Text(f"可以选：{', '.join(known)}", f"choose one of: {', '.join(known)}"),
            )
    return [_advised(view, state, heard) for view in state.debts]


def _advised(view: DebtView, state: Assessment, heard: Sequence[Heard]) -> Advised:
    if view.silent:
        warning = view.limitation.warning(view.debt) if view.limitation else None
        return Advised(view.debt, None, (), warning)
    capacity = state.budget.capacity if state.budget else _nothing
    others = [v.chosen for v in state.debts if v is not view and v.chosen is not None]
    free = free_beside(capacity, others)
    mine = [h.offer for h in heard if h.debt == view.debt.id]
    advice = advise(view.options, free, state.on, mine, doubts=_doubts(view))
    return Advised(view.debt, advice, _changes(view.balance, view.options, free, state.on), None)


def _doubts(view: DebtView) -> list[Text]:
    """What has to be cleared before anything is agreed to."""
    debit = debit_reason(view.balance)
    found = [debit] if debit else []
    if view.creditor.ask_first:
        found.append(view.creditor.needs)
    return found


def _changes(balance: Balance, options: Sequence[Option], free: Capacity, on: date) -> tuple[Change, ...]:
    """What would open a safe plan, for a debt whose options only hold it."""
    if not any(Kind.HOLDING in o.kinds for o in options) or balance.principal.fen <= 0:
        return ()
    months = [add_months(on, k, 1) for k in range(1, LONGEST + 1)]
    room = tuple(free(m.year, m.month).fen for m in months)
    waivable = Money.total(balance.charges.get(k, Money.ZERO) for k in WAIVABLE)
    fixed = Money.total(balance.charges.values()) - waivable
    account = Account(balance.principal.fen, fixed.fen, waivable.fen, balance.rate)
    return opening_changes(account, Ability(room, 0))


def _nothing(_year: int, _month: int) -> Money:
    return Money.ZERO
