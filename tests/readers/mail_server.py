"""A small mail server in the test's own process, on TLS, that can misbehave in each way users report."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "s3cret-授权码".encode().hex()


@dataclass
class Box:
    """What the server holds and how it misbehaves; `heard` is every command it was given."""

    mails: dict[int, bytes]
    validity: int | None = 7
    folder: str = "INBOX"
    wants_id: bool = False
    bad_uid_fetch: bool = False
    refuses_login: bool = False
    drops_at: int | None = None  # the UID in the middle of which the connection breaks, once
    lies_about: tuple[int, int] | None = None  # UID, announced size
    empty_uid: int | None = None
    chatter: bool = False  # news of other programs between the answers
    hides: int | None = None  # a UID that FETCH of a range does not list
    more_folders: tuple[str, ...] = ()
    endless: bool = False
    heard: list[str] = field(default_factory=list)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    return public, private


@contextmanager
def serving(box: Box, pair: tuple[Path, Path], *, tls: bool = True) -> Iterator[int]:
    """The port of a running server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def run() -> None:
            while not stop.is_set():
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                plain.settimeout(10)
                with (
                    suppress(OSError, ValueError),
                    context.wrap_socket(plain, server_side=True) if tls else plain as peer,
                ):
                    _Talk(box, peer).go()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


class _Talk:
    """One connection."""

    def __init__(self, box: Box, peer: socket.socket) -> None:
        self.box = box
        self.file = peer.makefile("rwb")
        self.identified = False

    def say(self, line: bytes) -> None:
        self.file.write(line + b"\r\n")
        self.file.flush()

    def go(self) -> None:
        self.say(b"* OK [CAPABILITY IMAP4rev1 ID] ready")
        while line := self.file.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            tag, _, command = text.partition(" ")
            self.box.heard.append(command)
            if self.answer(tag.encode(), command):
                return

    def answer(self, tag: bytes, command: str) -> bool:
        verb = command.split(" ", maxsplit=1)[0].upper()
        if verb == "CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1 ID")
        elif verb == "LOGIN" and self.box.refuses_login:
            self.say(tag + f" NO LOGIN failed for {command}".encode())
            return False
        elif verb == "ID":
            self.identified = True
            self.say(b'* ID ("name" "test")')
        elif verb == "LIST":
            self.list()
        elif verb == "EXAMINE":
            return self.examine(tag, command)
        elif verb in ("FETCH", "UID"):
            return self.fetch(tag, command)
        self.say(tag + b" OK done")
        return False

    def list(self) -> None:
        if self.box.endless:
            with suppress(OSError):
                for n in range(200_000):
                    self.say(b'* LIST () "/" "folder-%d"' % n)
        for name in (self.box.folder, *self.box.more_folders):
            self.say(f'* LIST (\\HasNoChildren) "/" "{name}"'.encode())
        self.say(b'* LIST (\\Noselect) "/" "[x]"')
        self.say(b'* LIST (\\HasNoChildren) "/" {7}')
        self.say(b"literal")

    def examine(self, tag: bytes, command: str) -> bool:
        if self.box.wants_id and not self.identified:
            self.say(tag + b" NO EXAMINE Unsafe Login. Please contact kefu@188.com for help")
            return False
        if f'"{self.box.folder}"' not in command:
            self.say(tag + b" NO no such folder")
            return False
        self.say(b"* %d EXISTS" % len(self.box.mails))
        if self.box.validity is not None:
            self.say(b"* OK [UIDVALIDITY %d] is" % self.box.validity)
        self.say(tag + b" OK [READ-ONLY] done")
        return False

    def fetch(self, tag: bytes, command: str) -> bool:
        uids = list(self.box.mails)
        if self.box.chatter:
            self.say(b"* 9 EXISTS")
            self.say(b"* 1 FETCH (FLAGS (\\Seen))")
            self.say(b"* OK still here")
        if ranged := re.fullmatch(r"FETCH (\d+):(\d+) \(UID RFC822\.SIZE\)", command):
            for number in range(int(ranged[1]), int(ranged[2]) + 1):
                uid = uids[number - 1]
                if uid != self.box.hides:
                    size = len(self.box.mails[uid])
                    self.say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (number, uid, size))
        elif by_uid := re.fullmatch(r"UID FETCH (\d+) \(UID BODY\.PEEK\[\]\)", command):
            if self.box.bad_uid_fetch:
                self.say(tag + b" BAD Command Error")
                return False
            return self.body(tag, int(by_uid[1]), uids.index(int(by_uid[1])) + 1)
        elif by_number := re.fullmatch(r"FETCH (\d+) \(UID BODY\.PEEK\[\]\)", command):
            return self.body(tag, uids[int(by_number[1]) - 1], int(by_number[1]))
        else:
            self.say(tag + b" BAD what")
            return False
        self.say(tag + b" OK done")
        return False

    def body(self, tag: bytes, uid: int, number: int) -> bool:
        raw = self.box.mails[uid]
        if uid == self.box.empty_uid:
            self.say(b"* %d FETCH (UID %d BODY[] NIL)" % (number, uid))
            self.say(tag + b" OK done")
            return False
        size = self.box.lies_about[1] if self.box.lies_about and self.box.lies_about[0] == uid else len(raw)
        self.file.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (number, uid, size))
        if self.box.drops_at == uid:
            self.box.drops_at = None
            self.file.write(raw[: len(raw) // 2])
            self.file.flush()
            return True
        sent = 0
        while sent < size:
            piece = (raw * (1 + 65536 // max(1, len(raw))))[: size - sent]
            self.file.write(piece)
            sent += len(piece)
        self.say(b")")
        self.say(tag + b" OK done")
        return False
