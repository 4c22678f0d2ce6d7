"""The binder of a case or a selection: one PDF to print, from the same originals and records as the bundle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from xiehuan.contact.blocks import Block, Document, Facts, Paragraph, Table
from xiehuan.documents.binder import Binder, Exhibit, Progress, write_binder
from xiehuan.errors import InputRefused, Text
from xiehuan.evidence import Direction, Kind, Record
from xiehuan.readers.files.media import TEXT
from xiehuan.services.evidence.disclose import Selection
from xiehuan.services.evidence.home import Home
from xiehuan.store import disclosure, journal, records
from xiehuan.store.cases import case_of
from xiehuan.store.disclosure import Part

_SHOWN_WHOLE = ("application/pdf", "image/")
MOST_RECORDS = 20_000  # set as text; a larger part is asked to be chosen
_LONGEST_TEXT = 1 << 18
_STATUS = {
    "received": "",
    "sent": "",
    "incoming": "",
    "outgoing": "",
    "draft": "草稿，没有发出",
    "failed": "发送失败",
    "outbox": "待发",
    "queued": "待发",
    "missed": "未接",
    "rejected": "拒接",
    "blocked": "已拦截",
    "voicemail": "语音信箱",
    "answered_elsewhere": "在其他设备接听",
}
_WAYS = {Direction.IN: "收到", Direction.OUT: "发出", Direction.UNKNOWN: "方向不明"}


def bind(
    home: Home, code: str, out: Path, selection: Selection | None = None, progress: Progress | None = None
) -> Binder:
    """Write the binder to `out` and note it in the journal.

    Raises InputRefused when nothing is selected, or more records than paper can carry.
    """
    case, chosen = case_of(code), selection or Selection()
    parts = list(
        disclosure.chosen(case, chosen.query) if chosen.query else disclosure.originals(case, chosen.items)
    )
    shown = sum(len(p.meant) if p.meant else p.present for p in parts)
    if not parts or shown > MOST_RECORDS:
        raise InputRefused(
            "nothing_selected" if not parts else "too_many_records",
            Text(f"选中 {shown} 条记录", f"{shown} records are selected"),
            Text(
                f"选 1 到 {MOST_RECORDS} 条：按人、债务或日期",
                f"choose 1 to {MOST_RECORDS}: by person, debt or days",
            ),
        )
    whole = sum(p.present for p in disclosure.originals(case))
    title = f"{case.name} 证据册" + (f"（节选：共 {whole} 条记录，印出 {shown} 条）" if shown < whole else "")
    with ExitStack() as stack:
        exhibits = [_exhibit(home, no, part, stack) for no, part in enumerate(parts, start=1)]
        made = write_binder(out, title, exhibits, progress)
    about = {"file": out.name, "items": [p.acquisition.pk for p in parts]}
    journal.note(case, home.now(), home.actor, "bound", about)
    return made


def _exhibit(home: Home, no: int, part: Part, stack: ExitStack) -> Exhibit:
    row = part.acquisition
    media = row.original.media_type
    facts = tuple(_facts(part))
    if media.startswith(_SHOWN_WHOLE):
        path = stack.enter_context(home.objects.plain(row.original_id))
        return Exhibit(no, row.name, facts, file=path, media_type=media)
    meant = part.meant if part.meant is not None else tuple(records.of_acquisition(row))
    if any(r.text or r.kind is Kind.CALL for r in meant):
        return Exhibit(no, row.name, facts, document=_document(no, part, facts, meant))
    if media == TEXT.type and row.original.size <= _LONGEST_TEXT:
        with home.objects.plain(row.original_id) as path:
            written = Paragraph(_decoded(path.read_bytes()))
        return Exhibit(
            no, row.name, facts, document=Document(f"证据 {no}　{row.name}", (Facts(facts), written))
        )
    return Exhibit(no, row.name, facts, media_type=media)


def _decoded(data: bytes) -> str:
    """As a text file of this country is written; what fits no encoding shows its place."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _facts(part: Part) -> Iterator[tuple[str, str]]:
    row = part.acquisition
    yield "来源", row.origin or "本人提供"
    yield "取存时间", row.taken_at.isoformat(timespec="seconds")
    yield "记录", f"{len(part.meant)}/{part.present}" if part.meant is not None else str(part.present)
    yield "类型", row.original.media_type
    yield "SHA-256", row.original_id


def _document(no: int, part: Part, facts: tuple[tuple[str, str], ...], meant: Sequence[Record]) -> Document:
    blocks: list[Block] = [Facts(facts)]
    if part.meant is not None:
        blocks.append(Paragraph("这是节选；原件由本人保存，可供查验。"))
    rows = tuple(_row(record) for record in meant)
    blocks.append(Table("记录", ("时间", "往来", "对方", "内容"), rows))
    return Document(f"证据 {no}　{part.acquisition.name}", tuple(blocks))


def _row(record: Record) -> tuple[str, str, str, str]:
    """The text as it is in the record; drafts and failures say so."""
    at = (record.at or record.at_raw or "时间不明").replace("T", " ")[:19]
    other = record.sender if record.direction is Direction.IN else "、".join(record.to)
    said = _STATUS.get(record.status or "", record.status or "")
    status = f"（{said}）" if said else ""
    subject = f"【主题】{record.subject}\n" if record.subject else ""
    amount = f"{record.amount} 元 " if record.amount is not None else ""
    return (
        at,
        _WAYS[record.direction] + status,
        other or record.sender or "—",
        f"{amount}{subject}{record.text or _call(record)}",
    )


def _call(record: Record) -> str:
    """How long a call lasted, as its log has it."""
    if record.kind is not Kind.CALL:
        return ""
    seconds = next((f.partition("=")[2] for f in record.flags if f.startswith("duration_s=")), None)
    return f"通话 {seconds} 秒" if seconds else "通话，时长不明"
