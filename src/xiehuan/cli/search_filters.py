"""The filters of a search, the same wherever records are chosen: person, channel, debt, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xiehuan.evidence import Kind

if TYPE_CHECKING:
    from xiehuan.store.search import Query

CHINA = timezone(timedelta(hours=8))
_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--person", "people", multiple=True, metavar="NUMBER", help="A number or address. 号码或地址"
    ),
    click.option(
        "--kind", "kinds", multiple=True, type=click.Choice([k.value for k in Kind]), help="Channel. 渠道"
    ),
    click.option("--debt", metavar="ID", help="Everyone who speaks about this debt. 哪笔债务"),
    click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day. 从哪天"),
    click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day. 到哪天"),
)


def filter_options(command: _Command) -> _Command:
    """Give a command the filters; it receives them by name."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def query_of(asked: Mapping[str, Any], text: str = "") -> Query | None:
    """The query that was asked for; None when neither words nor filters were given."""
    from xiehuan.store.search import Query  # noqa: PLC0415 - the database is needed only to search

    query = Query(
        text,
        tuple(asked["people"]),
        tuple(map(Kind, asked["kinds"])),
        asked["debt"],
        _instant(asked["since"], time.min),
        _instant(asked["until"], time.max),
    )
    return None if query == Query() else query


def _instant(day: datetime | None, at: time) -> datetime | None:
    """The first or last moment of a day in China."""
    return None if day is None else datetime.combine(date(day.year, day.month, day.day), at, CHINA)
