"""What a contract promises: due dates and periods, the split of each instalment, and the schedule that puts them together.

`build` is the public face; `periods` has the dates, `amortise` the split by method and switch, `replan` what a loan looks
like when money or rate change on the way.
"""

from xiehuan.loan.schedule.build import Instalment, Schedule, build_schedule, with_tenure
from xiehuan.loan.schedule.equal_payment import level_payment
from xiehuan.loan.schedule.periods import MAX_TERMS, due_dates, period_fraction

__all__ = [
    "MAX_TERMS",
    "Instalment",
    "Schedule",
    "build_schedule",
    "due_dates",
    "level_payment",
    "period_fraction",
    "with_tenure",
]
