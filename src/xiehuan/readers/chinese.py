"""Which of the two families of Chinese codes bytes are in: GB (GB 2312, GBK, GB 18030) or Big5.

Nearly all bytes of one family are also valid in the other, so validity decides little. Read in the right code, a text is full of
the few dozen characters that every Chinese text is full of; read in the wrong one, of rare ones.
"""

from __future__ import annotations

import re

GB, BIG5 = "gb18030", "big5hkscs"
_SAMPLE = 1 << 16
_DAMAGE_BORNE = 20  # at most one character in twenty cannot be read
_SOME = 0.02
_HIGH = re.compile(rb"[\x80-\xff]+")
_PLAIN, _TIMES = 0.2, 3  # share of common characters, and how many times that of the declared code
_COMMON = frozenset(
    "的一是不了在人有我他这個中大来上国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都"
    "然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同已从动两长知样现分将外但些与高意进把法此实回理点月明"
    "這來國說們為時會過學對裡後麼發當無開見經頭從動兩長樣現將與進實點們還沒於種電話請銀款期本息逾"
    "，。、：！？（）「」《》１２３"
)
# in a file name there is little text, so characters of names of files count as well
_OF_NAMES = frozenset(
    "图片照录音截屏频视合同账单明细信微聊天记录證錄圖帳單細記錄檔案新建文件夹文本副本件夾文字材料月份表"
)


def chinese_codec(raw: bytes) -> str | None:
    """The codec of the family, or None when neither gives Chinese text."""
    sample = raw[:_SAMPLE]
    scores = {codec: _score(sample, codec) for codec in (GB, BIG5)}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] >= _SOME:
        return best
    # rare characters only, as in a name: in GB 2312 they are pairs of high bytes, in western text single ones
    pairs = all(len(run) % 2 == 0 for run in _HIGH.findall(sample)) and not sample.isascii()
    return GB if pairs and scores[GB] > 0 else None


def contradicted(raw: bytes, codec: str) -> bool:
    """Whether bytes that are said to be in one family are plainly text of the other."""
    other = {GB: BIG5, BIG5: GB}.get(codec)
    if other is None:
        return False
    theirs = _score(raw[:_SAMPLE], other)
    return theirs > _PLAIN and theirs > _TIMES * _score(raw[:_SAMPLE], codec)


def _score(sample: bytes, codec: str) -> float:
    """Share of common characters among all beyond ASCII, less what could not be read."""
    text = sample.decode(codec, "replace")
    beyond = [c for c in text if not c.isascii()]
    lost = sum(c == "\ufffd" for c in beyond)
    if not beyond or lost * _DAMAGE_BORNE > len(beyond) + _DAMAGE_BORNE - 1:
        return 0
    common = sum(c in _COMMON for c in beyond) + sum(c in _OF_NAMES for c in beyond) / 2
    han = sum("\u4e00" <= c <= "\u9fff" for c in beyond)
    return (common + han / 1000 - 2 * lost) / len(beyond)
