"""The grid of what may be asked for one debt: every candidate screened, what no month carries and what is dominated left out.

Terms × share of charges waived × down payment × grace × rate, and beside it the rare cuts of principal. Screening uses the level
payment to the fen and counts a total as n payments; what is shown is computed anew to the fen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from xiehuan.money import round_fraction
from xiehuan.plan.ask import ALL, NONE, Ask, to_pay
from xiehuan.plan.balance import Balance
from xiehuan.plan.level import Track

TERMS = (3, 6, 9, 12, 18, 24, 36, 48, 60)
SHARES = tuple(Fraction(k, 5) for k in range(6))
DOWN = (Fraction(0), Fraction(5, 100), Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))  # of the principal
GRACE = (0, 1, 3)
RATES = (NONE, Fraction(1, 2), ALL)
CUTS = (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10), Fraction(1, 2))  # of the principal, rare
CANDIDATES = len(RATES) * len(TERMS) * (len(SHARES) * len(DOWN) * len(GRACE) + len(CUTS))

Waived = tuple[Fraction, tuple[int, ...], int]  # share, what is left of each charge, and of all


@dataclass(frozen=True, slots=True)
class Candidate:
    """One point of the grid that every month carries; amounts in fen.

    `place` is where its cut, rate and waived share stand in their lists, relief that is easier to get first.
    """

    ask: Ask
    n: int
    peak: int
    total: int
    place: tuple[int, int, int]

    @property
    def ends(self) -> int:
        """Months until the last payment."""
        return self.n + self.ask.grace + (self.ask.down > 0)


@dataclass(frozen=True, slots=True)
class Survey:
    """How many candidates were looked at, how many every month carries, and those that no other one beats, best first."""

    candidates: int
    affordable: int
    undominated: tuple[Candidate, ...]


def survey(balance: Balance, room: Sequence[int], on: date, days: Sequence[date]) -> Survey:
    """The whole grid for one balance; `room` is what each month of `days` may take, in fen."""
    fits = [c for i in range(len(RATES)) for c in _at_rate(balance, i, room, on, days)]
    kept = [c for group in _groups(fits) for c in _undominated(group)]
    return Survey(CANDIDATES, len(fits), tuple(sorted(kept, key=_rank)))


def _at_rate(
    balance: Balance, place: int, room: Sequence[int], on: date, days: Sequence[date]
) -> Iterator[Candidate]:
    rate = RATES[place]
    parts = [(w, to_pay(balance, Ask(w, w)).charges) for w in SHARES]
    charges = [(w, p, sum(p)) for w, p in parts]
    tracks: dict[int, tuple[Track, list[int]]] = {}
    for grace in GRACE:
        for share in DOWN:
            down = round_fraction(balance.principal.fen * share)
            later = grace + (down > 0)
            if (share and not down) or down > room[0] or balance.principal.fen <= 0:
                continue
            if later not in tracks:
                least = list(accumulate(room[later:], min))
                tracks[later] = Track(on, days[later:], balance.rate * rate), least
            first = Ask(rate=rate, down=down, grace=grace)
            yield from _of_terms(first, place, balance.principal.fen - down, charges, *tracks[later])
    if 0 in tracks:
        yield from _cut(balance, place, charges[-1], *tracks[0])


def _of_terms(
    ask: Ask, place: int, principal: int, charges: Sequence[Waived], track: Track, least: Sequence[int]
) -> Iterator[Candidate]:
    """Every term and waived share of one rate, down payment and grace, where the months carry it."""
    for n in TERMS:
        most = least[n - 1] if n <= len(least) else 0
        if most <= 0:
            return
        level = track.level(principal, n)
        for i, (waived, parts, open_charges) in enumerate(charges):
            peak = level + open_charges // n
            if peak <= most and _surely(track, principal, parts, n, most, peak):
                total = level * n + open_charges + ask.down
                asked = Ask(waived, waived, NONE, ask.rate, ask.down, ask.grace)
                yield Candidate(asked, n, max(peak, ask.down), total, (0, place, i))


def _surely(track: Track, principal: int, parts: Sequence[int], n: int, most: int, peak: int) -> bool:
    """Whether every instalment is level and within `most`: computed to the fen where rounding could decide it."""
    if not track.covers(principal, n):
        return False
    return peak + n * (1 + len(parts)) <= most or max(track.totals(principal, parts, n)) <= most


def _cut(
    balance: Balance, place: int, charges: Waived, track: Track, least: Sequence[int]
) -> Iterator[Candidate]:
    """Part of the principal given up, once all charges that can be waived are."""
    _, parts, open_charges = charges
    for i, cut in enumerate(CUTS, 1):
        ask = Ask(ALL, ALL, cut, RATES[place])
        principal = balance.principal.fen - round_fraction(balance.principal.fen * cut)
        for n in TERMS:
            peak = track.level(principal, n) + open_charges // n
            most = least[n - 1] if n <= len(least) else 0
            if peak <= most and _surely(track, principal, parts, n, most, peak):
                yield Candidate(ask, n, peak, peak * n, (i, place, 0))


def _groups(fits: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Candidates that ask for the same waivers and rate: only those are compared."""
    groups: dict[tuple[int, int, int], list[Candidate]] = {}
    for c in fits:
        groups.setdefault(c.place, []).append(c)
    yield from groups.values()


def _undominated(group: Sequence[Candidate]) -> list[Candidate]:
    """Those that no other one equals or beats in total, end, dearest month and months of grace together."""
    kept: list[Candidate] = []
    for c in sorted(group, key=lambda c: (c.total, c.ends, c.peak, c.ask.grace)):
        if not any(k.ends <= c.ends and k.peak <= c.peak and k.ask.grace <= c.ask.grace for k in kept):
            kept.append(c)
    return kept


def _rank(c: Candidate) -> tuple[int, int, int, int, int]:
    """As relief works best: rare cuts last, then the shorter plan, the rate lowered less, less waived."""
    cut, rate, waived = c.place
    return cut, c.ends, -rate, waived, c.total
