"""A small sound pack as texts, from which each bad pack differs in one place."""

from __future__ import annotations

SOURCES = """\
[code]
issuer = "某机关"
title = "某规定"
number = "某令1号"
rank = "law"
issued = 2019-12-01
in_force = 2020-01-01
confidence = "M"
as_of = 2026-01-01
checked_on = 2026-11-24

[talk]
issuer = "某报"
title = "传闻"
number = ""
rank = "practice"
confidence = "K"
as_of = 2026-01-01
checked_on = 2026-11-24

[lpr]
issuer = "某中心"
title = "公告"
number = ""
rank = "announcement"
confidence = "S"
as_of = 2026-01-01
checked_on = 2026-11-24
"""

TOPIC = """\
[parameter."some.rate"]
zh = "某利率"
en = "some rate"
unit = "per_year"
decided_by = "contract"
status = "in_force"
applies_to = ["bank_loan", "guarantor"]
checked_on = 2026-11-24
values = [
  { value = "0.36", since = 2020-01-01, until = 2021-12-31, source = "code", article = "第一条、第二条" },
  { value = "0.24", since = 2022-01-01, source = "code", article = "第三条" },
]
examples = [
  { on = 2019-12-31, none = true },
  { on = 2020-01-01, value = "0.36" },
  { on = 2021-12-31, value = "0.36" },
  { on = 2022-01-01, value = "0.24" },
]

[parameter."some.days"]
zh = "某期限"
en = "some period"
unit = "day"
decided_by = "on"
status = "in_force"
checked_on = 2026-11-24
period = { zh = "收到之日", en = "receipt", binds = "lender", roll = "unstated" }
values = [{ value = "15", source = "code" }]
examples = [{ on = 2026-11-24, value = "15" }]

[provision."some.ban"]
zh = "某禁止"
en = "some ban"
who = "lender"
form = "must_not"
says_zh = "不得如此。"
says_en = "Not so."
items = [{ key = "one", zh = "其一", en = "one" }, { key = "two", zh = "其二", en = "two" }]
decided_by = "on"
status = "in_force"
since = 2020-01-01
source = "code"
article = "第四条"
checked_on = 2026-11-24
examples = [{ on = 2019-12-31, holds = false }, { on = 2020-01-01, holds = true }]
"""

LPR = """\
published,one_year_percent,five_year_percent
2019-08-20,4.25,4.85
2019-09-20,4.20,4.85
2019-10-21,4.20,4.85
"""


def small(**changed: str) -> dict[str, str]:
    """The texts by file name; `sources`, `topic` or `lpr` replace one of them."""
    return {
        "sources.toml": changed.get("sources", SOURCES),
        "topic.toml": changed.get("topic", TOPIC),
        "lpr.csv": changed.get("lpr", LPR),
    }
