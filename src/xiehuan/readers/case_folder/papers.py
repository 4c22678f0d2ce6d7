"""case.toml: the papers at hand ([[paper]]), as the person states them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from xiehuan.contact.papers import HeldPaper, PaperKind
from xiehuan.errors import Finding, Text, Where
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import Table


def read_papers(top: Table, on: date) -> tuple[HeldPaper, ...]:
    """Every [[paper]]; what is wrong is in the table's findings.

    One issued after the day of the case is refused. A file may be several papers, but not the same kind twice.
    """
    taken: set[tuple[str, PaperKind]] = set()
    return tuple(p for t in top.tables("paper") if (p := _paper(t, on, taken)))


def _paper(row: Table, on: date, taken: set[tuple[str, PaperKind]]) -> HeldPaper | None:
    file, kind = row.text("file", required=True), row.choice("kind", PaperKind, required=True)
    issued = row.day("issued")
    if issued is not None and issued > on:
        row.refuse(
            "issued",
            "out_of_range",
            Text(f"出具日 {issued} 晚于计算日 {on}", f"issued on {issued}, after the day of the case, {on}"),
            Text("看清材料上的日期再写", "look at the date on the paper again"),
        )
    if file and kind and (file, kind) in taken:
        row.refuse(
            "file",
            "duplicate",
            Text(f"{shown(file)} 写了两次 {kind}", f"{shown(file)} is written twice as {kind}"),
            Text("删去一行", "remove one of the rows"),
        )
    row.done()
    if not file or not kind:
        return None
    taken.add((file, kind))
    return HeldPaper(file, kind, issued)


def not_there(papers: Sequence[HeldPaper], files: Collection[str]) -> Iterator[Finding]:
    """Stated papers whose file is not in the folder, or was not taken: said, and not counted."""
    for i, paper in enumerate(papers, 1):
        if paper.file not in files:
            yield Finding(
                "paper_not_there",
                Where("case.toml", f"paper[{i}]", "file"),
                Text(
                    f"文件夹里没有可用的 {shown(paper.file)}，没有算作已备好",
                    f"there is no usable {shown(paper.file)} in the folder; it does not count as at hand",
                ),
                Text(
                    "把文件放进 papers，并写成 papers/文件名",
                    "put the file into papers and write papers/NAME",
                ),
            )
