"""Zip archives with the same entries are the same bytes."""

import io
import zipfile

from xiehuan.documents.archive import normalised

ENTRIES = {"b.xml": b"b" * 500, "[Content_Types].xml": b"types", "a/c.xml": b""}


def zipped(names, year, method) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (year, 5, 4, 3, 2, 0)), ENTRIES[name])
    return out.getvalue()


def test_order_time_and_compression_of_the_source_do_not_show():
    first = normalised(zipped(ENTRIES, 2026, zipfile.ZIP_STORED))
    assert first == normalised(zipped(reversed(ENTRIES), 2020, zipfile.ZIP_DEFLATED))
    assert first == normalised(first)


def test_entries_are_whole_and_content_types_come_first():
    with zipfile.ZipFile(io.BytesIO(normalised(zipped(ENTRIES, 2026, zipfile.ZIP_STORED)))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a/c.xml", "b.xml"]
        assert {name: archive.read(name) for name in archive.namelist()} == ENTRIES
        assert archive.testzip() is None
