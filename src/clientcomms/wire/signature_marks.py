"""How people and phones sign, and what legal departments add below."""

from __future__ import annotations

import re
from collections.abc import Iterator

# RFC 3676 §4.3: "-- " alone on a line; many programs lose the blank, some draw longer.
_DASHES = re.compile(r"^(?:--|—|– ?–|__|-- ?--|_{3,12}|-{3,20}|—{2,}|={3,12})$")

# Lines a device adds by itself.
_DEVICE = re.compile(
    r"^[*_(\[]*(?:sent (?:from|via|by|with|using) (?:my|the|an?|mail|yahoo|outlook|gmail|samsung|aol|proton|airmail|mobile|iphone|ipad|blackberry|windows)\b.{0,80}|get outlook for .{0,60}|"
    r"sent from .{1,40}|发自\s?(?:我的|手机|网易|qq|安卓).{0,30}|發自我的\s?.{1,30}|(?:获取|下载|取得)\s?(?:适用于|用于|適用於)?.{0,20}outlook.{0,60}|从\s?(?:windows|outlook|foxmail|手机).{0,24}(?:发送|傳送)|来自我的.{1,20}|此邮件由.{1,30}发送|从我的\s?.{1,20}\s?发送|從我的.{1,20}傳送|获取 outlook for .{0,60}|取得 outlook .{0,60}|"
    r"来自.{0,12}(?:手机|邮箱|客户端|iphone|ipad).{0,20}|来自钉钉.{0,20}|发送自.{1,30}|自.{1,10}手机发送|从(?:企业)?(?:微信|qq|网易|钉钉).{0,20}发送|签名由.{0,30}定制|由.{0,20}(?:邮箱|手机)发送|"
    r"iphoneから送信|von meinem .{1,40} gesendet|gesendet (?:von|mit) .{1,60}|envoyé (?:de|depuis|à partir) .{1,60}|enviado (?:desde|de|do) .{1,60}|inviato d.{1,50}|"
    r"verzonden (?:vanaf|met|vanuit) .{1,50}|skickat från .{1,40}|sendt fra .{1,40}|отправлено (?:с|из) .{1,50}|надіслано з .{1,40}|wysłan[eo] z .{1,50}|"
    r"diese nachricht wurde von meinem.{0,80})[\])*_.]*$",
    re.IGNORECASE,
)

# Legal footers begin a paragraph so; all that follows belongs to them.
_FOOTER = re.compile(
    r"^[*_\s]*(?:(?:legal )?disclaimer\b|confidentiality (?:notice|note)|(?:this|the information (?:in|contained in) this) (?:e-?mail|message|communication|transmission)\b.{0,80}"
    r"(?:confidential|privileged|intended|attachment|copyright|contain|legally)|diese e-?mail enthält vertrauliche|ce (?:message|courriel).{0,60}confidentiel|"
    r"(?:本|此)(?:电子)?(?:邮件|郵件|電子郵件|信件|e-?mail)(?:及其|及|和|所含|包含|含|（|\(|可能|内容|訊息|中的|为|為).{0,80}(?:保密|机密|機密|机密|专用|專用|附件|商业秘密)|"
    r"【?(?:保密|免责|免責|保密义务|法律)(?:声明|提示|聲明)】?|重要提示[::].{0,30}保密|if you (?:are not the intended|have received this (?:e-?mail|message|communication) in error)|"
    r"you received this (?:message|email) because you are subscribed|please consider the environment before printing)",
    re.IGNORECASE,
)


def signature_lines(texts: list[str], written: list[int]) -> Iterator[int]:
    """The lines among `written` (author's lines, not blank) that sign the message."""
    cut = _delimiter(texts, written)
    yield from written[cut:]
    kept = [at for at in written[:cut] if not _DEVICE.match(texts[at])]
    yield from (at for at in written[:cut] if _DEVICE.match(texts[at]))
    yield from kept[_card(texts, kept) :]


# Lines that only stand in a business card.
_CARD = re.compile(
    r"^[|*_\s]*(?:(?:电话|手机|手机号|座机|传真|邮箱|邮件|地址|网址|微信|电邮|電話|手機|傳真|地址|联系电话|公司电话|邮编|tel|phone|mobile|cell|fax|office|direct|e-?mail|web|website|www|address|t|m|e|p|f|o)\s?[.:：|]\s?\S|"
    r"(?:\+?\d[\d ()./-]{7,20}\d)$|https?://\S{3,80}$|www\.\S{3,80}$|[\w.+-]{1,60}@[\w.-]{3,80}$)",
    re.IGNORECASE,
)


def _card(texts: list[str], written: list[int]) -> int:
    """The index in `written` where a business card begins as the last paragraph."""
    start = len(written)
    while start > 1 and written[start - 1] - written[start - 2] == 1:
        start -= 1
    block = [texts[at] for at in written[start - 1 :]]
    is_card = 2 <= len(block) <= 12 and all(len(line) <= 90 for line in block)
    if start > 1 and is_card and any(_CARD.match(line) for line in block[1:]):
        return start - 1
    return len(written)


def _delimiter(texts: list[str], written: list[int]) -> int:
    """The index in `written` of the signature's delimiter, or len(written)."""
    for index, at in enumerate(written):
        if index and _DASHES.match(texts[at]) and _is_short_tail(texts, written[index + 1 :]):
            return index
    return len(written)


def _is_short_tail(texts: list[str], tail: list[int]) -> bool:
    # talon#129: a cut that ate the answer. A signature is short, in lines and in length.
    return len(tail) <= 15 and sum(len(texts[at]) for at in tail) <= 1200


def footer_lines(texts: list[str], written: list[int]) -> list[int]:
    """The author's lines from a legal footer on; a footer never is the whole text."""
    for index, at in enumerate(written):
        if (
            index
            and _FOOTER.match(texts[at])
            and (at == 0 or not texts[at - 1] or index == len(written) - 1)
        ):
            return written[index:]
    return []
