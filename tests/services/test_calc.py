"""The batch calculator: answers that can be checked by hand, and a line of JSON for whatever it is given."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategies import Raw, debt_from, ledgers
from xiehuan.cli.calc import command
from xiehuan.loan import Component
from xiehuan.loan.yields import contract_yields
from xiehuan.services.calc import answer_line

SHORT = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LOAN = {
    "principal": "10000.00",
    "method": "equal_instalment",
    "n": 12,
    "drawdown": "2025-11-03",
    "first_due": "2025-12-03",
    "rate": {"value": "0.24", "per": "year"},
}
PAID = [["2025-12-03", "945.60"], ["2026-01-03", "945.60"]]
OWED = {
    "op": "owed",
    "loan": LOAN,
    "payments": PAID,
    "overdue": {"penalty": {"factor": "1.5"}},
    "on": "2026-03-20",
}
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "calc" / "requests.jsonl"


def ask(request: object) -> dict[str, Any]:
    return json.loads(answer_line(json.dumps(request, default=str)))


def plain(raw: Any) -> Any:
    """A table of the case folder as a request writes it."""
    if isinstance(raw, dict):
        return {k: plain(v) for k, v in raw.items()}
    if isinstance(raw, (list, tuple)):
        return [plain(v) for v in raw]
    return raw.isoformat() if isinstance(raw, date) else raw


# answers


def test_flat_fee_shows_what_it_really_costs() -> None:
    """0.6 % a month on the original principal is 7.2 % by name and 13.03 % a year (design figures: 12 × monthly rate)."""
    loan = {
        **LOAN,
        "principal": "12000.00",
        "method": "flat",
        "rate": {"value": "0.006", "per": "flat_month"},
    }
    answer = ask({"op": "schedule", "loan": loan, "id": [7]})
    assert answer["id"] == [7]
    assert answer["totals"] == {
        "principal": "12000.00",
        "interest": "864.00",
        "fees": "0.00",
        "total": "12864.00",
    }
    assert answer["yields"]["irr12"].startswith("0.1303")


def test_flows_without_a_rate_get_none_and_never_a_number() -> None:
    answer = ask({"op": "yield", "flows": [["2026-01-01", "100.00"], ["2026-02-01", "5.00"]]})
    assert answer == {"ok": True, "status": "none", "irr12": None, "ear": None, "simple": None, "roots": []}


def test_flows_with_two_rates_show_both() -> None:
    """100, −230, 132 after whole years: (1+r) is 1.1 and 1.2."""
    answer = ask(
        {
            "op": "yield",
            "flows": [["2021-01-01", "100.00"], ["2022-01-01", "-230.00"], ["2023-01-01", "132.00"]],
        }
    )
    assert answer["status"] == "several"
    assert [round(float(r), 8) for r in answer["roots"]] == [0.1, 0.2]


def test_owed_is_spread_by_hand() -> None:
    """The third instalment, 775.72 + 169.88, fell due on 3 February; 45 days at 36 %/360 on 775.72 are 34.91."""
    answer = ask(OWED)
    assert answer["days_past_due"] == 45
    assert answer["oldest_unpaid_due"] == "2026-02-03"
    assert answer["components"]["principal"]["outstanding"] == "1566.96"  # 775.72 + 791.24
    assert answer["components"]["penalty"]["outstanding"] == "48.36"  # 34.91 + 13.45
    assert answer["allocation"][0] == {"payment": 0, "k": 1, "component": "interest", "amount": "200.00"}


def test_events_are_part_of_the_question() -> None:
    waived = ask({**OWED, "events": [{"do": "waive", "on": "2026-03-01", "component": "penalty"}]})
    assert waived["components"]["penalty"] == {
        "due": "48.36",
        "paid": "0.00",
        "waived": "20.17",  # 775.72 × 0.1 % × 26
        "outstanding": "28.19",
    }
    events = [
        {"do": "waive", "on": "2026-03-01", "component": "penalty"},
        {"do": "reverse", "on": "2026-03-02", "of": 2},
    ]
    back = ask({**OWED, "events": events})
    assert back["components"] == ask(OWED)["components"]


def test_restructuring_adds_up() -> None:
    steps = [
        {"do": "waive", "component": "penalty", "share": "1"},
        {"do": "re_age", "n": 10, "first_due": "2026-04-20"},
    ]
    answer = ask({**OWED, "op": "restructure", "steps": steps})
    rows = answer["instalments"]
    assert [r["due"] for r in rows][:2] == ["2026-04-20", "2026-05-20"]
    assert len(rows) == 10
    assert rows[-1]["balance"] == "0.00"
    assert answer["waived"] == "48.36"
    assert sum(Fraction(r["principal"]) for r in rows) == Fraction(answer["after"]["principal"])
    assert answer["after"]["penalty"] == "0.00"


@pytest.mark.parametrize(
    "step",
    [
        {"do": "waive", "component": "interest", "amount": "1.00"},
        {"do": "capitalise"},
        {"do": "rate", "value": "0.06", "per": "year", "from": "2026-04-03"},
        {"do": "extend", "add_n": 3},
        {"do": "re_amortise"},
        {"do": "reschedule", "from_k": 5, "first_due": "2026-05-20", "add_n": 2, "principal_grace_n": 1},
        {"do": "holiday", "n": 2, "interest": "deferred"},
        {"do": "interest_only", "n": 2},
        {"do": "forbear", "share": "0.2"},
        {"do": "balloon", "amount": "1000.00"},
        {"do": "settle", "pay": "5000.00", "by": "2026-04-10"},
    ],
    ids=lambda s: s["do"],
)
def test_every_step_can_be_asked_and_undone(step: dict[str, object]) -> None:
    done = ask({**OWED, "op": "restructure", "steps": [step]})
    assert done["ok"], done
    assert done["entries"]
    undone = ask({**OWED, "op": "restructure", "steps": [step, {"do": "undo"}]})
    assert undone["after"] == undone["before"] == done["before"]


@SHORT
@given(drawn=ledgers())
def test_answers_are_those_of_the_engine(drawn: tuple[Raw, Any, date]) -> None:
    row, paid, on = drawn
    loan, overdue = plain(row["loan"]), plain(row.get("overdue", {}))
    fees = plain(row.get("fee", []))
    payments = [[d.isoformat(), f"{a // 100}.{a % 100:02d}"] for d, a in paid]
    request = {"loan": loan, "overdue": overdue, "fees": fees, "payments": payments}
    debt = debt_from(row, paid)
    state = debt.account(on)
    answer = ask({**request, "op": "owed", "on": on.isoformat(), "trace": True})
    assert answer["ok"], answer
    assert answer["total"] == str(state.outstanding())
    assert {c: v["outstanding"] for c, v in answer["components"].items()} == {
        c.value: str(state.bucket(c).outstanding) for c in Component
    }
    steps = sum(Fraction(str(s["amount"])) for s in answer["trace"])
    assert steps == Fraction(str(state.outstanding()))
    plan = ask({"op": "schedule", "loan": loan, "fees": fees})
    expected = contract_yields(debt.schedule()).irr12
    assert plan["yields"]["irr12"] == (None if expected is None else f"{expected:.10f}")


# questions that are none


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "bad_json"),
        ("nonsense", "bad_json"),
        ("[1]", "bad_json"),
        ('"op"', "bad_json"),
        ('{"op":"owed","op":"yield"}', "bad_json"),
        ('{"op":"yield","flows":NaN}', "bad_json"),
        ('{"op":"yield","flows":' + "[" * 100_000 + "]" * 100_000 + "}", "bad_json"),
        ('{"op":"yield","n":' + "9" * 5000 + "}", "bad_json"),
        ('{"op":"yield","x":"' + "9" * 1_000_001 + '"}', "too_long"),
        ("{}", "request_refused"),
        ('{"op":"guess"}', "unknown_op"),
        ('{"op":5}', "request_refused"),
        ('{"op":"yield"}', "request_refused"),
        ('{"op":"yield","flows":[["2026-01-01",1.5]]}', "request_refused"),
        ('{"op":"yield","flows":[["2026-02-30","1.00"]]}', "request_refused"),
        ('{"op":"yield","flows":[],"extra":1}', "request_refused"),
        (json.dumps({**OWED, "payments": [["2026-01-03", "0.00"]]}), "request_refused"),
        (json.dumps({**OWED, "payments": [["2025-01-03", "1.00"]]}), "payment_before_disbursement"),
        (json.dumps({**OWED, "on": None}), "request_refused"),
        (json.dumps({**OWED, "events": [{"do": "vanish", "on": "2026-01-01"}]}), "request_refused"),
        (json.dumps({**OWED, "events": [{"do": "reverse", "on": "2026-01-01", "of": 40}]}), "bad_reversal"),
        (json.dumps({**OWED, "op": "restructure", "steps": [{"do": "undo"}]}), "nothing_to_undo"),
        (json.dumps({**OWED, "op": "restructure", "steps": [{"do": "waive"}]}), "request_refused"),
        (json.dumps({**OWED, "op": "schedule", "on": "2026-01-01"}), "request_refused"),
    ],
)
def test_a_question_that_is_none_is_told_why(line: str, code: str) -> None:
    answer = json.loads(answer_line(line, 3))
    assert answer["ok"] is False
    error = answer["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["message_en"]
    assert error["next"]
    assert error["next_en"]


def test_every_place_that_is_wrong_is_named_at_once() -> None:
    answer = ask({"op": "schedule", "loan": {"principal": 5, "n": 0, "methd": "flat"}})
    places = {f["where"].get("field") for f in answer["error"]["findings"]}
    assert {"principal", "n", "methd", "method", "first_due", "rate"} <= places


KEYS = st.sampled_from([*OWED, "flows", "steps", "events", "id", "trace"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=4) | st.integers(),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(KEYS, x, max_size=4),
)


@SHORT
@given(line=st.text() | VALUES.map(json.dumps))
def test_any_line_gets_a_line(line: str) -> None:
    answer = json.loads(answer_line(line))
    assert answer["ok"] is False
    assert answer["error"]["code"] != "fault"


@SHORT
@given(data=st.data())
def test_a_request_with_one_value_changed_is_answered_or_refused(data: st.DataObject) -> None:
    request = json.loads(
        json.dumps({**OWED, "op": data.draw(st.sampled_from(["owed", "schedule", "restructure"]))})
    )
    if request["op"] == "restructure":
        request["steps"] = [{"do": "re_age", "n": 3, "first_due": "2026-05-01"}]
    place, key = data.draw(
        st.sampled_from([(request, k) for k in request] + [(request["loan"], k) for k in LOAN])
    )
    place[key] = data.draw(
        st.sampled_from([None, 0, -1, "", "1.005", "-5.00", [], {}, True, "2099-12-31", "99999999.99", 601])
    )
    answer = ask(request)
    assert answer["ok"] or answer["error"]["code"] != "fault", answer


# the command


def test_lines_are_answered_in_order_and_a_bad_one_stops_nothing() -> None:
    done = CliRunner().invoke(command, [str(EXAMPLE)])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [a["id"] for a in answers] == ["plan", "owed", "relief", "cost", "wrong"]
    assert [a["ok"] for a in answers] == [True, True, True, True, False]


def test_standard_input_is_read_without_a_file() -> None:
    done = CliRunner().invoke(command, [], input='\n{"op":"yield","flows":[]}\n\nx\n')
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [True, False]


# joint_plan

TWO = [
    {
        "id": "a",
        "plans": [
            {"id": "short", "cost": "600.00", "payments": ["300.00", "300.00", "0.00"]},
            {"id": "long", "cost": "630.00", "payments": ["210.00", "210.00", "210.00"]},
        ],
    },
    {
        "id": "b",
        "plans": [
            {"id": "short", "cost": "400.00", "payments": ["200.00", "200.00", "0.00"]},
            {"id": "long", "cost": "420.00", "payments": ["140.00", "140.00", "140.00"]},
        ],
    },
]


def joint(budget: str, creditors: object = TWO) -> dict[str, Any]:
    return ask({"op": "joint_plan", "budget": [budget] * 3, "creditors": creditors})


def test_the_cheapest_choice_by_hand() -> None:
    """500 carries both short plans, 450 one of them (20.00 dearer), 410 the other (30.00 dearer), 350 both long ones."""
    assert joint("500.00") == {
        "ok": True,
        "feasible": True,
        "choices": {"a": "short", "b": "short"},
        "cost": "1000.00",
        "optimal": True,
    }
    assert joint("450.00")["choices"] == {"a": "short", "b": "long"}
    assert joint("410.00")["choices"] == {"a": "long", "b": "short"}
    assert joint("350.00")["cost"] == "1050.00"


def test_nothing_fits_and_each_smallest_change_is_enough() -> None:
    answer = joint("340.00")
    assert answer["feasible"] is False
    assert [(c["what"], c.get("creditor"), c["by"]) for c in answer["smallest_changes"]] == [
        ("budget", None, "10.00"),
        ("payments", "a", "10.00"),
        ("payments", "b", "10.00"),
    ]
    assert answer["smallest_changes"][0]["months"] == {"1": "10.00", "2": "10.00", "3": "10.00"}
    assert answer["smallest_changes"][0]["smallest"] is True


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"budget": None}, {"missing"}),
        ({"budget": []}, {"out_of_range"}),
        ({"budget": ["1.00", "-1.00", "1.00"]}, {"bad_amount"}),
        ({"budget": ["1.00", 5, "1.005"]}, {"bad_amount"}),
        ({"budget": ["1.00"]}, {"wrong_length"}),
        ({"creditors": []}, {"out_of_range"}),
        ({"creditors": [{"id": "a", "plans": []}]}, {"out_of_range"}),
        ({"creditors": [{"id": "a"}]}, {"missing"}),
        ({"creditors": [*TWO, TWO[0]]}, {"duplicate_id"}),
        ({"creditors": [{"id": "a", "plans": [TWO[0]["plans"][0]] * 2}]}, {"duplicate_id"}),
        ({"creditors": [{"id": "a", "plans": [{"id": "p", "payments": ["1.00"] * 3}]}]}, {"missing"}),
        ({"creditors": [{"id": "a", "plans": [{**TWO[0]["plans"][0], "n": 3}]}]}, {"unknown_key"}),
        ({"creditors": [{"id": "a", "plans": 3}]}, {"wrong_type"}),
    ],
)
def test_wrong_shapes_are_found_with_their_place(change: dict[str, Any], codes: set[str]) -> None:
    request = {"op": "joint_plan", "budget": ["500.00"] * 3, "creditors": TWO} | change
    error = ask(request)["error"]
    assert error["code"] == "request_refused"
    assert {f["code"] for f in error["findings"]} == codes
