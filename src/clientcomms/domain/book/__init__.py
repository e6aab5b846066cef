"""The project book: its sheets as data, the reading of what managers type, the comparison.

Pure: files are opened by providers, which hand over a `RawWorkbook`.
"""
