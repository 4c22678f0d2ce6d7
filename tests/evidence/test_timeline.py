"""The events of one person side by side: order, duplicates, what told them something, and what came back."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence import Direction, Kind, Place, Record
from xiehuan.evidence.timeline import Timeline, timeline

ON = date(2026, 11, 24)
NUMBER, NAME, MAIL = "+86 138 0013 8000", "安信客服", "王小 <wang@anxin.example>"
PERSON = ("13800138000", NAME, "wang@anxin.example")


def record(
    kind: Kind,
    at: str | None,
    direction: Direction,
    other: str = NUMBER,
    text: str = "",
    *flags: str,
    file: str = "a.xml",
) -> Record:
    out = direction is Direction.OUT
    return Record(
        id=f"{kind}:{at}:{text}:{file}",
        source="x",
        kind=kind,
        at=f"{at}+08:00" if at else None,
        at_raw=at,
        direction=direction,
        sha256="0" * 64,
        where=Place(file),
        sender=None if out else other,
        to=(other,) if out else (),
        text=text,
        flags=flags,
    )


def sms(
    day: int, direction: Direction, text: str = "x", *flags: str, file: str = "a.xml", other: str = NUMBER
) -> Record:
    return record(Kind.SMS, f"2026-11-{day:02}T10:00:00", direction, other, text, *flags, file=file)


def texts(found: Timeline) -> list[str]:
    return [e.record.text for e in found.entries]


def test_channels_of_one_person_stand_side_by_side() -> None:
    given_records = [
        record(Kind.MAIL, "2026-11-05T09:00:00", Direction.IN, MAIL, "mail"),
        record(Kind.CHAT, "2026-11-03T09:00:00", Direction.IN, NAME, "chat"),
        record(Kind.CALL, "2026-11-04T09:00:00", Direction.IN, "013800138000"[1:], "call", "duration_s=60"),
        record(Kind.RECORDING, "2026-11-04T09:00:01", Direction.UNKNOWN, "8613800138000", "recording"),
        record(Kind.SMS, "2026-11-02T09:00:00", Direction.OUT, "179511" + "3800138000", "text"),
        record(Kind.SMS, "2026-11-01T09:00:00", Direction.IN, "95017", "somebody else"),
        record(Kind.BILL, "2026-11-01T09:00:00", Direction.IN, NUMBER, "a bill is no event"),
    ]
    assert texts(timeline(given_records, PERSON, ON)) == ["text", "chat", "call", "recording", "mail"]


def test_overlapping_backups_are_grouped_and_nothing_is_dropped() -> None:
    twice = [sms(1, Direction.OUT, "同一秒两条")] * 2
    other = [r._replace(where=Place("b.xml")) for r in twice]
    found = timeline([*twice, *other, sms(2, Direction.IN, file="b.xml")], PERSON, ON)
    assert [(e.record.text, len(e.also)) for e in found.entries] == [
        ("同一秒两条", 1),
        ("同一秒两条", 1),
        ("x", 0),
    ]
    assert found.records == 5


@pytest.mark.parametrize("flag", ["not_sent", "delivery_failed", "unsent"])
def test_what_never_reached_anybody_told_nobody(flag: str) -> None:
    found = timeline([sms(1, Direction.OUT, "draft", flag), sms(2, Direction.OUT, "sent")], PERSON, ON)
    assert [e.told for e in found.entries] == [False, True]
    assert [e.record.text for e in found.told] == ["sent"]
    draft = found.entries[0]
    assert (draft.answer, draft.waiting_days) == (None, None)
    assert draft.reply is not None
    assert "没有发出" in draft.reply.zh


def test_a_backup_that_says_draft_outweighs_one_that_does_not() -> None:
    both = [sms(1, Direction.OUT, "t", file="a.xml"), sms(1, Direction.OUT, "t", "not_sent", file="b.xml")]
    assert [e.told for e in timeline(both, PERSON, ON).entries] == [False]


def test_sent_items_show_their_reply_or_the_days_without() -> None:
    given_records = [
        sms(1, Direction.OUT, "asked"),
        record(Kind.CALL, "2026-11-02T09:00:00", Direction.IN, NUMBER, "", "duration_s=0"),
        record(Kind.CHAT, "2026-11-02T10:00:00", Direction.IN, NAME, "撤回", "content=system"),
        record(Kind.CALL, "2026-11-04T09:00:00", Direction.IN, NUMBER, "they called", "duration_s=60"),
        sms(10, Direction.OUT, "asked again"),
    ]
    asked, *_, again = timeline(given_records, PERSON, ON).entries
    assert asked.answer is not None
    assert (asked.answer.by.text, asked.answer.days, asked.waiting_days) == ("they called", 3, None)
    assert (again.answer, again.waiting_days) == (None, 14)
    assert again.reply is not None
    assert (again.reply.zh, again.reply.en) == ("14天没有回复", "14 days without reply")


def test_the_day_is_the_end() -> None:
    found = timeline([sms(1, Direction.OUT), sms(20, Direction.IN)], PERSON, date(2026, 11, 10))
    assert [e.waiting_days for e in found.entries] == [9]


def test_days_are_those_of_china() -> None:
    late = sms(1, Direction.OUT)._replace(at="2026-11-01T23:30:00+00:00")
    assert [e.waiting_days for e in timeline([late], PERSON, date(2026, 11, 2)).entries] == [0]
    assert timeline([late], PERSON, date(2026, 11, 1)).entries == ()


def test_chats_that_only_name_the_speaker() -> None:
    said = record(Kind.CHAT, "2026-11-01T09:00:00", Direction.UNKNOWN, "小明", "我说的")._replace(to=(NAME,))
    theirs = record(Kind.CHAT, "2026-11-02T09:00:00", Direction.UNKNOWN, NAME, "她说的")
    mine, hers = timeline([said, theirs], PERSON, ON, me=("小明",)).entries
    assert (mine.direction, mine.told, hers.direction) == (Direction.OUT, True, Direction.IN)
    assert mine.answer is not None
    unknown = timeline([said, theirs], PERSON, ON).entries[0]
    assert (unknown.direction, unknown.told) == (Direction.UNKNOWN, None)


def test_without_a_time_it_is_there_and_waits_for_nothing() -> None:
    found = timeline([record(Kind.SMS, None, Direction.OUT, text="when?"), sms(2, Direction.IN)], PERSON, ON)
    assert [(e.record.text, e.told, e.waiting_days) for e in found.without_time] == [("when?", True, None)]
    assert len(found.entries) == 1


RECORDS = st.lists(
    st.builds(
        sms,
        st.integers(1, 30),
        st.sampled_from([Direction.IN, Direction.OUT]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["not_sent", "x"]),
        file=st.sampled_from(["a.xml", "b.xml"]),
        other=st.sampled_from([NUMBER, "95017"]),
    ),
    max_size=30,
)


@given(RECORDS, st.integers(1, 30))
def test_every_record_up_to_the_day_is_there_once(records: list[Record], day: int) -> None:
    on = date(2026, 11, day)
    found = timeline(records, PERSON, on)
    people = [
        p for r in records for p in [r.sender or r.to[0]] if p == NUMBER and int((r.at or "")[8:10]) <= day
    ]
    assert found.records == len(people)
    assert [e.record.at for e in found.entries] == sorted(e.record.at or "" for e in found.entries)
    shown = Counter((r.id) for e in found.entries for r in (e.record, *e.also))
    assert shown == Counter(
        r.id for r in records if NUMBER in (r.sender, *r.to) and int((r.at or "")[8:10]) <= day
    )


@given(RECORDS)
def test_waiting_and_answers_against_a_plain_search(records: list[Record]) -> None:
    found = timeline(records, PERSON, ON)
    for place, entry in enumerate(found.entries):
        later = [e.record for e in found.entries[place + 1 :] if e.direction is Direction.IN]
        if not entry.told or (entry.record.at or "") > "2026-11-24T24":
            continue
        assert (entry.answer.by if entry.answer else None) == (later[0] if later else None)
        assert (entry.waiting_days is None) == bool(later)
