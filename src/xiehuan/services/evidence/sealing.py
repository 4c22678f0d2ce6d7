"""Seal an open home and open a sealed one: made whole in the new form, compared, decided by one rename.

Nobody else may have the home open. Both need room for a second copy of everything; when it runs out, or the program is
ended, the home is what it was and the same command goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from xiehuan.errors import Text, Where, WrongUse, XiehuanError
from xiehuan.services.evidence.home import Home, close_home
from xiehuan.store import copies
from xiehuan.store.database import close_rows, explaining, file_of
from xiehuan.vault import form
from xiehuan.vault.installation_key import keep_key, kept_key
from xiehuan.vault.keyring import FILE, Cost, Keyring, require_cipher
from xiehuan.vault.objects import Objects, not_kept
from xiehuan.vault.seal import Seal

DRILL_AFTER = timedelta(days=7)
Progress = Callable[[int, int, str], None]


def unseal(root: Path, passphrase: str) -> Seal:
    """The seal of a sealed home by its passphrase; `wrong_passphrase` when it is another."""
    require_cipher()
    return Seal(form.keyring(root).by_passphrase(passphrase))


def drill_due(ring: Keyring, now: datetime) -> bool:
    """Whether the recovery key should be tried: a week after it was made it has not been."""
    return ring.drilled_at is None and now - ring.recovery_made_at >= DRILL_AFTER


def drill(root: Path, recovery_key: str, at: datetime) -> Keyring:
    """Try the recovery key and note that it opens the home."""
    require_cipher()
    ring = _sealed_ring(root)
    ring.by_recovery_key(recovery_key)
    ring = ring.drilled(at)
    ring.save(root / FILE)
    return ring


def change_passphrase(root: Path, home_key: str, passphrase: str, cost: Cost | None = None) -> None:
    """Wrap the home key by another passphrase; nothing else is written anew."""
    _sealed_ring(root).with_passphrase(home_key, passphrase, cost).save(root / FILE)


def renew_recovery_key(root: Path, home_key: str, at: datetime) -> str:
    """A new recovery key to write down; the old one opens nothing any more."""
    ring, text = _sealed_ring(root).with_recovery_key(home_key, at)
    ring.save(root / FILE)
    return text


def home_key_by(root: Path, *, passphrase: str | None = None, recovery_key: str | None = None) -> str:
    """The home key by either of its two wraps."""
    require_cipher()
    ring = _sealed_ring(root)
    return (
        ring.by_passphrase(passphrase) if passphrase is not None else ring.by_recovery_key(recovery_key or "")
    )


def seal_home(
    home: Home,
    passphrase: str,
    show: Callable[[str], None],
    progress: Progress = lambda *_: None,
    cost: Cost | None = None,
) -> list[str]:
    """Seal an open home and close it; the names of originals that were damaged before.

    `show` is given the recovery key just before the home counts as sealed.
    A sealing that was cut off goes on when the passphrase is the same, and begins anew when it is not.
    """
    require_cipher()
    if home.seal:
        raise WrongUse(
            "sealed_already", Text("已经加密了", "it is sealed already"), _STATUS, Where(home.root.name)
        )
    root, at = home.root, home.now()
    with _alone(home):
        seal, ring = _begun(root, passphrase, at, cost)
        damaged = _copy_objects(Objects(root), Objects(root, seal), progress)
        keep_key(kept_key(root), root, seal)
        _copy_rows(root, was=None, becomes=seal)
        ring, text = ring.with_recovery_key(seal.identity, at)
        form.begin_sealing(root, ring)
        show(text)
        form.decide_sealed(root)
        form.settle(root, alone=True, seal=seal)
    return damaged


def open_for_good(home: Home, progress: Progress = lambda *_: None) -> list[str]:
    """Take the encryption off and close the home; the names of originals that were damaged before."""
    seal = home.seal
    if seal is None or not form.sealed(home.root):
        raise WrongUse("not_sealed", Text("没有加密", "it is not sealed"), _STATUS, Where(home.root.name))
    with _alone(home):
        damaged = _copy_objects(Objects(home.root, seal), Objects(home.root), progress)
        keep_key(kept_key(home.root, seal), home.root, None)
        _copy_rows(home.root, was=seal, becomes=None)
        form.decide_open(home.root)
        form.settle(home.root, alone=True, seal=None)
    return damaged


def _begun(root: Path, passphrase: str, at: datetime, cost: Cost | None) -> tuple[Seal, Keyring]:
    if form.sealing_begun(root):
        try:
            ring = form.keyring(root)
            return Seal(ring.by_passphrase(passphrase)), ring
        except XiehuanError:  # another passphrase: what it wrapped is of no use to anyone
            form.give_up_sealing(root)
    seal = Seal.fresh()
    ring, _ = Keyring.made(seal.identity, passphrase, at, cost)
    form.begin_sealing(root, ring)
    return seal, ring


def _copy_objects(old: Objects, new: Objects, progress: Progress) -> list[str]:
    """Every original in the other form; the names of those that were damaged before.

    What is damaged is kept too: its bytes as they are when it can be read, and set aside when it does not decrypt.
    """
    damaged, files = [], sorted([*old.names(), *old.damaged()])
    for done, path in enumerate(files):
        progress(done, len(files), path.name)
        try:
            kept = old.hand_over(path, new)
        except ValueError:  # does not decrypt
            old.set_aside(path)
            damaged.append(path.name)
            continue
        if old.path(kept.sha256) != path:
            damaged.append(path.name)
    return damaged


def _copy_rows(root: Path, *, was: Seal | None, becomes: Seal | None) -> None:
    target = file_of(root, sealed=becomes is not None)
    draft = target.with_name(target.name + ".draft")
    with explaining(root):
        copies.reform(
            file_of(root, sealed=was is not None),
            draft,
            was=was.database_key if was else None,
            becomes=becomes.database_key if becomes else None,
        )
    copies.remove(target)
    draft.replace(target)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Everyone else kept out and the rows closed; the home is closed at the end."""
    home.lock.become_alone()
    close_rows()
    try:
        yield
    except OSError as error:
        raise not_kept(error) from error
    finally:
        close_home()


def _sealed_ring(root: Path) -> Keyring:
    if not form.sealed(root):
        raise WrongUse("not_sealed", Text("没有加密", "it is not sealed"), _STATUS, Where(root.name))
    return form.keyring(root)


_STATUS = Text("用 xiehuan home status 查看", "see xiehuan home status")
