"""A stamp as it is kept: the token with everything that is needed to check it when the authority is long gone."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xiehuan.errors import Text
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import CertificatesRefused, Trust, load_certificates
from xiehuan.vault.timestamp.check import StampCheck, check_stamp
from xiehuan.vault.timestamp.opinions import Verifier, library_opinion, openssl_opinion
from xiehuan.vault.timestamp.request import AuthorityUnreachable, Waiting, send
from xiehuan.vault.timestamp.token import NoToken, read_token


@dataclass(frozen=True, slots=True)
class Authority:
    """A time authority of the settings: its name, its HTTPS address, and the chain it publishes (root last, PEM)."""

    name: str
    url: str
    chain: bytes = b""

    def trust(self) -> Trust:
        """Whom the settings say to believe; raises CertificatesRefused for a chain that cannot be read."""
        return Trust.of(load_certificates(self.chain)) if self.chain else Trust()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is kept: which statement, what was asked, what came back, all certificates at hand then, and when.

    `chain` is PEM: the authority's own chain and what came inside the token. What came inside is kept for the record
    and is never taken for a root: whom to believe is said anew at each check.
    """

    authority: str
    statement: bytes
    request: bytes
    token: bytes
    chain: bytes
    received: datetime

    def check(
        self, trust: Trust, verifiers: Sequence[Verifier] = (library_opinion, openssl_opinion)
    ) -> StampCheck:
        """The verdict today, with the authorities one believes today. Never raises."""
        known = Trust(trust.roots, (*trust.others, *self._links()))
        return check_stamp(self.token, self.statement, known, self.request, verifiers)

    def _links(self) -> tuple[x509.Certificate, ...]:
        try:
            return load_certificates(self.chain) if self.chain else ()
        except CertificatesRefused:
            return ()

    def as_json(self) -> dict[str, str]:
        """For keeping; `from_json` reads it back."""
        return {
            "authority": self.authority,
            "statement": base64.b64encode(self.statement).decode(),
            "request": base64.b64encode(self.request).decode(),
            "token": base64.b64encode(self.token).decode(),
            "chain": self.chain.decode("ascii"),
            "received": self.received.isoformat(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Stamp:
        """The stamp as it was kept; raises ValueError or KeyError for anything else."""
        parts = {k: base64.b64decode(kept[k], validate=True) for k in ("statement", "request", "token")}
        received = datetime.fromisoformat(kept["received"])
        return cls(kept["authority"], **parts, chain=kept["chain"].encode("ascii"), received=received)


def ask(
    waiting: Waiting,
    authority: Authority,
    received: datetime,
    context: ssl.SSLContext | None = None,
) -> Stamp:
    """Send a waiting request and keep what comes back; `received` is now, by this machine.

    Raises AuthorityUnreachable when nothing comes back that answers the request: it stays in the queue. A token that
    cannot be verified here, for want of a root or of the algorithm, is kept: another verifier may know more.
    """
    token = send(waiting.request, authority.url, context)
    found = check_stamp(token, waiting.statement, Trust(), waiting.request, ())
    if found.answer is Answer.REFUTED or found.at is None:
        raise AuthorityUnreachable(
            "authority_answered_otherwise",
            Text(
                f"{authority.name} 的回答与请求不符：{found.reason.zh}",
                f"{authority.name} did not answer this request: {found.reason.en}",
            ),
            Text(
                "请求仍在排队，稍后再试或换一家机构",
                "the request stays in the queue: try again or ask another authority",
            ),
        )
    chain = b"".join((_published(authority), *_inside(token)))
    return Stamp(authority.name, waiting.statement, waiting.request, token, chain, received)


def _published(authority: Authority) -> bytes:
    """Its chain as PEM, whatever form the settings have it in; nothing when it cannot be read."""
    try:
        return b"".join(c.public_bytes(Encoding.PEM) for c in authority.trust().all())
    except CertificatesRefused:
        return b""


def _inside(token: bytes) -> list[bytes]:
    try:
        return [
            x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
            for der in read_token(token).certificates
        ]
    except (NoToken, ValueError):
        return []
