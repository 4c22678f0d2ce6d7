"""What is done in a servicing scenario, as events of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiehuan.dates import DayCount, add_months
from xiehuan.loan import Account, Component, LoanTerms, Method, Overdue, Payment, Rate, account
from xiehuan.loan import restructure as restructuring
from xiehuan.loan.ledger.arrears import Band, Pause, arrears, band, instalment_days, pauses
from xiehuan.loan.ledger.event import (
    Charged,
    ChargedBack,
    ChargedOff,
    DelinquencyPaused,
    DelinquencyResumed,
    Disbursed,
    Event,
    Refunded,
    Restructuring,
    Reversed,
    Waived,
    in_force,
)
from xiehuan.loan.ledger.recognition import Recognised, at_closing, at_end_of_day
from xiehuan.loan.position import PastDueKept
from xiehuan.loan.switches import Every, Remainder, Unit
from xiehuan.loan.terms import Ahead, AllocationRule, Scope
from xiehuan.money import Money, Rounding, round_fraction

Step = Mapping[str, Any]
PENALTY, FEE, INTEREST, PRINCIPAL = (
    Component.PENALTY,
    Component.FEE,
    Component.INTEREST,
    Component.PRINCIPAL,
)
LABELS = {
    "MERCHANT_ISSUED_REFUND": "Merchant Issued Refund",
    "GOODWILL_CREDIT": "Goodwill Credit",
    "PAYOUT_REFUND": "Payout Refund",
    "REPAYMENT": "Repayment",
}
RULES = {
    "PENALTIES_FEES_INTEREST_PRINCIPAL_ORDER": AllocationRule(
        (PENALTY, FEE, INTEREST, PRINCIPAL), ahead=Ahead.NEXT_INSTALMENT
    ),
    "DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE": AllocationRule(
        (PENALTY, INTEREST, PRINCIPAL, FEE), ahead=Ahead.NEXT_INSTALMENT
    ),
    "DUE_PENALTY_FEE_INTEREST_PRINCIPAL_IN_ADVANCE_PRINCIPAL_PENALTY_FEE_INTEREST": AllocationRule(
        (PENALTY, FEE, INTEREST, PRINCIPAL),
        ahead=Ahead.NEXT_INSTALMENT,
        in_advance=(PRINCIPAL, PENALTY, FEE, INTEREST),
    ),
    "ADVANCED_PAYMENT_ALLOCATION": AllocationRule(
        (PENALTY, FEE, PRINCIPAL, INTEREST), ahead=Ahead.NEXT_INSTALMENT
    ),
}
# what that system's products agree for kinds of payment other than the default
KINDS = {
    "ADVANCED_PAYMENT_ALLOCATION": {
        "GOODWILL_CREDIT": Ahead.LAST_INSTALMENT,
        "MERCHANT_ISSUED_REFUND": Ahead.REAMORTISE,
    }
}
FUTURE = {
    "NEXT_INSTALLMENT": Ahead.NEXT_INSTALMENT,
    "LAST_INSTALLMENT": Ahead.LAST_INSTALMENT,
    "REAMORTIZATION": Ahead.REAMORTISE,
}
PENALTY_CHARGES = {"LOAN_NSF_FEE"}
BANDS = [
    Band("RANGE_1", 0),
    Band("RANGE_3", 3),
    Band("RANGE_30", 30),
    Band("RANGE_60", 60),
    Band("RANGE_90", 90),
]


def fen(amount: object) -> int:
    """The amount of a row in its hundredths, exactly."""
    return round_fraction(Fraction(Decimal(str(amount))) * 100)


def money(amount: object) -> Money:
    return Money(fen(amount))


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass
class Done:
    """A transaction as that system lists it: its label, and the event behind it."""

    label: str
    event: int
    on: date


@dataclass
class Servicing:
    """One loan as the scenario goes along: terms, events, and what the listing of transactions shows."""

    products: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    today: date = date.min
    product: Mapping[str, Any] = field(default_factory=dict)
    loan: Mapping[str, Any] = field(default_factory=dict)
    future: dict[str, Ahead] = field(default_factory=dict)
    terms: LoanTerms | None = None
    paid_out: bool = False
    events: list[Event] = field(default_factory=list)
    listed: list[Done] = field(default_factory=list)
    charges: list[dict[str, Any]] = field(default_factory=list)
    band: str = "NO_DELINQUENCY"
    band_since: date | None = None
    closed: date | None = None
    recognised: list[Recognised] = field(default_factory=list)
    instalment_bands: dict[str, int] = field(default_factory=dict)

    @property
    def advanced(self) -> bool:
        return self.loan["allocation"] == "ADVANCED_PAYMENT_ALLOCATION"

    @property
    def overdue(self) -> Overdue:
        rule = RULES[self.loan["allocation"]]
        scope = Scope.VERTICAL_PAST_DUE_FIRST if self.loan["product"].endswith("_VERTICAL") else rule.scope
        ahead = self.future.get(self.loan["product"], rule.ahead)
        agreed = replace(rule, scope=scope, ahead=ahead)
        kinds = {k: replace(agreed, ahead=a) for k, a in KINDS.get(self.loan["allocation"], {}).items()}
        return Overdue(
            allocation=rule.order, scope=scope, ahead=ahead, in_advance=rule.in_advance, by_kind=kinds
        )

    def account(self, events: list[Event] | None = None, on: date | None = None) -> Account:
        assert self.terms is not None
        return account(
            self.terms,
            on=on or self.today,
            events=self.events if events is None else events,
            overdue=self.overdue,
        )

    def add(self, event: Event, label: str | None = None) -> int:
        self.events.append(event)
        if label:
            self.listed.append(Done(label, len(self.events) - 1, event.on))
        return len(self.events) - 1

    @property
    def grace_days(self) -> int:
        return int(self.product.get("graceOnArrearsAgeing", 0))

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return pauses([e for _, e in in_force(self.events)])

    def close_day(self) -> None:
        """The end of a day; days not closed since the last one that was are closed first."""
        if not self.paid_out:
            return
        charged = [e for _, e in in_force(self.events) if isinstance(e, Charged)]
        self.recognised += at_end_of_day(charged, self.today - timedelta(days=1), self.recognised)
        day, self.closed = self.today, self.closed or self.today
        while self.closed < day:
            self.closed += timedelta(days=1)
            self.today = self.closed
            self.classify(end_of_day=True)
        self.today = day
        self.classify(end_of_day=True)

    def close_loan(self) -> None:
        """Where nothing is left to pay the lender counts the rest of its income."""
        if new := at_closing(self.account(), self.recognised):
            self.recognised.append(new)

    def classify(self, *, end_of_day: bool) -> None:
        """Give the loan its band anew; while a pause runs the band last given stays."""
        account = self.account()
        late = arrears(account, grace_days=self.grace_days, paused=self.pauses)
        paused = any(p.active(self.today) for p in self.pauses)
        if late.past_due_days and (paused or not (end_of_day or self.band != "NO_DELINQUENCY")):
            return
        found = band(late.delinquent_days, BANDS)
        self.band, self.band_since = (found.name if found else "NO_DELINQUENCY"), late.since
        self.instalment_bands = {}
        for x in account.standings:
            each = band(instalment_days(x, self.today, self.pauses), BANDS) if x.left() else None
            if each:
                self.instalment_bands[each.name] = self.instalment_bands.get(each.name, 0) + x.left()

    def standing(self, done: Done) -> bool:
        """Whether a transaction still counts."""
        return any(i == done.event for i, _ in in_force(self.events))


def unit(servicing: Servicing) -> Money:
    """The unit that instalments are rounded to: whole units where the product says so."""
    multiple = servicing.product.get("installmentAmountInMultiplesOf")
    return Money(100 if multiple == 1 else 1)


def today(s: Servicing, step: Step) -> None:
    s.today = day(step["date"])


def loan(s: Servicing, step: Step) -> None:
    """Before the payout the schedule is shown as if all were paid out on the day planned."""
    s.loan, s.product = step, s.products[step["product"]]
    plan(s, day(step["date"]), money(step["principal"]))


def plan(s: Servicing, on: date, amount: Money) -> None:
    at_once = down_payment(s, amount)
    s.terms = first_terms(s, on, amount - at_once, amount)
    s.events = [Disbursed(on, at_once, at_once)] if at_once else []


def allocation_rule(s: Servicing, step: Step) -> None:
    s.future[step["product"]] = FUTURE[step["future_rule"]]


def approve(s: Servicing, step: Step) -> None:
    """The plan is shown as if all were paid out on the day of approval."""
    plan(s, day(step["date"]), money(step["amount"]))


def end_of_day(s: Servicing, _step: Step) -> None:
    s.close_day()


def down_payment(s: Servicing, amount: Money) -> Money:
    share = s.product.get("disbursedAmountPercentageForDownPayment")
    if not share:
        return Money.ZERO
    u = unit(s).fen
    exact = Fraction(amount.fen) * Fraction(str(share)) / 100 / u
    return Money(round_fraction(exact, Rounding.HALF_EVEN) * u)


def disburse(s: Servicing, step: Step) -> None:
    on, amount = day(step["date"]), money(step["amount"])
    at_once = down_payment(s, amount)
    surplus = Money.ZERO
    if not s.paid_out:
        s.paid_out, s.events = True, []
        s.terms = first_terms(s, on, amount - at_once, amount)
        s.listed.append(Done("Disbursement", -1, on))
        if at_once:
            s.add(Disbursed(on, at_once, at_once))
        for known in s.charges:  # charges agreed before the payout
            known["event"] = s.add(replace(known["charged"], on=max(known["charged"].on, on)))
    else:
        surplus = s.account(on=on).unapplied
        # without advanced allocation the whole schedule is made anew before payments are spread over it
        moved = any(isinstance(e, Restructuring) for e in s.events)
        later = s.advanced or moved or on == s.terms.received_on
        known = None if later else s.terms.received_on
        s.add(Disbursed(on, amount, at_once, known), "Disbursement")
    rest = at_once - surplus
    if s.product.get("enableAutoRepaymentForDownPayment") and rest.fen > 0:
        s.add(Payment(on, rest, kind="DOWN_PAYMENT"), "Down Payment")


def first_terms(s: Servicing, on: date, principal: Money, whole: Money) -> LoanTerms:
    """A flat charge is on the whole sum, its down payment included."""
    l = s.loan  # noqa: E741
    flat = l.get("interest_type") == "FLAT" or s.product.get("interestType") == "FLAT"
    rate = Fraction(str(l["annual_rate_percent"])) / 100
    equal_principal = l.get("amortization") == "EQUAL_PRINCIPAL_PAYMENTS"
    every = Every(l["repay_every"], Unit.MONTH if l["repay_unit"] == "MONTHS" else Unit.DAY)
    months = every.unit is Unit.MONTH
    first_due = add_months(on, every.count) if months else on + timedelta(days=every.count)
    return LoanTerms(
        principal=principal,
        method=Method.FLAT
        if flat and rate
        else Method.EQUAL_PRINCIPAL
        if equal_principal
        else Method.EQUAL_INSTALMENT,
        n=l["n_repayments"],
        first_due=first_due,
        every=every,
        remainder=Remainder.ROUNDED,
        instalment_unit=1 if equal_principal else unit(s).fen,
        payment_rounding=Rounding.DOWN if s.advanced else Rounding.HALF_EVEN,
        interest_only_n=l.get("grace_principal", 0),
        interest_grace_n=max(l.get("interest_free", 0), l.get("grace_interest", 0)),
        day_count=DayCount.ACT_365 if l.get("interest_period") == "DAILY" else DayCount.MONTHLY,
        rate=Rate(rate * whole.fen / principal.fen if flat else rate),
        received=principal,
        received_on=on,
        rounding=Rounding.HALF_EVEN,
    )


def repay(s: Servicing, step: Step) -> None:
    s.add(Payment(day(step["date"]), money(step["amount"])), "Repayment")


def credit(s: Servicing, step: Step) -> None:
    s.add(Payment(day(step["date"]), money(step["amount"]), kind=step["kind"]), LABELS[step["kind"]])


def pay_off(s: Servicing, step: Step) -> None:
    on = day(step["date"])
    left = sum(x.left() for x in s.account(on=on).standings)
    s.add(Payment(on, Money(left)), "Repayment")


def charge(s: Servicing, step: Step) -> None:
    """A charge of a fixed amount or a percentage, for a day of its own or for every instalment."""
    component = PENALTY if step.get("penalty", step["name"] in PENALTY_CHARGES) else FEE
    if "due" in step:
        add_charge(s, step["name"], day(step["due"]), component, charge_amount(s, step))
        return
    for row in [x for x in s.account().standings if not x.extra]:
        share = Fraction(str(step["percent"])) / 100
        amount = round_fraction((row.asked[PRINCIPAL] + row.asked[INTEREST]) * share)
        add_charge(s, step["name"], row.due, component, Money(amount))


def charge_amount(s: Servicing, step: Step) -> Money:
    if "amount" in step:
        return money(step["amount"])
    rows = s.account().standings
    base = sum(
        x.asked[PRINCIPAL] + (x.asked[INTEREST] if "interest" in step["percent_of"] else 0) for x in rows
    )
    return Money(round_fraction(base * Fraction(str(step["percent"])) / 100))


def add_charge(s: Servicing, name: str, due: date, component: Component, amount: Money) -> None:
    charged = Charged(max(min(s.today, due), s.terms.received_on), due, component, amount, name)
    known = {"name": name, "due": due, "penalty": component is PENALTY, "amount": amount, "charged": charged}
    s.charges.append({**known, "event": s.add(charged)})


def undo(s: Servicing, step: Step) -> None:
    """Take back the nth transaction of the day, of its kind where one is named."""
    on, nth = day(step["date"]), int(step.get("nth", 1))
    kind = step.get("kind", "").upper().replace(" ", "_")
    label = LABELS.get(kind, kind.title())
    same = [
        d
        for d in s.listed
        if d.on == on and (label in d.label or not kind) and not d.label.startswith("Credit")
    ]
    alive = [d for d in same if s.standing(d)]
    s.add(
        Reversed(s.today, (same[nth - 1] if len(same) >= nth and same[nth - 1] in alive else alive[-1]).event)
    )


def chargeback(s: Servicing, step: Step) -> None:
    payments = [d for d in s.listed if d.label in {"Repayment", "Down Payment"} and s.standing(d)]
    nth = int(step.get("payment_nr", len(payments)))
    of = payments[min(nth, len(payments)) - 1].event if payments else None
    parts = (PENALTY, FEE, INTEREST) if s.loan["product"].endswith("CREDIT_ALLOCATION") else ()
    s.add(ChargedBack(s.today, money(step["amount"]), of, parts), "Chargeback")


def credit_balance_refund(s: Servicing, step: Step) -> None:
    s.add(Refunded(day(step["date"]), money(step["amount"])), "Credit Balance Refund")


def charge_off(s: Servicing, step: Step) -> None:
    s.add(ChargedOff(day(step["date"])), "Charge-off")


def undo_charge_off(s: Servicing, _step: Step) -> None:
    last = [d for d in s.listed if d.label == "Charge-off" and s.standing(d)][-1]
    s.add(Reversed(s.today, last.event))


def delinquency_pause(s: Servicing, step: Step) -> None:
    s.add(DelinquencyPaused(day(step["start"]), day(step["end"])))


def delinquency_resume(s: Servicing, step: Step) -> None:
    s.add(DelinquencyResumed(day(step["start"])))


def waive_charge(s: Servicing, _step: Step) -> None:
    """The last charge: what is left of it, on its own day where that has come."""
    known = s.charges[-1]
    component = PENALTY if known["penalty"] else FEE
    found = [x for x in s.account().standings if x.left(component) and x.start < known["due"] <= x.due]
    for x in found or s.account().standings[-1:]:
        amount = Money(min(known["amount"].fen, x.left(component)))
        s.add(Waived(min(s.today, known["due"]), component, amount, x.k), "Waive loan charges")


def undo_waive_charge(s: Servicing, _step: Step) -> None:
    last = [d for d in s.listed if d.label == "Waive loan charges" and s.standing(d)][-1]
    s.add(Reversed(s.today, last.event))


def undo_disburse(s: Servicing, _step: Step) -> None:
    """The last payout and its down payment never happened; where it was the only one the loan is as approved."""
    last = max((d for d in s.listed if d.label == "Disbursement"), key=lambda d: d.event)
    if last.event >= 0:
        gone = [d for d in s.listed if d is last or (d.label == "Down Payment" and d.event == last.event + 1)]
        s.listed = [d for d in s.listed if d not in gone]
        for d in gone:
            s.add(Reversed(s.today, d.event))
        return
    s.paid_out, s.listed = False, []
    loan(s, s.loan)
    for known in s.charges:
        known["event"] = s.add(known["charged"])


def agree(s: Servicing, on: date, label: str, *agreed: restructuring.Step) -> None:
    s.add(Restructuring(on, agreed, PastDueKept.STARTS_AGAIN), label)


def re_age(s: Servicing, step: Step) -> None:
    agree(s, s.today, "Re-age", restructuring.ReAge(step["n"], day(step["start"]), step["every"]))


def re_amortise(s: Servicing, _step: Step) -> None:
    agree(s, s.today, "Re-amortize", restructuring.ReAmortise())


def undo_agreed(label: str) -> Callable[[Servicing, Step], None]:
    def undo_it(s: Servicing, _step: Step) -> None:
        last = [d for d in s.listed if d.label == label and s.standing(d)][-1]
        s.add(Reversed(s.today, last.event))

    return undo_it


def reschedule(s: Servicing, step: Step) -> None:
    """From the instalment due on a day: another due date, more instalments, grace or another rate."""
    start = day(step["from"])
    first = next(x for x in s.account().standings if x.due == start and not x.extra)
    rate = Fraction(str(step["new_rate"])) / 100 if "new_rate" in step else None
    asked = restructuring.Reschedule(
        first.k,
        day(step["new_due_date"]) if "new_due_date" in step else start,
        add_n=step.get("extra_terms", 0) + step.get("grace_principal", 0),
        principal_grace_n=step.get("grace_principal", 0),
        rate=Rate(rate) if rate is not None else None,
    )
    s.add(Restructuring(max(day(step["submitted"]), s.terms.received_on), (asked,), PastDueKept.STARTS_AGAIN))


def charge_adjustment(s: Servicing, step: Step) -> None:
    s.add(Payment(s.today, money(step["amount"]), kind="CHARGE_ADJUSTMENT"), "Charge Adjustment")


DONE: dict[str, Callable[[Servicing, Step], None]] = {
    "today": today,
    "loan": loan,
    "allocation_rule": allocation_rule,
    "approve": approve,
    "end_of_day": end_of_day,
    "disburse": disburse,
    "repay": repay,
    "credit": credit,
    "pay_off": pay_off,
    "charge": charge,
    "undo": undo,
    "chargeback": chargeback,
    "credit_balance_refund": credit_balance_refund,
    "charge_off": charge_off,
    "undo_charge_off": undo_charge_off,
    "waive_charge": waive_charge,
    "undo_waive_charge": undo_waive_charge,
    "undo_disburse": undo_disburse,
    "re_age": re_age,
    "undo_re_age": undo_agreed("Re-age"),
    "re_amortise": re_amortise,
    "undo_re_amortise": undo_agreed("Re-amortize"),
    "reschedule": reschedule,
    "charge_adjustment": charge_adjustment,
    "undo_charge_adjustment": undo_agreed("Charge Adjustment"),
    "delinquency_pause": delinquency_pause,
    "delinquency_resume": delinquency_resume,
}
MOVES_MONEY = {
    "re_age",
    "re_amortise",
    "undo_re_age",
    "undo_re_amortise",
    "charge_adjustment",
    "disburse",
    "repay",
    "credit",
    "pay_off",
    "undo",
    "chargeback",
    "credit_balance_refund",
}
