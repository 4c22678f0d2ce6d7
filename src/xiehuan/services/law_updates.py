"""Adding to the law and taking back: signed updates, LPR tables of one's own, confirmations in the directory.

Everything is checked before anything is written: the signature and its key, the day, the loader, and `law lint` on
the pack as it would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from xiehuan.contact.directory import About, Lender
from xiehuan.errors import InputRefused, Text, Where, WrongUse
from xiehuan.packs.fields import CONTROL, MOST_TEXT, Refused, refuse_all
from xiehuan.packs.lenders import CONFIRMED
from xiehuan.packs.lint import lint
from xiehuan.packs.lpr import FILE as LPR_FILE
from xiehuan.packs.lpr import merge_lpr, parse_lpr
from xiehuan.services import law_home as home_
from xiehuan.services.law_home import Origin, Update
from xiehuan.services.law_signing import MOST_BYTES, check_key, fingerprint, open_envelope, refused


def add(home: Path, file: Path, on: date, *, trust: bool = False) -> Update:
    """Add an update from a file: a signed envelope, or (with `trust`) an LPR table as CSV.

    Raises InputRefused, with nothing written, for a signature that does not fit, a key that is not trusted, an update
    older than one already there from the same key, a table that contradicts known months, or a pack that would not
    pass `law lint`; WrongUse for a table without `trust`.
    """
    data = _bytes(file)
    if file.suffix.lower() == ".csv":
        return _add_table(home, file, data, on, trust=trust)
    return _add_signed(home, file, data, on)


def undo(home: Path, number: int | None = None) -> Update:
    """Take back the last update, or the one of this number; what is left must still be sound."""
    added = home_.updates(home)
    wanted = added[-1:] if number is None else tuple(u for u in added if u.number == number)
    if not wanted:
        raise WrongUse(
            "no_update",
            Text("没有可以撤销的更新", "there is no such update to take back"),
            Text("用 xiehuan law updates 看有哪些", "see xiehuan law updates"),
        )
    left = tuple(u for u in added if u is not wanted[0])
    _check(left, f"{wanted[0].number:04d}")
    home_.set_aside(home, wanted[0].number)
    return wanted[0]


def trust_key(home: Path, key: str, name: str, on: date) -> str:
    """Trust a key for signed updates; gives its fingerprint. A key already trusted is refused."""
    spelled = check_key(key)
    keys = home_.trusted(home)
    if spelled in keys:
        raise WrongUse(
            "key_known",
            Text("这把钥匙已经在名单里", "this key is trusted already"),
            Text("用 xiehuan law keys 看名单", "see xiehuan law keys"),
        )
    if not name.strip() or len(name) > MOST_TEXT or CONTROL.search(name):
        raise refused("key", "bad_name", "给钥匙起一个名字", "give the key a name")
    home_.write_trusted(home, {**keys, spelled: {"name": name.strip(), "added_on": on.isoformat()}})
    return fingerprint(spelled)


def distrust_key(home: Path, key: str) -> None:
    """Take a key off the list by its text or name; updates added before stay until they are undone."""
    keys = home_.trusted(home)
    left = {k: row for k, row in keys.items() if key not in {k, row.get("name")}}
    if len(left) == len(keys):
        raise WrongUse(
            "no_key",
            Text("名单里没有这把钥匙", "no such key on the list"),
            Text("用 xiehuan law keys 看名单", "see xiehuan law keys"),
        )
    home_.write_trusted(home, left)


def confirm_value(home: Path, lender: Lender, about: About, value: str, on: date) -> Update:
    """Keep a directory value that the user confirmed, dated; an update like others, so `undo` takes it back."""
    if not value.strip() or len(value) > MOST_TEXT or CONTROL.search(value):
        raise InputRefused(
            "bad_text",
            Text(
                "填写的值是空的、太长或有控制字符", "the value is blank, too long or holds control characters"
            ),
            Text("写一个短的值，例如 hotline=95188", "write a short value such as hotline=95188"),
            Where(CONFIRMED, lender.id, about.value),
        )
    quoted = value.strip().replace("\\", "\\\\").replace('"', '\\"')
    text = f'[{lender.id}]\n{about.value} = "{quoted}"\n'
    name = f"{lender.name.zh} {about.value}"
    return _keep(home, Origin.CONFIRMATION, name, on, {CONFIRMED: text})


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise refused(
            str(file), "no_file", f"打不开 {file}：{error.strerror}", f"cannot open {file}: {error.strerror}"
        ) from error
    if len(data) > MOST_BYTES:
        raise refused(str(file), "too_large", "文件太大", "the file is too large")
    return data


def _add_table(home: Path, file: Path, data: bytes, on: date, *, trust: bool) -> Update:
    if not trust:
        raise WrongUse(
            "unsigned_table",
            Text("这是没有签名的LPR表", "this LPR table is not signed"),
            Text(
                "自己核对过官方公布的数，再加 --trust；以后会标明“本人添加”",
                "check it against the published figures, then add --trust; it will be marked as added by you",
            ),
            Where(str(file)),
        )
    try:
        text = data.decode("utf-8-sig")
        own = parse_lpr(text, file.name)
        known = parse_lpr(home_.texts_with(home_.updates(home))[LPR_FILE])
        merge_lpr(known, own, on)
    except UnicodeDecodeError as error:
        raise refused(file.name, "bad_encoding", "不是 UTF-8 文字", "no UTF-8 text") from error
    except Refused as found:
        raise refuse_all([found.finding]) from found
    if own[-1].published > on:
        raise refused(
            file.name, "future", f"{own[-1].published} 还没有到", f"{own[-1].published} is in the future"
        )
    return _keep(home, Origin.TABLE, file.name, on, {LPR_FILE: text})


def _add_signed(home: Path, file: Path, data: bytes, on: date) -> Update:
    update = open_envelope(data, file.name)
    keys = home_.trusted(home)
    if update.key not in keys:
        print_ = fingerprint(update.key)
        raise InputRefused(
            "untrusted_key",
            Text(
                f"签名没问题，但钥匙（指纹 {print_}）不在你的名单里",
                f"the signature fits, but its key (fingerprint {print_}) is not one you trust",
            ),
            Text(
                f"先向对方核对指纹，再运行 xiehuan law trust {update.key} --name 名字",
                f"compare the fingerprint first, then run xiehuan law trust {update.key} --name NAME",
            ),
            Where(file.name),
        )
    if update.issued > on:
        raise refused(
            file.name,
            "future",
            f"签发日 {update.issued} 还没有到",
            f"issued on {update.issued}, in the future",
        )
    newest = max((u.issued for u in home_.updates(home) if u.key == update.key and u.issued), default=None)
    if newest and update.issued <= newest:
        raise refused(
            file.name,
            "not_newer",
            f"签发于 {update.issued}，不比已有的 {newest} 新",
            f"issued on {update.issued}, not newer than {newest} already there",
        )
    return _keep(home, Origin.SIGNED, update.name, on, update.files, update.issued, update.key)


def _keep(
    home: Path,
    origin: Origin,
    name: str,
    on: date,
    files: Mapping[str, str],
    issued: date | None = None,
    key: str | None = None,
) -> Update:
    update = Update(home_.next_number(home), origin, name, on, issued, key, files)
    _check((*home_.updates(home), update), name)
    return home_.keep(home, update)


def _check(added: tuple[Update, ...], name: str) -> None:
    """The pack and the directory as they would be."""
    found = lint(home_.texts_with(added))
    if found:
        raise InputRefused(
            "update_unsound",
            Text(
                f"{name}：这样改之后法规数据有 {len(found)} 处问题",
                f"{name}: the law data would have {len(found)} problems",
            ),
            Text("没有改动任何内容", "nothing was changed"),
            found[0].where,
            findings=tuple(found),
        )
    home_.lenders_with(added)
