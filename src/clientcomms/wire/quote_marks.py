"""How mail programs announce quoted history, each habit by its name.

`opens_history` knows separators after which all is history; `attribution_length` knows the
line ("On … wrote:") that stands above a quote. All patterns are anchored and see one line of
at most `MAX_LINE` characters, so no text can make them slow.
"""

from __future__ import annotations

import re

MAX_LINE = 300

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a\u202c]")


def plain(line: str) -> str:
    """The line as the recognisers see it: cut, visible characters only, stripped."""
    seen = line[:MAX_LINE].strip()
    if seen.isascii():
        return seen
    return _INVISIBLE.sub("", seen).replace("\xa0", " ").replace("\u3000", " ").strip()


def is_quoted(line: str) -> bool:
    """RFC 3676 §4.5: a line beginning with '>' is quoted."""
    return line.startswith(">")


# Between rules of dashes: Original Message (Outlook), 原始邮件 (QQ, Sina), 邮件原件 (Outlook zh),
# 回复的原邮件 (163 Master), and the same in other languages.
_TITLES = (
    r"original message|original appointment|original e-?mail|original|forwarded message|forwarded by .{1,80}|"
    r"reply message|replied message|reply above this line|previous message|"
    r"原始邮件|原始郵件|原邮件|邮件原件|郵件原件|回复的原邮件|回复的邮件|转发的邮件|转发邮件信息|转发邮件|轉寄郵件|原始信息|邮件原文|郵件原文|原邮件信息|被转发邮件|回复邮件|原始消息|原信息|"
    r"元のメッセージ|オリジナルメッセージ|元の?メール|"
    r"urspr(?:ü|ue)ngliche (?:nachricht|mail|e-mail)|urspr. nachricht|weitergeleitete nachricht|"
    r"message d['’]origine|message original|message transf[ée]r[ée]|mensaje original|mensagem original|messaggio originale|"
    r"oorspronkelijk(?:e)? bericht|originalmeddelande|ursprungligt meddelande|oprindelig meddelelse|"
    r"oprindelig besked|opprinnelig melding|alkuper(?:ä|a)inen viesti|wiadomo[śs][ćc] oryginalna|oryginalna wiadomo[śs][ćc]|"
    r"исходное сообщение|пересылаемое сообщение|оригинальное сообщение|пересланное сообщение|"
    r"original meddelelse|p[ůu]vodn[íi] zpr[áa]va|origin[áa]l [üu]zenet"
)
_SEPARATOR = re.compile(
    rf"^[*_]?[-_=—–]{{2,}}\s*(?:{_TITLES})\s*:?\s*[-_=—–]{{2,}}(?:[*_]?|\s?(?:发件人|From)\s?[:：].*)$",
    re.IGNORECASE,
)
# Apple Mail: "Begin forwarded message:", "开始转发的邮件：".
_FORWARD = re.compile(
    r"^(?:begin forwarded message|begin reply message|开始转发的邮件|以下是转发的邮件|début du message (?:transféré|réexpédié)|"
    r"anfang der weitergeleiteten nachricht|下記は転送メッセージ)\s*[:：]$",
    re.IGNORECASE,
)
_BARE_TITLE = re.compile(rf"^(?:{_TITLES})$", re.IGNORECASE)
_RULE = re.compile(r"^(?:_{10,}|-{20,}|={20,}|\*{20,}|－{10,})$")
_LINE_ABOVE = re.compile(
    r"^[#\s-]*(?:please )?(?:reply above this line|write above this line|type your reply above|请在此线以上回复)",
    re.IGNORECASE,
)

# The header block of Outlook, Foxmail, QQ, 163 …: at least two of these in a row.
_FIELDS = {
    "from": "from|自|发件人|寄件者|寄件人|發件人|差出人|送信者|von|de|da|van|från|fra|od|от|від|expéditeur|remitente|lähettäjä|kimden|feladó|보낸 사람",
    "sent": (
        "message du|sent|date|sent at|发送时间|发送日期|发件时间|日期|寄件日期|發送時間|時間|时间|送信日時|日付|日時|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|"
        "enviado|enviado el|enviada em|enviado em|enviada|fecha|data|inviato|verzonden|skickat|sendt|dato|wysłano|wysłane|отправлено|дата|отправлен|надіслано|lähetetty|päivämäärä|gönderildi|보낸 날짜|날짜"
    ),
    "to": "to|至|收件人|收件者|宛先|an|à|a|para|per|aan|till|til|do|кому|destinataire|vastaanottaja|kime|받는 사람",
    "cc": "cc|copy|抄送|抄送至|副本|密送|kopie|copie|copia|kopia|kopi|dw|копия|копія|copie à",
    "subject": "subject|主题|主旨|主題|件名|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|aihe|konu|제목|sujet",
    "reply": "reply-to|回复|答复|organization|importance|重要性|优先级|attachments|附件|priority|sensitivity",
}
_FIELD = re.compile(
    r"^[|*_\s]*(?:"
    + "|".join(
        "(?P<"
        + name
        + ">(?:"
        + "|".join(
            re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\\s?", word)
            for word in words.split("|")
        )
        + "))"
        for name, words in _FIELDS.items()
    )
    + r")[*_\s]*[:：|][*_\s]*(?P<value>.*)$",
    re.IGNORECASE,
)


def _field(line: str) -> str | None:
    found = field_of(line)
    return found[0] if found else None


def field_of(line: str) -> tuple[str, str] | None:
    """The name ("from", "sent", "to", "cc", "subject", "reply") and value of a quoted header field."""
    found = _FIELD.match(line)
    name = next((name for name in _FIELDS if found and found[name]), None)
    return (name, found["value"].strip()) if found and name else None


def opens_history(lines: list[str], at: int) -> bool:
    """Whether everything from line `at` on is history, whatever it looks like."""
    line = lines[at]
    if not line or is_quoted(line):
        return False
    return (
        bool(_SEPARATOR.match(line))
        or bool(_LINE_ABOVE.match(line))
        or bool(_WROTE_RULE.match(line))
        or bool(_FORWARD.match(line))
        or (bool(_BARE_TITLE.match(line)) and _is_header_block(lines, _next_written(lines, at + 1)))
        or (bool(_RULE.match(line)) and _is_header_block(lines, _next_written(lines, at + 1)))
        or _is_header_block(lines, at)
    )


def step_back(lines: list[str], at: int) -> int:
    """The start of history, moved above Foxmail's lone address line and above rules."""
    above = at - 1
    while above >= 0 and not lines[above]:
        above -= 1
    if above > 0 and (is_lone_address(lines[above]) or _RULE.match(lines[above])):
        return above
    return at


_LONE_ADDRESS = re.compile(r"^[\w.+-]{1,64}@[\w.-]{1,200}$")


def is_lone_address(line: str) -> bool:
    """Foxmail writes the sender's own address on a line above what it quotes."""
    return bool(_LONE_ADDRESS.match(line))


def _next_written(lines: list[str], start: int) -> int:
    at = start
    while at < len(lines) and at < start + 6 and not lines[at]:
        at += 1
    return at


def _is_header_block(lines: list[str], at: int) -> bool:
    """A line 'From:' with a value, and at least one more field among the next five lines.

    One "发件人: …" alone in a sentence is the author's own text.
    """
    if at >= len(lines) or _field(lines[at]) not in {"from", "sent", "subject"}:
        return False
    following = {_field(line) for line in lines[at + 1 : at + 7]} - {None}
    first = _field(lines[at])
    if first == "from" and _FULL_ADDRESS.search(lines[at]):
        return True
    others = following - {first}
    return len(others) >= 2 or (len(others) == 1 and _is_first_field(first, lines[at]))


_FULL_ADDRESS = re.compile(r"<(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,200}>|\[mailto:")


def _is_first_field(name: str | None, line: str) -> bool:
    return name == "from" or (name == "sent" and bool(_DATED.search(line)))


# Attribution lines. A date-like figure, or an address, must stand in them: "He wrote:" alone is
# the author's own text.
_WROTE = (
    r"wrote|writes|said|schrieb|écrit|ecrit|a écrit|escribió|escribio|escreveu|ha scritto|scrisse|schreef|skrev|"
    r"napisał(?:\(a\))?|napisal|napsal(?:\(a\))?|написал(?:\(а\))?|пишет|писал(?:\(а\))?|написав|пише|kirjoitti|yazdı|sent"
)
_WROTE_CJK = r"写道|寫道|写到|编写|撰写|撰寫|書きました|のメール|のメッセージ"
_ENDS_WROTE = re.compile(
    rf"(?:(?<!\w)(?:{_WROTE})(?!\w)|(?:{_WROTE_CJK}))(?:.{{0,120}}[:：]\s*>?|\s*)$", re.IGNORECASE
)
_HAS_WROTE = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)|{_WROTE_CJK}", re.IGNORECASE)
_ENDS_CJK = re.compile(rf"(?:{_WROTE_CJK})\s?[:：]$")
# Old Gmail: "2014-10-17 11:28 GMT+03:00 Ann Lee <ann@example.com>:".
_GMAIL_DATE = re.compile(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d{2} GMT[+-]\d\d:\d\d \S")
# Android and Yahoo: "---- Ann Lee wrote ----".
_WROTE_RULE = re.compile(
    r"^-{2,}\s?\S.{0,99}\s(?:wrote|写道|撰写|编写|写|schrieb|écrit)\s?:?\s?-{2,}$", re.IGNORECASE
)
_STARTS = re.compile(
    r"^(?:(?:on|at|am|le|el|il|op|den|på|em|dnia|w dniu|em|a|ma|el día|dne)\b|在|于|於|\d|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница)\w*\.?,?\s)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}\s?[-/.年]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|\b\d{4}\b|\d{1,2}月")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.")
_HTTP = re.compile(r"https?://", re.IGNORECASE)


def attribution_length(lines: list[str], at: int) -> int:
    """How many lines (1 to 4) from `at` form an attribution; 0 when none does."""
    if not lines[at]:
        return 0
    joined = ""
    for length in range(1, 5):
        if (
            at + length > len(lines)
            or not lines[at + length - 1]
            or is_quoted(lines[at + length - 1])
        ):
            return 0
        joined = f"{joined} {lines[at + length - 1]}".strip()
        if _is_attribution(joined, length):
            return length + _trailing_address(lines, at + length, joined)
        if length == 1 and not _may_begin_attribution(joined):
            return 0
    return 0


def _may_begin_attribution(line: str) -> bool:
    begins = _STARTS.match(line) or (_ADDRESS.search(line) and _HAS_WROTE.search(line))
    return bool(begins) and len(line) <= 200


def _trailing_address(lines: list[str], at: int, joined: str) -> int:
    """1 when the line only closes an address that was broken off: "<ann@example.com>:"."""
    if joined.endswith(":") or at >= len(lines):
        return 0
    return int(bool(re.fullmatch(r"<?\s?[\w.+@-]{3,100}>?\s?[:：]", lines[at])))


def _is_attribution(text: str, length: int) -> bool:
    if _GMAIL_DATE.match(text):
        return True
    if len(text) > MAX_LINE or not _ENDS_WROTE.search(text[-220:]):
        return False
    if _HTTP.search(text) and not _ADDRESS.search(text):
        return False
    dated = bool(_DATED.search(text))
    starts = bool(_STARTS.match(text))
    named = bool(_ADDRESS.search(text))
    if starts and (dated or named):
        return True
    # "林晓 于2026年11月18日写道：" stands without address; "Ann <ann@x.example> wrote:" without date.
    return (dated and (named or bool(_ENDS_CJK.search(text)))) or (named and length == 1)
