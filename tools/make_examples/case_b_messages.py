"""Messages of the second case: fifteen texts and one mail."""

from __future__ import annotations

from collections.abc import Mapping

from tools.make_examples.dice import at, yuan
from tools.make_examples.messages import Mail, Sms

CARD, YUNFAN, HOSPITAL = "106550200021", "106550200002", "106550200022"
LENDER, SISTER = "10000000021", "10000000022"


def texts(said: Mapping[str, Mapping[str, int]]) -> list[Sms]:
    """Reminders, what each lender claims, and the borrower's answers."""
    first, card, yunfan, private = (said[name] for name in ("card_first", "card", "yunfan", "private"))
    return [
        Sms(
            at("2026-06-12 11:20:14"),
            1,
            HOSPITAL,
            "【某区第一医院】您已办理出院，请按时复诊，电子发票可在公众号下载。",
        ),
        Sms(at("2026-08-03 09:00:10"), 1, YUNFAN, "【云帆借】今天是还款日，您在江南银行的借款应还971.18元。"),
        Sms(
            at("2026-08-05 10:12:40"),
            2,
            YUNFAN,
            "我5月生病住院，现在只能上半天班，这期还不上，想申请延期，请告诉我怎么办理。",
        ),
        Sms(at("2026-08-20 18:05:33"), 2, LENDER, "罗哥，今天先转你1000，身体好一点再多还。", "罗某"),
        Sms(at("2026-08-20 18:21:09"), 1, LENDER, "收到了，尽快吧。", "罗某"),
        Sms(
            at("2026-09-18 09:00:05"),
            1,
            CARD,
            "【锦官银行】您的账单分期本期应还1393.60元，今天到期，宽限期3天。",
        ),
        Sms(at("2026-09-23 14:40:51"), 2, CARD, "我因病收入减少，想申请个性化分期，请问需要哪些材料？"),
        Sms(at("2026-09-30 12:14:20"), 2, LENDER, "又转了1000，请查收，谢谢理解🙏", "罗某"),
        Sms(
            at("2026-10-25 09:05:16"),
            1,
            CARD,
            f"【锦官银行】截至10月25日，您的账单分期逾期应还{yuan(first['total'])}元：本金{yuan(first['principal'])}元，"
            f"手续费{yuan(first['interest'])}元，违约金{yuan(first['late_fee'])}元。",
        ),
        Sms(at("2026-11-02 16:30:00"), 1, SISTER, "检查结果怎么样？别太累，钱慢慢还。", "大姐"),
        Sms(at("2026-11-06 12:02:47"), 1, HOSPITAL, "【某区第一医院】您今天的复诊已完成，下次复诊11月20日。"),
        Sms(
            at("2026-11-15 20:31:25"),
            1,
            LENDER,
            f"你算算，本金{yuan(private['principal'])}，违约金{yuan(private['penalty'])}，还有我跑几趟的误工费"
            f"{yuan(private['other'])}，一共{yuan(private['total'])}，月底给我个说法。",
            "罗某",
        ),
        Sms(
            at("2026-11-20 09:04:12"),
            1,
            CARD,
            f"【锦官银行】截至11月20日，您的账单分期逾期应还{yuan(card['total'])}元：本金{yuan(card['principal'])}元，"
            f"手续费{yuan(card['interest'])}元，违约金{yuan(card['late_fee'])}元。",
        ),
        Sms(
            at("2026-11-20 10:01:38"),
            1,
            YUNFAN,
            f"【云帆借】您在江南银行的借款截至11月20日逾期应还{yuan(yunfan['total'])}元：本金{yuan(yunfan['principal'])}元，"
            f"利息{yuan(yunfan['interest'])}元，担保费{yuan(yunfan['fee'])}元，罚息{yuan(yunfan['penalty'])}元，"
            f"其他费用{yuan(yunfan['other'])}元。",
        ),
        Sms(at("2026-11-20 19:22:03"), 3, LENDER, "罗哥，当时实际到账是18000，能不能按18000来算"),
    ]


MAIL = Mail(
    at("2026-11-18 10:26:31"),
    "20261118102631.jg0042",
    ("锦官银行信用卡服务", "card@jinguan.example"),
    ("何某川", "he@mail.example"),
    "关于个性化分期申请的说明",
    "何先生：\n您好！您可以提交个性化分期申请，所需材料：诊断证明、住院发票、收入说明、身份证。\n"
    "如协商一致，最长可分60期。申请期间请保持电话畅通，我们只与您本人联系。\n锦官银行信用卡服务\n",
)
