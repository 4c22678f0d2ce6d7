"""Every key of debts.toml and case.toml × every way to get it wrong: exactly the finding it deserves, no other."""

import json

import pytest
from case_documents import (
    BASES,
    CASE,
    DEBTS,
    FIELDS,
    ON,
    PERS,
    SHORTEST,
    Raw,
    case,
    full,
    places,
    put,
    refusal,
    spoilt,
    written,
)

from xiehuan.readers.case_folder import read_case_folder
from xiehuan.readers.case_folder.table import Table

TYPES = {
    "an int": "7",
    "a float": "1.5",
    "nan": "nan",
    "inf": "-inf",
    "a bool": "true",
    "a string": '"text"',
    "a list": "[]",
    "a list of ints": "[7]",
    "a table": "{ surprise = 1 }",
    "a date": "2026-11-03",
    "a time": "10:11:12",
    "a date and time": "2026-11-03T10:11:12",
    "no such date": "2026-02-30",
    "a trillion": "1e12",
    "a long number": "1" * 200,
    "a very long number": "0x" + "f" * 10_000,
}
LONG = "长" * 10_000
FITTING = {  # the types that each kind may have, or that give another code than wrong_type
    "text": {"a string"},
    "choice": {"a string"},
    "amount": {"a string"},
    "never_negative": {"a string"},
    "decimal": {"a string"},
    "flag": {"a bool"},
    "whole": {"an int", "a long number", "a very long number"},
    "day": {"a date", "a string", "no such date"},
    "texts": {"a list", "a list of ints"},
    "table": {"a table"},
    "statement": {"a table", "a string"},
    "tables": {"a list", "a list of ints"},
}
BAD_DATES = (
    "2026-02-30", "2026-13-01", "2026-00-10", "2026-11-31", "2025-02-29", "2026-1-3", "2026/11/03", "2026.11.03",
    "2026年11月3日", "2026-02-30T10:00:00", '"2026-02-30"', '"明天"', '""', '"2026-11-03T00:00"', f'"{LONG}"',
)  # fmt: skip
STRINGS = {  # kind: code of strings that are wrong
    "text": {"": "bad_text", "   ": "bad_text", LONG: "bad_text", r"a\u0000b": "bad_text", r"a\u001bb": "bad_text"},
    "amount": {
        **dict.fromkeys(("", "abc", "1,234.50", "1.234", "1e12", "NaN", "inf", "十元", "¥1", "1.", LONG), "bad_amount"),
        **dict.fromkeys(("-1.00", "1000000000000.00", "100000000.00"), "out_of_range"),
    },
    "decimal": {
        **dict.fromkeys(("", "abc", "24%", "1e2", "NaN", "inf", "1/3", "1000000000000", LONG), "bad_number"),
        **dict.fromkeys(("24", "-0.1", "10.01"), "out_of_range"),
    },
    "choice": dict.fromkeys(("", "nonsense", "None", LONG), "unknown_word"),
    "statement": dict.fromkeys(("", "nonsense", "missed", LONG), "unknown_word"),
}  # fmt: skip
STRINGS["never_negative"] = STRINGS["amount"] | {"-1.00": "negative_amount", "-0.01": "negative_amount"}

WRONG_LISTS = (
    ("int in list", '["a", 7]', "wrong_type"),
    ("list in list", '[["a"]]', "wrong_type"),
    ("empty in list", '["a", ""]', "bad_text"),
    ("long in list", f'["{LONG}"]', "bad_text"),
    ("no such date in list", "[2026-02-30]", "wrong_type"),
)


def _of_kind(field):
    """(name, TOML literal, code) of what is wrong for fields of this kind beside the types."""
    for text, code in STRINGS.get(field.kind, {}).items():
        yield f"string {text[:12]!r}", f'"{text}"', code
    if field.kind == "day":
        yield from ((f"date {text[:20]}", text, "bad_date") for text in BAD_DATES)
        for text in ("1989-12-31", "2101-01-01", "0001-01-01", "9999-12-31"):
            yield f"date {text}", text, "out_of_range"
    if field.kind == "whole":
        for number in ("-1", f"{field.low - 1}", f"{field.high + 1}", "1_000_000_000_000"):
            yield number, number, "out_of_range"
        for name in sorted(FITTING["whole"] - {"an int"}):
            yield name, TYPES[name], "out_of_range"
    if field.kind == "texts":
        yield from WRONG_LISTS
    if field.kind == "tables":
        yield "list of ints", "[7]", "wrong_type"


def _wrong(field):
    """(name, TOML literal, code) of everything that the field may not be."""
    for name, text in TYPES.items():
        if name not in FITTING[field.kind]:
            yield name, text, "wrong_type"
    yield from _of_kind(field)
    if field.kind == "amount" and field.low:
        yield "zero", '"0.00"', "out_of_range"
    for value, code in field.extra.items():
        text = json.dumps(list(value)) if isinstance(value, tuple) else f'"{value}"'
        yield f"extra {value}", text, code
    if field.required:
        yield "missing", None, "missing"


CASES = [pytest.param(f, *w[1:], id=f"{f.id}: {w[0]}") for f in FIELDS for w in _wrong(f)]


def _save(folder, field, doc, *, inline=False):
    text = written(doc, inline=inline)
    return put(folder, SHORTEST, text) if field.base == "case" else put(folder, text)


def _needle(text):
    """The part of the value that the message must show: the wrong item of a list, the beginning of a long text."""
    if text == "[]" or text.startswith("{"):
        return text[0]
    item = text.strip("[]").rpartition(", ")[2] if text.startswith("[") else text
    return item.strip('"')[:8].split("\\")[0].split("T")[0]


@pytest.mark.parametrize(("field", "value", "code"), CASES)
@pytest.mark.parametrize("inline", [False, True], ids=["headers", "inline"])
def test_one_wrong_value_is_one_finding(tmp_path, field, value, code, inline):
    doc = spoilt(field.base, field.path, None if value is None else Raw(value))
    error = refusal(_save(tmp_path, field, doc, inline=inline))
    assert places(error) == [(code, field.file, field.table, field.key)]
    message, way_out = error.findings[0].message, error.findings[0].next
    assert len(str(error)) < 2000
    for text in (message.zh, message.en):
        assert field.key in text
        assert (value is None and field.key in text) or _shown_in(value, text)
    if code == "bad_date" and not value.startswith('"'):
        assert error.findings[0].where.row is not None
    if field.kind == "choice" and code == "unknown_word":
        assert all(word in way_out.zh and word in way_out.en for word in field.words)
    json.dumps(error.as_json(), ensure_ascii=False).encode()


def _shown_in(value, text):
    if value in ("1e12", "-inf", "nan"):
        return str(float(value)) in text
    return _needle(value).replace("1_000_0", "1000000") in text


def test_the_table_has_a_row_for_every_key_that_the_reader_knows(tmp_path, monkeypatch):
    known, done = {}, Table.done

    def remember(table):
        known.setdefault((table.file, table.header), set()).update(table.known)
        done(table)

    monkeypatch.setattr(Table, "done", remember)
    for base in ("debts", "other"):
        put(tmp_path, written(BASES[base]()), CASE)
        read_case_folder(tmp_path, ON)
    listed = {}
    for field in FIELDS:
        listed.setdefault((field.file, field.header), set()).add(field.key)
    assert listed == known


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.id)
def test_a_misspelt_key_is_named_with_the_one_that_was_meant(tmp_path, field):
    doc = spoilt(field.base, (*field.path[:-1], f"{field.key}x"), 1)
    error = refusal(_save(tmp_path, field, doc))
    table = field.table.replace("debt[1]", "debt.yunfan") if field.table else None
    assert places(error) == [("unknown_key", field.file, table, f"{field.key}x")]
    assert f"{field.key}？" in error.findings[0].next.zh
    assert f"{field.key}?" in error.findings[0].next.en


@pytest.mark.parametrize(
    ("field", "word"), [(f, w) for f in FIELDS for w in f.words], ids=lambda x: getattr(x, "id", x)
)
def test_every_word_is_accepted(tmp_path, field, word):
    doc = spoilt(field.base, field.path, word)
    if word == "bullet":
        doc["debt"][0]["loan"]["n"] = 1
    if word in PERS.split() and field.base != "case":
        doc["debt"][0]["loan"]["rate"]["value"] = "0.01"
    if word == "once" and field.base == "case":
        doc[field.path[0]][0] |= {"months": 3, **({"on": ON} if field.path[0] == "income" else {})}
    elif word == "once":
        doc["debt"][0]["fee"][0]["on"] = ON
    assert read_case_folder(_save(tmp_path, field, doc), ON).case.debts


@pytest.mark.parametrize("word", ["", "nonsens", "bank_lone"])
def test_the_nearest_word_is_offered(tmp_path, word):
    error = refusal(put(tmp_path, written(spoilt("debts", ("debt", 0, "lender_kind"), word))))
    assert ("did you mean bank_loan?" in error.findings[0].next.en) == (word == "bank_lone")


@pytest.mark.parametrize("word", ["none", "unknown", "工行尾号1234"])
def test_auto_debit_takes_an_account(tmp_path, word):
    put(tmp_path, written(spoilt("debts", ("debt", 0, "auto_debit"), word)))
    (debt,) = read_case_folder(tmp_path, ON).case.debts
    assert debt.auto_debit.value == (word if word.isascii() else "account")
    assert debt.debit_account == (None if word.isascii() else word)


def test_a_missing_cost_statement_is_a_fact(tmp_path):
    put(tmp_path, written(spoilt("debts", ("debt", 0, "cost_statement"), "missing")))
    assert read_case_folder(tmp_path, ON).case.debts[0].cost_statement_missing


def test_the_full_example_is_accepted_unchanged(tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "失业登记证明.pdf").write_bytes(b"%PDF-1.7\n")
    read = read_case_folder(put(tmp_path, DEBTS, CASE), ON)
    (debt,) = read.case.debts
    assert (debt.id, debt.terms.n, debt.fees[0].name, len(debt.claims[0].items)) == (
        "yunfan",
        12,
        "担保费",
        5,
    )
    assert (read.case.household.people, str(read.case.household.cash)) == (3, "2600.00")
    assert read.findings == ()


def test_the_shortest_debt_is_accepted(tmp_path):
    (debt,) = read_case_folder(put(tmp_path, SHORTEST), ON).case.debts
    assert debt.rough
    assert str(debt.claims[0].total) == "4218.90"


@pytest.mark.parametrize("line", [x for x in SHORTEST.strip().split("\n") if "=" in x])
def test_nothing_of_the_shortest_debt_can_be_left_out(tmp_path, line):
    error = refusal(put(tmp_path, SHORTEST.replace(line, "")))
    assert [(c, f) for c, _, _, f in places(error)] == [("missing", line.split(" =")[0])]


def test_missed_since_stands_for_next_due(tmp_path):
    put(tmp_path, SHORTEST.replace("next_due", "missed_since"))
    assert read_case_folder(tmp_path, ON).case.debts[0].next_due is None


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            ("overdue", "penalty"),
            Raw('{ factor = "1.5", value = "0.1", per = "day" }'),
            ("exclusive", "value"),
        ),
        (("overdue", "late_fee"), Raw('{ share = "0.05", flat = "30.00" }'), ("exclusive", "share")),
        (("overdue", "late_fee"), Raw('{ of = "missed_amount" }'), ("missing", None)),
        (("overdue", "penalty_base"), "overdue_principal_and_interest", None),
        (("loan", "received"), "10000.01", ("out_of_range", "received")),
        (("loan", "first_due"), Raw("2025-11-03"), ("bad_terms", None)),
        (("loan", "method"), "bullet", ("bad_terms", None)),
        (("loan", "balloon"), "10000.00", ("bad_terms", None)),
        (("loan", "interest_only_n"), 12, ("bad_terms", None)),
        (("loan", "payment"), "200.00", ("negative_amortisation", None)),
        (("loan", "payment"), "5000.00", ("clears_early", None)),
        (("loan", "payment"), "1000.00", None),
        (("loan", "stub"), "first_short", None),
        (("claim", 0, "total"), "9830.25", ("does_not_add_up", "items")),
        (("fee", 0, "every"), "once", ("missing", "on")),
        (("cost_statement",), Raw("{}"), ("missing", "items")),
    ],
)
def test_values_that_contradict_each_other(tmp_path, path, value, expected):
    put(tmp_path, written(spoilt("debts", ("debt", 0, *path), value)))
    if expected is None:
        assert read_case_folder(tmp_path, ON)
    else:
        assert [(c, f) for c, _, _, f in places(refusal(tmp_path))] == [expected]


@pytest.mark.parametrize(
    ("payment", "n", "code"),
    [
        ("1000.00", 12, None),
        ("945.60", 12, None),
        ("200.00", None, "negative_amortisation"),
    ],
)
def test_an_agreed_payment_says_how_many_instalments_there_are(tmp_path, payment, n, code):
    """10 000 at two percent a month: 12 × 945.60 is the level plan, 1 000 a month takes as many, 200 never ends."""
    doc = spoilt("debts", ("debt", 0, "loan", "n"), None)
    doc["debt"][0]["loan"]["payment"] = payment
    put(tmp_path, written(doc))
    if code:
        assert [(c, f) for c, _, _, f in places(refusal(tmp_path))] == [(code, "payment")]
    else:
        assert read_case_folder(tmp_path, ON).case.debts[0].terms.n == n


def test_compound_interest_on_a_base_that_holds_interest_counts_it_twice(tmp_path):
    doc = spoilt("debts", ("debt", 0, "overdue", "penalty_base"), "overdue_principal_and_interest")
    doc["debt"][0]["overdue"]["compound"] = "on_interest"
    found = [("double_counting", "debts.toml", "debt.yunfan.overdue", "compound")]
    assert places(refusal(put(tmp_path, written(doc)))) == found


def test_two_debts_with_one_id(tmp_path):
    error = refusal(put(tmp_path, SHORTEST * 2, None, "debt,date,amount\nanxin,2026-01-01,1\n"))
    assert places(error) == [("duplicate_id", "debts.toml", "debt.anxin", "id")]


def test_everything_wrong_in_all_three_files_is_said_at_once(tmp_path):
    debts, house = full(), case()
    debts["debt"][0] |= {"secured": "no", "contract_date": Raw("2026-02-30")}
    debts["debt"][0]["loan"]["n"] = 0
    debts["debt"].append({"id": "b", "lender": "乙"})
    house["hardship"]["since"] = Raw("2026-13-01")
    house["incom"] = 1
    rows = "debt,date,amount\nyunfan,2026-02-30,0\nb,2026-01-01,1\nnobody,2026-01-01,1\n"
    error = refusal(put(tmp_path, written(debts), written(house), rows))
    assert sorted(places(error), key=str) == sorted(
        [
            ("wrong_type", "debts.toml", "debt.yunfan", "secured"),
            ("bad_date", "debts.toml", "debt.yunfan", "contract_date"),
            ("out_of_range", "debts.toml", "debt.yunfan.loan", "n"),
            ("missing", "debts.toml", "debt.b", "claim"),
            ("missing", "debts.toml", "debt.b", "next_due"),
            ("bad_date", "case.toml", "hardship", "since"),
            ("unknown_key", "case.toml", None, "incom"),
            ("bad_date", "payments.csv", None, "date"),
            ("bad_amount", "payments.csv", None, "amount"),
            ("unknown_debt", "payments.csv", None, "debt"),
        ],
        key=str,
    )
    assert "10" in error.message.zh
    assert all(str(f.where) in str(error) for f in error.findings)
