"""Files by their first bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from clientcomms.wire.file_types import true_type

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(*names: str, first: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            zipped("[Content_Types].xml", "ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (zipped("OFD.xml"), "application/ofd"),
        (zipped("a.txt"), "application/zip"),
        (
            zipped("content.xml", first=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (OLE2 + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE2 + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (OLE2 + "__substg1.0_1000".encode("utf-16-le"), "application/vnd.ms-outlook"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0", "application/vnd.microsoft.portable-executable"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"  <!DOCTYPE html><html>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="x">', "image/svg+xml"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
    ],
)
def test_a_file_is_what_its_bytes_show(content: bytes, shown: str) -> None:
    assert true_type(content, "application/octet-stream") == shown


@pytest.mark.parametrize(
    "content", [b"", b"plain words", b"MZ is how this note begins", b"PK", b"BEGIN"]
)
def test_a_file_that_shows_nothing_is_what_it_is_called(content: bytes) -> None:
    assert true_type(content, "text/plain") == "text/plain"
