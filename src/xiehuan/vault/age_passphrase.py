"""A small text in age's passphrase form, with a cost that is stated and not measured (age-encryption.org/v1, scrypt recipient).

The library that writes age files measures the machine to choose the cost and has been seen to take a gigabyte; a backup must
be made and opened on small machines. All primitives are those of `cryptography`; only their order, as the format prescribes it,
stands here. `age` and pyrage read it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LOG_N = 17  # 128 MiB, what OWASP lists for scrypt
LARGEST = 1 << 16  # one chunk of the format: this is for keys, not for files
_VERSION = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/scrypt"
_FILE_KEY, _NONCE, _SALT = 16, 16, 16
_ONLY_ONCE = bytes(12)  # the key is new each time, so the format lets the nonce be zero
_LAST_CHUNK = bytes(11) + b"\x01"


def lock(text: bytes, passphrase: str) -> bytes:
    """The age file; raises ValueError for more than one chunk."""
    if len(text) > LARGEST:
        raise ValueError("only for small texts")
    file_key, salt, nonce = (secrets.token_bytes(n) for n in (_FILE_KEY, _SALT, _NONCE))
    wrapping = Scrypt(salt=_LABEL + salt, length=32, n=1 << LOG_N, r=8, p=1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(_ONLY_ONCE, file_key, None)
    header = _VERSION + b"-> scrypt " + _b64(salt) + f" {LOG_N}\n".encode() + _b64(wrapped) + b"\n---"
    mac = hmac.new(_derived(file_key, b"", b"header"), header, hashlib.sha256).digest()
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_LAST_CHUNK, text, None)
    return header + b" " + _b64(mac) + b"\n" + nonce + payload


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt or None, info=info).derive(key)


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")
