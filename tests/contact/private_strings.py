"""Invented strings with and without private data, labelled by how they were made; shares no code with the product."""

from __future__ import annotations

from random import Random

AREAS = ("110105", "330106", "440305", "510107", "420111", "370202", "610113", "230103")
SURNAMES = "王李张刘陈杨赵黄周吴"
STREETS = ("文三路", "中山北路", "人民街", "解放大道", "幸福巷", "科华北路")


def identity(r: Random) -> str:
    body = f"{r.choice(AREAS)}{r.randint(1955, 2012)}{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 999):03}"
    # ISO 7064 MOD 11-2: from the left, double and add
    p = 0
    for c in body:
        p = (p + int(c)) * 2 % 11
    return body + "0123456789X"[(12 - p) % 11]


def card(r: Random, length: int | None = None) -> str:
    head = r.choice(("622202", "621700", "622848", "625905", "436742", "518710"))
    size = length or (19 if head.startswith("62") and r.random() < 0.6 else 16)
    body = head + "".join(r.choice("0123456789") for _ in range(size - 7))
    for check in "0123456789":  # the one that makes the sum a multiple of ten
        number = body + check
        total = 0
        for i, c in enumerate(number[::-1]):
            total += sum(map(int, str(int(c) * 2))) if i % 2 else int(c)
        if total % 10 == 0:
            return number
    raise AssertionError(body)


def spaced(r: Random, number: str, cuts: tuple[int, ...]) -> str:
    sign = r.choice((" ", "-", ""))
    parts, at = [], 0
    for cut in (*cuts, len(number)):
        parts.append(number[at:cut])
        at = cut
    return sign.join(p for p in parts if p)


def full_width(r: Random, text: str) -> str:
    if r.random() < 0.85:
        return text
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def mobile(r: Random) -> str:
    return f"1{r.choice('3456789')}{r.randint(0, 999_999_999):09}"


def private(r: Random) -> str:
    """A sentence that holds something private."""
    name = r.choice(SURNAMES) + r.choice("伟芳娜敏静强磊洋勇艳")
    kin = r.choice(("妈妈", "老婆", "同事", "朋友", "哥哥", "领导"))
    street = r.choice(STREETS)
    made = r.choice(
        (
            f"我的身份证是{full_width(r, identity(r))}",
            f"证件号 {spaced(r, identity(r), (6, 14))}，请查",
            f"{identity(r).lower()} 这是号码",
            f"卡号{full_width(r, card(r))}",
            f"从 {spaced(r, card(r, 16), (4, 8, 12))} 扣",
            f"银行卡{spaced(r, card(r, 19), (4, 8, 12, 16))}",
            f"打{full_width(r, mobile(r))}找我",
            f"电话{spaced(r, mobile(r), (3, 7))}",
            f"+86 {mobile(r)}",
            f"家里座机0{r.randint(311, 999)}-{r.randint(2_000_000, 8_999_999)}",
            f"验证码是{r.randint(100_000, 999_999)}",
            f"校验码：{r.randint(1000, 9999)}",
            f"{r.randint(100_000, 999_999)} 是验证码",
            f"密码是{r.choice(('abc', 'Xh', 'love'))}{r.randint(1000, 99999)}",
            f"支付密码{r.randint(100_000, 999_999)}",
            f"我把登录密码告诉你们{r.choice(('吧', '了', ''))}",
            f"我住{street}{r.randint(1, 300)}号{r.randint(1, 30)}栋{r.randint(101, 2505)}室",
            f"地址是{street}{r.randint(1, 300)}号",
            f"我{kin}叫{name}",
            f"我{kin}的电话是{mobile(r)}",
            f"{r.choice(('li', 'wang', 'zhao'))}{r.randint(1, 999)}@example.com 是我的",
            f"我{kin}在{r.choice(('实验', '第二', '东关'))}小学{r.choice('一二三四五六')}年级{r.randint(1, 9)}班",
        )
    )
    return str(made)


def broken(number: str, r: Random) -> str:
    """The same number with one digit changed: its check digit fails."""
    at = r.randint(7, len(number) - 2)
    while True:
        other = r.choice("0123456789")
        if other != number[at]:
            return number[:at] + other + number[at + 1 :]


def harmless(r: Random) -> str:
    """A sentence with numbers and names of things, none of them private."""
    made = r.choice(
        (
            f"订单号{r.randint(10**15, 10**16 - 1)}",
            f"工单号2026{r.randint(10**7, 10**8 - 1)}",
            f"合同编号JN-2025-11-{r.randint(1, 9999):04}",
            f"流水号 {broken(card(r), r)} 请查",
            f"这串数字 {broken(identity(r), r)} 对不上",
            f"本金{r.randint(1000, 99999)}.{r.randint(0, 99):02}元，分{r.randint(3, 60)}期",
            f"请打客服{r.choice(('95588', '95533', '400-820-5555', '12378', '95118'))}",
            f"2026-{r.randint(1, 12):02}-{r.randint(1, 28):02}付{r.randint(100, 9999)}元",
            f"尾号{r.randint(1000, 9999)}的卡",
            "我不会把验证码告诉任何人",
            "请勿向我要密码",
            f"年利率{r.randint(4, 36)}%，IRR为{r.randint(10, 36)}.{r.randint(0, 9)}%",
            f"请联系登记的手机号，尾号{r.randint(1000, 9999)}",
            "我的身份证号以系统登记为准",
            f"案号（2026）浙01民初{r.randint(100, 9999)}号",
            f"快递单号SF{r.randint(10**11, 10**12 - 1)}",
            f"请书面答复，邮箱{r.choice(('li', 'wang'))}{r.randint(1, 999)}@example.org",
            f"交易单号4200{r.randint(10**23, 10**24 - 1)}",
            f"{r.randint(1, 12)}月{r.randint(1, 28)}日{r.randint(8, 21)}:{r.randint(0, 59):02}来电",
            f"贵行网点在{r.choice(STREETS)}{r.randint(1, 300)}号",
            f"哈希 {r.getrandbits(128):032x}",
            "请停止联系我的家人和同事",
        )
    )
    return str(made)
