"""Words that are looked for in messages. A word found is a place to read, never a judgement of what was meant."""

from __future__ import annotations

from collections.abc import Iterable

DEMANDS = (
    "逾期", "欠款", "欠钱", "欠我", "尽快还", "尽快处理", "催收", "应还", "还清", "未还款", "没还", "逾期未还", "拖欠",
)  # fmt: skip
# The user's own words that may count as agreeing to pay.
ASKS = ("分期", "延期", "还款计划", "先还", "会还", "一定还", "愿意还", "再多还", "慢慢还")
# Without a reminder before the due day in the same breath, these say that somebody wants the money now.
NO_DEMAND = ("已成功还款", "已结清", "验证码")

# Bans of the association's guide (`collection.bans`) by key, with words that make a message worth reading for them.
BANNED: dict[str, tuple[str, ...]] = {
    "privacy": (
        "通知你的家人", "通知家人", "通知你家人", "告诉你家人", "通讯录", "通知单位", "通知你单位", "你的单位",
        "让大家都知道", "曝光", "家庭住址", "孩子的学校", "老师", "后果自负", "不客气", "废了", "打断", "老赖", "不要脸",
        "骗子", "人渣",
    ),
    "impersonation": ("公安机关", "公安局", "派出所", "检察院", "刑警", "经侦", "法务部警官"),
    "false_consequences": ("坐牢", "判刑", "拘留", "逮捕", "影响子女", "子女上学", "不能坐高铁", "全网黑名单", "黑名单"),
    "charging": ("催收费", "上门费", "撤案费", "再借一笔", "借新还旧", "找别的平台借"),
    "intrusion": ("上门", "到你家", "到你单位"),
}  # fmt: skip
# Somebody else tells the user of having been contacted: one word of each group.
ABOUT_DEBT = ("催收", "欠款", "欠钱", "欠了", "还款", "讨债", "贷款公司", "逾期")
REACHED = (
    "给我打电话", "打电话给我", "打给我", "打到我", "打到家里", "打到单位", "联系我", "找到我", "给我发短信", "发短信给我",
    "加我微信", "问我你", "让我转告", "叫我转告",
)  # fmt: skip


def found(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """The words that stand in the text, in the order of the list."""
    return tuple(w for w in words if w in text)


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether any of them stands in the text; a receipt or a code is never a demand."""
    return any(w in text for w in words) and not any(w in text for w in NO_DEMAND)
