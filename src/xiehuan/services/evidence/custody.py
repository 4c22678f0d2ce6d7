"""The custody of one item: what it is, where it came from, who took it and when, and what proves that it is unchanged.

Looking at it is itself noted in the journal, as every export is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from xiehuan.errors import InputRefused, Text
from xiehuan.services.evidence.heads import sign, signed_head
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.origin import OriginLine, origin_of
from xiehuan.store import arrivals, disclosure, journal, log, records
from xiehuan.store.models import Acquisition, Case
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust
from xiehuan.vault.item_proof import ItemCheck, ItemProof, check_item
from xiehuan.vault.objects import ObjectState


@dataclass(frozen=True, slots=True)
class Arrival:
    """One time that these bytes came in."""

    id: int
    name: str
    origin: str
    at: datetime
    actor: str
    importer: str
    leaf: int


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done with the item."""

    at: datetime
    actor: str
    what: str


@dataclass(frozen=True, slots=True)
class Custody:
    """All that is known of one item; `state` is what the disk holds now, `proof` the chain from it to the signed head."""

    id: int
    name: str
    sha256: str
    size: int
    media_type: str
    source: str
    present: int
    taken: int
    unread: int
    flags: tuple[str, ...]
    state: ObjectState
    proof: ItemCheck
    log_size: int
    head_at: datetime
    origin: tuple[OriginLine, ...]
    arrivals: tuple[Arrival, ...]
    acts: tuple[Act, ...]

    @property
    def holds(self) -> bool:
        """Whether the bytes are there, unchanged, and in the signed log."""
        return self.state is ObjectState.OK and self.proof.answer is Answer.PROVEN

    def as_json(self) -> dict[str, object]:
        """With the keys of `xiehuan evidence show --json`."""
        return {
            "id": self.id,
            "name": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "media_type": self.media_type,
            "source": self.source,
            "records": self.present,
            "taken": self.taken,
            "unread": self.unread,
            "flags": list(self.flags),
            "state": self.state.value,
            "holds": self.holds,
            "log": {"size": self.log_size, "head_at": self.head_at.isoformat()},
            "proof": [
                {
                    "link": c.link.value,
                    "answer": c.answer.value,
                    "reason": c.reason.zh,
                    "reason_en": c.reason.en,
                }
                for c in self.proof.links
            ],
            "origin": [
                {"what": o.what, "good": o.good, "reason": o.reason.zh, "reason_en": o.reason.en}
                for o in self.origin
            ],
            "existed_by": self.proof.existed_by.isoformat() if self.proof.existed_by else None,
            "arrivals": [
                {
                    "id": a.id,
                    "name": a.name,
                    "origin": a.origin,
                    "at": a.at.isoformat(),
                    "actor": a.actor,
                    "importer": a.importer,
                    "leaf": a.leaf,
                }
                for a in self.arrivals
            ],
            "acts": [{"at": a.at.isoformat(), "actor": a.actor, "what": a.what} for a in self.acts],
        }

    def lines(self) -> Iterator[tuple[str, str]]:
        """Label and value for a person, in order."""
        yield "名称 name", self.name
        yield "SHA-256", self.sha256
        yield "大小 size", f"{self.size} 字节，{self.media_type}"
        yield "内容 holds", f"{self.present} 条记录，{self.unread} 条没读懂（{self.source}）"
        for a in self.arrivals:
            origin = f"，来自 {a.origin}" if a.origin else ""
            yield (
                "取存 taken",
                f"{a.at.isoformat(timespec='seconds')} {a.actor}{origin}，日志第 {a.leaf} 条，{a.importer}",
            )
        yield "磁盘上 on disk", _STATES[self.state]
        for c in self.proof.links:
            yield f"证明 {c.link.value}", f"{c.answer.value}：{c.reason.zh}（{c.reason.en}）"
        for o in self.origin:
            yield f"来源证明 {o.what}", f"{_GOOD[o.good]}：{o.reason.zh}（{o.reason.en}）"
        if not self.proof.existed_by:
            yield "时间 time", "还没有时间戳；取存时间只由本机担保 (no time stamp yet)"
        for act in self.acts:
            yield "经手 acts", f"{act.at.isoformat(timespec='seconds')} {act.actor} {act.what}"


_GOOD = {True: "成立 good", False: "不成立 not good", None: "无法判断 cannot tell"}
_STATES = {
    ObjectState.OK: "与取存时完全一致 (unchanged)",
    ObjectState.CHANGED: "已改变 (changed)",
    ObjectState.MISSING: "不见了 (missing)",
}


def custody(home: Home, item: int) -> Custody:
    """The custody of the acquisition with this id. Raises InputRefused when there is none, or it was erased."""
    row = arrivals.find(item)
    if row is None or row.original.erased_at is not None:
        raise InputRefused(
            "no_item",
            Text(f"没有编号为 {item} 的证据", f"there is no item {item}"),
            Text("用 xiehuan evidence list 看编号", "see the numbers with xiehuan evidence list"),
        )
    case = row.case
    sign(home, case)
    head, tokens = disclosure.stamped_head(case, row.leaf_index + 1)
    acts = tuple(Act(j.at, j.actor, j.what) for j in journal.about_item(case, item))
    journal.note(case, home.now(), home.actor, "viewed", {"item": item})
    signed = signed_head(home, head)
    path = log.tree(case).inclusion(row.leaf_index, head.size)
    body = disclosure.leaf_body(case, row.leaf_index)
    proof = ItemProof(body, row.leaf_index, path, signed, tuple(bytes(t.reply or b"") for t in tokens))
    return Custody(
        id=row.pk,
        name=row.name,
        sha256=row.original_id,
        size=row.original.size,
        media_type=row.original.media_type,
        source=row.source,
        present=row.present,
        taken=row.taken,
        unread=sum(1 for _ in records.unread_of(row)),
        flags=tuple(row.flags),
        state=home.objects.state(row.original_id),
        proof=check_item(row.original_id, proof, Trust()),
        log_size=head.size,
        head_at=head.at,
        origin=origin_of(home, row),
        arrivals=_arrivals(case, row),
        acts=acts,
    )


def _arrivals(case: Case, row: Acquisition) -> tuple[Arrival, ...]:
    return tuple(
        Arrival(a.pk, a.name, a.origin, a.taken_at, a.actor, a.importer, a.leaf_index)
        for a in arrivals.of_original(case, row.original_id)
    )
