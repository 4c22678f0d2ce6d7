"""The command line: nouns and verbs, `--json` on every read, exit codes as documented."""

from __future__ import annotations

import json
import sys

import click

from xiehuan import __version__
from xiehuan.errors import XiehuanError

_COMMANDS = {
    "serve": ("xiehuan.cli.serve", "The application in the browser. 在浏览器里用协还"),
    "prepare": (
        "xiehuan.cli.prepare",
        "Read a case folder and write the negotiation pack. 读案件文件夹，生成协商包",
    ),
    "demo": ("xiehuan.cli.demo", "Prepare an example and open its report. 用示例走一遍"),
    "read": ("xiehuan.cli.read", "What a reader makes of files, one record a line. 看文件里读出了什么"),
    "calc": (
        "xiehuan.cli.calc",
        "Answer calculation requests, one JSON line each. 批量计算：还款计划、欠款、重组、利率",
    ),
    "audit": ("xiehuan.cli.audit", "Which charges do not match contract and law. 核对各项费用"),
    "conduct": ("xiehuan.cli.conduct", "How the other side collected, from the records. 看对方怎么催的"),
    "budget": (
        "xiehuan.cli.budget",
        "The income and spending statement, and what can be paid a month. 收支说明和每月还得起多少",
    ),
    "negotiate": ("xiehuan.cli.negotiate", "What to ask next and what to answer. 下一步提什么、怎么答复"),
    "papers": (
        "xiehuan.cli.papers",
        "Which papers the case needs, and which are there. 要哪些材料，有了哪些",
    ),
    "statement": ("xiehuan.cli.statement", "What is owed, line by line, with every formula. 逐笔对账单"),
    "evidence": (
        "xiehuan.cli.evidence",
        "Keep originals unchanged and find them. 证据库：收存、查找",
    ),
    "bundle": ("xiehuan.cli.bundle", "Write and check disclosure bundles. 导出和核验证据包"),
    "tone": ("xiehuan.cli.tone", "Check a message before it is sent. 发送前检查消息的语气和安全"),
    "home": (
        "xiehuan.cli.home_commands",
        "Encrypt your data, passphrase, recovery key. 数据加密、口令、恢复码",
    ),
    "backup": ("xiehuan.cli.backup", "Write all your data to one file. 备份全部数据"),
    "restore": ("xiehuan.cli.backup:restore", "Make a home of a backup. 从备份恢复"),
    "doctor": ("xiehuan.cli.doctor", "Check every original and every log. 检查全部数据"),
    "law": ("xiehuan.cli.law", "Look the law up, check and update its data. 查法规、核对和更新法规数据"),
}


class _Lazy(click.Group):
    """Loads a command's module only when it runs, so that help stays as quick as a bare program."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        import importlib  # noqa: PLC0415

        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name or "command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xiehuan")
@click.pass_context
def group(ctx: click.Context) -> None:
    """协还: what is owed, what the law allows, what can be paid, what to ask, what to say, what proves it.

    Without a command: prepare the example and open its report.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(_demo())


def _demo() -> click.Command:
    from xiehuan.cli.demo import command  # noqa: PLC0415

    return command


def main() -> None:
    """Run a command; one line on stderr (or JSON with --json) and the documented exit code on failure."""
    try:
        code = group.main(standalone_mode=False)
    except click.ClickException as error:
        _fail(error, as_json="--json" in sys.argv)
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("cancelled: 已取消，没有写出任何文件 (nothing was written)", err=True)
        sys.exit(130)
    except XiehuanError as error:
        _refuse(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        told = _of_the_database(error)
        if told is None:
            raise
        _refuse(told)
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(error: XiehuanError) -> None:
    if "--json" in sys.argv:
        click.echo(json.dumps({"ok": False, "error": error.as_json()}, ensure_ascii=False), err=True)
    else:
        click.echo(str(error), err=True)
    sys.exit(error.exit_code)


def _of_the_database(error: Exception) -> XiehuanError | None:
    """A failure of the open database in words; None for any other."""
    if "django" not in sys.modules:
        return None
    from xiehuan.store.database import in_words  # noqa: PLC0415

    return in_words(error)


def _fail(error: click.ClickException, *, as_json: bool) -> None:
    if not as_json:
        hint = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "xiehuan"
        click.echo(f"usage: {error.format_message()}; 看 {hint} --help (see {hint} --help)", err=True)
        return
    body = {"code": "usage", "message": error.format_message(), "next": "xiehuan --help", "where": None}
    click.echo(json.dumps({"ok": False, "error": body}, ensure_ascii=False), err=True)
