"""Looks at a file before any library parses it: what it really is, and whether it is a trap."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from clientcomms.errors import IntakeError, Problem

MOST_BYTES = 30 * 1024 * 1024
"""The largest file that is opened."""
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_MEMBERS = 2_000
_PIECE = 1 << 20
_OVERLAP = 512
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
# calamine keeps a sheet as one dense block from its first to its last cell: two stray cells in
# A1 and XFD1048576 would ask for 17 thousand million. Cells with content beyond row 199,999 or
# column CZ are strays. (A cell without a value costs nothing.)
_STRAY = re.compile(
    rb"""<c r=["']((?:[A-Z]{1,3}(?:[2-9]\d{5}|\d{7,}))|(?:[D-Z][A-Z]|[A-Z]{3})\d+)["'](?:[^>]*[^>/])?>\s*<[a-z]"""
)


def check(name: str, data: bytes) -> None:
    """Return when `data` is a workbook that may be parsed.

    Raises `IntakeError` in the words of the person who has to mend it.
    """
    if len(data) > MOST_BYTES:
        raise refused(
            name,
            f"文件有 {len(data) >> 20} MB，太大 / the file is {len(data) >> 20} MB, which is too big",
            "删掉图片和多余的表再试 / remove pictures and sheets that are not needed",
        )
    if data.startswith(_ZIP):
        _check_zip(name, data)
    elif data.startswith(_OLE):
        if _PROTECTED in data:
            raise protected(name)
    else:
        raise _foreign(name, data)


def refused(name: str, what: str, mend: str) -> IntakeError:
    """The error for a file that cannot be read at all, in both languages."""
    return IntakeError([Problem(name, what, mend)])


def protected(name: str) -> IntakeError:
    """The error for a workbook with a password."""
    return refused(
        name,
        "文件设有打开密码 / the workbook is protected by a password",
        "去掉密码后另存再导入 / save it without the password",
    )


def wrapped(name: str) -> IntakeError:
    """The error for a file whose bytes are no workbook, most likely because of DLP software."""
    return refused(
        name,
        "不是可识别的表格文件，可能被加密软件加密 / not a workbook; encryption software may have wrapped it",
        "请解密另存后再导入 / decrypt it, save it anew and try again",
    )


def damaged(name: str) -> IntakeError:
    """The error for a workbook on which the parser breaks."""
    return refused(
        name,
        "文件已损坏，读不了 / the file is damaged and cannot be read",
        "用 Excel 或 WPS 打开，另存为新的 .xlsx / open it in Excel and save it anew as .xlsx",
    )


def _check_zip(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _MOST_UNPACKED:
                raise _too_big(name)
            for member in members:
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(
                    ".xml"
                ):
                    _check_sheet(name, archive, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise wrapped(name) from error


def _check_sheet(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    for piece in _pieces(archive, member):
        if stray := _STRAY.search(piece):
            cell = stray[1].decode()
            raise refused(
                name,
                f"{member.filename} 里 {cell} 还有内容，表格大得读不了 / "
                f"{cell} in {member.filename} has content: the sheet is too wide or too long",
                "选中数据以外的行列，整行整列删除后保存 / delete the rows and columns beyond the data",
            )


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in overlapping pieces; zipfile stops at the size the directory states."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _too_big(name: str) -> IntakeError:
    return refused(
        name,
        "解开后超过 400 MB，不予打开 / unpacks to more than 400 MB and is not opened",
        "另存为一个只含台账的新文件 / save the sheets that are needed into a new file",
    )


def _foreign(name: str, data: bytes) -> IntakeError:
    """What is neither a zip nor an OLE file: a web page or text in disguise, or wrapped."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        return refused(
            name,
            "其实是网页或 XML，不是表格文件 / is really a web page or XML, not a workbook",
            "用 Excel 打开，另存为 .xlsx / open it in Excel and save it as .xlsx",
        )
    if (
        head
        and b"\x00" not in head
        and head.count(b"\n")
        and (b"," in head or b"\t" in head or b";" in head)
    ):
        return refused(
            name,
            "其实是文本，不是表格文件 / is really text, not a workbook",
            "把扩展名改成 .csv，或用 Excel 另存为 .xlsx / rename it to .csv or save it as .xlsx",
        )
    return wrapped(name)
