"""The full debts.toml and case.toml of the interface as data, a writer for spoilt copies, and every field's kind."""

import copy
import tomllib
from dataclasses import dataclass, field
from datetime import date

import pytest

from xiehuan.errors import InputRefused
from xiehuan.readers.case_folder import read_case_folder

ON = date(2026, 11, 23)

SHORTEST = """
[[debt]]
id = "anxin"
lender = "安信消费金融有限公司"
next_due = 2026-11-25
[[debt.claim]]
on = 2026-11-20
total = "4218.90"
"""

DEBTS = """# everything that may be written, once
[[debt]]
id = "yunfan"
lender = "江南银行股份有限公司"
lender_kind = "bank_loan"            # bank_card bank_loan consumer_finance micro_loan private unknown (default)
platform = "云帆借"                   # app that arranged it, if not the lender
guarantor = "某融资担保有限公司"
creditor_now = "original"            # original guarantor assignee collector
creditor_since = 2025-11-03
notice_received = 2025-11-03         # of an assignment or outsourcing
contract_no = "JN-2025-11-0001"
contract_date = 2025-11-03
missed_since = 2026-09-03
secured = false
refused_on = 2026-11-12               # the creditor refused every plan on that day
essential = false                    # losing it costs home, work, energy or water
auto_debit = "unknown"               # none unknown ACCOUNT
numbers = ["0571-0000 0012", "+86 4000000002"]   # that call about this debt, as far as known
time_barred_choice = { go_on = true, on = 2026-11-21 }   # after the warning about the time to sue
cost_statement = { items = ["利息", "担保费"] }   # 综合融资成本明示表, contracts from 2026-08-01; or "missing"
[debt.loan]
principal = "10000.00"
received = "10000.00"
received_on = 2025-11-03
method = "equal_instalment"          # equal_instalment equal_principal interest_only flat bullet daily_revolving
n = 12                               # number of instalments
first_due = 2025-12-03
rate = { value = "0.24", per = "year" }      # year month day flat_month (a fee on the original principal)
day_count = "monthly"                # monthly act/360 act/365 30/360 act/act 30E/360 30/365
rounding = "half_up"                 # half_up half_even up down
[debt.overdue]
penalty = { factor = "1.5" }         # of the contract rate, or { value = "0.0005", per = "day" }
penalty_base = "overdue_principal"   # overdue_principal overdue_principal_and_interest all_principal
compound = "none"                    # none on_interest on_interest_and_penalty
late_fee = { share = "0.05", of = "missed_amount" }   # or { flat = "30.00" }
grace_days = 3
grace = "forgives_if_paid"           # or shifts
allocation = ["cost", "interest", "penalty", "principal"]   # default: Civil Code 561
allocation_scope = "horizontal"      # or vertical
accelerated_on = 2026-10-20          # only if the lender declared everything due
[[debt.fee]]
name = "担保费"
amount = "28.00"
every = "instalment"                 # or once, with on = DATE
payee = "某融资担保有限公司"
[[debt.claim]]
on = 2026-11-20
total = "9830.26"
items = { principal = "8620.00", interest = "386.40", penalty = "388.26", late_fee = "18.00", other = "417.60" }
source = "messages/sms.xml"
[[debt.restart]]
on = 2026-10-01
act = "demand"                       # demand acknowledgement part_payment suit arbitration payment_order mediation
source = "papers/催收函.pdf"
[[debt.agreed]]
on = 2026-11-10
monthly = "500.00"
first = 2026-12-10
n = 12
"""

CASE = """
[person]
name = "某某"
city = "杭州"
[hardship]
cause = "unemployment"   # pay_cut illness accident family_change business_failure disaster over_borrowing …
since = 2026-09-03
facts = ["2026年9月3日公司裁员"]
[household]
people = 3
children = 1
[[income]]
name = "失业保险金"
amount = "1980.00"
every = "month"          # week fortnight month quarter half_year year once
day = 15
continues = true
until = 2027-02-28
certain = true
section = "unemployment_benefit"
note = "核定通知书上的数"
[[income]]
name = "经济补偿金"
amount = "9000.00"
every = "once"
months = 6               # how long it has to last
on = 2026-09-20
section = "severance"
[[spending]]
name = "房租"
amount = "1500.00"
every = "month"
kind = "essential"       # essential priority_debt other
section = "housing"
note = "合同到2027年8月"
[[spending]]
name = "车险"
amount = "1800.00"
every = "once"
months = 12
[minimum]
amount = "3300.00"
reason = "三口人吃住看病的底线"
[benefits]
unemployment_benefit = "used_up"
severance = "refused"
housing_fund = "not_entitled"       # applied refused used_up
temporary_relief = "applied"
minimum_living_allowance = "not_entitled"
[[account]]
name = "工行尾号1234"
debits = "listed"        # none listed unknown (default)
[[auto_debit]]
account = "工行尾号1234"
payee = "房东"
amount = "1500.00"
day = 5
spending = "房租"         # or debt = ID
paused_on = 2026-11-01
[money]
cash = "2600.00"
pay_day = 10
unexpected_bill = "1200.00"
[[deadline_start]]
kind = "complaint"       # credit_dispute credit_complaint mediation_agreement payment_order judgment …
on = 2026-11-02
done_on = 2026-11-20
source = "papers/投诉回执.pdf"
"""

PAYMENTS = """debt,date,amount,note
yunfan,2025-12-03,945.60,
yunfan,2026-01-03,945.60,"第二期, 微信"
yunfan,2026-02-03,945.60,银行卡
"""


class Raw(str):
    """A value to be written exactly like this."""

    __slots__ = ()


def full():
    """The full debts.toml as data."""
    return tomllib.loads(DEBTS)


def other_way():
    """The same debt with an agreed payment, the second way to say penalty, late fee and a fee, and what the first leaves out."""
    doc = full()
    debt = doc["debt"][0]
    debt["next_due"] = date(2026, 12, 3)
    debt["loan"] |= {"payment": "900.00", "balloon": "1000.00", "interest_only_n": 0, "stub": "first_short"}
    debt["overdue"]["penalty"] = {"value": "0.0005", "per": "day"}
    debt["overdue"]["late_fee"] = {"flat": "30.00"}
    debt["fee"][0] |= {"every": "once", "on": date(2025, 12, 1)}
    debt["claim"][0]["items"] |= {"fee": "0.00", "compound": "0.00", "cost": "0.00"}
    return doc


def case():
    """The full case.toml as data."""
    return tomllib.loads(CASE)


BASES = {"debts": full, "other": other_way, "case": case}


def literal(value):
    """A value as TOML writes it inside a line."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {literal(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


_INLINE = {"rate", "penalty", "late_fee", "items", "cost_statement", "time_barred_choice"}


def written(table, header="", *, inline=False):
    """A document as text: with headers as in the interface, or every table inside a line."""
    below = {k: v for k, v in table.items() if not inline and _has_header(k, v)}
    lines = [f"{k} = {literal(v)}  # {k}" for k, v in table.items() if k not in below]
    for key, value in below.items():
        name = f"{header}.{key}".lstrip(".")
        for one in value if isinstance(value, list) else [value]:
            opening = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            lines += [opening, written(one, name)]
    return "\n".join(lines) + "\n"


def _has_header(key, value):
    if isinstance(value, list):
        return bool(value) and all(isinstance(v, dict) for v in value)
    return isinstance(value, dict) and key not in _INLINE


def spoilt(base, path, value):
    """A copy of a base document with another value at a path; None removes it."""
    doc = copy.deepcopy(BASES[base]())
    table = doc
    for step in path[:-1]:
        table = table[step]
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return doc


def put(folder, debts=SHORTEST, case_toml=None, payments=None):
    """Write a case folder; texts or bytes."""
    for name, data in (("debts.toml", debts), ("case.toml", case_toml), ("payments.csv", payments)):
        if data is not None:
            (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def refusal(folder):
    """The error of a folder that must be refused."""
    with pytest.raises(InputRefused) as caught:
        read_case_folder(folder, ON)
    assert caught.value.findings
    for finding in caught.value.findings:
        assert all((finding.message.zh, finding.message.en, finding.next.zh, finding.next.en))
    return caught.value


def places(error):
    """The findings as (code, file, table, field)."""
    return [(f.code, f.where.file, f.where.table, f.where.field) for f in error.findings]


@dataclass(frozen=True)
class Field:
    """One key of the format: in which base, where, what it may be."""

    base: str
    path: tuple
    kind: str
    required: bool = False
    words: tuple = ()
    low: int = 0
    high: int = 0
    extra: dict = field(default_factory=dict)

    @property
    def file(self):
        return "case.toml" if self.base == "case" else "debts.toml"

    @property
    def key(self):
        return self.path[-1]

    @property
    def header(self):
        return ".".join(p for p in self.path[:-1] if isinstance(p, str))

    @property
    def table(self):
        """As findings name it; a debt goes by its id, unless the id is what is wrong."""
        out = ""
        for step in self.path[:-1]:
            out += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
        out = out.lstrip(".")
        return out if self.path == (*_D, "id") else out.replace("debt[1]", "debt.yunfan") or None

    @property
    def id(self):
        return f"{self.base}-{self.header}.{self.key}"


_D = ("debt", 0)


def _all(base, prefix, **kinds):
    out = []
    for key, spec in kinds.items():
        kind, *rest = spec if isinstance(spec, tuple) else (spec,)
        out.append(Field(base, (*prefix, key), kind, **(rest[0] if rest else {})))
    return out


def need(kind, **more):
    return kind, {"required": True, **more}


def words(line, **more):
    return "choice", {"words": tuple(line.split()), **more}


PERS = "year month day flat_month"
RHYTHMS = "week fortnight month quarter half_year year once"
ANSWERS = "not_entitled applied refused used_up"
FIELDS = [
    *_all("debts", (), debt=need("tables")),
    *_all(
        "debts",
        _D,
        id=need("text", extra={"UPPER": "bad_id", "有": "bad_id", "-a": "bad_id", "a b": "bad_id"}),
        lender=need("text"),
        lender_kind=words("bank_card bank_loan consumer_finance micro_loan private unknown"),
        platform="text",
        guarantor="text",
        creditor_now=words("original guarantor assignee collector"),
        creditor_since="day",
        notice_received="day",
        contract_no="text",
        contract_date="day",
        missed_since="day",
        refused_on="day",
        secured="flag",
        essential="flag",
        auto_debit="text",
        cost_statement="statement",
        loan="table",
        overdue="table",
        fee="tables",
        claim="tables",
        restart="tables",
        agreed="tables",
        numbers=(
            "texts",
            {"extra": {("12x45",): "bad_number", ("12",): "bad_number", ("电话",): "bad_number"}},
        ),
        time_barred_choice="table",
    ),
    *_all("debts", (*_D, "time_barred_choice"), go_on=need("flag"), on=need("day")),
    *_all(
        "debts",
        (*_D, "restart", 0),
        on=need("day"),
        act=words(
            "demand acknowledgement part_payment suit arbitration payment_order mediation", required=True
        ),
        source="text",
    ),
    *_all(
        "debts",
        (*_D, "agreed", 0),
        on=need("day"),
        monthly=need("amount", low=1),
        first=need("day"),
        n=need("whole", low=1, high=600),
    ),
    *_all("other", _D, next_due="day"),
    *_all("debts", (*_D, "cost_statement"), items=need("texts")),
    *_all(
        "debts",
        (*_D, "loan"),
        principal=need("amount", low=1),
        received=("amount", {"low": 1}),
        received_on="day",
        method=words(
            "equal_instalment equal_principal interest_only flat bullet daily_revolving", required=True
        ),
        n=need("whole", low=1, high=600),
        first_due=need("day"),
        rate=need("table"),
        day_count=words("monthly act/360 act/365 30/360 act/act 30E/360 30/365"),
        rounding=words("half_up half_even up down"),
    ),
    *_all(
        "other",
        (*_D, "loan"),
        payment=("amount", {"low": 1}),
        balloon="amount",
        interest_only_n=("whole", {"low": 0, "high": 599}),
        stub=words("first_short first_long"),
    ),
    *_all("debts", (*_D, "loan", "rate"), value=need("decimal", high=3), per=words(PERS, required=True)),
    *_all(
        "debts",
        (*_D, "overdue"),
        penalty="table",
        penalty_base=words("overdue_principal overdue_principal_and_interest all_principal"),
        compound=words("none on_interest on_interest_and_penalty"),
        late_fee="table",
        grace_days=("whole", {"low": 0, "high": 90}),
        grace=words("forgives_if_paid shifts"),
        allocation=("texts", {"extra": {("principal", "x"): "unknown_word", ("fee", "fee"): "unknown_word"}}),
        allocation_scope=words("horizontal vertical vertical_past_due_first"),
        accelerated_on="day",
    ),
    *_all("debts", (*_D, "overdue", "penalty"), factor=("decimal", {"high": 10})),
    *_all(
        "other", (*_D, "overdue", "penalty"), value=need("decimal", high=1), per=words(PERS, required=True)
    ),
    *_all("debts", (*_D, "overdue", "late_fee"), share=("decimal", {"high": 1}), of=words("missed_amount")),
    *_all("other", (*_D, "overdue", "late_fee"), flat="amount"),
    *_all(
        "debts",
        (*_D, "fee", 0),
        name=need("text"),
        amount=need("amount"),
        every=words("instalment once", required=True),
        payee="text",
    ),
    *_all("other", (*_D, "fee", 0), on=need("day")),
    *_all("debts", (*_D, "claim", 0), on=need("day"), total=need("amount"), items="table", source="text"),
    *_all(
        "debts",
        (*_D, "claim", 0, "items"),
        principal="amount",
        interest="amount",
        penalty="amount",
        late_fee="amount",
        other="amount",
    ),
    *_all("other", (*_D, "claim", 0, "items"), fee="amount", compound="amount", cost="amount"),
    *_all(
        "case",
        (),
        person="table",
        hardship="table",
        household="table",
        money="table",
        income="tables",
        spending="tables",
        minimum="table",
        benefits="table",
        account="tables",
        auto_debit="tables",
        deadline_start="tables",
    ),
    *_all(
        "case",
        ("deadline_start", 0),
        kind=words(
            "complaint credit_dispute credit_complaint mediation_agreement confirmation_request payment_order"
            " statement_of_claim evidence_notice judgment",
            required=True,
        ),
        on=need("day"),
        debt="text",
        done_on="day",
        source="text",
    ),
    *_all("case", ("person",), name="text", city="text"),
    *_all(
        "case",
        ("hardship",),
        cause=words(
            "unemployment pay_cut illness accident family_change business_failure disaster over_borrowing"
            " fraud_victim other",
            required=True,
        ),
        since=need("day"),
        facts="texts",
    ),
    *_all(
        "case",
        ("household",),
        people=("whole", {"low": 1, "high": 30}),
        children=("whole", {"low": 0, "high": 30}),
    ),
    *_all(
        "case",
        ("income", 0),
        name=need("text"),
        amount=need("never_negative"),
        every=words(RHYTHMS),
        day=("whole", {"low": 1, "high": 31}),
        continues="flag",
        until="day",
        certain="flag",
        section=words(
            "wages unemployment_benefit severance housing_fund temporary_relief minimum_living_allowance pension"
            " family_support side_work other"
        ),
        note="text",
    ),
    *_all("case", ("income", 1), months=("whole", {"low": 1, "high": 120}), on=need("day")),
    *_all(
        "case",
        ("spending", 0),
        name=need("text"),
        amount=need("never_negative"),
        every=words(RHYTHMS),
        kind=words("essential priority_debt other"),
        section=words(
            "priority_debts secured_debts housing utilities food medical children_education parent_care transport"
            " communication insurance other"
        ),
        note="text",
    ),
    *_all("case", ("spending", 1), months=("whole", {"low": 1, "high": 120})),
    *_all("case", ("minimum",), amount=need("amount", low=1), reason=need("text")),
    *_all(
        "case",
        ("benefits",),
        unemployment_benefit=words(ANSWERS),
        severance=words(ANSWERS),
        housing_fund=words(ANSWERS),
        temporary_relief=words(ANSWERS),
        minimum_living_allowance=words(ANSWERS),
    ),
    *_all("case", ("account", 0), name=need("text"), debits=words("none listed unknown")),
    *_all(
        "case",
        ("auto_debit", 0),
        account=need("text"),
        payee=need("text"),
        amount=("amount", {"low": 1}),
        day=("whole", {"low": 1, "high": 31}),
        debt="text",
        spending="text",
        paused_on="day",
    ),
    *_all(
        "case",
        ("money",),
        cash="amount",
        pay_day=("whole", {"low": 1, "high": 31}),
        unexpected_bill="amount",
    ),
]
