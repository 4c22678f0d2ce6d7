"""The law as lines for people: Chinese with the English beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xiehuan.contact.directory import ASK, About

Json = dict[str, Any]

MARKS = {
    "O": "官方网站读到 (official)",
    "M": "读到全文 (full text)",
    "S": "转引，未读原文 (second-hand)",
    "S-": "来源较弱，仅供参考 (weak)",
    "K": "凭记忆，没有核实，不作结论 (recalled, no finding)",
}
STATUS = {
    "in_force": "有效 (in force)",
    "announced": "已公布，尚未适用 (announced)",
    "repealed": "已废止或已截止 (repealed)",
    "disputed": "有争议 (disputed)",
}
DATES = {"contract": "合同日", "due": "到期日", "payment": "付款日", "filing": "起诉日", "on": "事件当天"}
WHO = {
    "lender": "放款机构",
    "platform": "平台",
    "guarantor": "增信机构",
    "collector": "催收方",
    "borrower": "借款人",
    "court": "法院",
    "credit_bureau": "征信机构",
    "supervisor": "监管部门",
    "mediator": "调解组织",
    "anyone": "任何人",
}
FORMS = {"must": "应当", "must_not": "不得", "may": "可以", "counts_as": "视为", "advised": "提倡或常见做法"}
UNITS = {
    "per_year": "（年利率）",
    "per_day": "（日利率）",
    "x_lpr_1y": "倍一年期LPR",
    "x_average_wage": "倍省年平均工资",
    "x_average_income": "倍年人均可支配收入",
    "share": "（比例）",
    "yuan": "元",
    "year": "年",
    "month": "个月",
    "day": "天",
    "working_day": "个工作日",
    "hour": "点",
    "count": "次/个",
    "rule": "（1是0否）",
}
ABOUT = {
    "lent_by": "放款人",
    "licence": "牌照",
    "site": "官方网站",
    "in_app": "App内入口",
    "hotline": "客服电话",
    "hours": "人工时间",
    "complaint_address": "投诉地址",
    "grace": "宽限（容时）",
    "tolerance": "容差",
    "overdue_cost": "逾期费用",
    "deferral": "延期服务",
    "papers": "材料",
}
ORIGINS = {"signed": "签名更新", "table": "本人添加的LPR表", "confirmation": "本人核实"}
assert set(ABOUT) == {a.value for a in About} >= {a.value for a in ASK}  # noqa: S101


def entry(found: Json) -> list[str]:
    """One parameter, provision or source."""
    if found["type"] == "source":
        return list(_source(found))
    lines = [f"{found['id']}  {found['name']} ({found['name_en']})", f"  状态 {STATUS[found['status']]}"]
    if found["use"] == "benchmark":
        lines.append("  只供比较，不是借款人的权利 (benchmark, no right)")
    lines.append(
        f"  看哪一天：{DATES[found['decided_by']]} ({found['decided_by']})；核对于 {found['checked_on']}"
    )
    if found["applies_to"]:
        lines.append(f"  适用 (lender kinds): {' '.join(found['applies_to'])}")
    lines += _parameter(found) if found["type"] == "parameter" else _provision(found)
    return lines


def _parameter(found: Json) -> Iterable[str]:
    unit = UNITS[found["unit"]]
    for v in found["values"]:
        yield f"  {_span(v)}：{v['value']}{unit}"
        yield f"    {v['citation']}  [{v['confidence']}] {MARKS[v['confidence']]}"
        yield from (f"    {line}" for line in _source(v["source"])[1:])
    if "period" in found:
        p = found["period"]
        yield f"  从{p['starts']}起算 (from {p['starts_en']})；约束{WHO[p['binds']]}"
    if "on" in found:
        said = "没有已知的数值 (unknown)" if found["value"] is None else f"{found['value']}{unit}"
        yield f"  {found['on']}：{said}"


def _provision(found: Json) -> Iterable[str]:
    yield f"  {WHO[found['who']]}{FORMS[found['form']]} ({found['who']} {found['form']})"
    yield f"  {found['says']}"
    yield f"  {found['says_en']}"
    if found["when"]:
        yield f"  条件：{found['when']} (when: {found['when_en']})"
    yield from (f"  - {item['name']} ({item['name_en']})" for item in found["items"])
    yield f"  {_span(found)}：{found['citation']}  [{found['confidence']}] {MARKS[found['confidence']]}"
    yield from (f"    {line}" for line in _source(found["source"])[1:])
    if "on" in found:
        yield f"  {found['on']}：{'有效 (holds)' if found['holds'] else '不在有效期内 (does not hold)'}"


def _span(held: Json) -> str:
    since, until = held["since"] or "…", held["until"] or "…"
    return f"{since} 至 {until}"


def _source(s: Json) -> list[str]:
    number = s["number"]
    if number and "number" in s["unconfirmed"]:
        number += "（文号待核实 unconfirmed）"
    lines = [f"{s['id']}  《{s['title']}》", f"{s['issuer']}  {number}".rstrip()]
    dates = [f"{k} {s[v]}" for k, v in (("公布", "issued"), ("施行", "in_force"), ("至", "until")) if s[v]]
    doubt = "（日期待核实 unconfirmed）" if "in_force" in s["unconfirmed"] else ""
    lines.append(f"{'；'.join(dates)}{doubt}；文本看到 {s['as_of']} 为止 (text known as of)".lstrip("；"))
    return [*lines, *([s["note"]] if s["note"] else [])]


def day(found: Json) -> list[str]:
    """Everything in force on a day."""
    lines = [
        f"{found['on']} 有效的条目 (in force){'：' + found['lender_kind'] if found['lender_kind'] else ''}"
    ]
    lpr = found["lpr"]
    if lpr is None:
        lines.append("一年期LPR：那时还没有 (none yet)")
    else:
        known = "" if lpr["known"] else "，之后的月份未知 (later months unknown)"
        mine = f"，本人于 {lpr['added_by_me_on']} 添加 (added by me)" if lpr["added_by_me_on"] else ""
        lines.append(f"一年期LPR：{lpr['one_year']}（{lpr['published']} 公布{known}{mine}）")
    lines += [
        f"  {v['id']}  {v['value']}{UNITS[v['unit']]}  {v['name']}{_doubt(v)}" for v in found["parameters"]
    ]
    lines += [
        f"  {p['id']}  {WHO[p['who']]}{FORMS[p['form']]}：{p['says']}{_doubt(p)}" for p in found["provisions"]
    ]
    return lines


def _doubt(row: Json) -> str:
    words = [f"[{row['confidence']}]"]
    if row["status"] != "in_force":
        words.append(STATUS[row["status"]])
    if not row["carries_finding"]:
        words.append("不作结论 (no finding)")
    return "  " + " ".join(words)


def lender(found: Json) -> list[str]:
    """A party of the directory and the questions to ask."""
    lines = [f"{found['name']} ({found['name_en']})  {found['role']} {found['lender_kind'] or ''}".rstrip()]
    for about, seen in found["values"].items():
        for r in seen:
            sure = f"本人于 {r['confirmed_on']} 核实 (confirmed by me)" if r["confirmed_on"] else _seen(r)
            note = f"；{r['note']} ({r['note_en']})" if r["note"] else ""
            english = f" ({r['value_en']})" if r["value_en"] != r["value"] else ""
            lines.append(f"  {ABOUT[about]}：{r['value']}{english}  {sure}{note}")
    lines.append("要问的 (to ask):")
    lines += [f"  - {q['text']} ({q['text_en']})" for q in found["questions"]]
    return lines


def _seen(r: Json) -> str:
    year = f"，{r['page_year']}年的页面" if r["page_year"] else ""
    return f"[{r['confidence']}] {r['seen']}，{r['seen_on']} 看到{year}，没有核实 (not confirmed)"


def update(row: Json) -> str:
    """One update in a line."""
    issued = f"，签发 {row['issued']}" if row["issued"] else ""
    files = " ".join(row["files"])
    return f"{row['number']:>3}  {row['added_on']} 添加 (added)  {ORIGINS[row['origin']]}：{row['name']}{issued}  {files}"
