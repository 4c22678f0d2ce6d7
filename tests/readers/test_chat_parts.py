"""What the readers of chats share, against the standard library and plain rules."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.readers.chat import blocks, json_elements, lines
from xiehuan.readers.chat.blocks import blocks_of
from xiehuan.readers.chat.content import Content, amount_in, of_text, of_type, voice_flag
from xiehuan.readers.chat.json_elements import Elements, values_of
from xiehuan.readers.chat.lines import lines_of
from xiehuan.readers.chat.local_time import moment
from xiehuan.readers.chat.table import rows_of
from xiehuan.readers.ios.typedstream import text_of
from xiehuan.readers.whatsapp.dates import Dates, Order

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


class Drip(io.BytesIO):
    """Gives a few bytes at a time, so that every seam is met."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 5) if size != -1 else 5)


@settings(deadline=None)
@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 2]), st.booleans(), st.booleans())
def test_elements_are_those_of_the_json_module(
    values: list[object],
    indent: int | None,
    inside: bool,  # noqa: FBT001
    ascii_only: bool,  # noqa: FBT001
) -> None:
    shown = {"meta": {"messages": [1]}, "messages": values, "after": ["x"]} if inside else values
    data = json.dumps(shown, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    found = list(Elements(Drip(data), ("messages",)).all())
    wanted = [json.loads(json.dumps(v)) for v in values]
    assert [v for e in found for _, v in values_of(e)] == wanted
    assert [data[e.start : e.start + e.length] for e in found] == [e.raw for e in found]
    assert len(found) == len(values)


def test_a_lost_quote_costs_one_element() -> None:
    data = json.dumps([{"n": n, "t": f"text {n}"} for n in range(50)]).encode()
    broken = data.replace(b'"text 7"', b'"text 7', 1)
    values = [v for e in Elements(io.BytesIO(broken)).all() for _, v in values_of(e)]
    assert sum(v is None for v in values) == 1
    assert len(values) == 50


def test_a_cut_list_keeps_what_is_whole() -> None:
    data = json.dumps([{"n": n} for n in range(5)]).encode()[:-3]
    assert [v for e in Elements(io.BytesIO(data)).all() for _, v in values_of(e)] == [
        {"n": 0},
        {"n": 1},
        {"n": 2},
        {"n": 3},
        None,
    ]


@pytest.mark.parametrize(
    "hostile", [b"[" * 2_000_000, b'["' + b"\\" * 3_000_001, b'[{"a":' * 400_000, b'["\n' * 500_000]
)
def test_hostile_json_ends(hostile: bytes) -> None:
    assert len(list(Elements(io.BytesIO(hostile)).all())) <= 1


def test_an_element_beyond_the_limit_is_named_and_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_elements, "LONGEST_ELEMENT", 1000)
    data = json.dumps(["x" * 5000, "y"]).encode()
    long, short = Elements(io.BytesIO(data)).all()
    assert (long.raw, long.length, short.raw) == (None, 5002, b'"y"')


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0\ufeff"), max_size=30)


@settings(deadline=None)
@given(
    st.lists(TEXT, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_lines_are_those_that_were_written(written: list[str], end: str, encoding: str, last: bool) -> None:  # noqa: FBT001
    text = end.join(written) + (end if last and written else "")
    data = text.encode(encoding)
    found = list(lines_of(lambda: Drip(data)))
    assert b"".join(line.raw for line in found) == data
    want = [t.rstrip("\r") for t in text.split("\n")]
    assert [line.text for line in found] == (want if want[-1] or (not text and data) else want[:-1])


@given(st.binary(max_size=300))
def test_any_bytes_are_lines(data: bytes) -> None:
    found = list(lines_of(lambda: Drip(data)))
    assert b"".join(line.raw for line in found) == data
    for line in found:
        line.text.encode()


def test_a_long_line_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_PIECE", 100)
    for encoding in ("utf-8", "utf-16"):
        data = ("字 " * 500 + "\n短\n").encode(encoding)
        found = list(lines_of(lambda data=data: io.BytesIO(data)))
        assert b"".join(line.raw for line in found) == data
        assert "".join(line.text for line in found if line.number == 1) == "字 " * 500
        assert [line.number for line in found if not line.further] == [1, 2]


CELLS = st.lists(
    st.lists(st.text(st.sampled_from('a,"\n;中 '), max_size=6), min_size=3, max_size=3),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(CELLS)
def test_rows_are_those_of_the_csv_module(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    found = list(rows_of(lines_of(lambda: io.BytesIO(out.getvalue().encode())), ",", 3))
    want = [tuple(r) for r in csv.reader(io.StringIO(out.getvalue(), newline="")) if r]
    assert [r.cells for r in found] == want


def test_a_stray_quote_costs_one_row() -> None:
    text = "a,b\n" + "".join(f"{n},text\n" for n in range(20)).replace("7,text", '7,"text', 1)
    found = list(rows_of(lines_of(lambda: io.BytesIO(text.encode())), ",", 2))
    assert [r.number for r in found if r.broken] == [9]
    assert len(found) == 21


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"<m>", b"x", b"yy<", b"<m", b"\n"]), max_size=60), st.integers(1, 9))
def test_blocks_cut_at_every_mark(pieces: list[bytes], step: int) -> None:
    data = b"".join(pieces)
    keep, blocks._READ = blocks._READ, step
    try:
        found = list(blocks_of(io.BytesIO(data), re.compile(rb"<m>")))
    finally:
        blocks._READ = keep
    first, *rest = data.split(b"<m>")
    assert [b.raw for b in found] == [b"<m>" + piece for piece in rest]
    assert [data[b.start : b.start + b.size] for b in found] == [b.raw for b in found]
    assert all(hashlib.sha256(b.raw).hexdigest() == b.sha256 for b in found)
    assert not found or found[0].start == len(first)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("2026-11-20 9:05:03", "2026-11-20T09:05:03+08:00"),
        ("2026/11/20 下午 9:05", "2026-11-20T21:05:00+08:00"),
        ("2026年11月20日 上午12:05", "2026-11-20T00:05:00+08:00"),
        ("2026-11-20 8:43:38 PM", "2026-11-20T20:43:38+08:00"),
        ("2026-11-20 12:00:00\u202fAM", "2026-11-20T00:00:00+08:00"),
        ("2026-11-20T01:05:03Z", "2026-11-20T09:05:03+08:00"),
        ("2026-11-20T01:05:03.123+00:00", "2026-11-20T09:05:03+08:00"),
        ("1795300000", "2026-11-22T06:26:40+08:00"),
        ("1795300000123", "2026-11-22T06:26:40+08:00"),
        ("1795300000123456789", "2026-11-22T06:26:40+08:00"),
        ("0", None), ("2026-11-20", None), ("2026-13-01 10:00", None), ("2026-11-20 25:00", None), ("", None),
        ("2026-11-20 13:00 PM", None), ("1970-01-01 08:00:00", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_times(raw: str, at: str | None) -> None:
    flags: set[str] = set()
    assert moment(raw, flags) == at
    assert ("time_doubtful" in flags) == (at is None)
    zoned = raw.isdigit() or "T" in raw
    assert ("time_zone_assumed=Asia/Shanghai" in flags) == (at is not None and not zoned)


@given(st.integers(800_000_000, 4_100_000_000), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_epochs_of_every_unit(seconds: int, unit: int) -> None:
    found = moment(str(seconds * unit), set())
    assert found is not None
    assert int(datetime.fromisoformat(found).timestamp()) == seconds


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("[图片]", Content.PICTURE), ('【语音】 3"', Content.VOICE), ("[转账] ￥12.00", Content.TRANSFER),
        ("[红包]恭喜发财", Content.RED_PACKET), ("[微笑]", Content.TEXT), ("看[图片]这里", Content.TEXT),
        ("[图片]后面还有话", Content.TEXT), ("转账给你", Content.TEXT), ("[视频通话] 通话时长 01:02", Content.CALL),
        ("", Content.TEXT),
    ],
)  # fmt: skip
def test_placeholders(text: str, content: Content) -> None:
    assert of_text(text) is content


def test_types_of_wechat() -> None:
    assert [of_type(k, s) for k, s in [("1", None), ("49", "2000"), ("49", "2001"), ("49", "5"), ("34", None), ("10000", "0")]] == [
        Content.TEXT, Content.TRANSFER, Content.RED_PACKET, Content.LINK, Content.VOICE, Content.SYSTEM,
    ]  # fmt: skip
    assert [of_type(k) for k in ("引用消息", "图片消息", "拍一拍", "???", None)] == [
        Content.QUOTE, Content.PICTURE, Content.SYSTEM, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥1,200.50", "1200.50"),
        ("收到转账0.01元", "0.01"),
        ("¥5 和 ¥6", None),
        ("￥5 即 5.00元", "5.00"),
        ("12.345元", None),
        ("没有", None),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    assert (str(found) if (found := amount_in(text)) else None) == amount


def test_lengths_of_voice() -> None:
    assert [voice_flag("[语音]", 'x="1" voicelength="5400"'), *map(voice_flag, ("3秒", '[语音] 0"', "[语音]"))] == [
        "voice_ms=5400", "voice_ms=3000", "voice_length_unknown", "voice_length_unknown",
    ]  # fmt: skip


DAYS = st.lists(st.dates(date(2010, 1, 1), date(2030, 12, 31)), min_size=1, max_size=20).map(sorted)


@given(DAYS, st.sampled_from(list(Order)), st.booleans())
def test_an_order_is_right_or_unknown(days: list[date], order: Order, four: bool) -> None:  # noqa: FBT001
    """Whatever the phone wrote in rising order: a date is never read wrong, at most not read."""
    dates = Dates()

    def parts(day: date) -> tuple[str, str, str]:
        shown = dict(
            zip(
                order.value, (f"{day:%Y}" if four else f"{day:%y}", str(day.month), str(day.day)), strict=True
            )
        )
        return shown[0], shown[1], shown[2]

    for day in days:
        dates.hear(parts(day))
    for day in days:
        found = dates.moment(parts(day), ("10", "20", None, None), set())
        assert found is None or found[:10] == day.isoformat()
    if any(day.day > 12 for day in days) and four:
        assert all(dates.moment(parts(day), ("10", "20", None, None), set()) for day in days)


@given(st.binary(max_size=80))
def test_any_blob_has_a_text_or_none(blob: bytes) -> None:
    for data in (blob, b"\x04\x0bstreamtyped" + blob, b"\x04\x0bstreamtyped NSString\x01\x84\x01+" + blob):
        found = text_of(data)
        assert found is None or found.text.encode() in data
