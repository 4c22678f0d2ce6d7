"""`law lint` on the shipped packs, and that each of its checks can fail."""

from __future__ import annotations

import ast
import inspect
from datetime import date
from pathlib import Path

import pytest
from small_pack import LPR, TOPIC, small

import xiehuan.law
from xiehuan.law.rule import RULES, Rule, rule
from xiehuan.packs.lint import lint
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.parameter import Confidence, Use

PACK = load_cn()


def codes(texts: dict[str, str], *rules: Rule) -> list[str]:
    return [f.code for f in lint(texts, rules)]


def test_the_shipped_pack_is_sound() -> None:
    assert lint(files_cn()) == []


def test_the_small_pack_is_sound() -> None:
    assert codes(small()) == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("wrong_example", '{ on = 2022-01-01, value = "0.24" }', '{ on = 2022-01-01, value = "0.36" }'),
        ("wrong_example", "{ on = 2019-12-31, none = true }", '{ on = 2019-12-31, value = "0.36" }'),
        ("wrong_example", '{ on = 2020-01-01, value = "0.36" }', "{ on = 2020-01-01, none = true }"),
        ("boundary_without_example", "  { on = 2019-12-31, none = true },\n", ""),
        ("boundary_without_example", '  { on = 2021-12-31, value = "0.36" },\n', ""),
        ("boundary_without_example", '  { on = 2022-01-01, value = "0.24" },\n', ""),
        ("wrong_example", "{ on = 2019-12-31, holds = false }", "{ on = 2019-12-31, holds = true }"),
        ("boundary_without_example", "{ on = 2019-12-31, holds = false }, ", ""),
        ("repealed_without_end", 'status = "in_force"\nsince', 'status = "repealed"\nsince'),
        ("announced_without_start", 'status = "in_force"\nchecked_on', 'status = "announced"\nchecked_on'),
    ],
)
def test_what_the_pack_answers_is_checked(code: str, old: str, new: str) -> None:
    assert TOPIC.count(old) == 1, old
    found = lint(small(topic=TOPIC.replace(old, new)), ())
    assert [f.code for f in found] == [code]
    assert found[0].where.file == "topic.toml"
    assert found[0].where.table in {"some.rate", "some.ban", "some.days"}


def test_a_boundary_day_moved_without_its_examples_is_found() -> None:
    moved = TOPIC.replace("since = 2022-01-01", "since = 2022-01-02")
    assert set(codes(small(topic=moved))) == {"wrong_example", "boundary_without_example"}


def test_a_missing_month_of_the_lpr_is_found() -> None:
    assert codes(small(lpr=LPR.replace("2019-09-20,4.20,4.85\n", ""))) == ["month_missing"]


def test_what_the_loader_refuses_is_found() -> None:
    assert codes(small(topic=TOPIC.replace('unit = "day"', 'unit = "x"'))) == ["unknown_unit"]
    assert codes({**small(), "lenders.toml": "x = 1"}) == ["not_a_table"]
    assert codes({**small(), "workdays.toml": "[next]"}) == ["bad_id"]


@pytest.mark.parametrize(
    ("article", "parameter", "code"),
    [
        ("code:第三条", "some.rate", None),
        ("code:第一条、第四条", "some.days", None),
        ("code", "some.rate", None),
        ("code:第五条", "some.rate", "unknown_article"),
        ("code:第一条、第五条", "some.rate", "unknown_article"),
        ("codex:第一条", "some.rate", "unknown_article"),
        ("lpr", "some.rate", "unknown_article"),  # a source without an entry holds no rule
        ("code:第三条", "some.rat", "unknown_parameter"),
    ],
)
def test_a_rule_in_code_rests_on_what_the_pack_holds(article: str, parameter: str, code: str | None) -> None:
    found = codes(small(), Rule("test", "tests", (article,), (parameter,)))
    assert found == ([code] if code else [])


def test_what_is_known_from_memory_carries_no_rule() -> None:
    recalled = small(topic=TOPIC.replace('source = "code"', 'source = "talk"'))
    found = codes(recalled, Rule("test", "tests", ("talk:第三条",), ("some.rate",)))
    assert found == ["unfit_parameter", "unknown_article"]


def test_a_benchmark_carries_no_rule() -> None:
    bench = small(topic=TOPIC.replace('unit = "per_year"', 'unit = "per_year"\nuse = "benchmark"'))
    assert codes(bench, Rule("test", "tests", (), ("some.rate",))) == ["unfit_parameter"]


def test_the_rules_of_the_code_are_registered() -> None:
    assert {"cn.ceiling", "cn.limitation", "cn.withheld_in_advance", "cn.deadline"} <= set(RULES)
    for id_, tagged in RULES.items():
        assert tagged.id == id_
        assert tagged.function.startswith("xiehuan.law.")


def test_a_rule_id_is_used_once_and_rests_on_something() -> None:
    with pytest.raises(ValueError, match="twice"):
        rule("cn.ceiling", parameters=("financial.all_in",))(test_the_small_pack_is_sound)
    with pytest.raises(ValueError, match="nothing"):
        rule("cn.unfounded")(test_the_small_pack_is_sound)
    assert "cn.unfounded" not in RULES


def test_every_parameter_that_the_code_reads_is_tagged() -> None:
    """Ids written in xiehuan.law are those that some rule names, so that lint sees them."""
    tagged = {id_ for r in RULES.values() for id_ in r.parameters}
    folder = Path(inspect.getfile(xiehuan.law)).parent
    read = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in PACK.parameters:
                read.add(node.value)
    assert read == tagged


@pytest.mark.parametrize("id_", sorted(PACK.parameters))
def test_no_figure_from_memory_or_for_comparison_reaches_a_rule(id_: str) -> None:
    parameter = PACK.parameters[id_]
    for value in parameter.values:
        day = value.since or value.until or date(2026, 11, 24)
        known = parameter.known_at(day)
        fit = value.confidence is not Confidence.RECALLED and parameter.use is Use.FINDING
        assert known is (value if fit else None)
        assert parameter.value_on(day) is value


@pytest.mark.parametrize("id_", sorted(PACK.provisions))
def test_no_provision_from_memory_reaches_a_rule(id_: str) -> None:
    provision = PACK.provisions[id_]
    day = provision.since or provision.until or date(2026, 11, 24)
    fit = provision.confidence is not Confidence.RECALLED and provision.use is Use.FINDING
    assert provision.known_at(day) is (provision if fit else None)


def test_a_number_that_was_never_confirmed_is_not_cited() -> None:
    for source in PACK.sources.values():
        if "number" in source.unconfirmed:
            assert source.number
            assert source.number not in source.cite("第一条")
        elif source.number:
            assert source.number in source.cite()


def test_no_address_is_kept() -> None:
    for name, text in files_cn().items():
        assert "http" not in text, name
        assert "www." not in text, name
