"""Hand a case to another home, a counsellor's or one's own new machine: everything, encrypted, and nothing lost there.

The file is a backup of one case: its disclosure bundle and its rows, the journal among them, packed as `xiehuan backup`
packs a home, so stock tools open it too. The other home checks all of it before it writes anything, goes on with the same
log under the same heads, and reads the originals anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from xiehuan.errors import InputRefused, Text, Where
from xiehuan.services.evidence.disclose import disclose
from xiehuan.services.evidence.heads import sign
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.read import Account, read_pending
from xiehuan.store import journal, transfer
from xiehuan.store.cases import case_of
from xiehuan.store.models import Case
from xiehuan.vault import bag
from xiehuan.vault.backup_file import drafted, read, write_encrypted, write_plain
from xiehuan.vault.backup_tar import Entry, pack
from xiehuan.vault.verify import Verdict, verify_bundle

BUNDLE, ROWS = "evidence.zip", "rows.json"


@dataclass(frozen=True, slots=True)
class Received:
    """The case as it stands in this home, and what each original held."""

    case: Case
    accounts: tuple[Account, ...]


def hand_over(home: Home, code: str, out: Path, passphrase: str | None) -> int:
    """Write the case to `out`, encrypted unless the passphrase is None; how many originals. Whole or not at all."""
    case = case_of(code)
    with TemporaryDirectory(dir=home.root) as folder:
        made = disclose(home, code, Path(folder, BUNDLE))
        journal.note(case, home.now(), home.actor, "handed_over", {"file": out.name})
        rows = transfer.told(case, home.key.public_pem().decode("ascii")).encode()
        pieces = pack([Entry(BUNDLE, Path(folder, BUNDLE)), Entry(ROWS, rows)], [])
        with drafted(out) as file:
            if passphrase is None:
                write_plain(file, pieces)
            else:
                write_encrypted(file, pieces, passphrase)
    return made.summary.items


def receive(home: Home, file: Path, ask: Callable[[], str], code: str | None = None) -> Received:
    """Take over a case from such a file, under `code` when one is given.

    Refused whole, with nothing written but originals, when the file is damaged, the bundle does not verify, a case of
    that code is here, or the rows do not add up with it.
    """
    with TemporaryDirectory(dir=home.root) as folder:
        read(file, ask, Path(folder))
        bundle, rows = Path(folder, BUNDLE), Path(folder, ROWS)
        if not (bundle.is_file() and rows.is_file()):
            raise _refused(file, Text("不是移交包", "it is no transfer bundle"))
        found = verify_bundle(bundle)
        if found.verdict is not Verdict.UNCHANGED:
            raise _refused(file, found.message)
        kept = set(_keep_originals(home, bundle))
        try:
            case = transfer.taken_over(rows.read_text("utf-8"), code, lambda sha256: sha256 in kept)
        except transfer.RowsRefused as error:
            raise _refused(file, Text(f"内容对不上：{error}", f"its parts do not fit: {error}")) from error
    accounts = tuple(read_pending(home, case))
    journal.note(case, home.now(), home.actor, "received", {"file": file.name})
    sign(home, case)
    return Received(case, accounts)


def _keep_originals(home: Home, bundle: Path) -> Iterator[str]:
    with ZipFile(bundle) as source:
        entries = source.read(bag.ROOT + bag.LOG).splitlines()
        for entry in map(json.loads, entries):
            with source.open(bag.ROOT + entry["file"]) as stream:
                yield home.objects.put_stream(stream).sha256


def _refused(file: Path, why: Text) -> InputRefused:
    return InputRefused(
        "transfer_refused",
        Text(f"没有接收：{why.zh}", f"not received: {why.en}"),
        Text(
            "向对方要一份新的移交包；同名案件已存在时加 --as 换个编号",
            "ask for a new one; when a case of that code is here already, name another with --as",
        ),
        Where(file.name),
    )
