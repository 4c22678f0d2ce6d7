"""Two unrelated verifiers of a time token, each at the token's own time: rfc3161-client, and openssl where it is installed.

Neither is enough alone: rfc3161-client 1.0.9 refuses a good token whose certificates are not sorted, and openssl may
be missing. An opinion is about signature and chain; what was stamped is compared before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xiehuan.vault.certificates import Trust
from xiehuan.vault.timestamp.token import Token

_SECONDS = 20
_WORDS = 300


class Says(StrEnum):
    """What a verifier says of a token."""

    GOOD = "good"
    BAD = "bad"
    NOTHING = "nothing"  # it is not installed, or cannot read the token


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verifier's name, its answer and, where it is not good, its own words."""

    by: str
    says: Says
    words: str = ""


Verifier = Callable[[Token, bytes, Trust, x509.Certificate | None], Opinion]


def library_opinion(
    token: Token, digest: bytes, trust: Trust, signer: x509.Certificate | None = None
) -> Opinion:
    """What rfc3161-client says. `signer` may be given to it only from `trust`: it believes what it is given."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415

    name = "rfc3161-client"
    own = signer if signer in trust.all() else None
    links = [c for c in trust.links if c != own]
    try:
        builder = VerifierBuilder(tsa_certificate=own, intermediates=links, roots=list(trust.roots))
        builder.build().verify(decode_timestamp_response(token.response), digest)
    except VerificationError as error:
        return Opinion(name, Says.BAD, str(error)[:_WORDS])
    except Exception as error:  # noqa: BLE001 - what it cannot read it raises in many ways; none is a verdict
        return Opinion(name, Says.NOTHING, f"{type(error).__name__}: {error}"[:_WORDS])
    return Opinion(name, Says.GOOD)


def openssl_opinion(
    token: Token, digest: bytes, trust: Trust, signer: x509.Certificate | None = None
) -> Opinion:
    """What `openssl ts -verify` says, told nothing but the roots, the other certificates and the token's time."""
    del signer  # it finds the signer itself
    name, program = "openssl", shutil.which("openssl")
    if program is None:
        return Opinion(name, Says.NOTHING, "not installed")
    with tempfile.TemporaryDirectory(prefix="xiehuan-") as folder:
        place = Path(folder)
        (place / "answer").write_bytes(token.response)
        (place / "roots").write_bytes(_pem(trust.roots))
        options = ["-in", str(place / "answer"), "-digest", digest.hex(), "-CAfile", str(place / "roots")]
        if trust.links:
            (place / "links").write_bytes(_pem(trust.links))
            options += ["-untrusted", str(place / "links")]
        command = [program, "ts", "-verify", *options, "-attime", str(int(token.at.timestamp()))]
        return _asked(name, command)


def _asked(name: str, command: list[str]) -> Opinion:
    environment = {"PATH": os.environ.get("PATH", ""), "OPENSSL_CONF": os.devnull}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, its arguments are paths and digits
            command,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Opinion(name, Says.NOTHING, type(error).__name__)
    words = (done.stdout + done.stderr).decode("utf-8", "replace").strip()[-_WORDS:]
    if done.returncode == 0 and b"Verification: OK" in done.stdout:
        return Opinion(name, Says.GOOD)
    if b"Verification: FAILED" not in done.stdout:  # it did not come so far as to verify
        return Opinion(name, Says.NOTHING, words)
    return Opinion(name, Says.BAD, words)


def _pem(certificates: Iterable[x509.Certificate]) -> bytes:
    return b"".join(c.public_bytes(Encoding.PEM) for c in certificates)
