"""Run published evidence cases (`evidence/*/cases.jsonl`) against the product, one module of `kinds` a kind.

A case says what is true of a file. The product's answer is translated into the words of the case and compared field
by field. No case is known by its id: any folder of the same layout works. What cannot be asked of the product is
`unsupported`, decided by the kind and the fields of a case before it runs.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.evidence_case import Case, Outcome
from conformance.kinds import (
    accounted,
    backups,
    bag,
    certificate,
    contacts,
    dkim,
    mail,
    mbox,
    merkle,
    msg,
    pdf_signature,
    phone_messages,
    text_encoding,
    timestamp,
    zip_names,
)

# what each expectation got instead, None where it holds; None for all when the case cannot be asked
Differences = Callable[[Case], dict[str, object] | None]
KINDS: dict[str, Differences] = {
    "accounted": accounted.accounted,
    "bag": bag.bag,
    "body_hash": dkim.body,
    "calls_xml": backups.calls_xml,
    "certificate": certificate.certificate,
    "dkim": dkim.dkim,
    "ios_text": phone_messages.ios_text,
    "mail": mail.mail_file,
    "mbox": mbox.mail_box,
    "merkle_consistency": merkle.consistency,
    "merkle_inclusion": merkle.inclusion,
    "msg": msg.outlook_item,
    "pdf_signature": pdf_signature.pdf_signature,
    "sms_xml": backups.sms_xml,
    "text_encoding": text_encoding.text_encoding,
    "timestamp": timestamp.timestamp,
    "zip_names": zip_names.zip_names,
    "vcf": contacts.vcf,
}


def run(case: Case) -> Outcome:
    """Ask the product and compare."""
    differences = KINDS.get(case.kind)
    found = differences(case) if differences else None
    if found is None:
        return Outcome(case, "unsupported")
    wrong = {k: v for k, v in found.items() if v is not None}
    return Outcome(case, "failed" if wrong else "passed", wrong)
