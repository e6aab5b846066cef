"""Writes docs/reference.md and the states in docs/architecture.md from the code: `python -m docs.generate`."""
