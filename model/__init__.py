"""The shared nouns: frozen values without I/O that every other package speaks in."""
