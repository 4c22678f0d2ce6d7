"""Income, spending, what happened, and what can be paid a month with the reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from xiehuan.budget.household import Cause
from xiehuan.errors import InputRefused
from xiehuan.services.case_file import CASE, Tables, change, tables
from xiehuan.web.desk import desk
from xiehuan.web.form import Form
from xiehuan.web.views.case import known, seen_today

CAUSES = tuple(c.value for c in Cause)
INCOMES = ("工资", "配偶工资", "失业保险金", "零工收入", "养老金", "其他补助")
SPENDINGS = ("房租", "伙食", "水电燃气", "交通", "通讯", "孩子", "社保", "医药", "赡养老人", "其他")
_OTHER = frozenset({"其他"})
_UNSURE = frozenset({"零工收入"})


@require_GET
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """What comes in, what goes out, what is left and what of it can be promised."""
    seen = seen_today(code)
    top = tables(desk().home, code, CASE)
    about = {
        "top": top,
        "budget": seen.state.budget if seen else None,
        "stress": seen.state.statement.stress if seen and seen.state.statement else (),
        "questions": seen.state.statement.questions if seen and seen.state.statement else (),
        "has_debts": seen is not None,
        "cause": top.get("hardship", {}).get("cause", ""),
    }
    return render(request, "web/money.html", about)


def happened(request: HttpRequest, code: str) -> HttpResponse:
    """What happened and since when; how many live from the money."""
    known(code)
    if request.method != "POST":
        top = tables(desk().home, code, CASE)
        hardship, home = top.get("hardship", {}), top.get("household", {})
        values = {
            "cause": hardship.get("cause", ""),
            "since": str(hardship.get("since", "")),
            "people": str(home.get("people", "")),
            "pay_day": str(top.get("money", {}).get("pay_day", "")),
        }
        return render(request, "web/happened.html", {"values": values, "causes": CAUSES})
    form = Form(request)
    cause, since = form.choice("cause", CAUSES), form.day("since", needed=True)
    numbers = {name: form.words(name) for name in ("people", "pay_day")}

    def put(top: Tables) -> None:
        top["hardship"] = {**top.get("hardship", {}), "cause": cause, "since": since}
        for name, table in (("people", "household"), ("pay_day", "money")):
            kept = {k: v for k, v in top.get(table, {}).items() if k != name}
            number = numbers[name]
            asked = int(number) if number.isascii() and number.isdecimal() else number
            if kept or number:
                top[table] = {**kept, **({name: asked} if number else {})}
            else:
                top.pop(table, None)

    return _posted(form, request, code, put, "web/happened.html", {"causes": CAUSES})


def income(request: HttpRequest, code: str) -> HttpResponse:
    """What comes in a month; an empty field is none. What has another rhythm than a month is left as it is."""
    return _amounts(request, code, "income", INCOMES)


def spending(request: HttpRequest, code: str) -> HttpResponse:
    """What goes out a month; an empty field is none."""
    return _amounts(request, code, "spending", SPENDINGS)


def _amounts(request: HttpRequest, code: str, what: str, offered: tuple[str, ...]) -> HttpResponse:
    known(code)
    have = {r["name"]: r for r in tables(desk().home, code, CASE).get(what, [])}
    monthly = [n for n, r in have.items() if n not in offered and "every" not in r]
    names = [*(n for n in offered if "every" not in have.get(n, {})), *monthly]
    fields = [(f"a{i}", name) for i, name in enumerate(names)]
    if request.method != "POST":
        values = {f: have[n]["amount"] for f, n in fields if n in have}
        return render(request, "web/amounts.html", _shown(what, fields, values))
    form = Form(request)
    amounts = {name: form.amount(field) for field, name in fields}
    own, own_amount = form.words("own_name"), form.amount("own_amount")
    if own and own_amount is not None:
        amounts[own] = own_amount

    def put(top: Tables) -> None:
        rows = {r["name"]: r for r in top.get(what, [])}
        for name, amount in amounts.items():
            if amount is None:
                rows.pop(name, None)
            else:
                rows[name] = {**_new(what, name), **rows.get(name, {}), "amount": str(amount)}
        top[what] = list(rows.values())
        if not rows:
            del top[what]

    return _posted(form, request, code, put, "web/amounts.html", _shown(what, fields, form.values))


def _shown(what: str, fields: list[tuple[str, str]], values: dict[str, str]) -> dict[str, Any]:
    rows = [(field, name, values.get(field, "")) for field, name in fields]
    return {"what": what, "rows": rows, "values": values}


def _new(what: str, name: str) -> Tables:
    """A row that was not there: income typed here is what comes in now, so it goes on."""
    if what == "income":
        return {"name": name, "continues": True, "certain": name not in _UNSURE}
    return {"name": name, "kind": "other" if name in _OTHER else "essential"}


def _posted(
    form: Form, request: HttpRequest, code: str, put: Any, template: str, about: dict[str, Any]
) -> HttpResponse:
    on: date = desk().day_of(code)
    if not form.errors:
        try:
            change(desk().home, code, CASE, put, on=on, token=form.token or None)
            return redirect("money", code)
        except InputRefused as error:
            form.refused(error, {k: k for k in ("cause", "since", "people", "pay_day")})
    return render(request, template, {"values": form.values, **about, "form": form}, status=422)
