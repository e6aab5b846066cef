"""The team's web console: looks at places, asks for acts."""
