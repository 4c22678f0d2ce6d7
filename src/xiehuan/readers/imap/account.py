"""Which mail box, which mail in it, and what goes wrong on the way. The password is in none of them."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.errors import Text, XiehuanError


class MailServerError(XiehuanError):
    """The server cannot be reached, is not who it should be, refuses the login, or broke off."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mail box; `user` is usually the whole address."""

    host: str
    user: str
    port: int = 993

    @property
    def name(self) -> str:
        """How keys and logs call it: two accounts of one server have the same UIDs."""
        return f"{self.user}@{self.host}"


@dataclass(frozen=True, slots=True)
class Key:
    """One mail on the server; `uid_validity` is None when the server gives none, and then nothing can be resumed."""

    account: str
    folder: str
    uid_validity: int | None
    uid: int


def server_error(code: str, zh: str, en: str, password: str = "") -> MailServerError:
    """The error; what a server says is shown without the password, should it repeat it."""
    zh, en = (t.replace(password, "***") if password else t for t in (zh, en))
    return MailServerError(code, Text(zh, en), _NEXT.get(code, _AGAIN), exit_code=4)


_AGAIN = Text(
    "稍后再试一次，已取到的邮件不会重复", "try again later; mails already taken are not fetched twice"
)
_NEXT = {
    "mail_login": Text(
        "在邮箱网页的设置里开通IMAP，用生成的授权码代替密码",
        "switch IMAP on in the settings of the mail box and use the code it gives you instead of the password",
    ),
    "mail_certificate": Text(
        "不要继续：先确认服务器地址没有写错，网络没有被劫持",
        "do not go on: check the address of the server and the network you are in",
    ),
}
