"""Sign the log of a case as it stands, so that a later change of it shows."""

from __future__ import annotations

from xiehuan.services.evidence.home import Home
from xiehuan.store import log
from xiehuan.store.models import Case, Head
from xiehuan.vault.signed_head import SignedHead, sign_head


def sign(home: Home, case: Case) -> Head | None:
    """Sign the log unless it is empty or signed already at this size."""
    now = log.point(case)
    newest = log.newest_head(case)
    if not now.size or (newest is not None and newest.size == now.size):
        return newest
    at = home.now()
    signed = sign_head(home.key, case.code, now, at)
    parts = (signed.statement, signed.signature, signed.public_pem)
    return log.keep_head(case, log.SignedPoint(now, at, home.key.key_id, *parts))


def signed_head(home: Home, head: Head) -> SignedHead:
    """A kept head with all that is needed to check it."""
    public_pem = head.public_pem.encode("ascii") or home.key.public_pem()
    return SignedHead(head.body.encode("ascii"), bytes(head.signature), public_pem)
