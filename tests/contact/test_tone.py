"""The tone and safety check: held-out messages, guards, cards, what may be sent, bad input, bounded time."""

from __future__ import annotations

import ast
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.held_out_messages import FOLDER, false_alarms, found_in, score
from xiehuan import contact
from xiehuan.contact.tone import (
    SEVERITY,
    Figures,
    Severity,
    ToneClass,
    ToneFinding,
    card_due,
    check,
    may_be_sent,
    overridden_by_sending,
)
from xiehuan.contact.tone.check import MOST_FINDINGS
from xiehuan.money import Money
from xiehuan.packs.tone_rules import load_tone

BINDING = ("crisis", "agentscam", "insult", "threat", "falsify", "privacy", "selfincr")
OTHERS = ("overpromise", "waive", "refuse", "beg", "vague")
RULES = load_tone()
CASE = Figures(
    date(2026, 11, 24),
    {"monthly": (Money(90000),), "principal": (Money(862000),), "owed": (Money(983026), Money(962000))},
    {"missed_since": date(2026, 9, 3)},
    pay_day=10,
    n=(18, 24),
    others=("李建国",),
)


def classes(text: str, figures: Figures | None = None) -> set[str]:
    return {f.kind.value for f in check(text, RULES, figures)}


def test_there_are_enough_held_out_messages() -> None:
    assert sum(score(k).cases for k in (*BINDING, *OTHERS)) >= 300
    assert false_alarms().cases >= 200


@pytest.mark.parametrize("half", [0, 1])
def test_recall_of_stop_and_red(half: int) -> None:
    scores = [score(k, half) for k in BINDING]
    missed = [m for s in scores for m in s.missed]
    assert 1 - len(missed) / sum(s.cases for s in scores) >= 0.95, missed


def test_recall_of_crisis() -> None:
    assert score("crisis").recall >= 0.98, score("crisis").missed


@pytest.mark.parametrize("kind", OTHERS)
def test_recall_of_amber_and_info(kind: str) -> None:
    assert score(kind).recall >= 0.9, score(kind).missed


@pytest.mark.parametrize("half", [0, 1])
def test_false_alarms(half: int) -> None:
    alarms = false_alarms(half)
    assert len(alarms.missed) / alarms.cases <= 0.02, alarms.missed


@pytest.mark.parametrize("folder", ["held_out_later", "held_out_last", "held_out_fourth"])
def test_messages_written_after_the_first_rules(folder: str) -> None:
    """These were scored once before the rules were broadened by them; the reference page names the figures."""
    missed, alarms, cases = [], [], 0
    for file in sorted((FOLDER.parent / folder).glob("*.txt")):
        for text in file.read_text("utf-8").splitlines():
            found = found_in(text)
            if file.stem == "clean":
                alarms += [text] if found else []
            else:
                cases += 1
                missed += [] if file.stem in found else [text]
    assert len(missed) / cases <= 0.05, missed
    assert len(alarms) <= 1, alarms


def test_every_rule_finds_its_hits_and_leaves_its_misses() -> None:
    wrong = [
        (rule.id, text)
        for rule in RULES.rules
        for text in rule.hits
        if rule.kind not in {f.kind for f in check(text, RULES)}
    ]
    wrong += [(rule.id, text) for rule in RULES.rules for text in rule.misses if check(text, RULES)]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "你们的催收员在电话里说“再不还就弄死你”，录音已保存",
        "催收短信写着“后果自负”，请说明是什么后果",
        "他骂我是老赖、不要脸，我要求书面道歉",
        "真是谢谢贵公司，一天打了三十个电话，服务周到",
        "如15日内无书面答复，我会通过贵公司公布的投诉渠道继续反映",
        "有人劝我开假证明，我不会这样做",
        "",
        " \n\t",
        "Здравствуйте, прошу рассрочку на 12 месяцев",
        "Good morning, please send me an itemised account.",
        "😀👍🏻",
    ],
)
def test_clean(text: str) -> None:
    assert check(text, RULES) == ()


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("您好，不给减免我就去你们公司楼下堵门", "threat", "堵门"),
        ("我　想　死", "crisis", "想　死"),
        ("想*死", "crisis", "想*死"),
        (
            "身份證號碼是１１０１０１１９９９０１０１００１８",
            "privacy",
            "１１０１０１１９９９０１０１００１８",
        ),
        ("我驗證碼是482913", "privacy", "482913"),
    ],
)
def test_places_point_into_the_message_as_given(text: str, kind: str, passage: str) -> None:
    found = [f for f in check(text, RULES) if f.kind == kind]
    assert passage in [text[f.start : f.end] for f in found] or any(
        f.start <= text.index(passage) and text.index(passage) + len(passage) <= f.end for f in found
    )


@pytest.mark.parametrize("kind", list(ToneClass))
def test_severities_are_those_of_the_interface(kind: ToneClass) -> None:
    stop, red = {"crisis", "agentscam"}, {"insult", "threat", "falsify", "privacy", "selfincr"}
    if kind.value in stop:
        assert SEVERITY[kind] is Severity.STOP
    elif kind.value in red:
        assert SEVERITY[kind] is Severity.RED


def test_crisis_shows_the_help_card_before_the_warning_card() -> None:
    both = check("中介收了我三千说能停息，我不想活了", RULES)
    card = card_due(both, RULES.cards)
    assert card is not None
    assert card.kind is ToneClass.CRISIS
    assert {line.number for line in card.lines} >= {"12356", "120", "110"}
    assert all(line.source for line in card.lines)
    scam = card_due(check("中介收了我三千说能停息", RULES), RULES.cards)
    assert scam is not None
    assert scam.kind is ToneClass.AGENTSCAM
    assert card_due(check("没钱，爱告就告", RULES), RULES.cards) is None


def test_red_cannot_be_sent_and_amber_is_named_for_the_record() -> None:
    red, amber = check("再打电话我弄死你", RULES), check("没钱，爱告就告", RULES)
    assert not may_be_sent(red)
    assert may_be_sent(amber)
    assert {f.kind for f in overridden_by_sending(amber)} == {ToneClass.REFUSE}
    with pytest.raises(ValueError, match="not sent"):
        overridden_by_sending(red)
    assert may_be_sent(())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我每月还1200元", True),
        ("我每月还900元", False),
        ("每个月九百块，10号前", False),
        ("每月15号前付900元", True),
        ("剩余本金8260元", True),
        ("剩余本金八千六百二十元", False),
        ("我欠款9620元", False),
        ("我欠款5000元", True),
        ("您说每月还1500元，我做不到", False),
        ("分36期", True),
        ("申请分18期", False),
        ("2026年8月3日起逾期", True),
        ("2026年9月3日起逾期", False),
    ],
)
def test_figures_of_the_case(text: str, *, found: bool) -> None:
    assert ("inconsistent" in classes(text, CASE)) is found


def test_both_figures_are_shown() -> None:
    (one,) = (f for f in check("我每月还1200元", RULES, CASE) if f.kind is ToneClass.INCONSISTENT)
    assert "1,200.00" in one.why.zh
    assert "900.00" in one.why.zh
    assert classes("我每月还1200元") == set()


def test_a_third_person_of_the_case_is_private() -> None:
    assert "privacy" in classes("请联系李建国", CASE)
    assert classes("请联系李建国") == set()


@given(st.text(st.characters(), max_size=400))
def test_any_text_is_answered_with_places_inside_it(text: str) -> None:
    for f in check(text, RULES, CASE):
        assert isinstance(f, ToneFinding)
        assert 0 <= f.start < f.end <= len(text)


def test_lone_surrogates() -> None:
    (found,) = check("\ud800想死\udfff", RULES)
    assert (found.start, found.end) == (1, 3)


ATTACKS = [
    "a",
    "死",
    "1",
    "1 ",
    "。",
    "“",
    "不",
    "一",
    "路1",
    "a@",
    "a.",
    "想",
    "我把你就让老婆中介",
    "\u0301",
    "妈的",
]


@pytest.mark.parametrize("unit", ATTACKS)
def test_time_grows_with_length_only(unit: str) -> None:
    """Ten times the text takes about ten times as long; a runaway pattern would take a hundred."""

    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        began = time.process_time()
        check(text, RULES, CASE)
        return time.process_time() - began

    assert seconds(20_000) <= 30 * max(seconds(2_000), 0.004)


@pytest.mark.long
@pytest.mark.parametrize("unit", ATTACKS)
def test_a_megabyte(unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]
    began = time.process_time()
    found = check(text, RULES, CASE)
    assert time.process_time() - began < 60
    assert len(found) <= MOST_FINDINGS


def test_what_stops_is_never_cut_off() -> None:
    text = "求求您了。" * (MOST_FINDINGS + 50) + "我不想活了"
    found = check(text, RULES)
    assert len(found) == MOST_FINDINGS
    assert found[-1].kind is ToneClass.CRISIS


def test_the_messages_are_not_the_examples_of_the_rules() -> None:
    examples = {t for r in RULES.rules for t in (*r.hits, *r.misses)}
    held = {t for f in Path(FOLDER).glob("*.txt") for t in f.read_text("utf-8").splitlines()}
    assert len(held & examples) <= 0.03 * len(held)


def test_the_products_own_phrases_are_clean() -> None:
    """Letters and call sheets must pass the check that judges the user's messages."""
    folder = Path(contact.__file__).parent
    texts = [
        node.value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(texts) >= 200
    found = [(t, f.rule) for t in texts for f in check(t, RULES)]
    assert [one for one in found if one[1] != "vague"] == []  # a heading alone names no amount
