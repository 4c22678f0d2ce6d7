"""The ladder against its table: every pair of state and event, the guards, and no way around them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.case.clocks import Clock, clocks_of
from xiehuan.case.ladder import Event, Ground, Happened, Position, Result, State, Track, replay, step
from xiehuan.errors import InputRefused
from xiehuan.law.deadlines import WorkCalendar
from xiehuan.packs.ladder_clocks import clocks_from, load_clocks
from xiehuan.packs.loader import load_cn
from xiehuan.packs.workdays import workdays_cn

DAY = date(2026, 11, 24)
# Where each event leads with everything at hand that its guards ask for; "." stays and says why, "+" is taken by a track
# or kept as proof without a move. Written from the table of the design, row by row.
TABLE = """
event                  S0  S1  S2  S3  S4  S5  S6  S7  S8  S9  S10 S11 S12 end
contacted              S1  .   .   .   .   .   .   .   .   .   .   .   .   .
agreed                 .   S7  S7  S7  S7  S7  S7  .   .   .   .   S7  S7  .
refused                .   S2  .   .   .   .   S2  .   .   .   .   S2  .   .
countered              .   S2  S2  .   .   .   .   .   .   .   .   S11 .   .
silent                 .   S2  .   S4  S5  S2  S2  .   .   .   .   S2  .   .
complained             .   S3  S3  .   .   .   .   .   .   .   .   S3  .   .
upheld                 .   .   .   S2  S2  S2  .   .   .   .   .   .   .   .
rejected               .   .   .   S4  .   S2  .   .   .   .   .   .   .   .
review_over            .   .   .   .   S5  .   .   .   .   .   .   .   .   .
mediation_opened       .   .   S6  S6  S6  S6  .   .   .   .   .   .   .   .
withdrawn              .   .   .   S2  S2  S2  .   S2  S2  .   .   .   .   .
text_same              .   .   .   .   .   .   .   S8  .   .   .   .   .   .
text_differs           .   .   .   .   .   .   .   S2  S2  .   .   .   .   .
proof_kept             .   .   .   .   .   .   .   +   .   .   .   .   .   .
interruption_answered  .   .   .   .   .   .   .   +   .   .   .   .   .   .
paid_first             .   .   .   .   .   .   .   S9  S9  .   .   .   .   .
paid_off               .   .   .   .   .   .   .   .   .   end end end .   .
shortfall_seen         .   .   .   .   .   .   .   .   .   S10 .   .   .   .
told_before            .   .   .   .   .   .   .   .   .   .   S11 .   .   .
recovered              .   .   .   .   .   .   .   .   .   .   S9  S9  .   .
court_papers           S12 S12 S12 S12 S12 S12 S12 S12 S12 S12 S12 S12 S12 S12
court_over             .   .   .   .   .   .   .   .   .   .   .   .   end .
conduct_seen           +   +   +   +   +   +   +   +   +   +   +   +   +   +
crisis_seen            +   +   +   +   +   +   +   +   +   +   +   +   +   +
crisis_over            +   +   +   +   +   +   +   +   +   +   +   +   +   +
scam_seen              +   +   +   +   +   +   +   +   +   +   +   +   +   +
scam_cleared           +   +   +   +   +   +   +   +   +   +   +   +   +   +
paused                 +   +   +   +   +   +   +   +   +   +   +   +   .   .
resumed                +   +   +   +   +   +   +   +   +   +   +   +   +   +
"""


def cells() -> Iterator[tuple[State, Event, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    for row in rows:
        for state, cell in zip(head[1:], row[1:], strict=True):
            yield State(state), Event(row[0]), cell


def whole(event: Event, on: date = DAY) -> Happened:
    """The event with everything its guards ask for."""
    return Happened(event, on, record="r1", ground=Ground.NO_ANSWER, until=on + timedelta(days=3))


def test_the_table_has_every_pair_once() -> None:
    pairs = [(s, e) for s, e, _ in cells()]
    assert len(pairs) == len(set(pairs)) == len(State) * len(Event)


@pytest.mark.parametrize(("state", "event", "cell"), list(cells()), ids=str)
def test_every_pair(state: State, event: Event, cell: str) -> None:
    at = Position(state, DAY, reminded=True, proven=True)
    result = step(at, whole(event))
    if cell in {".", "+"}:
        assert result.position.state is state
        assert (result.stays is None) == (cell == "+")
    else:
        assert (result.position.state.value, result.stays) == (cell, None)
        assert result.position.since == DAY


def without(state: State, event: Event, **changed: object) -> Result:
    fields = {"record": "r1", "ground": Ground.NO_ANSWER, "until": None, **changed}
    return step(Position(state, DAY, reminded=True, proven=False), Happened(event, DAY, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "event", "changed", "said"),
    [
        (State.SPECIALIST, Event.COMPLAINED, {"ground": None}, "hardship is a request"),
        (State.SPECIALIST, Event.COMPLAINED, {"record": None}, "record of the step before"),
        (State.COMPLAINT, Event.REJECTED, {"record": None}, "record of the step before"),
        (State.REVIEW, Event.REVIEW_OVER, {"record": None}, "record of the step before"),
        (State.REGULATOR, Event.MEDIATION_OPENED, {"record": None}, "record of the step before"),
        (State.AGREED_ORALLY, Event.PAID_FIRST, {}, "do not pay yet"),
        (State.AGREED_ORALLY, Event.PROOF_KEPT, {"record": None}, "record of the step before"),
        (State.SPECIALIST, Event.PAUSED, {}, "seven days"),
        (State.SPECIALIST, Event.PAUSED, {"until": DAY + timedelta(days=8)}, "seven days"),
        (State.SPECIALIST, Event.PAUSED, {"until": DAY}, "seven days"),
        (State.SPECIALIST, Event.PAUSED, {"until": DAY + timedelta(days=7), "legal": DAY + timedelta(days=7)}, "past"),
    ],
)  # fmt: skip
def test_guards(state: State, event: Event, changed: dict[str, object], said: str) -> None:
    result = without(state, event, **changed)
    assert result.position == Position(state, DAY, reminded=True)
    assert result.stays is not None
    assert said in result.stays.en


def test_silence_at_the_front_desk_is_reminded_once() -> None:
    log = [whole(Event.CONTACTED), whole(Event.SILENT)]
    assert replay(log).state is State.FRONT_DESK
    assert replay([*log, whole(Event.SILENT)]).state is State.SPECIALIST


def test_the_fifth_counter_offer_does_not_go_round_again() -> None:
    at = Position(State.SPECIALIST, DAY)
    for _ in range(4):
        result = step(at, whole(Event.COUNTERED))
        assert result.stays is None
        at = result.position
    assert step(at, whole(Event.COUNTERED)).stays is not None


def test_withdrawal_is_warned_about() -> None:
    assert step(Position(State.COMPLAINT, DAY), whole(Event.WITHDRAWN)).notes
    assert not step(Position(State.WRITTEN, DAY), whole(Event.WITHDRAWN)).notes


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_in_a_crisis_only_court_papers_move(state: State, event: Event) -> None:
    at = Position(state, DAY, tracks=frozenset({Track.CRISIS}), reminded=True, proven=True)
    after = step(at, whole(event)).position
    assert after.state is (State.COURT if event is Event.COURT_PAPERS else state)


def test_with_a_scam_about_nothing_is_agreed_or_paid() -> None:
    for state, event in ((State.SPECIALIST, Event.AGREED), (State.WRITTEN, Event.PAID_FIRST)):
        at = Position(state, DAY, tracks=frozenset({Track.SCAM}), proven=True)
        assert step(at, whole(event)).position == at
        cleared = step(at, whole(Event.SCAM_CLEARED)).position
        assert step(cleared, whole(event)).stays is None


EVENTS = st.builds(
    Happened,
    st.sampled_from(Event),
    st.just(DAY),
    st.sampled_from([None, "r1"]),
    st.sampled_from([None, *Ground]),
    st.sampled_from([None, DAY + timedelta(days=5)]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(EVENTS, max_size=40))
def test_no_log_reaches_a_first_payment_without_text_proof_or_the_page(log: list[Happened]) -> None:
    at, since_yes = Position(), set[Event]()
    for event in log:
        result = step(at, event)
        if event.what is Event.AGREED and result.stays is None:
            since_yes = set()
        if result.stays is None:
            since_yes.add(event.what)
        if event.what is Event.PAID_FIRST and result.stays is None:
            assert since_yes & {Event.TEXT_SAME, Event.PROOF_KEPT, Event.INTERRUPTION_ANSWERED}
        at = result.position
    assert replay(log) == at
    assert step(at, Happened(Event.COURT_PAPERS, DAY)).position.state is State.COURT


# clocks


def test_every_clock_ends_and_names_its_source() -> None:
    parameters, calendar = load_cn().parameters, workdays_cn()
    starts = [date(2024, 1, 1) + timedelta(days=k) for k in range(3 * 365)]
    for clock in load_clocks():
        assert clock.source
        assert clock.checked_on <= DAY
        for start in starts:
            if clock.parameter is None:
                end = clock.ends(start, calendar, parameters)
                assert (end > start) == ((clock.days or 0) > 0)
                if clock.count == "working":
                    assert calendar.works(end)
        assert clock.ends(DAY, calendar, parameters) != DAY
    assert {c.state for c in load_clocks()} >= {
        State.FRONT_DESK,
        State.COMPLAINT,
        State.AGREED_ORALLY,
        State.COURT,
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            date(2026, 9, 30),
            date(2026, 10, 10),
        ),  # National Day from the 1st to the 7th; the 10th is worked in its place
        (date(2026, 11, 27), date(2026, 12, 2)),  # over a weekend and a month's end
    ],
)
def test_three_working_days(start: date, end: date) -> None:
    clock = next(c for c in load_clocks() if c.id == "front_desk_answer")
    assert clock.ends(start, workdays_cn(), {}) == end
    assert clock in clocks_of(State.FRONT_DESK, load_clocks(), DAY)


def test_a_reminder_runs_backwards() -> None:
    clock = next(c for c in load_clocks() if c.id == "due_reminder")
    assert clock.ends(date(2026, 12, 3), WorkCalendar({}), {}) == date(2026, 11, 28)


ROW = '[a]\nstate = "S1"\nstarts_from = "contacted"\nsource = "x"\nvalid_from = 2026-01-01\nchecked_on = 2026-01-01\n'


@pytest.mark.parametrize(
    "text",
    [
        ROW,
        ROW + 'days = 3\nparameter = "complaint.days_simple"\n',
        ROW + "days = 3\nday = 4\n",
        ROW.replace("S1", "S99") + "days = 3\n",
        ROW.replace('source = "x"\n', "") + "days = 3\n",
        "[a\n",
    ],
)
def test_a_bad_clock_is_refused(text: str) -> None:
    assert isinstance(clocks_from(ROW + "days = 3\n")[0], Clock)
    with pytest.raises(InputRefused):
        clocks_from(text)
