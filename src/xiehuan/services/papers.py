"""How far a case folder is with its papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xiehuan.contact.papers import Item, Progress, Standing, held_papers, progress
from xiehuan.errors import Finding, Text
from xiehuan.packs.papers import papers_cn
from xiehuan.readers.case_folder import CaseFolder, FileAccount, read_case_folder
from xiehuan.recognise.open_picture import MOST_BYTES
from xiehuan.recognise.quality import Quality, quality, too_large

PICTURES = frozenset(
    [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".pdf"]
)


def papers_of(folder: Path, on: date) -> tuple[Progress, tuple[Finding, ...]]:
    """The lists of a case folder on a day, and what is to be said about its [[paper]] rows.

    Raises InputRefused with every finding when the input is wrong.
    """
    read = read_case_folder(folder, on)
    return progress_of(read, on), tuple(f for f in read.findings if f.code == "paper_not_there")


def progress_of(read: CaseFolder, on: date) -> Progress:
    """The same for a folder that has been read; debts that are paid still count, their lender may ask."""
    lists, case = papers_cn(), read.case
    files = [f.name for f in read.files if f.sha256 is not None]
    cause = case.household.hardship.cause if case.household.hardship else None
    held = held_papers(case.papers, files, lists)
    return progress(lists, held, on, cause, {d.lender_kind for d in case.debts})


def as_json(made: Progress) -> dict[str, object]:
    """The answer of `xiehuan papers --json`."""
    return {
        "on": made.on.isoformat(),
        "cause": made.cause.value if made.cause else None,
        "lenders": [k.value for k in made.lenders],
        "done": made.done,
        "needed": len(made.needed),
        "items": [_item(i) for i in made.items],
    }


def looked_at(folder: Path, on: date) -> list[Quality]:
    """Every picture and PDF below `papers/` looked at, in name order; other files are left out.

    Raises InputRefused as reading the folder does.
    """
    read = read_case_folder(folder, on)
    files = [f for f in read.files if f.name.startswith("papers/") and f.kept]
    return [_looked_at(f) for f in files if f.path.suffix.lower() in PICTURES]


def _looked_at(file: FileAccount) -> Quality:
    if file.size > MOST_BYTES:  # known without reading it
        return too_large(file.name)
    return quality(file.name, file.path.read_bytes())


def quality_json(seen: Quality) -> dict[str, object]:
    """One file of `xiehuan papers --check --json`."""
    return {"file": seen.file, "pages": seen.pages, "findings": [f.as_json() for f in seen.findings]}


def _item(item: Item) -> dict[str, object]:
    asked = item.asked
    return {
        "list": asked.list.value,
        "need": asked.need.value,
        "done": item.done,
        "lenders": sorted(k.value for k in asked.lenders),
        "source": asked.source,
        "confidence": asked.confidence.value,
        "papers": [_standing(s) for s in item.standings],
    }


def _standing(s: Standing) -> dict[str, object]:
    paper = s.paper
    files = [
        {"file": h.file, "issued": h.issued.isoformat() if h.issued else None, "stated": h.stated}
        for h in s.held
    ]
    return {
        "kind": paper.kind.value,
        **_both("name", paper.name),
        "state": s.state.value,
        "files": files,
        "good_until": s.good_until.isoformat() if s.good_until else None,
        "months": paper.months,
        "months_confidence": paper.months_confidence.value if paper.months_confidence else None,
        **_both("issuer", paper.issuer),
        "shows": [w.value for w in paper.shows],
        **_both("why", paper.why),
        **_both("where", paper.where),
        **_both("instead", paper.instead),
        "cover": [c.zh for c in paper.cover],
        "cover_en": [c.en for c in paper.cover],
    }


def _both(key: str, text: Text) -> dict[str, str]:
    return {key: text.zh, f"{key}_en": text.en}
