"""Steps on what is owed: waive, capitalise, carry, the restructuring document, set principal aside."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from xiehuan.loan.position import Open, Parts, Position, Revival, added, parts_of
from xiehuan.loan.restructure.entries import Entry, What
from xiehuan.loan.restructure.refusal import refuse, too_large
from xiehuan.loan.restructure.relevel import PAYS_INTEREST, relevel
from xiehuan.loan.restructure.steps import Capitalise, Carry, Condition, Document, Forbear, Reach, Rest, Waive
from xiehuan.loan.terms import Component, Method
from xiehuan.money import Money, round_fraction

Outcome = tuple[Position, list[Entry]]

# the order in which a total is waived; where fee and cost stand is the product's settled reading
WAIVING_ORDER = (
    Component.LATE_FEE,
    Component.PENALTY,
    Component.COMPOUND,
    Component.FEE,
    Component.INTEREST,
    Component.COST,
    Component.PRINCIPAL,
)


def measured(whole: int, amount: Money | None, share: Fraction | None, position: Position) -> int:
    """The fen that an amount or a share of `whole` stands for; exactly one of the two must be given."""
    if (amount is None) == (share is None):
        raise refuse("one_measure")
    part = Fraction(share or 0)
    fen = amount.fen if amount is not None else round_fraction(whole * part, position.terms.rounding)
    if fen < 0:
        raise refuse("one_measure")
    return fen


# waive


def waive(position: Position, step: Waive) -> Outcome:
    """Give up part of one component, or of all in the order of waiving. Errors: `waiver_too_large`, `one_measure`."""
    components = WAIVING_ORDER if step.component is None else (step.component,)
    there = {c: waivable(position, c, step.reach) for c in components}
    whole = sum(there.values())
    asked = measured(whole, step.amount, step.share, position)
    if asked > whole:
        raise too_large("waiver_too_large", asked, whole)
    entries: list[Entry] = []
    for component in components:
        take = min(asked, there[component])
        asked -= take
        position, booked = _waive_one(position, component, take, step.reach)
        entries += booked
        if take and step.condition is Condition.WHILE_KEPT:
            revival = Revival(position.on, component, take)
            position = replace(position, revives=(*position.revives, revival))
    return position, entries


def waivable(position: Position, component: Component, reach: Reach = Reach.OWED) -> int:
    """The most that can be waived of the component, in fen."""
    if component is Component.PRINCIPAL:
        return position.principal
    total = position.overdue.get(component, 0) + sum(_movable(o, component, reach) for o in position.future)
    if component is Component.INTEREST:
        total += position.deferred + (position.running if reach is Reach.TO_COME else 0)
    return total


def _movable(row: Open, component: Component, reach: Reach) -> int:
    """What of a later instalment is owed already and was only moved there; with TO_COME also its fee."""
    if component is Component.FEE and reach is Reach.TO_COME:
        return row.of(component)
    return row.carried.get(component, 0)


def _waive_one(position: Position, component: Component, fen: int, reach: Reach) -> Outcome:
    """Take `fen` off: overdue first, oldest first, then what was put off, then what is still to run."""
    entries: list[Entry] = []
    rows, fen = _take(position.arrears, component, fen, entries, position.on)
    position = replace(position, arrears=tuple(o for o in rows if o.parts))
    if component is Component.PRINCIPAL:
        take = min(fen, position.set_aside)
        entries.append(Entry(position.on, What.WAIVED, component, -take))
        return _waive_undue(replace(position, set_aside=position.set_aside - take), fen - take, entries)
    future = []
    for o in position.future:
        take = min(fen, _movable(o, component, reach))
        entries.append(Entry(position.on, What.WAIVED, component, -take, o.k))
        was_owed = parts_of({**o.carried, component: max(o.carried.get(component, 0) - take, 0)})
        future.append(replace(o.with_part(component, o.of(component) - take), carried=was_owed))
        fen -= take
    position = replace(position, future=tuple(future))
    if component is Component.INTEREST and fen:
        position = _waive_interest(position, fen, entries)
    return position, entries


def _waive_interest(position: Position, fen: int, entries: list[Entry]) -> Position:
    """Interest put off to the end, then interest of the running period (taken off the first instalment)."""
    take = min(fen, position.deferred)
    entries.append(Entry(position.on, What.WAIVED, Component.INTEREST, -take))
    position = replace(position, deferred=position.deferred - take)
    if fen == take:
        return position
    less, first = fen - take, position.future[0]
    position = replace(position, running=position.running - less)
    if first.pays in PAYS_INTEREST:
        entries.append(Entry(position.on, What.WAIVED, Component.INTEREST, -less, first.k))
        first = first.with_part(Component.INTEREST, first.of(Component.INTEREST) - less)
        return replace(position, future=(first, *position.future[1:]))
    return relevel(position, position.bearing)


def _take(
    rows: Iterable[Open], component: Component, fen: int, entries: list[Entry], on: date
) -> tuple[list[Open], int]:
    left = []
    for o in rows:
        take = min(fen, o.of(component))
        entries.append(Entry(on, What.WAIVED, component, -take, o.k))
        left.append(o.with_part(component, o.of(component) - take))
        fen -= take
    return left, fen


def _waive_undue(position: Position, fen: int, entries: list[Entry]) -> Outcome:
    """Principal still to run is waived pro rata: every later balance, and the interest on it, shrinks and none grows."""
    if not fen:
        return position, entries
    entries.append(Entry(position.on, What.WAIVED, Component.PRINCIPAL, -fen, position.future[0].k))
    whole = position.bearing
    kept = Fraction(whole - fen, whole)
    rows, balance, shrunk = [], whole, whole - fen
    for i, o in enumerate(position.future):
        running = position.running if i == 0 else 0
        share = (
            _flat_share(position, fen) if position.terms.method is Method.FLAT else _ratio(shrunk, balance)
        )
        row = _shrunk_interest(o, running, share)
        balance += o.capitalises - o.of(Component.PRINCIPAL)
        left = shrunk + row.capitalises
        if o.of(Component.PRINCIPAL):
            left = min(int(balance * kept), left)
        rows.append(row.with_part(Component.PRINCIPAL, shrunk + row.capitalises - left))
        shrunk = left
    changed = replace(position, future=tuple(rows), balloon=int(position.balloon * kept))
    return _flat_base(changed, -fen), entries


def _flat_share(position: Position, fen: int) -> Fraction:
    base = position.terms.principal.fen
    return _ratio(max(base - fen, 0), base)


def _ratio(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _shrunk_interest(row: Open, running: int, share: Fraction) -> Open:
    """The instalment with so large a share of its interest; what is earned or was moved here stays, fen are cut."""
    if row.pays not in PAYS_INTEREST:
        return replace(row, put_by=running + int((row.put_by - running) * share))
    earned = running + row.carried.get(Component.INTEREST, 0)
    return row.with_part(Component.INTEREST, earned + int((row.of(Component.INTEREST) - earned) * share))


def _flat_base(position: Position, fen: int) -> Position:
    """A flat charge runs on the original principal: what is added to it or taken off changes that base."""
    if position.terms.method is not Method.FLAT:
        return position
    base = Money(max(position.terms.principal.fen + fen, 0))
    return replace(position, terms=replace(position.terms, principal=base))


# capitalise and carry


def capitalise(position: Position, step: Capitalise) -> Outcome:
    """Overdue components become principal, and overdue principal is no longer overdue.

    Errors: `no_future`, `nothing_to_capitalise`.
    """
    if not position.future:
        raise refuse("no_future")
    moved = position.overdue.get(Component.PRINCIPAL, 0)
    chosen = [c for c in step.components if c is not Component.PRINCIPAL]
    running = 0
    if step.reach is Reach.TO_COME and Component.INTEREST in chosen:
        running = position.running
    extra = sum(position.overdue.get(c, 0) for c in chosen) + running
    if moved + extra == 0:
        raise refuse("nothing_to_capitalise")
    first = position.future[0].k
    entries = [_capitalised(position, o.k, c, o.of(c)) for o in position.arrears for c in chosen]
    entries += [
        _capitalised(position, first, Component.INTEREST, running),
        Entry(position.on, What.CAPITALISED, Component.PRINCIPAL, extra, first),
    ]
    left = (without(o, (*chosen, Component.PRINCIPAL)) for o in position.arrears)
    bearing = position.bearing + moved + extra
    position = replace(
        position,
        arrears=tuple(o for o in left if o.parts),
        running=position.running - running,
        capitalised=position.capitalised + extra,
    )
    return relevel(_flat_base(position, extra), bearing), entries


def _capitalised(position: Position, k: int, component: Component, fen: int) -> Entry:
    return Entry(position.on, What.CAPITALISED, component, -fen, k)


def without(row: Open, components: Container[Component]) -> Open:
    """The instalment without these components."""
    return replace(row, parts=parts_of((c, fen) for c, fen in row.parts.items() if c not in components))


def carry(position: Position, step: Carry) -> Outcome:
    """Overdue components are asked for with the next instalment that asks for interest. Errors: `no_future`."""
    carried = {c: position.overdue.get(c, 0) for c in step.components}
    return moved_on(position, carried), moves(position, carried)


def moves(position: Position, carried: Parts) -> list[Entry]:
    """The entries of carrying overdue interest; other components are booked as moved without help."""
    fen = carried.get(Component.INTEREST, 0)
    if not fen:
        return []
    entries = [
        Entry(position.on, What.MOVED, Component.INTEREST, -o.of(Component.INTEREST), o.k)
        for o in position.arrears
    ]
    return [*entries, Entry(position.on, What.MOVED, Component.INTEREST, fen, next_paying(position).k)]


def next_paying(position: Position) -> Open:
    """The next instalment that asks for interest, which is the first to ask for anything in full."""
    for o in position.future:
        if o.pays in PAYS_INTEREST:
            return o
    raise refuse("no_future")


def moved_on(position: Position, carried: Parts) -> Position:
    """The position with these overdue components asked for by the next paying instalment instead."""
    target = next_paying(position)
    left = (without(o, tuple(c for c, fen in carried.items() if fen)) for o in position.arrears)
    future = tuple(receive(o, carried) if o.k == target.k else o for o in position.future)
    return replace(position, arrears=tuple(o for o in left if o.parts), future=future)


def receive(row: Open, carried: Parts) -> Open:
    """The instalment with these amounts added, remembered as owed before."""
    return replace(row, parts=added(row.parts, carried), carried=added(row.carried, carried))


# the document


def document_steps(position: Position, step: Document) -> list[Waive | Capitalise | Carry]:
    """The steps a restructuring document stands for: all waivers, then capitalise, then carry.

    Waivers come first, so a component can never be capitalised that has just been given up.
    """
    found: list[Waive | Capitalise | Carry] = []
    owed = position.overdue
    for component, treatment in step.treatments.items():
        if isinstance(treatment.waive, Money):
            amount = treatment.waive
        else:
            whole = waivable(position, component)
            amount = Money(measured(whole, None, treatment.waive, position))
        if amount:
            found.append(Waive(component, amount=amount, condition=step.condition))
    chosen = tuple(c for c, t in step.treatments.items() if t.rest is Rest.CAPITALISE)
    waived = {w.component: w.amount.fen for w in found if isinstance(w, Waive) and w.amount}
    left = {c: owed.get(c, 0) - waived.get(c, 0) for c in Component}
    if any(left[c] > 0 for c in {*chosen, Component.PRINCIPAL}):
        found.append(Capitalise(chosen))
    carried = tuple(c for c, t in step.treatments.items() if t.rest is Rest.CARRY and left[c] > 0)
    if carried:
        found.append(Carry(carried))
    return found


# principal forbearance


def forbear(position: Position, step: Forbear) -> Outcome:
    """Principal that bears no interest from today and falls due with the last instalment.

    Errors: `no_future`, `forbear_too_large`, `one_measure`.
    """
    if not position.future:
        raise refuse("no_future")
    fen = measured(position.principal, step.amount, step.share, position)
    if fen > position.bearing:
        raise too_large("forbear_too_large", fen, position.bearing)
    first = position.future[0].k
    entries = [
        Entry(position.on, What.SET_ASIDE, Component.PRINCIPAL, -fen, first),
        Entry(position.on, What.SET_ASIDE, Component.PRINCIPAL, fen),
    ]
    bearing = position.bearing - fen
    position = replace(position, set_aside=position.set_aside + fen, balloon=min(position.balloon, bearing))
    return relevel(_flat_base(position, -fen), bearing), entries
