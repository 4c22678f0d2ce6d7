"""The fixed words of the bag: BagIt 1.0 (RFC 8493) and the note on how to check it with stock tools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xiehuan import __version__
from xiehuan.errors import Text
from xiehuan.vault.item import Placed, Taking

ROOT = "evidence/"
DATA = "data/"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
README = "README-verify.txt"
INDEX = "index.csv"
LOG = "log/entries.jsonl"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INDEX_PDF = "index.pdf"
HEAD, HEAD_SIGNATURE, HEAD_KEY = "log/head.txt", "log/head.sig", "log/head-key.pem"
TIME = "time/"  # tokens of time authorities, and the certificates that came with them
TAGS = tuple(
    sorted((DECLARATION, INFO, README, INDEX, LOG, MANIFEST))
)  # in every bundle; others may stand beside them

_README = (
    (
        "证据包核验说明：本包共 {n} 件原始文件。",
        "How to check this evidence bundle: it holds {n} original file(s).",
    ),
    (
        "data/ 里是原始文件，一个字节也没有改；原来的文件名见 index.csv。",
        "data/ holds the originals, not a byte altered; their own names are in index.csv.",
    ),
    (
        "先解压。在 Linux 或 macOS 的本文件夹里运行",
        "Unpack first. On Linux or macOS run in this folder:  sha256sum -c manifest-sha256.txt",
    ),
    (
        "再核验清单本身（旧版 macOS 用 shasum -a 256 -c）",
        "then the lists (older macOS: shasum -a 256 -c):  sha256sum -c tagmanifest-sha256.txt",
    ),
    (
        "Windows 逐个文件运行，与 manifest-sha256.txt 中同名一行比对",
        "On Windows, to compare with the line of that name in manifest-sha256.txt:  certutil -hashfile FILE SHA256",
    ),
    (
        "全部 OK：自取存之时（log/entries.jsonl 的 taken_at）起没有改变。",
        "All OK: not changed since it was taken (taken_at in log/entries.jsonl).",
    ),
    (
        "这不证明内容属实，也不证明话是谁说的。",
        "It does not prove that the contents are true, nor who said them.",
    ),
    (
        "能改文件的人也能改清单：请把 tagmanifest-sha256.txt 的 SHA-256 另处记下备查。",
        "Whoever can alter files can alter lists: note the SHA-256 of tagmanifest-sha256.txt elsewhere.",
    ),
    (
        "请保留原手机、原账户和纸质原件，不要删除：法院可能要看原始载体。",
        "Keep the phone, the account and the papers: a court may ask for the original carrier.",
    ),
    (
        "填写“证明对象”请先把 index.csv 复制到别处，否则核验会显示它已改变。",
        "To fill in the object of proof, copy index.csv elsewhere first, or it will count as changed.",
    ),
)


def declaration() -> bytes:
    """bagit.txt (RFC 8493 section 2.1.1)."""
    return b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def info(placed: Sequence[Placed], taking: Taking) -> bytes:
    """bag-info.txt (section 2.2.2): when, by what, how much."""
    lines = (
        f"Bag-Software-Agent: xiehuan {__version__}",
        f"Bagging-Date: {taking.at.date().isoformat()}",
        f"Payload-Oxum: {sum(p.size for p in placed)}.{len(placed)}",
        f"Taken-At: {taking.stamp}",
    )
    return ("\n".join(lines) + "\n").encode()


def readme(count: int, selection: Text | None = None, beside: Sequence[str] = ()) -> bytes:
    """Ten lines for a stranger who has none of our software; more where the log and time tokens go with it."""
    lines = [(zh.format(n=count), en.format(n=count)) for zh, en in _README]
    if selection:
        lines.insert(1, (selection.zh, selection.en))
    if HEAD in beside:
        lines += _ON_HEAD
    lines += [_on_token(path) for path in beside if path.startswith(TIME) and path.endswith(".tsr")]
    return "".join(f"{zh} | {en}\r\n" for zh, en in lines).encode()


_ON_HEAD = [
    (
        "log/head.txt 是取存日志的签名头；log/entries.jsonl 每行的 leaf 可按 RFC 9162 算到其中的 root",
        "log/head.txt is the signed head of the log; each leaf in log/entries.jsonl leads to its root by RFC 9162.",
    ),
    (
        "核对签名",
        f"Check it:  openssl pkeyutl -verify -pubin -inkey {HEAD_KEY} -rawin -in {HEAD} -sigfile {HEAD_SIGNATURE}",
    ),
]


def _on_token(path: str) -> tuple[str, str]:
    """How to check one token: over the manifest or over the head, by its name."""
    data = MANIFEST if path.startswith(f"{TIME}manifest") else HEAD
    check = f"openssl ts -verify -data {data} -in {path} -CAfile ROOT.pem -untrusted {path[:-4]}-chain.pem"
    zh = f"时间戳 {path}：ROOT.pem 换成该时间戳机构的根证书；内容用 openssl ts -reply -in {path} -text 看"
    return zh, f"With the root certificate of the time authority as ROOT.pem:  {check}"


def manifest(digests: Iterable[tuple[str, str]]) -> bytes:
    """(path, digest) pairs as `sha256sum -c` reads them."""
    return "".join(manifest_line(path, digest) for path, digest in digests).encode()


def manifest_line(path: str, digest: str) -> str:
    """One line of a manifest."""
    return f"{digest}  {path}\n"
