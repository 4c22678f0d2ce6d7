"""The statement of account as a spreadsheet: each amount computed again by a live formula from its inputs."""

from xiehuan.documents.statement.render import render_rough, render_statement

__all__ = ["render_rough", "render_statement"]
