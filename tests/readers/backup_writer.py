"""Writes backups the way the app does, independently of the reader; all content is invented."""

from __future__ import annotations

import base64
import random
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Sms:
    address: str
    date: int
    type: int
    body: str


def escaped(text: str, quote: str, *, surrogates: bool) -> str:
    out = []
    for c in text:
        if ord(c) > 0xFFFF and surrogates:
            units = c.encode("utf-16-be")
            out += [f"&#{int.from_bytes(units[:2], 'big')};", f"&#x{int.from_bytes(units[2:], 'big'):X};"]
        elif c in "\n\r\t":
            out.append(f"&#{ord(c)};")
        else:
            out.append({"&": "&amp;", "<": "&lt;", quote: "&quot;" if quote == '"' else "&apos;"}.get(c, c))
    return "".join(out)


def element(name: str, attributes: dict[str, str], rng: random.Random, *, surrogates: bool = True) -> str:
    pairs = list(attributes.items())
    rng.shuffle(pairs)
    quote = rng.choice("\"'")
    written = [f"{k}={quote}{escaped(v, quote, surrogates=surrogates)}{quote}" for k, v in pairs]
    return f"  <{name} {' '.join(written)} />\n"


def backup(messages: list[Sms], seed: int = 0, count: int | None = None) -> bytes:
    rng = random.Random(seed)  # noqa: S311
    body = "".join(
        element(
            "sms",
            {
                "protocol": "0",
                "address": m.address,
                "date": str(m.date),
                "type": str(m.type),
                "subject": "null",
                "body": m.body,
                "contact_name": "(Unknown)",
            },
            rng,
            surrogates=rng.random() < 0.5,
        )
        for m in messages
    )
    head = f'<smses count="{len(messages) if count is None else count}">'
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n{head}\n{body}</smses>\n".encode()


def sms_tag(body: str, date: str = "1700000000000", kind: str = "1", address: str = "10086") -> str:
    return f'<sms address="{address}" date="{date}" type="{kind}" body="{body}" />\n'


def wrapped(*records: str, root: str = "smses") -> bytes:
    return f'<{root} count="{len(records)}">\n{"".join(records)}</{root}>\n'.encode()


def picture(data: bytes) -> str:
    return f'<part seq="0" ct="image/png" cl="图.png" data="{base64.b64encode(data).decode()}" />'


def mms_tag(parts: str, box: str = "1", address: str = "10086", addrs: str = "") -> str:
    head = f'<mms date="1700000000000" msg_box="{box}" address="{address}" sub="null">'
    return f"{head}<parts>{parts}</parts><addrs>{addrs}</addrs></mms>\n"


def counted(data: bytes) -> int:
    """Records by a plain pattern, knowing nothing of the reader."""
    return len(re.findall(rb"<(?:sms|mms|call)[\s/>]", data))
