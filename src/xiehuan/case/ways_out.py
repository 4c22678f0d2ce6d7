"""Where no plan holds: the honest alternatives, each with its source and how sure it is; by place where law is local."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Provision
from xiehuan.loan import Debt

_ZHEJIANG = (
    "浙江", "杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "义乌", "衢州", "舟山", "台州", "丽水",
)  # fmt: skip
_PLACES = {"深圳": "insolvency.shenzhen", "厦门": "insolvency.xiamen"} | dict.fromkeys(
    _ZHEJIANG, "insolvency.zhejiang"
)
_ROUTES = ("route.bank", "route.micro_loan", "route.private")


@dataclass(frozen=True, slots=True)
class WayOut:
    """One alternative: what it is, what is known of it, where that stands, and the doubt."""

    kind: str  # pause, complaint, mediation, court
    says: Text
    source: str | None
    doubt: Text | None = None

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {
            "kind": self.kind,
            "text": self.says.zh,
            "text_en": self.says.en,
            "source": self.source,
            "doubt": self.doubt.zh if self.doubt else None,
        }


def ways_out(debts: list[Debt], city: str | None, pack: Pack, on: date) -> tuple[WayOut, ...]:
    """What can be done besides a plan, mildest first; nothing is claimed for a place that is not known."""
    pause = Text(
        "先请求暂缓三个月，停计罚息和违约金，写明复议的日子；这期间不签做不到的方案",
        "ask for a pause of three months without penalties and with a day of review; sign nothing that cannot be kept",
    )
    found = [WayOut("pause", pause, None)]
    found += [w for r in _ROUTES if (w := _law("complaint", r, debts, pack, on))]
    found += [
        w for r in ("mediation.must_join", "mediation.bodies") if (w := _law("mediation", r, debts, pack, on))
    ]
    return (*found, *_court(city, pack, on))


def _law(kind: str, identity: str, debts: list[Debt], pack: Pack, on: date) -> WayOut | None:
    rule = pack.provisions.get(identity)
    if rule is None or not rule.covers(on) or not any(rule.covers_kind(d.lender_kind.value) for d in debts):
        return None
    return _from(kind, rule)


def _from(kind: str, rule: Provision) -> WayOut:
    says = Text(f"{rule.name.zh}：{rule.says.zh}", f"{rule.name.en}: {rule.says.en}")
    return WayOut(kind, says, rule.source.title, _doubt(rule))


def _doubt(rule: Provision) -> Text | None:
    if rule.confidence.read_in_full:
        return None
    return Text(
        "只从转载里看到，没有核对原文，去之前先电话问清",
        "read second-hand, not in the official text: telephone before going",
    )


def _court(city: str | None, pack: Pack, on: date) -> Iterator[WayOut]:
    if not city:
        yield WayOut(
            "court",
            Text(
                "没有写所在城市，不知道当地有没有个人债务清理的程序：在 case.toml 的 person.city 写上再看",
                "no city is written, so whether courts there clear personal debts is unknown: write person.city in case.toml",
            ),
            None,
        )
        return
    rule = next((pack.provisions.get(i) for name, i in _PLACES.items() if name in city), None)
    if rule is None or not rule.covers(on):
        yield WayOut(
            "court",
            Text(
                f"没有查到{city}有个人破产或个人债务集中清理的规定；全国也还没有这样的法律",
                f"no rules on personal insolvency are known for {city}, and there is no national law",
            ),
            None,
            Text(
                "只查到2026年3月为止，可以问当地法院或12348",
                "known up to March 2026; ask the court there or 12348",
            ),
        )
        return
    way = _from("court", rule)
    last = Text(
        "最后的路，条件严，先问法院或律师",
        "a last resort with strict conditions: ask the court or a lawyer first",
    )
    both = Text(f"{last.zh}；{way.doubt.zh}", f"{last.en}; {way.doubt.en}") if way.doubt else last
    yield WayOut("court", way.says, way.source, both)
