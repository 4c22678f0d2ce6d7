"""Messages with parts, the call log, base64, and numbers."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from backup_writer import mms_tag, picture, sms_tag, wrapped
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence import Direction, Kind, Reading
from xiehuan.evidence.numbers import normal
from xiehuan.readers import sms
from xiehuan.readers.sms import calls
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.window import BLOCK
from xiehuan.readers.stream import gather

SMIL = '<part ct="application/smil" name="null" cl="s.xml" text="&lt;smil&gt;" />'
TEXT = '<part seq="0" ct="text/plain" name="null" text="{}" />'


def reading(tmp_path: Path, *records: str) -> Reading:
    path = tmp_path / "sms.xml"
    path.write_bytes(wrapped(*records))
    return gather(sms, path, "sms.xml")


def test_text_and_picture(tmp_path: Path) -> None:
    data = bytes(range(256))
    record = reading(tmp_path, mms_tag(SMIL + TEXT.format("见图") + picture(data))).records[0]
    assert record.text == "见图"
    assert record.flags == ("parts=3",)
    (attachment,) = record.attachments
    assert (attachment.name, attachment.media_type, attachment.bytes) == ("图.png", "image/png", 256)
    assert attachment.sha256 == hashlib.sha256(data).hexdigest()


def test_people_of_a_group(tmp_path: Path) -> None:
    addrs = '<addr address="13800138000" type="137" /><addr address="10010" type="151" />'
    incoming = mms_tag(TEXT.format("x"), address="+8613800138000~群@rcs", addrs=addrs)
    own = '<addr address="insert-address-token" type="137" /><addr address="95588" type="151" />'
    outgoing = mms_tag(TEXT.format("x"), box="2", address="95588", addrs=own)
    first, second = reading(tmp_path, incoming, outgoing).records
    assert (first.direction, first.sender, first.to) == (Direction.IN, "13800138000", ("10010", "群@rcs"))
    assert (second.direction, second.sender, second.to) == (Direction.OUT, None, ("95588",))


@pytest.mark.parametrize(("box", "status"), [("3", "draft"), ("4", "outbox"), ("5", "failed")])
def test_boxes_not_sent(tmp_path: Path, box: str, status: str) -> None:
    record = reading(tmp_path, mms_tag(TEXT.format("x"), box=box)).records[0]
    assert record.status == status
    assert "not_sent" in record.flags


def test_undecodable_and_empty_parts_stay(tmp_path: Path) -> None:
    parts = '<part ct="image/png" fn="a.png" data="QUJ*D!" /><part ct="image/png" fn="b.png" data="" />'
    record = reading(tmp_path, mms_tag(parts)).records[0]
    assert [a.name for a in record.attachments] == ["a.png", "b.png"]
    assert "undecodable_parts=1" in record.flags


def test_text_hidden_in_data(tmp_path: Path) -> None:
    data = base64.b64encode("延期还款".encode()).decode()
    record = reading(tmp_path, mms_tag(f'<part data="{data}" text="null" ct="text/plain" />')).records[0]
    assert record.text == "延期还款"


def test_a_part_larger_than_the_window(tmp_path: Path) -> None:
    data = b"\x89PNG" * (BLOCK // 2)
    tag = mms_tag(picture(data) + TEXT.format("大图"))
    found = reading(tmp_path, sms_tag("a"), tag, sms_tag("b"))
    record = found.records[1]
    assert (record.attachments[0].bytes, record.text) == (len(data), "大图")
    assert record.attachments[0].sha256 == hashlib.sha256(data).hexdigest()
    assert record.sha256 == hashlib.sha256(tag.strip().encode()).hexdigest()
    assert [r.text for r in found.records] == ["a", "大图", "b"]


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_records_across_the_end_of_a_window(tmp_path: Path, shift: int) -> None:
    filling = sms_tag("x" * (BLOCK - 200 + shift))
    found = reading(tmp_path, filling, sms_tag("跨界"), mms_tag(TEXT.format("彩信")), sms_tag("c"))
    assert [r.text for r in found.records[1:]] == ["跨界", "彩信", "c"]
    assert found.unread == ()


def test_a_monstrous_value_is_one_unread_record(tmp_path: Path) -> None:
    found = reading(tmp_path, sms_tag("x" * (11 << 20)), sms_tag("b"))
    assert [r.text for r in found.records] == ["b"]
    assert "8 MiB" in found.unread[0].why_en


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=8), st.booleans())
def test_base64_in_any_pieces(data: bytes, steps: list[int], wrapped_lines: bool) -> None:  # noqa: FBT001
    text = base64.encodebytes(data) if wrapped_lines else base64.b64encode(data).rstrip(b"=")
    text = text.replace(b"\n", b"&#10;")
    stream, at = Base64Stream(keep=10), 0
    for step in [*steps, len(text)]:
        stream.feed(text[at : at + step])
        at += step
    stream.close()
    assert not stream.damaged
    assert (stream.bytes, stream.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert stream.head == data[:10]


@pytest.mark.parametrize("text", [b"A", b"QUJDR", b"QU-D", b"QUJD&#1"])
def test_damaged_base64(text: bytes) -> None:
    stream = Base64Stream()
    stream.feed(text)
    stream.close()
    assert stream.damaged


CALL = (
    '<call number="{}" duration="{}" date="1700000000000" type="{}" presentation="{}" contact_name="王" />\n'
)


def test_calls(tmp_path: Path) -> None:
    path = tmp_path / "calls.xml"
    rows = [CALL.format("95588", 35, 1, 1), CALL.format("+86 10 8888", 0, 2, 1), CALL.format("-2", 0, 3, 2)]
    path.write_bytes(wrapped(*rows, root="calls"))
    found = gather(calls, path, "calls/calls.xml")
    assert found.source == calls.SOURCE == found.records[0].source == "call_log"
    assert [r.kind for r in found.records] == [Kind.CALL] * 3
    assert [(r.direction, r.status) for r in found.records] == [
        (Direction.IN, "incoming"),
        (Direction.OUT, "outgoing"),
        (Direction.IN, "missed"),
    ]
    assert [(r.sender, r.to) for r in found.records] == [("95588", ()), (None, ("+86 10 8888",)), ("-2", ())]
    assert found.records[0].flags == ("contact=王", "duration_s=35")
    assert "number_hidden" in found.records[2].flags
    assert found.records[0].id.startswith("call_log:")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("1795113800138000", "13800138000"),
        ("17951 0571 8888 1234", "057188881234"),
        ("+8617951013800138000", "17951013800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(0571)8888 1234", "057188881234"),
        ("+1 (555) 000-0001", "+15550000001"),
        ("0044 20 7946", "+44207946"),
        ("95588", "95588"),
        ("106900001234", "106900001234"),
        ("17951", "17951"),
        (" Group@RCS.google.com ", "group@rcs.google.com"),
        ("", ""),
    ],
)
def test_numbers(written: str, form: str) -> None:
    assert normal(written) == form


@given(st.text(max_size=30))
def test_normal_form_is_stable(number: str) -> None:
    assert normal(normal(number)) == normal(number)


def test_a_reference_that_never_ends_is_damage_and_no_more() -> None:
    """Found by mutation: the reference waits for its end, and what waits is longer than a group of four."""
    for text in (b"QUJ&DRA==", b"QUJDQ&#10", b"&" + b"QUJD" * 2):
        data = Base64Stream()
        data.feed(text)
        data.close()
        assert data.damaged
