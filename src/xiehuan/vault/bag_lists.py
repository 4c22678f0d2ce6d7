"""The lists of a BagIt bag as text: declaration, manifests, fetch list, and which names may stand in them.

Versions 0.93 to 0.97 (the drafts) and 1.0 (RFC 8493). Pure: bytes in, values out.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field

from xiehuan.errors import Text

DATA = "data/"
_KNOWN = frozenset({(0, n) for n in range(93, 98)} | {(1, 0)})
_STRICT = (1, 0)
_LOOSE_LINES = (r"BagIt-Version\s*:\s*(\d+)\.(\d+)\s*", r"Tag-File-Character-Encoding\s*:\s*(\S+)\s*")
_STRICT_LINES = (r"BagIt-Version: (\d+)\.(\d+)", r"Tag-File-Character-Encoding: (\S+)")
_MANIFEST_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\S.*)")
_FETCH_LINE = re.compile(r"(\S+)[ \t]+(-|\d+)[ \t]+(\S.*)")
_DRIVE = re.compile(r"[A-Za-z]:")
_ESCAPE = re.compile(r"%(0[AaDd]|25)")
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
WEAK = frozenset({"md5", "sha1"})  # a second file of the same digest can be made


class ListRefused(ValueError):
    """A list of the bag cannot be read; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Declaration:
    """bagit.txt: the version as two numbers and the encoding of the other lists."""

    version: tuple[int, int]
    encoding: str

    @property
    def strict(self) -> bool:
        """Whether the rules of RFC 8493 hold."""
        return self.version >= _STRICT


@dataclass(frozen=True, slots=True)
class Manifest:
    """Path and digest of each file by one algorithm, and what is odd about the list."""

    algorithm: str
    digests: dict[str, str]
    warnings: tuple[tuple[str, Text], ...] = field(default=())


def declaration(data: bytes) -> Declaration:
    """What bagit.txt declares; raises ListRefused."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ListRefused(Text("bagit.txt 不是 UTF-8", "bagit.txt is not UTF-8")) from error
    lines = text.splitlines()
    found = _both(_LOOSE_LINES, lines)
    if found is None:
        raise ListRefused(Text("bagit.txt 的格式不对", "bagit.txt does not have its two lines"))
    version = (int(found[0]), int(found[1]))
    if version not in _KNOWN:
        raise ListRefused(
            Text(f"不认识的 BagIt 版本 {found[0]}.{found[1]}", f"unknown version {found[0]}.{found[1]}")
        )
    if version >= _STRICT and _both(_STRICT_LINES, lines) is None:
        raise ListRefused(Text("bagit.txt 的空白不合规定", "bagit.txt has white space where none may be"))
    return Declaration(version, _text_encoding(found[2]))


def _both(patterns: tuple[str, str], lines: list[str]) -> tuple[str, ...] | None:
    if len(lines) != len(patterns):
        return None
    parts = [re.fullmatch(p, line, re.ASCII) for p, line in zip(patterns, lines, strict=True)]
    return tuple(g for part in parts if part for g in part.groups()) if all(parts) else None


def _text_encoding(name: str) -> str:
    try:
        "".encode(name)  # only codecs that turn text into bytes
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise ListRefused(Text(f"不认识的编码 {name}", f"unknown encoding {name}")) from error


def manifest(algorithm: str, data: bytes, bag: Declaration) -> Manifest:
    """The lines of a manifest; raises ListRefused for a line that is none or a path that leads outside."""
    digits = hashlib.new(algorithm).digest_size * 2
    digests: dict[str, str] = {}
    warnings: list[tuple[str, Text]] = []
    for number, line in enumerate(_lines(data, bag), 1):
        parts = _MANIFEST_LINE.fullmatch(line)
        if parts is None or len(parts[1]) != digits:
            raise ListRefused(Text(f"第 {number} 行无法识别", f"line {number} cannot be read"))
        path = inside(parts[2].removeprefix("*"), bag)
        if path in digests:
            if bag.strict or digests[path] != parts[1].lower():
                raise ListRefused(Text(f"第 {number} 行重复", f"line {number} names a file twice"))
            warnings.append((path, Text("重复列出", "listed twice")))
        digests[path] = parts[1].lower()
    return Manifest(algorithm, digests, tuple(warnings))


def fetch_list(data: bytes, bag: Declaration) -> tuple[str, ...]:
    """The files that fetch.txt wants brought from elsewhere; raises ListRefused. Nothing is ever fetched."""
    paths = []
    for number, line in enumerate(_lines(data, bag), 1):
        parts = _FETCH_LINE.fullmatch(line)
        if parts is None:
            raise ListRefused(Text(f"第 {number} 行无法识别", f"line {number} cannot be read"))
        path = inside(parts[3], bag)
        if not path.startswith(DATA):
            raise ListRefused(Text(f"第 {number} 行不在 data/ 内", f"line {number} is not about data/"))
        paths.append(path)
    return tuple(paths)


def oxum(data: bytes, bag: Declaration) -> tuple[int, int] | None:
    """Payload-Oxum of bag-info.txt: bytes and files; None when it states none that can be read."""
    for line in _lines(data, bag):
        parts = re.fullmatch(r"Payload-Oxum\s*:\s*(\d{1,18})\.(\d{1,18})\s*", line, re.ASCII | re.IGNORECASE)
        if parts:
            return int(parts[1]), int(parts[2])
    return None


def _lines(data: bytes, bag: Declaration) -> list[str]:
    try:
        text = data.decode(bag.encoding)
    except (UnicodeError, ValueError) as error:
        raise ListRefused(Text(f"不是 {bag.encoding} 编码", f"not in {bag.encoding}")) from error
    # not splitlines(): it also cuts at characters that may stand in a name
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def inside(path: str, bag: Declaration) -> str:
    """The path in its plain form; raises ListRefused when it could lead out of the bag on any system."""
    plain = path.removeprefix("./")
    if bag.strict:
        plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), plain)
    parts = re.split(r"[/\\]", plain)
    leads_out = plain.startswith(("/", "\\", "~")) or _DRIVE.match(plain) or ".." in parts or "\0" in plain
    if not plain or leads_out:
        raise ListRefused(Text(f"路径 {path!r} 指向包外", f"the path {path!r} leads out of the bag"))
    return plain
