"""Jinja templates behind the typesetter's port: the shipped ones here, a team's own in a child process."""
