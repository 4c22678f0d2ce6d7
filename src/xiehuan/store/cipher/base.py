"""The backend: opens with sqlcipher3 and hands over the key before anything else is asked.

The key is 32 raw bytes that come from the home key; it stands in no setting file and in no environment variable.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

# what Django tells sqlite3 about types, told to its sibling
dbapi2.register_converter("bool", b"1".__eq__)
dbapi2.register_converter("date", lambda b: parse_date(b.decode()))
dbapi2.register_converter("time", lambda b: parse_time(b.decode()))
dbapi2.register_converter("datetime", lambda b: parse_datetime(b.decode()))
dbapi2.register_converter("timestamp", lambda b: parse_datetime(b.decode()))
dbapi2.register_adapter(Decimal, str)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose first statement is the key."""

    Database = dbapi2
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        """As for SQLite, with the key taken out: it is no argument of connect."""
        params: dict[str, Any] = super().get_connection_params()
        self._key: bytes = params.pop("key")
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unlock, then what Django does."""
        connection = dbapi2.connect(**conn_params)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is an answer, not a line on stderr
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for statement in filter(None, (s.strip() for s in self.init_commands)):
            connection.execute(statement)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that reads %s."""
        del name
        return self.connection.cursor(factory=_Cursor)


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]
    """Django writes %s, SQLite reads ?."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        return super().execute(_question_marks(query), params)

    def executemany(self, query: str, params: Any) -> Any:
        return super().executemany(_question_marks(query), params)


def _question_marks(query: str) -> str:
    return query.replace("%%", "\x00").replace("%s", "?").replace("\x00", "%")
