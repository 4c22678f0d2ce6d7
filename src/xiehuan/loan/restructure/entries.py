"""What a restructuring books: entries that account, component by component, for every fen that differs afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.loan.position import Pays, Position, Revival
from xiehuan.loan.restructure.steps import Step
from xiehuan.loan.terms import Component

Place = tuple[int | None, Component]


class What(StrEnum):
    """What an entry did to a component. The set is closed."""

    WAIVED = "waived"  # given up by the creditor; never counted as paid
    CAPITALISED = "capitalised"  # out of interest, fee or charge and into principal
    MOVED = "moved"  # from one instalment to another
    SET_ASIDE = "set_aside"  # principal that bears no interest, due at the end
    DEFERRED = "deferred"  # interest put off to the end
    INTEREST_BOOKED = "interest_booked"  # interest of later periods, more or less than before
    NOT_CHARGED = "not_charged"  # the fee of a later instalment that no longer comes
    PAID_OFF = "paid_off"  # to be paid today by cash or a new loan
    REVIVED = "revived"  # given up while the plan was kept, owed again


@dataclass(frozen=True, slots=True)
class Entry:
    """So many fen more (or less) of a component of instalment `k`; `k` None is what was put off to the end."""

    on: date
    what: What
    component: Component
    fen: int
    k: int | None = None


@dataclass(frozen=True, slots=True)
class Restructured:
    """What a restructuring made of a position. `before` is its inverse: undoing restores it exactly."""

    before: Position
    after: Position
    entries: tuple[Entry, ...]
    step: Step | tuple[Step, ...]
    revives: tuple[Revival, ...] = ()

    def total(self, what: What, component: Component | None = None) -> int:
        """The fen booked under a kind of entry, of one component or of all."""
        return sum(e.fen for e in self.entries if e.what is what and component in {None, e.component})

    @property
    def waived(self) -> int:
        """Fen given up by the creditor, as a positive number."""
        return -self.total(What.WAIVED)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A rule of conservation that does not hold, and by how many fen."""

    rule: str
    component: Component | None
    k: int | None
    fen: int


_BALANCED = (What.MOVED, What.SET_ASIDE, What.DEFERRED)
_PUT_BY = {Pays.CAPITALISES: What.CAPITALISED, Pays.DEFERS: What.DEFERRED, Pays.WAIVES: What.WAIVED}


def places(position: Position) -> Counter[Place]:
    """Everything still to pay, by instalment and component."""
    found: Counter[Place] = Counter()
    for o in (*position.arrears, *position.future):
        for component, fen in o.parts.items():
            found[o.k, component] += fen
    for component, fen in position.at_the_end.items():
        found[None, component] += fen
    return found


def book(before: Position, after: Position, named: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """The named entries, what holidays put by, and for what is left: interest of later periods, or moved."""
    entries = [*named, *_put_by(before, after)]
    rest = places(after)
    rest.subtract(places(before))
    rest.subtract(_summed(entries))
    for (k, component), fen in sorted(rest.items(), key=_in_order):
        if fen:
            what = What.INTEREST_BOOKED if component is Component.INTEREST else What.MOVED
            entries.append(Entry(before.on, what, component, fen, k))
    return tuple(e for e in entries if e.fen)


def _put_by(before: Position, after: Position) -> list[Entry]:
    change: Counter[tuple[int, date, Pays]] = Counter()
    for sign, rows in ((1, after.future), (-1, before.future)):
        for o in rows:
            change[o.k, o.due, o.pays] += sign * o.put_by
    entries = []
    for (k, due, pays), fen in change.items():
        if not fen or pays not in _PUT_BY:
            continue
        what = _PUT_BY[pays]
        entries.append(Entry(due, what, Component.INTEREST, -fen, k))
        if what is What.CAPITALISED:
            entries.append(Entry(due, what, Component.PRINCIPAL, fen, k))
        elif what is What.DEFERRED:
            entries.append(Entry(due, what, Component.INTEREST, fen, None))
    return entries


def _summed(entries: Iterable[Entry]) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for e in entries:
        found[e.k, e.component] += e.fen
    return found


def _in_order(item: tuple[Place, int]) -> tuple[int, str]:
    (k, component), _ = item
    return (-1 if k is None else k), component.value


def reconcile(done: Restructured) -> tuple[Mismatch, ...]:
    """The rules of conservation that do not hold; none when every fen is accounted for.

    Before + entries = after for every instalment and component; what is moved, set aside or deferred adds up to
    nothing per component; what is capitalised adds up to nothing over the components; only interest is booked; and no
    more principal is lent than the contract lent and restructurings expressly capitalised.
    """
    found = []
    rest = places(done.after)
    rest.subtract(places(done.before))
    rest.subtract(_summed(done.entries))
    found += [Mismatch("before + entries = after", c, k, fen) for (k, c), fen in rest.items() if fen]
    for what in _BALANCED:
        found += [
            Mismatch(f"{what.value} adds up to nothing", c, None, fen)
            for c in Component
            if (fen := done.total(what, c))
        ]
    if fen := done.total(What.CAPITALISED):
        found.append(Mismatch("capitalised adds up to nothing", None, None, fen))
    found += [
        Mismatch("only interest is booked", e.component, e.k, e.fen)
        for e in done.entries
        if e.what is What.INTEREST_BOOKED and e.component is not Component.INTEREST
    ]
    over = done.after.principal - done.after.lent - done.after.capitalised
    if over > max(done.before.principal - done.before.lent - done.before.capitalised, 0):
        found.append(Mismatch("principal within lent and capitalised", Component.PRINCIPAL, None, over))
    return tuple(found)
