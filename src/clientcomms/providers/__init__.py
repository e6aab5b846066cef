"""One service each, behind a port."""
