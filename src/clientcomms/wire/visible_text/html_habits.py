"""What mail programs call the elements around quotes and signatures, each habit a row.

Values are compared whole, in lower case, without the "x_" that Outlook on the web puts before the
names of what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from clientcomms.wire.visible_text.seen_lines import Mark


class Element(Protocol):
    """The little of an lxml element that is used here."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, key: str, default: str = "") -> str: ...  # noqa: D102 - lxml's own

    def keys(self) -> list[str]: ...  # noqa: D102 - lxml's own

    def iter(self) -> Iterator[Element]: ...  # noqa: D102 - lxml's own


_CLASSES = {
    "gmail_quote": Mark.FRAME,  # Gmail, Aliyun and many that borrow the name
    "gmail_quote_container": Mark.FRAME,
    "gmail_attr": Mark.FRAME,
    "gmail_signature": Mark.SIGNED,
    "gmail_signature_prefix": Mark.SIGNED,
    "moz-signature": Mark.SIGNED,
    "moz-txt-sig": Mark.SIGNED,
    "moz-cite-prefix": Mark.QUOTED,
    "moz-forward-container": Mark.HISTORY,
    "moz-email-headers-table": Mark.OPENING,
    "yahoo_quoted": Mark.HISTORY,
    "yahoo_quoted_begin": Mark.OPENING,
    "zmail_extra": Mark.HISTORY,  # Zoho
    "zmail_extra_hr": Mark.HISTORY,
    "protonmail_quote": Mark.HISTORY,
    "protonmail_signature_block": Mark.SIGNED,
    "tutanota_quote": Mark.HISTORY,
    "referencequote": Mark.HISTORY,  # Coremail
    "ntes-mailmaster-quote": Mark.HISTORY,  # 163 Master
    "ntes-mailmaster-signature": Mark.SIGNED,
    "quote-wrapper": Mark.HISTORY,
    "history-quote-wrapper": Mark.HISTORY,  # Lark
    "lark-mail-meta-wrapper": Mark.OPENING,
    "lark-mail-quote": Mark.HISTORY,
    "lme-history": Mark.HISTORY,
    "outlookmessageheader": Mark.OPENING,  # Outlook 2003
    "ms-outlook-mobile-reference-message": Mark.OPENING,
    "airmail_on": Mark.QUOTED,
    "clean_bq": Mark.QUOTED,
    "bloop_sign": Mark.SIGNED,
    "nylas-quote": Mark.HISTORY,
    "front-blockquote": Mark.QUOTED,
    "front-signature": Mark.SIGNED,
    "hs_reply_signature": Mark.SIGNED,
    "history_container": Mark.HISTORY,  # Mailbird
    "cm_quote": Mark.HISTORY,  # Newton
    "aqm-original-body": Mark.HISTORY,  # Aqua Mail
    "aqm-original-header": Mark.OPENING,
    "sh-signature": Mark.SIGNED,  # Superhuman
    "__aliyun_signature_wrap": Mark.SIGNED,
}
_IDS = {
    "divrplyfwdmsg": Mark.OPENING,  # Outlook on the web
    "appendonsend": Mark.OPENING,
    "replysplit": Mark.OPENING,
    "mail-editor-reference-message-container": Mark.OPENING,
    "olk_src_body_section": Mark.HISTORY,  # Outlook for Mac 2011
    "stopspelling": Mark.OPENING,  # Hotmail's rule
    "zwchr": Mark.OPENING,  # Zimbra's rule
    "isreplycontent": Mark.HISTORY,  # 163 on the web
    "isforwardcontent": Mark.HISTORY,
    "reply139content": Mark.HISTORY,
    "origbody": Mark.HISTORY,  # Sina
    "reply-intro": Mark.QUOTED,  # Roundcube
    "quotedcontent": Mark.HISTORY,
    "lark-mail-quote": Mark.HISTORY,
    "signature": Mark.SIGNED,
    "mobile-signature": Mark.SIGNED,
    "applemailsignature": Mark.SIGNED,
    "composer_signature": Mark.SIGNED,  # Samsung
    "_rc_sig": Mark.SIGNED,
    "zm-_id_-sgn": Mark.SIGNED,  # Zoho
    "ntes-pcmac-signature": Mark.SIGNED,
    "ms-outlook-mobile-signature": Mark.SIGNED,
    "ms-outlook-ios-signature": Mark.SIGNED,
    "ms-outlook-android-signature": Mark.SIGNED,
    "ymail_android_signature": Mark.SIGNED,
    "ymail_ios_signature": Mark.SIGNED,
    "tutanota-signature": Mark.SIGNED,
}
_TAGS = {"includetail": Mark.HISTORY, "sign": Mark.SIGNED}  # WeCom (exmail)
_NAMED = {
    "quote": Mark.QUOTED,  # GMX, WEB.DE
    "quoted-content": Mark.QUOTED,
    "replycontent": Mark.HISTORY,
    "messagereplysection": Mark.HISTORY,  # Spark
    "messagesignaturesection": Mark.SIGNED,
}
_MARKERS = {  # Zimbra
    "__divider__": Mark.OPENING,
    "__headers__": Mark.OPENING,
    "__quoted_text__": Mark.HISTORY,
    "__sig_pre__": Mark.SIGNED,
    "__sig_post__": Mark.SIGNED,
}
_SMART = {"gmail_signature": Mark.SIGNED}
_TABLES = {"id": _IDS, "name": _NAMED, "data-marker": _MARKERS, "data-smartmail": _SMART}
_STYLED = frozenset({"div", "td", "p"})
# Names that programs not listed give: "…-quote", "…_quoted", "…-signature".
_ENDINGS = (
    (
        ("_quote", "-quote", "_quoted", "-quoted", "quotedtext", "quoted-text", "quoted_text"),
        Mark.QUOTED,
    ),
    (("_signature", "-signature", "-sig", "_sig"), Mark.SIGNED),
)
# Outlook 2007 and later, and its kin: a thin line above "From:".
_OUTLOOK_RULE = re.compile(
    r"border-top:\s*(?:solid\s*(?:#[0-9a-f]{6}|rgb\([\d, ]{5,15}\)|windowtext|\w{3,12})\s*1(?:\.0)?pt"
    r"|1(?:\.0)?pt\s*solid)|border-style:\s*solid none none",
    re.IGNORECASE,
)
_OUTLOOK_PADDING = re.compile(r"padding:\s*3(?:\.0)?pt 0|border:\s*none", re.IGNORECASE)
# Outlook's "prefix each line" draws a blue bar beside the whole quote.
_BAR = re.compile(
    r"border-left(?:-style)?:\s*(?!none|0)[^;]{0,60}(?:solid|blue|px|pt)", re.IGNORECASE
)
_OUTLOOK_BAR = re.compile(r"border:\s*none;\s*border-left:\s*solid blue 1\.5pt", re.IGNORECASE)
# The button "indent more" of Gmail and others.
_INDENT = re.compile(
    r"margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px;\s*border:\s*(?:none|medium|0)", re.IGNORECASE
)
_HIDDEN = re.compile(r"(?:^|[;\s])display:\s*none|mso-hide:\s*all", re.IGNORECASE)


def mark_of(tag: str, element: Element) -> Mark:
    """What the element makes of all that stands in it."""
    names = element.keys()
    named = _TAGS.get(tag) or (_by_names(element, names) if names else None)
    if tag == "blockquote":
        return named if named not in {None, Mark.FRAME} and named else _blockquote(element, named)
    if named or not names:
        return named or Mark.PLAIN
    return _by_style(element) if tag in _STYLED else Mark.PLAIN


def is_hidden(element: Element) -> bool:
    """Whether the element is not shown."""
    style = element.get("style", "")
    return bool(style) and bool(_HIDDEN.search(style[:400]))


def _blockquote(element: Element, named: Mark | None) -> Mark:
    if named or element.get("type", "").lower() == "cite" or element.get("cite"):
        return Mark.QUOTED
    style = element.get("style", "")[:300]
    if _INDENT.search(style):
        return Mark.PLAIN
    return Mark.QUOTED if _BAR.search(style) else Mark.INDENTED


def _by_names(element: Element, attributes: list[str]) -> Mark | None:
    for attribute in attributes:
        table = _TABLES.get(attribute)
        if table:
            found = table.get(element.get(attribute)[:80].lower().removeprefix("x_"))
            if found:
                return found
    if "class" not in attributes:
        return None
    found_all = (_CLASSES.get(name) or _by_ending(name) for name in _names(element.get("class")))
    return next((found for found in found_all if found), None)


def _by_ending(name: str) -> Mark | None:
    return next((mark for endings, mark in _ENDINGS if name.endswith(endings)), None)


def _by_style(element: Element) -> Mark:
    style = element.get("style", "")[:400].lower()
    if "border" not in style:
        return Mark.PLAIN
    if _OUTLOOK_BAR.search(style):
        return Mark.QUOTED
    ruled = _OUTLOOK_RULE.search(style) and _OUTLOOK_PADDING.search(style)
    return Mark.OPENING if ruled else Mark.PLAIN


def _names(value: str) -> Iterator[str]:
    for name in value[:200].lower().split():
        yield name.removeprefix("x_")
