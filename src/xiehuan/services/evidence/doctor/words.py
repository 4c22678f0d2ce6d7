"""What each thing that doctor finds means, and what to do about it."""

from __future__ import annotations

from xiehuan.errors import Finding, Text, Where

_RESTORE = Text(
    "先备份现在的状态，再从较早的备份恢复；其余内容不受影响",
    "back up the present state, then restore an earlier backup; everything else is unaffected",
)
_LOG = Text(
    "日志被改过或磁盘出错：不要再导入；从备份恢复，并保留现在这份以便比对",
    "the log was changed or the disk failed: import nothing more; restore a backup and keep this state for comparison",
)
_REPAIR = Text(
    "运行 xiehuan doctor --repair；原件和日志不受影响",
    "run xiehuan doctor --repair; originals and log are not affected",
)
_WORDS: dict[str, tuple[Text, Text]] = {
    "body_changed": (Text("日志条目的内容与它的哈希不符", "the body of a leaf does not have its hash"), _LOG),
    "no_leaf": (Text("日志条目读不懂", "a leaf cannot be read"), _LOG),
    "previous_differs": (
        Text(
            "日志条目所说的前文与实际不符：有条目被抽走或插入",
            "a leaf names another log before it: one was taken out or put in",
        ),
        _LOG,
    ),
    "gone_without_tombstone": (
        Text("日志条目的内容没有了，却没有删除记录", "the body of a leaf is gone and no tombstone says why"),
        _LOG,
    ),
    "kept_in_spite_of_tombstone": (
        Text("记为已删除的条目内容还在", "a leaf that a tombstone calls erased still has its body"),
        _LOG,
    ),
    "tombstone_differs": (
        Text("删除记录指向的哈希与实际不符", "a tombstone names another hash than stands at its place"),
        _LOG,
    ),
    "tombstone_not_signed": (Text("删除记录的签名不对", "the signature of a tombstone does not hold"), _LOG),
    "head_differs": (
        Text("日志与签过名的日志头不符", "the log does not have the root that was signed"),
        _LOG,
    ),
    "shorter_than_head": (
        Text("日志比签过名的短：末尾被截掉", "the log is shorter than what was signed: its end was cut off"),
        _LOG,
    ),
    "head_not_signed": (Text("日志头的签名不对", "the signature of a head does not hold"), _LOG),
    "head_of_other_key": (
        Text(
            "日志头由另一把密钥签署，这里没有它的公钥，无法判断",
            "a head was signed with another key whose public half is not here: cannot tell",
        ),
        Text(
            "如果更换过安装密钥，用旧公钥核对",
            "when the key of this installation was replaced, check it with the old public key",
        ),
    ),
    "frontier_differs": (
        Text(
            "案件记下的日志状态与日志不符", "the state of the log that the case keeps does not fit its leaves"
        ),
        _LOG,
    ),
    "leaves_not_numbered": (Text("日志条目的编号有缺口", "the leaves are not numbered without a gap"), _LOG),
    "head_behind": (Text("日志的末尾还没有签名", "the end of the log is not signed yet"), _REPAIR),
    "row_without_leaf": (Text("收存记录没有对应的日志条目", "an arrival has no leaf in the log"), _LOG),
    "leaf_without_row": (Text("日志条目没有对应的收存记录", "a leaf has no arrival"), _RESTORE),
    "row_differs_from_leaf": (
        Text("收存记录与日志条目说的不是同一个原件", "an arrival and its leaf name different originals"),
        _LOG,
    ),
    "original_missing": (Text("原件不见了", "an original is missing"), _RESTORE),
    "original_changed": (Text("原件的内容变了", "an original has changed"), _RESTORE),
    "set_aside": (
        Text("损坏的文件放在一边", "a damaged file was set aside"),
        Text(
            "好的那份已重新收存；确认不需要后可删除",
            "a good one took its place, or is to be restored; remove it when it is of no use",
        ),
    ),
    "found_unlogged": (
        Text("找到一个没有记入日志的原件", "an original lies there that no log knows"),
        Text(
            "运行 xiehuan doctor --repair，它会记入案件 found",
            "run xiehuan doctor --repair: it is logged in the case found",
        ),
    ),
    "erasure_unfinished": (
        Text("有一次删除还没做完", "an erasure is not finished"),
        Text("关掉其他协还窗口，再运行一次", "close other windows of xiehuan and run again"),
    ),
    "drafts_left": (Text("有没写完的临时文件", "unfinished drafts were left"), _REPAIR),
    "not_read": (Text("有原件还没读完", "originals wait to be read"), _REPAIR),
    "records_differ": (Text("读出的记录数对不上", "the records of an original do not add up"), _REPAIR),
    "index_version": (Text("搜索索引是旧版的", "the search index is of another version"), _REPAIR),
    "index_differs": (Text("搜索索引与记录数不符", "the search index does not hold every record"), _REPAIR),
    "index_damaged": (Text("搜索索引已损坏", "the search index is damaged"), _REPAIR),
    "database_damaged": (
        Text("数据库已损坏", "the database is damaged"),
        Text(
            "不要再写入；把整个数据文件夹复制一份，再从备份恢复。原件在 objects 文件夹里",
            "write nothing more; copy the whole folder, then restore a backup. The originals lie in objects",
        ),
    ),
    "no_backup": (
        Text("还没有备份", "there is no backup yet"),
        Text("xiehuan backup 文件", "xiehuan backup FILE"),
    ),
    "backup_old": (
        Text("上次备份已超过三十天", "the last backup is more than thirty days old"),
        Text("xiehuan backup 文件", "xiehuan backup FILE"),
    ),
    "drill_due": (
        Text("恢复码还没有试过", "the recovery key was never tried"),
        Text("xiehuan home recovery-drill", "xiehuan home recovery-drill"),
    ),
}


def found(code: str, file: str, field: str | None = None, row: int | None = None) -> Finding:
    """The finding with its words; `field` says more about the place."""
    message, way_out = _WORDS[code]
    return Finding(code, Where(file, None, field, row), message, way_out)
