"""`xiehuan bundle export|verify`; verify needs no home and no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xiehuan.cli.backup import backup_passphrase
from xiehuan.cli.home import open_own, typed_or_read, vault_option
from xiehuan.cli.search_filters import filter_options, query_of
from xiehuan.cli.terminal import Progress
from xiehuan.errors import InputRefused, Text, WrongUse
from xiehuan.vault import Status, Verdict, verify_bundle
from xiehuan.vault.shown import shown

if TYPE_CHECKING:
    from xiehuan.vault.certificates import Trust


@click.group("bundle")
def command() -> None:
    """Write and check disclosure bundles. 导出和核验证据包."""


@command.command("export")
@click.argument("case")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The bundle. 写到哪里"
)
@click.option("--item", "items", multiple=True, type=int, metavar="ID", help="Only these files. 只要这些文件")
@filter_options
@click.option("--replace", is_flag=True, help="Replace an earlier bundle. 替换以前的证据包")
@vault_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def export(
    case: str, out: Path, items: tuple[int, ...], home: Path, *, replace: bool, as_json: bool, **asked: Any
) -> None:
    """Write the disclosure bundle of CASE, or of a selection of it. 导出证据包（给法院、律师、平台）."""
    from xiehuan.services.evidence.disclose import Selection, disclose  # noqa: PLC0415 - opens the database

    if out.exists() and not replace:
        raise WrongUse(
            "exists",
            Text(f"{out} 已经存在", f"{out} exists already"),
            Text("换个名字，或加 --replace", "choose another name or add --replace"),
        )
    query = query_of(asked)
    progress = Progress()
    try:
        made = disclose(open_own(home), case, out, Selection(items, query), progress)
    finally:
        progress.end()
    if as_json:
        counted = {"shown": made.shown_records, "records": made.all_records, "extracts": made.extracts}
        click.echo(json.dumps({"ok": True, **made.summary.as_json(), **counted}, ensure_ascii=False))
        return
    click.echo(
        f"证据包已写好：{out}（{made.summary.items} 件，记录 {made.shown_records}/{made.all_records}）"
    )
    click.echo(f"  请另处记下这个校验值 (note this elsewhere): {made.summary.fingerprint}")


@command.command("print")
@click.argument("case")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF. 写到哪里"
)
@click.option("--item", "items", multiple=True, type=int, metavar="ID", help="Only these files. 只要这些文件")
@filter_options
@vault_option
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def print_(case: str, out: Path, items: tuple[int, ...], home: Path, *, as_json: bool, **asked: Any) -> None:
    """Write one PDF of CASE, or of a selection, to print: list, exhibits, page numbers, bookmarks. 打印证据册."""
    opened = open_own(home)
    from xiehuan.services.evidence.bind import bind  # noqa: PLC0415 - after the tables are ready
    from xiehuan.services.evidence.disclose import Selection  # noqa: PLC0415

    progress = Progress()
    try:
        made = bind(opened, case, out, Selection(items, query_of(asked)), progress)
    finally:
        progress.end()
    if as_json:
        click.echo(
            json.dumps({"ok": True, "pages": made.pages, "not_shown": made.not_shown}, ensure_ascii=False)
        )
        return
    click.echo(f"证据册已写好：{out}，共 {made.pages} 页")
    for no, why in made.not_shown:
        click.echo(f"  证据 {no}：{why}")


@command.command("hand-over")
@click.argument("case")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file. 写到哪里"
)
@click.option("--plain", is_flag=True, help="Without encryption. 不加密")
@backup_passphrase
@vault_option
def hand_over(case: str, out: Path, home: Path, secret: Path | None, *, plain: bool) -> None:
    """Write all of CASE, journal included, for another machine or a counsellor. 移交整个案件（加密）."""
    opened = open_own(home)
    from xiehuan.services.evidence.transfer import hand_over as write  # noqa: PLC0415 - after the tables are ready

    if out.exists():
        raise WrongUse(
            "exists",
            Text(f"{out} 已经存在", f"{out} exists already"),
            Text("换个名字", "choose another name"),
        )
    passphrase = None if plain else typed_or_read("移交口令 Passphrase for the receiver", secret, twice=True)
    count = write(opened, case, out, passphrase)
    click.echo(f"移交包已写好：{out}，{count} 件原件 (written and read back)")


@command.command("receive")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "code", metavar="CODE", help="Another code for the case here. 在这里用别的编号")
@backup_passphrase
@vault_option
def receive(file: Path, code: str | None, home: Path, secret: Path | None) -> None:
    """Take over a case that another home wrote with hand-over. 接收移交的案件."""
    opened = open_own(home)
    from xiehuan.services.evidence.transfer import receive as take_over  # noqa: PLC0415 - after the tables are ready

    made = take_over(opened, file, lambda: typed_or_read("移交口令 Passphrase", secret), code)
    records = sum(a.taken for a in made.accounts)
    click.echo(f"已接收案件 {made.case.code}：{len(made.accounts)} 件，{records} 条记录 (received)")


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Certificate of a time authority you believe. 你信任的时间戳机构的证书",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON. 输出 JSON")
def verify(file: Path, roots: tuple[Path, ...], *, as_json: bool) -> int:
    """Say whether every original is unchanged since it was taken; exit 1 when one is not. 核验每个原件."""
    if not file.is_file():
        raise InputRefused(
            "no_file",
            Text(f"没有这个文件：{file}", f"no such file: {file}"),
            Text("给出证据包 evidence.zip 的位置", "name the evidence.zip"),
        )
    found = verify_bundle(file, trust=_trust(roots))
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        click.echo(f"{found.message.zh} ({found.message.en})")
        for check in found.files:
            if check.status is not Status.OK:
                click.echo(f"  {check.status.value}: {shown(check.name)}")
        if found.log:
            click.echo(f"{found.log.reason.zh} ({found.log.reason.en})")
            for token in found.log.tokens:
                click.echo(f"  {token.name}: {token.answer.value}; {token.reason.zh} ({token.reason.en})")
    return 0 if found.verdict is Verdict.UNCHANGED else 1


def _trust(roots: tuple[Path, ...]) -> Trust | None:
    if not roots:
        return None
    from xiehuan.vault.certificates import CertificatesRefused, Trust, load_certificates  # noqa: PLC0415 - slow

    try:
        return Trust(tuple(c for path in roots for c in load_certificates(path.read_bytes())))
    except CertificatesRefused as error:
        raise WrongUse(
            "no_certificate",
            Text("证书文件无法读取", "the certificate cannot be read"),
            Text("给出 PEM 或 DER 格式的根证书", "give a root certificate as PEM or DER"),
        ) from error
