"""Time stamps as rows: a request waits until its answer is kept beside it; neither is ever changed."""

from __future__ import annotations

from datetime import datetime

from xiehuan.store.models import Case, Head, Token


def asked(head: Head, authority: str) -> bool:
    """Whether this authority was asked, or will be, about this head."""
    return Token.objects.filter(head=head, authority=authority).exists()


def keep_request(head: Head, authority: str, request: bytes, at: datetime) -> None:
    """Keep a request until there is a network."""
    Token.objects.create(head=head, authority=authority, request=request, asked_at=at)


def waiting(case: Case) -> list[Token]:
    """The requests of a case without an answer, oldest first, with their heads."""
    rows = Token.objects.filter(head__case=case, reply__isnull=True).select_related("head")
    return list(rows.order_by("pk"))


def keep_reply(row: Token, reply: bytes, chain: str, at: datetime) -> None:
    """Keep the answer and the certificates at hand."""
    row.reply, row.chain, row.answered_at = reply, chain, at
    row.save(update_fields=("reply", "chain", "answered_at"))
