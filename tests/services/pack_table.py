"""A pack as a table that a person can review: what the golden files hold."""

from __future__ import annotations

PARTS = ("principal", "interest", "fee", "penalty", "compound", "late_fee", "cost")


def pack_table(summary: dict, imports: dict) -> str:
    """The summary and the account of files, in fixed-width lines."""
    lines = [f"on {summary['on']}", "", "== owed (yuan)"]
    lines += [line for d in summary["debts"] for line in _debt(d)]
    lines += ["", "== audit: three sums, never added"]
    lines += [line for d in summary["debts"] for line in _audit(d)]
    lines += ["", "== time to sue and creditor"]
    lines += [_clock(d) for d in summary["debts"]]
    lines += ["", "== conduct: what records show"]
    lines += [line for c in summary["conduct"] for line in _conduct(c)]
    lines += [f"deadline {d['kind']} from {d['started']}: {d['ends']}" for d in summary["deadlines"]]
    lines += ["", "== budget a month", *_budget(summary["budget"])]
    lines += ["", "== options", *_options(summary)]
    lines += ["", "== next actions"]
    lines += [f"{a['by']}  {a['debt'] or '-':10} {a['what']} ({a['why']})" for a in summary["next_actions"]]
    lines += ["", "== findings", *(f"{f['code']}: {f['message']}" for f in summary["findings"])]
    lines += ["", "== files", *_files(imports)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _debt(d: dict) -> list[str]:
    parts = "  ".join(f"{p} {d['owed'][p]}" for p in PARTS if d["owed"][p] not in {None, "0.00"})
    due = d["next_due"] or {"date": "-", "amount": "-"}
    wait = d["cost_of_waiting"]
    rates = "  ".join(f"{k} {(v or '-')[:8]}" for k, v in d["yields"].items())
    return [
        f"{d['id']:10} total {d['owed']['total']:>10}  {parts}",
        f"{'':10} undue {d['not_yet_due']['principal']} + {d['not_yet_due']['interest']}",
        f"{'':10} past due {d['days_past_due']} days  next {due['date']} {due['amount']}  claimed {d['claimed']}",
        f"{'':10} waiting {wait['per_day']} a day, {wait['per_week']} a week  {rates}",
    ]


def _audit(d: dict) -> list[str]:
    a = d["audit"]
    sums = f"contract {a['by_contract_to_correct']}  reducible {a['reducible_on_request']}  paper {a['needs_paper']}"
    out = [f"{d['id']:10} {sums}"]
    for f in a["findings"]:
        out.append(
            f"{'':10} {f['rule']} [{f['layer']}, {f['certainty']}] {f['amount']} paid {f['paid_part']}: {f['why']}"
        )
        out += [f"{'':12} {s}" for s in (*f["steps"], f["source"])]
    return out


def _clock(d: dict) -> str:
    clock, creditor = d["limitation"], d["creditor"]
    ends = "not begun"
    if clock:
        acts = " ".join(f"{f['act']}:{f['on']}" for f in clock["interruptions"])
        ends = (
            f"{clock['begins']} {clock['began']} restarted {clock['restarted']} ends {clock['ends']} {acts}"
        )
    ask = " (ask for the notice first)" if creditor["ask_before_paying"] else ""
    return f"{d['id']:10} {ends}; creditor {creditor['who']}{ask}"


def _conduct(c: dict) -> list[str]:
    n = c["contacts"] or {"calls": 0, "connected": 0, "messages": 0}
    out = [f"{c['debt'] or '-':10} calls {n['calls']} connected {n['connected']} messages {n['messages']}"]
    for f in c["findings"]:
        out.append(f"{'':10} {f['rule']} [{f['certainty']}, {f['confidence']}] {f['why']}")
        out += [f"{'':12} {s}" for s in (*f["sure"], *f["unsure"], f["source"])]
    return out


def _budget(b: dict) -> list[str]:
    keys = ("income", "spending", "surplus", "reserve", "affordable")
    return ["  ".join(f"{k} {b[k]}" for k in keys), *b["reasons"]]


def _options(summary: dict) -> list[str]:
    out = []
    for debt, options in summary["options"].items():
        chosen = summary["joint_plan"]["choices"].get(debt)
        for i, o in enumerate(options):
            mark = "*" if i == chosen else " "
            versus = o["versus_contract"]
            out.append(
                f"{mark} {debt:10} {_role(o):8} n {o['n']:>2}  monthly {o['monthly']:>9}  last {o['last']} {o['last_amount']:>9}"
                f"  total {o['total']:>10}  waived {o['waived']:>8}  rate {o['rate']}  safe {'yes' if o['safe'] else 'no '}"
                f"  less {versus['less_per_month']}  more {versus['more_in_total']}  kept {_chance(o)}  {'+'.join(o['kind'])}"
            )
    joint = summary["joint_plan"]
    for debt, seen in joint["looked_at"].items():
        out.append(
            f"grid {debt:10} {seen['candidates']} looked at, {seen['affordable']} fit, {seen['undominated']} undominated"
        )
    out.append(f"joint: feasible {joint['feasible']}, highest month {joint['monthly']}")
    out += [f"joint: {r}" for r in joint["reasons"]]
    out += [
        f"way out, {w['kind']}: {w['text']} [{w['source']}] {w['doubt'] or ''}" for w in summary["ways_out"]
    ]
    return [*out, *_least_cost(joint["alternative"])]


def _role(o: dict) -> str:
    return o["role"] or ("rare" if o["rare"] else "beside" if o["beside"] else "-")


def _chance(o: dict) -> str:
    c = o["chance"]
    return f"{c['low']}-{c['high']} {c['basis']}" if c else "-"


def _least_cost(other: dict | None) -> list[str]:
    if other is None:
        return ["least cost: none"]
    out = [
        f"  {debt:10} n {o['n']:>2}  monthly {o['monthly']:>9}  total {o['total']:>10}  safe {'yes' if o['safe'] else 'no '}"
        for debt, o in other["plans"].items()
    ]
    head = f"least cost: {other['cost']}, saves {other['saves']}, optimal {other['optimal']}, short {other['smallest_changes']}"
    return [head, *out, *(a["text"] for a in other["above_share"])]


def _files(imports: dict) -> list[str]:
    rows = [
        f"{f['status']:9} {f['taken']:>4} taken {f['duplicates']:>3} duplicate {len(f['unread']):>3} unread  {f['file']}"
        for f in imports["files"]
    ]
    return [*rows, str(imports["totals"])]
