"""What could not be read in a message, in its reader's words.

A reading names its problems in English, one line each, and scripts may rely on how they begin. People
see them in their own language; one that is not known here is shown as it is.
"""

from __future__ import annotations

import re

from clientcomms.domain.people import Language

_CHINESE: tuple[tuple[str, str], ...] = (
    # caps, and mail that is none
    (r"larger than (\d+) MiB: not parsed", "超过 {0} MiB，没有拆开读"),
    (r"more than (\d+) multiparts in one another: not parsed", "嵌套超过 {0} 层，没有拆开读"),
    (r"more than (\d+) parts: not parsed", "超过 {0} 个部分，没有拆开读"),
    (r"nested too deeply: not parsed", "嵌套太深，没有拆开读"),
    (r"header (.+) has (\d+) bytes: cut at (\d+)", "信头 {0} 有 {1} 字节，只读前 {2} 字节"),
    (r"cannot be parsed: (.+)", "拆不开（{0}）"),
    (r"no header fields: not a mail message", "没有信头，不是一封邮件"),
    (r"text beyond (\d+) characters is not read", "正文只读前 {0} 个字"),
    (r"HTML body without readable text", "HTML 正文里没有能读的文字"),
    (
        r"only the first ([\d,]+) of ([\d,]+) octets were fetched: the rest is in the mailbox alone",
        "全文 {1} 字节，只取了前 {0} 字节，其余的在邮箱里",
    ),
    (r"cannot be opened: (.+)", "打不开：{0}"),
    # how its parts are packed
    (
        r"multipart without its boundary: the one that is used was taken",
        "分段线和信头写的不一样，按实际用的那条分",
    ),
    (r"winmail\.dat that cannot be read", "winmail.dat 附件读不出来"),
    (r"encrypted with (S/MIME|PGP): its text cannot be read", "用 {0} 加了密，正文读不了"),
    (
        r"signed with (S/MIME|PGP): read, the signature is not verified",
        "有 {0} 签名：正文已读，签名没有核对",
    ),
    (r"declared base64 and is none: read as it stands", "说是 base64 其实不是，按原样读"),
    (r"damaged base64: read as far as it goes", "base64 有损坏，能读多少读多少"),
    (
        r"text behind the base64 of a part, as mailing lists add it: kept",
        "base64 后面跟着文字（邮件列表常这样加），已保留",
    ),
    (
        r"(quoted-printable|base64) that the header does not declare: decoded",
        "信头没写是 {0}，已按 {0} 解开",
    ),
    # calendar answers
    (r"calendar part without VCALENDAR", "日历部分里没有 VCALENDAR"),
    (r"calendar (\S+) without (VEVENT|UID)", "日历 {0} 里没有 {1}"),
    (r"(\d+) events of other meetings are left out", "另有 {0} 个别的会议，没有算进来"),
    (r"(\d+) lines of the calendar part cannot be read", "日历部分有 {0} 行读不出来"),
    (r"(\S+) cannot be read: (.+)", "{0} 读不出来：{1}"),
    # the reading itself
    (r"not read within (\S+) seconds: given up", "{0} 秒内没有读完，放弃了"),
    (r"the process that reads it died: set aside", "读它的进程中途退出了，先放到一边"),
    (r"reading it failed (\d+) times", "读了 {0} 次都没读成"),
    (r"unreadable", "读不出来"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _CHINESE)


def problem_said(problem: str, language: Language) -> str:
    """Return a reading's problem in `language`; several that stand in one line, each in turn.

    >>> problem_said("damaged base64: read as far as it goes", Language.ZH)
    'base64 有损坏，能读多少读多少'
    """
    if language is not Language.ZH:
        return problem
    whole = _in_chinese(problem)
    if whole is not None:
        return whole
    parts = problem.split("; ")
    said = [_in_chinese(part) or part for part in parts]
    return problem if said == parts else "；".join(said)


def _in_chinese(problem: str) -> str | None:
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(problem)
        if found:
            return words.format(*found.groups())
    return None
