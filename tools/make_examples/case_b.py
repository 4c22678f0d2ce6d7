"""The second example: ill since May 2026, working half time, three debts overdue on 2026-11-23."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from tools.make_examples import bills, case_b_bills, case_b_messages, case_b_papers
from tools.make_examples.dice import at, fen, write, yuan
from tools.make_examples.loans import Late, Loan, Owed, owed
from tools.make_examples.messages import eml, sms_xml

ON = date(2026, 11, 23)
FOLDER = "b-illness"

CARD = Loan("jinguan", fen("15600"), "flat", 12, Fraction("0.006"), date(2026, 2, 14), date(2026, 3, 18))
YUNFAN = Loan(
    "yunfan",
    fen("10000"),
    "equal_instalment",
    12,
    Fraction("0.235"),
    date(2025, 11, 3),
    date(2025, 12, 3),
    fen("28"),
)
PAID = {"jinguan": 6, "yunfan": 8}
LATE = {
    "jinguan": Late(late_share=Fraction("0.05"), grace=3),
    "yunfan": Late(Fraction("0.235") * 3 / 2 / 360, grace=3),
}

# the private loan: 18,000.00 arrived, 20,000.00 is on paper, six months at 1.5 % a month, two payments after
PRIVATE_PAPER, PRIVATE_INTEREST, PRIVATE_DUE = fen("20000"), fen("1800"), date(2026, 7, 15)
PRIVATE_DAILY = Fraction("0.0005")
PRIVATE_PAID = ((date(2026, 8, 20), fen("1000")), (date(2026, 9, 30), fen("1000")))

# What the lenders say. The card's second claim asks the third late fee while its grace still runs;
# the bank's claim adds a charge without a clause; the private lender adds lost working time.
CARD_FIRST_ON, CARD_ON, YUNFAN_ON, PRIVATE_ON = (
    date(2026, 10, 25),
    date(2026, 11, 20),
    date(2026, 11, 20),
    date(2026, 11, 15),
)
YUNFAN_OTHER, PRIVATE_OTHER = fen("360.00"), fen("500.00")


def private_owed(on: date) -> dict[str, int]:
    """The private loan by its paper: payments take the interest, then the penalty, which runs on 20,000.00."""
    penalty = int(PRIVATE_PAPER * PRIVATE_DAILY) * (on - PRIVATE_DUE).days
    paid = sum(amount for day, amount in PRIVATE_PAID if day <= on)
    interest = max(PRIVATE_INTEREST - paid, 0)
    return {
        "principal": PRIVATE_PAPER,
        "interest": interest,
        "penalty": penalty - max(paid - PRIVATE_INTEREST, 0),
    }


def claims() -> dict[str, dict[str, int]]:
    """The items of every claim in fen, `total` among them."""
    card = _items(owed(CARD, LATE["jinguan"], 6, CARD_ON))
    third = owed(CARD, LATE["jinguan"], 8, ON).late_fee
    private = {name: amount for name, amount in private_owed(PRIVATE_ON).items() if amount}
    made = {
        "card_first": _items(owed(CARD, LATE["jinguan"], 6, CARD_FIRST_ON)),
        "card": card | {"late_fee": card["late_fee"] + third},
        "yunfan": _items(owed(YUNFAN, LATE["yunfan"], 8, YUNFAN_ON)) | {"other": YUNFAN_OTHER},
        "private": private | {"other": PRIVATE_OTHER},
    }
    return {name: items | {"total": sum(items.values())} for name, items in made.items()}


def _items(state: Owed) -> dict[str, int]:
    parts = ("principal", "interest", "fee", "penalty", "late_fee")
    return {name: getattr(state, name) for name in parts if getattr(state, name)}


def payments() -> list[tuple[str, date, int, str]]:
    """Every payment made."""
    rows = [("jinguan", r.due, r.total, "信用卡账户转入") for r in CARD.rows()[: PAID["jinguan"]]]
    rows += [("yunfan", r.due, r.total, "平台还款") for r in YUNFAN.rows()[: PAID["yunfan"]]]
    rows += [("luo", day, amount, "微信转账，部分还款") for day, amount in PRIVATE_PAID]
    return sorted(rows, key=lambda r: (r[1], r[0]))


def build(root: Path) -> None:
    """Write the whole folder."""
    folder, said = root / FOLDER, claims()
    write(folder / "debts.toml", debts_toml())
    write(folder / "case.toml", CASE)
    rows = [f"{debt},{day},{yuan(amount)},{note}\n" for debt, day, amount, note in payments()]
    write(folder / "payments.csv", "debt,date,amount,note\n" + "".join(rows))
    write(
        folder / "bills" / "微信支付账单(20260921-20261120).csv",
        bills.wechat_csv(
            case_b_bills.make(), name="川", span=("2026-09-21", "2026-11-20"), made="2026-11-21 09:12:30"
        ),
    )
    write(
        folder / "messages" / "sms-20261121091500.xml",
        sms_xml(
            case_b_messages.texts(said),
            backup_set="5b7e9a10-31c2-4d0f-8a65-2026112109b2",
            made=at("2026-11-21 09:15"),
        ),
    )
    write(folder / "messages" / "20261118-锦官银行-分期说明.eml", eml(case_b_messages.MAIL))
    case_b_papers.build(folder / "papers")


SMS = "messages/sms-20261121091500.xml"


def _claim(on: date, items: dict[str, int]) -> str:
    inside = ", ".join(f'{name} = "{yuan(amount)}"' for name, amount in items.items() if name != "total")
    return f'[[debt.claim]]\non = {on}\ntotal = "{yuan(items["total"])}"\nitems = {{ {inside} }}\nsource = "{SMS}"\n'


def debts_toml() -> str:
    """The three debts."""
    said = claims()
    return (
        DEBTS.format(
            card_first=_claim(CARD_FIRST_ON, said["card_first"]),
            card=_claim(CARD_ON, said["card"]),
            yunfan=_claim(YUNFAN_ON, said["yunfan"]),
            private=_claim(PRIVATE_ON, said["private"]),
        )
        .replace("<<", "{")
        .replace(">>", "}")
    )


DEBTS = """\
# 债务清单（第二个例子：患病、半日工作）。人物、公司、金额全部虚构。

# 一、信用卡账单分期：每期手续费按最初本金的 0.6% 收
[[debt]]
id = "jinguan"
lender = "锦官银行股份有限公司"
lender_kind = "bank_card"
creditor_now = "original"
contract_no = "JG-FQ-20260214"
contract_date = 2026-02-14
missed_since = 2026-09-18
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "15600.00"
received = "15600.00"
received_on = 2026-02-14
method = "flat"
n = 12
first_due = 2026-03-18
rate = << value = "0.006", per = "flat_month" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
compound = "none"                     # 合同没有约定罚息，只有违约金
late_fee = << share = "0.05", of = "missed_amount" >>
grace_days = 3
grace = "forgives_if_paid"
allocation = ["cost", "interest", "late_fee", "principal"]
allocation_scope = "horizontal"
{card_first}# 这一次多收了11月18日那一期的违约金：当时还在三天宽限期内
{card}
# 二、银行贷款，经平台办理，另有担保公司按期收担保费
[[debt]]
id = "yunfan"
lender = "江南银行股份有限公司"
lender_kind = "bank_loan"
platform = "云帆借"
guarantor = "某融资担保有限公司"
creditor_now = "original"
contract_no = "JN-2025-11-0001"
contract_date = 2025-11-03
missed_since = 2026-08-03
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "10000.00"
received = "10000.00"
received_on = 2025-11-03
method = "equal_instalment"
n = 12
first_due = 2025-12-03
rate = << value = "0.235", per = "year" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
penalty = << factor = "1.5" >>
penalty_base = "overdue_principal"
compound = "none"
grace_days = 3
grace = "forgives_if_paid"
allocation = ["cost", "interest", "penalty", "fee", "principal"]
allocation_scope = "horizontal"
[[debt.fee]]
name = "担保费"
amount = "28.00"
every = "instalment"
payee = "某融资担保有限公司"
# “其他费用”在合同里找不到依据
{yunfan}
# 三、民间借款：借条写 20000 元，先扣了 2000 元，实际到手 18000 元
[[debt]]
id = "luo"
lender = "罗某"
lender_kind = "private"
creditor_now = "original"
contract_date = 2026-01-15
missed_since = 2026-07-15
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "20000.00"
received = "18000.00"                 # 实际到账多少就写多少
received_on = 2026-01-15
method = "bullet"                     # 到期一次还本付息
n = 1
first_due = 2026-07-15
rate = << value = "0.015", per = "month" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
penalty = << value = "0.0005", per = "day" >>
penalty_base = "overdue_principal"
compound = "none"
{private}"""

CASE = """\
[person]
name = "何某川"
city = "成都"

[hardship]
cause = "illness"
since = 2026-05-20
facts = [
    "2026年5月20日因病住院，6月12日出院，目前仍在门诊治疗",
    "2026年7月起按医嘱半日工作，工资相应减少",
    "医疗期补贴发到2027年1月31日",
]

[household]
people = 2
children = 0

[[income]]
name = "半日工资"
amount = "3760.00"
day = 12
continues = true
certain = true

[[income]]
name = "医疗期补贴"
amount = "420.00"
day = 12
continues = true
until = 2027-01-31
certain = true

[[income]]
name = "母亲退休金"
amount = "2690.00"
day = 15
continues = true
certain = true

[[spending]]
name = "房租"
amount = "1250.00"
kind = "essential"

[[spending]]
name = "伙食"
amount = "1700.00"
kind = "essential"

[[spending]]
name = "水电燃气"
amount = "190.00"
kind = "essential"

[[spending]]
name = "交通"
amount = "160.00"
kind = "essential"

[[spending]]
name = "通讯"
amount = "98.00"
kind = "essential"

[[spending]]
name = "药费及复诊"
amount = "980.00"
kind = "essential"
note = "按处方长期服药，医保报销以后自己付的部分"

[[spending]]
name = "母亲用药"
amount = "1260.00"
every = "quarter"                     # 每季度配一次药
kind = "essential"

[[spending]]
name = "日用"
amount = "300.00"
kind = "other"

[minimum]                             # 至少要留下多少生活，自己的数和理由
amount = "4900.00"
reason = "房租、两个人吃饭和长期用药都省不掉"

[money]
cash = "1350.00"
pay_day = 12
"""
