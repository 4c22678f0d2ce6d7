"""The tone pack: what the loader takes, and that one thing wrong is refused with its place."""

from __future__ import annotations

import pytest

from xiehuan.contact.tone import ToneClass
from xiehuan.errors import InputRefused
from xiehuan.packs.tone_rules import CARDS, GROUPS, LEAST_EXAMPLES, load_tone, tone_files, tone_rules

RED = "red.toml"


def test_every_class_but_the_one_of_figures_has_rules_with_examples() -> None:
    rules = load_tone().rules
    assert {r.kind for r in rules} == set(ToneClass) - {ToneClass.INCONSISTENT}
    assert min(min(len(r.hits), len(r.misses)) for r in rules) >= LEAST_EXAMPLES
    assert load_tone().version


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "field"),
    [
        (RED, 'class = "insult"', 'class = "rude"', "unknown_class", "class"),
        (RED, 'guards = ["quote", "negation"]', 'guards = ["quotes"]', "unknown_word", "guards"),
        (RED, 'guards = ["quote", "negation"]\n', "", "missing", "guards"),
        (RED, 'any = ["<swear>"', 'any = ["<curse>"', "bad_pattern", "any"),
        (RED, 'any = ["<swear>"', 'any = ["(a|b"', "bad_pattern", "any"),
        (RED, 'any = ["<swear>"', 'any = ["..."', "bad_pattern", "any"),
        (RED, 'any = ["<swear>"', 'any = ["a(#/b)"', "bad_pattern", "any"),
        (RED, "hits = [", 'more = 1\nhits = ["真无耻"]\nx = [', "too_few", "hits"),
        (RED, "[rule.insult_word]", "[rule.Insult]", "bad_id", None),
        (RED, "[rule.insult_word]", "[rules.insult_word]", "unknown_key", "rules"),
        (RED, "[rule.insult_word]", "[rule.crisis_wish]", "duplicate_id", None),
        (RED, "[rule.insult_word]", "[rule.insult_word", "bad_toml", None),
        (GROUPS, 'version = "2026-11-24"', "", "missing", "version"),
        (GROUPS, "speech = [", "speeches = [", "missing", "speech"),
        (GROUPS, "pay_back = [", 'pay_back = ["还", ', "duplicate_word", "pay_back"),
        (CARDS, 'number = "12356"', "number = 12356", "wrong_type", "number"),
        (CARDS, "[card.agentscam]", "[card.scam]", "missing", "agentscam"),
        (CARDS, 'simple = "', 'simple = "多', "wrong_length", "simple"),
    ],
)
def test_one_thing_wrong(file: str, old: str, new: str, code: str, field: str | None) -> None:
    texts = dict(tone_files())
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(InputRefused) as caught:
        tone_rules(texts)
    assert (code, field) in {(f.code, f.where.field) for f in caught.value.findings}
    assert all(f.message.zh and f.message.en and f.next.zh for f in caught.value.findings)


@pytest.mark.parametrize("name", [GROUPS, CARDS])
def test_a_missing_file(name: str) -> None:
    with pytest.raises(InputRefused) as caught:
        tone_rules({k: v for k, v in tone_files().items() if k != name})
    assert caught.value.findings[0].code == "missing_file"
