"""What names of call recordings say: a golden list of names by the patterns of the phone makers, all invented."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence import Direction, Kind, Record
from xiehuan.readers import recordings
from xiehuan.readers.dispatch import message_reader, read_one
from xiehuan.readers.recordings.call_name import CallName, Confidence, understood

AMR = b"#!AMR\n" + bytes(60)
GOLDEN = [
    line.split("\t")
    for line in (Path(__file__).parent / "recording_names.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def right(said: CallName | None, numbers: str, time: str, direction: str) -> bool:
    if said is None:
        return False
    wanted = datetime.fromisoformat(time) if time else None
    return (",".join(said.numbers), said.time, said.direction.value) == (numbers, wanted, direction)


def test_the_list_is_long_enough() -> None:
    assert len(GOLDEN) >= 60


def test_names_of_phone_makers() -> None:
    wrong = [row[0] for row in GOLDEN if not right(understood(row[0]), *row[1:])]
    assert len(wrong) <= len(GOLDEN) * 0.02, wrong


@pytest.mark.parametrize("row", GOLDEN, ids=[row[0] for row in GOLDEN])
def test_what_is_wrong_or_missing_says_so(row: list[str]) -> None:
    said = understood(row[0])
    assert said is not None
    if not right(said, *row[1:]):
        assert said.confidence is Confidence.LOW
        assert said.doubts
    if not said.numbers and said.pattern != "bcr":
        assert "number_missing" in said.doubts
    if said.time is None:
        assert said.doubts


@pytest.mark.parametrize(
    "name",
    [
        "会议.mp3",
        "20261117.mp3",
        "IMG_0001.m4a",
        "13800138000.mp3",
        "a.wav",
        "录音 001.m4a",
        "20261117_101500.m4a",
        "",
    ],
)
def test_names_that_say_nothing_about_a_call(name: str) -> None:
    assert understood(name) is None


@pytest.mark.parametrize(
    "name",
    ["13800138000_20261317101500.mp3", "13800138000_20261117256100.mp3", "13800138000_18991117101500.mp3"],
)
def test_a_time_that_is_none_is_not_given(name: str) -> None:
    said = understood(name)
    assert said is None or said.time is None


@given(st.text(max_size=80))
def test_any_name_has_an_answer(name: str) -> None:
    understood(name)


def read(tmp_path: Path, name: str) -> Record:
    path = tmp_path / name
    path.write_bytes(AMR)
    assert message_reader(name, AMR) is recordings
    (record,) = read_one(path, name).records
    assert record.kind is Kind.RECORDING
    assert record.subject == name
    return record


def test_the_record_keeps_the_name_and_flags_what_it_took_from_it(tmp_path: Path) -> None:
    record = read(tmp_path, "通话录音@张三(13800138000)_20261117101500.amr")
    assert (record.sender, record.at) == ("13800138000", "2026-11-17T10:15:00+08:00")
    assert {"confidence=high", "contact=张三", "time_from_name", "time_zone_unknown"} <= set(record.flags)


def test_a_number_that_was_called(tmp_path: Path) -> None:
    record = read(tmp_path, "20261117_101500.123-0400_out_13800138000.amr")
    assert (record.direction, record.sender, record.to) == (Direction.OUT, None, ("13800138000",))
    assert record.at == "2026-11-17T22:15:00+08:00"
    assert "time_zone_unknown" not in record.flags


def test_a_name_without_a_call(tmp_path: Path) -> None:
    record = read(tmp_path, "会议.amr")
    assert (record.sender, record.at, record.flags) == (None, None, ())


def test_the_account_of_bcr_beside_the_sound(tmp_path: Path) -> None:
    said = {
        "timestamp_unix_ms": 1795227300123,
        "direction": "in",
        "calls": [{"phone_number": "+8613800138000", "contact_name": "张三"}],
    }
    (tmp_path / "renamed.json").write_text(json.dumps(said), "utf-8")
    record = read(tmp_path, "renamed.amr")
    assert (record.sender, record.direction) == ("+8613800138000", Direction.IN)
    assert record.at == "2026-11-21T10:15:00+08:00"
    assert "name_pattern=bcr_json" in record.flags


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "[]",
        '{"timestamp_unix_ms": 1e400}',
        '{"timestamp_unix_ms": 99999999999999999}',
        '{"timestamp_unix_ms": 1, "calls": [1, {}]}',
    ],
)
def test_a_strange_account_is_no_harm(tmp_path: Path, said: str) -> None:
    (tmp_path / "a.json").write_text(said, "utf-8")
    assert read(tmp_path, "a.amr").sender is None
