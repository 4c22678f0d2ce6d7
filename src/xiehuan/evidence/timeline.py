"""Calls, recordings, texts, mails and chats of one person side by side, by time; nothing is dropped.

Records of overlapping backups that are one event stand together as one entry. Drafts and failed messages are there
and marked, but they told nobody anything. What was sent shows what came back, or for how many days nothing has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from xiehuan.errors import Text
from xiehuan.evidence.grouping import event_key
from xiehuan.evidence.numbers import normal
from xiehuan.evidence.record import Direction, Kind, Record

_CHINA = timezone(timedelta(hours=8))
_KINDS = frozenset({Kind.SMS, Kind.MAIL, Kind.CALL, Kind.CHAT, Kind.RECORDING})
_WRITTEN = frozenset({Kind.SMS, Kind.MAIL, Kind.CHAT})
_NEVER_REACHED = frozenset({"not_sent", "delivery_failed", "unsent"})
_NO_ANSWER = ("content=system", "content=recalled", "reaction")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after something sent: the next thing received from the person, and after how many days."""

    by: Record
    days: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `also` are the same event in other files; `told` says whether it reached the other side as sent.

    `told` is True for what was sent, False for drafts, failed messages and messages taken back, None for the rest.
    Of what was sent, `answer` or `waiting_days` is set (neither when the time is unknown or after the day asked for).
    """

    record: Record
    also: tuple[Record, ...] = ()
    direction: Direction = Direction.UNKNOWN
    told: bool | None = None
    answer: Answer | None = None
    waiting_days: int | None = None

    @property
    def reply(self) -> Text | None:
        """The sentence about the reply, for what was sent."""
        if self.told is False:
            return Text("没有发出，不能算已告知", "it was not sent, so it told nobody")
        if self.answer:
            days = self.answer.days
            if not days:
                return Text("当天有回复", "answered the same day")
            return Text(f"{days}天后有回复", f"answered after {days} days")
        if self.waiting_days is not None:
            return Text(f"{self.waiting_days}天没有回复", f"{self.waiting_days} days without reply")
        return None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries with a known time in its order, then those without one in the order of their files."""

    entries: tuple[Entry, ...]
    without_time: tuple[Entry, ...]

    @property
    def records(self) -> int:
        """Records in it, the grouped ones counted each."""
        return sum(1 + len(e.also) for e in (*self.entries, *self.without_time))

    @property
    def told(self) -> tuple[Entry, ...]:
        """What may be listed under "I told them"."""
        return tuple(e for e in self.entries if e.told)


def timeline(
    records: Iterable[Record], person: Collection[str], on: date, *, me: Collection[str] = ()
) -> Timeline:
    """The events with one person up to and including `on`, and those whose time is unknown.

    `person`: the numbers, mail addresses and names of the other side; `me`: the user's own names, for chats that
    only name the speaker. Bills, papers and contacts are no events between people and are left out.
    """
    theirs, mine = frozenset(map(_person, person)), frozenset(map(_person, me))
    wanted = [r for r in records if r.kind in _KINDS and _others(r, mine) & theirs]
    grouped = [_entry(group, theirs, mine) for group in _groups(wanted)]
    timed = [(at, e) for e in grouped if (at := _instant(e.record)) is not None and _day(at) <= on]
    timed.sort(key=lambda pair: pair[0])
    entries = _with_answers(timed, on)
    return Timeline(tuple(entries), tuple(e for e in grouped if _instant(e.record) is None))


def _person(name: str) -> str:
    """A mail address without its name; a number in its one form."""
    if "<" in name and "@" in name:
        name = name.rpartition("<")[2].partition(">")[0]
    return normal(name)


def _others(record: Record, mine: frozenset[str]) -> set[str]:
    """Everybody the record names, but for the user; accounts that chats give beside a name count too."""
    group = [f.partition("=")[2] for f in record.flags if f.startswith(("group=", "contact="))]
    account = record.account if record.kind is Kind.CHAT else None
    named = [record.sender, *record.to, *group, account]
    pieces = (piece for n in named if n for piece in (n, *n.split("~"), *(n.split(", ") if "@" in n else ())))
    return {_person(p) for p in pieces} - mine


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    """The k-th of equal records of one file goes with the k-th of another: equal ones of one file are two events."""
    files: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    order: dict[str, None] = {}
    for record in records:
        key = event_key(record)
        order.setdefault(key)
        files[key][record.where.file].append(record)
    groups = []
    for key in order:
        columns = list(files[key].values())
        groups += [[c[k] for c in columns if k < len(c)] for k in range(max(map(len, columns)))]
    return groups


def _entry(group: Sequence[Record], theirs: frozenset[str], mine: frozenset[str]) -> Entry:
    record, *also = group
    direction = _direction(record, theirs, mine)
    told = None
    if direction is Direction.OUT and record.kind in _WRITTEN:
        told = not any(f in _NEVER_REACHED for r in group for f in r.flags)
    return Entry(record, tuple(also), direction, told)


def _direction(record: Record, theirs: frozenset[str], mine: frozenset[str]) -> Direction:
    """As recorded; where the source does not say, by the sender."""
    if record.direction is not Direction.UNKNOWN or not record.sender:
        return record.direction
    senders = {_person(p) for p in (record.sender, *record.sender.split(", "))}
    if senders & mine:
        return Direction.OUT
    return Direction.IN if senders & theirs else Direction.UNKNOWN


def _with_answers(timed: Sequence[tuple[datetime, Entry]], on: date) -> list[Entry]:
    """From the last to the first, so that each knows what comes next."""
    answered: list[Entry] = []
    following: tuple[datetime, Record] | None = None
    for at, entry in reversed(timed):
        shown = entry
        if entry.told and following:
            days = (_day(following[0]) - _day(at)).days
            shown = _replaced(entry, Answer(following[1], days), None)
        elif entry.told:
            shown = _replaced(entry, None, (on - _day(at)).days)
        if _is_answer(entry):
            following = (at, entry.record)
        answered.append(shown)
    return answered[::-1]


def _replaced(entry: Entry, answer: Answer | None, waiting: int | None) -> Entry:
    return Entry(entry.record, entry.also, entry.direction, entry.told, answer, waiting)


def _is_answer(entry: Entry) -> bool:
    """A message received, or a call that was taken; notices of an app and missed calls say nothing."""
    record = entry.record
    if entry.direction is not Direction.IN:
        return False
    if record.kind is Kind.CALL:
        return any(f.startswith("duration_s=") and f != "duration_s=0" for f in record.flags)
    return not any(f.startswith(_NO_ANSWER) for f in record.flags)


def _instant(record: Record) -> datetime | None:
    try:
        found = datetime.fromisoformat(record.at) if record.at else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=_CHINA)


def _day(at: datetime) -> date:
    return at.astimezone(_CHINA).date()
