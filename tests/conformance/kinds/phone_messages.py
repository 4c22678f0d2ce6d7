"""Cases about the blobs of an iPhone's messages: put into a database of Apple's layout and read from there."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from conformance.evidence_case import Case, bytes_of, folded
from xiehuan.evidence import Reading
from xiehuan.readers import dispatch

_FIELDS = {"text", "text_starts_with", "text_not_contains", "accounted"}
_TABLES = """CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, service TEXT, date INTEGER,
is_from_me INTEGER, attributedBody BLOB, message_summary_info BLOB, payload_data BLOB);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);"""


def ios_text(case: Case) -> dict[str, object] | None:
    """The text that the reader shows for the blob; for property lists, that the message and the file are accounted for."""
    if set(case.expected) - _FIELDS:
        return None
    source = case.folder / case.fields["input"]
    blob = bytes_of(case)
    # a property list says what was edited, or what an app drew; an archive holds the text
    column = "attributedBody" if b"streamtyped" in blob[:16] else "message_summary_info"
    alone = dispatch.read_one(source, source.name)
    reading = _read(blob, column)
    text = folded(reading.records[0].text) if reading.records else None
    wrong: dict[str, object] = {
        "accounted": None if reading.present == 1 and alone.present == 1 else reading.present
    }
    want = case.expected
    if "text" in want:
        wrong["text"] = None if text == folded(want["text"]) else text
    if "text_starts_with" in want:
        wrong["text_starts_with"] = None if (text or "").startswith(want["text_starts_with"]) else text
    if "text_not_contains" in want:
        wrong["text_not_contains"] = [w for w in want["text_not_contains"] if w in (text or "")] or None
    return wrong


def _read(blob: bytes, column: str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sms.db"
        connection = sqlite3.connect(path)
        connection.executescript(_TABLES)
        connection.execute(
            f"INSERT INTO message (guid, service, date, is_from_me, {column}) VALUES ('g', 'SMS', 721692800, 0, ?)",  # noqa: S608
            (blob,),
        )
        connection.commit()
        connection.close()
        return dispatch.read_one(path, "messages/sms.db")
