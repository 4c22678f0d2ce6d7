"""The server of one home on this machine: plain WSGI, one thread a request, bound to 127.0.0.1 alone."""

from __future__ import annotations

import os
import socketserver
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if TYPE_CHECKING:
    from xiehuan.services.evidence.home import Home

LOCAL = "127.0.0.1"


class _Threads(socketserver.ThreadingMixIn, WSGIServer):
    """A browser that opens a connection and says nothing must not keep the next from being answered."""

    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        """Without the look-up of this machine's name in the network that the standard library does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOCAL, self.server_address[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    """No log of what was looked at; a connection that says nothing ends by itself."""

    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the standard library
        del format, args

    def address_string(self) -> str:
        return LOCAL


class Served:
    """A server that is bound and not yet running; `url` admits the first browser that opens it.

    `opening` opens the home; it is called once the settings of the pages are named, because the first use of the tables reads them.
    """

    def __init__(
        self,
        opening: Callable[[], Home],
        port: int = 0,
        *,
        on: date | None = None,
        today: Callable[[], date] = date.today,
        examples: Path | None = None,
        example_day: date = date(2026, 11, 23),
    ) -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "xiehuan.web.settings"
        from xiehuan.services.evidence.home import close_home  # noqa: PLC0415 - after the settings are named
        from xiehuan.services.evidence.read import read_pending  # noqa: PLC0415 - as above
        from xiehuan.web.desk import Desk, set_desk  # noqa: PLC0415 - as above

        home = opening()
        _sweep(home.root)
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above

        app = get_wsgi_application()
        self._server = make_server(LOCAL, port, app, server_class=_Threads, handler_class=_Quiet)
        self.port = self._server.server_port
        self._desk = Desk(home, self.port, (lambda: on) if on else today, examples, example_day)
        set_desk(self._desk)
        for _ in read_pending(home):  # what was kept when the program was stopped, and not yet read
            pass
        self._close = close_home

    @property
    def url(self) -> str:
        """The link for one browser."""
        return f"http://{LOCAL}:{self.port}/open/{self._desk.launch}"

    def run(self) -> None:
        """Answer until the program is stopped."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()
            self._close()


def _sweep(root: Path) -> None:
    """What lay open for a moment when the program was stopped: readable copies do not stay."""
    import shutil  # noqa: PLC0415

    for left in [*root.glob(".reading-*"), *root.glob(".bundle-*"), *root.glob(".upload-*")]:
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
