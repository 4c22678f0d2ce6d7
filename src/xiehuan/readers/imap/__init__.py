"""Mail from a server over IMAP with TLS: read-only, resumable, raw bytes to a caller. Nothing is sent unless called.

`fetch` opens folders with EXAMINE and asks for BODY.PEEK[]: no mail is deleted, moved or marked as read. What was
taken is known by account, folder, UIDVALIDITY and UID; who it is, by the SHA-256 of its bytes.
"""

from __future__ import annotations

from xiehuan.readers.imap.account import Account, Key, MailServerError
from xiehuan.readers.imap.fetch import Fetched, Trouble, fetch, folders

__all__ = ["Account", "Fetched", "Key", "MailServerError", "Trouble", "fetch", "folders"]
