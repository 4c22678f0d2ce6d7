"""The debt recomputed in a spreadsheet with live formulas, for the user, a clerk or a judge to check by hand."""

from xiehuan.documents.recount.render import render_recount

__all__ = ["render_recount"]
