"""The lists of papers from their table: every kind once, every list line with its source and confidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from xiehuan.budget import Cause
from xiehuan.contact.papers import Asked, Checklist, Need, Paper, PaperKind, PaperList, Shows
from xiehuan.errors import Finding, Text, Where
from xiehuan.loan import LenderKind
from xiehuan.packs.fields import Refused, Row, parse_toml, refusal, refuse_all
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.parameter import Confidence, Source

FILE = "papers.toml"
_MOST_MONTHS = 60
T = TypeVar("T")


@cache
def papers_cn() -> Checklist:
    """The lists that the product contains."""
    return load_papers(files_cn()[FILE], load_cn().sources)


def load_papers(text: str, sources: Mapping[str, Source]) -> Checklist:
    """Build the lists from the text of a file; `sources` are those of sources.toml by id.

    Raises InputRefused with every finding: unknown words, keys and sources, a line surer than its source, a kind of paper that is not described, a
    term without its confidence, a word in two kinds, a cause without a line of its own.
    """
    found: list[Finding] = []

    def take(make: Callable[[], T]) -> T | None:
        try:
            return make()
        except Refused as refused:
            found.append(refused.finding)
            return None

    tables = take(lambda: parse_toml(FILE, text)) or {}
    covers: dict[str, Text] = {}
    papers: dict[PaperKind, Paper] = {}
    for key, raw in _group(tables, "cover", found).items():
        if cover := take(lambda k=key, r=raw: _cover(Row(r, FILE, f"cover.{k}"))):  # type: ignore[misc]
            covers[key] = cover
    for key, raw in _group(tables, "paper", found).items():
        paper = take(lambda k=key, r=raw: _paper(k, Row(r, FILE, f"paper.{k}"), covers))  # type: ignore[misc]
        if paper:
            papers[paper.kind] = paper
    top = Row({k: v for k, v in tables.items() if k not in {"cover", "paper"}}, FILE, "")
    rows = take(lambda: top.rows("ask")) or []
    asked = [a for r in rows if (a := take(lambda r=r: _asked(r, sources)))]  # type: ignore[misc]
    take(top.done)
    found += [] if found else _gaps(papers, asked)
    if found:
        raise refuse_all(found)
    return Checklist(MappingProxyType(papers), tuple(asked))


def _group(tables: Mapping[str, object], name: str, found: list[Finding]) -> Mapping[str, object]:
    group = tables.get(name)
    if isinstance(group, Mapping):
        return group
    found.append(_finding("missing", name, f"缺少 {name}", f"{name} is missing"))
    return {}


def _finding(code: str, table: str, zh: str, en: str) -> Finding:
    return refusal(code, Where(FILE, table), Text(zh, en)).finding


def _cover(row: Row) -> Text:
    both = row.both()
    row.done()
    return both


def _paper(key: str, row: Row, covers: Mapping[str, Text]) -> Paper:
    if key not in {k.value for k in PaperKind}:
        raise row.refused(None, "unknown_kind", f"没有这种材料：{key[:60]}", f"no such paper: {key[:60]}")
    months = row.whole("months", 1, _MOST_MONTHS)
    if (months is None) is row.has("months_confidence"):
        raise row.refused(
            "months_confidence",
            "bad_term",
            "months 和 months_confidence 要么都写，要么都不写",
            "months and months_confidence stand together or not at all",
        )
    paper = Paper(
        PaperKind(key),
        row.both(),
        row.both("issuer_"),
        tuple(Shows(w) for w in row.words("shows", frozenset(s.value for s in Shows))),
        row.both("why_"),
        row.both("where_"),
        row.both("instead_"),
        tuple(covers[w] for w in row.words("cover", frozenset(covers))),
        _words(row),
        months,
        row.word("months_confidence", Confidence) if months else None,
    )
    row.done()
    return paper


def _words(row: Row) -> tuple[str, ...]:
    """Words of file names: free text, so only their shape is checked."""
    row.known.add("words")
    raw = row.raw.get("words", [])
    if not isinstance(raw, list) or not all(isinstance(w, str) and len(w.strip()) > 1 for w in raw):
        raise row.refused(
            "words",
            "bad_words",
            "words 要写成文字列表，每个至少两个字",
            "words is a list, two characters each",
        )
    return tuple(raw)


def _asked(row: Row, sources: Mapping[str, Source]) -> Asked:
    source = row.text("source")
    if source not in sources:
        raise row.refused("source", "unknown_source", f"没有来源 {source[:60]}", f"no source {source[:60]}")
    kinds = row.words("papers", frozenset(k.value for k in PaperKind))
    if not kinds:
        raise row.refused("papers", "missing", "缺少 papers", "papers is missing")
    lenders = frozenset(k.value for k in LenderKind if k is not LenderKind.UNKNOWN)
    asked = Asked(
        row.word("list", PaperList),
        row.word("need", Need),
        tuple(PaperKind(k) for k in kinds),
        frozenset(Cause(c) for c in row.words("causes", frozenset(c.value for c in Cause))),
        frozenset(LenderKind(k) for k in row.words("lenders", lenders)),
        source,
        row.word("confidence", Confidence),
    )
    row.done()
    if (asked.list is PaperList.HARDSHIP) is not bool(asked.causes):
        raise row.refused(
            "causes", "bad_causes", "只有 hardship 要写 causes", "causes belong to hardship, and only there"
        )
    if Confidence.weakest(asked.confidence, sources[source].confidence) is not asked.confidence:
        raise row.refused("confidence", "too_sure", "比来源还有把握", "surer than the source it was read in")
    if asked.confidence is Confidence.RECALLED and asked.need is not Need.SUPPORTING:
        raise row.refused(
            "need",
            "too_sure",
            "只凭记忆的只能是 supporting",
            "what is only recalled can be supporting at most",
        )
    return asked


def _gaps(papers: Mapping[PaperKind, Paper], asked: list[Asked]) -> list[Finding]:
    """What every part is right about and the whole is not."""
    out = [
        _finding("missing", f"paper.{k}", f"没有说明 {k}", f"{k} is not described")
        for k in PaperKind
        if k not in papers
    ]
    causes = {c for a in asked for c in a.causes}
    out += [
        _finding("missing", "ask", f"{c} 没有材料清单", f"no list for {c}") for c in Cause if c not in causes
    ]
    words = [w for p in papers.values() for w in p.words]
    out += [
        _finding("duplicate_word", "paper", f"「{w}」用了两次", f"“{w}” stands twice")
        for w in sorted(set(words))
        if words.count(w) > 1
    ]
    return out
