"""What an archive may cost: sizes, their ratio, how many members, how deep."""

from __future__ import annotations

from xiehuan.errors import Text
from xiehuan.readers.archive.member import Broken

MOST_MEMBERS = 100_000
LARGEST_MEMBER = 16 << 30
LARGEST_TOTAL = 64 << 30
HIGHEST_RATIO = 100
_FREE = 64 << 20  # before the ratio counts: small archives of very even data are honest
DEEPEST = 2  # an archive, and archives in it

TOO_DEEP = Text(
    "压缩包嵌套过深，请先解压再加入", "the archive is nested too deep: unpack it and add the files"
)


class Budget:
    """Counts what comes out of an archive and of all archives in it."""

    def __init__(self, size: int) -> None:
        self._allowed = min(size * HIGHEST_RATIO + _FREE, LARGEST_TOTAL)
        self._ratio_decides = self._allowed < LARGEST_TOTAL
        self._taken = 0
        self._members = 0

    def begin(self) -> None:
        """One more member; Broken when there are too many."""
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Broken(
                Text(f"压缩包超过{MOST_MEMBERS}个文件", f"the archive holds more than {MOST_MEMBERS} files")
            )

    @property
    def spent(self) -> bool:
        """Whether nothing more may be unpacked."""
        return self._taken >= self._allowed

    def take(self, count: int, of_this: int) -> None:
        """`count` more bytes, `of_this` in all of this member; Broken beyond the limits."""
        self._taken += count
        if of_this > LARGEST_MEMBER:
            raise Broken(
                Text(f"文件超过{LARGEST_MEMBER}字节", f"the file has more than {LARGEST_MEMBER} bytes")
            )
        if self._taken > self._allowed and self._ratio_decides:
            raise Broken(
                Text(
                    f"解压后超过压缩包大小的{HIGHEST_RATIO}倍，疑似压缩炸弹，请自行解压后加入",
                    f"unpacks to more than {HIGHEST_RATIO} times the archive, as a zip bomb does; unpack it yourself",
                )
            )
        if self._taken > self._allowed:
            raise Broken(Text("压缩包解压后过大", f"the archive unpacks to more than {LARGEST_TOTAL} bytes"))
