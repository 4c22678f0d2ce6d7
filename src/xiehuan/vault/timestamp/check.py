"""Did these bytes exist when the token says so? Proven, refuted or cannot tell, each with its reason.

Refuted needs a contradiction in the bytes themselves: another digest, another nonce, a broken signature. What rests on
whom one knows or on what a library can read is "cannot tell". Certificates are judged at the time of the token: a
certificate that has run out since takes nothing away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from xiehuan.errors import Text
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust, end_of
from xiehuan.vault.timestamp import reasons
from xiehuan.vault.timestamp.opinions import Opinion, Says, Verifier, library_opinion, openssl_opinion
from xiehuan.vault.timestamp.signature import Holds, Signature, signature_of
from xiehuan.vault.timestamp.token import NoToken, Token, read_request, read_token

_BOTH: tuple[Verifier, ...] = (library_opinion, openssl_opinion)
_AHEAD = timedelta(days=365)  # an authority may end early: stamp again a year before its certificate does


@dataclass(frozen=True, slots=True)
class StampCheck:
    """The answer and its reason. `at` is what the token says, and worth something only when proven.

    `signer` is the name in the certificate with which the signature holds, None where none does.
    """

    answer: Answer
    reason: Text
    at: datetime | None = None
    signer: str | None = None
    certificate_ends: datetime | None = None
    opinions: tuple[Opinion, ...] = ()

    @property
    def renew_before(self) -> datetime | None:
        """When the head and this token should have been stamped anew at the latest."""
        return self.certificate_ends - _AHEAD if self.certificate_ends else None

    def late_for(self, end: datetime) -> Text | None:
        """What has to be said when the stamp came after `end`, such as the end of a signer's certificate; else None."""
        if self.at is None or self.at <= end:
            return None
        return reasons.late(self.at, end)


def check_stamp(
    token: bytes,
    data: bytes,
    trust: Trust,
    request: bytes | None = None,
    verifiers: Sequence[Verifier] = _BOTH,
) -> StampCheck:
    """Whether an authority of `trust` stamped exactly `data`; with `request`, in answer to it. Never raises."""
    try:
        read = read_token(token)
    except NoToken as error:
        return StampCheck(Answer.CANNOT_TELL, reasons.no_token(token, error))
    if contradiction := _contradiction(read, data, request):
        return StampCheck(Answer.REFUTED, contradiction, read.at)
    digest = read.digest_of(data)
    if digest is None:
        return StampCheck(Answer.CANNOT_TELL, reasons.unknown_algorithm(read), read.at)
    known = [c.public_bytes(Encoding.DER) for c in trust.all()]
    signature = signature_of(read, known)
    opinions = tuple(v(read, digest, trust, signature.signer) for v in verifiers) if trust.roots else ()
    answer, reason = _weighed(read, signature, opinions)
    signer = signature.signer
    ends = end_of(signer) if signer else None
    return StampCheck(answer, reason, read.at, _name(signer) if signer else None, ends, opinions)


def _contradiction(token: Token, data: bytes, request: bytes | None) -> Text | None:
    """What in the bytes themselves says that the token is not about this data or not the answer to this request."""
    if token.digest_of(data) not in {None, token.imprint}:
        return reasons.OTHER_DATA
    if request is None:
        return None
    try:
        asked = read_request(request)
    except NoToken:
        return None
    same = asked.nonce in {None, token.nonce} and asked.imprint == token.imprint
    return None if same else reasons.OTHER_REQUEST


def _weighed(token: Token, signature: Signature, opinions: Sequence[Opinion]) -> tuple[Answer, Text]:
    said = {o.says for o in opinions}
    holds = signature.holds
    if Says.GOOD in said:
        if holds is not Holds.YES or Says.BAD in said:
            return Answer.CANNOT_TELL, reasons.disagreement(opinions)
        if token.weak:
            return Answer.CANNOT_TELL, reasons.WEAK
        return Answer.PROVEN, reasons.proven(token.at, opinions)
    if holds is Holds.NO:
        return Answer.REFUTED, reasons.CHANGED
    return Answer.CANNOT_TELL, _why_not(token, signature, opinions)


def _why_not(token: Token, signature: Signature, opinions: Sequence[Opinion]) -> Text:
    if token.national and signature.holds is not Holds.YES:
        return reasons.NATIONAL
    if signature.holds is Holds.NO_SIGNER:
        return reasons.NO_SIGNER
    if signature.holds is Holds.UNREADABLE:
        return reasons.UNREADABLE
    return reasons.not_believed(opinions) if opinions else reasons.NO_AUTHORITY


def _name(certificate: x509.Certificate) -> str:
    """The common name, or the whole name where there is none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
