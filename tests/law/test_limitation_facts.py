"""What restarts the time to sue and what does not, a day before, on and after each boundary; and what a choice changes.

Civil Code arts. 188, 192, 195; limitation rules arts. 8, 14, 19. The clock of the loan here begins on 2023-05-20.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import Paid, Raw, debt_from
from xiehuan.law import Limitation, limitation
from xiehuan.law.interruption import Interruption, Shown, facts_of
from xiehuan.law.limitation import Begins
from xiehuan.loan.restart import Restart, TimeBarredChoice
from xiehuan.packs.loader import load_cn

BEGINS, ENDS = date(2023, 5, 20), date(2026, 5, 20)
DAY = timedelta(days=1)
LOAN: Raw = {
    "principal": "1200.00",
    "received_on": date(2022, 5, 20),
    "method": "equal_principal",
    "n": 12,
    "first_due": date(2022, 6, 20),
    "rate": {"value": "0.12", "per": "year"},
}


def clock(on: date, payments: Paid = (), more: tuple[Interruption, ...] = (), **keys: Any) -> Limitation:
    found = limitation(
        debt_from({"id": "one", "lender": "甲", "loan": LOAN} | keys, payments), load_cn(), on, more
    )
    assert found is not None
    return found


def stated(act: Restart, on: date, source: str | None = None) -> Raw:
    return {"act": act.value, "on": on} | ({"source": source} if source else {})


@pytest.mark.parametrize("act", list(Restart))
@pytest.mark.parametrize("source", [None, "papers/a.pdf"])
@pytest.mark.parametrize(
    ("acted", "restarted"),
    [
        (BEGINS - DAY, BEGINS),  # before the clock began
        (BEGINS, BEGINS),
        (BEGINS + DAY, BEGINS + DAY),
        (ENDS - DAY, ENDS - DAY),
        (ENDS, ENDS),  # the last day is in time
        (ENDS + DAY, BEGINS),  # too late: nothing restarts by itself
    ],
)
def test_every_act_restarts_a_running_clock_only(
    act: Restart, source: str | None, acted: date, restarted: date
) -> None:
    ends = date(restarted.year + 3, restarted.month, restarted.day)
    for on, passed in ((ends, False), (ends + DAY, True)):
        if on < acted:
            continue
        found = clock(on, restart=[stated(act, acted, source)])
        assert (found.began, found.restarted, found.ends, found.passed) == (BEGINS, restarted, ends, passed)
        assert [f.act for f in found.used] == ([act] if restarted > BEGINS else [])
        assert [f.act for f in found.after] == ([act] if acted > ENDS else [])
    assert clock(ENDS + 2 * DAY, restart=[stated(act, ENDS + DAY)]).defence_in_doubt is (
        act in {Restart.ACKNOWLEDGEMENT, Restart.PART_PAYMENT}
    )


@pytest.mark.parametrize("on", [ENDS, ENDS + DAY])
@pytest.mark.parametrize("shown", [Shown.WORDS, Shown.NOTHING])
def test_words_in_a_message_restart_nothing_and_are_listed(on: date, shown: Shown) -> None:
    said = Interruption(date(2025, 1, 1), Restart.DEMAND, shown, "messages/sms.xml · 12")
    found = clock(on, more=(said,))
    assert found.restarted == BEGINS
    assert found.passed is (on > ENDS)
    assert found.not_counted == (said,)


def test_a_claim_without_source_is_listed_as_not_counted() -> None:
    found = clock(ENDS + DAY, claim=[{"on": date(2025, 1, 1), "total": "500.00"}])
    assert (found.passed, [f.shown for f in found.not_counted]) == (True, [Shown.NOTHING])


def test_an_assumed_payment_is_no_fact() -> None:
    debt = debt_from({"id": "one", "lender": "甲", "loan": LOAN}, [(date(2024, 3, 15), 100_00)])
    assert [f.act for f in facts_of(debt)] == [Restart.PART_PAYMENT]
    from dataclasses import replace  # noqa: PLC0415

    assumed = replace(debt, payments=tuple(replace(p, proof="assumed") for p in debt.payments))
    assert facts_of(assumed) == ()


def test_twenty_years_stop_every_restart() -> None:
    """Demands every two years from 2023 on; the end stands at 2043-05-20 whatever comes after."""
    acts = [stated(Restart.DEMAND, date(year, 6, 1)) for year in range(2025, 2044, 2)]
    for on, passed in ((date(2043, 5, 20), False), (date(2043, 5, 21), True)):
        found = clock(on, restart=acts)
        assert (found.ends, found.capped, found.passed) == (date(2043, 5, 20), True, passed)
    assert "满二十年" in found.warning(debt_from({"id": "one", "lender": "甲", "loan": LOAN})).zh


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2021, 1, 1)])
def test_before_the_code_the_answer_is_unknown(on: date) -> None:
    row = {
        "id": "one", "lender": "甲", "missed_since": date(2016, 1, 1), "claim": [{"on": date(2016, 2, 1), "total": "1.00"}]
    }  # fmt: skip
    found = limitation(debt_from(row), load_cn(), on)
    assert (found is None) is (on.year == 2020)
    assert found is None or found.begins is Begins.ONLY_DAY_KNOWN


@pytest.mark.parametrize(
    ("choice", "on", "held"),
    [
        (None, ENDS, False),
        (None, ENDS + DAY, True),
        ((True, ENDS + DAY), ENDS + DAY, False),
        ((True, ENDS + 2 * DAY), ENDS + DAY, True),  # made tomorrow
        ((True, ENDS), ENDS + DAY, True),  # made before there was a warning to answer
        ((False, ENDS + DAY), ENDS + DAY, True),
        ((False, ENDS), ENDS, False),  # not over: nothing to hold back
    ],
)
def test_only_a_choice_made_after_expiry_lets_it_go_on(
    choice: tuple[bool, date] | None, on: date, *, held: bool
) -> None:
    made = TimeBarredChoice(*choice) if choice else None
    assert clock(on).held_back(made, on) is held


days = st.dates(date(2022, 1, 1), date(2031, 1, 1))
acts = st.lists(st.tuples(days, st.sampled_from(list(Restart))), max_size=6)


@given(acts, acts, st.dates(BEGINS, date(2035, 1, 1)))
def test_the_order_of_facts_does_not_matter_and_more_facts_never_end_it_sooner(
    some: list[tuple[date, Restart]], more: list[tuple[date, Restart]], on: date
) -> None:
    def at(facts: list[tuple[date, Restart]]) -> Limitation:
        return clock(on, restart=[stated(a, d) for d, a in facts])

    first = at(some)
    assert at(some[::-1]) == first
    assert at([*some, *more]).ends >= first.ends
    assert first.began is not None
    assert first.began <= first.restarted <= on
    assert first.passed is (on > first.ends)


# an obstacle to suing (Civil Code art. 194): a doubt and a later possible end, never the end of a warning


@pytest.mark.parametrize(
    ("since", "until", "possible"),
    [
        (date(2025, 1, 1), date(2025, 11, 19), ()),  # gone the day before the last six months
        (date(2025, 1, 1), date(2025, 11, 20), (ENDS,)),
        (date(2026, 3, 1), date(2026, 4, 1), (date(2026, 10, 1),)),
        (ENDS, date(2026, 6, 30), (date(2026, 12, 30),)),
        (ENDS + DAY, date(2026, 6, 30), ()),  # began when the time was over
        (date(2026, 3, 1), None, (None,)),  # still there
    ],
)
def test_an_obstacle_adds_a_doubt_and_keeps_the_warning(
    since: date, until: date | None, possible: tuple[date | None, ...]
) -> None:
    row = {"from": since, "why": "法定代理人未确定"} | ({"until": until} if until else {})
    today = date(2026, 11, 23)
    found, plain = clock(today, suspended=[row]), clock(today)
    assert (found.ends, found.passed, found.held_back(None, today)) == (ENDS, True, True)
    assert len(found.suspended) == len(possible)
    assert found.possible_end == (possible[0] if possible else None)
    assert len(found.doubts()) == len(plain.doubts()) + len(possible)
    assert found.as_json()["possible_end"] == (found.possible_end.isoformat() if found.possible_end else None)


def test_an_obstacle_cannot_end_before_it_begins() -> None:
    row = {"from": date(2026, 4, 1), "until": date(2026, 3, 31), "why": "不可抗力"}
    with pytest.raises(AssertionError, match="until"):
        clock(date(2026, 11, 23), suspended=[row])
