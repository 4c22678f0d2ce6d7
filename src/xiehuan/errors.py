"""One error family, and findings about input.

A *finding* is a value: readers collect findings and go on. An *error* is an exception: a use case ends
with it. Both say the place, the value, the rule and the way out, in Chinese and English.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_SHOWN = 50  # findings printed for people; --json has them all


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} | {self.en}"

    def opening(self) -> Text:
        """The same with a capital first letter in English, where it begins a sentence."""
        return Text(self.zh, self.en[:1].upper() + self.en[1:])


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the user's input; parts that do not apply are None."""

    file: str
    table: str | None = None
    field: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        parts = [self.file, self.table, self.field, None if self.row is None else f"row {self.row}"]
        return " > ".join(p for p in parts if p)

    def as_json(self) -> dict[str, str | int]:
        """The parts that apply, by name."""
        named = {"file": self.file, "table": self.table, "field": self.field, "row": self.row}
        return {k: v for k, v in named.items() if v is not None}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (or worth knowing) about one place of the input, and the way out."""

    code: str
    where: Where
    message: Text
    next: Text

    def as_json(self) -> dict[str, object]:
        """The finding with the keys used in `--json`, summary.json and imports.json."""
        return {
            "code": self.code,
            "message": self.message.zh,
            "message_en": self.message.en,
            "next": self.next.zh,
            "next_en": self.next.en,
            "where": self.where.as_json(),
        }


@dataclass(eq=False)
class XiehuanError(Exception):
    """Base of every failure the user sees: a code, a sentence, the next step."""

    code: str
    message: Text
    next: Text
    where: Where | None = None
    exit_code: int = field(default=3, kw_only=True)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.code}: {place}{self.message.zh} ({self.message.en}); {self.next.zh} ({self.next.en})"

    def as_json(self) -> dict[str, object]:
        """The body of `{"ok": false, "error": …}`."""
        return {
            "code": self.code,
            "message": self.message.zh,
            "message_en": self.message.en,
            "next": self.next.zh,
            "next_en": self.next.en,
            "where": self.where.as_json() if self.where else None,
        }


@dataclass(eq=False)
class InputRefused(XiehuanError):
    """The input has errors; every one of them is in `findings`, and nothing was written."""

    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        shown = self.findings[:MOST_SHOWN]
        lines = [XiehuanError.__str__(self)]
        lines += [
            f"  {f.where}: {f.message.zh} → {f.next.zh}\n    {f.message.en} → {f.next.en}" for f in shown
        ]
        if more := len(self.findings) - len(shown):
            lines.append(f"  另有 {more} 处，用 --json 看全部 ({more} more, all of them with --json)")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The error and all its findings."""
        return {**XiehuanError.as_json(self), "findings": [f.as_json() for f in self.findings]}


@dataclass(eq=False)
class LoanError(XiehuanError):
    """Loan terms or events that have no defined answer, such as `negative_amortisation`."""


@dataclass(eq=False)
class NotInForce(XiehuanError):
    """A dated parameter was asked for a day outside its known span."""


@dataclass(eq=False)
class WrongUse(XiehuanError):
    """The command was called in a way that cannot work (exit code 2)."""

    exit_code: int = field(default=2, kw_only=True)


@dataclass(eq=False)
class NeedsInstall(XiehuanError):
    """Something that is not installed is needed (exit code 4)."""

    exit_code: int = field(default=4, kw_only=True)
