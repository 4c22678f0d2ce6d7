"""What is wrong with a pack, asked of the pack itself: worked examples, boundaries, rules in code, the LPR series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

import xiehuan.law
import xiehuan.law.starts  # noqa: F401  these register the rules
from xiehuan.errors import Finding, InputRefused, Text, Where
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.law.rule import RULES, Rule
from xiehuan.packs.entries import boundaries
from xiehuan.packs.fields import parse_toml
from xiehuan.packs.lenders import load_lenders
from xiehuan.packs.loader import APART, load_pack
from xiehuan.packs.lpr import FILE as LPR_FILE
from xiehuan.packs.papers import load_papers
from xiehuan.packs.workdays import load_workdays
from xiehuan.parameter import Confidence, Parameter, Sourced, Status


def lint(texts: Mapping[str, str], rules: Iterable[Rule] | None = None) -> list[Finding]:
    """Every finding about a pack given as texts by file name; empty when it is sound.

    What the loader refuses comes first and alone. A pack that loads is then asked: does every parameter and provision
    answer its worked examples, is there one on each side of each boundary, does the code rest only on articles
    and figures that the pack holds and that may carry a finding, is the LPR there for every month.
    """
    try:
        pack = load_pack(texts)
        if "workdays.toml" in texts:
            load_workdays(texts["workdays.toml"], pack)
        if "lenders.toml" in texts:
            load_lenders(texts["lenders.toml"])
        if "papers.toml" in texts:
            load_papers(texts["papers.toml"], pack.sources)
    except InputRefused as refused:
        return list(refused.findings)
    places = _places(texts)
    found = [f for p in pack.parameters.values() for f in _parameter(p, places[p.id])]
    found += [f for p in pack.provisions.values() for f in _provision(p, places[p.id])]
    found += [f for r in (RULES.values() if rules is None else rules) for f in _rule(r, pack)]
    return found + list(_months(pack))


def _places(texts: Mapping[str, str]) -> dict[str, str]:
    topics = {n: parse_toml(n, t) for n, t in texts.items() if n.endswith(".toml") and n not in APART}
    return {id_: name for name, groups in topics.items() for rows in groups.values() for id_ in rows}


def _finding(code: str, where: Where, zh: str, en: str) -> Finding:
    return Finding(code, where, Text(zh, en), Text("对照来源改正", "correct it from the source"))


def _parameter(p: Parameter, file: str) -> Iterator[Finding]:
    where = Where(file, p.id, "examples")
    for example in p.examples:
        value = p.value_on(example.on)
        got = value.value if value else None
        if got != example.value:
            yield _finding(
                "wrong_example",
                where,
                f"{example.on} 的示例是 {_said(example.value)}，实际得到 {_said(got)}",
                f"the example of {example.on} says {_said(example.value)}, the parameter {_said(got)}",
            )
    yield from _uncovered([d for v in p.values for d in boundaries(v)], {e.on for e in p.examples}, where)
    yield from _status(p.status, p.values, Where(file, p.id, "status"))


def _provision(p: Provision, file: str) -> Iterator[Finding]:
    where = Where(file, p.id, "examples")
    for example in p.examples:
        if p.covers(example.on) is not example.holds:
            yield _finding(
                "wrong_example",
                where,
                f"{example.on} 的示例与时间段不符",
                f"the example of {example.on} contradicts the span",
            )
    yield from _uncovered(boundaries(p), {e.on for e in p.examples}, where)
    yield from _status(p.status, (p,), Where(file, p.id, "status"))


def _said(value: Fraction | None) -> str:
    return "none" if value is None else str(float(value))


def _uncovered(days: Iterable[date], shown: set[date], where: Where) -> Iterator[Finding]:
    for day in sorted(set(days) - shown):
        yield _finding(
            "boundary_without_example",
            where,
            f"边界日 {day} 没有示例",
            f"the boundary day {day} has no worked example",
        )


def _status(status: Status, spans: Iterable[Sourced], where: Where) -> Iterator[Finding]:
    """What is repealed has an end, what is announced a beginning."""
    for span in spans:
        if status is Status.REPEALED and span.until is None:
            yield _finding("repealed_without_end", where, "已废止却没有终止日", "repealed without an end")
        if status is Status.ANNOUNCED and span.since is None:
            yield _finding(
                "announced_without_start", where, "已公布却没有起始日", "announced without a start"
            )


def _rule(rule: Rule, pack: Pack) -> Iterator[Finding]:
    where = Where(rule.function, rule.id)
    for id_ in rule.parameters:
        known = pack.parameters.get(id_)
        if known is None:
            yield _finding("unknown_parameter", where, f"没有参数 {id_}", f"no parameter {id_}")
        elif all(known.known_at(d) is None for v in known.values for d in [v.since or v.until or date.min]):
            yield _finding(
                "unfit_parameter", where, f"{id_} 不能用来下结论", f"{id_} may not carry a finding"
            )
    held = _articles(pack)
    for cited in rule.articles:
        source, _, articles = cited.partition(":")
        if source not in held:
            yield _finding(
                "unknown_article", where, f"没有来源 {source} 的条目", f"nothing of source {source} is held"
            )
            continue
        for article in articles.split("、") if articles else ():
            if article not in held[source]:
                yield _finding(
                    "unknown_article", where, f"没有 {source} {article}", f"no {article} of {source} is held"
                )


def _articles(pack: Pack) -> dict[str, set[str]]:
    """Articles by source over entries that may carry a finding."""
    entries: list[Sourced] = [v for p in pack.parameters.values() for v in p.values]
    entries += pack.provisions.values()
    held: dict[str, set[str]] = {}
    for entry in entries:
        if entry.confidence is not Confidence.RECALLED:
            held.setdefault(entry.source.id, set()).update(entry.articles)
    return held


def _months(pack: Pack) -> Iterator[Finding]:
    for before, after in zip(pack.lpr, pack.lpr[1:], strict=False):
        months = (
            (after.published.year - before.published.year) * 12
            + after.published.month
            - before.published.month
        )
        if months > 1:
            yield _finding(
                "month_missing",
                Where(LPR_FILE, str(after.published)),
                f"{before.published} 之后缺月份",
                f"months are missing after {before.published}",
            )
