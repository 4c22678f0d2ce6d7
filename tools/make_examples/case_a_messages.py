"""Messages, calls and mails of the first case. Every number is from a range that is not in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.make_examples.dice import at, yuan
from tools.make_examples.loans import Loan, Row
from tools.make_examples.messages import Call, Mail, Mms, Part, Sms
from tools.make_examples.papers import screenshot, text_pdf

ANXIN, COLLECTOR = "106550200001", "106550200003"
YUNFAN, QINGXI, YUNXIU, DONGXI = "106550200002", "106550200004", "106550200005", "106550200006"
HUSBAND, HR, LANDLORD, FRIEND = "10000000001", "10000000002", "10000000003", "10000000004"
OFFICE, SPAM = "106550200011", "106550200099"
ANXIN_HOTLINE, YUNFAN_HOTLINE = "4000000001", "4000000002"
FIELD_ONE, FIELD_TWO = "057100000011", "057100000012"


@dataclass(frozen=True)
class Known:
    """What the messages quote: schedules and claims."""

    rows: Mapping[str, Sequence[Row]]
    claims: Mapping[str, Mapping[str, int]]
    loans: Mapping[str, Loan]


def texts(known: Known) -> list[Sms | Mms]:
    """Forty text messages and two multimedia messages."""
    return [*_before(known), *_autumn(known), *_november(known), *_pictures(known)]


def _before(known: Known) -> list[Sms]:
    anxin, yunfan = known.rows["anxin"], known.rows["yunfan"]
    level = yuan(anxin[5].total)
    return [
        Sms(
            at("2026-06-08 10:20:31"),
            1,
            DONGXI,
            "【东溪银行】您的随借随还借款12000.00元已发放，日利率0.045%，每月8日付息。",
        ),
        Sms(
            at("2026-06-22 09:30:05"),
            1,
            ANXIN,
            f"【安信消费金融】周女士，您的借款（合同尾号0925）将于6月25日还款{level}元，请提前准备。",
        ),
        Sms(at("2026-06-25 09:40:12"), 1, ANXIN, f"【安信消费金融】您已成功还款{level}元，感谢您的使用。"),
        Sms(
            at("2026-07-01 09:00:44"),
            1,
            YUNFAN,
            f"【云帆借】您在江南银行的借款7月3日应还{yuan(yunfan[7].total)}元。",
        ),
        Sms(
            at("2026-07-10 18:05:20"),
            1,
            HR,
            "周女士，解除劳动合同证明和离职材料已放在前台，可随时来取。",
            "人事陈某",
        ),
        Sms(
            at("2026-07-10 18:32:09"),
            2,
            HR,
            "收到，我下周一来拿。请问证明上会写明解除原因吗？办失业登记要用。",
            "人事陈某",
        ),
        Sms(at("2026-07-10 18:40:51"), 1, HR, "会写的，写的是单位提出、协商一致解除。", "人事陈某"),
        Sms(
            at("2026-07-16 11:12:38"),
            1,
            OFFICE,
            "【某区就业中心】您的失业登记已办理成功，失业保险金自8月起按月发放。",
        ),
        Sms(
            at("2026-07-25 08:30:00"),
            1,
            ANXIN,
            f"【安信消费金融】今天是还款日，应还{level}元。宽限期3天，宽限期内还清不计罚息。",
        ),
        Sms(at("2026-07-27 09:45:17"), 1, ANXIN, f"【安信消费金融】您已成功还款{level}元。"),
    ]


def _autumn(known: Known) -> list[Sms]:
    anxin, yunfan, yunxiu = known.rows["anxin"], known.rows["yunfan"], known.rows["yunxiu"]
    level = yuan(anxin[9].total)
    first = known.claims["anxin_first"]
    return [
        Sms(
            at("2026-08-20 10:26:40"), 1, OFFICE, "【某区就业中心】您8月份失业保险金1980.00元已发放，请查收。"
        ),
        Sms(
            at("2026-08-28 07:15:26"),
            1,
            YUNXIU,
            f"【云岫小贷】已从您尾号0000的储蓄卡扣款{yuan(yunxiu[3].total)}元，本期已结清。",
        ),
        Sms(at("2026-09-03 20:14:55"), 1, HUSBAND, "我顺路买好菜了，你接孩子就行🙂", "丈夫"),
        Sms(
            at("2026-09-20 13:00:02"),
            1,
            SPAM,
            "【某某科技】专业停息挂账，代办协商，无效退款！回复1咨询，先付服务费7800元。",
        ),
        Sms(
            at("2026-10-01 09:00:41"),
            1,
            YUNFAN,
            f"【云帆借】您在江南银行的借款10月3日应还{yuan(yunfan[10].total)}元。",
        ),
        Sms(
            at("2026-10-22 09:30:06"),
            1,
            ANXIN,
            f"【安信消费金融】您的借款将于10月25日还款{level}元，请提前准备。",
        ),
        Sms(
            at("2026-10-23 15:20:18"),
            1,
            ANXIN,
            "【安信消费金融】验证码******，用于登录，5分钟内有效，请勿告诉他人。",
        ),
        Sms(
            at("2026-10-26 10:00:00"),
            1,
            ANXIN,
            f"【安信消费金融】您本期{level}元尚未还款，宽限期至10月28日。",
        ),
        Sms(
            at("2026-10-26 10:48:33"),
            2,
            ANXIN,
            "我7月被裁员，目前靠失业保险金和家人工资生活，本期确实还不上。希望申请协商延期或分期，请告知需要哪些材料。",
        ),
        Sms(
            at("2026-10-26 10:49:01"),
            1,
            ANXIN,
            "【安信消费金融】您的消息已收到，本号码不支持人工回复，请拨打400-000-0001。",
        ),
        Sms(
            at("2026-10-30 09:10:27"),
            1,
            ANXIN,
            f"【安信消费金融】周女士，您的借款已逾期5天。截至10月30日应还合计{yuan(first['total'])}元："
            f"本金{yuan(first['principal'])}元，利息{yuan(first['interest'])}元，罚息{yuan(first['penalty'])}元，"
            f"违约金{yuan(first['late_fee'])}元。",
        ),
    ]


def _november(known: Known) -> list[Sms]:
    yunfan, qingxi, dongxi = known.rows["yunfan"], known.rows["qingxi"], known.rows["dongxi"]
    ours, bank = known.claims["anxin"], known.claims["yunfan"]
    return [
        Sms(
            at("2026-11-03 09:00:40"),
            1,
            YUNFAN,
            f"【云帆借】今天是还款日，您在江南银行的借款应还{yuan(yunfan[11].total)}元。",
        ),
        Sms(
            at("2026-11-04 10:15:22"),
            2,
            YUNFAN,
            "您好，我失业了，本期无法按时还款，想申请个性化分期，请问怎么提交材料？",
        ),
        Sms(
            at("2026-11-05 08:20:10"),
            1,
            QINGXI,
            f"【清溪银行】您的贷款本期利息{yuan(qingxi[7].total)}元已结清。",
        ),
        Sms(
            at("2026-11-06 09:31:00"),
            1,
            YUNFAN,
            "【云帆借】您的借款宽限期今日届满，请尽快还款，避免产生罚息和复利。",
        ),
        Sms(
            at("2026-11-08 09:05:13"),
            1,
            ANXIN,
            "【安信消费金融】您的借款自即日起委托某信咨询服务公司协助提醒还款，债权人不变。",
        ),
        Sms(
            at("2026-11-08 09:10:47"),
            1,
            DONGXI,
            f"【东溪银行】您的借款本期利息{yuan(dongxi[4].total)}元已结清。",
        ),
        Sms(
            at("2026-11-08 22:40:15"),
            1,
            COLLECTOR,
            "周某芸，你在安信的欠款到现在一分没还，电话也不接。\n"
            "我们已经掌握你的家庭住址、你丈夫的工作单位和你孩子的学校。今晚12点前不处理，明天一早就通知你的家人、单位和老师，"
            "让大家都知道你欠钱不还。\n"
            "再拖下去就不是还钱这么简单了，后果自负！\n"
            "处理请回复本短信，不要再说没有工作，没有工作可以去借。",
        ),
        Sms(
            at("2026-11-08 22:58:02"),
            3,
            COLLECTOR,
            "你们凭什么大半夜威胁我家里人！我一分钱也不会还的，要闹就",
        ),
        Sms(
            at("2026-11-08 23:06:30"),
            2,
            HUSBAND,
            "又发短信来了，说要找你单位。我先截图保存，不回他。",
            "丈夫",
        ),
        Sms(
            at("2026-11-08 23:08:12"),
            1,
            HUSBAND,
            "别怕，都留着。明天给客服打电话，要求只跟你本人联系。",
            "丈夫",
        ),
        Sms(
            at("2026-11-09 09:15:48"),
            5,
            COLLECTOR,
            "请在工作时间联系我本人，不要联系我的家人和单位。我愿意还款，正在向安信申请协商。",
        ),
        Sms(at("2026-11-10 12:00:00"), 1, COLLECTOR, "null"),
        Sms(
            at("2026-11-12 10:32:16"),
            1,
            ANXIN,
            "【安信消费金融】您的来电已登记，工单号AX11120007，专员将在5个工作日内联系您。",
        ),
        Sms(
            at("2026-11-14 16:02:37"),
            1,
            YUNFAN,
            "【云帆借】您的协商申请需补充：失业证明、家庭收入说明、身份证。",
        ),
        Sms(
            at("2026-11-16 14:25:50"), 1, OFFICE, "【某区就业中心】您申请的失业登记证明已开具，可下载电子版。"
        ),
        Sms(at("2026-11-18 19:30:21"), 1, FRIEND, "你之前问的培训班下周开课，补贴照发，要不要一起？", "小宋"),
        Sms(at("2026-11-18 19:41:03"), 2, FRIEND, "要的，帮我留个名额，谢谢！", "小宋"),
        Sms(
            at("2026-11-19 09:12:08"),
            1,
            ANXIN,
            f"【安信消费金融】周女士，您的借款已逾期25天。截至11月19日应还合计{yuan(ours['total'])}元：本金{yuan(ours['principal'])}元，"
            f"利息{yuan(ours['interest'])}元，罚息{yuan(ours['penalty'])}元，违约金{yuan(ours['late_fee'])}元，"
            f"其他费用{yuan(ours['other'])}元。",
        ),
        Sms(
            at("2026-11-20 10:00:35"),
            1,
            YUNFAN,
            f"【云帆借】您在江南银行的借款截至11月20日逾期应还合计{yuan(bank['total'])}元：本金{yuan(bank['principal'])}元，"
            f"利息{yuan(bank['interest'])}元，罚息{yuan(bank['penalty'])}元，复利{yuan(bank['compound'])}元。",
        ),
    ]


def _pictures(known: Known) -> list[Mms]:
    claim = known.claims["anxin"]
    page = screenshot(
        (
            "安信消费金融 还款详情",
            "合同尾号 0925",
            f"应还总额 {yuan(claim['total'])}",
            f"罚息 {yuan(claim['penalty'])}",
            f"违约金 {yuan(claim['late_fee'])}",
            f"其他费用 {yuan(claim['other'])}",
            "已逾期 25 天",
        )
    )
    notice = screenshot(
        (
            "催收告知函",
            "周某芸：",
            "你的借款已逾期，",
            "请于三日内处理，",
            "否则将上门走访。",
            "某信咨询服务公司",
        )
    )
    return [
        Mms(
            at("2026-11-13 18:20:00"),
            1,
            COLLECTOR,
            (
                Part("image/png", "notice.png", data=notice),
                Part("text/plain", "text_0.txt", "【某信咨询】告知函见图，请于三日内处理。"),
            ),
        ),
        Mms(
            at("2026-11-19 12:31:00"),
            2,
            HUSBAND,
            (
                Part("image/png", "screenshot_20261119.png", data=page),
                Part("text/plain", "text_0.txt", "你看，今天又多出一项其他费用180元，合同里没有写。"),
            ),
            "丈夫",
        ),
    ]


CALLS = (
    Call(at("2026-10-27 10:05:00"), 2, ANXIN_HOTLINE, 312, "安信消费金融"),
    Call(at("2026-11-04 09:50:21"), 2, YUNFAN_HOTLINE, 268, "云帆借"),
    Call(at("2026-11-09 10:02:13"), 2, ANXIN_HOTLINE, 195, "安信消费金融"),
    Call(at("2026-11-10 08:12:40"), 1, FIELD_ONE, 74),
    Call(at("2026-11-10 11:47:05"), 3, FIELD_ONE, 0),
    Call(at("2026-11-10 15:30:58"), 5, "0571-0000 0011", 0),
    Call(at("2026-11-10 20:55:31"), 3, FIELD_TWO, 0),
    Call(at("2026-11-12 10:15:00"), 2, ANXIN_HOTLINE, 96, "安信消费金融"),
    Call(at("2026-11-13 09:01:44"), 1, "+8657100000012", 52),
    Call(at("2026-11-13 12:20:16"), 3, FIELD_TWO, 0),
    Call(at("2026-11-13 21:48:09"), 3, FIELD_TWO, 0),
    Call(at("2026-11-17 14:10:30"), 1, YUNFAN_HOTLINE, 143, "云帆借"),
)

TRANSCRIPT = """\
（录音以提示音代替人声，文字为通话内容整理）
通话时间：2026-11-12 10:15　拨打号码：400-000-0001
客服：您好，安信消费金融，工号0073为您服务，本次通话会录音。
周某芸：您好，我这边也会录音，可以吗？
客服：可以的。
周某芸：我7月被裁员，现在领失业保险金。这笔借款我愿意还，想申请降低每月金额、延长期数。
客服：可以登记协商申请，需要失业证明、家庭收入说明和身份证。
周某芸：审核期间能不能暂停外部催收？上周日晚上十点多有人发短信说要找我家人。
客服：我备注要求只联系您本人，催收时间我们会核查。
周某芸：麻烦给我一个工单号。
客服：工单号AX11120007，5个工作日内会有专员回复。
周某芸：好的，谢谢，我今天把材料发到你们邮箱。
"""


def mails(known: Known) -> dict[str, Mail]:
    """Three mails: a contract extract from the lender, a reply in GBK, the user's own request for a bill."""
    anxin = known.loans["anxin"]
    extract = text_pdf(
        "借款合同摘要（示例）",
        (
            "贷款人：安信消费金融有限公司",
            "借款人：周某芸　　合同编号：AX-2025-12-0925",
            "借款本金：人民币24000.00元　　放款日：2025年12月25日",
            "期数：24期　　还款方式：等额本息　　年利率：18%（单利）",
            f"每期还款：{yuan(anxin.level())}元　　还款日：每月25日，首期2026年1月25日",
            "逾期：宽限期3天；逾期本金按合同利率的1.5倍计收罚息；",
            "违约金：当期未还金额的5%，每期一次；不计复利。",
            "还款顺序：费用、违约金、罚息、利息、本金，按期次先后。",
            "除上列项目外，贷款人不收取其他费用。",
            "示例文件，内容虚构。",
        ),
    )
    user, anxin_box = ("周某芸", "zhou@mail.example"), ("安信消费金融客服", "service@anxin.example")
    return {
        "20261113-安信-合同摘要.eml": Mail(
            at("2026-11-13 16:42:10"),
            "20261113164210.ax0007",
            anxin_box,
            user,
            "回复：索取借款合同（工单AX11120007）",
            "周女士：\n您好！您索取的借款合同摘要见附件。协商申请已转专员处理，请补充失业证明和家庭收入说明。\n"
            "安信消费金融客服\n",
            attachment=("借款合同摘要.pdf", extract),
        ),
        "20261117-云帆借-协商回复.eml": Mail(
            at("2026-11-17 15:08:44"),
            "20261117150844.yf0031",
            ("云帆借服务专员", "care@yunfan.example"),
            user,
            "关于您的协商申请",
            "周女士：\n您的申请由服务专员林镕受理。江南银行可以考虑延长还款期限，请在11月27日前提交材料。\n"
            "在材料齐全之前，罚息照合同计算。\n云帆借　林镕\n",
            charset="gb2312",
            codec="gb18030",
            base64=False,
        ),
        "20261120-发给安信-索取账单明细.eml": Mail(
            at("2026-11-20 20:15:02"),
            "20261120201502.zy0002",
            user,
            anxin_box,
            "请提供逾期账单明细（合同AX-2025-12-0925，工单AX11120007）",
            "安信消费金融客服：\n11月19日短信显示的应还金额中有“其他费用180.00元”，罚息也与合同不一致。请书面提供逐项明细、"
            "计算方法和合同条款。\n"
            "我愿意还款，并已提交协商申请；本邮件只是核对金额，不表示认可上述数额。\n周某芸\n2026年11月20日\n",
        ),
    }
