"""The plans: what each creditor could be asked for, side by side, and all of them together against what can be paid."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xiehuan.web.views.case import seen_today


@require_GET
def compared(request: HttpRequest, code: str) -> HttpResponse:
    """Every debt's options in columns, and the joint plan as a table that adds up."""
    seen = seen_today(code)
    if seen is None:
        return redirect("debt-new", code)
    state = seen.state
    chosen = [(v, v.chosen) for v in state.debts if v.chosen is not None]
    about = {
        "state": state,
        "joint": state.joint,
        "budget": state.budget,
        "chosen": chosen,
        "columns": [(v, list(enumerate(v.options))) for v in state.debts if v.options],
        "on": state.on,
    }
    return render(request, "web/plans.html", about)
