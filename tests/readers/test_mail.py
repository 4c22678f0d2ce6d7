"""Golden facts about mails; every fixture is written here."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest

from xiehuan.evidence import Direction, Kind, Reading, Record
from xiehuan.readers import mail
from xiehuan.readers.stream import gather

PLAIN = b"From: a@example.com\r\nTo: b@example.com\r\nDate: Fri, 20 Nov 2026 09:00:00 +0800\r\n"


def reading(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "a.eml"
    path.write_bytes(data)
    return gather(mail, path, "messages/a.eml")


def only(tmp_path: Path, data: bytes) -> Record:
    found = reading(tmp_path, data)
    assert len(found.records) == 1, found.unread
    return found.records[0]


def word(text: str, charset: str, codec: str | None = None) -> bytes:
    return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(text.encode(codec or charset)))


def test_the_whole(tmp_path: Path) -> None:
    data = PLAIN + b"Subject: " + word("还款协商", "utf-8") + b"\r\n\r\nhello\r\n"
    record = only(tmp_path, data)
    assert (record.kind, record.source, record.direction) == (Kind.MAIL, "eml", Direction.UNKNOWN)
    assert (record.sender, record.to, record.subject) == ("a@example.com", ("b@example.com",), "还款协商")
    assert (record.at, record.text.strip()) == ("2026-11-20T09:00:00+08:00", "hello")
    assert record.at_raw == "Fri, 20 Nov 2026 09:00:00 +0800"
    assert record.sha256 == hashlib.sha256(data).hexdigest()
    assert record.id == f"eml:{record.sha256[:16]}"
    assert record.where.as_json() == {"file": "messages/a.eml"}
    assert record.flags == ()


@pytest.mark.parametrize(
    ("raw", "subject", "flags"),
    [
        (word("朱镕基㎏", "gb2312", "gbk"), "朱镕基㎏", ()),
        (word("逾期通知", "x-gbk", "gbk"), "逾期通知", ()),
        (word("逾期通知", "CP936", "gbk"), "逾期通知", ()),
        ("逾期还款通知".encode("gbk"), "逾期还款通知", ("charset_guessed=gb18030",)),
        ("逾期还款通知".encode(), "逾期还款通知", ("charset_guessed=utf-8",)),
        (word("逾期通知", "gb2312", "utf-8"), "逾期通知", ("charset_guessed=utf-8",)),
        (word("逾期通知", "no-such", "gbk"), "逾期通知", ("charset_guessed=gb18030",)),
        (word("Jürgen grüßt", "no-such", "latin-1"), "Jürgen grüßt", ("charset_guessed=latin-1",)),
        (word("逾期", "utf-8") + b"\r\n " + word("通知", "utf-8"), "逾期通知", ()),
        (word("逾期", "utf-8") + b" x " + word("通知", "gbk"), "逾期 x 通知", ()),
        (b"=?utf-8?q?=E9=80=BE=E6=9C=9F_x?=", "逾期 x", ()),
        (b"=?utf-8*zh?B?6YC+5pyf?= ok", "逾期 ok", ()),
        (b"=?utf-8?B?6YC+5pyf?=text=?x", "逾期text=?x", ()),
        (b"plain\r\n folded", "plain folded", ()),
        (b"", "", ()),
    ],
)
def test_subjects(tmp_path: Path, raw: bytes, subject: str, flags: tuple[str, ...]) -> None:
    record = only(tmp_path, PLAIN + b"Subject: " + raw + b"\r\n\r\nx")
    assert (record.subject, record.flags) == (subject, flags)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_a_character_cut_over_two_words(tmp_path: Path, codec: str, at: int) -> None:
    raw = "协商还款".encode(codec)
    halves = [b"=?%s?B?%s?=" % (codec.encode(), base64.b64encode(h)) for h in (raw[:at], raw[at:])]
    record = only(tmp_path, PLAIN + b"Subject: " + b"\r\n ".join(halves) + b"\r\n\r\nx")
    assert (record.subject, record.flags) == ("协商还款", ())


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        (b'"A, B" <a@x.com>, c@x.com', ('"A, B" <a@x.com>', "c@x.com")),
        (word("张三", "gbk") + b" <z@x.com>", ("张三 <z@x.com>",)),
        (b'"' + word("张三", "gbk") + b'" <z@x.com>', ("张三 <z@x.com>",)),
        ("昊岸 <h@x.com>".encode("gbk"), ("昊岸 <h@x.com>",)),
        ("丂 <h@x.com>".encode(), ("丂 <h@x.com>",)),
        (b"undisclosed-recipients:;", ()),
        (b"team: a@x.com, b@x.com;", ("a@x.com", "b@x.com")),
        (b"(" * 5000 + b" deep@x.com", ("deep@x.com",)),
    ],
)
def test_receivers(tmp_path: Path, raw: bytes, people: tuple[str, ...]) -> None:
    record = only(tmp_path, b"From: a@x.com\r\nTo: " + raw + b"\r\nSubject: s\r\n\r\nx")
    assert record.to == people


@pytest.mark.parametrize(
    ("date", "at", "flag"),
    [
        (b"Fri, 20 Nov 2026 01:00:00 +0000 (UTC)", "2026-11-20T09:00:00+08:00", None),
        (b"20 Nov 2026 01:00:00", "2026-11-20T09:00:00+08:00", "time_zone_unknown"),
        (b"Fri, 30 Feb 2026 01:00:00 +0800", None, "time_doubtful"),
        (b"Thu, 01 Jan 1970 00:00:00 +0000", None, "time_doubtful"),
        (b"Fri, 20 Nov 2026 01:00:00 +9999999999", None, "time_doubtful"),
        ("昨天".encode("gbk"), None, "time_doubtful"),
        (b"", None, "time_doubtful"),
    ],
)
def test_dates(tmp_path: Path, date: bytes, at: str | None, flag: str | None) -> None:
    record = only(tmp_path, b"From: a@x.com\r\nDate: " + date + b"\r\n\r\nx")
    assert record.at == at
    assert (flag in record.flags) if flag else record.flags == ()


def body(headers: bytes, content: bytes) -> bytes:
    return PLAIN + b"MIME-Version: 1.0\r\n" + headers + b"\r\n\r\n" + content


@pytest.mark.parametrize(
    ("charset", "codec", "flags"),
    [
        (b"; charset=gb2312", "gbk", ()),
        (b'; charset="GBK"', "gbk", ()),
        (b"; charset=gb18030", "gb18030", ()),
        (b"; charset=utf-8", "utf-8", ()),
        (b"; charset=us-ascii", "gbk", ("charset_guessed=gb18030",)),
        (b"", "gbk", ("charset_guessed=gb18030",)),
        (b"", "utf-8", ("charset_guessed=utf-8",)),
        (b"; charset=idna", "gbk", ("charset_guessed=gb18030",)),
        (b"; charset=rot13", "utf-8", ("charset_guessed=utf-8",)),
        (b"; charset=gb2312", "utf-8", ("charset_guessed=utf-8",)),
        (b"; charset=utf-8", "gbk", ("charset_guessed=gb18030",)),
    ],
)
@pytest.mark.parametrize("transfer", [b"8bit", b"base64"])
def test_body_charsets(
    tmp_path: Path, charset: bytes, codec: str, flags: tuple[str, ...], transfer: bytes
) -> None:
    raw = "您好，您的借款已经逾期。".encode(codec)
    headers = b"Content-Type: text/plain" + charset + b"\r\nContent-Transfer-Encoding: " + transfer
    record = only(tmp_path, body(headers, base64.encodebytes(raw) if transfer == b"base64" else raw))
    assert record.text == "您好，您的借款已经逾期。"
    assert record.flags == flags


def test_utf16_body(tmp_path: Path) -> None:
    headers = b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64"
    assert only(tmp_path, body(headers, base64.encodebytes("逾期".encode("utf-16")))).text == "逾期"


def test_html_without_plain_text(tmp_path: Path) -> None:
    html = "<html><head><title>T</title><style>p{}</style></head><body><p>逾期&nbsp;<b>3</b> 天</p>"
    html += "<script>alert(1)</script><div>请&lt;还&gt;款</div></body></html>"
    record = only(tmp_path, body(b"Content-Type: text/html; charset=gbk", html.encode("gbk")))
    assert record.text == "逾期 3 天\n请<还>款"


def test_html_names_its_own_charset(tmp_path: Path) -> None:
    html = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>镕</p>'.encode("gbk")
    assert only(tmp_path, body(b"Content-Type: text/html", html)).text == "镕"


def multipart(kind: bytes, *parts: bytes) -> bytes:
    inner = b"".join(b"--b\r\n" + p + b"\r\n" for p in parts)
    return body(b'Content-Type: multipart/%s; boundary="b"' % kind, inner + b"--b--\r\n")


PLAIN_PART = b"Content-Type: text/plain\r\n\r\nplain words"
HTML_PART = b"Content-Type: text/html\r\n\r\n<p>html words</p>"


def test_alternatives(tmp_path: Path) -> None:
    both = only(tmp_path, multipart(b"alternative", PLAIN_PART, HTML_PART))
    assert both.text == "plain words"
    mixed = only(tmp_path, multipart(b"mixed", PLAIN_PART, HTML_PART))
    assert mixed.text == "plain words\nhtml words"
    empty = only(tmp_path, multipart(b"alternative", b"Content-Type: text/plain\r\n\r\n ", HTML_PART))
    assert empty.text == "html words"


NAME = "借款合同（2026）.pdf"


@pytest.mark.parametrize(
    "parameters",
    [
        b"attachment; filename*=utf-8''" + quote(NAME).encode(),
        b"attachment; filename*=GBK'zh-CN'" + quote(NAME.encode("gbk")).encode(),
        b"attachment; filename*0*=utf-8''"
        + quote(NAME[:3]).encode()
        + b"; filename*1*="
        + quote(NAME[3:]).encode(),
        b'attachment; filename="' + word(NAME, "gb2312", "gbk") + b'"',
        b'attachment; filename="' + NAME.encode("gbk") + b'"',
        b'attachment; filename="' + NAME.encode() + b'"',
        b"attachment; filename=" + word(NAME, "utf-8"),
    ],
)
def test_attachment_names(tmp_path: Path, parameters: bytes) -> None:
    data = b"%PDF-1.4 \x00\xff"
    headers = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: "
    part = headers + parameters + b"\r\n\r\n" + base64.encodebytes(data)
    record = only(tmp_path, multipart(b"mixed", PLAIN_PART, part))
    (attachment,) = record.attachments
    assert attachment.name == NAME
    assert (attachment.media_type, attachment.bytes) == ("application/pdf", len(data))
    assert attachment.sha256 == hashlib.sha256(data).hexdigest()
    assert record.text == "plain words"


def test_a_forwarded_mail_is_an_attachment(tmp_path: Path) -> None:
    inner = b"From: c@x.com\r\nSubject: " + word("催收函", "gbk") + b"\r\n\r\nsecret words\r\n"
    record = only(tmp_path, multipart(b"mixed", PLAIN_PART, b"Content-Type: message/rfc822\r\n\r\n" + inner))
    (attachment,) = record.attachments
    assert (attachment.name, attachment.media_type) == ("催收函.eml", "message/rfc822")
    assert attachment.sha256 == hashlib.sha256(inner).hexdigest()
    assert record.text == "plain words"


def test_both_subjects_are_told(tmp_path: Path) -> None:
    record = only(tmp_path, PLAIN + b"Subject: one\r\nSubject: two\r\n\r\nx")
    assert (record.subject, record.flags) == ("one", ("subject_repeated",))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00" * 9, "no mail header"),
        (b"\r\n\r\njust words\r\n", "no mail header"),
        (
            b"From a@x Mon Jan  1 09:00:00 2024\nSubject: 1\n\nx\n\nFrom b@x Mon Jan  1 10:00:00 2024\nTo: c\n\ny",
            "mail box",
        ),
    ],
)
def test_what_is_no_mail(tmp_path: Path, data: bytes, why: str) -> None:
    found = reading(tmp_path, data)
    assert found.records == ()
    assert why in found.unread[0].why_en
    assert found.unread[0].why


def test_recognises() -> None:
    assert mail.recognises("a.eml", b"Subject: x\n\n")
    assert mail.recognises("noname", PLAIN + b"Message-ID: <1>\r\n\r\n")
    assert mail.recognises("cur/1:2,S", b"From x@y Mon\nReceived: a\n b\nSubject: s\n\n")
    assert not mail.recognises("a.txt", b"From: Wang\nhello, how are you\n")
    assert not mail.recognises("a.eml", b"")
    assert not mail.recognises("a.eml", b"<smses count='1'><sms body='Subject: x'/></smses>")
    assert not mail.recognises("a.txt", b"\x00\x01Subject: a\nFrom: b\n\n")


def test_a_missing_file_is_the_callers_matter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        gather(mail, tmp_path / "none.eml", "none.eml")
