"""One message of every kind that clients and their programs send, as bytes: what fuzzing mutates and benchmarks read."""

from __future__ import annotations

import base64
import quopri

HEAD = (
    "From: =?utf-8?B?546L5bel?= <wang@client.example>\r\nTo: pm+k7abc@studio.example\r\nCc: li@client.example\r\n"
    "Subject: =?gb2312?B?u9i4tDrW3LGo?=\r\nDate: Thu, 19 Nov 2026 10:00:00 +0800\r\nMessage-ID: <1@client.example>\r\n"
    "In-Reply-To: <cc.0@studio.example>\r\nReferences: <a@studio.example>\r\n <cc.0@studio.example>\r\nMIME-Version: 1.0\r\n"
)
_ZH = "林经理，\r\n周报收到。登录页报错了，请周五前修好。首页标题改成蓝色可以吗？给8分。\r\n谢谢！"
_EN = "Hi Lin,\r\nthanks for the report. The export fails with error 500, please fix it before Friday.\r\n1. change the title\r\n2. send the invoice"
_QUOTE = "".join(f"> line {n} of the weekly report, 第{n}行\r\n" for n in range(40))
_ZH_QUOTED = f"{_ZH}\r\n\r\n在 2026-11-18 10:00，林晓 <pm@studio.example> 写道：\r\n{_QUOTE}\r\n-- \r\n王工 | 13800000000"
_EN_QUOTED = (
    f"{_EN}\r\n\r\nOn Wed, 18 Nov 2026 at 10:00, Lin Xiao <pm@studio.example> wrote:\r\n{_QUOTE}"
)
_OUTLOOK = (
    f"{_EN}\r\n\r\n________________________________\r\nFrom: Lin Xiao <pm@studio.example>\r\nSent: Wednesday, 18 November 2026 10:00\r\n"
    f"To: Wang\r\nSubject: Weekly\r\n\r\n{_QUOTE.replace('> ', '')}"
)
_GMAIL_PAGE = (
    f'<div dir="ltr"><div>{_EN}</div><div class="gmail_quote"><div class="gmail_attr">On Wed, Lin wrote:<br></div>'
    f'<blockquote class="gmail_quote" style="margin:0">{_QUOTE.replace("> ", "<p>")}</blockquote></div></div>'
)
_QQ_PAGE = (
    f'<div>{_ZH}</div><div><includetail><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div>'
    f"<div><b>发件人:</b> 林晓</div><div>{_QUOTE}</div></includetail></div>"
)
_ICS = (
    "BEGIN:VCALENDAR\r\nPRODID:-//x//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u1@studio.example\r\nSEQUENCE:2\r\n"
    "DTSTAMP:20261119T020000Z\r\nDTSTART;TZID=China Standard Time:20261120T100000\r\nORGANIZER:mailto:pm@studio.example\r\n"
    'ATTENDEE;CN="王";PARTSTAT=DECLINED:mailto:wang@client.example\r\nCOMMENT:下周二可以吗？\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
)
_STATUS = (
    "Reporting-MTA: dns; mx.client.example\r\n\r\nFinal-Recipient: rfc822; wang@client.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n"
)


def seed_messages() -> dict[str, bytes]:
    """The messages by what they are."""
    return {
        "text_zh": _text(_ZH_QUOTED),
        "text_zh_gbk": _text(_ZH_QUOTED, "gb2312", codec="gb18030"),
        "text_en": _text(_EN_QUOTED),
        "text_flowed": _text(_EN_QUOTED.replace(", ", ", \r\n"), "utf-8; format=flowed; delsp=yes"),
        "outlook_text": _text(_OUTLOOK),
        "gmail_html": _page(_GMAIL_PAGE),
        "qq_html": _page(_QQ_PAGE),
        "alternative": _multipart("alternative", _text_part(_EN_QUOTED), _page_part(_GMAIL_PAGE)),
        "with_file": _multipart("mixed", _text_part(_ZH_QUOTED), _file_part("纪要.zip", b"PK\x03\x04" + bytes(900))),
        "winmail": _multipart("mixed", _text_part(_EN), _file_part("winmail.dat", _tnef(), "application/ms-tnef")),
        "calendar": _multipart("alternative", _text_part("Declined"), _part("text/calendar; method=REPLY; charset=utf-8", _ICS.encode())),
        "forwarded": _multipart("mixed", _text_part("FYI"), _part("message/rfc822", _text(_EN))),
        "delivery_report": _report(),
        "system_letter_zh": _text("您的邮件被退回。\r\n收件人 nobody@client.example\r\n退信原因：550 Mailbox not found").replace(
            b"u9i4tDrW3LGo", base64.b64encode("系统退信".encode("gb18030"))
        ),
        "out_of_office": b"Auto-Submitted: auto-replied\r\n" + _text("本人10月8日返岗。I'm back on 3 March."),
        "pgp": _text(f"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n{_EN}\r\n-----BEGIN PGP SIGNATURE-----\r\nx\r\n-----END PGP SIGNATURE-----"),
        "uuencoded": _text(f"{_EN}\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n"),
        "japanese": HEAD.encode() + b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + "会議の件、承知しました。".encode("iso2022_jp"),
    }  # fmt: skip


def _part(media_type: str, content: bytes, *fields: str) -> bytes:
    head = "".join(f"{field}\r\n" for field in (f"Content-Type: {media_type}", *fields))
    return head.encode() + b"\r\n" + content


def _text_part(text: str) -> bytes:
    return _part(
        "text/plain; charset=utf-8",
        quopri.encodestring(text.encode()),
        "Content-Transfer-Encoding: quoted-printable",
    )


def _page_part(page: str) -> bytes:
    return _part(
        "text/html; charset=utf-8",
        base64.encodebytes(page.encode()),
        "Content-Transfer-Encoding: base64",
    )


def _file_part(name: str, content: bytes, media_type: str = "application/octet-stream") -> bytes:
    disposition = f'Content-Disposition: attachment; filename="=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="'
    return _part(
        media_type, base64.encodebytes(content), disposition, "Content-Transfer-Encoding: base64"
    )


def _text(text: str, charset: str = "utf-8", *, codec: str = "utf-8") -> bytes:
    return HEAD.encode() + _part(
        f"text/plain; charset={charset}", text.encode(codec), "Content-Transfer-Encoding: 8bit"
    )


def _page(page: str) -> bytes:
    return HEAD.encode() + _page_part(page)


def _multipart(subtype: str, *parts: bytes, parameters: str = "") -> bytes:
    head = f'{HEAD}Content-Type: multipart/{subtype}{parameters}; boundary="=_b1"\r\n\r\n'
    return (
        head.encode() + b"".join(b"--=_b1\r\n" + part + b"\r\n" for part in parts) + b"--=_b1--\r\n"
    )


def _report() -> bytes:
    report = _multipart(
        "report",
        _text_part("Your message could not be delivered."),
        _part("message/delivery-status", _STATUS.encode()),
        _part("text/rfc822-headers", b"Message-ID: <cc.0@studio.example>\r\n"),
        parameters="; report-type=delivery-status",
    )
    return report.replace(b"wang@client.example>\r\nTo", b"MAILER-DAEMON@client.example>\r\nTo", 1)


def _tnef() -> bytes:
    body = b"Please see the plan.\0"
    attribute = (
        b"\x01" + (0x0002800C).to_bytes(4, "little") + len(body).to_bytes(4, "little") + body
    )
    return b"\x78\x9f\x3e\x22\x01\x00" + attribute + (sum(body) & 0xFFFF).to_bytes(2, "little")
