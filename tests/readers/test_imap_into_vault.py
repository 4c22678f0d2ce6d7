"""Mails of a server go into the vault once, byte for byte, and a second call takes only what is new."""

from __future__ import annotations

import ssl
from pathlib import Path

from mail_server import PASSWORD, Box, certificate, serving

from store.homes import acknowledged, opened
from xiehuan.readers.imap import Account
from xiehuan.services.evidence.fetch_mail import fetch_mail
from xiehuan.store.models import Acquisition, Record

MAILS = {n: f"From: a@example.org\r\nSubject: mail {n}\r\n\r\n逾期{n}\r\n".encode() for n in (3, 8, 11)}


def test_into_the_vault_and_again(tmp_path: Path) -> None:
    pair = certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(pair[0]))
    home = opened(tmp_path / "home")

    def fetched(mails: dict[int, bytes]) -> list[str]:
        with serving(Box(mails), pair) as port:
            account = Account("127.0.0.1", "me@163.com", port)
            events = list(fetch_mail(home, "mine", account, PASSWORD, ("INBOX",), context))
        return [a.name for a in acknowledged(events)]

    first = fetched({n: MAILS[n] for n in (3, 8)})
    assert first == ["imap/me@163.com@127.0.0.1/INBOX/7-3.eml", "imap/me@163.com@127.0.0.1/INBOX/7-8.eml"]
    assert fetched(MAILS) == ["imap/me@163.com@127.0.0.1/INBOX/7-11.eml"]
    assert fetched(MAILS) == []
    assert sorted(r.subject or "" for r in Record.objects.all()) == ["mail 11", "mail 3", "mail 8"]
    for row in Acquisition.objects.all():
        uid = int(row.name.rpartition("-")[2].removesuffix(".eml"))
        with home.objects.plain(row.original_id) as path:
            assert path.read_bytes() == MAILS[uid]
    assert PASSWORD.encode() not in b"".join(p.read_bytes() for p in home.root.rglob("*") if p.is_file())
