"""Every record of every sample file is taken, a duplicate or unread: held against counters that share no code with the readers.

The counters look at bytes alone: start tags, separator lines with what published boxes have around them, container magic.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.evidence_case import samples_root
from xiehuan.readers.dispatch import read_one

REPOSITORY = Path(__file__).resolve().parents[2]
SEPARATOR = re.compile(rb"^From .*\r?\n(?:\r?$|(?=[A-Za-z-]+:))", re.MULTILINE)
XML = re.compile(rb"<(?:sms|mms|call)(?=[\s/>])")
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def _in_xml(data: bytes) -> int:
    """Start tags of records outside of comments; a UTF-16 file as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
    return len(XML.findall(COMMENT.sub(b"", data)))


def _in_box(data: bytes) -> int:
    return len(SEPARATOR.findall(data))


def _one(_data: bytes) -> int:
    return 1


def _any(data: bytes) -> int:
    """What lies beside the cases is one item a file, unless it has the form of a box."""
    return _in_box(data) if data.startswith(b"From ") else 1


COUNTERS: dict[str, Callable[[bytes], int]] = {
    "sms_xml": _in_xml,
    "calls_xml": _in_xml,
    "mbox": _in_box,
    "mail": _one,
    "msg": _one,
    "text_encoding": _one,
    "accounted": _any,
}


def _files(kind: str) -> Iterator[tuple[Path, str]]:
    root = samples_root(REPOSITORY)
    if root is None:
        pytest.skip("no sample files: set XIEHUAN_SAMPLES to the samples folder")
    seen = set()
    for cases in sorted((root / "evidence").glob("*/cases.jsonl")):
        for line in cases.read_text("utf-8").splitlines():
            case = json.loads(line)
            given = case.get("input", ())
            if case["check"] != kind or "message" in case:
                continue
            for name in [given] if isinstance(given, str) else given:
                if (cases.parent, name) not in seen:
                    seen.add((cases.parent, name))
                    yield cases.parent / name, name


@pytest.mark.samples
@pytest.mark.parametrize("kind", COUNTERS)
def test_taken_and_duplicate_and_unread_are_all_that_is_present(kind: str) -> None:
    checked, wrong = 0, {}
    for path, name in _files(kind):
        reading = read_one(path, name)
        told = len(reading.records) + reading.duplicates + len(reading.unread)
        present = COUNTERS[kind](path.read_bytes())
        checked += 1
        if told != present:
            wrong[name] = (told, present)
    if not checked:
        pytest.skip(f"the samples hold no file of kind {kind}")
    assert not wrong
