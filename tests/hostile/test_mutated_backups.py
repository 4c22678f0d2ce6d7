"""Backups of texts and calls, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import pytest

from hostile.mutations import Seed, attack

TEXTS: list[Seed] = [
    (
        "sms.xml",
        '<?xml version="1.0"?>\n<smses count="3">\n'
        '<sms address="10086" date="1700000000000" type="1" body="逾期 &#55357;&#56838; &amp; &#10;" />\n'
        '<mms date="1700000000000" msg_box="2" address="106~107"><parts>'
        '<part seq="0" ct="text/plain" text="null" data="5L2g5aW9" /><part ct="image/png" data="QUJDRA==" /></parts>'
        '<addrs><addr address="10086" type="137" /></addrs></mms>\n'
        '<sms address="10010" date="0" type="3" body="null" />\n</smses>\n'.encode(),
    ),
    (
        "sms16.xml",
        '<smses count="1"><sms address="1" date="5" type="2" body="你好" /></smses>'.encode("utf-16"),
    ),
]
CALLS: list[Seed] = [
    (
        "calls.xml",
        (
            b'<calls count="2"><call number="10086" duration="61" date="1700000000000" type="1" presentation="1" />'
            b'<call number="-2" duration="0" date="1700000000001" type="3" /></calls>'
        ),
    )
]
FORMATS = [("xiehuan.readers.sms", TEXTS), ("xiehuan.readers.sms.calls", CALLS)]


@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_two_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(reader, seeds, 2000).check(2000)


@pytest.mark.long
@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_a_hundred_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(reader, seeds, 100_000, number=2).check(100_000)
