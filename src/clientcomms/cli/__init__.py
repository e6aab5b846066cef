"""The command line: reads the clock and the arguments, asks for acts, prints places."""
