"""What an RFC 3161 answer says, as it says it: nothing here is believed yet.

Read with asn1crypto, which takes sets in any order; other libraries refuse a token whose certificates are not sorted
although it is good.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, core, tsp

LARGEST = 1 << 20
# Any object identifier of the Chinese national algorithms (SM2, SM3, SM9 …) begins with these bytes in DER: 1.2.156.10197
NATIONAL = bytes.fromhex("2a811ccf55")
_GRANTED = "granted"
_STATUSES = frozenset({_GRANTED, "granted_with_mods"})
_STRONG = frozenset({"sha256", "sha384", "sha512"})
_SM3 = "1.2.156.10197.1.401"
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class _Answer(core.Sequence):  # type: ignore[misc]  # the library has no types
    """TimeStampResp (RFC 3161 section 2.4.2): a refusal has no token."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012


class NoToken(ValueError):
    """The bytes are no time token, or none that this program can read; `status` is the refusal of an authority."""

    def __init__(self, why: str, status: str | None = None) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a token that matter; `response` is the answer as RFC 3161 frames it, `signed` its CMS contents."""

    response: bytes
    at: datetime
    algorithm: str
    imprint: bytes
    nonce: int | None
    policy: str
    signed: Any
    certificates: tuple[bytes, ...]
    national: bool

    @property
    def signer_info(self) -> Any:
        """The one signature of the token."""
        return self.signed["signer_infos"][0]

    @property
    def content(self) -> bytes:
        """What the signature is over."""
        return bytes(self.signed["encap_content_info"]["content"].contents)

    @property
    def weak(self) -> bool:
        """Whether what was stamped, or the signature, rests on a hash that can be forged."""
        used = {self.algorithm, str(self.signer_info["digest_algorithm"]["algorithm"].native)}
        return bool(used - _STRONG - {_SM3})

    def digest_of(self, data: bytes) -> bytes | None:
        """The digest of the data by the token's algorithm; None where this machine does not know it."""
        try:
            return hashlib.new("sm3" if self.algorithm == _SM3 else self.algorithm, data).digest()
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for."""

    imprint: bytes
    nonce: int | None


def read_token(data: bytes) -> Token:
    """The token in an answer of an authority (TimeStampResp) or alone (TimeStampToken); raises NoToken."""
    if len(data) > LARGEST:
        raise NoToken("larger than a token can be")
    try:
        return _token(data)
    except _FAULTS as error:
        if isinstance(error, NoToken):
            raise
        raise NoToken(f"not a time token: {type(error).__name__}") from error


def read_request(data: bytes) -> Asked:
    """What a TimeStampReq asks for; raises NoToken."""
    try:
        request = tsp.TimeStampReq.load(data, strict=True)
        return Asked(bytes(request["message_imprint"]["hashed_message"].native), request["nonce"].native)
    except _FAULTS as error:
        raise NoToken(f"not a request: {type(error).__name__}") from error


def _token(data: bytes) -> Token:
    content, response = _content(data)
    if content["content_type"].native != "signed_data":
        raise NoToken("holds no signed data")
    signed = content["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise NoToken("signed data, but no time token")
    info = signed["encap_content_info"]["content"].parsed
    at = info["gen_time"].native
    return Token(
        response=response,
        at=at.astimezone(UTC) if at.utcoffset() is not None else at.replace(tzinfo=UTC),
        algorithm=str(info["message_imprint"]["hash_algorithm"]["algorithm"].native),
        imprint=bytes(info["message_imprint"]["hashed_message"].native),
        nonce=info["nonce"].native,
        policy=info["policy"].dotted,
        signed=signed,
        certificates=_certificates(signed),
        national=NATIONAL in data,
    )


def _content(data: bytes) -> tuple[Any, bytes]:
    """The CMS content, and the bytes as a whole answer."""
    try:
        content = cms.ContentInfo.load(data, strict=True)
        content["content_type"].native  # noqa: B018 - read lazily: this is what decides which of the two it is
    except _FAULTS:
        answer = _Answer.load(data, strict=True)
        status, content = str(answer["status"]["status"].native), answer["time_stamp_token"]
        if status not in _STATUSES or isinstance(content, core.Void):
            raise NoToken("the authority refused", status) from None
        if status == _GRANTED:
            return content, data
    # with changes it is a token all the same, though one of the verifiers takes nothing but a plain "granted"
    return content, _Answer({"status": {"status": _GRANTED}, "time_stamp_token": content}).dump()


def _certificates(signed: Any) -> tuple[bytes, ...]:
    held = signed["certificates"]
    return tuple(c.chosen.dump() for c in held) if held else ()
