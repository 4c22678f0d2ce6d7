"""What is said about rows and files that could not be understood: the value, the rule, the way out."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.evidence.record import Place, Unread
from xiehuan.readers.bills.row import shortened

_EXPORT_AGAIN = Text(
    "请在App里重新导出账单（CSV或XLSX），不要用表格软件打开后再保存",
    "export the bill again from the app as CSV or XLSX; do not re-save it in a spreadsheet program",
)
_COMPARE = Text(
    "请对照App里的账单核对这一笔；其余行照常读入",
    "compare this entry with the bill in the app; the other rows are read",
)
BAD_AMOUNT = Text(
    "金额“{}”不是最多两位小数的非负金额", "amount “{}” is not a non-negative amount with at most two decimals"
)
BAD_TIME = Text("交易时间“{}”不是一个日期时间", "time “{}” is not a date and time")
BOTH_SIDES = Text(
    "收入和支出两栏都有金额（{}），看不出方向",
    "both the column of money in and of money out hold an amount ({})",
)
BAD_SIDE = Text("借贷标志“{}”既不是借也不是贷", "“{}” is neither a debit nor a credit mark")
FOREIGN = Text(
    "币种是“{}”，不是人民币，没有当作人民币计入", "the currency is “{}”, not CNY; it is not counted as yuan"
)
BAD_WIDTH = Text(
    "列数与表头不符（{}），这一行可能被截断，或内容里有未加引号的逗号",
    "the number of columns differs from the header ({}); the row was cut, or has a comma without quotes",
)
GLUED_HEADER = Text(
    f"表头这一行里混进了别的内容，可能丢了一笔记录；{_EXPORT_AGAIN.zh}",
    f"the line of the header holds something else too, perhaps a record; {_EXPORT_AGAIN.en}",
)
NO_HEADER = Text(
    f"没有找到账单的表头；{_EXPORT_AGAIN.zh}",
    f"the header of the bill was not found; {_EXPORT_AGAIN.en}",
)
EMPTY = Text(f"文件是空的；{_EXPORT_AGAIN.zh}", f"the file is empty; {_EXPORT_AGAIN.en}")
ARCHIVE = Text(
    "这是压缩包，请先解压（密码在App发来的消息里），再放入解压出的账单文件",
    "this is a ZIP archive: unpack it first (the app has sent the password) and add the bill file from inside",
)
SCANNED = Text(
    "这个PDF里没有文字，是扫描件或图片，要先做文字识别（OCR）才能读；请在银行App或网银里导出电子版流水（CSV、Excel或文字版PDF）",
    "this PDF holds no text: it is a scan or a picture, and text recognition (OCR) would be needed; export an electronic "
    "statement from the bank instead (CSV, Excel or a PDF with text)",
)
_SAVE_AS = Text(
    "请用表格软件打开，另存为Excel工作簿（XLSX）或CSV，再放进来",
    "open it in a spreadsheet program and save it as an Excel workbook (XLSX) or CSV",
)
XML_SHEET = Text(
    f"这是“XML表格2003”，扩展名可能是xls，没有读；{_SAVE_AS.zh}",
    f"this is an “XML Spreadsheet 2003”, whatever its name ends with, and was not read; {_SAVE_AS.en}",
)
WEB_ARCHIVE = Text(
    f"这是“单个文件网页”（MHT），扩展名可能是xls，没有读；{_SAVE_AS.zh}",
    f"this is a “single file web page” (MHT), whatever its name ends with, and was not read; {_SAVE_AS.en}",
)
NO_ROWS = Text(
    "这个PDF有流水的表头，但一笔记录也没有读到，可能不完整；请重新导出，或导出CSV或Excel流水",
    "this PDF has the header of a statement but not one row; it may be incomplete: export it again, or as CSV or Excel",
)
OLD_EXCEL = Text(
    f"这个表格文件有密码，或不是能读的XLS；{_EXPORT_AGAIN.zh}",
    f"this spreadsheet has a password, or is an XLS that cannot be read; {_EXPORT_AGAIN.en}",
)


def unread(name: str, row: int | None, why: Text) -> Unread:
    """The place and the reason."""
    return Unread(Place(name, row=row), why.zh, why.en)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row is not understood because `value` breaks `rule`."""

    rule: Text
    value: str

    def unread(self, name: str, row: int) -> Unread:
        """The refusal with its place."""
        shown = shortened(self.value)
        zh = f"第{row}行：{self.rule.zh.format(shown)}。{_COMPARE.zh}"
        en = f"row {row}: {self.rule.en.format(shown)}; {_COMPARE.en}"
        return unread(name, row, Text(zh, en))


def unknown_layout(name: str, header: str) -> Unread:
    """A file whose header belongs to no layout we know."""
    shown = shortened(header, 120)
    zh = f"不认识这种账单格式，看到的表头是“{shown}”；{_EXPORT_AGAIN.zh}"
    en = f"the layout of this bill is unknown; the header seen is “{shown}”; {_EXPORT_AGAIN.en}"
    return unread(name, None, Text(zh, en))
