"""The parts of reading what an author wrote: one module per habit of mail programs."""
