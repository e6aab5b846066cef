"""The only SQL: a module per place."""
