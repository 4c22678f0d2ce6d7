"""One entry of an archive, whatever the archive is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiehuan.errors import Text

BLOCK = 1 << 20


class Broken(Exception):
    """The bytes of an entry, or the rest of an archive, cannot be had."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Member:
    """`name` as text, as the archive has it; `blocks` gives the bytes and raises Broken; `why` says why there are none."""

    name: str
    blocks: Callable[[], Iterator[bytes]] | None = None
    why: Text | None = None
    flags: tuple[str, ...] = ()


DAMAGED = Text(
    "压缩包已损坏，其余内容无法取出；请重新导出或下载",
    "the archive is damaged here; export or download it again",
)
ENCRYPTED = Text(
    "加密的压缩包内容，请用密码解压后加入", "encrypted: unpack it with its password and add the files"
)
