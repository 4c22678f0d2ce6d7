"""Time tokens, judged with the authorities that the case gives."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from conformance.evidence_case import Case
from xiehuan.vault.certificates import Trust, load_certificates
from xiehuan.vault.timestamp import StampCheck, check_stamp


def timestamp(case: Case) -> dict[str, object] | None:
    """The verdict, and what else the case says of the token."""
    if set(case.expected) - {"verdict", "allowed"}:
        return None
    fields = case.fields
    request = (case.folder / fields["request"]).read_bytes() if "request" in fields else None
    found = check_stamp(_token(case), _data(case), _trust(case), request)
    return {"verdict": _verdict(case, found), **_beside(case, found)}


def _verdict(case: Case, found: StampCheck) -> object:
    wanted = case.expected["verdict"]
    allowed = case.expected["allowed"] if wanted == "cannot_tell_allowed" else [wanted]
    return None if found.answer.value in allowed else [found.answer.value, found.reason.en]


def _beside(case: Case, found: StampCheck) -> dict[str, object]:
    fields, wrong = case.fields, {}
    if "gen_time" in fields and found.at != datetime.fromisoformat(fields["gen_time"]):
        wrong["gen_time"] = str(found.at)
    if "signer_not" in fields and fields["signer_not"] in (found.signer or ""):
        wrong["signer_not"] = found.signer
    if "late_for_certificate_end" in fields:
        end = datetime.fromisoformat(fields["late_for_certificate_end"])
        wrong["late_for_certificate_end"] = None if found.late_for(end) else "says nothing"
    return wrong


def _token(case: Case) -> bytes:
    if "token" in case.fields:
        return (case.folder / case.fields["token"]).read_bytes()
    value = json.loads((case.folder / case.fields["input"]).read_text("utf-8"))
    for step in case.fields["token_at"].strip("/").split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return base64.b64decode(value) if case.fields.get("token_encoding") == "base64" else value.encode()


def _data(case: Case) -> bytes:
    if "data" in case.fields:
        return (case.folder / case.fields["data"]).read_bytes()
    if "data_text" in case.fields:
        return case.fields["data_text"].encode()
    return base64.b64decode(case.fields["data_base64"])


def _trust(case: Case) -> Trust:
    if "ca" in case.fields:
        return Trust.of(load_certificates((case.folder / case.fields["ca"]).read_bytes()))
    return Trust.of([c for pem in case.fields.get("ca_pem", ()) for c in load_certificates(pem.encode())])
