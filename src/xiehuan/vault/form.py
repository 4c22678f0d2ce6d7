"""Which of its two forms a home has, open or sealed, and how it goes from one to the other.

    keys/home.json             sealed: this file decides
    keys/home.json.coming      being sealed: the keyring it will have; the home is still open
    keys/open-left             sealed; the open form has still to be removed
    keys/sealed-left           opened; the sealed form has still to be removed

The new form is made whole beside the old one. One rename decides, and only then is the old form removed. Cut off before the
rename the home is what it was; cut off after it, the next start removes the rest.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xiehuan.vault.durable import sync_folder, write_whole
from xiehuan.vault.installation_key import key_path
from xiehuan.vault.keyring import FILE, Keyring
from xiehuan.vault.objects import DAMAGED, files_of

if TYPE_CHECKING:
    from xiehuan.vault.seal import Seal

BEFORE_UPGRADE = "before-upgrade"  # the database as older versions left it
_COMING = FILE.with_name("home.json.coming")
_LEFT = {True: FILE.with_name("sealed-left"), False: FILE.with_name("open-left")}
_DATABASES = {True: "xiehuan.sqlcipher", False: "xiehuan.sqlite3"}


def sealed(home: Path) -> bool:
    """Whether the home is sealed now."""
    return (home / FILE).is_file()


def sealing_begun(home: Path) -> bool:
    """Whether a sealing was cut off before it counted."""
    return (home / _COMING).is_file()


def keyring(home: Path) -> Keyring:
    """The keyring of a sealed home, or of one that is being sealed."""
    return Keyring.load(home / (FILE if sealed(home) else _COMING))


def begin_sealing(home: Path, ring: Keyring) -> None:
    """Note the keyring that the home will have."""
    ring.save(home / _COMING)


def decide_sealed(home: Path) -> None:
    """From here on the home is sealed."""
    write_whole(home / _LEFT[False], b"")
    (home / _COMING).replace(home / FILE)
    sync_folder((home / FILE).parent)


def decide_open(home: Path) -> None:
    """From here on the home is open."""
    (home / FILE).replace(home / _LEFT[True])
    sync_folder((home / FILE).parent)


def settle(home: Path, *, alone: bool, seal: Seal | None) -> None:
    """Remove what is left of the form that the home no longer has."""
    is_sealed = sealed(home)
    left = home / _LEFT[not is_sealed]
    if not alone or not left.exists() or (is_sealed and seal is None):
        return
    remove_form(home, sealed_form=not is_sealed)
    left.unlink()
    sync_folder(left.parent)


def give_up_sealing(home: Path) -> None:
    """Forget a sealing that was cut off; the home stays open as it is."""
    if sealed(home):
        raise ValueError("the home is sealed")
    remove_form(home, sealed_form=True)
    (home / _COMING).unlink(missing_ok=True)


def remove_form(home: Path, *, sealed_form: bool) -> None:
    """Remove database, objects and key of one form."""
    for suffix in ("", "-wal", "-shm", "-journal", ".draft"):
        (home / (_DATABASES[sealed_form] + suffix)).unlink(missing_ok=True)
    for old in (home / BEFORE_UPGRADE).glob(f"*{_DATABASES[sealed_form]}"):
        old.unlink()
    for path in list(files_of(home, sealed=sealed_form)):
        if (
            not sealed_form or path.suffix != DAMAGED
        ):  # one that does not decrypt stays: there is no other copy of it
            path.unlink()
    key_path(home, sealed=sealed_form).unlink(missing_ok=True)
