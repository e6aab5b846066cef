"""The standards of mail and calendars as pure functions."""
