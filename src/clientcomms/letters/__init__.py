"""One module per kind of letter: how it is treated, and its typed brief."""
