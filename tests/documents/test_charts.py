import unicodedata
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sample_report as sample
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from noto_cjk_sans_otc import __file__ as font_package

from xiehuan.contact.blocks import Tone
from xiehuan.documents.charts import BalanceLine, DayMark, DebtBar, balance_chart, days_chart, debts_chart
from xiehuan.documents.charts.axis import amount_label, month_label, steps
from xiehuan.documents.charts.canvas import Box, fit, text_width
from xiehuan.documents.charts.labels import crosses
from xiehuan.money import Money

NS = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    "“\"'&",
    "\u202e50.1\u2066",
    "长" * 80,
    "W" * 200,
    "a\x00b",
    "",
    "行\n行",
)

names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text("甲乙“…— aW1.,<&\u202e\u0301\x00", max_size=24),
    st.sampled_from(("安信消费金融", "Anxin")),
)
money = st.integers(0, 10**11).map(Money)
langs = st.sampled_from(("zh-CN", "en"))


def size_of(svg: str) -> tuple[float, float]:
    return tuple(float(n) for n in ET.fromstring(svg).get("viewBox").split()[2:])


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{NS}text")]


def boxes(svg: str) -> list[tuple[str, Box]]:
    """Where each text stands, from its attributes alone: CJK 1 em, Latin 0.6 em."""
    result = []
    for node in ET.fromstring(svg).iter(f"{NS}text"):
        text, size = node.text or "", float(node.get("font-size"))
        wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
        width = size * (wide + 0.6 * (len(text) - wide))
        left = (
            float(node.get("x"))
            - {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor", "start")] * width
        )
        result.append((text, Box(left, float(node.get("y")) - 0.85 * size, width, size)))
    return result


def assert_tidy(svg: str) -> None:
    width, height = size_of(svg)
    found = [(text, box) for text, box in boxes(svg) if text]
    for text, box in found:
        assert box.x >= -0.2, text
        assert box.x + box.w <= width + 0.2, text
        assert box.y >= 0, text
        assert box.y + box.h <= height, text
    for (one, a), (other, b) in combinations(found, 2):
        assert not a.meets(b), (one, other)


@st.composite
def debts(draw: st.DrawFn) -> DebtBar:
    return DebtBar(draw(names), draw(money), draw(money), draw(money), draw(st.none() | money))


@st.composite
def lines(draw: st.DrawFn) -> BalanceLine:
    values = draw(st.lists(money, min_size=1, max_size=30))
    return BalanceLine(draw(names), tuple(values), draw(st.sampled_from(Tone)))


ON = date(2026, 11, 23)
marks = st.builds(
    DayMark,
    st.integers(-3, 33).map(lambda n: ON + timedelta(n)),
    names,
    st.sampled_from(Tone),
    st.none() | money,
)


@given(st.lists(debts(), min_size=0, max_size=12), langs)
def test_debt_labels_never_meet(rows: list[DebtBar], lang: str) -> None:
    assert_tidy(debts_chart(rows, lang))


@settings(deadline=None)
@given(st.lists(lines(), min_size=0, max_size=4), st.integers(1, 12), langs)
def test_balance_labels_never_meet(series: list[BalanceLine], month: int, lang: str) -> None:
    svg = balance_chart(series, (2026, month), lang)
    assert_tidy(svg)
    ends = [t for t in texts(svg) if any(word in t for word in ("结清", "欠", "paid off", "owed"))]
    assert len(ends) == len(series)


@settings(deadline=None)
@given(st.lists(marks, max_size=14), langs)
def test_day_labels_never_meet_and_none_is_lost(events: list[DayMark], lang: str) -> None:
    svg = days_chart(ON, events, lang=lang)
    assert_tidy(svg)
    shown = sum(0 <= (e.day - ON).days <= 30 for e in events)
    assert len(texts(svg)) == shown + 3  # and the three dates of the axis


def sample_charts() -> dict[str, str]:
    return {
        "debts": debts_chart(sample.DEBTS),
        "balance": balance_chart(sample.balance_lines(), (2026, 12)),
        "days": days_chart(sample.ON, sample.DAYS),
    }


@pytest.mark.parametrize("kind", sample_charts())
def test_a_chart_is_small_named_and_the_same_each_time(kind: str) -> None:
    svg = sample_charts()[kind]
    assert svg == sample_charts()[kind]
    assert len(svg.encode()) < 7_000
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert [node.tag for node in root][:2] == [f"{NS}title", f"{NS}desc"]
    assert all(root[i].text for i in (0, 1))


@pytest.mark.parametrize("kind", sample_charts())
def test_a_chart_refers_to_nothing_and_needs_no_variables(kind: str) -> None:
    svg = sample_charts()[kind].replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not any(part in svg for part in ("//", "url(", "href", "var(", " id=", "style"))


@pytest.mark.parametrize("kind", sample_charts())
def test_typst_draws_the_same_svg_without_a_warning(kind: str, tmp_path) -> None:
    (tmp_path / "chart.svg").write_text(sample_charts()[kind], encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("chart.svg", width: 120mm)\n', encoding="utf-8")
    fonts = [str(Path(font_package).parent)]
    pdf, warnings = typst.compile_with_warnings(
        str(tmp_path / "page.typ"), font_paths=fonts, ignore_system_fonts=True
    )
    assert pdf.startswith(b"%PDF")
    assert [w.message for w in warnings] == []


def bars(svg: str, role: str) -> list[float]:
    found = [n for n in ET.fromstring(svg).iter(f"{NS}rect") if n.get("class") == f"f-{role}"]
    return [float(n.get("width")) for n in found][1:]  # the first is in the key


def test_a_bar_is_as_long_as_its_amount() -> None:
    svg = debts_chart(
        [DebtBar("甲", Money(300), Money(100), Money(0)), DebtBar("乙", Money(200), Money(0), Money(0))]
    )
    assert bars(svg, "accent") == pytest.approx([339 * 0.75, 339 * 0.5], abs=0.06)
    assert bars(svg, "accent-soft") == pytest.approx([339 * 0.25], abs=0.06)
    assert bars(svg, "bad-soft") == []


def test_the_claim_is_marked_only_where_it_differs() -> None:
    same = DebtBar("甲", Money(10_000), Money(0), Money(0), Money(10_000))
    other = DebtBar("乙", Money(10_000), Money(0), Money(0), Money(12_345))
    assert not any("主张" in t for t in texts(debts_chart([same])))
    assert "对方主张 123.45元" in texts(debts_chart([same, other]))
    assert "Claimed 123.45 yuan" in texts(debts_chart([other], "en"))


def test_totals_stand_beside_the_bars_to_the_fen() -> None:
    assert "9,412.66元" in texts(sample_charts()["debts"])


@pytest.mark.parametrize("parts", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_a_negative_part_is_refused(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        DebtBar("甲", *map(Money, parts))


@pytest.mark.parametrize("values", [(), (Money(1), Money(-1))])
def test_a_balance_line_needs_values_and_none_below_zero(values: tuple[Money, ...]) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        BalanceLine("甲", values)


def test_lines_end_where_the_debt_ends_and_say_so() -> None:
    paid = BalanceLine("方案", (Money(200_00), Money(100_00), Money(0), Money(0)))
    worse = BalanceLine("不做", tuple(Money(200_00 + i) for i in range(4)), Tone.BAD)
    svg = balance_chart([paid, worse], (2026, 11))
    assert "2027年1月结清" in texts(svg)
    assert "到2027年2月欠200.03元" in texts(svg)
    polylines = list(ET.fromstring(svg).iter(f"{NS}polyline"))
    assert [len(p.get("points").split()) for p in polylines] == [3, 4]
    assert polylines[0].get("stroke-dasharray") != polylines[1].get("stroke-dasharray")


def test_a_name_stands_by_its_own_line() -> None:
    plan = BalanceLine("Suggested plan", tuple(Money(max(0, 5_290_000 - 115_000 * i)) for i in range(55)))
    floor = BalanceLine("Floor", tuple(Money(max(0, 5_779_676 - 109_050 * i)) for i in range(55)), Tone.WARN)
    svg = balance_chart([plan, floor], (2026, 12), "en")
    where = {text: box.y for text, box in boxes(svg)}
    assert where["Floor"] < where["Suggested plan"]  # the floor runs above the plan all the way


def test_the_balance_axis_starts_at_zero() -> None:
    svg = balance_chart([BalanceLine("甲", (Money(9_000_000), Money(8_900_000)))], (2026, 12))
    assert {"0", "3万", "6万", "9万"} <= set(texts(svg))


def test_events_outside_the_window_are_not_shown() -> None:
    events = [DayMark(ON + timedelta(n), f"第{n}") for n in (-1, 0, 30, 31)]
    assert [t for t in texts(days_chart(ON, events)) if "第" in t] == ["23日 第0", "23日 第30"]


def test_day_marks_differ_in_shape_and_not_only_in_colour() -> None:
    shapes = set()
    for tone in (Tone.PLAIN, Tone.WARN, Tone.BAD):
        root = ET.fromstring(days_chart(ON, [DayMark(ON + timedelta(9), "甲", tone)]))
        mark = [n for n in root.iter() if "mark" in (n.get("class") or "")][-1]
        shapes.add((mark.tag, mark.get("fill") == "#faf8f3"))
    assert len(shapes) == 3


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (0, "0", "0"),
        (500_000, "5,000", "5,000"),
        (3_000_000, "3万", "30,000"),
        (1_500_000, "1.5万", "15,000"),
    ],
)
def test_amounts_on_an_axis(fen: int, zh: str, en: str) -> None:
    assert (amount_label(Money(fen), "zh-CN"), amount_label(Money(fen), "en")) == (zh, en)


@given(st.integers(1, 10**14).map(Money))
def test_axis_steps_are_equal_start_at_zero_and_reach_the_top(top: Money) -> None:
    ticks = steps(top)
    assert ticks[0] == Money(0)
    assert ticks[-1] >= top
    assert 2 <= len(ticks) <= 5
    assert {b.fen - a.fen for a, b in pairwise(ticks)} == {ticks[1].fen}


def test_month_labels_pass_the_year() -> None:
    assert month_label((2026, 12), 0, "zh-CN") == "2026年12月"
    assert month_label((2026, 12), 1, "en") == "Jan 2027"


@given(names, st.floats(20, 300))
def test_a_cut_label_fits(name: str, width: float) -> None:
    assert text_width(fit(name, width, 13), 13) <= width


def test_a_curve_through_a_box_is_noticed_even_without_a_point_in_it() -> None:
    box = Box(40, 40, 20, 20)
    assert crosses([(0, 0), (100, 100)], box)
    assert not crosses([(0, 0), (100, 20)], box)
    assert not crosses([(0, 0), (30, 100)], box)
