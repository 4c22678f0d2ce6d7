"""The statement as data: the keys of the published schema, amounts as decimal strings, dates ISO."""

from __future__ import annotations

from datetime import date

from xiehuan.budget.debits import Mandate
from xiehuan.budget.household import Household
from xiehuan.budget.living import Minimum, Trigger
from xiehuan.budget.statement import ByBills, Line, Statement
from xiehuan.money import Money

FORMAT = "xiehuan.income-and-spending/1"
Json = dict[str, object]


def as_json(made: Statement) -> Json:
    """The whole statement, for the person: it names every creditor in its closing lines."""
    return {
        "format": FORMAT,
        "on": made.on.isoformat(),
        "currency": "CNY",
        **_household(made.budget.household),
        "income": [_income(line) for line in made.income],
        "spending": [_spending(line) for line in made.spending],
        "totals": _totals(made),
        "by_bills": _bills(made, made.bills),
        "protected": _minimum(made.minimum),
        "triggers": [_trigger(t) for t in made.triggers],
        "benefits": [
            {"section": b.section.value, "answer": b.answer.value if b.answer else None, "ask": b.ask.zh}
            for b in made.benefits
        ],
        "debits": _debits(made),
        "stress": [s.as_json() for s in made.stress],
        "closing": [c.as_json() for c in made.closings],
        "not_yet_safe": [t.zh for t in made.not_yet_safe],
        "questions": [q.zh for q in made.questions],
        "questions_en": [q.en for q in made.questions],
        "reasons": [r.zh for r in made.budget.reasons],
        "reasons_en": [r.en for r in made.budget.reasons],
        "findings": [f.as_json() for f in made.findings],
    }


def _household(home: Household) -> Json:
    hardship = home.hardship
    return {
        "person": {"name": home.person.name, "city": home.person.city},
        "household": {"people": home.people, "children": home.children},
        "hardship": None
        if hardship is None
        else {"cause": hardship.cause.value, "since": hardship.since.isoformat()},
        "cash": _text(home.cash),
    }


def _line(line: Line) -> Json:
    stated = line.stated
    return {
        "section": line.section.value,
        "name": line.name,
        "stated": {"amount": str(stated.amount), "every": stated.every.value, "months": stated.months},
        "monthly": str(line.monthly),
        "note": line.note,
    }


def _income(line: Line) -> Json:
    return {
        **_line(line),
        "counted": line.counted,
        "certain": line.certain,
        "until": _day(line.until),
        "left_out": line.left_out.zh if line.left_out else None,
    }


def _spending(line: Line) -> Json:
    return {**_line(line), "kind": line.kind.value if line.kind else None}


def _totals(made: Statement) -> Json:
    b = made.budget
    return {
        "income": str(b.income),
        "spending": str(b.spending),
        "essential": str(b.essential),
        "surplus": str(b.surplus),
        "surplus_under_stress": str(b.by_stress),
        "reserve": str(b.reserve),
        "affordable": str(b.affordable),
        "low": str(b.low),
        "high": str(b.high),
        "to_live_on": str(made.to_live_on),
    }


def _bills(made: Statement, bills: ByBills | None) -> Json | None:
    if bills is None:
        return None
    b = made.budget
    return {
        "sources": list(bills.sources),
        "used": bills.used,
        "months": [
            {
                "month": f"{m.year}-{m.month:02d}",
                "income": str(m.income),
                "spending": str(m.spending),
                "surplus": str(m.surplus),
            }
            for m in bills.months
        ],
        "income": str(bills.income),
        "spending": str(bills.spending),
        "surplus": str(bills.surplus),
        "difference": {
            "income": str(b.income - bills.income),
            "spending": str(b.spending - bills.spending),
            "surplus": str(b.surplus - bills.surplus),
        },
    }


def _minimum(least: Minimum) -> Json:
    return {
        "amount": _text(least.amount),
        "per_head": _text(least.per_head),
        "by": least.by,
        "why": least.why.zh,
        "why_en": least.why.en,
        "compare": least.compare.zh if least.compare else None,
    }


def _trigger(t: Trigger) -> Json:
    return {
        "sections": [s.value for s in t.sections],
        "stated": str(t.stated),
        "figure": str(t.figure),
        "source": t.source.zh,
        "notes": list(t.notes),
    }


def _debits(made: Statement) -> Json:
    home = made.budget.household
    return {
        "accounts": [{"name": a.name, "debits": a.debits.value} for a in home.accounts],
        "mandates": [_mandate(m) for m in home.mandates],
        "doubts": [
            {
                "account": d.account,
                "payee": d.payee,
                "debt": d.debt,
                "why": d.why.zh,
                "ask": d.ask.zh,
                "say": d.say.zh,
            }
            for d in made.debits
        ],
    }


def _mandate(m: Mandate) -> Json:
    return {
        "account": m.account,
        "payee": m.payee,
        "amount": _text(m.amount),
        "day": m.day,
        "debt": m.debt,
        "spending": m.spending,
        "paused_on": _day(m.paused_on),
    }


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
