"""The first example: laid off in July 2026, five online loans, two of them overdue on 2026-11-23."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tools.make_examples import bills, case_a_bills, case_a_messages, case_a_papers
from tools.make_examples.dice import at, fen, write, yuan
from tools.make_examples.loans import Late, Loan, Owed, owed
from tools.make_examples.messages import calls_xml, eml, sms_xml, tone_wav

ON = date(2026, 11, 23)
FOLDER = "a-laid-off"

ANXIN = Loan(
    "anxin", fen("24000"), "equal_instalment", 24, Fraction("0.18"), date(2025, 12, 25), date(2026, 1, 25)
)
YUNFAN = Loan(
    "yunfan", fen("24000"), "equal_principal", 18, Fraction("0.135"), date(2025, 11, 3), date(2025, 12, 3)
)
QINGXI = Loan(
    "qingxi", fen("16000"), "interest_only", 12, Fraction("0.096"), date(2026, 3, 5), date(2026, 4, 5)
)
YUNXIU = Loan(
    "yunxiu", fen("9600"), "flat", 12, Fraction("0.006"), date(2026, 4, 28), date(2026, 5, 28), fen("6")
)
DONGXI = Loan(
    "dongxi", fen("12000"), "daily_revolving", 12, Fraction("0.00045"), date(2026, 6, 8), date(2026, 7, 8)
)
LOANS = (ANXIN, YUNFAN, QINGXI, YUNXIU, DONGXI)
PAID = {"anxin": 9, "yunfan": 11, "qingxi": 8, "yunxiu": 6, "dongxi": 5}  # instalments paid in full

# late terms, written once more in debts.toml below; daily rates on the 360-day year
ANXIN_LATE = Late(Fraction("0.18") * 3 / 2 / 360, late_share=Fraction("0.05"), grace=3)
YUNFAN_LATE = Late(Fraction("0.0005625"), compound=Fraction("0.135") / 360, grace=3, shifts=True)
LATE = {"anxin": ANXIN_LATE, "yunfan": YUNFAN_LATE}

# What the lenders say. The first claim of 安信 and the claim of 江南银行 equal the contract sum of their day.
# The second claim of 安信 does not: penalty at 0.1 % a day on the whole instalment, and a charge without a clause.
# When a settled reading of the engine changes, adjust the sums here.
ANXIN_FIRST_ON, ANXIN_ON, YUNFAN_ON = date(2026, 10, 30), date(2026, 11, 19), date(2026, 11, 20)
ANXIN_WRONG_DAILY = Fraction("0.001")
ANXIN_OTHER = fen("180.00")


def claims() -> dict[str, dict[str, int]]:
    """The items of every claim in fen, `total` among them."""
    first, late = owed(ANXIN, ANXIN_LATE, 9, ANXIN_FIRST_ON), owed(ANXIN, ANXIN_LATE, 9, ANXIN_ON)
    true = owed(YUNFAN, YUNFAN_LATE, 11, YUNFAN_ON)
    wrong = round(sum(r.total for r in late.lines) * ANXIN_WRONG_DAILY * (ANXIN_ON - date(2026, 10, 25)).days)
    made = {
        "anxin_first": _items(first),
        "anxin": _items(late) | {"penalty": wrong, "other": ANXIN_OTHER},
        "yunfan": _items(true),
    }
    return {name: items | {"total": sum(items.values())} for name, items in made.items()}


def _items(state: Owed) -> dict[str, int]:
    parts = ("principal", "interest", "penalty", "compound", "late_fee")
    return {name: getattr(state, name) for name in parts if getattr(state, name)}


def payments() -> list[tuple[str, date, int, str]]:
    """Every payment made: on the due day, one of them two days late but within grace."""
    notes = {
        "anxin": "支付宝还款",
        "yunfan": "支付宝还款",
        "qingxi": "手机银行还款",
        "yunxiu": "银行卡自动扣款",
        "dongxi": "手机银行还款",
    }
    rows = []
    for loan in LOANS:
        for row in loan.rows()[: PAID[loan.id]]:
            day, note = row.due, notes[loan.id]
            if (loan.id, row.k) == ("anxin", 7):
                day, note = day + timedelta(days=2), "支付宝还款，宽限期内"
            rows.append((loan.id, day, row.total, note))
    return sorted(rows, key=lambda r: (r[1], r[0]))


def trades() -> tuple[list[bills.Trade], list[bills.Trade]]:
    """The rows of both payment apps; repayments of two loans match payments.csv."""
    names = {
        "anxin": ("安信消费金融有限公司", "安信消费金融-借款还款"),
        "yunfan": ("江南银行股份有限公司", "云帆借-借款还款"),
    }
    first, last = case_a_bills.span()
    repaid = [
        (*names[debt], day, amount)
        for debt, day, amount, _ in payments()
        if debt in names and first <= str(day) <= last
    ]
    return case_a_bills.make(repaid)


def build(root: Path) -> None:
    """Write the whole folder."""
    folder = root / FOLDER
    write(folder / "debts.toml", debts_toml())
    write(folder / "case.toml", CASE)
    rows = [f"{debt},{day},{yuan(amount)},{note}\n" for debt, day, amount, note in payments()]
    write(folder / "payments.csv", "debt,date,amount,note\n" + "".join(rows))
    alipay, wechat = trades()
    span, made = case_a_bills.span(), case_a_bills.made()
    write(
        folder / "bills" / "支付宝交易明细(20260601-20261122).csv",
        bills.alipay_csv(alipay, name="周某芸", login="zhou***@mail.example", span=span, made=made),
    )
    write(
        folder / "bills" / "微信支付账单流水文件(20260601-20261122).xlsx",
        bills.wechat_xlsx(wechat, name="芸芸", span=span, made=made),
    )
    _messages(folder)
    case_a_papers.build(folder / "papers")


def _messages(folder: Path) -> None:
    made = at("2026-11-22 20:05:00")
    known = case_a_messages.Known(
        rows={loan.id: loan.rows() for loan in LOANS},
        claims=claims(),
        loans={loan.id: loan for loan in LOANS},
    )
    write(
        folder / "messages" / "sms-20261122200500.xml",
        sms_xml(case_a_messages.texts(known), backup_set="0c1d7f52-5a10-4c11-9d7e-2026112220a1", made=made),
    )
    write(
        folder / "messages" / "calls-20261122200500.xml",
        calls_xml(case_a_messages.CALLS, backup_set="0c1d7f52-5a10-4c11-9d7e-2026112220a1", made=made),
    )
    for name, mail in case_a_messages.mails(known).items():
        write(folder / "messages" / name, eml(mail))
    stem = "通话录音@安信消费金融(4000000001)_20261112101500"
    write(folder / "calls" / f"{stem}.wav", tone_wav(3))
    write(folder / "calls" / f"{stem}.txt", case_a_messages.TRANSCRIPT)


def _claim(on: date, items: dict[str, int], source: str) -> str:
    inside = ", ".join(f'{name} = "{yuan(amount)}"' for name, amount in items.items() if name != "total")
    return f'[[debt.claim]]\non = {on}\ntotal = "{yuan(items["total"])}"\nitems = {{ {inside} }}\nsource = "{source}"\n'


SMS = "messages/sms-20261122200500.xml"


def debts_toml() -> str:
    """The five debts, every key in its full form."""
    said = claims()
    return (
        DEBTS.format(
            anxin_first=_claim(ANXIN_FIRST_ON, said["anxin_first"], SMS),
            anxin=_claim(ANXIN_ON, said["anxin"], SMS),
            yunfan=_claim(YUNFAN_ON, said["yunfan"], SMS),
        )
        .replace("<<", "{")
        .replace(">>", "}")
    )


DEBTS = """\
# 债务清单。每笔欠款一个 [[debt]]；照着合同和还款页面填，不清楚的项目可以不写。
# 金额写成 "1234.50"，利率写成小数（"0.18" 就是年利率 18%），日期写成 2026-11-23。
# 本例人物、公司、金额全部虚构。

# 一、已逾期：消费金融公司，等额本息
[[debt]]
id = "anxin"
lender = "安信消费金融有限公司"
lender_kind = "consumer_finance"
creditor_now = "original"
notice_received = 2026-11-08          # 收到“委托催收”通知的日子；债权人没有变
contract_no = "AX-2025-12-0925"
contract_date = 2025-12-25
missed_since = 2026-10-25             # 从这一期开始没有还
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "24000.00"
received = "24000.00"
received_on = 2025-12-25
method = "equal_instalment"           # 等额本息
n = 24
first_due = 2026-01-25
rate = << value = "0.18", per = "year" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
penalty = << factor = "1.5" >>          # 罚息：合同利率的 1.5 倍
penalty_base = "overdue_principal"
compound = "none"
late_fee = << share = "0.05", of = "missed_amount" >>   # 违约金：当期未还金额的 5%
grace_days = 3
grace = "forgives_if_paid"            # 宽限期内还上就不收罚息和违约金
allocation = ["cost", "late_fee", "penalty", "interest", "principal"]
allocation_scope = "horizontal"
{anxin_first}# 对方后来报的数：多出一项“其他费用”，合同里找不到依据；罚息也比合同算出来的高
{anxin}
# 二、已逾期：银行贷款，经平台办理，等额本金
[[debt]]
id = "yunfan"
lender = "江南银行股份有限公司"         # 合同上的出借人是银行，平台只是办理入口
lender_kind = "bank_loan"
platform = "云帆借"
creditor_now = "original"
contract_no = "JN-2025-11-0301"
contract_date = 2025-11-03
missed_since = 2026-11-03
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "24000.00"
received = "24000.00"
received_on = 2025-11-03
method = "equal_principal"            # 等额本金
n = 18
first_due = 2025-12-03
rate = << value = "0.135", per = "year" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
penalty = << value = "0.0005625", per = "day" >>
penalty_base = "overdue_principal"
compound = "on_interest"              # 对没付的利息收复利
grace_days = 3
grace = "shifts"                      # 从宽限期满那天才开始算
allocation = ["cost", "interest", "penalty", "principal"]
allocation_scope = "horizontal"
{yunfan}
# 三、还没逾期：银行贷款，先息后本，2027年3月5日要一次还本金
[[debt]]
id = "qingxi"
lender = "清溪银行股份有限公司"
lender_kind = "bank_loan"
creditor_now = "original"
contract_no = "QX-2026-03-0512"
contract_date = 2026-03-05
next_due = 2026-12-05
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "16000.00"
received = "16000.00"
received_on = 2026-03-05
method = "interest_only"              # 先息后本
n = 12
first_due = 2026-04-05
rate = << value = "0.096", per = "year" >>
day_count = "act/360"
rounding = "half_up"
[debt.overdue]
penalty = << factor = "1.5" >>
penalty_base = "overdue_principal"
compound = "on_interest"
grace_days = 3
grace = "shifts"
allocation = ["cost", "interest", "compound", "penalty", "principal"]
allocation_scope = "horizontal"

# 四、还没逾期：小额贷款公司，等本等息，每期另收服务费
[[debt]]
id = "yunxiu"
lender = "云岫网络小额贷款有限公司"
lender_kind = "micro_loan"
creditor_now = "original"
contract_no = "YX-2026-04-2807"
contract_date = 2026-04-28
next_due = 2026-11-28
secured = false
essential = false
auto_debit = "unknown"               # 不清楚有没有自动扣款：App里查“代扣协议”，没有就写 "none"
[debt.loan]
principal = "9600.00"
received = "9600.00"
received_on = 2026-04-28
method = "flat"                       # 等本等息：一直按最初本金收费
n = 12
first_due = 2026-05-28
rate = << value = "0.006", per = "flat_month" >>
day_count = "monthly"
rounding = "half_up"
[debt.overdue]
penalty = << value = "0.0005", per = "day" >>
penalty_base = "overdue_principal"
compound = "none"
grace_days = 1
grace = "forgives_if_paid"
allocation = ["interest", "fee", "penalty", "principal"]
allocation_scope = "horizontal"
[[debt.fee]]
name = "账户服务费"
amount = "6.00"
every = "instalment"
payee = "云岫网络小额贷款有限公司"

# 五、还没逾期：银行随借随还，按天计息，每月付息
[[debt]]
id = "dongxi"
lender = "东溪银行股份有限公司"
lender_kind = "bank_loan"
creditor_now = "original"
contract_no = "DX-2026-06-0833"
contract_date = 2026-06-08
next_due = 2026-12-08
secured = false
essential = false
auto_debit = "none"
[debt.loan]
principal = "12000.00"
received = "12000.00"
received_on = 2026-06-08
method = "daily_revolving"            # 随借随还
n = 12
first_due = 2026-07-08
rate = << value = "0.00045", per = "day" >>
day_count = "act/360"
rounding = "half_up"
[debt.overdue]
penalty = << factor = "1.5" >>
penalty_base = "overdue_principal"
compound = "none"
grace_days = 0
allocation = ["cost", "interest", "penalty", "principal"]
allocation_scope = "vertical"         # 先还清所有各期的利息，再还本金
"""

CASE = """\
# 个人与家庭情况。只写事实；说明信里用到的内容都从这里来。
[person]
name = "周某芸"
city = "杭州"

[hardship]
cause = "unemployment"
since = 2026-07-10
facts = [
    "2026年7月10日因公司业务调整被解除劳动合同，有解除劳动合同证明",
    "2026年7月16日办理失业登记，8月起按月领取失业保险金，最长领到2027年7月",
    "正在找工作，已参加区里组织的技能培训",
]

[household]
people = 3
children = 1

# 收入：continues = 现在和以后还有；certain = 拿得准
[[income]]
name = "工资"
amount = "6500.00"
day = 8
continues = false                     # 只发到7月
certain = true

[[income]]
name = "经济补偿"
amount = "9300.00"
every = "once"                        # 一次性；另有 week fortnight month quarter half_year year
months = 4                            # 要管几个月
on = 2026-07-20
section = "severance"

[[income]]
name = "配偶工资"
amount = "6500.00"
day = 10
continues = true
certain = true

[[income]]
name = "失业保险金"
amount = "1980.00"
day = 20
continues = true
until = 2027-07-31
certain = true

[[income]]
name = "手作寄卖"
amount = "500.00"
day = 26
continues = true
certain = false                       # 每月多少不一定

# 支出：essential 生活必需，priority_debt 优先债务，other 其他
[[spending]]
name = "房租"
amount = "1500.00"
kind = "essential"
note = "三口人租一居室，合同到2027年6月，附近没有更便宜的"   # 高于参考数时说明原因

[[spending]]
name = "伙食"
amount = "1900.00"
kind = "essential"

[[spending]]
name = "水电燃气"
amount = "220.00"
kind = "essential"

[[spending]]
name = "交通"
amount = "180.00"
kind = "essential"

[[spending]]
name = "通讯"
amount = "118.00"
kind = "essential"

[[spending]]
name = "孩子学费及午托"
amount = "650.00"
kind = "essential"

[[spending]]
name = "社保（灵活就业）"
amount = "480.00"
kind = "essential"

[[spending]]
name = "医药"
amount = "120.00"
kind = "essential"

[[spending]]
name = "日用"
amount = "60.00"
kind = "other"

# 没有写在收入里的几种钱：not_entitled 不符合、applied 在等结果、refused 没批、used_up 领完了
[benefits]
temporary_relief = "applied"
minimum_living_allowance = "not_entitled"

# 自动扣款：每个账户都登记；none 没有，listed 都列出来了，unknown 不清楚
[[account]]
name = "江南银行储蓄卡（尾号0011）"
debits = "none"

[[account]]
name = "支付宝"
debits = "listed"

[[auto_debit]]
account = "支付宝"
payee = "话费自动充值"
amount = "118.00"
day = 5
spending = "通讯"                     # 还债的写 debt = 债务的 id

[money]
cash = "2600.00"
pay_day = 18
"""
