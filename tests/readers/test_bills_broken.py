"""Whatever a file holds, every record of it is taken, a duplicate, or unread with a reason; nothing else escapes."""

import io
import random
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_bills_builders import ALIPAY, HEADERS, csv_bytes, csv_line, row, xlsx_bytes
from test_bills_layouts import read_bytes

from xiehuan.evidence.record import Record
from xiehuan.readers.bills import alipay, read_bill, workbook_guard
from xiehuan.readers.bills.statement import Statement

REUSED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=12)
GOOD_ROW = st.fixed_dictionaries({"商品说明": WORDS, "交易对方": WORDS, "备注": WORDS}).map(
    lambda d: ("good", d)
)
BAD_ROW = st.sampled_from([{"金额": "12.345"}, {"金额": "x"}, {"交易时间": "2026-02-30 00:00:00"}]).map(
    lambda d: ("bad", d)
)


@REUSED
@given(
    picks=st.lists(st.tuples(GOOD_ROW | BAD_ROW, st.integers(0, 10**9), st.booleans()), max_size=12),
    encoding=st.sampled_from(["gb18030", "utf-8"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_row_is_accounted_for_and_the_sum_is_exact(tmp_path, picks, encoding, end):
    rows, expected = [], 0
    for number, ((kind, cells), fen, twice) in enumerate(picks):
        base = {"金额": f"{fen // 100}.{fen % 100:02d}", "收/支": "支出" if fen % 2 else "收入"}
        one = row("alipay", number, **(base | cells))
        one["交易对方"] += "。"
        rows += [one, one] if twice else [one]
        expected += (-fen if fen % 2 else fen) if kind == "good" else 0
    reading = read_bytes(tmp_path, csv_bytes("alipay", rows, encoding=encoding, end=end))
    assert reading.present == len(rows)
    assert reading.flags == ()
    assert reading.duplicates == sum(twice for (kind, _), _, twice in picks if kind == "good")
    assert sum(r.amount.fen for r in reading.records) == expected
    assert len({r.id for r in reading.records}) == len(reading.records)


def test_one_bad_row_leaves_the_others(tmp_path):
    rows = [
        row("alipay", 1),
        row("alipay", 2, 金额="12.345"),
        row("alipay", 3, 交易时间="昨天"),
        row("alipay", 4),
    ]
    reading = read_bytes(tmp_path, csv_bytes("alipay", rows))
    amount, moment = reading.unread
    assert len(reading.records) == 2
    assert (amount.where.row, moment.where.row) == (8, 9)
    assert "第8行" in amount.why
    assert "12.345" in amount.why
    assert "12.345" in amount.why_en
    assert "昨天" in moment.why


@pytest.mark.parametrize(
    "cell", ["-1.00", "1,23.00", "1.", "", "1e3", "0x10", "１２.３４５", "12.30美元", "99999999999999999"]
)
def test_amounts_that_are_none(tmp_path, cell):
    reading = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1, 金额=cell)]))
    assert (len(reading.records), len(reading.unread)) == (0, 1)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-03-04 05:06", "2026-03-04T05:06:00+08:00"),
        ("2026/3/4 5:06", "2026-03-04T05:06:00+08:00"),
        ("2026年3月4日 05:06:07", "2026-03-04T05:06:07+08:00"),
        ("２０２６-03-04", "2026-03-04T00:00:00+08:00"),
        ("2026-03-04T05:06:07.5", "2026-03-04T05:06:07+08:00"),
        ("2026-13-04 05:06", None),
        ("2026-03-04 25:06", None),
        ("04.03.2026", None),
        ("0000-01-01", None),
    ],
)
def test_times(tmp_path, cell, at):
    reading = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 1, 交易时间=cell)]))
    assert [(r.at, r.at_raw) for r in reading.records] == ([(at, cell)] if at else [])
    assert len(reading.unread) == (at is None)


@pytest.mark.parametrize("layout", HEADERS)
def test_cut_anywhere_keeps_the_rows_before(tmp_path, layout):
    data = csv_bytes(layout, [row(layout, i, 备注="备注") for i in range(3)])
    ends = [i for i, b in enumerate(data) if b == ord("\n")]
    whole = read_bytes(tmp_path, data).records
    for cut in range(ends[5] + 1, len(data)):
        reading = read_bytes(tmp_path, data[:cut])
        before = sum(end < cut for end in ends[6:])
        assert reading.records[:before] == whole[:before]
        assert reading.present in (before, before + 1)
        assert reading.present == before + (data[:cut].rstrip(b"\n").count(b"\n") >= before + 6)


def test_a_stray_quote_does_not_swallow_its_neighbours(tmp_path):
    lines = [csv_line(row("alipay", i).values()) for i in range(5)]
    for bad in (1, 3):
        lines[bad] = lines[bad].replace("纸巾", '"纸巾')
    data = csv_bytes("alipay", [], below=lines, above=[])
    reading = read_bytes(tmp_path, data)
    assert [r.where.row for r in reading.records] == [2, 4, 6]
    assert [u.where.row for u in reading.unread] == [3, 5]


def test_a_comma_without_quotes_is_unread_and_not_shifted(tmp_path):
    line = csv_line(row("alipay", 1).values()).replace("纸巾", "纸,巾")
    reading = read_bytes(tmp_path, csv_bytes("alipay", [row("alipay", 2)], below=[line], above=[]))
    assert (len(reading.records), [u.where.row for u in reading.unread]) == (1, [3])


def test_a_record_glued_to_the_header_is_not_lost(tmp_path):
    data = csv_bytes("alipay", [row("alipay", 1), row("alipay", 2)], encoding="utf-8", above=[])
    reading = read_bytes(tmp_path, data.replace("备注\n".encode(), "备注,".encode(), 1))
    assert (len(reading.records), [u.where.row for u in reading.unread]) == (0, [1, 2])


@pytest.mark.parametrize("size", [200_000, 1_000_000, 5_000_000])
def test_a_huge_cell_is_one_unread_row(tmp_path, size):
    rows = [row("alipay", 1), row("alipay", 2, 备注="长" * size), row("alipay", 3)]
    reading = read_bytes(tmp_path, csv_bytes("alipay", rows))
    assert [r.where.row for r in reading.records] == [7, 9]
    assert [u.where.row for u in reading.unread] == [8]


def test_bytes_that_are_no_characters_are_marked(tmp_path):
    data = csv_bytes("alipay", [row("alipay", 1, 商品说明="QQQQ"), row("alipay", 2)], encoding="utf-8")
    reading = read_bytes(tmp_path, data.replace(b"QQQQ", b"Q\xff\xfeQ"))
    assert [r.flags for r in reading.records] == [("damaged",), ()]


def test_nul_bytes_are_not_text(tmp_path):
    data = csv_bytes("alipay", [row("alipay", 1, 金额="\0" + "12.30\0")])
    assert [str(r.amount) for r in read_bytes(tmp_path, data).records] == ["-12.30"]


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "x.csv"
    line = csv_line(row("alipay", 0, 交易订单号="{:028d}", 备注="长" * 400).values()) + "\n"
    with path.open("w", encoding="gb18030") as stream:
        stream.write(csv_line(ALIPAY) + "\n")
        for i in range(8_000):
            stream.write(line.replace("{:028d}", f"{i:028d}"))
    tracemalloc.start()
    try:
        taken = sum(isinstance(item, Record) for item in Statement(path, "x.csv", alipay.BILL.source))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken == 8_000
    assert path.stat().st_size > 6_000_000
    assert peak < 3_000_000


SEEDS = {
    "alipay": csv_bytes("alipay", [row("alipay", i, 商品说明='甲"乙') for i in range(6)]),
    "alipay_web": csv_bytes(
        "alipay_web", [row("alipay_web", i) for i in range(6)], encoding="utf-8", end="\r\n"
    ),
    "wechat_csv": csv_bytes(
        "wechat_pay", [row("wechat_pay", i) for i in range(6)], encoding="utf-8", mark=b"\xef\xbb\xbf"
    ),
    "wechat_utf16": csv_bytes(
        "wechat_pay", [row("wechat_pay", i) for i in range(6)], encoding="utf-16-le", mark=b"\xff\xfe"
    ),
    "wechat_xlsx": xlsx_bytes("wechat_pay", [row("wechat_pay", i) for i in range(6)]),
}
TELLING = b'",\t\r\n\0\xff\x80\x30-/'


def mutated(data, chance):
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoilt))
        match chance.randrange(4):
            case 0:
                spoilt[at] = chance.choice(TELLING)
            case 1:
                spoilt[at] = chance.randrange(256)
            case 2:
                del spoilt[at : at + chance.randint(1, 40)]
            case _:
                spoilt[at:at] = bytes(chance.choice(TELLING) for _ in range(chance.randint(1, 5)))
        spoilt = spoilt or bytearray(b" ")
    return bytes(spoilt)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutations_never_raise(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 (a fixed seed)
    path = tmp_path / "x"
    began = time.monotonic()
    present = []
    for _ in range(600):
        path.write_bytes(mutated(SEEDS[seed], chance))
        reading = read_bill(path, "x")
        present.append(reading.present)
        assert all(u.why and u.why_en for u in reading.unread)
        assert all(r.sha256 and r.at and r.amount is not None for r in reading.records)
    assert time.monotonic() - began < 60
    assert min(present) >= 1
    assert max(present) >= (1 if seed == "wechat_xlsx" else 6)


def repacked(data, change):
    """The same workbook with its members changed and their checksums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_mutated_members_with_right_checksums_never_raise(tmp_path):
    chance = random.Random(5)  # noqa: S311 (a fixed seed)
    path = tmp_path / "x.xlsx"
    taken = 0
    for _ in range(300):
        target = chance.choice(["sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml"])
        data = repacked(
            SEEDS["wechat_xlsx"], lambda n, d, t=target: mutated(d, chance) if n.endswith(t) else d
        )
        path.write_bytes(data)
        reading = read_bill(path, "x.xlsx")
        taken += len(reading.records)
        assert reading.present >= 1
    assert taken > 100


def in_sheet(change):
    return lambda name, data: change(data) if name.endswith("sheet1.xml") else data


def in_strings(change):
    return lambda name, data: change(data) if name.endswith("sharedStrings.xml") else data


BOMBS = {
    "far away cell": in_sheet(lambda d: d.replace(b'r="A1"', b'r="XFD1048576"')),
    "long": in_sheet(lambda d: d + b" " * 9_000_000),
    "ratio": in_sheet(lambda d: d + b" " * 5_000_000),
    "growing strings": in_strings(lambda d: d.replace("微信支付账单明细".encode(), b"x" * 3_000_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_would_burst_is_refused_unopened(tmp_path, monkeypatch, bomb):
    monkeypatch.setattr(workbook_guard, "MOST_BYTES", 8_000_000)
    data = repacked(SEEDS["wechat_xlsx"], BOMBS[bomb])
    tracemalloc.start()
    try:
        reading = read_bytes(tmp_path, data, "x.xlsx")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [u.where.row for u in reading.unread] == [None]
    assert "not opened for safety" in reading.unread[0].why_en
    assert peak < 20_000_000


def test_a_broken_checksum_is_refused(tmp_path):
    data = bytearray(SEEDS["wechat_xlsx"])
    at = data.rfind(b"PK\x01\x02") + 16  # the checksum in the last entry of the directory
    data[at] ^= 1
    (found,) = read_bytes(tmp_path, bytes(data), "x.xlsx").unread
    assert "damaged" in found.why_en


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_bill(tmp_path / "none.csv", "none.csv")
