"""The sentences that go with a verdict on a time token."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from xiehuan.errors import Text
from xiehuan.vault.timestamp.opinions import Opinion, Says
from xiehuan.vault.timestamp.token import NATIONAL as NATIONAL_BYTES
from xiehuan.vault.timestamp.token import NoToken, Token

OTHER_DATA = Text("时间戳盖的是别的内容", "the token was made over other data")
OTHER_REQUEST = Text(
    "时间戳不是对这次请求的回答（随机数不同）", "the token does not answer this request: the nonce differs"
)
CHANGED = Text("签名与内容不符：时间戳已被改动", "the signature does not fit: the token was changed")
NO_AUTHORITY = Text(
    "不认识签发机构：请先加入该机构的根证书",
    "the authority is not known here: add the root certificate of the authority first",
)
NO_SIGNER = Text(
    "缺少签发机构的证书：请加入该机构公布的证书链",
    "the signer's certificate is missing: add the chain that the authority publishes",
)
NATIONAL = Text(
    "使用国密算法（SM2/SM3），需要签发机构自己的验证工具",
    "uses Chinese national algorithms (SM2, SM3): needs the provider's verifier",
)
UNREADABLE = Text("签名的形式无法识别", "the signature has a form that cannot be read here")
WEAK = Text("使用了可以伪造的旧算法", "rests on an old algorithm that can be forged")


def proven(at: datetime, opinions: Iterable[Opinion]) -> Text:
    """What is proven, by which verifiers, and what is not."""
    by = ", ".join(o.by for o in opinions if o.says is Says.GOOD)
    when = at.isoformat().replace("+00:00", "Z")
    return Text(
        f"这些内容在 {when} 之前已经存在，此后没有改变（{by}）；这不证明内容属实",
        f"existed at {when} and is unchanged since (by {by}); that does not prove that it is true",
    )


def no_token(data: bytes, error: NoToken) -> Text:
    """Why the bytes are no token that can be judged."""
    if error.status:
        return Text(f"机构没有签发时间戳：{error.status}", f"the authority issued no token: {error.status}")
    if NATIONAL_BYTES in data:
        return NATIONAL
    return Text("不是能识别的时间戳", f"not a time token that can be read ({error})")


def unknown_algorithm(token: Token) -> Text:
    """Why the data cannot even be compared."""
    if token.national:
        return NATIONAL
    return Text(f"不认识的摘要算法 {token.algorithm}", f"an unknown digest algorithm: {token.algorithm}")


def disagreement(opinions: Iterable[Opinion]) -> Text:
    """Two verifiers that contradict each other."""
    told = _told(opinions)
    return Text(f"核验程序意见不一：{told}", f"the verifiers disagree: {told}")


def not_believed(opinions: Iterable[Opinion]) -> Text:
    """A signature that holds, of somebody who is not known to be an authority or was not one then."""
    told = _told(opinions)
    return Text(
        f"签名有效，但签发者不能追溯到已知机构，或证书当时无效：{told}",
        f"the signature holds, but does not lead to a known authority, or the certificate was not valid then: {told}",
    )


def late(at: datetime, end: datetime) -> Text:
    """A stamp that came after the moment for which it was needed."""
    return Text(
        f"时间戳（{at.isoformat()}）晚于 {end.isoformat()}，不能证明在此之前",
        f"the stamp ({at.isoformat()}) is later than {end.isoformat()}: it proves nothing about the time before",
    )


def _told(opinions: Iterable[Opinion]) -> str:
    """Who says what; their own words stand in the opinions."""
    return ", ".join(f"{o.by}: {o.says.value}" for o in opinions)
