"""Ask a time authority: the request, what waits until there is a network, sending it, and what comes back.

Only a digest leaves the machine, and only when `send` is called: the SHA-256 of a head, never of single files, whose
number and sizes would tell more than they must.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, HTTPSHandler, Request, build_opener

from xiehuan.errors import Text, XiehuanError
from xiehuan.vault.timestamp.token import LARGEST

_SECONDS = 20


class AuthorityUnreachable(XiehuanError):
    """No token came back: no network, a refusal, or an address that may not be used. Ask again later."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for a network: which statement, whom to ask, since when. The caller keeps it."""

    authority: str
    statement: bytes
    request: bytes
    since: datetime

    def as_json(self) -> dict[str, str]:
        """For keeping; `from_json` reads it back."""
        return {
            "authority": self.authority,
            "statement": base64.b64encode(self.statement).decode(),
            "request": base64.b64encode(self.request).decode(),
            "since": self.since.isoformat(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Waiting:
        """The request as it was kept; raises ValueError or KeyError for anything else."""
        return cls(
            kept["authority"],
            base64.b64decode(kept["statement"], validate=True),
            base64.b64decode(kept["request"], validate=True),
            datetime.fromisoformat(kept["since"]),
        )


def request_for(statement: bytes) -> bytes:
    """A TimeStampReq for the SHA-256 of the statement, with a random nonce, asking for the certificates."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415

    builder = TimestampRequestBuilder().data(statement).hash_algorithm(HashAlgorithm.SHA256)
    return bytes(builder.cert_request(cert_request=True).nonce(nonce=True).build().as_bytes())


def waiting_for(statement: bytes, authority: str, since: datetime) -> Waiting:
    """A request to be sent when there is a network."""
    return Waiting(authority, statement, request_for(statement), since)


class _NoRedirect(HTTPErrorProcessor):
    """Anything but an answer of the authority itself is a failure: a redirect could lead anywhere."""

    def http_response(self, request: Request, response: object) -> object:
        del request
        return response

    https_response = http_response


def send(request: bytes, url: str, context: ssl.SSLContext | None = None, seconds: float = _SECONDS) -> bytes:
    """The authority's answer, not judged yet; raises AuthorityUnreachable. HTTPS only, no redirects."""
    if urlsplit(url).scheme != "https":
        raise _unreachable(url, Text("地址不是 https", "the address is not https"))
    opener = build_opener(HTTPSHandler(context=context or ssl.create_default_context()), _NoRedirect)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    asked = Request(url, data=request, headers=headers, method="POST")  # noqa: S310 - https, checked above
    try:
        with opener.open(asked, timeout=seconds) as answer:
            body: bytes = answer.read(LARGEST + 1)
            status = int(answer.status)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise _unreachable(url, Text("没有连上", f"no connection: {error}")) from error
    if status != 200 or not body or len(body) > LARGEST:  # noqa: PLR2004 - HTTP's word for "here it is"
        raise _unreachable(url, Text(f"没有给出时间戳（{status}）", f"gave no token: HTTP {status}"))
    return body


def _unreachable(url: str, why: Text) -> AuthorityUnreachable:
    host = urlsplit(url).hostname or url
    return AuthorityUnreachable(
        "authority_unreachable",
        Text(f"时间戳机构 {host}：{why.zh}", f"time authority {host}: {why.en}"),
        Text(
            "请求已排队，有网络时再试；能证明的时间是盖戳那一刻",
            "the request stays in the queue: try again with a network; what can be proven is the time of stamping",
        ),
    )
