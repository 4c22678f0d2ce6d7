"""summary.json and imports.json: the pack for programs, with the keys of the interface."""

from __future__ import annotations

from xiehuan.case.actions import Action
from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.errors import Finding, Text, Where
from xiehuan.loan import Component, Owed
from xiehuan.money import Money
from xiehuan.plan import Option
from xiehuan.plan.value import lender_value
from xiehuan.readers.case_folder import CaseFolder, FileAccount, FileStatus


def summary(state: Assessment, actions: list[Action], findings: tuple[Finding, ...]) -> dict[str, object]:
    """The whole result on a day."""
    return {
        "on": state.on.isoformat(),
        "debts": [_debt(v) for v in state.debts],
        "budget": _budget(state),
        "options": {v.debt.id: [_option(o, v, state) for o in v.options] for v in state.debts},
        "joint_plan": state.joint.as_json(),
        "ways_out": [w.as_json() for w in state.ways],
        "conduct": [c.as_json() for c in state.conduct],
        "deadlines": [r.as_json(state.on) for r in state.running],
        "next_actions": [a.as_json() for a in actions],
        "findings": [
            *_limitations(state),
            *(f.as_json() for f in (*findings, *state.findings, *_contradictions(state))),
        ],
    }


def _option(option: Option, view: DebtView, state: Assessment) -> dict[str, object]:
    """The option, and what it is worth to the lender: for programs only, no letter or page prints it."""
    value = lender_value(option, view.balance, state.on)
    return {**option.as_json(), "lender_value": value.as_json() if value else None}


def _debt(view: DebtView) -> dict[str, object]:
    owed, yields = view.owed, view.yields
    return {
        "id": view.debt.id,
        "lender": view.debt.lender,
        "rough": owed.rough,
        "owed": _owed(owed),
        "not_yet_due": {"principal": _text(owed.undue_principal), "interest": _text(owed.undue_interest)},
        "days_past_due": owed.days_past_due,
        "next_due": _next_due(owed),
        "cost_of_waiting": {"per_day": _text(owed.per_day), "per_week": _text(owed.per_week)},
        "claimed": _text(view.claimed),
        "audit": view.audit.as_json(),
        "yields": {
            "irr12": rate_text(yields.irr12 if yields else None),
            "ear": rate_text(yields.ear if yields else None),
            "simple": rate_text(yields.simple if yields else None),
        },
        "assumed": list(view.debt.assumed),
        "withheld_from_sending": view.silent,
        "limitation": _limitation(view),
        "creditor": view.creditor.as_json(),
    }


def _limitation(view: DebtView) -> dict[str, object] | None:
    """The clock, and the choice made about it; None where it has not begun or is not known."""
    if view.limitation is None:
        return None
    choice = view.debt.time_barred_choice
    return {
        **view.limitation.as_json(),
        "choice": {"go_on": choice.go_on, "on": choice.on.isoformat()} if choice else None,
        "choice_counts": view.limitation.passed and not view.silent,
    }


def _owed(owed: Owed) -> dict[str, str | None]:
    order = (
        Component.PRINCIPAL,
        Component.INTEREST,
        Component.FEE,
        Component.PENALTY,
        Component.COMPOUND,
        Component.LATE_FEE,
        Component.COST,
    )
    return {**{c.value: _text(owed.parts[c]) for c in order}, "total": str(owed.total)}


def _next_due(owed: Owed) -> dict[str, str | None] | None:
    if owed.next_due is None:
        return None
    return {"date": owed.next_due.isoformat(), "amount": _text(owed.next_amount)}


def _budget(state: Assessment) -> dict[str, object]:
    b = state.budget
    if b is None:
        why = "没有 case.toml 或没有收入支出，不知道每月能还多少"
        return {"income": None, "essential": None, "surplus": None, "affordable": None, "reasons": [why]}
    return {
        "income": str(b.income),
        "essential": str(b.essential),
        "spending": str(b.spending),
        "surplus": str(b.surplus),
        "affordable": str(b.affordable),
        "range": {"low": str(b.low), "high": str(b.high)},
        "reserve": str(b.reserve),
        "stress": [s.as_json() for s in state.statement.stress] if state.statement else [],
        "questions": [q.zh for q in state.statement.questions] if state.statement else [],
        "reasons": [r.zh for r in b.reasons],
        "reasons_en": [r.en for r in b.reasons],
        "months": [
            {
                "month": f"{m.year}-{m.month:02d}",
                "income": str(m.income),
                "spending": str(m.spending),
                "surplus": str(m.surplus),
            }
            for m in b.months
        ],
    }


_HELD = {
    "next": "先问法律援助或律师；这笔没有生成任何要发出去的文件",
    "next_en": "ask legal aid or a lawyer first; nothing to send was written for this debt",
}
_WENT_ON = {
    "next": "按你记录的选择继续了；改主意就把 go_on 写成 false",
    "next_en": "gone on by your recorded choice; to change your mind write go_on = false",
}


def _limitations(state: Assessment) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for view in state.debts:
        if view.limitation and view.limitation.passed:
            warning = view.limitation.warning(view.debt)
            out.append(
                {
                    "code": "limitation_may_have_passed" if view.silent else "limitation_choice_recorded",
                    "message": warning.zh,
                    "message_en": warning.en,
                    **(_HELD if view.silent else _WENT_ON),
                    "where": {"file": "debts.toml", "table": f"debt.{view.debt.id}"},
                    "source": view.limitation.citation,
                }
            )
    return out


def _contradictions(state: Assessment) -> list[Finding]:
    """Where the stated first missed day is not the one that contract and payments give."""
    out = []
    for view in state.debts:
        debt = view.debt
        if debt.rough or debt.missed_since is None:
            continue
        oldest = debt.account(state.on).oldest_unpaid_due
        if oldest != debt.missed_since:
            out.append(
                Finding(
                    "missed_since_differs",
                    Where("debts.toml", f"debt.{debt.id}", "missed_since"),
                    Text(
                        f"写的是从{debt.missed_since}起没还，按合同和还款记录是{oldest or '没有逾期'}",
                        f"missed_since is {debt.missed_since}; contract and payments give {oldest or 'nothing overdue'}",
                    ),
                    Text(
                        "核对 payments.csv 和还款日；计算用的是还款记录",
                        "check payments.csv and the due days; the payments were used",
                    ),
                )
            )
    return out


def rate_text(value: float | None) -> str | None:
    """A yield with ten decimals, None where there is none."""
    return None if value is None else f"{value:.10f}"


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def imports(folder: CaseFolder) -> dict[str, object]:
    """The account of every file, and the totals; records = taken + duplicates + unread."""
    files = [_file(f) for f in folder.files]
    taken = sum(len(f.reading.records) for f in folder.files)
    duplicates = sum(f.duplicates + f.reading.duplicates for f in folder.files)
    unread = [u.as_json() for f in folder.files for u in f.reading.unread]
    return {
        "files": files,
        "totals": {
            "files": len(files),
            **{s.value: sum(f.status is s for f in folder.files) for s in FileStatus},
            "records": taken + duplicates + len(unread),
            "records_taken": taken,
            "records_duplicates": duplicates,
            "records_unread": len(unread),
        },
        "unread": unread,
    }


def _file(account: FileAccount) -> dict[str, object]:
    reading = account.reading
    return {
        "file": account.name,
        "status": account.status.value,
        "why": account.why.zh if account.why else None,
        "why_en": account.why.en if account.why else None,
        "bytes": account.size,
        "sha256": account.sha256,
        "in_evidence": account.kept,
        "source": reading.source if account.status is not FileStatus.REFUSED else None,
        "records": reading.present + account.duplicates,
        "taken": len(reading.records),
        "duplicates": reading.duplicates + account.duplicates,
        "unread": [u.as_json() for u in reading.unread],
        "flags": list(reading.flags),
        "findings": [f.as_json() for f in reading.findings],
    }
