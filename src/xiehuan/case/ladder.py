"""The escalation ladder S0 to S12 as a state machine: what may follow what, and what has to be at hand before.

A position is a fold of events: the same log gives the same position. Every pair of state and event has a result: a move, or
a stay with its reason. Court papers override everything. Tracks run beside the states: conduct, crisis, scam and pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from xiehuan.errors import Text


class State(StrEnum):
    """Where the talk with one creditor stands."""

    PREPARE = "S0"
    FRONT_DESK = "S1"
    SPECIALIST = "S2"
    COMPLAINT = "S3"
    REVIEW = "S4"
    REGULATOR = "S5"
    MEDIATION = "S6"
    AGREED_ORALLY = "S7"
    WRITTEN = "S8"
    PERFORMING = "S9"
    AT_RISK = "S10"
    RENEGOTIATE = "S11"
    COURT = "S12"
    ENDED = "end"


class Event(StrEnum):
    """What happened; the set is closed."""

    CONTACTED = "contacted"
    AGREED = "agreed"  # the desk said yes, the eight fields were read back
    REFUSED = "refused"  # no authority, no reason, or a reason
    COUNTERED = "countered"
    SILENT = "silent"  # the day for an answer is over
    COMPLAINED = "complained"  # a complaint with its ground was handed in
    UPHELD = "upheld"
    REJECTED = "rejected"  # or no result in time
    REVIEW_OVER = "review_over"
    MEDIATION_OPENED = "mediation_opened"
    WITHDRAWN = "withdrawn"
    TEXT_SAME = "text_same"  # the text was compared field by field and says what was agreed
    TEXT_DIFFERS = "text_differs"
    PROOF_KEPT = "proof_kept"  # a recording with the read-back, or the in-app page
    INTERRUPTION_ANSWERED = "interruption_answered"  # instalment one only, own channel, with a note
    PAID_FIRST = "paid_first"
    PAID_OFF = "paid_off"
    SHORTFALL_SEEN = "shortfall_seen"  # surplus under the payment within 45 days
    TOLD_BEFORE = "told_before"  # the creditor was told before the miss
    RECOVERED = "recovered"
    COURT_PAPERS = "court_papers"
    COURT_OVER = "court_over"
    CONDUCT_SEEN = "conduct_seen"
    CRISIS_SEEN = "crisis_seen"
    CRISIS_OVER = "crisis_over"
    SCAM_SEEN = "scam_seen"
    SCAM_CLEARED = "scam_cleared"
    PAUSED = "paused"
    RESUMED = "resumed"


class Track(StrEnum):
    """What runs beside the states."""

    CONDUCT = "conduct"
    CRISIS = "crisis"
    SCAM = "scam"
    PAUSE = "pause"


class Ground(StrEnum):
    """What a complaint may rest on. Hardship is no ground: it is a request."""

    WRONG_FEE = "wrong_fee"
    NO_ANSWER = "no_answer"
    MISCONDUCT = "misconduct"
    REFUSED_STATEMENT = "refused_statement"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event on a day. `record` is the id of what shows it, `until` the end of a pause, `legal` the next statutory last day."""

    what: Event
    on: date
    record: str | None = None
    ground: Ground | None = None
    until: date | None = None
    legal: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where one creditor's talk stands, since when, and what is at hand."""

    state: State = State.PREPARE
    since: date | None = None
    tracks: frozenset[Track] = frozenset()
    counters: int = 0
    reminded: bool = False
    proven: bool = False  # text, recording with read-back or interruption page: a first payment may follow
    resting_until: date | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The position after an event; `stays` says why it did not move, None where it did or where a track took it."""

    position: Position
    stays: Text | None = None
    notes: tuple[Text, ...] = field(default=())


MOST_COUNTERS = 4
MOST_REST = timedelta(days=7)

_S, _E = State, Event
MOVES: Mapping[State, Mapping[Event, State]] = {
    _S.PREPARE: {_E.CONTACTED: _S.FRONT_DESK},
    _S.FRONT_DESK: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.REFUSED: _S.SPECIALIST,
        _E.COUNTERED: _S.SPECIALIST,
        _E.SILENT: _S.SPECIALIST,
        _E.COMPLAINED: _S.COMPLAINT,
    },
    _S.SPECIALIST: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.COUNTERED: _S.SPECIALIST,
        _E.COMPLAINED: _S.COMPLAINT,
        _E.MEDIATION_OPENED: _S.MEDIATION,
    },
    _S.COMPLAINT: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.UPHELD: _S.SPECIALIST,
        _E.REJECTED: _S.REVIEW,
        _E.SILENT: _S.REVIEW,
        _E.WITHDRAWN: _S.SPECIALIST,
        _E.MEDIATION_OPENED: _S.MEDIATION,
    },
    _S.REVIEW: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.UPHELD: _S.SPECIALIST,
        _E.REVIEW_OVER: _S.REGULATOR,
        _E.SILENT: _S.REGULATOR,
        _E.WITHDRAWN: _S.SPECIALIST,
        _E.MEDIATION_OPENED: _S.MEDIATION,
    },
    _S.REGULATOR: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.UPHELD: _S.SPECIALIST,
        _E.REJECTED: _S.SPECIALIST,
        _E.SILENT: _S.SPECIALIST,
        _E.WITHDRAWN: _S.SPECIALIST,
        _E.MEDIATION_OPENED: _S.MEDIATION,
    },
    _S.MEDIATION: {_E.AGREED: _S.AGREED_ORALLY, _E.REFUSED: _S.SPECIALIST, _E.SILENT: _S.SPECIALIST},
    _S.AGREED_ORALLY: {
        _E.TEXT_SAME: _S.WRITTEN,
        _E.TEXT_DIFFERS: _S.SPECIALIST,
        _E.PAID_FIRST: _S.PERFORMING,
        _E.WITHDRAWN: _S.SPECIALIST,
    },
    _S.WRITTEN: {_E.TEXT_DIFFERS: _S.SPECIALIST, _E.PAID_FIRST: _S.PERFORMING, _E.WITHDRAWN: _S.SPECIALIST},
    _S.PERFORMING: {_E.SHORTFALL_SEEN: _S.AT_RISK, _E.PAID_OFF: _S.ENDED},
    _S.AT_RISK: {_E.TOLD_BEFORE: _S.RENEGOTIATE, _E.RECOVERED: _S.PERFORMING, _E.PAID_OFF: _S.ENDED},
    _S.RENEGOTIATE: {
        _E.AGREED: _S.AGREED_ORALLY,
        _E.REFUSED: _S.SPECIALIST,
        _E.COUNTERED: _S.RENEGOTIATE,
        _E.SILENT: _S.SPECIALIST,
        _E.RECOVERED: _S.PERFORMING,
        _E.COMPLAINED: _S.COMPLAINT,
        _E.PAID_OFF: _S.ENDED,
    },
    _S.COURT: {_E.AGREED: _S.AGREED_ORALLY, _E.COURT_OVER: _S.ENDED},
    _S.ENDED: {},
}
STEPS_UP = frozenset({State.COMPLAINT, State.REVIEW, State.REGULATOR, State.MEDIATION})
_TRACKS: Mapping[Event, tuple[Track, bool]] = {
    Event.CONDUCT_SEEN: (Track.CONDUCT, True),
    Event.CRISIS_SEEN: (Track.CRISIS, True),
    Event.CRISIS_OVER: (Track.CRISIS, False),
    Event.SCAM_SEEN: (Track.SCAM, True),
    Event.SCAM_CLEARED: (Track.SCAM, False),
    Event.RESUMED: (Track.PAUSE, False),
}
_NO_SCAM = frozenset({Event.AGREED, Event.PAID_FIRST})


def step(at: Position, event: Happened) -> Result:
    """The result of an event at a position; defined for every pair."""
    what = event.what
    if what is Event.COURT_PAPERS:
        return Result(
            _enter(replace(at, tracks=at.tracks - {Track.PAUSE}, resting_until=None), State.COURT, event)
        )
    if what in _TRACKS:
        track, begins = _TRACKS[what]
        there = at.tracks | {track} if begins else at.tracks - {track}
        rest = None if track is Track.PAUSE else at.resting_until
        return Result(_with_record(replace(at, tracks=there, resting_until=rest), event))
    if what is Event.PAUSED:
        return _pause(at, event)
    if what in {Event.PROOF_KEPT, Event.INTERRUPTION_ANSWERED}:
        return _proof(at, event)
    stays = _guard(at, event)
    if stays is not None:
        return stays
    return Result(_enter(at, MOVES[at.state][what], event), notes=_notes(at, event))


def replay(events: Iterable[Happened]) -> Position:
    """The position after all events of a log, in its order."""
    at = Position()
    for event in events:
        at = step(at, event).position
    return at


def _guard(at: Position, event: Happened) -> Result | None:
    """Why the state does not move; None where it does."""
    what, target = event.what, MOVES[at.state].get(event.what)
    if Track.CRISIS in at.tracks:
        return Result(at, CRISIS)
    if Track.SCAM in at.tracks and what in _NO_SCAM:
        return Result(at, SCAM)
    if target is None:
        return Result(at, _no_such_move(at.state, what))
    if what is Event.SILENT and at.state is State.FRONT_DESK and not at.reminded:
        return Result(replace(_with_record(at, event), reminded=True, since=event.on), REMIND)
    lacks = _lacks(at, event, target)
    return None if lacks is None else Result(at, lacks)


def _lacks(at: Position, event: Happened, target: State) -> Text | None:
    """What is not at hand for a move."""
    if event.what is Event.COMPLAINED and event.ground is None:
        return NO_GROUND
    if target in STEPS_UP and event.record is None:
        return NO_RECORD
    if event.what is Event.COUNTERED and at.state is not State.FRONT_DESK and at.counters >= MOST_COUNTERS:
        return ENOUGH_COUNTERS
    return NOT_PROVEN if event.what is Event.PAID_FIRST and not at.proven else None


def _enter(at: Position, state: State, event: Happened) -> Position:
    """The position in its new state; a new round of talks begins without old proofs and counters."""
    again = state is at.state
    proven = (
        at.proven
        if state in {State.AGREED_ORALLY, State.PERFORMING} and event.what is not Event.AGREED
        else False
    )
    return replace(
        _with_record(at, event),
        state=state,
        since=event.on,
        counters=at.counters + 1 if event.what is Event.COUNTERED else at.counters if again else 0,
        reminded=False,
        proven=proven or state is State.WRITTEN,
    )


def _with_record(at: Position, event: Happened) -> Position:
    return at if event.record is None else replace(at, records=(*at.records, event.record))


def _proof(at: Position, event: Happened) -> Result:
    if at.state is not State.AGREED_ORALLY:
        return Result(at, _no_such_move(at.state, event.what))
    if event.what is Event.PROOF_KEPT and event.record is None:
        return Result(at, NO_RECORD)
    return Result(replace(_with_record(at, event), proven=True))


def _pause(at: Position, event: Happened) -> Result:
    """A rest of at most seven days that ends before the next statutory last day; never in court."""
    until = event.until
    if at.state in {State.COURT, State.ENDED}:
        return Result(at, _no_such_move(at.state, event.what))
    if until is None or not event.on < until <= event.on + MOST_REST:
        return Result(at, REST_TOO_LONG)
    if event.legal is not None and until >= event.legal:
        return Result(at, REST_PAST_CLOCK)
    return Result(replace(at, tracks=at.tracks | {Track.PAUSE}, resting_until=until))


def _notes(at: Position, event: Happened) -> tuple[Text, ...]:
    if event.what is Event.WITHDRAWN and at.state in STEPS_UP:
        return (WITHDRAWAL_ENDS,)
    return ()


def _no_such_move(state: State, what: Event) -> Text:
    return Text(
        f"{state.value}这一步没有“{what.value}”：核对先后，或先记下漏掉的一步",
        f"{what.value} does not happen in {state.value}: check the order, or record the step left out",
    )


CRISIS = Text("先停下协商，先找人陪、打求助电话", "the talk stops: be with somebody, call a help line first")
SCAM = Text(
    "有人要费用、手机卡或验证码：先核实对方是谁，之前不答应也不付款",
    "somebody asks for a fee, a SIM card or codes: verify who it is; nothing is agreed or paid before",
)
REMIND = Text("先提醒一次，两天后再看", "remind once, and look again after two days")
NO_GROUND = Text(
    "投诉要有事实依据（收费不对、不答复、催收不当、拒给明细）；生活困难是请求，不是投诉理由",
    "a complaint needs a ground (wrong fee, no answer, misconduct, refused statement); hardship is a request, no ground",
)
NO_RECORD = Text(
    "往上走一步要有上一步的记录（工单号、信件、答复）",
    "a step up needs the record of the step before (ticket, letter, answer)",
)
ENOUGH_COUNTERS = Text(
    "已经来回四次：要书面最终答复，有依据再投诉，或重做方案",
    "four counter-offers already: ask for a final answer in writing, complain with a ground, or plan anew",
)
NOT_PROVEN = Text(
    "还没有文字、App页面或带复述的录音：先别付，或走付第一期的确认页",
    "no text, in-app page or recording with the read-back is kept: do not pay yet, or use the page for paying instalment one",
)
REST_TOO_LONG = Text("暂停最多七天，要写到哪天", "a rest is seven days at most and says until when")
REST_PAST_CLOCK = Text("暂停不能越过法定期限", "a rest never goes past a statutory last day")
WITHDRAWAL_ENDS = Text(
    "撤回投诉，对方当天就可以停止处理；别用撤回换口头承诺",
    "withdrawal ends the process the same day: do not withdraw in exchange for a promise",
)
