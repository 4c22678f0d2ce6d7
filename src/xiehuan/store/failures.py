"""What a failure of the database means: what is safe, and what to do."""

from __future__ import annotations

from pathlib import Path

from xiehuan.errors import Text, Where, XiehuanError

_UNWRITABLE = (
    "home_unwritable",
    Text("数据文件夹不能写入，什么都没有改动", "the data folder cannot be written; nothing was changed"),
    Text(
        "换一个能写入的位置，或检查磁盘是否只读",
        "choose a folder that can be written, or check that the disk is not read-only",
    ),
)
_BUSY = (
    "home_busy",
    Text(
        "另一个程序正在写入，这一步等不到；之前确认的都在",
        "another program is writing and did not finish in time; what was confirmed before is safe",
    ),
    Text("等它做完，再运行一次，会接着做", "wait for it and run again: it goes on where it stopped"),
)
_FULL = (
    "disk_full",
    Text(
        "磁盘已满；已确认存好的内容都在，没有存到一半的",
        "the disk is full; what was confirmed is safe, and nothing is half kept",
    ),
    Text("腾出空间后再运行一次，会接着做", "make room and run again: it goes on where it stopped"),
)
_DISK = (
    "disk_failed",
    Text(
        "磁盘没有写成（可能已满或出错）；已确认存好的内容都在",
        "the disk did not take it: it may be full or failing; what was confirmed is safe",
    ),
    Text("腾出空间、检查磁盘后再运行一次，会接着做", "make room, check the disk and run again: it goes on"),
)
_LOCKED = (
    "home_locked",
    Text(
        "打不开数据：口令不对，或文件已损坏；什么都没有改动",
        "the data do not open: the passphrase is wrong or the file is damaged; nothing was changed",
    ),
    Text(
        "再输入一次口令，或用恢复码；都不行时从备份恢复",
        "enter the passphrase again or the recovery key; else restore a backup",
    ),
)
_DAMAGED = (
    "database_damaged",
    Text("数据库已损坏；原件文件不受影响", "the database is damaged; the originals are not affected"),
    Text(
        "先把整个数据文件夹复制一份，再从备份恢复；原件在 objects 文件夹里，都能直接打开",
        "copy the whole data folder, then restore a backup; the originals lie in its folder objects",
    ),
)
_FAILED = (
    "database_failed",
    Text(
        "数据库没有完成这一步，这一步没有写入",
        "the database did not complete this step; the step wrote nothing",
    ),
    Text("再运行一次；仍不行就运行 xiehuan doctor", "run again; if it stays, run xiehuan doctor"),
)
_BY_WORDS = {
    "readonly": _UNWRITABLE,
    "unable to open": _UNWRITABLE,
    "locked": _BUSY,
    "full": _FULL,
    "disk I/O error": _DISK,
    "not a database": _LOCKED,
    "encrypted": _LOCKED,
    "malformed": _DAMAGED,
    "corrupt": _DAMAGED,
}


def explained(error: Exception, home: Path | None) -> XiehuanError:
    """A failure that SQLite or SQLCipher reported, by its words: both have the same."""
    text, where = str(error), Where(home.name) if home else None
    told = next((known for words, known in _BY_WORDS.items() if words in text), _FAILED)
    return XiehuanError(*told, where)


def locked(home: Path) -> XiehuanError:
    """The database is there, but in the other form."""
    return XiehuanError(*_LOCKED, Where(home.name))
