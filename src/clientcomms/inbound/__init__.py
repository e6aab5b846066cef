"""Acts from a mailbox to tracked facts."""
