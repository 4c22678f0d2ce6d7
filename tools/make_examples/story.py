"""One case folder from a story told as data: debts on their contracts, a household, messages, a bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tools.make_examples.bills import EXPENSE, INCOME, Trade, wechat_csv
from tools.make_examples.dice import Dice, at, fen, write, yuan
from tools.make_examples.loans import Late, Loan, owed
from tools.make_examples.messages import Sms, sms_xml

ON = date(2026, 11, 23)
SMS = "messages/sms-20261122210000.xml"


@dataclass(frozen=True)
class Said:
    """What a lender claims on a day: the contract sum of that day and, by name, what is asked on top of it."""

    on: date
    more: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One debt: the loan, how many instalments were paid, what the contract says of late payment, and its other keys."""

    loan: Loan
    paid: int
    late: Late
    head: str  # the keys of [[debt]] besides id and missed_since
    note: str  # what the comment above it says
    overdue: str  # the keys of [debt.overdue]
    said: Said | None = None
    tail: str = ""  # further tables

    @property
    def first_unpaid(self) -> date:
        """The due day of the first instalment that was not paid."""
        return self.loan.rows()[self.paid].due

    def claim(self) -> dict[str, int]:
        """The items of the claim in fen, `total` among them."""
        if self.said is None:
            return {}
        state = owed(self.loan, self.late, self.paid, self.said.on)
        parts = ("principal", "interest", "fee", "penalty", "compound", "late_fee")
        items = {n: getattr(state, n) for n in parts if getattr(state, n)} | dict(self.said.more)
        return items | {"total": sum(items.values())}


@dataclass(frozen=True)
class Story:
    """A whole case."""

    folder: str
    about: str
    lines: Sequence[Line]
    case: str
    texts: Sequence[Sms]
    bill: tuple[str, Sequence[Trade]] | None = None  # who, and the rows of a WeChat Pay bill
    rough: str = ""  # debts of which only a claim is known

    def build(self, root: Path) -> None:
        """Write the folder."""
        folder = root / self.folder
        write(
            folder / "debts.toml",
            f"# {self.about}。人物、公司、金额全部虚构。\n\n" + self.debts() + self.rough,
        )
        write(folder / "case.toml", self.case)
        rows = sorted((r.due, li.loan.id, r.total) for li in self.lines for r in li.loan.rows()[: li.paid])
        paid = "".join(f"{i},{day},{yuan(total)},按期还款\n" for day, i, total in rows)
        write(folder / "payments.csv", "debt,date,amount,note\n" + paid)
        made = at("2026-11-22 21:00")
        backup = f"7c5e0000-0000-4000-8000-{self.folder.encode().hex()[:12]:0<12}"
        write(folder / SMS, sms_xml(list(self.texts), backup_set=backup, made=made))
        if self.bill:
            who, trades = self.bill
            days = [t.at.date().isoformat() for t in trades]
            data = wechat_csv(trades, name=who, span=(min(days), max(days)), made="2026-11-22 20:40:00")
            write(folder / "bills" / f"微信支付账单({min(days)}至{max(days)}).csv", data)

    def debts(self) -> str:
        """debts.toml."""
        return "\n".join(_debt(line) for line in self.lines)


def _debt(line: Line) -> str:
    loan, per = line.loan, {"flat": "flat_month", "daily_revolving": "day"}.get(line.loan.method, "year")
    rate = str(float(loan.rate))
    count = "act/360" if loan.method in {"daily_revolving", "interest_only"} else "monthly"
    out = f"""# {line.note}
[[debt]]
id = "{loan.id}"
{line.head.strip()}
contract_date = {loan.received_on}
{"missed_since" if line.first_unpaid <= ON else "next_due"} = {line.first_unpaid}
[debt.loan]
principal = "{yuan(loan.principal)}"
received = "{yuan(loan.principal)}"
received_on = {loan.received_on}
method = "{loan.method}"
n = {loan.n}
first_due = {loan.first_due}
rate = {{ value = "{rate}", per = "{per}" }}
day_count = "{count}"
rounding = "half_up"
[debt.overdue]
{line.overdue.strip()}
"""
    if line.said is not None:
        items = line.claim()
        inside = ", ".join(f'{n} = "{yuan(a)}"' for n, a in items.items() if n != "total")
        out += f'[[debt.claim]]\non = {line.said.on}\ntotal = "{yuan(items["total"])}"\nitems = {{ {inside} }}\nsource = "{SMS}"\n'
    return out + line.tail


def wechat_months(
    seed: int, months: Sequence[tuple[int, str, str]], payer: str, shops: Sequence[str]
) -> list[Trade]:
    """A WeChat Pay bill of whole months of 2026: (month, income, spending); income in three to five parts."""
    dice, rows = Dice(seed), []
    for month, income, spending in months:
        days = 28 if month == 2 else 30  # noqa: PLR2004
        for i, part in enumerate(dice.split(fen(income), 4)):
            day = date(2026, month, 2 + 7 * i)
            rows.append(
                Trade(dice.moment(day), "转账", payer, "转账备注:结算", INCOME, part, "/", "已存入零钱")
            )
        for i, part in enumerate(dice.split(fen(spending), 24)):
            day = date(2026, month, 1 + i * days // 24)
            day = date(2026, month, days) if i == 23 else day  # noqa: PLR2004 - the bill reaches the end of the month
            rows.append(
                Trade(
                    dice.moment(day), "商户消费", dice.pick(shops), "消费", EXPENSE, part, "零钱", "支付成功"
                )
            )
    rows.sort(key=lambda t: t.at)
    return [
        Trade(t.at, t.kind, t.party, t.item, t.flow, t.fen, t.method, t.state, number=f"4200{t.at:%Y%m%d}{i:016d}",
              merchant_number=f"M{t.at:%y%m%d}{i:06d}")
        for i, t in enumerate(rows, 1)
    ]  # fmt: skip
