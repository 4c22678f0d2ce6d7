"""How late a loan is: days past due, days delinquent after grace and pauses, and the band they fall into.

Three counts that are often mixed up stay apart. *Past due* runs from the oldest unpaid due date and nothing stops it.
*Delinquent* is past due less the days of grace and the days of a pause that the creditor granted (Apache Fineract
counts so). The *band* is a class by delinquent days; while a pause runs the band last given stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.errors import LoanError, Text
from xiehuan.loan.ledger.account import Account, Standing
from xiehuan.loan.ledger.event import DelinquencyPaused, DelinquencyResumed, Event


@dataclass(frozen=True, slots=True)
class Band:
    """A class of lateness: more than `over` days, up to the next band."""

    name: str
    over: int


@dataclass(frozen=True, slots=True)
class Pause:
    """The counter of delinquent days stands still from `start` to `end`."""

    start: date
    end: date

    def days(self, today: date) -> int:
        """Days of the pause that have passed before `today`."""
        return max((min(self.end, today) - self.start).days, 0)

    def active(self, today: date) -> bool:
        """Whether the counter stands still on this day, both ends counted."""
        return self.start <= today <= self.end


@dataclass(frozen=True, slots=True)
class Arrears:
    """Lateness on a day. `since` is the day the delinquent count began; amounts are what is overdue, all parts, in fen."""

    past_due_days: int
    delinquent_days: int
    since: date | None
    amount: int


def pauses(events: Sequence[Event]) -> tuple[Pause, ...]:
    """The pauses granted, in order; a resume ends the pause it falls into.

    LoanError `pause_overlaps` where two pauses share a day that is not merely their common end and start,
    `pause_backwards` where one ends before it starts, `no_pause` where nothing is paused on the day of a resume.
    """
    found: list[Pause] = []
    for event in events:
        if isinstance(event, DelinquencyPaused):
            found.append(_checked(Pause(event.on, event.until), found))
        elif isinstance(event, DelinquencyResumed):
            i = max((i for i, p in enumerate(found) if p.active(event.on)), default=None)
            if i is None:
                raise LoanError(
                    "no_pause",
                    Text(f"{event.on} 没有正在进行的暂停", f"no pause is running on {event.on}"),
                    Text("请核对恢复日期", "check the day of the resume"),
                )
            found[i] = Pause(found[i].start, event.on)
    return tuple(found)


def _checked(new: Pause, before: Sequence[Pause]) -> Pause:
    if new.end <= new.start:
        raise LoanError(
            "pause_backwards",
            Text(
                f"暂停从 {new.start} 到 {new.end}，应至少一天",
                f"the pause {new.start} to {new.end} has no day",
            ),
            Text("请核对起止日期", "check both dates"),
        )
    if any(new.start < old.end and old.start < new.end for old in before):
        raise LoanError(
            "pause_overlaps",
            Text(
                f"暂停 {new.start} 至 {new.end} 与已有暂停重叠",
                f"the pause {new.start} to {new.end} overlaps another",
            ),
            Text("请先结束前一次暂停，或改日期", "end the earlier pause first, or change the dates"),
        )
    return new


def arrears(account: Account, *, grace_days: int = 0, paused: Sequence[Pause] = ()) -> Arrears:
    """How late the loan is on the account's day. A pause never touches the days past due or what is owed."""
    late = [s for s in account.standings if s.due < account.on and s.left() > 0]
    amount = sum(s.left() for s in late)
    if not late:
        return Arrears(0, 0, None, 0)
    first = min(s.due for s in late)
    past_due = (account.on - first).days
    delinquent = max(past_due - grace_days - sum(p.days(account.on) for p in paused), 0)
    began = date.fromordinal(first.toordinal() + grace_days)
    return Arrears(past_due, delinquent, began if past_due > grace_days else None, amount)


def instalment_days(standing: Standing, today: date, paused: Sequence[Pause] = ()) -> int:
    """Delinquent days of one instalment: grace does not apply to it, and all pauses so far count, as Fineract has it."""
    return max((today - standing.due).days - sum(p.days(today) for p in paused), 0)


def band(days: int, bands: Sequence[Band]) -> Band | None:
    """The band of a number of delinquent days; None where it is below the first."""
    return max((b for b in bands if days > b.over), key=lambda b: b.over, default=None)
