"""What mail programs write behind `charset=`, and the codec that they mean.

In charge of names only; whether the bytes agree with the name is `clientcomms.wire.charsets`' work.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Labels that are supersets in practice (WHATWG Encoding §4.2: gb2312 and gbk are decoded as
# GBK/GB18030, iso-8859-1 and ascii as windows-1252), and names that no standard knows.
_MEANT = {
    name: codec
    for codec, names in {
        "utf-8": (
            "utf8 utf-8mb4 utf8mb4 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8 cp65001 utf_8 us-ascii ascii "
            "ansi_x3.4-1968 646 iso646-us iso-utf-8 utf-8-sig unicode-utf-8 _utf-8 utf-8n"
        ),
        "gb18030": (
            "gb2312 gbk x-gbk cp936 ms936 windows-936 gb_2312-80 gb_2312 csgb2312 chinese iso-ir-58 euc-cn euccn gb18030-2000 "
            "gb18030-2005 gb2312-1980 x-mac-chinesesimp x-cp20936 x-euc-cn cn-gb gb-2312 gb2312_charset"
        ),
        "big5hkscs": (
            "big5 big5-hkscs x-x-big5 x-big5 cn-big5 csbig5 cp950 ms950 windows-950 big5-eten big-5 x-mac-chinesetrad big5-tw"
        ),
        "hz": "hz-gb-2312 hz-gb2312 hzgb",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932 windows-932 x-ms-cp932 shift_jis-2004",
        "iso2022_jp": "iso-2022-jp csiso2022jp jis cp50220 cp50221 cp50222 iso-2022-jp-ms x-iso-2022-jp",
        "euc_jp": "euc-jp x-euc-jp x-euc cseucpkdfmtjapanese eucjp-ms",
        "cp949": "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 euc-kr euckr korean windows-949 ms949 uhc x-windows-949",
        "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 iso_8859-1 windows-1252 x-cp1252 cp-1252 win-1252 ansi x-ansi iso-8859-1-windows",
        "cp1251": "windows-1251 x-cp1251 win-1251 windows1251 cp-1251",
        "cp1250": "windows-1250 x-cp1250 win-1250",
        "cp1254": "iso-8859-9 iso8859-9 latin5 windows-1254 x-cp1254",
        "cp1255": "iso-8859-8-i iso-8859-8-e logical windows-1255",
        "cp1256": "windows-1256 x-cp1256",
        "cp874": "tis-620 iso-8859-11 windows-874 x-windows-874 dos-874",
        "mac_roman": "macintosh x-mac-roman mac",
        "mac_cyrillic": "x-mac-cyrillic",
        "koi8-r": "koi koi8 koi8_r cskoi8r",
        "koi8-u": "koi8-ru koi8_u",
        "utf-7": "utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 csunicode11utf7",
        "utf-16": "unicode ucs-2 iso-10646-ucs-2 csunicode ucs2 utf16 utf-16le utf-16be unicodefffe unicode-2-0",
    }.items()
    for name in names.split()
}
# Python's codecs that are no charsets: escapes and transforms.
_NO_CHARSETS = frozenset(
    {"unicode-escape", "raw-unicode-escape", "punycode", "idna", "undefined", "mbcs", "oem", "palmos"}
)  # fmt: skip
# `utf-8; format=flowed`, `"gb2312""`, `utf-8//TRANSLIT`, `windows-1252http-equiv…`
_NAME = re.compile(r"[\s\"'=_]*([a-z0-9][a-z0-9_.+-]{0,39})")


@lru_cache(maxsize=256)
def codec_of(label: str | None) -> str | None:
    """The name of a Python codec for `label`, None when the label is missing or says nothing."""
    found = _NAME.match((label or "")[:80].lower())
    if found is None:
        return None
    name = found[1].rstrip("_.-+")
    name = _MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    known = info.name.replace("_", "-")
    # CodecInfo keeps the mark of transforms such as rot13 and zlib to itself; decoding shows it.
    if known in _NO_CHARSETS or not _is_text(name):
        return None
    return name


def _is_text(name: str) -> bool:
    try:
        b"".decode(name)
    except (LookupError, ValueError):
        return False
    return True
