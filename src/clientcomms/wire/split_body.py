"""Which body of a message is read, the text or the page, and its parts."""

from __future__ import annotations

import re

from clientcomms.wire.parsed_mail import MAX_TEXT, ParsedMail
from clientcomms.wire.quoting import SplitText, split_lines, split_text
from clientcomms.wire.quoting_html import html_lines
from clientcomms.wire.robots import BODY_MARKER

# Elements that hold quotes: where the text shows none, the page may know better.
_QUOTING_PAGE = re.compile(
    r"<blockquote|gmail_quote|divRplyFwdMsg|appendonsend|yahoo_quoted|zmail_extra|includetail|"
    r"protonmail_quote|isReplyContent|mailmaster-quote|OLK_SRC_BODY|history-quote-wrapper|"
    r"border-top:\s?solid|reference-message",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s+")


def split_body(mail: ParsedMail) -> tuple[SplitText, str, tuple[str, ...]]:
    """The body taken apart, all of its text (quotes too) for markers and robots, problems."""
    plain, page = mail.body_text(), mail.body("html")
    if page is not None and not plain.strip():
        lines = html_lines(page.text())
        whole = "\n".join(line.text for line in lines)
        problems = () if lines else ("HTML body without readable text",)
        return split_lines(lines, answers=_answers(mail, whole)), whole, problems
    cut = (f"text beyond {MAX_TEXT} characters is not read",) if len(plain) >= MAX_TEXT else ()
    split = split_text(plain, answers=_answers(mail, plain))
    if page is not None and not split.elided:
        split = _as_the_page_knows(split, page.text())
    return split, plain, cut


def _answers(mail: ParsedMail, whole: str) -> bool:
    """Whether the message says that it answers another, or holds a letter of ours."""
    return bool(mail.all("in-reply-to") or mail.all("references") or BODY_MARKER.search(whole))


def _as_the_page_knows(split: SplitText, page: str) -> SplitText:
    """The page's parts where it marks as quoted what the text shows as the author's.

    Only where the page's reply is the beginning or the end of the text's: the two then differ in
    the quote alone.
    """
    if not _QUOTING_PAGE.search(page):
        return split
    other = split_lines(html_lines(page))
    whole, part = _BLANK.sub("", split.reply), _BLANK.sub("", other.reply)
    if other.elided and part and len(part) < len(whole) and whole.startswith(part):
        return other
    return split
