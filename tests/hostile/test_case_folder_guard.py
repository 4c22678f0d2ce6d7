"""What two keys say together: periods that start later than the day, choices that come too soon, debts that are not there."""

import pytest
from case_documents import CASE, DEBTS, ON, SHORTEST, places, put, refusal

from xiehuan.readers.case_folder import read_case_folder

START = '\n[[deadline_start]]\nkind = "complaint"\non = {on}\n{more}\n'


@pytest.mark.parametrize(
    ("on", "more", "expected"),
    [
        ("2026-11-23", "", []),
        ("2026-11-24", "", [("out_of_range", "on")]),
        ("2026-11-02", "done_on = 2026-11-02", []),
        ("2026-11-02", "done_on = 2026-11-01", [("out_of_range", "done_on")]),
        ("2026-11-02", 'debt = "anxin"', []),
        ("2026-11-02", 'debt = "nobody"', [("unknown_debt", "debt")]),
        ("2026-11-24", 'debt = "nobody"', [("unknown_debt", "debt"), ("out_of_range", "on")]),
    ],
)
def test_what_starts_a_period(tmp_path, on, more, expected):
    put(tmp_path, SHORTEST, START.format(on=on, more=more))
    if not expected:
        assert len(read_case_folder(tmp_path, ON).case.starts) == 1
        return
    assert places(refusal(tmp_path)) == [
        (code, "case.toml", "deadline_start[1]", field) for code, field in expected
    ]


def test_a_debt_with_a_bad_id_is_not_a_second_mistake(tmp_path):
    put(tmp_path, SHORTEST.replace('"anxin"', '"A"'), START.format(on="2026-11-02", more='debt = "A"'))
    assert [p[0] for p in places(refusal(tmp_path))] == ["bad_id"]


def test_a_choice_of_tomorrow_is_told_and_refuses_nothing(tmp_path):
    late = DEBTS.replace("on = 2026-11-21 }", "on = 2026-11-24 }")
    assert late != DEBTS
    assert "choice_not_yet" in [f.code for f in read_case_folder(put(tmp_path, late, CASE), ON).findings]
    assert "choice_not_yet" not in [f.code for f in read_case_folder(put(tmp_path, DEBTS), ON).findings]


@pytest.mark.parametrize("value", ['"yes"', "true", "{ go_on = true }", "{ on = 2026-11-20 }", "{}"])
def test_a_choice_needs_both_its_keys(tmp_path, value):
    put(tmp_path, SHORTEST.replace("next_due", f"time_barred_choice = {value}\nnext_due"))
    assert all(p[2].startswith("debt.anxin") for p in places(refusal(tmp_path)))
