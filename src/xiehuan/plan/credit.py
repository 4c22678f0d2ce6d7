"""What a plan does to the credit record: known with its source, a question to ask, or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.loan.debt import Debt, LenderKind


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """`word` is known, ask or unknown; `source` names where a known effect is written."""

    word: str
    why: Text
    source: str | None = None


ASK = CreditRecord(
    "ask",
    Text(
        "方案怎么报送各家不同，谈的时候要问，并写进约定；已经产生的逾期记录不会因为方案消失",
        "how a plan is reported differs by lender: ask and have it written; arrears already on record stay",
    ),
)
UNKNOWN = CreditRecord(
    "unknown",
    Text(
        "出借人性质不清楚，会不会报送也不清楚", "the kind of lender is unknown, and so is whether it reports"
    ),
)
NOT_REPORTED = CreditRecord(
    "known: an unlicensed private lender cannot report",
    Text(
        "私人借款不接入征信系统；打官司败诉不履行会有执行记录",
        "a private lender is not connected to the credit system; an unpaid judgment leaves an enforcement record",
    ),
    "征信业管理条例第二条、第十五条（据此推断，报送方是依法接入的机构）",
)
KEPT = CreditRecord(
    "known: paid on time, nothing adverse is added",
    Text("按合同还，不会新增不良信息", "paid by the contract, nothing adverse is added"),
    "征信业管理条例第十五条、第十六条",
)
_FIVE_YEARS = Text(
    "已产生的不良信息从还清（不良行为终止）之日起保存5年；方案期间怎么报送要问",
    "what is adverse stays for five years from the end of the default; how the plan itself is reported: ask",
)
ENDED = CreditRecord("ask", _FIVE_YEARS, "征信业管理条例第十六条")


def record_of(debt: Debt, *, overdue: bool, kept: bool) -> CreditRecord:
    """The effect of a plan on this debt. Only what a regulation says is called known."""
    if kept and not overdue:
        return KEPT
    if debt.lender_kind is LenderKind.PRIVATE:
        return NOT_REPORTED
    if debt.lender_kind is LenderKind.UNKNOWN:
        return UNKNOWN
    return ENDED if overdue else ASK
