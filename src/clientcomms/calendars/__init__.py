"""Acts that book meetings and read answers to them."""
