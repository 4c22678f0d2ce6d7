"""Message files as phones and mail programs write them: SMS Backup & Restore XML, call log XML, EML."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

LAST_OF_BMP = 0xFFFF


@dataclass(frozen=True)
class Sms:
    """One text message: type 1 received, 2 sent, 3 draft, 5 failed. `sent` 0 means unknown."""

    at: datetime
    type: int
    address: str
    body: str
    contact: str = "(Unknown)"


@dataclass(frozen=True)
class Part:
    """One part of a multimedia message: text, or bytes that stand in the file as base64."""

    media_type: str
    name: str
    text: str = "null"
    data: bytes | None = None


@dataclass(frozen=True)
class Mms:
    """One multimedia message: box 1 received, 2 sent."""

    at: datetime
    box: int
    address: str
    parts: tuple[Part, ...]
    contact: str = "(Unknown)"


@dataclass(frozen=True)
class Call:
    """One call: type 1 incoming, 2 outgoing, 3 missed, 5 rejected."""

    at: datetime
    type: int
    number: str
    seconds: int
    contact: str = "(Unknown)"


def _attribute(text: str) -> str:
    """Escape as the backup app does: line breaks as references, an emoji as two references to surrogates."""
    out = []
    for char in text:
        if ord(char) > LAST_OF_BMP:
            high, low = struct.unpack(">HH", char.encode("utf-16-be"))
            out.append(f"&#{high};&#{low};")
        else:
            out.append({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"}.get(char, char))
    return "".join(out)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _readable(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}"


_XML = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


def sms_xml(messages: Sequence[Sms | Mms], *, backup_set: str, made: datetime) -> str:
    """A full backup. A file of this kind is not well-formed XML: references to surrogates are in it."""
    lines = [
        _XML + '<?xml-stylesheet type="text/xsl" href="sms.xsl"?>',
        f'<smses count="{len(messages)}" backup_set="{backup_set}" backup_date="{_ms(made)}" type="full">',
    ]
    lines += [_sms(m) if isinstance(m, Sms) else _mms(m) for m in sorted(messages, key=lambda m: m.at)]
    return "\n".join([*lines, "</smses>", ""])


RECEIVED, SENT = 1, 2


def _sms(m: Sms) -> str:
    sent = _ms(m.at) - 1000 if m.type == RECEIVED else 0
    return (
        f'  <sms protocol="0" address="{m.address}" date="{_ms(m.at)}" type="{m.type}" subject="null" '
        f'body="{_attribute(m.body)}" toa="null" sc_toa="null" service_center="null" read="1" status="-1" '
        f'locked="0" date_sent="{sent}" sub_id="1" readable_date="{_readable(m.at)}" '
        f'contact_name="{m.contact}" />'
    )


def _mms(m: Mms) -> str:
    received = m.box == RECEIVED
    me, other = "insert-address-token", m.address
    people = [(other if received else me, 137), (me if received else other, 151)]
    parts = []
    for seq, part in enumerate(m.parts):
        data = f' data="{base64.b64encode(part.data).decode()}"' if part.data is not None else ""
        parts.append(
            f'      <part seq="{seq}" ct="{part.media_type}" name="{part.name}" chset="106" cd="null" fn="null" '
            f'cid="&lt;{part.name}&gt;" cl="{part.name}" ctt_s="null" ctt_t="null" '
            f'text="{_attribute(part.text)}"{data} />'
        )
    addresses = [f'      <addr address="{a}" type="{t}" charset="106" />' for a, t in people]
    head = (
        f'  <mms date="{_ms(m.at)}" date_sent="{_ms(m.at) // 1000 if received else 0}" msg_box="{m.box}" '
        f'ct_t="application/vnd.wap.multipart.related" m_type="{132 if received else 128}" sub="null" '
        f'address="{other}" read="1" seen="1" locked="0" sub_id="1" text_only="0" '
        f'readable_date="{_readable(m.at)}" contact_name="{m.contact}">'
    )
    return "\n".join(
        [head, "    <parts>", *parts, "    </parts>", "    <addrs>", *addresses, "    </addrs>", "  </mms>"]
    )


def calls_xml(calls: Sequence[Call], *, backup_set: str, made: datetime) -> str:
    """A call log, newest first as the app writes it."""
    lines = [
        _XML + '<?xml-stylesheet type="text/xsl" href="calls.xsl"?>',
        f'<calls count="{len(calls)}" backup_set="{backup_set}" backup_date="{_ms(made)}" type="full">',
    ]
    lines += [
        f'  <call number="{c.number}" duration="{c.seconds}" date="{_ms(c.at)}" type="{c.type}" presentation="1" '
        f'subscription_id="1" post_dial_digits="" subscription_component_name="null" '
        f'readable_date="{_readable(c.at)}" contact_name="{c.contact}" />'
        for c in sorted(calls, key=lambda c: c.at, reverse=True)
    ]
    return "\n".join([*lines, "</calls>", ""])


@dataclass(frozen=True)
class Mail:
    """One mail; `charset` is what the header says, `codec` what the bytes really are."""

    at: datetime
    number: str
    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    body: str
    charset: str = "utf-8"
    codec: str = "utf-8"
    base64: bool = True
    attachment: tuple[str, bytes] | None = None


def _word(text: str, mail: Mail) -> str:
    return f"=?{mail.charset}?B?{base64.b64encode(text.encode(mail.codec)).decode()}?="


def _wrapped(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def eml(mail: Mail) -> bytes:
    """The mail as a file with CRLF line ends."""
    head = [
        f"Date: {format_datetime(mail.at)}",
        f"From: {_word(mail.sender[0], mail)} <{mail.sender[1]}>",
        f"To: {_word(mail.to[0], mail)} <{mail.to[1]}>",
        f"Message-ID: <{mail.number}@{mail.sender[1].partition('@')[2]}>",
        f"Subject: {_word(mail.subject, mail)}",
        "MIME-Version: 1.0",
    ]
    coding = "base64" if mail.base64 else "8bit"
    text_head = [f"Content-Type: text/plain; charset={mail.charset}", f"Content-Transfer-Encoding: {coding}"]
    raw = mail.body.replace("\n", "\r\n").encode(mail.codec)
    text = _wrapped(raw) if mail.base64 else raw
    if mail.attachment is None:
        return _lines(*head, *text_head, "") + text
    name, data = mail.attachment
    border = f"----=_Part_{mail.number}"
    return b"".join(
        (
            _lines(
                *head,
                f'Content-Type: multipart/mixed; boundary="{border}"',
                "",
                f"--{border}",
                *text_head,
                "",
            ),
            text,
            _lines(
                f"--{border}",
                "Content-Type: application/pdf",
                "Content-Transfer-Encoding: base64",
                f"Content-Disposition: attachment; filename*=UTF-8''{quote(name)}",
                "",
            ),
            _wrapped(data),
            _lines(f"--{border}--"),
        )
    )


def _lines(*lines: str) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode()


def tone_wav(seconds: int, rate: int = 8000, pitch: int = 440) -> bytes:
    """A quiet tone as 16-bit PCM: it stands in for the voices of a recording."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        wanted = (round(4000 * math.sin(2 * math.pi * pitch * i / rate)) for i in range(seconds * rate))
        out.writeframes(b"".join(struct.pack("<h", v) for v in wanted))
    return buffer.getvalue()
