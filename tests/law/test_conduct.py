"""How they collected, on invented contacts: each limit a step below, on and above; what is attached; what is never concluded.

Limits as the facts state them: 22:00 to 8:00; three connected calls a debtor and day (standard, from 2025-02-28); six
unanswered calls a number and day (guide, from 2026-01-30).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from contact_records import FIRM, call, missed, sms
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence import Direction, Record
from xiehuan.law import Certainty
from xiehuan.law.conduct import conduct
from xiehuan.law.conduct_finding import ConductFinding
from xiehuan.law.contacts import Because, by_debt
from xiehuan.loan import Creditor, Debt, LenderKind
from xiehuan.packs.loader import load_cn
from xiehuan.parameter import Confidence

ON = date(2026, 11, 23)
DUN = "您的借款已逾期，请尽快还款"


def debt(kind: LenderKind = LenderKind.CONSUMER_FINANCE, **more: Any) -> Debt:
    return Debt("one", "安信消费金融有限公司", kind, numbers=(FIRM,), **more)


def found(records: list[Record], *debts: Debt, on: date = ON) -> list[ConductFinding]:
    return [f for c in conduct(debts or (debt(),), records, load_cn(), on) for f in c.findings]


def rules(records: list[Record], *debts: Debt, on: date = ON) -> list[str]:
    return [f.rule for f in found(records, *debts, on=on)]


def test_no_records_no_finding() -> None:
    for kind in LenderKind:
        assert rules([], debt(kind)) == []


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("21:59:59", False), ("22:00:00", True), ("23:59:59", True), ("00:00:00", True), ("07:59:59", True),
        ("08:00:00", False), ("12:00:00", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [LenderKind.CONSUMER_FINANCE, LenderKind.BANK_CARD])
def test_hours(clock: str, kind: LenderKind, *, quiet: bool) -> None:
    """A card is under the guide only, consumer finance under the standard too; both name the same hours."""
    name = "hours.guide" if kind is LenderKind.BANK_CARD else "hours.standard"
    assert rules([call(f"2026-11-10 {clock}")], debt(kind)) == ([name] if quiet else [])


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        ("2025-02-27", "consumer_finance", []),
        ("2025-02-28", "consumer_finance", ["hours.standard"]),
        ("2026-01-29", "bank_card", []),
        ("2026-01-30", "bank_card", ["hours.guide"]),
        ("2025-02-28", "micro_loan", ["hours.standard"]),
        ("2026-11-10", "private", []),
        ("2026-11-10", "unknown", []),
    ],
)
def test_hours_by_day_and_kind_of_lender(day: str, kind: str, expected: list[str]) -> None:
    assert rules([call(f"{day} 23:00:00")], debt(LenderKind(kind))) == expected


def test_an_unknown_lender_is_held_against_nothing_and_that_is_said() -> None:
    (one,) = conduct([debt(LenderKind.UNKNOWN)], [call("2026-11-10 23:00:00")], load_cn(), ON)
    assert not one.findings
    assert any("没有套用" in n.zh for n in one.notes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"【安信消费金融】{DUN}", ["hours.standard"]),
        ("【安信消费金融】您已成功还款100.00元，逾期已还清", []),
        ("【安信消费金融】验证码1234", []),
        ("【安信消费金融】祝您生活愉快", []),
    ],
)
def test_a_message_at_night_counts_only_with_words_of_collection(text: str, expected: list[str]) -> None:
    assert rules([sms("2026-11-10 22:30:00", text)]) == expected


@pytest.mark.parametrize(("n", "over"), [(2, False), (3, False), (4, True)])
def test_connected_calls_of_a_day(n: int, *, over: bool) -> None:
    calls = [call(f"2026-11-10 {9 + i:02d}:00:00") for i in range(n)]
    assert rules(calls) == (["calls.connected"] if over else [])
    assert rules([*calls[:-1], call("2026-11-11 09:00:00")]) == []


@pytest.mark.parametrize(("n", "over"), [(5, False), (6, False), (7, True)])
@pytest.mark.parametrize("status", ["missed", "rejected", "blocked"])
def test_unanswered_calls_of_a_day(n: int, status: str, *, over: bool) -> None:
    calls = [missed(f"2026-11-10 {9 + i:02d}:00:00", status=status) for i in range(n)]
    assert rules(calls) == (["calls.attempts"] if over else [])


def test_the_two_limits_count_different_things() -> None:
    three = [call(f"2026-11-10 {9 + i:02d}:00:00") for i in range(3)]
    six = [missed(f"2026-11-10 {12 + i:02d}:00:00") for i in range(6)]
    assert rules([*three, *six]) == []
    zero = call("2026-11-10 19:00:00", seconds=0)  # taken, no second long
    assert rules([*three, *six, zero]) == ["calls.attempts"]


def test_the_same_call_in_two_backups_counts_once() -> None:
    calls = [call(f"2026-11-10 {9 + i:02d}:00:00") for i in range(3)]
    again = [c._replace(id=c.id + "b", sender="+86" + FIRM) for c in calls]
    assert rules([*calls, *again]) == []


def test_a_call_without_a_time_is_left_out_and_that_is_said() -> None:
    calls = [call(None, id=str(i)) for i in range(9)]
    (one,) = conduct([debt()], calls, load_cn(), ON)
    assert not one.findings
    assert any("没有可靠的时间" in n.zh for n in one.notes)


def test_what_comes_later_is_not_known_yet() -> None:
    assert rules([call("2026-11-24 23:00:00")]) == []


def test_own_calls_are_no_contact_of_theirs() -> None:
    assert rules([call("2026-11-10 23:00:00", direction=Direction.OUT)]) == []


@pytest.mark.parametrize(
    ("record", "because"),
    [
        (call("2026-11-10 09:00:00"), Because.NUMBER_NAMED),
        (call("2026-11-10 09:00:00", "+86 400-000-0001"), Because.NUMBER_NAMED),
        (sms("2026-11-10 09:00:00", "【安信消费金融】您好"), Because.SIGNED),
        (sms("2026-11-10 09:00:00", "【安信】您好"), Because.SIGNED),
        (sms("2026-11-10 09:00:00", "安信消费金融提醒您"), Because.SIGNED),
        (sms("2026-11-10 09:00:00", "您好", "1", "contact=安信消费金融"), Because.ADDRESS_BOOK),
        (sms("2026-11-10 09:00:00", "你在安信的欠款还没还"), Because.PARTLY_NAMED),
        (sms("2026-11-10 09:00:00", "安信的菜场今天打折"), None),
        (sms("2026-11-10 09:00:00", "安信消费金融又找你了？", "1", "contact=妈妈"), None),
        (call("2026-11-10 09:00:00", "02100000000"), None),
        (sms("2026-11-10 09:00:00", "【别家银行】您好"), None),
    ],
)
def test_what_is_attached_and_why(record: Record, because: Because | None) -> None:
    mine, rest = by_debt([debt()], [record])
    assert [c.because for c in mine["one"]] == ([because] if because else [])
    assert bool(rest) is (because is None)


def test_a_number_that_signed_is_attached_with_that_reason() -> None:
    signed, call_of_it = (
        sms("2026-11-09 09:00:00", "【安信】您好", "02100000000"),
        call("2026-11-10 23:00:00", "02100000000"),
    )
    mine, _ = by_debt([debt()], [signed, call_of_it])
    assert [c.because for c in mine["one"]] == [Because.SIGNED, Because.SAME_NUMBER]
    (hours,) = found([signed, call_of_it])
    assert any("同一号码" in t.zh for t in hours.unsure)


def test_words_are_quoted_and_not_judged() -> None:
    (words,) = found([sms("2026-11-10 10:00:00", "【安信】今天不还，我们通知你的家人。请处理")])
    assert (words.rule, words.certainty) == ("words", Certainty.NEEDS_PAPER)
    assert "通知你的家人" in words.why.zh
    assert "是不是威胁" in words.unsure[0].zh
    assert rules([sms("2026-11-10 10:00:00", "【安信】您好，请还款")]) == []


def test_a_demand_without_a_name() -> None:
    named = sms("2026-11-10 10:00:00", DUN, FIRM)
    assert [(f.rule, f.debt) for f in found([named])] == [("identity", "one")]
    stranger = sms("2026-11-10 10:00:00", DUN, "13800000000")
    (unknown,) = found([stranger])
    assert (unknown.rule, unknown.debt) == ("identity", None)
    assert "诈骗" in unknown.unsure[0].zh
    assert rules([sms("2026-11-10 10:00:00", "欠我的钱尽快还", "13800000000", "contact=小宋")]) == []


def test_somebody_tells_of_having_been_called() -> None:
    (told,) = found([sms("2026-11-10 10:00:00", "有人打电话给我，说你欠款不还", "139", "contact=妈妈")])
    assert (told.rule, told.debt, told.certainty) == ("third_party", None, Certainty.NEEDS_PAPER)
    assert rules([sms("2026-11-10 10:00:00", "打电话给我", "139", "contact=妈妈")]) == []
    assert rules([sms("2026-01-29 10:00:00", "有人打电话给我，说你欠款不还", "139", "contact=妈妈")]) == []


@pytest.mark.parametrize(
    ("who", "since", "told", "late"),
    [
        (Creditor.COLLECTOR, date(2026, 5, 1), date(2026, 5, 1), False),
        (Creditor.COLLECTOR, date(2026, 5, 1), date(2026, 5, 2), True),
        (Creditor.ASSIGNEE, date(2026, 5, 1), date(2026, 5, 2), True),
        (Creditor.COLLECTOR, date(2026, 5, 1), None, False),  # absence proves nothing
        (Creditor.COLLECTOR, None, date(2026, 5, 2), False),
        (Creditor.ORIGINAL, date(2026, 5, 1), date(2026, 5, 2), False),
        (Creditor.COLLECTOR, date(2023, 2, 28), date(2026, 5, 2), False),  # before the rule
    ],
)
def test_a_notice_that_came_late(who: Creditor, since: date | None, told: date | None, *, late: bool) -> None:
    one = debt(creditor_now=who, creditor_since=since, notice_received=told)
    assert rules([], one) == (["notice.late"] if late else [])


TEXTS = (
    "【安信】" + DUN,
    DUN,
    "【安信】通知你的家人",
    "有人打电话给我说你欠款",
    "在吗",
    "你在安信的欠款没还",
)
TIMES = tuple(f"2026-11-1{d} {h:02d}:00:00" for d in (0, 1) for h in (0, 7, 8, 9, 12, 21, 22))
NUMBERS = (FIRM, "02100000000", "13800000000", None)
some_records = st.lists(
    st.one_of(
        st.builds(call, st.sampled_from(TIMES), st.sampled_from(NUMBERS), st.integers(0, 2)),
        st.builds(missed, st.sampled_from(TIMES), st.sampled_from(NUMBERS)),
        st.builds(sms, st.sampled_from(TIMES), st.sampled_from(TEXTS), st.sampled_from(NUMBERS[:3])),
    ),
    max_size=14,
)


def keys(records: list[Record]) -> set[tuple[str, str | None, date | None, str]]:
    """Findings by rule, debt and day; those about one message by the message too."""
    return {
        (f.rule, f.debt, f.on, f.records[0].id if f.rule in {"words", "identity", "third_party"} else "")
        for f in found(records, debt(), Debt("two", "乙银行股份有限公司", LenderKind.BANK_CARD))
    }


@given(some_records, some_records)
def test_a_further_record_removes_no_finding(some: list[Record], more: list[Record]) -> None:
    assert keys(some) <= keys([*some, *more])


@given(some_records, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(some: list[Record], random: Any) -> None:
    mixed = some[:]
    random.shuffle(mixed)
    assert keys(mixed) == keys(some)


@given(some_records)
def test_each_finding_is_proven_by_records_and_never_certain(some: list[Record]) -> None:
    for finding in found(some):
        assert finding.records
        assert {r.id for r in finding.records} <= {r.id for r in some}
        assert finding.unsure
        assert finding.certainty in {Certainty.ARGUABLE, Certainty.NEEDS_PAPER}
        assert Confidence(finding.confidence) in {Confidence.SECONDARY, Confidence.WEAK}
        told = finding.as_json()
        assert all(r["where"]["file"] for r in told["records"])  # type: ignore[attr-defined]


def test_a_short_name_alone_carries_less() -> None:
    text = "你在安信的欠款没还"
    (partly, _) = found([sms("2026-11-10 22:30:00", text)])
    (signed,) = found([sms("2026-11-10 22:30:00", f"【安信】{text}")])
    assert (partly.rule, partly.certainty) == ("hours.standard", Certainty.NEEDS_PAPER)
    assert (signed.rule, signed.certainty) == ("hours.standard", Certainty.ARGUABLE)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00", "2026-11-10T23:00:00", "", "x"]
)
def test_a_time_that_is_none_is_left_out(at: str) -> None:
    """Out of the calendar, without an offset, or no time at all: no limit is held against it."""
    (one,) = conduct([debt()], [call("2026-11-10 23:00:00")._replace(at=at)], load_cn(), ON)
    assert not one.findings
    assert one.tally is not None
    assert (one.tally.calls, one.tally.busiest_day) == (1, None)


@pytest.mark.parametrize(
    ("seconds", "connected"), [("0", False), ("000", False), ("9" * 5000, True), ("x", None)]
)
def test_how_long_a_call_lasted(seconds: str, *, connected: bool | None) -> None:
    flag = "duration_unknown" if seconds == "x" else f"duration_s={seconds}"
    mine, _ = by_debt([debt()], [call("2026-11-10 09:00:00")._replace(flags=(flag,))])
    assert [c.connected for c in mine["one"]] == [connected]
