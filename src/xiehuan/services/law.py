"""Looking the law up: one entry, everything in force on a day, one party of the directory. Values in, JSON out."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from xiehuan.contact.directory import Lender, Reported, find, questions_to_ask
from xiehuan.errors import InputRefused, Text
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.parameter import DatedValue, Parameter, Source, Sourced


def show(pack: Pack, id_: str, on: date | None = None) -> dict[str, object]:
    """One parameter, provision or source with everything known about it; on a day, what holds then.

    Raises InputRefused with near ids when there is no such entry.
    """
    if id_ in pack.parameters:
        return _parameter(pack.parameters[id_], on)
    if id_ in pack.provisions:
        return _provision(pack.provisions[id_], on)
    if id_ in pack.sources:
        return {"type": "source", **_source(pack.sources[id_])}
    raise _nothing(id_, [*pack.parameters, *pack.provisions, *pack.sources])


def in_force(pack: Pack, on: date, kind: str | None = None) -> dict[str, object]:
    """Every value and provision that covers the day, for one kind of lender or for all, and the LPR of the day.

    The day is taken as the one that each entry's `decided_by` names. Entries known from memory and benchmarks are
    listed with their mark and with `carries_finding` false.
    """
    values = [
        _row(p, v)
        | {"value": _decimal(v), "unit": p.unit.value, "carries_finding": p.known_at(on) is not None}
        for p in pack.parameters.values()
        if (kind is None or p.covers_kind(kind)) and (v := p.value_on(on))
    ]
    provisions = [
        _row(p, p)
        | {"who": p.who.value, "form": p.form.value, "says": p.says.zh, "says_en": p.says.en}
        | {"carries_finding": p.known_at(on) is not None}
        for p in pack.provisions.values()
        if (kind is None or p.covers_kind(kind)) and p.covers(on)
    ]
    quote = pack.lpr_on(on)
    lpr = None
    if quote is not None:
        lpr = {
            "published": quote.published.isoformat(),
            "one_year": _plain(quote.one_year.numerator, quote.one_year.denominator),
            "known": on <= pack.lpr_known_until,
            "added_by_me_on": quote.added_on.isoformat() if quote.added_on else None,
        }
    return {
        "on": on.isoformat(),
        "lender_kind": kind,
        "lpr": lpr,
        "parameters": values,
        "provisions": provisions,
    }


def lender(directory: tuple[Lender, ...], name: str) -> Lender:
    """The one party of this name; InputRefused when there is none or several, naming them."""
    found = find(directory, name)
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{entry.name.zh}（{entry.id}）" for entry in found)
        raise InputRefused(
            "several_lenders",
            Text(f"“{name}”对上了好几个：{names}", f"“{name}” fits several: {names}"),
            Text("写全名或括号里的编号", "write the full name or the id in brackets"),
        )
    raise _nothing(name, [n for entry in directory for n in (entry.id, entry.name.zh, *entry.aliases)])


def lender_json(entry: Lender) -> dict[str, object]:
    """A party with its values and the questions that follow from what is unknown."""
    return {
        "id": entry.id,
        "name": entry.name.zh,
        "name_en": entry.name.en,
        "role": entry.role.value,
        "lender_kind": entry.kind,
        "aliases": list(entry.aliases),
        "values": {about.value: [_reported(r) for r in seen] for about, seen in entry.values.items()},
        "questions": [
            {"about": q.about.value, "because": q.because.value, "text": q.text.zh, "text_en": q.text.en}
            for q in questions_to_ask(entry)
        ],
    }


def _reported(r: Reported) -> dict[str, object]:
    return {
        "value": r.value.zh,
        "value_en": r.value.en,
        "seen": r.seen.value,
        "seen_on": r.seen_on.isoformat() if r.seen_on else None,
        "page_year": r.page_year,
        "confidence": r.confidence.value if r.confidence else None,
        "note": r.note.zh if r.note else None,
        "note_en": r.note.en if r.note else None,
        "confirmed_on": r.confirmed_on.isoformat() if r.confirmed_on else None,
    }


def _parameter(p: Parameter, on: date | None) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "parameter",
        "id": p.id,
        "name": p.name.zh,
        "name_en": p.name.en,
        "unit": p.unit.value,
        "decided_by": p.decided_by.value,
        "status": p.status.value,
        "use": p.use.value,
        "applies_to": list(p.applies_to),
        "checked_on": p.checked_on.isoformat(),
        "values": [_span(v) | {"value": _decimal(v), "source": _source(v.source)} for v in p.values],
    }
    if p.period:
        found["period"] = {
            "starts": p.period.starts.zh,
            "starts_en": p.period.starts.en,
            "binds": p.period.binds.value,
            "roll": p.period.roll.value,
        }
    if on is not None:
        value = p.value_on(on)
        found["on"] = on.isoformat()
        found["value"] = _decimal(value) if value else None
        found["carries_finding"] = p.known_at(on) is not None
    return found


def _provision(p: Provision, on: date | None) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "provision",
        "id": p.id,
        "name": p.name.zh,
        "name_en": p.name.en,
        "who": p.who.value,
        "form": p.form.value,
        "says": p.says.zh,
        "says_en": p.says.en,
        "when": p.when.zh if p.when else None,
        "when_en": p.when.en if p.when else None,
        "items": [{"key": i.key, "name": i.name.zh, "name_en": i.name.en} for i in p.items],
        "decided_by": p.decided_by.value,
        "status": p.status.value,
        "use": p.use.value,
        "applies_to": list(p.applies_to),
        "checked_on": p.checked_on.isoformat(),
        **_span(p),
        "source": _source(p.source),
    }
    if on is not None:
        found |= {"on": on.isoformat(), "holds": p.covers(on), "carries_finding": p.known_at(on) is not None}
    return found


def _row(entry: Parameter | Provision, held: Sourced) -> dict[str, object]:
    return {
        "id": entry.id,
        "name": entry.name.zh,
        "name_en": entry.name.en,
        "decided_by": entry.decided_by.value,
        "status": entry.status.value,
        "citation": held.citation,
        "confidence": held.confidence.value,
    }


def _span(held: Sourced) -> dict[str, object]:
    return {
        "since": held.since.isoformat() if held.since else None,
        "until": held.until.isoformat() if held.until else None,
        "article": held.article,
        "citation": held.citation,
        "confidence": held.confidence.value,
    }


def _source(s: Source) -> dict[str, object]:
    return {
        "id": s.id,
        "issuer": s.issuer,
        "title": s.title,
        "number": s.number,
        "rank": s.rank.value,
        "issued": s.issued.isoformat() if s.issued else None,
        "in_force": s.in_force.isoformat() if s.in_force else None,
        "until": s.until.isoformat() if s.until else None,
        "unconfirmed": sorted(s.unconfirmed),
        "confidence": s.confidence.value,
        "as_of": s.as_of.isoformat() if s.as_of else None,
        "checked_on": s.checked_on.isoformat() if s.checked_on else None,
        "note": s.note,
    }


def _decimal(v: DatedValue) -> str:
    return _plain(v.value.numerator, v.value.denominator)


def _plain(numerator: int, denominator: int) -> str:
    """A finite decimal without exponent: every value was read from one."""
    places = 0
    while (numerator * 10**places) % denominator:
        places += 1
    digits = str(numerator * 10**places // denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _nothing(name: str, known: list[str]) -> InputRefused:
    near = get_close_matches(name, known, 3, 0.5) or [k for k in known if name and name in k][:3]
    hint = "、".join(near)
    return InputRefused(
        "no_such_entry",
        Text(f"没有“{name[:80]}”", f"there is no “{name[:80]}”"),
        Text(
            f"是不是 {hint}？" if near else "用 xiehuan law at DATE 看全部",
            f"did you mean {hint}?" if near else "see all with xiehuan law at DATE",
        ),
    )
