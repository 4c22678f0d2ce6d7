"""Refusals of a restructuring: which step cannot be done, why, and what can be done instead."""

from __future__ import annotations

from xiehuan.errors import LoanError, Text
from xiehuan.money import Money

_ALL: dict[str, tuple[Text, Text]] = {
    "no_future": (
        Text("没有未到期的期次可以调整", "there is no later instalment to change"),
        Text("请先用 re_age 重新分期", "give the loan instalments again with re_age first"),
    ),
    "nothing_to_capitalise": (
        Text("没有可以转入本金的已到期欠款", "nothing that has fallen due can be added to the principal"),
        Text("请去掉这一步，或写明要转入的项目", "leave the step out, or name the components to add"),
    ),
    "nothing_overdue": (
        Text("没有已到期未还的本金或利息", "no principal or interest is overdue"),
        Text("请去掉这一步", "leave the step out"),
    ),
    "nothing_to_undo": (
        Text("这一步之前没有可以撤销的变更", "no change comes before this step that could be undone"),
        Text("请把 undo 放在要撤销的步骤之后", "put undo after the step to take back"),
    ),
    "interest_not_by_balance": (
        Text(
            "这种合同的利息不按剩余本金逐期计算",
            "this contract's interest is not simple interest on the balance",
        ),
        Text(
            "请先把剩余款项改写为等额本息等方式（payoff 后另立合同）",
            "agree a new contract over the payoff amount, such as equal instalments",
        ),
    ),
    "clears_early": (
        Text(
            "按取整单位算出的还款额会提前还清，期数少于约定",
            "payments in whole units clear the loan before its last instalment",
        ),
        Text("请用更小的取整单位或更少的期数", "use a smaller instalment_unit or fewer instalments"),
    ),
    "nothing_revives": (
        Text("方案中没有约定违约后恢复的内容", "the plan names nothing that comes back when it is broken"),
        Text("请核对协议中的违约条款", "check the agreement's clause on breach"),
    ),
    "one_measure": (
        Text("金额和比例（或期数）必须给出且只给一个", "give exactly one of the two measures of the step"),
        Text(
            "请写 amount 或 share；展期写 add_n 或 n_left",
            "write amount or share; for extend add_n or n_left",
        ),
    ),
}


def refuse(code: str) -> LoanError:
    """The refusal of this code, from the closed list."""
    message, way_out = _ALL[code]
    return LoanError(code, message, way_out)


def too_large(code: str, asked: int, most: int) -> LoanError:
    """An amount above what there is: `waiver_too_large`, `forbear_too_large`, `balloon_too_large`, `settle_too_large`."""
    return LoanError(
        code,
        Text(
            f"要求的金额 {Money(asked)} 元超过可用的 {Money(most)} 元",
            f"the amount asked, {Money(asked)}, is more than there is: {Money(most)}",
        ),
        Text(f"请把金额改为不超过 {Money(most)} 元", f"ask for {Money(most)} or less"),
    )


def bad_date(what: Text, rule: Text) -> LoanError:
    """A date that cannot be used: `restructure_date`."""
    return LoanError("restructure_date", what, rule)


def bad_count(asked: int, least: int, most: int) -> LoanError:
    """A number of instalments outside what the plan has: `restructure_count`."""
    return LoanError(
        "restructure_count",
        Text(f"期数 {asked} 应在 {least} 到 {most} 之间", f"{asked} instalments: must be {least} to {most}"),
        Text(
            "请改期数；如期次不够，先用 extend 展期", "change the number; extend first if there are too few"
        ),
    )
