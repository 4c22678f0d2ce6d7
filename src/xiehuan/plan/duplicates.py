"""Debts that may be one debt from two sources, such as a contract and a bill: said, never merged silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from xiehuan.errors import Text
from xiehuan.plan.balance import Balance


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two debts that look like one, and why."""

    first: str
    second: str
    text: Text

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {"debts": [self.first, self.second], "text": self.text.zh, "text_en": self.text.en}


def duplicates(balances: Sequence[Balance]) -> tuple[Duplicate, ...]:
    """Pairs with one contract number, or with one lender or platform and one balance or principal."""
    found = []
    for a, b in combinations(balances, 2):
        why = _why(a, b)
        if why is not None:
            found.append(Duplicate(a.debt.id, b.debt.id, _said(a, b, why)))
    return tuple(found)


def _why(a: Balance, b: Balance) -> Text | None:
    one, two = a.debt, b.debt
    if one.contract_no and one.contract_no == two.contract_no:
        return Text(f"合同编号都是{one.contract_no}", f"both have the contract number {one.contract_no}")
    names = {one.lender, one.platform} & {two.lender, two.platform} - {None}
    if names and not (one.contract_no and two.contract_no) and one.rough != two.rough:
        name = min(str(n) for n in names)
        return Text(
            f"都是「{name}」，一笔有合同、一笔只有账单金额",
            f"both are “{name}”, one by contract and one by a bill",
        )
    if names and a.total == b.total and a.total.fen > 0:
        return Text(f"同一家、同样是{a.total}元", f"one creditor and the same {a.total}")
    return None


def _said(a: Balance, b: Balance, why: Text) -> Text:
    return Text(
        f"「{a.debt.id}」和「{b.debt.id}」可能是同一笔（{why.zh}）：现在两笔都算了。是同一笔就在 debts.toml 删掉一笔，"
        "把账单金额写进另一笔的 claim；不是就写上各自的 contract_no",
        f"“{a.debt.id}” and “{b.debt.id}” may be one debt ({why.en}): both are counted. If it is one, delete one in debts.toml "
        "and write the bill's figure as a claim of the other; if not, give each its contract_no",
    )
