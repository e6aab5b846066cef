"""The pages, a module per room: each looks at places and asks for acts."""
