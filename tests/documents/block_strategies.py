"""Documents with any text in any place."""

from hypothesis import strategies as st

from xiehuan.contact.blocks import (
    Card,
    Chart,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Say,
    Signature,
    Space,
    Table,
    Tone,
)
from xiehuan.documents.charts import BalanceLine, balance_chart
from xiehuan.money import Money

text = st.text(max_size=60) | st.sampled_from(["", "：", "a" * 200, "一" * 300, "#let x", "\n\n", "😀"])
texts = st.lists(text, max_size=4).map(tuple)
pairs = st.lists(st.tuples(text, text), max_size=3).map(tuple)
tones = st.sampled_from(Tone)
figures = st.lists(st.builds(Figure, text, text, text, text, tones), max_size=7).map(tuple)
tables = st.builds(
    Table,
    text,
    texts,
    st.lists(texts, max_size=4).map(tuple),
    st.lists(st.integers(0, 5), max_size=3).map(tuple),
    st.none() | texts,
    text,
    st.lists(texts, max_size=4).map(tuple),
)
svgs = text.map(lambda t: balance_chart((BalanceLine(t, (Money(500), Money(0))),), (2026, 12)))
blocks = st.one_of(
    st.builds(Heading, text, st.integers(1, 9)),
    st.builds(Paragraph, text, tones),
    st.builds(Items, texts, st.booleans()),
    st.builds(Facts, pairs),
    st.builds(Figures, figures),
    tables,
    st.builds(Say, text, text),
    st.builds(NextThing, text, text),
    st.builds(Card, text, text, tones, pairs, text, texts, text),
    st.builds(Chart, text, text, svgs, st.none() | tables),
    st.builds(Signature, texts),
    st.builds(Space, text, st.integers(0, 30)),
)
documents = st.builds(
    Document,
    text,
    st.lists(blocks, max_size=6).map(tuple),
    text,
    text,
    st.sampled_from(["zh-CN", "en"]),
    st.booleans(),
)
