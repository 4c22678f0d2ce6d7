"""A formula with its numbers: what a person needs to compute an amount again by hand, to the fen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money, Rounding, round_fraction

ROUNDINGS = {
    Rounding.HALF_UP: Text("四舍五入到分", "round half up to the fen"),
    Rounding.HALF_EVEN: Text("到分（正好半分取偶数）", "round half to even"),
    Rounding.UP: Text("不足一分进一分", "round up to the fen"),
    Rounding.DOWN: Text("不足一分舍去", "round down to the fen"),
}
_LEAST = Text("取小", "the lesser of")
_OPEN = Text("该项未还", "then due of it")
_PLACES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in fen that bears a charge, so many times: days, or a part of a year, which `counted` writes out."""

    fen: Fraction
    times: Fraction = Fraction(1)
    counted: str = "1"
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """Whole fen that are added (or, below zero, taken off) after rounding, and what they are."""

    fen: int
    what: Text


@dataclass(frozen=True, slots=True)
class Formula:
    """round(Σ amount × times × rate) + Σ added, and no more than `at_most`.

    `basis` is set where a rate of one day was made of a yearly one: it is shown as the yearly rate over the days.
    """

    parts: tuple[Part, ...] = ()
    rate: Fraction = Fraction(1)
    basis: int = 0
    rounding: Rounding = Rounding.HALF_UP
    added: tuple[Added, ...] = ()
    at_most: int | None = None

    @property
    def exact(self) -> Fraction:
        """What is rounded, in fen."""
        return sum((p.fen * p.times for p in self.parts), Fraction(0)) * self.rate

    @property
    def value(self) -> int:
        """What the formula comes to, in fen."""
        whole = sum(a.fen for a in self.added)
        if self.parts:
            whole += round_fraction(self.exact, self.rounding)
        return whole if self.at_most is None else min(whole, self.at_most)

    def less(self, fen: int, what: Text) -> Formula:
        """The same less whole fen; nothing is taken off for zero."""
        return replace(self, added=(*self.added, Added(-fen, what))) if fen else self

    def __str__(self) -> str:
        """In plain signs and the stable names of the roundings: half_up(745.60 × 36%/360 × 17) − 12.67."""
        return self._told(lambda _: "", self.rounding.value, "min")

    def told(self) -> Text:
        """For people: roundings by their names, and what each whole amount is."""
        mode = ROUNDINGS[self.rounding]
        return Text(
            self._told(lambda text: f"（{text.zh}）", mode.zh, _LEAST.zh),
            self._told(lambda text: f" ({text.en})", mode.en, _LEAST.en),
        )

    def _told(self, label: Callable[[Text], str], mode: str, least: str) -> str:
        out = f"{mode}({self._product()})" if self.parts else ""
        for a in self.added:
            sign = " − " if a.fen < 0 else " + "
            lead = sign if out else sign.strip(" +").replace("−", "−")
            out += f"{lead}{Money(abs(a.fen))}{label(a.what)}"
        return out if self.at_most is None else f"{least}({out}, {Money(self.at_most)}{label(_OPEN)})"

    def _product(self) -> str:
        rate = "" if self.rate == 1 else f" × {percent(self.rate, self.basis)}"
        if len(self.parts) == 1:
            (part,) = self.parts
            times = "" if part.counted == "1" else f" × {part.counted}"
            return f"{yuan(part.fen)}{rate}{times}"
        summed = " + ".join(
            yuan(p.fen) if p.counted == "1" else f"{yuan(p.fen)} × {p.counted}" for p in self.parts
        )
        return f"({summed}){rate}"


def yuan(fen: Fraction) -> str:
    """An amount that need not be whole fen, exactly."""
    if fen.denominator == 1:
        return str(Money(int(fen)))
    return _decimal(fen / 100) or f"{fen.numerator}/{fen.denominator * 100}"


def percent(rate: Fraction, basis: int = 0) -> str:
    """A rate as a percentage, exactly: 24%, 36%/360 for one day of a yearly rate, 1/3 where no decimal ends."""
    if basis and (yearly := _decimal(rate * basis * 100)) is not None:
        return f"{yearly}%/{basis}"
    found = _decimal(rate * 100)
    return f"{rate.numerator}/{rate.denominator}" if found is None else f"{found}%"


def _decimal(value: Fraction) -> str | None:
    """The exact decimal; None where it has no end within twelve places."""
    scaled = value * 10**_PLACES
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(int(scaled)), 10**_PLACES)
    places = f"{rest:0{_PLACES}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' if places else ''}{places}"
