"""Round trips, accounting against an independent counter, and mutated input."""

from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path

import pytest
from backup_writer import Sms, backup, counted, mms_tag, picture, sms_tag, wrapped
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.evidence import Direction, Reading
from xiehuan.readers import sms
from xiehuan.readers.stream import gather

MUTATIONS = 700

TEXTS = st.text(
    st.one_of(
        st.sampled_from("😆🙏🏽👨‍👩‍👧𠮷还款逾期<>&\"';#\n\t= /"),
        st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc", "Cn"]),
    ),
    max_size=40,
)
MESSAGES = st.builds(
    Sms,
    address=st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True),
    date=st.integers(800_000_000_000, 4_000_000_000_000),
    type=st.sampled_from([1, 2]),
    body=TEXTS,
)


def reading(data: bytes) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sms.xml"
        path.write_bytes(data)
        return gather(sms, path, "sms.xml")


@settings(max_examples=200, deadline=None)
@given(st.lists(MESSAGES, max_size=8), st.integers(0, 1 << 32))
def test_round_trip(messages: list[Sms], seed: int) -> None:
    found = reading(backup(messages, seed))
    assert found.unread == ()
    assert found.flags == ()
    got = [
        Sms(r.sender or r.to[0], int(r.at_raw or 0), 1 if r.direction is Direction.IN else 2, r.text)
        for r in found.records
    ]
    assert got == messages


@settings(max_examples=100, deadline=None)
@given(st.lists(MESSAGES, min_size=1, max_size=6), st.data())
def test_accounting_of_cut_files(messages: list[Sms], data: st.DataObject) -> None:
    whole = backup(messages, 1)
    kept = whole[: data.draw(st.integers(0, len(whole)))]
    found = reading(kept)
    root_is_whole = re.search(rb"<smses[^>]*>", kept) is not None
    assert found.present == (counted(kept) or int(not root_is_whole))


def test_accounting_of_mixed_records() -> None:
    many = [sms_tag(f"第{n}条") if n % 3 else mms_tag(picture(bytes([n]))) for n in range(90)]
    many[40] = '<sms address="1" body="broken\n'
    data = wrapped(*many)
    found = reading(data)
    assert found.present == counted(data) == 90
    assert len(found.unread) == 1


def mutated(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(changed))
        match rng.randrange(5):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                del changed[at + 1 : at + rng.randint(2, 40)]
            case 2:
                changed[at:at] = bytes(rng.choices(b"<>\"'&#;=/! \x00\xff", k=rng.randint(1, 8)))
            case 3:
                other = rng.randrange(len(changed))
                changed[at:at] = changed[other : other + rng.randint(1, 200)]
            case _:
                del changed[max(len(data) // 3, at) :]
    return bytes(changed)


@pytest.mark.parametrize("kind", ["sms", "calls"])
def test_mutated_backups_never_raise(kind: str) -> None:
    rng = random.Random(20261123)  # noqa: S311
    call = '<call number="95588" duration="3" date="1700000000000" type="1" presentation="1" />\n'
    texts = wrapped(
        sms_tag("还款&#55357;&#56838;"), mms_tag(picture(b"abc" * 40)), sms_tag("b"), sms_tag("c")
    )
    whole = texts if kind == "sms" else wrapped(*[call] * 5, root="calls")
    taken = 0
    for _ in range(MUTATIONS):
        found = reading(mutated(whole, rng))
        taken += len(found.records)
        assert found.present == len(found.records) + len(found.unread)
        assert len({r.id for r in found.records}) == len(found.records)
    assert taken > MUTATIONS
