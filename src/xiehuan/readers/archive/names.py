"""Names in archives: to text from the codes that archivers use, and to a form that cannot point outside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xiehuan.readers.chinese import chinese_codec

UNSAFE = "unsafe_name"
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def codec_of_names(raw: Iterable[bytes]) -> str:
    """The code of all names of an archive that says nothing: UTF-8, else a Chinese code, else that of DOS.

    Archivers in China write GBK, in Taiwan Big5, without a mark; all names of one archive are in one code.
    """
    joined = b"\n".join(raw)
    try:
        joined.decode("utf-8")
    except UnicodeDecodeError:
        return chinese_codec(joined) or "cp437"
    return "utf-8"


def harmless(name: str) -> tuple[str, bool]:
    """The name with `/` between its parts, none of them empty or dots, and whether anything had to be taken away."""
    text = _CONTROL.sub("\ufffd", name.replace("\\", "/"))
    cut = _DRIVE.sub("", text)
    parts = [p for p in cut.split("/") if p not in ("", ".", "..")]
    unsafe = cut != text or text.startswith("/") or ".." in text.split("/") or "\ufffd" in text
    return "/".join(parts) or "unnamed", unsafe
