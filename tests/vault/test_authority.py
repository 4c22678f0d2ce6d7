"""Asking a time authority: a real one made of `openssl ts` behind HTTPS on this machine."""

from __future__ import annotations

import ipaddress
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import token_maker as maker
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust, load_certificates
from xiehuan.vault.timestamp import Authority as Service
from xiehuan.vault.timestamp import AuthorityUnreachable, Stamp, Waiting, ask, check_stamp, send, waiting_for
from xiehuan.vault.timestamp.token import read_request

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
STATEMENT = b"xiehuan evidence log head 1\n"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority(ThreadingHTTPServer):
    """Answers with what `openssl ts -reply` makes of the request, or with `canned` when that is set."""

    folder: Path
    canned: tuple[int, dict[str, str], bytes] | None = None
    asked: list[bytes]


class Handler(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(request)
        status, headers, body = self.server.canned or (200, {}, reply(self.server.folder, request))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def reply(folder: Path, request: bytes) -> bytes:
    (folder / "request").write_bytes(request)
    command = [
        "openssl",
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-section",
        "one",
        "-queryfile",
        "request",
        "-out",
        "answer",
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "answer").read_bytes()


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    (tmp_path / "tsa.cnf").write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "root.pem").write_bytes(maker.root().pem)
    (tmp_path / "signer.pem").write_bytes(maker.signer().pem)
    (tmp_path / "signer.key").write_bytes(maker.signer().key_pem)
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    host = maker.identity("host", maker.root(), usage=ExtendedKeyUsageOID.SERVER_AUTH, hosts=(here,))
    (tmp_path / "host.pem").write_bytes(host.pem + host.key_pem)
    server = Authority(("127.0.0.1", 0), Handler)
    server.folder, server.asked = tmp_path, []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "host.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def context(known: bytes = b"") -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.load_verify_locations(cadata=(known or maker.root().pem).decode())
    return made


def url(server: Authority) -> str:
    return f"https://127.0.0.1:{server.server_address[1]}/tsa"


def test_a_head_is_stamped_and_proven(authority: Authority) -> None:
    waiting = waiting_for(STATEMENT, "local", NOON)
    answer = send(waiting.request, url(authority), context())
    found = check_stamp(answer, STATEMENT, Trust((maker.root().certificate,)), waiting.request)
    assert found.answer is Answer.PROVEN, found
    assert found.signer == "Test Stamps"
    other = waiting_for(STATEMENT, "local", NOON)
    found = check_stamp(answer, STATEMENT, Trust((maker.root().certificate,)), other.request)
    assert found.answer is Answer.REFUTED  # an answer to another request


def test_only_a_digest_leaves_the_machine(authority: Authority) -> None:
    secret = b"head of somebody's log\n"
    send(waiting_for(secret, "local", NOON).request, url(authority), context())
    assert len(authority.asked[0]) < 100
    assert secret[:10] not in authority.asked[0]


def test_openssl_alone_checks_the_stamp(authority: Authority, tmp_path: Path) -> None:
    """What the note in a bundle says to do, with nothing of ours."""
    answer = send(waiting_for(STATEMENT, "local", NOON).request, url(authority), context())
    (tmp_path / "head.txt").write_bytes(STATEMENT)
    (tmp_path / "head.tsr").write_bytes(answer)
    command = ["openssl", "ts", "-verify", "-data", "head.txt", "-in", "head.tsr", "-CAfile", "root.pem"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "head.txt").write_bytes(STATEMENT + b"x")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_what_waits_can_be_kept_and_every_request_is_its_own() -> None:
    waiting = waiting_for(STATEMENT, "local", NOON)
    assert Waiting.from_json(waiting.as_json()) == waiting
    nonces = {read_request(waiting_for(STATEMENT, "local", NOON).request).nonce for _ in range(20)}
    assert len(nonces) == 20
    with pytest.raises((ValueError, KeyError)):
        Waiting.from_json({**waiting.as_json(), "request": "%%%"})


@pytest.mark.parametrize(
    "canned",
    [(302, {"Location": "https://127.0.0.1:1/"}, b"x"), (500, {}, b"x"), (200, {}, b""), (200, {}, bytes((1 << 20) + 1)), (404, {}, b"")],
)  # fmt: skip
def test_no_token_came_back(authority: Authority, canned: tuple[int, dict[str, str], bytes]) -> None:
    authority.canned = canned
    with pytest.raises(AuthorityUnreachable) as caught:
        send(b"request", url(authority), context())
    assert caught.value.code == "authority_unreachable"
    assert len(authority.asked) == 1  # a redirect is not followed


def service(server: Authority) -> Service:
    return Service("local", url(server), maker.root().pem)


def test_a_stamp_is_kept_with_its_chain_and_checked_later(authority: Authority) -> None:
    stamp = ask(waiting_for(STATEMENT, "local", NOON), service(authority), NOON, context())
    again = Stamp.from_json(json.loads(json.dumps(stamp.as_json())))
    assert again == stamp
    assert {c.subject for c in load_certificates(stamp.chain)} >= {maker.root().certificate.subject}
    found = again.check(service(authority).trust())
    assert found.answer is Answer.PROVEN, found
    # the chain that was kept is no reason to believe it: the root has to be believed today
    assert again.check(Trust()).answer is Answer.CANNOT_TELL
    stranger = Trust((maker.identity("Stranger", ca=True).certificate,))
    assert again.check(stranger).answer is Answer.CANNOT_TELL
    assert replace(again, statement=b"other").check(service(authority).trust()).answer is Answer.REFUTED
    assert (
        replace(again, chain=b"-----BEGIN nonsense").check(service(authority).trust()).answer is Answer.PROVEN
    )


def test_a_token_without_certificates_needs_the_chain_that_was_kept(authority: Authority) -> None:
    waiting = waiting_for(STATEMENT, "local", NOON)
    nonce = read_request(waiting.request).nonce
    authority.canned = (200, {}, maker.token(STATEMENT, held=(), nonce=nonce))
    full = Service("local", url(authority), maker.signer().pem + maker.root().pem)
    stamp = ask(waiting, full, NOON, context())
    believed = Trust((maker.root().certificate,))
    assert stamp.check(believed).answer is Answer.PROVEN
    assert replace(stamp, chain=b"").check(believed).answer is Answer.CANNOT_TELL


@pytest.mark.parametrize(
    "body", [b"<html>login</html>", maker.token(STATEMENT, nonce=1), maker.token(b"other")]
)
def test_an_answer_to_something_else_is_not_kept(authority: Authority, body: bytes) -> None:
    authority.canned = (200, {}, body)
    with pytest.raises(AuthorityUnreachable) as caught:
        ask(waiting_for(STATEMENT, "local", NOON), service(authority), NOON, context())
    assert caught.value.code == "authority_answered_otherwise"


def test_an_answer_that_is_no_token_cannot_be_told(authority: Authority) -> None:
    authority.canned = (200, {}, b"<html>login</html>")
    answer = send(b"request", url(authority), context())
    assert check_stamp(answer, STATEMENT, Trust((maker.root().certificate,))).answer is Answer.CANNOT_TELL


def test_a_host_that_cannot_show_who_it_is_gets_nothing(authority: Authority) -> None:
    stranger = maker.identity("Stranger", ca=True)
    with pytest.raises(AuthorityUnreachable):
        send(b"request", url(authority), context(stranger.pem))
    assert authority.asked == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "file:///etc/hostname", "ftp://x/", "", "https://127.0.0.1:1/"]
)
def test_addresses_that_are_not_asked(address: str) -> None:
    with pytest.raises(AuthorityUnreachable):
        send(b"request", address, context(), seconds=2)
