"""The text of one of the three input files, or a finding that says why there is none."""

from __future__ import annotations

import codecs
from pathlib import Path

from xiehuan.errors import Finding, Text, Where

_ENCODINGS = ("utf-8-sig", "gb18030")  # editors on Chinese Windows still save GBK


def read_text(path: Path, name: str, limit: int, findings: list[Finding]) -> str | None:
    """What the file says; links out of its folder are not followed."""
    try:
        trouble = _trouble(path, name, limit)
        if trouble is None:
            with path.open("rb") as stream:
                return _decoded(stream.read(limit + 1), name, findings)
    except (OSError, RuntimeError) as error:  # RuntimeError: Python < 3.13 about a loop of links
        trouble = _cannot_open(name, error)
    findings.append(trouble)
    return None


def _trouble(path: Path, name: str, limit: int) -> Finding | None:
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        return Finding(
            "link_outside",
            Where(name),
            Text(
                f"{name} 是指向文件夹外的链接，没有跟随", f"{name} is a link out of the folder, not followed"
            ),
            Text("把文件本身放进来", "put the file itself here"),
        )
    if not path.is_file():
        return Finding(
            "not_a_file",
            Where(name),
            Text(f"{name} 不是文件", f"{name} is not a file"),
            Text("请放一个文件在这里", "put a file there"),
        )
    size = path.stat().st_size
    if size <= limit:
        return None
    return Finding(
        "too_large",
        Where(name),
        Text(f"{name} 有 {size} 字节，太大了", f"{name} has {size} bytes, too large"),
        Text(f"应不超过 {limit} 字节", f"keep it to {limit} bytes"),
    )


def _cannot_open(name: str, error: Exception) -> Finding:
    why = getattr(error, "strerror", None) or str(error)
    return Finding(
        "cannot_open",
        Where(name),
        Text(f"{name} 打不开：{why}", f"{name} cannot be opened: {why}"),
        Text("检查文件的权限，或重新复制一份", "check its permissions, or copy it again"),
    )


def _decoded(data: bytes, name: str, findings: list[Finding]) -> str | None:
    for encoding in _ENCODINGS[:1] if data.startswith(codecs.BOM_UTF8) else _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    findings.append(
        Finding(
            "bad_encoding",
            Where(name),
            Text(f"{name} 不是 UTF-8 文字", f"{name} is not UTF-8 text"),
            Text("用编辑器另存为 UTF-8", "save it as UTF-8"),
        )
    )
    return None
