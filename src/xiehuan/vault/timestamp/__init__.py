"""Time stamps by RFC 3161: ask for them, keep them, and check them with three answers."""

from xiehuan.vault.timestamp.check import StampCheck, check_stamp
from xiehuan.vault.timestamp.opinions import Opinion, Says, library_opinion, openssl_opinion
from xiehuan.vault.timestamp.request import AuthorityUnreachable, Waiting, request_for, send, waiting_for
from xiehuan.vault.timestamp.stamp import Authority, Stamp, ask
from xiehuan.vault.timestamp.token import NoToken, Token, read_token

__all__ = [
    "Authority",
    "AuthorityUnreachable",
    "NoToken",
    "Opinion",
    "Says",
    "Stamp",
    "StampCheck",
    "Token",
    "Waiting",
    "ask",
    "check_stamp",
    "library_opinion",
    "openssl_opinion",
    "read_token",
    "request_for",
    "send",
    "waiting_for",
]
