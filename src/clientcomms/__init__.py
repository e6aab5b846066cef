"""clientcomms keeps a project team's clients informed, met and heard."""

__version__ = "0.1.0"
