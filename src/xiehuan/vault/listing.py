"""The two lists of what was taken: index.csv for people and courts, log/entries.jsonl for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from xiehuan import __version__
from xiehuan.vault.item import Logged, Placed, Taking
from xiehuan.vault.shown import shown

# Evidence provisions (法释〔2019〕19号) art. 19: numbered, with source and object of proof; what an item is to
# prove is for the person to say. The rest is customary or needed to find the file.
COLUMNS = (
    "编号 no",
    "原文件名 original name",
    "类型 kind",
    "来源 source",
    "原件或复制件 original_or_copy",
    "大小 bytes",
    "记录数 records",
    "证明对象 object_of_proof",
    "sha256",
)
_KINDS = {
    "sms": "短信",
    "mail": "电子邮件",
    "call": "通话记录",
    "chat": "聊天记录",
    "bill": "账单",
    "recording": "录音",
    "paper": "文书",
}
# A file taken from a phone, an account or a camera is a copy; whether art. 15 lets it count as an original is
# not for us to say.
_COPY = "复制件 copy"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet would run the cell (CWE-1236)


def index_csv(placed: Sequence[Placed]) -> bytes:
    """UTF-8 with BOM and CRLF, so that a double click on Windows shows Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for p in placed:
        writer.writerow([_cell(c) for c in _row(p)])
    return out.getvalue().encode("utf-8-sig")


def _row(placed: Placed) -> tuple[str, ...]:
    item = placed.item
    return (
        str(placed.no),
        item.name,
        f"{_KINDS.get(item.kind, '')} {item.kind}".strip(),
        _source(item.name, item.note),
        _COPY,
        str(placed.size),
        str(item.records),
        "",
        item.sha256,
    )


def _source(name: str, note: str) -> str:
    folder = name.rpartition("/")[0]
    source = f"本人提供：{folder}/" if folder else "本人提供"
    return f"{source}；{note}" if note else source


def _cell(text: str) -> str:
    """One line, nothing invisible, nothing a spreadsheet runs; the exact name stands in the log."""
    plain = shown(text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) else plain


def entries_jsonl(placed: Sequence[Placed], taking: Taking) -> bytes:
    """One canonical JSON object an item (sorted keys, no spaces), as in RFC 8785."""
    return b"".join(_line(_entry(p, taking)) for p in placed)


def _entry(placed: Placed, taking: Taking) -> dict[str, object]:
    logged = placed.item.logged
    leaf: dict[str, object] = {} if logged is None else {"leaf": _leaf(logged)}
    if logged and logged.extract_of:
        leaf["extract_of"] = logged.extract_of
    return {
        **leaf,
        "bytes": placed.size,
        "file": placed.file,
        "importer": f"xiehuan {__version__}",
        "installation": taking.installation,
        "media_type": placed.item.media_type,
        "name": placed.item.name,
        "no": placed.no,
        "sha256": placed.item.sha256,
        "taken_at": taking.stamp,
    }


def _leaf(logged: Logged) -> dict[str, object]:
    """The body exactly as it was hashed, and the path to the root in log/head.txt, both as text."""
    return {"body": logged.body.decode(), "index": logged.index, "path": [step.hex() for step in logged.path]}


def _line(value: dict[str, object]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A name that is not UTF-8 on disk arrives with lone surrogates; so written they are JSON's own escapes.
    return text.encode("utf-8", "backslashreplace") + b"\n"
