"""DKIM signatures and body hashes of mails, with the keys that the case gives."""

from __future__ import annotations

from conformance.evidence_case import Case, bytes_of, compared, equal
from conformance.kinds.room import room
from xiehuan.vault.origin import DkimSignature, body_hash, mail_origin


def dkim(case: Case) -> dict[str, object] | None:
    """All signatures in file order."""
    origin = mail_origin(bytes_of(case), _keys(case), room())
    got = list(map(_plain, origin.signatures))

    def listed(want: list[dict]) -> object:
        same = len(got) == len(want) and all(map(_holds, got, want))
        return None if same else (got or str(origin.unread))

    return compared(case, {"signatures": listed})


def body(case: Case) -> dict[str, object] | None:
    """The hash of the relaxed canonical body."""
    return compared(case, {"body_hash": equal(body_hash(bytes_of(case), room()))})


def _plain(found: DkimSignature) -> dict[str, object]:
    return {
        "domain": found.domain,
        "selector": found.selector,
        "algorithm": found.algorithm,
        "body_hash_matches": found.body_hash_matches,
        "result": found.result.value,
    }


def _holds(got: dict[str, object], want: dict) -> bool:
    for key, value in want.items():
        name = key.removesuffix("_any_of")
        if name not in got or (got[name] not in value if name != key else got[name] != value):
            return False
    return True


def _keys(case: Case) -> dict[str, str]:
    """One record a name; a zone has lists of records, pieces of records, or TIMEOUT, which is no key."""
    keys = dict(case.fields.get("dns_txt", {}))
    for name, records in case.fields.get("dns", {}).items():
        if isinstance(records, list) and records:
            keys[name] = records[0] if isinstance(records[0], str) else "".join(records[0])
    return keys
