"""Whether a row of a bill was there before: the same row in another export, container or encoding adds nothing."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Sequence

from xiehuan.evidence.record import Kind, Record

Account = str | None  # the last four characters, None where the file does not show it


class Seen:
    """The bill rows of the files so far. Messages and papers are never dropped.

    A row with an order number is known by it, its time and its size. A row of an account that shows the balance is known by
    day, size and balance: one export has the time of day or the whole text of a row, the next has not. Any other row is known
    by time, size and words. Files are held against each other, not rows of one file: of two equal rows in one file both
    count, and a second file adds as many as it has more of them. Accounts are the same unless both are shown and differ.
    """

    def __init__(self) -> None:
        self._most: dict[Hashable, dict[Account, int]] = defaultdict(dict)

    def fresh(self, records: Sequence[Record]) -> tuple[Record, ...]:
        """The records of one more file that no earlier file had."""
        here: dict[tuple[Hashable, Account], int] = defaultdict(int)
        new = []
        for record in records:
            if record.kind is not Kind.BILL:
                new.append(record)
                continue
            key, account = _key(record), (record.account or "")[-4:] or None
            here[key, account] += 1
            if here[key, account] > self._known(key, account):
                new.append(record)
        for (key, account), count in here.items():
            most = self._most[key]
            most[account] = max(count, most.get(account, 0))
        return tuple(new)

    def _known(self, key: Hashable, account: Account) -> int:
        """The most rows with this key that one earlier file had."""
        most = self._most.get(key)
        if most is None:
            return 0
        fitting = most.values() if account is None else (most.get(account, 0), most.get(None, 0))
        return max(fitting)


def _key(record: Record) -> Hashable:
    size = abs(record.amount.fen) if record.amount is not None else None
    if record.order_no is not None:
        return record.source, record.order_no, record.at, size
    if record.balance is not None:
        return record.source, (record.at or "")[:10], size, record.balance.fen
    return record.source, record.at, size, "".join(unicodedata.normalize("NFKC", record.text).split())
