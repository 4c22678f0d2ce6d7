"""Sign the log of a case as it stands, so that a later change of it shows."""

from __future__ import annotations

from xiehuan.services.evidence.home import Home
from xiehuan.store import log
from xiehuan.store.models import Case, Head
from xiehuan.vault.signed_head import sign_head


def sign(home: Home, case: Case) -> Head | None:
    """Sign the log unless it is empty or signed already at this size."""
    now = log.point(case)
    newest = log.newest_head(case)
    if not now.size or (newest is not None and newest.size == now.size):
        return newest
    at = home.now()
    signed = sign_head(home.key, case.code, now, at)
    return log.keep_head(case, signed.statement, at, now, home.key.key_id, signed.signature)
