"""The next things to do, the most urgent first: each with a day and a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.phrases import PAPERS
from xiehuan.errors import Text
from xiehuan.law import Limitation, Sum
from xiehuan.law.deadlines import Deadline
from xiehuan.law.starts import Running
from xiehuan.loan import AutoDebit
from xiehuan.money import Money

BEFORE_DUE = timedelta(days=3)
SOON = timedelta(days=45)
PAPERS_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do about one debt (or the whole case), by a day, and why."""

    what: Text
    debt: str | None
    by: date
    why: Text
    rank: int = 5
    saves: int = 0  # fen a day that doing it stops

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {
            "what": self.what.zh,
            "what_en": self.what.en,
            "debt": self.debt,
            "by": self.by.isoformat(),
            "why": self.why.zh,
            "why_en": self.why.en,
        }


def next_actions(state: Assessment) -> list[Action]:
    """All actions in the order to do them: by day, then by weight."""
    found = [a for view in state.debts for a in _for_debt(view, state)]
    found += _for_case(state)
    found += _periods(state)
    return sorted(found, key=lambda a: (a.by, a.rank, -a.saves, a.debt or ""))


def _for_debt(view: DebtView, state: Assessment) -> Iterator[Action]:
    on = state.on
    if view.silent and view.limitation:
        yield _stop(view, view.limitation, on)
        return
    if view.balance.total == Money.ZERO:
        return
    if view.creditor.ask_first:
        yield _ask_for_notice(view, on)
    if not (view.creditor.ask_first and view.creditor.pays_elsewhere):
        yield from _contact(view, on)
    yield from _account(view, on)


def _stop(view: DebtView, clock: Limitation, on: date) -> Action:
    """The stop before a debt that may be time-barred, and how a choice to go on is recorded."""
    debt, warning = view.debt, clock.warning(view.debt)
    record = f"time_barred_choice = {{ go_on = true, on = {on} }}"
    return Action(
        Text(
            f"先别联系「{debt.short_name}」，先问法律援助；想好了仍要联系，在 debts.toml 写 {record}",
            f"do not contact “{debt.short_name}” yet; ask legal aid first; to go on anyway write {record} in debts.toml",
        ),
        debt.id,
        on,
        Text(warning.zh.removesuffix("。"), warning.en.removesuffix(".")),
        0,
    )


def _ask_for_notice(view: DebtView, on: date) -> Action:
    """Somebody new and no notice on record: ask for it, pay nothing to the new payee before."""
    name, creditor = view.debt.short_name, view.creditor
    return Action(
        Text(
            f"「{name}」换了人来要：先要书面通知，见到之前不付给新的收款人",
            f"somebody new asks for “{name}”: ask for the written notice and pay no new payee before",
        ),
        view.debt.id,
        on,
        Text(f"{creditor.says.zh}；{creditor.needs.zh}", f"{creditor.says.en}; {creditor.needs.en}"),
        0,
    )


def _periods(state: Assessment) -> Iterator[Action]:
    """What to do about each period that runs: act by its last day, or ask when the other side's is over."""
    for item in state.running:
        if item.start.done_on and item.start.done_on <= state.on:
            continue
        end = item.next_end(state.on)
        if end is None and item.ends:
            yield _over(item, state.on)
        elif end is not None:
            yield _runs(item, end)


def _runs(item: Running, end: Deadline) -> Action:
    doubt = (
        Text("；那一年的放假安排还没公布，日子可能变", "; the days off of that year are not announced")
        if end.provisional
        else Text("", "")
    )
    counted = Text(
        f"{item.start.on}起算{end.days}天，依据{end.citation}{doubt.zh}",
        f"{end.days} days from {item.start.on}, {end.citation}{doubt.en}",
    )
    if item.ours:
        return Action(Text(item.name.zh, f"file: {item.name.en}"), item.start.debt, end.last, counted, 0)
    return Action(
        Text(f"看有没有收到：{item.name.zh}", f"see whether it came: {item.name.en}"),
        item.start.debt,
        end.latest,
        counted,
        4,
    )


def _over(item: Running, on: date) -> Action:
    last = item.ends[-1]
    end = last.last if item.ours else last.latest
    if item.ours:
        what = Text(
            f"{item.name.zh}的期限已过，马上问法律援助（12348）",
            f"the period is over ({item.name.en}): ask legal aid at once",
        )
    else:
        what = Text(
            f"{item.name.zh}到期没收到：写信追问，并留记录",
            f"no {item.name.en} came: ask in writing and keep a record",
        )
    why = Text(
        f"{item.start.on}起算，{end}届满；答复了就在 case.toml 写 done_on",
        f"counted from {item.start.on}, over on {end}; when it is done write done_on in case.toml",
    )
    return Action(what, item.start.debt, on, why, 1)


def _contact(view: DebtView, on: date) -> Iterator[Action]:
    debt, owed, name = view.debt, view.owed, view.debt.short_name
    kept = view.chosen is not None and view.chosen.kept
    if debt.refused_on and debt.refused_on <= on:
        yield _after_refusal(view, on)
        return
    if owed.days_past_due and not kept:
        waiting = f"，每等一天多{owed.per_day}元" if owed.per_day else ""
        waiting_en = f", each day adds {owed.per_day}" if owed.per_day else ""
        yield Action(
            Text(f"给「{name}」打电话，提交还款安排申请", f"call “{name}” and hand in the application"),
            debt.id,
            on,
            Text(
                f"已过还款日{owed.days_past_due}天{waiting}",
                f"{owed.days_past_due} days past due{waiting_en}",
            ),
            1,
            owed.per_day.fen if owed.per_day else 0,
        )
    elif not kept and owed.next_due and owed.next_due - on <= SOON:
        yield Action(
            Text(f"在到期前联系「{name}」，说明还不上", f"contact “{name}” before the due date"),
            debt.id,
            max(on, owed.next_due - BEFORE_DUE),
            Text(
                f"{owed.next_due}到期，到期前联系余地最大",
                f"due on {owed.next_due}; there is most room before it",
            ),
            2,
        )


def _after_refusal(view: DebtView, on: date) -> Action:
    """The creditor has refused everything: ask for reasons in writing, then complain or mediate; keep its share aside."""
    name, day = view.debt.short_name, view.debt.refused_on
    return Action(
        Text(
            f"「{name}」拒绝了全部方案：要书面的拒绝理由，再走投诉或调解",
            f"“{name}” refused every plan: ask for the reasons in writing, then complain or ask for mediation",
        ),
        view.debt.id,
        on,
        Text(
            f"{day}拒绝；它那份钱先单独留着，别家的方案照常",
            f"refused on {day}; its share stays aside and the other plans go on",
        ),
        1,
    )


def _account(view: DebtView, on: date) -> Iterator[Action]:
    debt, name = view.debt, view.debt.short_name
    if debt.auto_debit is not AutoDebit.NONE:
        yield Action(
            Text(
                f"查「{name}」的自动扣款，请对方书面暂停",
                f"check automatic debits of “{name}” and have them paused",
            ),
            debt.id,
            on,
            Text("扣款会打乱方案，也可能扣走生活费", "a debit can upset the plan and take living money"),
            3,
        )
    if debt.rough:
        yield Action(
            Text(f"向「{name}」要合同和逐笔明细", f"ask “{name}” for the contract and an itemised statement"),
            debt.id,
            on + PAPERS_WITHIN,
            Text("没有合同就没法核对金额", "without the contract the figure cannot be checked"),
            4,
        )
    asked = [s for s in Sum if view.audit.total(s)]
    if asked:
        yield Action(
            Text(f"把「{name}」的对账函发出去", f"send the account query to “{name}”"),
            debt.id,
            on + PAPERS_WITHIN,
            Text(
                "有对不上的金额，三类分开问，不相加",
                "some sums do not match; the three kinds are asked apart",
            ),
            4,
        )


def _for_case(state: Assessment) -> Iterator[Action]:
    hardship = state.case.household.hardship
    if state.budget is None:
        yield Action(
            Text("填收入和支出（case.toml）", "write down income and spending (case.toml)"),
            None,
            state.on,
            Text("没有收支表就不知道每月能还多少", "without it nobody knows what can be paid"),
            1,
        )
    if hardship is not None:
        papers = PAPERS[hardship.cause]
        yield Action(
            Text(
                "准备材料：" + "；".join(p.zh for p in papers),
                "collect papers: " + "; ".join(p.en for p in papers),
            ),
            None,
            state.on + PAPERS_WITHIN,
            Text(
                "申请通常要附这些；没有的如实说明，不要补造",
                "usually asked for; say so where one is missing, never make one up",
            ),
            4,
        )
