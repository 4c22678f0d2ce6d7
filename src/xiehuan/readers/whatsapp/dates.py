"""Day, month and year of a file whose order no line states: inferred from all lines together, or not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum

from xiehuan.readers.chat.local_time import CHINA, DOUBTFUL, END, FIRST, ZONE_ASSUMED, clock_of

ORDER_UNKNOWN = "date_order_unknown"
_CENTURY = 2000
_FIRST_YEAR = 2009  # of the app
_FOUR = 4
_SLACK = timedelta(days=1)


class Order(Enum):
    """Which of the three numbers is the year, the month and the day."""

    YMD = (0, 1, 2)
    DMY = (2, 1, 0)
    MDY = (2, 0, 1)

    def day(self, parts: tuple[str, str, str]) -> date | None:
        """The date; None when the order cannot be this one."""
        year, month, day = (parts[i] for i in self.value)
        others = [p for i, p in enumerate(parts) if i != self.value[0]]
        if len(year) not in (2, _FOUR) or any(len(p) == _FOUR for p in others):
            return None
        number = int(year) if len(year) == _FOUR else _CENTURY + int(year)
        if number < _FIRST_YEAR:
            return None
        try:
            return date(number, int(month), int(day))
        except ValueError:
            return None


class Dates:
    """Hears all dates of a file in their order; then knows the order, or that nobody can know it."""

    def __init__(self) -> None:
        self._possible = dict.fromkeys(Order, 0)
        self._last: dict[Order, date] = {}

    def hear(self, parts: tuple[str, str, str]) -> None:
        """One more date of the file. A chat goes forward, so a step back of more than a day speaks against an order."""
        read = {order: order.day(parts) for order in self._possible}
        if not any(read.values()):
            return
        for order, day in read.items():
            if day is None:
                del self._possible[order]
                self._last.pop(order, None)
                continue
            before = self._last.get(order)
            self._possible[order] += before is not None and before - day > _SLACK
            self._last[order] = day

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders that remain: those that every date allows, and of them those that never go back."""
        steady = tuple(order for order, back in self._possible.items() if not back)
        return steady or tuple(self._possible)

    @property
    def by_sequence(self) -> bool:
        """Whether the order was settled by the sequence of the lines and not by numbers that only fit one way."""
        return len(self.orders) == 1 < len(self._possible)

    def moment(
        self, parts: tuple[str, str, str], clock: tuple[str, str, str | None, str | None], flags: set[str]
    ) -> str | None:
        """ISO time in +08:00, when all remaining orders agree on the day; else None and the flag that says why."""
        days = {order.day(parts) for order in self.orders}
        time = clock_of(*clock)
        if len(days) > 1:
            flags.add(ORDER_UNKNOWN)
            return None
        day = days.pop() if days else None
        if day is None or time is None:
            flags.add(DOUBTFUL)
            return None
        found = datetime(day.year, day.month, day.day, *time, tzinfo=CHINA)
        if not FIRST <= found < END:
            flags.add(DOUBTFUL)
            return None
        flags.add(ZONE_ASSUMED)
        return found.isoformat()
