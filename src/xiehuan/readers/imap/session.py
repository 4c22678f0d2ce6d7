"""One connection: TLS only, limits on what a server may send, and the commands that read. No other is ever sent."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from xiehuan.readers.imap.account import Account, server_error

LARGEST_MAIL = 64 << 20
LONGEST_ANSWER = 4 << 20
TIMEOUT_S = 30
_MOST_PASSED_OVER = 1 << 30
_PIECE = 1 << 18
_IDENTITY = '("name" "xiehuan" "version" "1" "vendor" "xiehuan")'
_ERRORS = (imaplib.IMAP4.error, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError)
_PRINTABLE = re.compile(r"[^\x20-\x7e\u3000-\uffef]")

Answer = list[bytes | tuple[bytes, bytes]]


class _Connection(imaplib.IMAP4_SSL):
    """The library reads any literal a server announces into memory; this one has a limit, and answers too."""

    received = 0
    dropped = 0

    def read(self, size: int) -> bytes:
        """A literal; one that is too large is passed over, so that the next answer is found behind it."""
        if size > LARGEST_MAIL:
            self._pass_over(size)
            return b""
        data = super().read(size)
        if len(data) != size:
            msg = "the connection broke inside a literal"
            raise self.abort(msg)
        return data

    def _pass_over(self, size: int) -> None:
        if size > _MOST_PASSED_OVER:
            msg = f"a literal of {size} bytes"
            raise self.abort(msg)
        left = size
        while left:
            piece = len(super().read(min(left, _PIECE)))
            if not piece:
                msg = "the connection broke inside a literal"
                raise self.abort(msg)
            left -= piece
        self.dropped = size

    def readline(self) -> bytes:
        """A line; a server that never stops talking is left."""
        line = super().readline()
        self.received += len(line)
        if self.received > LONGEST_ANSWER:
            msg = "an answer without end"
            raise self.abort(msg)
        return line


class Session:
    """An open, logged-in connection. Every failure is a MailServerError, or a refusal (None) where that is usual."""

    def __init__(self, connection: _Connection, password: str) -> None:
        self._connection = connection
        self._password = password

    def identify(self) -> None:
        """Say who asks (RFC 2971): 163 and 126 refuse folders to programs that do not."""
        if "ID" in self._connection.capabilities or self._asks_for_id():
            with suppress(imaplib.IMAP4.error):
                self._command("xatom", "ID", _IDENTITY)

    def _asks_for_id(self) -> bool:
        return str(self._connection.host).endswith(("163.com", "126.com", "yeah.net", "188.com"))

    def list_folders(self) -> Answer:
        """The lines of LIST."""
        return self._ok("list") or []

    def examine(self, folder: str) -> int | None:
        """Open a folder read-only; the number of mails in it, None when the server refuses."""
        answer = self._ok("select", _quoted(folder), True)
        text = answer[0] if answer else b""
        return int(text) if isinstance(text, bytes) and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004

    def uid_validity(self) -> int | None:
        """Of the open folder; 0 is as good as none."""
        found = self._connection.untagged_responses.get("UIDVALIDITY") or [b""]
        text = found[-1]
        return int(text) or None if isinstance(text, bytes) and text.isdigit() and len(text) < 20 else None  # noqa: PLR2004

    def fetch(self, numbers: str, items: str) -> Answer | None:
        """FETCH by sequence number; None on NO or BAD."""
        return self._ok("fetch", numbers, items)

    def uid_fetch(self, uid: int, items: str) -> Answer | None:
        """UID FETCH; None on NO or BAD."""
        return self._ok("uid", "FETCH", str(uid), items)

    @property
    def dropped(self) -> int:
        """Bytes of the literal that the last answer held and that was too large; 0 for none."""
        return self._connection.dropped

    def _ok(self, name: str, *arguments: object) -> Answer | None:
        try:
            kind, data = self._command(name, *arguments)
        except imaplib.IMAP4.abort as error:
            raise self._broken(error) from None
        except imaplib.IMAP4.error:
            return None
        return [x for x in data if isinstance(x, (bytes, tuple))] if kind == "OK" else None

    def _command(self, name: str, *arguments: object) -> tuple[str, list[bytes | tuple[bytes, bytes] | None]]:
        self._connection.received = self._connection.dropped = 0
        try:
            kind, data = getattr(self._connection, name)(*arguments)
        except imaplib.IMAP4.error:
            raise
        except _ERRORS as error:
            raise self._broken(error) from None
        return str(kind), list(data)

    def _broken(self, error: Exception) -> Exception:
        said = shown(str(error))
        return server_error(
            "mail_connection",
            f"和邮件服务器的连接断了：{said}",
            f"the connection broke: {said}",
            self._password,
        )


@contextmanager
def session(account: Account, password: str, context: ssl.SSLContext | None) -> Iterator[Session]:
    """Connect, check the certificate, log in; always leave by closing."""
    connection = _connected(account, context or ssl.create_default_context())
    try:
        _log_in(connection, account, password)
        opened = Session(connection, password)
        opened.identify()
        yield opened
    finally:
        with suppress(*_ERRORS):
            connection.shutdown()


def _connected(account: Account, context: ssl.SSLContext) -> _Connection:
    try:
        return _Connection(account.host, account.port, ssl_context=context, timeout=TIMEOUT_S)
    except ssl.SSLCertVerificationError as error:
        raise server_error(
            "mail_certificate",
            f"{account.host}的证书不可信：{error.verify_message}",
            f"the certificate of {account.host} is not trusted: {error.verify_message}",
        ) from None
    except _ERRORS as error:
        said = shown(str(error))
        raise server_error(
            "mail_connection", f"连不上{account.host}：{said}", f"{account.host} cannot be reached: {said}"
        ) from None


def _log_in(connection: _Connection, account: Account, password: str) -> None:
    try:
        connection.login(account.user, password)
    except _ERRORS as error:
        said = shown(str(error))
        raise server_error(
            "mail_login",
            f"{account.user}登录不成功：{said}",
            f"{account.user} cannot log in: {said}",
            password,
        ) from None


def shown(text: str) -> str:
    """What a server says, short and printable."""
    return _PRINTABLE.sub(" ", text)[:300]


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
