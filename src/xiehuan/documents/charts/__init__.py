"""Charts as SVG text: pure functions from small frozen values to about 4 KB of real text and plain shapes.

One picture serves the page and the PDF: colours are plain attributes from the light tokens (typst knows no
CSS variables), and classes (`f-accent`, `s-bad`, `label`) let a page's style sheet say otherwise. There are
no ids and no patterns by reference, so any number of charts can stand in one page.
"""

from xiehuan.documents.charts.balance import balance_chart
from xiehuan.documents.charts.days import DayMark, days_chart
from xiehuan.documents.charts.debts import DebtBar, debts_chart
from xiehuan.documents.charts.plot import BalanceLine

__all__ = ["BalanceLine", "DayMark", "DebtBar", "balance_chart", "days_chart", "debts_chart"]
