"""Saved pages and recordings with a file beside them, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import pytest

from hostile.mutations import Seed, attack

TEXT = "您好，您的借款已经逾期，可以申请延期还款。"
HTML = f"<html><head><meta charset=gb2312><title>客服</title></head><body><p>{TEXT}</p><!-- x --><script>y</script></body></html>"
PAGES: list[Seed] = [
    ("a.html", HTML.encode("gb18030")),
    ("b.html", HTML.replace("gb2312", "utf-8").encode()),
    ("c.txt", TEXT.encode("utf-16")),
    ("d.txt", (TEXT + " 2026\n").encode("utf-16-be")),
    ("e.xml", f"<?xml version='1.0' encoding='big5'?><a><![CDATA[{'借款'}]]>&lt;</a>".encode("big5")),
]
SAVED: list[Seed] = [
    (
        "a.mht",
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://x/\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
        + HTML.encode()
        + b"\n--b--\n",
    )
]
RECORDINGS: list[Seed] = [
    ("20261117_101500.123+0800_out_13800138000.amr", b"#!AMR\n" + bytes(60)),
    (
        "20261117_101500.123+0800_out_13800138000.json",
        b'{"timestamp_unix_ms": 1795227300123, "direction": "in", "calls": [{"phone_number": "1"}]}',
    ),
]
FORMATS = [("page", PAGES), ("page.mht", SAVED), ("recordings", RECORDINGS)]


@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_two_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(f"xiehuan.readers.{reader}", seeds, 2000).check(2000)


@pytest.mark.long
@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_a_hundred_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(f"xiehuan.readers.{reader}", seeds, 100_000, number=2).check(100_000)
