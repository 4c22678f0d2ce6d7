"""The one place that reaches HiGHS: linear relaxations of the choice of plans, or "not on this device".

HiGHS works in floating point, and no amount is taken from it. The prices of the months only steer `plan.search`, which
turns any prices into an exact bound in whole fen. Where that search takes too long, HiGHS searches itself: its choice is
added up again in whole fen, its proof holds within its tolerances.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from xiehuan.errors import NeedsInstall, Text

MOST_NODES = 50_000

Plan = tuple[int, Sequence[int]]  # cost and payments, in fen


class Relaxation:
    """The linear relaxation of one choice: one plan each in fractions, months over budget at a price that is never worth it.

    Solved again for any part of the plans, starting from the last solution.
    """

    def __init__(self, budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> None:
        highspy = _highspy()
        self._months, self._first = len(budget), [0]
        for plans in creditors:
            self._first.append(self._first[-1] + len(plans))
        self._allowed = [set(range(len(plans))) for plans in creditors]
        self._solver = _quiet(highspy)
        self._solver.passModel(_model(highspy, budget, creditors))

    def prices(self, allowed: Sequence[Collection[int]]) -> list[float]:
        """What a fen of each month is worth, never below zero, where only these plans of each creditor may be taken."""
        for g, plans in enumerate(allowed):
            now = set(plans)
            for p in self._allowed[g] ^ now:
                self._solver.changeColBounds(self._first[g] + p, 0.0, 1.0 if p in now else 0.0)
            self._allowed[g] = now
        self._solver.run()
        duals = self._solver.getSolution().row_dual
        return [max(0.0, -float(dual)) for dual in list(duals)[: self._months]]


def relaxation(budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> Relaxation | None:
    """The relaxation, None where HiGHS is not on this device."""
    try:
        return Relaxation(budget, creditors)
    except NeedsInstall:
        return None


def whole(budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> tuple[bool, tuple[int, ...] | None]:
    """Whether HiGHS came to its end, and the cheapest choice as indices, None where nothing fits.

    Of several choices of equal cost it may be any. Raises NeedsInstall where HiGHS is not on this device.
    """
    highspy = _highspy()
    solver, model = _quiet(highspy), _model(highspy, budget, creditors)
    plans = model.num_col_ - len(budget)
    model.col_upper_ = [1.0] * plans + [0.0] * len(budget)
    model.integrality_ = [highspy.HighsVarType.kInteger] * plans + [highspy.HighsVarType.kContinuous] * len(
        budget
    )
    for name, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("mip_max_nodes", MOST_NODES)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        return status == highspy.HighsModelStatus.kInfeasible, None
    taken, found, first = list(solver.getSolution().col_value), [], 0
    for offered in creditors:
        found.append(max(range(len(offered)), key=lambda i, at=first: taken[at + i]))  # type: ignore[misc]
        first += len(offered)
    return True, tuple(found)


def _quiet(highspy: Any) -> Any:
    solver = highspy._Highs()  # noqa: SLF001 - the class around it writes a line to standard output
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def _model(highspy: Any, budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> Any:
    """Columns are the plans, then what each month goes over; rows are the months, then the creditors."""
    columns = [
        (float(cost), [(t, float(a)) for t, a in enumerate(payments) if a] + [(len(budget) + g, 1.0)])
        for g, plans in enumerate(creditors)
        for cost, payments in plans
    ]
    dear = float(sum(max(cost for cost, _ in plans) for plans in creditors) + 1)
    over = [(dear, [(t, -1.0)]) for t in range(len(budget))]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns) + len(over), len(budget) + len(creditors)
    model.col_cost_ = [cost for cost, _ in (*columns, *over)]
    model.col_lower_ = [0.0] * model.num_col_
    model.col_upper_ = [1.0] * len(columns) + [highspy.kHighsInf] * len(over)
    model.row_lower_ = [-highspy.kHighsInf] * len(budget) + [1.0] * len(creditors)
    model.row_upper_ = [float(b) for b in budget] + [1.0] * len(creditors)
    entries = [entry for _, column in (*columns, *over) for entry in column]
    starts = [0]
    for _, column in (*columns, *over):
        starts.append(starts[-1] + len(column))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = starts
    model.a_matrix_.index_ = [row for row, _ in entries]
    model.a_matrix_.value_ = [value for _, value in entries]
    return model


def _highspy() -> Any:
    """HiGHS itself. Raises NeedsInstall `no_highs` where it is missing (a phone's browser, a platform without a wheel)."""
    try:
        import highspy  # noqa: PLC0415 - the one place
    except ImportError as missing:
        raise NeedsInstall(
            "no_highs",
            Text("这台设备上没有 HiGHS", "HiGHS is not on this device"),
            Text(
                "安装 highspy；不装也能算，只是大题不一定证明最优",
                "install highspy, or go on without a proof for large cases",
            ),
        ) from missing
    return highspy
