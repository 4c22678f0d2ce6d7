"""The one place that reaches HiGHS: linear relaxations of the choice of plans, or "not on this device".

HiGHS works in floating point. Nothing that it says is taken as a proof or as an amount: the prices of the months only
steer `plan.search`, which turns any prices into an exact bound in whole fen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from xiehuan.errors import NeedsInstall, Text

Plan = tuple[int, Sequence[int]]  # cost and payments, in fen


class Relaxation:
    """The linear relaxation of one choice: one plan each in fractions, months over budget at a price that is never worth it.

    Solved again for any part of the plans, starting from the last solution.
    """

    def __init__(self, budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> None:
        highspy = _highspy()
        self._infinity = highspy.kHighsInf
        self._months, self._first = len(budget), [0]
        for plans in creditors:
            self._first.append(self._first[-1] + len(plans))
        self._allowed = [set(range(len(plans))) for plans in creditors]
        self._solver = highspy._Highs()  # noqa: SLF001 - the class around it writes a line to standard output
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(self._model(highspy, budget, creditors))

    def _model(self, highspy: Any, budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> Any:
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
        model.col_upper_ = [1.0] * len(columns) + [self._infinity] * len(over)
        model.row_lower_ = [-self._infinity] * len(budget) + [1.0] * len(creditors)
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
