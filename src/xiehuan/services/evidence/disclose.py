"""Hand a case over: the disclosure bundle of all its originals, or of a selection that says what it leaves out.

A selection by person, debt or days takes the originals whole where all their records are meant; of the others it makes an
extract, so that what was said with someone else stays at home. The leaf of the original goes along in both cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xiehuan.contact.blocks import Document, Facts, Paragraph, Table
from xiehuan.documents.pdf import render_pdf
from xiehuan.errors import InputRefused, Text
from xiehuan.evidence import Record
from xiehuan.services.evidence.heads import sign, signed_head
from xiehuan.services.evidence.home import Home
from xiehuan.store import disclosure, journal, log
from xiehuan.store.cases import case_of
from xiehuan.store.disclosure import Part
from xiehuan.store.models import Case
from xiehuan.store.search import Query
from xiehuan.vault import bag
from xiehuan.vault.bundle import Beside, BundleItem, BundleSummary, Progress, Taking, write_bundle
from xiehuan.vault.item import Logged, Opener

_EXTRACT_KIND = "extract"


@dataclass(frozen=True, slots=True)
class Selection:
    """What to hand over: some acquisitions, or what a query finds; neither means the whole case."""

    items: tuple[int, ...] = ()
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The bundle that was written, and what it shows of what there is."""

    summary: BundleSummary
    shown_records: int
    all_records: int
    extracts: int


def disclose(
    home: Home,
    code: str,
    out: Path,
    selection: Selection | None = None,
    progress: Progress | None = None,
    stamp: Callable[[bytes], dict[str, bytes]] | None = None,
) -> Disclosed:
    """Write the bundle of a case to `out`, whole or not at all, and note it in the journal.

    Raises InputRefused when nothing is selected, OriginalChanged when an original is not what was taken.
    """
    case, chosen = case_of(code), selection or Selection()
    parts = list(
        disclosure.chosen(case, chosen.query) if chosen.query else disclosure.originals(case, chosen.items)
    )
    if not parts:
        raise InputRefused(
            "nothing_selected",
            Text("没有选中任何内容，没有写出证据包", "nothing is selected; no bundle was written"),
            Text("放宽条件，或先收存文件", "ask for more, or take files first"),
        )
    sign(home, case)
    whole = list(disclosure.originals(case))
    counted = _Counted(
        sum(len(p.meant) if p.meant else p.present for p in parts), sum(p.present for p in whole)
    )
    partial = counted.shown < counted.all or len(parts) < len(whole)
    with home.objects.room() as folder:
        items, files = _items(home, case, parts, folder)
        files[bag.INDEX_PDF] = _index_pdf(case, items, counted, partial=partial)
        beside = Beside(files, counted.sentence(parts) if partial else None, stamp)
        taking = Taking(home.now().astimezone().replace(microsecond=0), home.key.key_id)
        summary = write_bundle(out, items, taking, progress, beside)
    extracts = sum(p.meant is not None for p in parts)
    about = {"file": out.name, "fingerprint": summary.fingerprint, "items": [p.acquisition.pk for p in parts]}
    journal.note(case, home.now(), home.actor, "exported", about)
    return Disclosed(summary, counted.shown, counted.all, extracts)


@dataclass(frozen=True, slots=True)
class _Counted:
    shown: int
    all: int

    def sentence(self, parts: Sequence[Part]) -> Text:
        """So that a selection cannot mislead."""
        days = sorted(r.at[:10] for p in parts for r in p.meant or () if r.at)
        between = Text(f"，{days[0]} 至 {days[-1]}", f", {days[0]} to {days[-1]}") if days else Text("", "")
        return Text(
            f"这是节选：本案共 {self.all} 条记录，这里有 {self.shown} 条{between.zh}。",
            f"This is a selection: {self.shown} of {self.all} records of the case{between.en}.",
        )


def _items(
    home: Home, case: Case, parts: Sequence[Part], folder: Path
) -> tuple[list[BundleItem], dict[str, bytes]]:
    """The items with their paths to one signed head, and the head with its tokens."""
    head, tokens = disclosure.stamped_head(case, 1 + max(p.acquisition.leaf_index for p in parts))
    tree = log.tree(case)
    items = [_item(home, p, tree.inclusion(p.acquisition.leaf_index, head.size), folder) for p in parts]
    signed = signed_head(home, head)
    files = {
        bag.HEAD: signed.statement,
        bag.HEAD_SIGNATURE: signed.signature,
        bag.HEAD_KEY: signed.public_pem,
    }
    for i, token in enumerate(tokens, start=1):
        files[f"{bag.TIME}head-{i}.tsr"] = bytes(token.reply or b"")
        if token.chain:
            files[f"{bag.TIME}head-{i}-chain.pem"] = token.chain.encode("ascii")
    return items, files


def _item(home: Home, part: Part, path: tuple[bytes, ...], folder: Path) -> BundleItem:
    row = part.acquisition
    if part.meant is not None:
        return _extract(part, path, folder)
    at = home.objects.path(row.original_id)
    place = Opener(row.original.size, lambda: _plain(home, row.original_id)) if home.sealed else at
    return BundleItem(
        row.name,
        place,
        row.original_id,
        row.original.media_type,
        row.source or "file",
        row.present,
        _note(part),
        Logged(row.leaf_index, part.leaf, path),
    )


@contextmanager
def _plain(home: Home, sha256: str) -> Iterator[IO[bytes]]:
    with home.objects.plain(sha256) as path, path.open("rb") as stream:
        yield stream


def _extract(part: Part, path: tuple[bytes, ...], folder: Path) -> BundleItem:
    """The meant records of an original as plain text, each with its place and digest."""
    row, meant = part.acquisition, part.meant or ()
    data = "".join([_extract_head(part), *map(_as_text, meant)]).encode()
    file = folder / f"{row.pk}.txt"
    file.write_bytes(data)
    note = f"节选 {len(meant)}/{part.present} 条；{_note(part)}"
    logged = Logged(row.leaf_index, part.leaf, path, extract_of=row.original_id)
    name = f"{row.name}.extract.txt"
    return BundleItem(
        name, file, hashlib.sha256(data).hexdigest(), "text/plain", _EXTRACT_KIND, len(meant), note, logged
    )


def _extract_head(part: Part) -> str:
    row = part.acquisition
    return (
        f"节选 extract\r\n原件 original: {row.name}\r\nSHA-256: {row.original_id}\r\n"
        f"记录 records: {len(part.meant or ())} / {part.present}\r\n"
        "原件由本人保存，可供查验。The original is kept and can be inspected.\r\n"
    )


def _as_text(record: Record) -> str:
    place = " ".join(f"{k}={v}" for k, v in record.where.as_json().items())
    return (
        f"\r\n---- {record.at or record.at_raw or '时间不明 time unknown'}\r\n"
        f"从 from: {record.sender or '—'}\r\n到 to: {', '.join(record.to) or '—'}\r\n"
        f"方向 direction: {record.direction.value}  状态 status: {record.status or '—'}\r\n"
        f"位置 place: {place}\r\nSHA-256: {record.sha256}\r\n"
        + (f"主题 subject: {record.subject}\r\n" if record.subject else "")
        + f"{record.text}\r\n"
    )


def _note(part: Part) -> str:
    return part.acquisition.origin


def _index_pdf(case: Case, items: Sequence[BundleItem], counted: _Counted, *, partial: bool) -> bytes:
    rows = tuple(
        (str(no), item.name, item.kind, item.note or "本人提供", str(item.records), item.sha256[:16])
        for no, item in enumerate(items, start=1)
    )
    blocks = (
        Facts(
            (
                ("案件", case.name),
                ("件数", str(len(items))),
                ("记录", f"{counted.shown} / {counted.all}" if partial else str(counted.all)),
            )
        ),
        Paragraph("本目录与 index.csv 一致；原件在 data/ 中，一个字节也没有改。证明对象由提交人填写。"),
        Table("证据目录", ("编号", "名称", "类型", "来源", "记录", "SHA-256 前 16 位"), rows, numeric=(0, 4)),
        Paragraph("“没有改变”不等于“内容属实”；请保留原手机、原账户和纸质原件。"),
    )
    return render_pdf(
        Document("证据目录", blocks, subtitle="节选" if partial else "全部", foot="协还证据包目录")
    )
