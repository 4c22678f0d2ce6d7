"""A server of the application in a process of its own, and a client that a browser would be."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

DAY = "2026-11-24"


@dataclass
class Client:
    """Sends what a browser sends; `cookies` are kept by hand."""

    port: int
    launch: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        """One request, redirects not followed; the answer and its text."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": self.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            sent["Origin"] = f"http://{self.host}"
        sent.update(headers or {})
        link.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value:
                link.putheader(name, value)
        if body is not None and "Content-Length" not in sent:
            link.putheader("Content-Length", str(len(body)))
        link.endheaders(body)
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        return answer, text

    def get(self, path: str) -> str:
        """The text of a page that must be there."""
        answer, text = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status, text[:300])
        return text

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """A form that was sent."""
        head = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        return self.ask("POST", path, urlencode(fields).encode(), head)

    def upload(
        self, path: str, name: str, data: bytes, media: str = "text/plain"
    ) -> http.client.HTTPResponse:
        """One file as a browser sends it."""
        edge = "edge0123"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {media}\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})[0]

    def enter(self) -> None:
        """Show the launch token."""
        answer, _ = self.ask("GET", self.launch)
        assert answer.status == 302


def token_of(page: str) -> str:
    """The token that the form of a page carries."""
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


@contextmanager
def served(home: Path, day: str = DAY) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """The application over a home, stopped at the end."""
    command = [sys.executable, "-m", "xiehuan", "serve", "--no-browser", "--home", str(home), "--on", day]
    env = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(2)]
            found = re.search(r"http://127\.0\.0\.1:(\d+)(/open/\S+)", "".join(lines))
            assert found, lines
            yield Client(int(found[1]), found[2]), process
        finally:
            process.kill()
