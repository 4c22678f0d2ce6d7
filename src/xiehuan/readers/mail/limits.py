"""What a mail may cost: the limits, a gauge that watches them while reading, and the words of a refusal.

They bound what makes the library's parser slow or large: every line is compared with every boundary that is
open above it, every field and part is an object, an unfinished line is held in full.
"""

from __future__ import annotations

from collections.abc import Callable

from xiehuan.errors import Text

LARGEST = 60 << 20
MOST_RAW = 30 << 20  # bytes above 127: the library keeps each in two, and honest large parts are in base64
MOST_LINES = 1_000_000
LONGEST_LINE = 16 << 20  # the library keeps an unfinished line in four bytes a character
MOST_FIELDS = 200_000
MOST_PARTS = 50_000
MOST_COMPARISONS = 50_000_000
_ASCII = bytes(range(128))
_NESTING = (b"boundary", b"message/rfc822", b"message/global")


class Refused(Exception):
    """The mail exceeds a limit."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Gauge:
    """Counts, while reading, what the limits are about."""

    def __init__(self) -> None:
        self.bytes = self._raw = self._lines = self._parts = self._nesting = self._crlf = self._line = 0

    @property
    def line_end(self) -> str:
        """The one that most lines have."""
        return "\r\n" if self._crlf * 2 > self._lines else "\n"

    def check(self, block: bytes) -> None:
        """Take a block into account."""
        self.bytes += len(block)
        self._raw += len(block.translate(None, _ASCII))
        self._lines += max(block.count(b"\n"), block.count(b"\r"))
        self._crlf += block.count(b"\r\n")
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._line = len(block) - 1 - last + (self._line if last < 0 else 0)
        self._parts += block.count(b"\n--")
        lower = block.lower()
        self._nesting += sum(map(lower.count, _NESTING))
        limits: list[tuple[bool, Callable[[], Text]]] = [
            (self.bytes > LARGEST, lambda: too_large(self.bytes)),
            (self._raw > MOST_RAW, self._too_raw),
            (self._line > LONGEST_LINE, self._too_long),
            (self._lines > MOST_LINES, self._too_many_lines),
            (self._parts > MOST_PARTS, self._too_many_parts),
            (self._lines * self._nesting > MOST_COMPARISONS, self._too_deep),
        ]
        for exceeded, why in limits:
            if exceeded:
                raise Refused(why())

    def _too_raw(self) -> Text:
        return Text(
            f"邮件含超过{MOST_RAW}个未编码的8位字节", f"the mail holds more than {MOST_RAW} raw 8-bit bytes"
        )

    def _too_long(self) -> Text:
        return Text(
            f"邮件含超过{LONGEST_LINE}字节的一行", f"the mail holds a line of more than {LONGEST_LINE} bytes"
        )

    def _too_many_lines(self) -> Text:
        return Text(
            f"邮件超过{MOST_LINES}行的上限", f"the mail has more than the limit of {MOST_LINES} lines"
        )

    def _too_many_parts(self) -> Text:
        return Text(
            f"邮件超过{MOST_PARTS}个部分的上限", f"the mail has more than the limit of {MOST_PARTS} parts"
        )

    def _too_deep(self) -> Text:
        return Text(
            f"邮件的嵌套过多 ({self._nesting}处嵌套, {self._lines}行)",
            f"the mail is nested too much ({self._nesting} nestings in {self._lines} lines)",
        )


def too_large(size: int) -> Text:
    """For a mail of that size."""
    return Text(
        f"邮件大小为{size}字节, 超过上限{LARGEST}字节; 原文件已保留, 可另存附件后重新加入",
        f"the mail has {size} bytes, the limit is {LARGEST}; the file is kept, add its attachments separately",
    )


def too_many_fields() -> Text:
    """For a mail whose header never ends."""
    return Text(
        f"邮件超过{MOST_FIELDS}个邮件头字段的上限",
        f"the mail has more than the limit of {MOST_FIELDS} header fields",
    )
