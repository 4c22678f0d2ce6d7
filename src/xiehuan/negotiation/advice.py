"""What to ask a creditor for, and what to answer to a counter-offer: the base agent (MiCRO) on the plans of the case.

Opening, aim and floor state one ability, that of the income and spending statement; they differ in what is waived, the
rate and so the months. A step down is made for each new counter-offer, never otherwise. Priors about desks are invented, so no
belief is used here: the benchmark says where it loses to the base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.dates import month_of
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.negotiation.counter_offer import PRESSURE, CounterOffer
from xiehuan.plan import Kind, Option, PlanPayment, Role
from xiehuan.plan.months import Capacity, payments_by_month


class Answer(StrEnum):
    """What to answer."""

    ASK = "ask"  # open with this
    KEEP = "keep"  # contract or agreement holds: nothing is asked for
    TAKE = "take_in_writing"  # say yes to this, and nothing is paid before it is written
    COUNTER = "counter"
    ASK_BACK = "ask_back"  # terms are missing or contradict each other
    NOT_NOW = "not_now"  # pressure: nothing is agreed in this talk
    NO_SAFE_DEAL = "no_safe_deal"


@dataclass(frozen=True, slots=True)
class Step:
    """An answer, the plan it names (None where it names none), why, and whether what was heard is safe (None: not known)."""

    answer: Answer
    option: Option | None
    reasons: tuple[Text, ...]
    heard_safe: bool | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of the decision card: if the desk says this, do that."""

    said: Text
    do: Text


@dataclass(frozen=True, slots=True)
class Advice:
    """Opening, aim and floor by role, the stated ability of a month, the next step, and the decision card.

    The floor is for the household alone: it never goes into a letter.
    """

    roles: Mapping[Role, Option]
    ability: Money | None
    step: Step
    card: tuple[Branch, ...]


def advise(
    options: Sequence[Option],
    free: Capacity,
    on: date,
    heard: Sequence[CounterOffer] = (),
    cash: Money | None = None,
    doubts: Sequence[Text] = (),
) -> Advice:
    """The advice after what was heard so far, oldest first.

    `free` is what each month carries beside the plans of all other creditors, `cash` what may be paid down at once (None:
    nothing). Options stand best first, as the plan builds them. While there are `doubts` (an automatic debit that may run beside
    a plan, a new payee without notice) nothing is taken: they are cleared first.
    """
    ladder = [o for o in options if o.fits and not (o.kept or o.beside or Kind.HOLDING in o.kinds)]
    roles = {o.role: o for o in ladder if o.role is not None}
    ability = (ladder[0].ability or ladder[0].payments[0].amount) if ladder else None
    step = _step(ladder, options, free, on, heard, cash)
    if step.answer is Answer.TAKE and doubts:
        step = Step(Answer.ASK_BACK, None, tuple(doubts), heard_safe=None)
    return Advice(roles, ability, step, CARD)


def _step(
    ladder: Sequence[Option],
    options: Sequence[Option],
    free: Capacity,
    on: date,
    heard: Sequence[CounterOffer],
    cash: Money | None,
) -> Step:
    if not heard:
        return _opening(ladder, options)
    latest = heard[-1]
    if latest.pressure:
        return Step(Answer.NOT_NOW, None, tuple(PRESSURE[p] for p in latest.pressure))
    if latest.plain_yes and ladder:
        asked = ladder[min(_conceded(heard[:-1]), len(ladder) - 1)]
        return Step(Answer.TAKE, asked, (READ_BACK,), heard_safe=True)
    balance = options[0].balance if options else Money.ZERO
    doubts = (*map(_missing, latest.missing), *latest.contradictions(on, balance))
    if doubts:
        return Step(Answer.ASK_BACK, None, doubts)
    return _answer(ladder, latest, _faults(latest, free, cash), _conceded(heard))


def _opening(ladder: Sequence[Option], options: Sequence[Option]) -> Step:
    if ladder:
        return Step(Answer.ASK, ladder[0], ladder[0].reasons)
    kept = next((o for o in options if o.kept), None)
    if kept is not None:
        return Step(Answer.KEEP, kept, kept.reasons)
    holding = next((o for o in options if Kind.HOLDING in o.kinds), None)
    return Step(Answer.NO_SAFE_DEAL, holding, holding.reasons if holding else (NOTHING,))


def _conceded(heard: Sequence[CounterOffer]) -> int:
    """Steps down: one for each counter-offer with terms that was not heard before."""
    return len({o.terms for o in heard if not o.missing and not o.pressure})


def _answer(ladder: Sequence[Option], latest: CounterOffer, faults: tuple[Text, ...], conceded: int) -> Step:
    """Take what is safe and no dearer than what would be asked next; else ask for that."""
    if not ladder:
        if faults:
            return Step(Answer.NO_SAFE_DEAL, None, faults, heard_safe=False)
        return Step(Answer.TAKE, None, (READ_BACK,), heard_safe=True)
    following = ladder[min(conceded, len(ladder) - 1)]
    if faults:
        return Step(Answer.COUNTER, following, faults, heard_safe=False)
    theirs = _paid(latest)
    if theirs <= following.total or conceded >= len(ladder):
        return Step(Answer.TAKE, None, (READ_BACK,), heard_safe=True)
    dearer = Text(
        f"每月还得起，但一共{theirs}元，比下一步要提的{following.total}元多；先提，不行还可以回来接受",
        f"it can be paid, but comes to {theirs} against {following.total} of the next ask; ask first, this one can still be taken",
    )
    return Step(Answer.COUNTER, following, (dearer,), heard_safe=True)


def _paid(offer: CounterOffer) -> Money:
    return Money.total(p.amount for p in offer.payments()) + (offer.down or Money.ZERO)


def _faults(offer: CounterOffer, free: Capacity, cash: Money | None) -> tuple[Text, ...]:
    """Why it cannot be agreed to: months it does not leave enough for, with the other creditors' plans kept, or cash."""
    found = []
    down = offer.down or Money.ZERO
    if down > (cash or Money.ZERO):
        found.append(
            Text(
                f"首付{down}元，手头能动的只有{cash or Money.ZERO}元",
                f"{down} down of {cash or Money.ZERO} at hand",
            )
        )
    over = _over(offer.payments(), free)
    if over:
        (year, month), (amount, most) = next(iter(over.items()))
        found.append(
            Text(
                f"{year}-{month:02d}要{amount}元，连同其他各家已定的只还得起{most}元；共{len(over)}个月超出",
                f"{year}-{month:02d} takes {amount} of {most} beside the plans of the others; {len(over)} months are over",
            )
        )
    return tuple(found)


def _over(payments: Sequence[PlanPayment], free: Capacity) -> dict[tuple[int, int], tuple[Money, Money]]:
    months = sorted(payments_by_month(payments).items())
    return {m: (a, free(*m)) for m, a in months if a > free(*m)}


def free_beside(capacity: Capacity, others: Sequence[Option]) -> Capacity:
    """What each month carries once the plans of the other creditors are kept."""
    taken: dict[tuple[int, int], Money] = {}
    for p in (p for o in others for p in o.payments):
        taken[month_of(p.on)] = taken.get(month_of(p.on), Money.ZERO) + p.amount
    return lambda y, m: max(capacity(y, m) - taken.get((y, m), Money.ZERO), Money.ZERO)


def _missing(key: str) -> Text:
    zh, en = {
        "n": ("一共几期", "how many instalments"),
        "monthly": ("每期多少钱", "how much each month"),
        "first": ("第一期哪天还", "the day of the first payment"),
    }[key]
    return Text(f"没说清：{zh}（{key}）。问清楚再答复", f"not said: {en} ({key}); ask before answering")


READ_BACK = Text(
    "可以答应，但先逐项复述：期数、每期、日子、首期、减免、利率、征信、停止外包催收；拿到文字再还第一期",
    "it may be agreed to: read back months, amount, day, first date, waived sum, rate, record, collection; pay after the text is kept",
)
NOTHING = Text("这一家现在没有可以提的方案", "there is no plan to propose to this creditor now")
CARD = (
    Branch(Text("没权限／系统不支持", "no authority, the system does not support it"),
           Text("不让步；请转给有权限的同事，登记并给书面答复日期", "no concession: ask for a colleague with authority, a ticket and a day")),
    Branch(Text("还一个新条件", "a new counter-offer"),
           Text("用 --offer 记下再答复；每个新条件最多让一步", "write it down (--offer) and answer; at most one step for each new one")),
    Branch(Text("重复原来的条件", "the same counter-offer again"),
           Text("不再让步，重复现在的方案和理由", "no further step: repeat the present proposal and its reason")),
    Branch(Text("同意", "yes"), Text("逐项复述，要文字；文字不同就当作新条件", "read back, ask for the text; a text that differs is a new offer")),
    Branch(Text("限时、要验证码、要联系人、叫去借钱", "hours, codes, contacts, borrow elsewhere"),
           Text("这通电话什么都不答应", "agree to nothing in this talk")),
    Branch(Text("先还一笔再谈", "pay something first, then we talk"),
           Text("不付；先问这笔钱先抵什么、方案何时给文字", "do not pay: ask what it would be booked to and when the plan is written")),
    Branch(Text("没有答复", "no answer"), Text("两天后催一次，再转书面渠道", "remind once after two days, then write")),
)  # fmt: skip
