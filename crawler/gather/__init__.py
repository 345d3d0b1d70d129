"""What is read inside a page: scripts for an isolated world, handed over as text."""
