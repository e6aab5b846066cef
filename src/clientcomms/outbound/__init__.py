"""Acts from an occasion to the next hop."""
