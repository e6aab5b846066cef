"""Plain-text sources: a folder with one CSV or YAML file per sheet, or a single such file."""

from clientcomms.providers.book_folder.reading import BookFolder, TextAttachment, TextFile

__all__ = ["BookFolder", "TextAttachment", "TextFile"]
