"""Fetching mail: read-only whatever the server does, and nothing twice or lost."""

from __future__ import annotations

import ssl
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_server import PASSWORD, Box, certificate, serving

from xiehuan.readers.imap import Account, Fetched, Key, MailServerError, Trouble, fetch, folders
from xiehuan.readers.imap import session as session_module
from xiehuan.readers.imap.names import folders_in, shown

MAILS = {
    3: b"Subject: a\r\n\r\nx\r\n",
    8: "Subject: 逾期\r\n\r\n还款\0".encode("gb18030"),
    11: b"From: b\r\n\r\n)\r\nA1 OK not the end\r\n" * 50,
}
ALLOWED = ("CAPABILITY", "LOGIN", "ID", "LIST", "EXAMINE", "FETCH", "UID FETCH", "LOGOUT")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusting(pair: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pair[0]))


def nothing(_key: Key) -> bool:
    return False


def all_of(
    box: Box,
    pair: tuple[Path, Path],
    context: ssl.SSLContext,
    taken: Callable[[Key], bool] = nothing,
    only: tuple[str, ...] = (),
) -> list[Fetched | Trouble]:
    with serving(box, pair) as port:
        found = list(
            fetch(Account("127.0.0.1", "me@163.com", port), PASSWORD, taken, only=only, context=context)
        )
    assert all(command.upper().startswith(ALLOWED) for command in box.heard)
    assert all("PEEK" in c or "RFC822.SIZE" in c for c in box.heard if "FETCH" in c.upper())
    return found


def bodies(found: list[Fetched | Trouble]) -> dict[int, bytes]:
    return {f.key.uid: f.raw for f in found if isinstance(f, Fetched)}


def test_every_mail_comes_once_with_its_bytes(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    found = all_of(Box(MAILS), pair, trusting, only=("INBOX",))
    assert bodies(found) == MAILS
    assert {f.key for f in found if isinstance(f, Fetched)} == {
        Key("me@163.com@127.0.0.1", "INBOX", 7, uid) for uid in MAILS
    }


@pytest.mark.parametrize(
    "box",
    [Box(MAILS, bad_uid_fetch=True), Box(MAILS, wants_id=True), Box(MAILS, chatter=True)],
    ids=["BAD to UID FETCH, as QQ", "ID before EXAMINE, as 163", "news between the answers"],
)
def test_servers_as_users_report_them(box: Box, pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    assert bodies(all_of(box, pair, trusting, only=("INBOX",))) == MAILS


def test_a_second_call_takes_only_what_is_new(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    first = all_of(Box(dict(list(MAILS.items())[:2])), pair, trusting, only=("INBOX",))
    known = {f.key for f in first if isinstance(f, Fetched)}
    box = Box(MAILS)
    assert list(bodies(all_of(box, pair, trusting, known.__contains__, only=("INBOX",)))) == [11]
    assert sum("BODY" in c for c in box.heard) == 1


def test_a_connection_that_breaks_is_taken_up_again(
    pair: tuple[Path, Path], trusting: ssl.SSLContext
) -> None:
    box, got = Box(MAILS, drops_at=8), dict[Key, bytes]()

    def take(account: Account) -> None:
        for item in fetch(account, PASSWORD, got.__contains__, only=("INBOX",), context=trusting):
            assert isinstance(item, Fetched)
            got[item.key] = item.raw

    with serving(box, pair) as port:
        account = Account("127.0.0.1", "u", port)
        with pytest.raises(MailServerError, match="mail_connection"):
            take(account)
        assert [key.uid for key in got] == [3]
        take(account)
    assert {key.uid: raw for key, raw in got.items()} == MAILS


def test_a_new_uid_validity_makes_all_uids_new(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    known = {f.key for f in all_of(Box(MAILS), pair, trusting, only=("INBOX",)) if isinstance(f, Fetched)}
    again = all_of(Box(MAILS, validity=8), pair, trusting, known.__contains__, only=("INBOX",))
    assert bodies(again) == MAILS


@pytest.mark.parametrize("validity", [0, None])
def test_without_uid_validity_nothing_is_skipped(
    validity: int | None, pair: tuple[Path, Path], trusting: ssl.SSLContext
) -> None:
    found = all_of(Box(MAILS, validity=validity), pair, trusting, lambda _: True, only=("INBOX",))
    assert bodies(found) == MAILS
    assert [t.folder for t in found if isinstance(t, Trouble)] == ["INBOX"]


def test_what_is_not_taken_is_told(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    found = all_of(Box(MAILS, empty_uid=3, hides=11), pair, trusting, only=("INBOX", "gone"))
    assert list(bodies(found)) == [8]
    assert [(t.folder, t.uid) for t in found if isinstance(t, Trouble)] == [
        ("INBOX", None),
        ("INBOX", 3),
        ("gone", None),
    ]


def test_a_mail_beyond_the_limit_costs_only_itself(
    pair: tuple[Path, Path], trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "LARGEST_MAIL", 5_000)
    found = all_of(Box(MAILS, lies_about=(8, 300_000)), pair, trusting, only=("INBOX",))
    assert bodies(found) == {3: MAILS[3], 11: MAILS[11]}
    assert [t.uid for t in found if isinstance(t, Trouble)] == [8]


def test_an_announced_size_beyond_reason_ends_the_call(
    pair: tuple[Path, Path], trusting: ssl.SSLContext
) -> None:
    with pytest.raises(MailServerError, match="999999999999"):
        all_of(Box(MAILS, lies_about=(3, 999_999_999_999)), pair, trusting, only=("INBOX",))


def test_an_answer_without_end(
    pair: tuple[Path, Path], trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "LONGEST_ANSWER", 100_000)
    with pytest.raises(MailServerError, match="without end"):
        all_of(Box(MAILS, endless=True), pair, trusting)


def test_the_password_is_nowhere(
    pair: tuple[Path, Path], trusting: ssl.SSLContext, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(MailServerError) as refused:
        all_of(Box(MAILS, refuses_login=True), pair, trusting)
    told = "".join(traceback.format_exception(refused.value))
    assert PASSWORD not in told + str(refused.value) + repr(refused.value) + "".join(capfd.readouterr())
    assert "授权码" in refused.value.next.zh


def test_a_certificate_that_nobody_vouches_for(pair: tuple[Path, Path]) -> None:
    box = Box(MAILS)
    with serving(box, pair) as port, pytest.raises(MailServerError, match="mail_certificate"):
        list(fetch(Account("127.0.0.1", "u", port), PASSWORD, nothing))
    assert box.heard == []


def test_a_server_without_tls_hears_nothing(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    box = Box(MAILS)
    with serving(box, pair, tls=False) as port, pytest.raises(MailServerError, match="mail_connection"):
        list(fetch(Account("127.0.0.1", "u", port), PASSWORD, nothing, context=trusting))
    assert not any("LOGIN" in c.upper() for c in box.heard)


def test_nobody_listens(trusting: ssl.SSLContext, pair: tuple[Path, Path]) -> None:
    with serving(Box(MAILS), pair) as port:
        pass
    with pytest.raises(MailServerError, match="mail_connection"):
        folders(Account("127.0.0.1", "u", port), PASSWORD, context=trusting)


def test_folders_are_shown_in_their_own_words(pair: tuple[Path, Path], trusting: ssl.SSLContext) -> None:
    with serving(Box(MAILS, more_folders=("&V4NXPnux-", "A&-B")), pair) as port:
        found = folders(Account("127.0.0.1", "u", port), PASSWORD, context=trusting)
    assert [(f.raw, f.shown) for f in found] == [
        ("INBOX", "INBOX"), ("&V4NXPnux-", "垃圾箱"), ("A&-B", "A&B"), ("literal", "literal"),
    ]  # fmt: skip


def lines() -> Iterator[bytes]:
    yield from (b"", b"()", b'() "/" ', b'(\\Noselect) "/" x', b'() NIL "a\\"b"', b"( ( (", b'() "/" {3}')


@given(
    st.one_of(st.sampled_from(list(lines())), st.binary(max_size=40)),
    st.text(alphabet="&-,AZ09+/中", max_size=20),
)
def test_any_folder_line(line: bytes, name: str) -> None:
    for folder in folders_in([line, (line, name.encode())]):
        assert folder.raw
    shown(name)
