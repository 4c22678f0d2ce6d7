"""The case at a glance: the one next thing, four figures, thirty days, the tasks with a word each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xiehuan.case.assessment import Assessment
from xiehuan.law import Sum
from xiehuan.money import Money
from xiehuan.services.case_file import Seen
from xiehuan.store import listing
from xiehuan.store.cases import case_of
from xiehuan.web.desk import desk
from xiehuan.web.packs import pack_of
from xiehuan.web.views.case import seen_today

_AHEAD = timedelta(days=30)


@require_GET
def case_home(request: HttpRequest, code: str) -> HttpResponse:
    """The home page of a case; without a debt it begins with the first one."""
    seen = seen_today(code)
    if seen is None:
        return redirect("debt-new", code)
    state = seen.state
    totals = listing.totals(case_of(code))
    about = {
        "next": seen.actions[0] if seen.actions else None,
        "later": seen.actions[1:8],
        "on": state.on,
        "figures": _figures(state),
        "ahead": _ahead(seen),
        "state": state,
        "totals": totals,
        "checked": sum(bool(v.audit.total(s)) for v in state.debts for s in Sum),
        "rough": sum(v.debt.rough for v in state.debts),
        "papers": bool(pack_of(desk().home, code)),
        "silent": [v for v in state.debts if v.silent and v.limitation],
    }
    return render(request, "web/home.html", about)


def _figures(state: Assessment) -> dict[str, Any]:
    weeks = [v.owed.per_week for v in state.debts if v.owed.per_week is not None]
    return {
        "owed": Money.total(v.owed.to_clear for v in state.debts),
        "late": sum(bool(v.owed.days_past_due) for v in state.debts),
        "correct": Money.total(v.audit.total(Sum.BY_CONTRACT) for v in state.debts),
        "week": Money.total(weeks) if weeks else None,
        "partly": len(weeks) < len(state.debts),
    }


def _ahead(seen: Seen) -> list[dict[str, Any]]:
    """What falls due in the next thirty days, and income that arrives, in order."""
    state, found = seen.state, []
    for view in state.debts:
        day = view.owed.next_due
        if day is not None and state.on <= day <= state.on + _AHEAD:
            found.append({"on": day, "debt": view.debt, "amount": view.owed.next_amount})
    return sorted(found, key=lambda row: row["on"])
