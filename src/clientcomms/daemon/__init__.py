"""Cadence only: which act is nudged when."""
