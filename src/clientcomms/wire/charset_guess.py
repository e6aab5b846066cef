"""Which charset unlabelled bytes are in, judged by the letters that a language uses most.

A guess is only asked for where there is no label, or where the label does not fit.
"""

from __future__ import annotations

import re

_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_MAX_LOOKED_AT = 8_000  # bytes

# The characters that half of any Chinese letter consists of.
_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这们来到时大地为子中你说生国年着就那和要出也得里后自以会家可下而过天去能对小多于心学么之都好看起发当没成"
    "只如事把还用第样道想作种开总从无情己面最但现前些所同日手又行意动方期头经长回位分因很给名法间知世什两次使者被高已其进此话常与"
    "正感您请谢复附件项目问题收公司客户工联系电统测试修改确认安排议文上三二四五六周月号及将本贵我望尽快理处数据报告页标首打不完请，。！？：；、“”（）《》"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這們來到時大地為子中你說生國年著就那和要出也得裡後自以會家可下而過天去能對小多於心學麼之都好看起發當沒成"
    "只如事把還用第樣道想作種開總從無情己面最但現前些所同日手又行意動方期頭經長回位分因很給名法間知世什兩次使者被高已其進此話常與"
    "正感您請謝複附件專案問題收公司客戶工聯繫電統測試修改確認安排議文上三二四五六週月號及將本貴我望盡快理處數據報告頁標首打不完請，。！？：；、「」（）《》"
)
_KANA = frozenset(chr(code) for code in range(0x3041, 0x30FF)) | frozenset("、。「」")
_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъіїєё")
_LATIN_ACCENTS = frozenset("äöüßéèêàâçîïôûùñáíóúøåæœÄÖÜÉÀÅØìòãõëý’‘“”–—…€«»°·©®")
# codec → (its usual letters, how sure one must be). The order decides between equals.
_EAST = {
    "gb18030": (_SIMPLIFIED, 0.3),
    "big5hkscs": (_TRADITIONAL, 0.45),
    "cp932": (_KANA, 0.5),
    "euc_jp": (_KANA, 0.5),
    "cp949": (frozenset[str](), 0.8),
}
_USUAL = _SIMPLIFIED | _TRADITIONAL | _KANA
_CYRILLIC_CODECS = ("cp1251", "koi8-r")
_BESIDE_ASCII = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_SURE_CYRILLIC = 0.75
_SURE_LATIN = 0.9
_CLEARLY = 0.2
_PAIR = 2
_FEW_BYTES = 6


def guess_codec(content: bytes) -> str:
    """The most likely legacy codec of `content`, which is not UTF-8."""
    looked_at = content[:_MAX_LOOKED_AT]
    runs = _HIGH_RUNS.findall(looked_at)
    cyrillic = _cyrillic(looked_at, runs)
    if cyrillic:
        return cyrillic
    return _east(looked_at) or ("gb18030" if _paired(runs, looked_at) else "cp1252")


def looks_double_byte(content: bytes) -> bool:
    """Whether the high bytes come in pairs, as in GBK; accents of Latin-1 stand alone."""
    looked_at = content[:_MAX_LOOKED_AT]
    return _paired(_HIGH_RUNS.findall(looked_at), looked_at)


def wide_codec(content: bytes) -> str:
    """UTF-16 without a mark: the byte order that gives the more usual letters.

    RFC 2781 §4.3 takes big-endian for granted; Microsoft's programs do not.
    """
    looked_at = content[: _MAX_LOOKED_AT // 2 * 2]
    shares = {
        codec: _usual(looked_at.decode(codec, "replace")) for codec in ("utf-16-le", "utf-16-be")
    }
    return max(shares, key=lambda codec: shares[codec])


def _usual(text: str) -> float:
    return sum(char in _USUAL or "\t" <= char <= "~" for char in text) / max(len(text), 1)


def _paired(runs: list[bytes], looked_at: bytes) -> bool:
    if not runs:
        return False
    if _share(looked_at.decode("cp1252", "replace"), _LATIN_ACCENTS) > _SURE_LATIN:
        # "très" and "œuvre" never make a pair; two accents side by side ("créée") may.
        return all(len(run) % 2 == 0 for run in runs) and max(map(len, runs)) > _PAIR
    paired = sum(len(run) % 2 == 0 for run in runs)
    return paired * 10 >= len(runs) * 7


def _east(looked_at: bytes) -> str | None:
    """The codec whose usual letters are there; GBK unless another is clearly better."""
    shares = {codec: _fitting(looked_at, codec) for codec in _EAST}
    likely = {codec: share for codec, share in shares.items() if share >= _EAST[codec][1]}
    best = max(likely, key=lambda codec: likely[codec], default=None)
    if best is not None and likely[best] < shares["gb18030"] + _CLEARLY and "gb18030" in likely:
        return "gb18030"
    return best


def _fitting(looked_at: bytes, codec: str) -> float:
    """The share of usual letters when read in `codec`; -1 when it cannot be read so."""
    # The last characters may be cut.
    text = looked_at.decode(codec, "replace")
    if text[:-2].count("\ufffd"):
        return -1.0
    if codec == "cp949":
        high = [char for char in text if char > "\x7f"]
        return sum("가" <= char <= "힣" for char in high) / len(high) if high else 0.0
    return _share(text, _EAST[codec][0])


def _cyrillic(looked_at: bytes, runs: list[bytes]) -> str | None:
    if sum(map(len, runs)) < _FEW_BYTES or max(map(len, runs)) <= _PAIR:
        return None
    if len(_BESIDE_ASCII.findall(looked_at)) * 5 > len(runs):  # accents within Latin words
        return None
    shares = {
        codec: _share(looked_at.decode(codec, "replace"), _CYRILLIC) for codec in _CYRILLIC_CODECS
    }
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= _SURE_CYRILLIC else None


def _share(text: str, letters: frozenset[str]) -> float:
    high = [char for char in text if char > "\x7f"]
    return sum(char in letters for char in high) / len(high) if high else 0.0
