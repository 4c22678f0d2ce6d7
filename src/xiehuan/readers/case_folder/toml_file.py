"""From the bytes of a TOML file to its top table, with findings for what cannot even be parsed.

A date that does not exist (2026-02-30) would stop the parser at once; it is reported with its key and
replaced, so that everything else that is wrong is said in the same run.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

from xiehuan.errors import Finding, Text, Where
from xiehuan.readers.case_folder.table import Table

LIMIT = 4 * 1024 * 1024
_INLINE = re.compile(r"(?P<key>[\w-]+\s*=\s*)(?P<day>\d{4}-\d{2}-\d{2})(?![\d\"'])")


def read_toml(path: Path, name: str, findings: list[Finding]) -> Table | None:
    """The top table of a file, or None with a finding."""
    if not path.is_file():
        _say(
            findings,
            name,
            None,
            "not_a_file",
            Text(f"{name} 不是文件", f"{name} is not a file"),
            Text("请放一个文件在这里", "put a file there"),
        )
        return None
    size = path.stat().st_size
    if size > LIMIT:
        message = Text(f"{name} 有 {size} 字节，太大了", f"{name} has {size} bytes, too large")
        _say(
            findings,
            name,
            None,
            "too_large",
            message,
            Text(f"应小于 {LIMIT} 字节", f"keep it below {LIMIT} bytes"),
        )
        return None
    text = _decode(path.read_bytes(), name, findings)
    if text is None:
        return None
    text = _without_impossible_dates(text, name, findings)
    try:
        return Table(tomllib.loads(text), name, "", findings)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        row = re.search(r"line (\d+)", str(error))
        _say(
            findings,
            name,
            int(row[1]) if row else None,
            "bad_toml",
            Text(f"写法有误，读不下去：{error}", f"cannot be parsed: {error}"),
            Text(
                "看这一行的引号、方括号和等号；文字和金额要加引号",
                "check quotes, brackets and equals signs on this line",
            ),
        )
        return None


def _say(
    findings: list[Finding], name: str, row: int | None, code: str, message: Text, way_out: Text
) -> None:
    findings.append(Finding(code, Where(name, row=row), message, way_out))


def _decode(data: bytes, name: str, findings: list[Finding]) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):  # editors on Chinese Windows still save GBK
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    _say(
        findings,
        name,
        None,
        "bad_encoding",
        Text("不是 UTF-8 文字", "not UTF-8 text"),
        Text("用编辑器另存为 UTF-8", "save it as UTF-8"),
    )
    return None


def _without_impossible_dates(text: str, name: str, findings: list[Finding]) -> str:
    def check(match: re.Match[str]) -> str:
        try:
            date.fromisoformat(match["day"])
        except ValueError:
            row = text.count("\n", 0, match.start("day")) + 1
            key = match["key"].split("=")[0].strip()
            where = Where(name, _table_before(text, match.start()), key, row)
            findings.append(
                Finding(
                    "bad_date",
                    where,
                    Text(f"{key} 的日期 {match['day']} 不存在", f"{key}: there is no day {match['day']}"),
                    Text("请对照合同或账单改正", "correct it from the contract or the bill"),
                )
            )
            return match["key"] + "0001-01-01"
        return match[0]

    return _INLINE.sub(check, text)


def _table_before(text: str, position: int) -> str | None:
    headers = re.findall(r"^\s*\[+([^\]\n]+)\]+", text[:position], re.MULTILINE)
    return headers[-1].strip() if headers else None
