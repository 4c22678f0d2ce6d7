"""A counter-offer as a person heard or read it: what is missing in it, what contradicts itself, and what it asks month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.plan import PlanPayment

MOST_MONTHS = 600


class Pressure(StrEnum):
    """What may come with an offer and rules out any answer on the spot."""

    HOURS = "hours"
    CONTACTS = "contacts"
    CODES = "codes"
    BORROW = "borrow"
    FEE = "fee"


PRESSURE = {
    Pressure.HOURS: Text(
        "限几小时内答复：请对方留工单号，说明天17点前答复",
        "a deadline of hours: ask for a ticket, answer tomorrow by 17:00",
    ),
    Pressure.CONTACTS: Text("要别人的联系方式：不给", "names or numbers of other people: none are given"),
    Pressure.CODES: Text("要验证码或密码：不给，马上挂断", "codes or passwords: none are given, hang up"),
    Pressure.BORROW: Text("叫您去别处借来还：不借", "told to borrow elsewhere: do not"),
    Pressure.FEE: Text(
        "先交一笔钱才办：不交，这多半是骗局", "a fee up front: do not pay, this is most likely a fraud"
    ),
}


@dataclass(frozen=True, slots=True)
class CounterOffer:
    """What was said; None is "not said". `yes`: the desk said yes to what was asked. `last` is the last payment where it differs."""

    n: int | None = None
    monthly: Money | None = None
    first: date | None = None
    last: Money | None = None
    down: Money | None = None
    waived: Money | None = None
    total: Money | None = None
    yes: bool = False
    pressure: tuple[Pressure, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The terms without which no month can be checked, by key."""
        named = {"n": self.n, "monthly": self.monthly, "first": self.first}
        return tuple(k for k, v in named.items() if v is None)

    @property
    def plain_yes(self) -> bool:
        """Whether it is a yes that names no term; one that names any is read as a counter-offer."""
        named = (self.n, self.monthly, self.first, self.last, self.down, self.waived, self.total)
        return self.yes and all(term is None for term in named)

    @property
    def terms(self) -> tuple[int | None, Money | None, date | None, Money | None, Money, Money]:
        """What makes it the same offer when it is heard again."""
        return self.n, self.monthly, self.first, self.last, self.down or Money.ZERO, self.waived or Money.ZERO

    def payments(self) -> tuple[PlanPayment, ...]:
        """Each month's payment, the down payment apart. Raises ValueError while terms are missing."""
        if self.n is None or self.monthly is None or self.first is None:
            msg = f"terms are missing: {', '.join(self.missing)}"
            raise ValueError(msg)
        amounts = [self.monthly] * (self.n - 1) + [self.monthly if self.last is None else self.last]
        return tuple(PlanPayment(add_months(self.first, k, self.first.day), a) for k, a in enumerate(amounts))

    def contradictions(self, on: date, balance: Money) -> Iterator[Text]:
        """What does not go together; asked back, never guessed. `balance` is what there is to settle by our figures."""
        if self.missing:
            return
        paid = Money.total(p.amount for p in self.payments()) + (self.down or Money.ZERO)
        if self.total is not None and paid != self.total:
            yield Text(
                f"各期相加是{paid}元，对方说一共{self.total}元",
                f"the payments come to {paid}, the total said is {self.total}",
            )
        if self.first is not None and self.first <= on:
            yield Text(
                f"首期{self.first}不在今天之后", f"the first payment on {self.first} is not after today"
            )
        if self.waived is not None and paid < balance - self.waived:
            yield Text(
                f"减免{self.waived}元后还剩{balance - self.waived}元，各期相加只有{paid}元，余下的怎么算没说",
                f"{balance - self.waived} is left after waiving {self.waived}, the payments come to {paid}: the rest is not explained",
            )
