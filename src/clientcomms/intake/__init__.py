"""Acts that take in project state."""
