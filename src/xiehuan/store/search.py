"""Find records by their words: an index that proposes, the text that decides.

The index (SQLite's FTS5) holds for each record its characters and pairs of neighbours, without positions, and a few words
of its own for case, channel and person. Asked for the newest first, it proposes records that have all pairs of the query;
each is then compared with the query itself. So nothing is found that is not there, and nothing that is there is missed:
a query without any letter or digit, which the index cannot know, is compared with every record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from xiehuan.evidence import Kind, Record, ngrams
from xiehuan.evidence.numbers import normal
from xiehuan.store import models, slots
from xiehuan.store.rows import people_of, record_of, searched, searched_of

VERSION = 1  # of the tokens; an index of another version is made again
PAGE = 50
_NEWEST = 600  # rows looked through for a single character before its tokens are asked
_ROW = "INSERT INTO store_search(rowid, tokens) VALUES (%s, %s)"
_PROPOSED = (
    'SELECT r.slot, r.at, r.sender, r."to", r.subject, r.text, r.attachments FROM store_search'
    " JOIN store_record r ON r.slot = store_search.rowid"
    " WHERE store_search MATCH %s AND store_search.rowid BETWEEN %s AND %s ORDER BY store_search.rowid DESC"
)
_DELETE = "INSERT INTO store_search(store_search, rowid, tokens) VALUES ('delete', %s, %s)"
Row = tuple[int, int, str, tuple[str, ...], str]  # slot, case, kind, people, text


@dataclass(frozen=True, slots=True)
class Query:
    """What to find: all words of `text` and all filters that are given; times have an offset, `until` is included."""

    text: str = ""
    people: tuple[str, ...] = ()  # any of these numbers or addresses
    kinds: tuple[Kind, ...] = ()  # any of these channels
    debt: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that holds what was asked, and where in its text the words stand."""

    slot: int
    record: Record
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, newest first; `older` continues the search when there may be more."""

    hits: tuple[Hit, ...]
    older: int | None


def add(rows: Iterable[Row]) -> None:
    """Index records; inside the transaction that writes them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _ROW,
            [(slot, _document(case_id, kind, people, text)) for slot, case_id, kind, people, text in rows],
        )


def remove(slot: int, case_id: int, kind: str, people: tuple[str, ...], text: str) -> None:
    """Take one record out; the values must be those it was indexed with."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, [slot, _document(case_id, kind, people, text)])


def find(case: models.Case, query: Query, *, before: int | None = None, most: int = PAGE) -> Page:
    """The newest records of the case that hold all that is asked, at most `most`, older than slot `before`."""
    terms = ngrams.terms(query.text)
    people = _people(case, query)
    if people is not None and not people:
        return Page((), None)
    slots_found: list[int] = []
    for slot in _matching(case, query, terms, people, before):
        slots_found.append(slot)
        if len(slots_found) > most:
            break
    shown = slots_found[:most]
    rows = {row.slot: record_of(row) for row in models.Record.objects.filter(slot__in=shown)}
    hits = tuple(Hit(slot, rows[slot], ngrams.spans(rows[slot].text, terms)) for slot in shown)
    return Page(hits, shown[-1] if len(slots_found) > most else None)


def all_slots(case: models.Case, query: Query) -> Iterator[int]:
    """The slots of every record that holds all that is asked, newest first."""
    people = _people(case, query)
    if people is None or people:
        yield from _matching(case, query, ngrams.terms(query.text), people, None)


def _people(case: models.Case, query: Query) -> tuple[str, ...] | None:
    """The addresses that may take part; None when anyone may."""
    asked = {normal(p) for p in query.people}
    if query.debt is not None:
        of_debt = set(
            models.Party.objects.filter(case=case, debt=query.debt).values_list("address", flat=True)
        )
        asked = asked & of_debt if query.people else of_debt
    elif not query.people:
        return None
    return tuple(sorted(asked))


def _matching(
    case: models.Case,
    query: Query,
    terms: tuple[str, ...],
    people: tuple[str, ...] | None,
    before: int | None,
) -> Iterator[int]:
    """The slots of all hits, newest first."""
    low, high = _span(query)
    high = high if before is None else min(high, before - 1)
    match = _match(case.pk, query, terms, people)
    rare = [f'("{c}" *)' for c in map(ngrams.single, terms) if c]
    for seen, (slot, at, *texts) in enumerate(_proposed(match, low, high), start=1):
        if _in_time(at, query) and ngrams.holds(_searched(*texts), terms):
            yield slot
        if rare and seen == _NEWEST:
            # a common character fills its page from the newest; only for a rare one its many tokens are asked
            yield from _rest(" AND ".join([match, *rare]), low, slot - 1, query, terms)
            return


def _rest(match: str, low: int, high: int, query: Query, terms: tuple[str, ...]) -> Iterator[int]:
    for slot, at, *texts in _proposed(match, low, high):
        if _in_time(at, query) and ngrams.holds(_searched(*texts), terms):
            yield slot


def _proposed(match: str, low: int, high: int) -> Iterator[tuple[Any, ...]]:
    """Slot, time and texts of the records that may match, newest first, read only as far as they are asked for."""
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSED, [match, low, high])
        yield from cursor


def _searched(sender: str | None, to: str, subject: str | None, text: str, attachments: str) -> str:
    people = json.loads(to) if to != "[]" else ()
    return searched_of(sender, people, subject, text, json.loads(attachments) if attachments != "[]" else ())


def _match(case_id: int, query: Query, terms: tuple[str, ...], people: tuple[str, ...] | None) -> str:
    """The question in the words of the index."""
    asked = [_case_word(case_id), *sorted(set().union(*map(ngrams.needed, terms)) if terms else ())]
    groups = [[f'"{word}"'] for word in asked]
    if query.kinds:
        groups.append([f'"{_kind_word(k.value)}"' for k in query.kinds])
    if people is not None:
        groups.append([f'"{_person_word(p)}"' for p in people])
    return " AND ".join(f"({' OR '.join(group)})" for group in groups)


def _in_time(at: str | None, query: Query) -> bool:
    """Slots are close to the time, not equal to it."""
    if query.since is None and query.until is None:
        return True
    if at is None:
        return False
    moment = datetime.fromisoformat(at)
    return (query.since is None or moment >= query.since) and (query.until is None or moment <= query.until)


def _span(query: Query) -> tuple[int, int]:
    """The first and last slot that the dates allow; without dates the timeless are among them."""
    low = slots.slot_of(int(query.since.timestamp())) if query.since else 0
    crowded = timedelta(hours=2)  # a record may stand a little after its second
    high = slots.slot_of(int((query.until + crowded).timestamp())) if query.until else (1 << 62)
    return low, high


def _document(case_id: int, kind: str, people: Sequence[str], text: str) -> str:
    words = ngrams.tokens(text)
    words.update((_case_word(case_id), _kind_word(kind)))
    words.update(map(_person_word, people))
    return " ".join(words)


def _case_word(case_id: int) -> str:
    return f"case{case_id}"  # words of the text are one or two characters long: these are longer


def _kind_word(kind: str) -> str:
    return f"kind{kind}"


def _person_word(address: str) -> str:
    return "who" + hashlib.sha256(address.encode()).hexdigest()[:16]


@transaction.atomic
def rebuild() -> int:
    """Make the whole index again from the records; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_search(store_search) VALUES ('delete-all')")
    count = 0
    for row in models.Record.objects.order_by("slot").iterator(chunk_size=5_000):
        record = record_of(row)
        add([(row.slot, row.case_id, row.kind, people_of(record), searched(record))])
        count += 1
    models.SearchState.objects.all().delete()
    models.SearchState.objects.create(version=VERSION)
    return count


def optimize() -> None:
    """Merge the parts of the index after a large import, so that it is small and quick."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_search(store_search) VALUES ('optimize')")
