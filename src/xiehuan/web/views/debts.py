"""The debts: a list, one of them opened, and the three fields that make a first one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xiehuan.case.assessment import DebtView
from xiehuan.errors import InputRefused
from xiehuan.law import Sum
from xiehuan.loan import Component
from xiehuan.money import Money
from xiehuan.services.case_file import DEBTS, Tables, change, tables
from xiehuan.web.desk import desk
from xiehuan.web.form import Form
from xiehuan.web.views.case import known, seen_today

_ORDER = (
    Component.PRINCIPAL,
    Component.INTEREST,
    Component.PENALTY,
    Component.COMPOUND,
    Component.FEE,
    Component.LATE_FEE,
    Component.COST,
)
_DAYS = ("next_due", "missed_since")
_FIELDS = {"lender": "lender", "total": "total", "next_due": "day", "missed_since": "day", "on": "claimed_on"}


@require_GET
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Every debt with what is due, what is claimed and the next day."""
    seen = seen_today(code)
    if seen is None:
        return redirect("debt-new", code)
    views = seen.state.debts
    claimed = [v.claimed for v in views if v.claimed is not None]
    about = {
        "views": views,
        "on": seen.state.on,
        "due": Money.total(v.owed.total for v in views),
        "claimed": Money.total(claimed),
        "all_claimed": len(claimed) == len(views),
    }
    return render(request, "web/debts.html", about)


@require_GET
def one(request: HttpRequest, code: str, debt: str) -> HttpResponse:
    """One debt: what is owed and why, what waiting costs, which charges do not match."""
    seen = seen_today(code)
    view = _view(code, debt)
    mine = [a for a in seen.actions if a.debt == debt] if seen else []
    about = {
        "view": view,
        "on": seen.state.on if seen else None,
        "parts": [(c.value, a) for c in _ORDER if (a := view.owed.parts.get(c)) is None or a],
        "sums": [(s.value, view.audit.total(s)) for s in Sum],
        "findings": [(f, f.sum.value if f.sum else "") for f in view.audit.findings],
        "actions": mine[:3],
        "yields": _yields(view),
    }
    return render(request, "web/debt.html", about)


def new(request: HttpRequest, code: str) -> HttpResponse:
    """The lender, the sum they name and one date: enough for a first result."""
    known(code)
    today = desk().day_of(code)
    if request.method != "POST":
        blank = {"claimed_on": today.isoformat(), "kind": "next_due"}
        count = len(tables(desk().home, code, DEBTS).get("debt", []))
        return render(request, "web/debt_new.html", {"values": blank, "count": count})

    def add(top: Tables, entry: Tables) -> None:
        rows = top.setdefault("debt", [])
        rows.append({"id": _free_id({r.get("id") for r in rows}), **entry})

    return _posted(request, code, add, lambda: redirect("debts", code), "web/debt_new.html", {})


def edit(request: HttpRequest, code: str, debt: str) -> HttpResponse:
    """Change lender, claim and date; everything else of the debt stays as it is."""
    view = _view(code, debt)
    if request.method != "POST":
        row = _row(tables(desk().home, code, DEBTS), debt)
        claim = row["claim"][-1] if row.get("claim") else {}
        kind = "missed_since" if "missed_since" in row else "next_due"
        values = {
            "lender": row.get("lender", ""),
            "total": claim.get("total", ""),
            "claimed_on": str(claim.get("on", desk().day_of(code))),
            "kind": kind,
            "day": str(row.get(kind, "")),
        }
        return render(request, "web/debt_new.html", {"values": values, "view": view})

    def put(top: Tables, entry: Tables) -> None:
        row = _row(top, debt)
        claims = row.get("claim", [])
        same = bool(claims) and claims[-1]["on"] == entry["claim"][0]["on"]
        claim = entry.pop("claim")[0]
        for key in _DAYS:
            row.pop(key, None)
        row.update(entry)
        if same and claims[-1]["total"] == claim["total"]:
            return
        row["claim"] = [*(claims[:-1] if same else claims), claim]

    done = lambda: redirect("debt", code, debt)  # noqa: E731 - one line said once
    return _posted(request, code, put, done, "web/debt_new.html", {"view": view})


def remove(request: HttpRequest, code: str, debt: str) -> HttpResponse:
    """Take a debt off the list after asking; earlier versions of the list stay in the home."""
    if request.method != "POST":
        return render(request, "web/debt_remove.html", {"view": _view(code, debt)})

    def take_off(top: Tables) -> None:
        top["debt"] = [r for r in top.get("debt", []) if r.get("id") != debt]

    known(code)
    change(desk().home, code, DEBTS, take_off, on=desk().day_of(code), token=Form(request).token)
    return redirect("debts", code)


def _posted(
    request: HttpRequest,
    code: str,
    put: Callable[[Tables, Tables], None],
    done: Callable[[], HttpResponse],
    template: str,
    about: dict[str, Any],
) -> HttpResponse:
    form, today = Form(request), desk().day_of(code)
    entry = _entry(form, today)
    if not form.errors:
        try:
            change(
                desk().home,
                code,
                DEBTS,
                lambda top: put(top, dict(entry)),
                on=today,
                token=form.token or None,
            )
            return done()
        except InputRefused as error:
            form.refused(error, _FIELDS)
    return render(request, template, {**about, "values": form.values, "form": form}, status=422)


def _entry(form: Form, today: date) -> Tables:
    kind = form.choice("kind", _DAYS)
    entry: Tables = {"lender": form.words("lender", needed=True)}
    total, on, day = (
        form.amount("total", needed=True),
        form.day("claimed_on") or today,
        form.day("day", needed=True),
    )
    entry[kind] = day
    entry["claim"] = [{"on": on, "total": str(total)}]
    return entry


def _free_id(used: set[Any]) -> str:
    numbers = [int(i[1:]) for i in used if isinstance(i, str) and re.fullmatch(r"d\d{1,6}", i)]
    return f"d{max(numbers, default=0) + 1}"


def _row(top: Tables, debt: str) -> Tables:
    for row in top.get("debt", []):
        if row.get("id") == debt:
            found: Tables = row
            return found
    raise Http404


def _view(code: str, debt: str) -> DebtView:
    seen = seen_today(code)
    for view in seen.state.debts if seen else ():
        if view.debt.id == debt:
            return view
    raise Http404


def _yields(view: DebtView) -> list[tuple[str, str]]:
    y = view.yields
    if y is None:
        return []
    named = (("irr12", y.irr12), ("ear", y.ear), ("simple", y.simple))
    return [(name, f"{value:.2%}") for name, value in named if value is not None]
