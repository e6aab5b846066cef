"""What a file is by its first bytes, whatever its name and label claim. Nothing is unpacked.

Names in a ZIP's directory and in an OLE2 file stand in the clear; they tell Word from Excel.
"""

from __future__ import annotations

_START = 16 * 1024  # bytes that are looked at
_SIGNATURES = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (0, b"OggS", "application/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"AC10", "image/vnd.dwg"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"wOFF", "font/woff"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
_OOXML = "application/vnd.openxmlformats-officedocument."
_IN_ZIP = (
    (b"word/", _OOXML + "wordprocessingml.document"),
    (b"xl/", _OOXML + "spreadsheetml.sheet"),
    (b"ppt/", _OOXML + "presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),  # GB/T 33190, China's own PDF
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_MIMETYPE = b"mimetypeapplication/"  # ODF and EPUB: the first file, stored
_IN_OLE2 = (
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("VisioDocument", "application/vnd.visio"),
)
_OLE2_FILE = "application/x-ole-storage"
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif", b"avif": "image/avif", b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}  # fmt: skip
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_MARKUP = ((b"<svg", "image/svg+xml"), (b"<html", "text/html"), (b"<!doctype html", "text/html"))


def true_type(content: bytes, claimed: str) -> str:
    """The media type that the bytes show, `claimed` where they show none."""
    start = content[:_START]
    if start.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _of_ole2(content)
    for offset, signature, media_type in _SIGNATURES:
        if start.startswith(signature, offset):
            return media_type
    return _of_container(start) or _of_markup(start) or claimed


def _of_container(start: bytes) -> str | None:
    if start.startswith(b"RIFF"):
        return _RIFF.get(start[8:12])
    if start[4:8] == b"ftyp":
        return _BRANDS.get(start[8:12], "video/mp4")
    if start.startswith(b"MZ") and _is_program(start):
        return "application/vnd.microsoft.portable-executable"
    return None


def _of_zip(content: bytes) -> str:
    # The directory stands at the end and names every file in the clear.
    seen = content[:_START] + content[-_START * 4 :]
    at = content.find(_MIMETYPE, 0, 200)
    if at >= 0:
        kind = content[at + 8 : at + 100].split(b"PK")[0]
        return kind.decode("ascii", "replace") if kind.isascii() else "application/zip"
    return next((media_type for name, media_type in _IN_ZIP if name in seen), "application/zip")


def _of_ole2(content: bytes) -> str:
    seen = content[: 4 * 1024 * 1024]
    for name, media_type in _IN_OLE2:
        if name.encode("utf-16-le") in seen:
            return media_type
    return _OLE2_FILE


def _is_program(start: bytes) -> bool:
    at = int.from_bytes(start[60:64], "little")
    return start[at : at + 2] in {b"PE", b"NE", b"LE"} or at > len(start)


def _of_markup(start: bytes) -> str | None:
    head = start[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith(b"<"):
        return None
    return next((kind for sign, kind in _MARKUP if sign in head), None)
