"""How people and phones sign: delimiters, the line of a device, business cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.visible_text.seen_lines import MAX_LINE, undecorated
from clientcomms.wire.visible_text.vocabulary import folded, tight, vocabulary

# RFC 3676 §4.3: "-- " alone on a line; many programs lose the blank.
_DELIMITER = re.compile(r"^(?:--|– ?–|-- ?--)$")
# Longer rules also part the points of an answer: what follows must look like a signature.
_DRAWN = re.compile(r"^(?:—{1,3}|_{2,30}|-{3,40}|={3,12}|\*{3,12}|~{3,12})$")
_LONGEST_DEVICE = 160
_MOST_LINES = 15  # of a signature, below its delimiter
_LINK = re.compile(r"\s*[<(\[]{1,2}\s?(?:https?://|mailto:)[^\s<>()\]]{1,280}\s?[>)\]]{1,2}\s*")
_OUTLOOK_PHONE = re.compile(
    r"^[^.!?。！？]{0,60}outlook[^.!?。！？]{0,40}[<(\[]{1,2}https?://aka\.ms/\w{1,40}[>)\]]{1,2}$",
    re.IGNORECASE,
)

# A device that is not listed, as the last line and a paragraph of its own.
_UNLISTED_DEVICE = re.compile(
    r"^(?:Sent from |发自|發自|来自我的)\s?\S[^.!?。！？，；,;:：]{1,32}$"
)

# Lines that only stand in a business card.
_CARD = re.compile(
    r"^[|*_\s]*(?:(?:电话|手机|手机号|手机号码|座机|传真|邮箱|邮件|地址|网址|微信|电邮|電話|手機|傳真|联系电话|联系方式|公司电话|公司地址|公司网址|邮编|官网|信箱|分机|E-?mail|"
    r"tel|telephone|phone|mobile|mob|cell|fax|office|direct|direct line|e-?mail|mail|web|website|www|address|skype|telefon|tél|téléphone|mobil|handy|t|m|e|p|f|o|d|w)"
    r"\s?[.:：|/]{1,2}\s?\S|(?:\+?\d[\d ()./-]{7,20}\d)$|https?://\S{3,80}$|www\.\S{3,80}$|[\w.+-]{1,60}@[\w.-]{3,80}$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。！？；：:?!;]$|[，。！？；]|\.\s\w|\?\s")
_ASKS = re.compile(
    r"请|改|换成|更新|增加|删除|需要|如下|please|change|replace|update|should|need", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)、．]|[-*•·]\s|[（(]\d)")


def signature_lines(texts: list[str], written: list[int]) -> Iterator[int]:
    """The lines among `written` (author's lines, not blank) that sign the message."""
    cut = _delimiter(texts, written)
    yield from written[cut:]
    devices = set(_devices(texts, written[:cut]))
    kept = [at for at in written[:cut] if at not in devices]
    yield from devices
    if len(kept) > 1 and kept[-1] - kept[-2] > 1 and _UNLISTED_DEVICE.match(texts[kept[-1]]):
        yield kept.pop()
    yield from kept[_card(texts, kept) :]


def _devices(texts: list[str], written: list[int]) -> Iterator[int]:
    """The lines of devices; one that the next line goes on from is the author's own."""
    below = -1
    for at in reversed(written):
        if below != at + 1 and is_device(texts[at]):
            yield at
        else:
            below = at


def is_device(line: str) -> bool:
    """Whether a device or program put the line: "Sent from my iPhone", "发自我的小米手机"."""
    if len(line) > _LONGEST_DEVICE:
        return False
    if is_outlook_phone(line):
        return True
    bare = undecorated(_LINK.sub(" ", line).strip()).strip("[]()（）.。!")
    return bool(bare) and bool(vocabulary().devices.match(tight(bare)))


def is_outlook_phone(line: str) -> bool:
    """Whether Outlook's phone program put the line, in any language: it links its own shop page."""
    return len(line) <= _LONGEST_DEVICE and bool(_OUTLOOK_PHONE.search(line))


def _card(texts: list[str], written: list[int]) -> int:
    """The index in `written` where a business card begins as the last paragraph."""
    start = len(written) - 1
    while start > 0 and written[start] - written[start - 1] == 1:
        start -= 1
    block = [texts[at] for at in written[max(start, 0) :]]
    above = texts[written[start - 1]] if start > 0 else ""
    if above and above[-1] not in ":：" and 2 <= len(block) <= 12 and _is_card(block):
        return start
    return len(written)


def _is_card(block: list[str]) -> bool:
    """A name or a closing first, no sentence anywhere, and a line of contact."""
    if not any(_CARD.match(line) for line in block[1:]) or any(len(line) > 90 for line in block):
        return False
    if any(
        _ASKS.search(line) or line[-1] in "。！？；?" for line in block if not _CARD.match(line)
    ):
        return False
    first = undecorated(block[0])
    if _is_closing(first):
        return True
    return len(first) <= 60 and not _SENTENCE.search(first) and not _CARD.match(first)


def _is_closing(line: str) -> bool:
    return folded(line.rstrip(",，.。!！:：~ ")) in vocabulary().closings


def _delimiter(texts: list[str], written: list[int]) -> int:
    """The index in `written` of the signature's delimiter, or len(written)."""
    for index in range(max(1, len(written) - 1 - _MOST_LINES), len(written)):
        at = written[index]
        tail = [texts[one] for one in written[index + 1 :]]
        if _DELIMITER.match(texts[at]) and _is_short(tail) and not _is_list(tail):
            return index
        if _DRAWN.match(texts[at]) and _is_short(tail) and _looks_signed(tail):
            return index
    return len(written)


def _is_short(tail: list[str]) -> bool:
    # talon#129: a cut that ate the answer. A signature is short, in lines and in length.
    return (
        len(tail) <= _MOST_LINES
        and sum(map(len, tail)) <= 1200
        and max(map(len, tail), default=0) < MAX_LINE
    )


def _is_list(tail: list[str]) -> bool:
    return sum(bool(_NUMBERED.match(line)) for line in tail) >= 2


def _looks_signed(tail: list[str]) -> bool:
    """Names, posts, numbers and addresses: no sentence, no numbered point, nothing asked."""
    return len(tail) <= 10 and not any(
        _NUMBERED.match(line) or _is_sentence(line) for line in tail if not _CARD.match(line)
    )


def _is_sentence(line: str) -> bool:
    return len(line) > 70 or bool(_SENTENCE.search(line)) or bool(_ASKS.search(line))
