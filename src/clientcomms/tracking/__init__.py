"""Acts on what clients said: acknowledge, escalate, resolve."""
