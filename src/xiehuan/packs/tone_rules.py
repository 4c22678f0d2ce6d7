"""Reads the tone pack: groups of words, rules with their examples, cards; refused with file, table and field when wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from xiehuan.contact.reading import read
from xiehuan.contact.tone import Card, CardLine, Guard, Rule, Rules, ToneClass
from xiehuan.contact.tone.pattern import Pattern, compile_pattern
from xiehuan.errors import Finding, Text, Where
from xiehuan.packs.fields import WORD, Refused, Row, parse_toml, refusal, refuse_all
from xiehuan.parameter import Confidence

GROUPS, CARDS = "groups.toml", "cards.toml"
GUARD_GROUPS = ("negation", "undenied", "speech", "rejection")
LEAST_EXAMPLES = 3
T = TypeVar("T")


@cache
def tone_files() -> Mapping[str, str]:
    """The text of every file of the tone pack that the product contains, by name."""
    folder = files("xiehuan.packs") / "tone"
    found = sorted((i for i in folder.iterdir() if i.name.endswith(".toml")), key=lambda i: i.name)
    return {item.name: item.read_text("utf-8") for item in found}


@cache
def load_tone() -> Rules:
    """The rules that the product contains."""
    return tone_rules(tone_files())


def tone_rules(texts: Mapping[str, str]) -> Rules:
    """The rules from the text of groups.toml, cards.toml and one file or more of rules.

    Raises InputRefused with every finding: missing files, unknown keys, classes, guards and groups, patterns outside
    the language, rules with fewer than three hits or misses, ids used twice.
    """
    found: list[Finding] = []
    for name in (GROUPS, CARDS):
        if name not in texts:
            found.append(
                refusal("missing_file", Where(name), Text(f"缺少文件 {name}", f"{name} is missing")).finding
            )
    if found:
        raise refuse_all(found)
    version, groups = _take(found, lambda: _groups(texts[GROUPS])) or ("", {})
    cards = _take(found, lambda: _cards(texts[CARDS]))
    rules: dict[str, Rule] = {}
    if groups:
        for name in sorted(set(texts) - {GROUPS, CARDS}):
            _rules(name, texts[name], groups, rules, found)
    if found or cards is None:
        raise refuse_all(found)
    denials, undenied, speech, rejections = (compile_pattern(f"<{name}>", groups) for name in GUARD_GROUPS)
    shown, simplified, said = cards
    order = tuple(rules.values())
    return Rules(version, order, denials, undenied, speech, rejections, shown, simplified, said)


def _take(found: list[Finding], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except Refused as refused:
        found.append(refused.finding)
        return None


def _groups(text: str) -> tuple[str, dict[str, list[str]]]:
    top = Row(parse_toml(GROUPS, text), GROUPS, "groups")
    version, table = top.text("version"), top.row("group")
    top.done()
    if table is None:
        raise top.refused("group", "missing", "缺少 group", "group is missing")
    groups = {str(name): [_read(word) for word in _texts(table, str(name))] for name in table.raw}
    for name in GUARD_GROUPS:
        if name not in groups:
            raise table.refused(name, "missing", f"缺少词组 {name}", f"the group {name} is missing")
    return version, groups


def _read(word: str) -> str:
    """A word as messages are read: spaces inside Latin words stay."""
    return read(word, {}).text


def _texts(row: Row, key: str, *, least: int = 1) -> list[str]:
    """A list of strings, none twice."""
    row.known.add(key)
    raw: Any = row.raw.get(key)
    if not isinstance(raw, list) or not all(isinstance(x, str) and x.strip() for x in raw):
        raise row.refused(key, "wrong_type", f"{key} 要写成文字的列表", f"{key} must be a list of strings")
    if len(raw) < least:
        raise row.refused(key, "too_few", f"{key} 至少 {least} 项", f"{key} needs at least {least} entries")
    twice = sorted({x for x in raw if raw.count(x) > 1})
    if twice:
        raise row.refused(key, "duplicate_word", f"{twice[0]} 写了两次", f"{twice[0]} stands twice")
    return raw


def _rules(
    file: str, text: str, groups: Mapping[str, list[str]], rules: dict[str, Rule], found: list[Finding]
) -> None:
    top = _take(found, lambda: Row(parse_toml(file, text), file, "rule"))
    if top is None:
        return
    for name in top.raw:
        if name != "rule" or not isinstance(top.raw["rule"], Mapping):
            found.append(top.refused(str(name)[:60], "unknown_key", "只能是 rule", "only rule").finding)
    rows = top.raw.get("rule")
    for id_, raw in rows.items() if isinstance(rows, Mapping) else ():
        try:
            _add(rules, _rule(str(id_), Row(raw, file, str(id_)), groups), file)
        except Refused as refused:
            found.append(refused.finding)


def _add(rules: dict[str, Rule], rule: Rule, file: str) -> None:
    if rule.id in rules:
        say = Text(f"编号 {rule.id} 用了两次", f"the id {rule.id} is used twice")
        raise refusal("duplicate_id", Where(file, rule.id), say)
    rules[rule.id] = rule


def _rule(id_: str, row: Row, groups: Mapping[str, list[str]]) -> Rule:
    if not WORD.fullmatch(id_):
        raise row.refused(None, "bad_id", f"{id_[:60]} 不是小写单词", f"{id_[:60]} is no plain word")
    found = Rule(
        id_,
        row.word("class", ToneClass),
        _patterns(row, "any", groups),
        _patterns(row, "unless", groups) if row.has("unless") else (),
        _patterns(row, "inside", groups) if row.has("inside") else (),
        _guards(row),
        row.whole("longest", 1, 1000),
        row.both("why_"),
        row.both("suggestion_"),
        tuple(_texts(row, "hits", least=LEAST_EXAMPLES)),
        tuple(_texts(row, "misses", least=LEAST_EXAMPLES)),
    )
    row.done()
    return found


def _guards(row: Row) -> frozenset[Guard]:
    """The guards of a rule; the key is required and may be an empty list."""
    if row.raw.get("guards") == []:
        row.known.add("guards")
        return frozenset()
    found = row.words("guards", frozenset(g.value for g in Guard))
    if not found:
        raise row.refused("guards", "missing", "缺少 guards", "guards is missing")
    return frozenset(map(Guard, found))


def _patterns(row: Row, key: str, groups: Mapping[str, list[str]]) -> tuple[Pattern, ...]:
    made: list[Pattern] = []
    for source in _texts(row, key):
        try:
            made.append(compile_pattern(source.lower(), groups))
        except ValueError as error:
            raise row.refused(key, "bad_pattern", f"{source}：{error}", f"{source}: {error}") from error
    return tuple(made)


def _cards(
    text: str,
) -> tuple[Mapping[ToneClass, Card], Mapping[str, str], Mapping[ToneClass, tuple[Text, Text]]]:
    top = Row(parse_toml(CARDS, text), CARDS, "cards")
    cards, said, signs = top.row("card"), top.row("said"), top.row("simplified")
    if cards is None or said is None or signs is None:
        raise top.refused(
            None, "missing", "缺少 card、said 或 simplified", "card, said or simplified is missing"
        )
    top.done()
    made: dict[ToneClass, Card] = {}
    for kind in (ToneClass.CRISIS, ToneClass.AGENTSCAM):
        row = cards.row(kind.value)
        if row is None:
            raise cards.refused(kind.value, "missing", f"缺少卡片 {kind.value}", f"no card {kind.value}")
        made[kind] = _card(kind, row)
    cards.done()
    words: dict[ToneClass, tuple[Text, Text]] = {}
    row = said.row("privacy")
    if row is None:
        raise said.refused("privacy", "missing", "缺少 privacy", "privacy is missing")
    words[ToneClass.PRIVACY] = row.both("why_"), row.both("suggestion_")
    row.done()
    said.done()
    old, new = signs.text("traditional"), signs.text("simple")
    signs.done()
    if len(old) != len(new):
        raise signs.refused("simple", "wrong_length", "两行字数不同", "the two rows differ in length")
    return made, dict(zip(old, new, strict=True)), words


def _card(kind: ToneClass, row: Row) -> Card:
    card = Card(
        kind,
        row.both("title_"),
        tuple(_step(r) for r in row.rows("steps")),
        tuple(_line(r) for r in row.rows("lines")),
    )
    row.done()
    return card


def _step(row: Row) -> Text:
    found = row.both()
    row.done()
    return found


def _line(row: Row) -> CardLine:
    found = CardLine(
        row.both(),
        row.text("number"),
        row.text("source"),
        row.required_day("seen_on"),
        row.word("confidence", Confidence),
    )
    row.done()
    return found
