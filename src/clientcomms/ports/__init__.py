"""What we need from outside, and how it may fail."""
