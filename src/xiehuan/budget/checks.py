"""What does not add up in a household's figures: each its own finding; nothing is corrected or left out for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xiehuan.budget.affordable import Budget
from xiehuan.budget.household import Household, Income, Spending
from xiehuan.budget.living import Minimum
from xiehuan.errors import Finding, Text, Where
from xiehuan.money import Money

FILE = "case.toml"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A line that stands more than once with the same name and amount."""

    name: str
    amount: Money
    times: int
    is_income: bool


def repeated(household: Household) -> tuple[Repeated, ...]:
    """The incomes and spendings that stand more than once."""
    return (*_twice(household.incomes, is_income=True), *_twice(household.spendings, is_income=False))


def checks(budget: Budget, least: Minimum, on: date) -> tuple[Finding, ...]:
    """Every finding about the figures, in the order of the form."""
    return tuple(_findings(budget, least, on))


def _twice(lines: Iterable[Income] | Iterable[Spending], *, is_income: bool) -> Iterator[Repeated]:
    counts = Counter((line.name, line.amount) for line in lines)
    return (Repeated(name, amount, n, is_income) for (name, amount), n in counts.items() if n > 1)


def _findings(budget: Budget, least: Minimum, on: date) -> Iterator[Finding]:
    yield from (_repeated(r) for r in repeated(budget.household))
    yield from (_ended(i, i.until, on) for i in budget.household.incomes if i.until and i.until < on)
    yield from _sums(budget)
    yield from _living(budget, least)


def _finding(code: str, table: str, message: Text, way_out: Text) -> Finding:
    return Finding(code, Where(FILE, table), message, way_out)


def _repeated(line: Repeated) -> Finding:
    what, what_en = ("收入", "income") if line.is_income else ("支出", "spending")
    return _finding(
        "income_twice" if line.is_income else "spending_twice",
        f"{what_en} {line.name}",
        Text(
            f"{what}「{line.name}」每月{line.amount.grouped()}元写了{line.times}次，现在按{line.times}笔算",
            f"the {what_en} “{line.name}” of {line.amount.grouped()} a month stands {line.times} times and is counted {line.times} times",
        ),
        Text(
            "是同一笔就删到只剩一笔；真是几笔，就用名字分开，例如写上单位",
            "if it is one, keep one; if they are several, tell them apart by name, such as the employer",
        ),
    )


def _ended(income: Income, until: date, on: date) -> Finding:
    days = (on - until).days
    return _finding(
        "income_ended",
        f"income {income.name}",
        Text(
            f"「{income.name}」到{until}为止，已经过了{days}天，没有算进收入",
            f"“{income.name}” ended on {until}, {days} days ago, and is not counted",
        ),
        Text(
            "续上了就改 until 并附证明；没续上就留着，让对方看到收入少了哪一笔",
            "if it was extended change until and attach the proof; if not, leave it: it shows which income is gone",
        ),
    )


def _sums(b: Budget) -> Iterator[Finding]:
    if not b.income:
        yield _finding(
            "no_income",
            "income",
            Text("没有一笔算得进去的收入", "there is no income that counts"),
            Text(
                "现在有的收入都写上；真的没有，就照实提交，先请求暂缓",
                "write every income there is; if there is none, say so and ask for a pause first",
            ),
        )
    if not b.spending:
        yield _finding(
            "no_spending",
            "spending",
            Text("支出合计是0元，没有人生活不花钱", "spending is nil; nobody lives on nothing"),
            Text(
                "吃、住、水电、看病都写上；别人替你付的，在 note 里写明",
                "write food, housing, utilities and medicine; if somebody else pays, say so in a note",
            ),
        )
    if b.surplus < Money.ZERO:
        yield _finding(
            "spending_above_income",
            "spending",
            Text(
                f"支出比收入多{(-b.surplus).grouped()}元（收入{b.income.grouped()}，支出{b.spending.grouped()}）",
                f"spending is {(-b.surplus).grouped()} above income ({b.spending.grouped()} of {b.income.grouped()})",
            ),
            Text(
                "先核对有没有漏写的收入、写大的支出；数是真的，就只能先请求暂缓，不能答应月供",
                "check for income left out or spending too high; if it is true, ask for a pause and promise no payment",
            ),
        )
    elif not b.affordable:
        yield _finding(
            "nothing_affordable",
            "income",
            Text(
                f"结余{b.surplus.grouped()}元，留出备用后不到10元，每月可还的数是0",
                f"{b.surplus.grouped()} is left; less the reserve that is under 10 yuan, so nothing can be paid",
            ),
            Text(
                "先请求暂缓并约定复查的日子；收入变了再算",
                "ask for a pause with a day to look again; compute again when income changes",
            ),
        )


def _living(b: Budget, least: Minimum) -> Iterator[Finding]:
    left = b.income - b.affordable
    if least.amount is not None and left < least.amount:
        yield _finding(
            "below_protected",
            "spending",
            Text(
                f"付了每月可还的数，只剩{left.grouped()}元生活，低于要保留的{least.amount.grouped()}元（{least.why.zh}）",
                f"after the payment {left.grouped()} is left to live on, below the {least.amount.grouped()} that stay ({least.why.en})",
            ),
            Text(
                "多半是支出漏写了：把吃、住、看病补全再算一次",
                "most likely spending is missing: complete food, housing and medicine and compute again",
            ),
        )
