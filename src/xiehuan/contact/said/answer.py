"""Yes, no or a part: how a sentence answers an offer; None where it does not."""

from __future__ import annotations

import re
from enum import StrEnum


class Answer(StrEnum):
    """What the speaker answers."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"  # a yes with a condition, for a part, or with another offer


_AGREE = r"(?:可以|行|好|同意|接受|没问题|冇问题|答应|愿意)"
_PARTIAL = re.compile(
    rf"{_AGREE}.{{0,8}}(?:但是?|不过|只能|只有|前提|除非|要先|得先)|(?:如果|要是|只要|除非).{{0,20}}{_AGREE}"
    rf"|不是不(?:行|同意|可以|还)|^(?:能不能|可不可以|那)?先(?:还|付|给|交).{{0,12}}(?:一?部分|一半|剩下|其余|[吗?])"
    rf"|{_AGREE}.{{1,8}}[,;].{{0,2}}不{_AGREE}"
)
_ASKS = re.compile(
    r"(?:吗|么|呢|没|\?|行不行|可不可以|能不能|好不好|同意不|可以不)$|^(?:行不行|能不能|可不可以)"
)
_NO = re.compile(
    r"不(?:太|能|可)?(?:行|同意|可以|接受|答应|愿意)|(?:接受|拿|付|还|负担|承受)不(?:了|起|出)|做不到|办不到|没(?:法|办法)(?:答应|接受|做)"
    r"|太(?:高|多|贵)了?$|(?<!没)有问题|唔(?:得|制|可以)|^不(?:是|了|要|用|好|对|成|中)|^(?:没有|没|冇)$|不用了|不可能|免谈"
)
_YES = re.compile(
    rf"^(?:嗯|对|是|好|行|成|中|得行|要得|ok|okay|yes|当然|没问题|冇问题|得|妥)(?:的|嗯|啊|吧|呀|了|嘛)?(?:$|[,，。!])"
    rf"|^(?:我|我们|那就?|就)?(?:当然)?{_AGREE}(?:的|了|吧|啊|,.*|。.*)?$|^(?:嗯|好|行|对|是)的?[,，]|^是的|(?<!都){_AGREE}$"
)


def answer_of(text: str) -> Answer | None:
    """The answer in a normalised sentence; a question is none unless it offers a part."""
    plain = text.strip(" 。.!~").replace("，", ",").replace("？", "?").replace("；", ";")
    if _PARTIAL.search(plain):
        return Answer.PARTIAL
    if _ASKS.search(plain):
        return None
    if _NO.search(plain):
        return Answer.NO
    return Answer.YES if _YES.search(plain) else None
