"""Mail boxes: every mail is a range of the file, whatever its dialect and whatever its texts look like."""

from __future__ import annotations

import hashlib
import io
import mailbox
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.box_writer import DATE, DIALECTS, boxed
from xiehuan.evidence import Reading
from xiehuan.readers import mail, mbox
from xiehuan.readers.dispatch import message_reader
from xiehuan.readers.mbox import split as splitter
from xiehuan.readers.mbox.split import Span, split
from xiehuan.readers.stream import gather

HEADER = b"From: =?gb2312?B?1Mbgq7rot9E=?= <service@example.com>\nTo: a@example.net\nSubject: %d\n"
AWKWARD = [
    b"From me to you: the plan holds.",
    b"From a@b.example Mon Nov 16 10:00:00 2026",
    b">From quoted once",
    b">>From quoted twice",
    b"",
    b"",
    b"Subject: a line that looks like a header",
    b"Received: from x",
    "您的借款已逾期".encode("gb18030"),
    b"plain words",
]
BODIES = st.lists(st.sampled_from(AWKWARD), max_size=12).map(lambda lines: b"".join(x + b"\n" for x in lines))


def mails_of(bodies: list[bytes]) -> list[tuple[bytes, bytes]]:
    return [(HEADER % n, body) for n, body in enumerate(bodies)]


def read(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "box.mbox"
    path.write_bytes(data)
    found = gather(mbox, path, "box.mbox")
    for record in found.records:
        at, length = record.where.byte, record.where.length
        assert at is not None
        assert length is not None
        assert record.sha256 == hashlib.sha256(data[at : at + length]).hexdigest()
    return found


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DIALECTS), st.lists(BODIES, min_size=1, max_size=5), st.sampled_from([b"\n", b"\r\n"]))
def test_every_dialect_gives_every_mail(dialect: str, bodies: list[bytes], line_end: bytes) -> None:
    data, offsets = boxed(dialect, mails_of(bodies), line_end)
    spans = list(split(io.BytesIO(data)))
    assert [s.separator for s in spans] == offsets
    for span, next_offset in zip(spans, [*offsets[1:], len(data)], strict=True):
        assert data[span.start : span.start + 6] == b"From: "
        assert span.end == next_offset - len(line_end)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["mboxrd", "mboxcl"]), st.lists(BODIES, min_size=1, max_size=3))
def test_the_view_shows_the_lines_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, dialect: str, bodies: list[bytes]
) -> None:
    data, _ = boxed(dialect, mails_of(bodies))
    found = read(tmp_path_factory.mktemp("box"), data)
    for record, body in zip(found.records, bodies, strict=True):
        assert record.text == ("" if not body.strip() else body.decode("gb18030"))
        quoted = len(re.findall(rb"(?m)^>*From ", body))
        assert (f"unquoted_from_lines={quoted}" in record.flags) == (quoted > 0)


def test_lines_of_a_box_with_lengths_are_not_changed(tmp_path: Path) -> None:
    body = b"From me\n>From you\n\nFrom a@b.example Mon Nov 16 10:00:00 2026\nSubject: x\n\nend\n"
    data, _ = boxed("mboxcl2", mails_of([body, b"next\n"]))
    first, second = read(tmp_path, data).records
    assert first.text == body.decode()
    assert "from_line_inside" in first.flags
    assert second.text == "next\n"


@pytest.mark.parametrize("block", [1, 7, 4096])
def test_the_window_decides_nothing(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    bodies = [
        b"From here\n" * 40,
        b"x" * 9000 + b"\n",
        b"",
        b"\n\nFrom a@b Mon Nov 16 10:00:00 2026\nSubject: y\n\n",
    ]
    for dialect in DIALECTS:
        data, _ = boxed(dialect, mails_of(bodies))
        wanted = list(split(io.BytesIO(data)))
        with monkeypatch.context() as patched:
            patched.setattr(splitter, "BLOCK", block)
            assert list(split(io.BytesIO(data))) == wanted


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.lists(st.sampled_from([b"\nFrom ", b"\n", b"\r\n", b"a@b ", DATE, b"Subject: x\n"]), max_size=12),
)
def test_ranges_never_overlap_and_leave_only_separators(noise: bytes, pieces: list[bytes]) -> None:
    data = b"From x " + DATE + b"\n" + noise + b"".join(pieces) + noise
    end = 0
    for span in split(io.BytesIO(data)):
        between = data[end : span.start]
        assert end <= span.start <= span.end <= len(data)
        assert not between.strip() or between.lstrip(b"\r\n").startswith(b"From ")
        end = span.end
    assert not data[end:].strip()


def spans_of(data: bytes) -> list[Span]:
    return list(split(io.BytesIO(data)))


SEPARATOR = b"From a@example.com " + DATE + b"\n"


@pytest.mark.parametrize(
    ("data", "certain"),
    [
        (SEPARATOR + b"Subject: 1\n\nx\n\n" + SEPARATOR + b"Subject: 2\n\ny\n", [True, True]),
        (SEPARATOR + b"Subject: 1\n\nx\n" + SEPARATOR + b"Subject: 2\n\ny\n", [True, False]),  # no blank line
        (SEPARATOR + b"Subject: 1\n\nx\n\nFrom a@example.com\nSubject: 2\n\ny\n", [True, True]),  # no date
        (SEPARATOR + b"Subject: 1\n\nx\n\nFrom someone\nSubject: 2\nTo: b\n\ny\n", [True, False]),
        (SEPARATOR + b"\nx\n\n" + SEPARATOR + b"\ny\n", [False, False]),  # no header
    ],
)
def test_a_missing_sign_makes_a_boundary_uncertain(data: bytes, certain: list[bool]) -> None:
    assert [s.certain for s in spans_of(data)] == certain


@pytest.mark.parametrize(
    ("line", "doubtful"),
    [
        (b"From the bank: call back\nat once\n", 0),
        (b"From now on\nSubject: means something else\n", 0),
        (b"From a@b.example Mon Nov 16 10:00:00 2026\nsaid nothing\n", 1),
        (b"From us: wait until\nSubject: and To: are clear\n", 1),
        (b"From " + b"x" * 5000 + b"\nSubject: x\n", 0),
    ],
)
def test_a_line_of_the_text_is_no_boundary(line: bytes, doubtful: int) -> None:
    (span,) = spans_of(
        SEPARATOR + b"Subject: 1\n\nwords\n" + (b"\n" if b"us:" in line else b"") + line + b"end\n"
    )
    assert span.doubtful_lines == doubtful


def test_uncertain_boundaries_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, SEPARATOR + b"Subject: 1\n\nx\n" + SEPARATOR + b"Subject: 2\n\ny\n")
    assert found.flags == ("uncertain_boundaries=1",)
    assert [mbox.reader.UNCERTAIN in r.flags for r in found.records] == [False, True]


@pytest.mark.parametrize("length", [0, 1, 3, 10**14])
def test_a_wrong_length_decides_nothing(length: int) -> None:
    first = SEPARATOR + b"Subject: 1\nContent-Length: %d\n\nfirst\n\n" % length
    assert [s.separator for s in spans_of(first + SEPARATOR + b"Subject: 2\n\ny\n")] == [0, len(first)]


def test_a_mail_above_the_limit_is_one_unread_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mbox.reader, "LARGEST", 1000)
    data, _ = boxed("mboxrd", mails_of([b"a\n", b"long\n" * 300, b"c\n"]))
    found = read(tmp_path, data)
    assert [r.text for r in found.records] == ["a\n", "c\n"]
    (unread,) = found.unread
    assert unread.where.length is not None
    assert unread.where.length > 1500


def test_words_before_the_first_mail_are_unread(tmp_path: Path) -> None:
    found = read(tmp_path, b"Exported by hand\n\n" + SEPARATOR + b"Subject: 1\n\nx\n")
    assert len(found.records) == 1
    assert found.unread[0].where.byte == 0


def test_one_mail_that_begins_with_a_separator(tmp_path: Path) -> None:
    data = SEPARATOR + b"From: a@example.com\nSubject: one\n\nwords\n"
    path = tmp_path / "one.eml"
    path.write_bytes(data)
    assert message_reader("one.eml", data) is mbox
    assert gather(mbox, path, "one.eml").records[0].subject == "one"
    assert gather(mail, path, "one.eml").records[0].text == "words\n"


@pytest.mark.parametrize(
    "head", [b"From the desk of\nsomebody\n", b"From: a@b\nTo: c\nSubject: d\n\n", b"", b"From"]
)
def test_what_is_no_box(head: bytes) -> None:
    assert not mbox.recognises("a.txt", head)


def test_the_same_mails_as_the_library_finds(tmp_path: Path) -> None:
    """Python's `mailbox` splits at every "From " after an empty line; on a box without doubtful lines both agree."""
    bodies = [f"mail {n} 您好\n>From here\n\nend\n".encode() for n in range(40)]
    data, _ = boxed("mboxrd", mails_of(bodies))
    found = read(tmp_path, data)
    theirs = mailbox.mbox(tmp_path / "box.mbox", create=False)
    assert [r.subject for r in found.records] == [m["Subject"] for m in theirs]
    theirs.close()
